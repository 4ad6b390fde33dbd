"""Embeddings of any OpenAI-compatible endpoint: OpenAI's, Ollama's, vLLM's, llama.cpp's, LM Studio's.

`openai` takes 0.6 s to import, so that is done with the first text: a library is opened and listed without it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.embedders.base import Vectors, unit
from index.endpoint.address import Endpoint
from index.errors import (
    EmbedderBroken,
    EmbedderUnavailable,
    EndpointBroken,
    EndpointRefused,
    EndpointUnreachable,
    ModelUnknown,
    WriterError,
)

if TYPE_CHECKING:
    from index.endpoint.embeddings import Embeddings

_STAYS = "What was stored before stays; run it again to go on."
_TODO: tuple[tuple[type[WriterError], str], ...] = (
    (EndpointRefused, "Copy it again into ASSISTANT_EMBEDDING_API_KEY, or check what it may use, and its quota."),
    (ModelUnknown, "Load it there, or set ASSISTANT_EMBEDDING_MODEL to one that it has."),
    (EndpointUnreachable, "Start it, or check ASSISTANT_EMBEDDING_BASE_URL and the network."),
    (
        EndpointBroken,
        "Check ASSISTANT_EMBEDDING_BASE_URL, which usually ends in /v1, "
        "ASSISTANT_EMBEDDING_MODEL and ASSISTANT_EMBEDDING_DIMENSIONS.",
    ),
)


class EndpointEmbedder:
    """Embeds with the model behind an endpoint. `sleep` waits between tries."""

    batch = 128  # four requests, half a minute of a small model without an accelerator

    def __init__(self, endpoint: Endpoint, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self.endpoint = endpoint
        self._sleep = sleep
        self._dimensions = endpoint.dimensions  # those of the first answer, where the settings leave them open

    @property
    def fingerprint(self) -> str:
        """The model, and the dimensions if they were chosen: what the vectors depend on, and known without asking.

        The address is no part of it: a model that moves to another server gives the same vectors.
        """
        chosen = self.endpoint.dimensions
        return f"{self.endpoint.model}-{chosen}" if chosen else str(self.endpoint.model)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length a text, shape (len(texts), dimensions).

        It raises EmbedderUnavailable without a server, model or right to it, EmbedderBroken if these are no vectors.
        """
        if not texts:
            return np.zeros((0, self._dimensions or 0), dtype=np.float32)
        try:
            rows = np.concatenate([self._checked(rows, many) for rows, many in self._embeddings.embed(texts)])
        except WriterError as error:
            todo = next((todo for kind, todo in _TODO if isinstance(error, kind)), "")
            told = EmbedderBroken if isinstance(error, EndpointBroken) else EmbedderUnavailable
            # Not chained: the text of the original may hold the key.
            raise told(error.what, f"{todo} {_STAYS}".strip()) from None
        return unit(rows)

    @cached_property
    def _embeddings(self) -> Embeddings:
        from index.endpoint.embeddings import Embeddings  # noqa: PLC0415  0.6 s, and only if something is to be embedded

        return Embeddings(self.endpoint, sleep=self._sleep)

    def _checked(self, rows: Sequence[Sequence[float]], many: int) -> npt.NDArray[np.float64]:
        """Return an answer as an array."""
        who = f"{self.endpoint.url} with {self.endpoint.model}"
        if len(rows) != many:
            raise EmbedderBroken(f"{who} sent {len(rows)} vectors for {many} texts.", _REPORT)
        try:
            vectors = np.asarray(rows, dtype=np.float64)
        except (TypeError, ValueError):  # text in the place of numbers, or rows of several lengths
            vectors = np.zeros(0)
        if vectors.ndim != 2 or not vectors.shape[1]:
            raise EmbedderBroken(f"{who} sent no vectors.", _REPORT)
        if not np.isfinite(vectors).all():
            raise EmbedderBroken(f"{who} sent vectors with numbers that are none (NaN).", _REPORT)
        wanted, got = self._dimensions or vectors.shape[1], vectors.shape[1]
        if got != wanted:
            todo = "Set ASSISTANT_EMBEDDING_DIMENSIONS to what it sends, or leave it out, and run `assistant reindex`."
            raise EmbedderBroken(f"{who} sent vectors of {got} dimensions instead of {wanted}.", todo)
        self._dimensions = got
        return vectors


_REPORT = "What was stored before stays; try again, or choose another model with ASSISTANT_EMBEDDING_MODEL."
