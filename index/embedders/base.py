"""The seam of the embedders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Whatever turns texts into vectors."""

    @property
    def fingerprint(self) -> str:
        """Name, version and dimensions: two embedders with one fingerprint give the same vectors."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length a text, in order: shape (len(texts), dimensions)."""
        ...
