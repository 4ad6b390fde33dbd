"""The shipped encoder as a library's embedder: its vectors find candidates too, and papers take longer to come in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.embedders.base import Vectors
from index.embedders.encoder import DIMENSIONS, FINGERPRINT, encoder


class MiniLMEmbedder:
    """Embeds with all-MiniLM-L6-v2, some thirty abstracts a second on a core."""

    batch = 128  # five seconds

    @property
    def fingerprint(self) -> str:
        """The model and its dimensions."""
        return f"{FINGERPRINT}-{DIMENSIONS}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length a text, shape (len(texts), 384); the first 512 tokens are read."""
        rows = [encoder().question(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(-1, DIMENSIONS)
