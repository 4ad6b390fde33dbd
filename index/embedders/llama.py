"""Any LlamaIndex embedding as the embedder of a library."""

from collections.abc import Sequence

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding

from index.embedders.base import Vectors, unit


class LlamaEmbedder:
    """Embeds with a LlamaIndex embedding object, in batches of its own size.

    `dimensions` go into the fingerprint: a model that can shorten its vectors is another embedder at each length.
    """

    batch = 128  # most take a second or more for it

    def __init__(self, embedding: BaseEmbedding, dimensions: int) -> None:
        self._embedding, self._dimensions = embedding, dimensions

    @property
    def fingerprint(self) -> str:
        """The model's name and the dimensions."""
        return f"{self._embedding.model_name}-{self._dimensions}"

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return one row of unit length a text, shape (len(texts), dimensions)."""
        if not texts:
            return np.zeros((0, self._dimensions), dtype=np.float32)
        rows = np.asarray(self._embedding.get_text_embedding_batch(list(texts)), dtype=np.float32)
        return unit(rows)
