"""The static token embeddings of the `wordllama` package, whose weights come with it: no download, no key.

WordLlama (https://github.com/dleemiller/WordLlama) averages token vectors distilled from a language
model's input embeddings: thousands of abstracts a second on one core, 256 dimensions.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

import numpy as np
import wordllama

from index.embedders.base import Vectors

_DIMENSIONS = 256


class WordLlamaEmbedder:
    """The 256-dimensional model in the package. Loads in about 0.15 s."""

    def __init__(self) -> None:
        # With no cache folder named it looks under the home directory and then asks a model hub.
        package = Path(wordllama.__file__).parent
        self._model = wordllama.WordLlama.load(cache_dir=package, dim=_DIMENSIONS, disable_download=True)

    @property
    def fingerprint(self) -> str:
        """Name, version and dimensions of the package's weights."""
        return f"wordllama-{metadata.version('wordllama').split('.post')[0]}-{_DIMENSIONS}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length a text, shape (len(texts), 256); a text without a known token is a zero row."""
        if not texts:
            return np.zeros((0, _DIMENSIONS), dtype=np.float32)
        rows = np.asarray(self._model.embed(list(texts), norm=False), dtype=np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)
