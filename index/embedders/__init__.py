"""The embedder that the settings name.

There is no registry: the choices are a closed list that mypy can see. Another one is a new file, a new
name in `EmbedderName` and a new case below.
"""

from __future__ import annotations

from typing import Literal, assert_never

from index.embedders.base import Embedder as Embedder

EmbedderName = Literal["static"]


def choose_embedder(name: EmbedderName) -> Embedder:
    """Return the embedder called `name`; the libraries behind it are imported only now."""
    match name:
        case "static":
            from index.embedders.static import StaticEmbedder  # noqa: PLC0415  0.15 s, and only if chosen

            return StaticEmbedder()
        case _:
            assert_never(name)
