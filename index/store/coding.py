"""How the dense index stores vectors: as int8, turned so that one scale serves all numbers."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.embedders.base import Vectors

_SPARE = 1.5  # the scale leaves room for numbers that much larger than the largest of the first batch
_MOST_MIXED = 128  # numbers, each with each


class Coding(NamedTuple):
    """The embedder, how its vectors are stored, and a token that is another one after each write."""

    fingerprint: str
    version: str = ""
    dimensions: int = 0
    scale: float = 0.0  # a stored number is the vector's, times this

    def fitted(self, vectors: Vectors) -> Coding:
        """Return it with dimensions and scale, which the first vectors decide."""
        if self.dimensions or not len(vectors):
            return self
        largest = float(np.abs(_mixed(vectors)).max()) or 1.0
        return self._replace(dimensions=vectors.shape[1], scale=127 / (_SPARE * largest))

    def coded(self, vectors: Vectors) -> npt.NDArray[np.int8]:
        """Return vectors as they are stored."""
        return np.asarray(np.clip(np.rint(_mixed(vectors) * self.scale), -127, 127), dtype=np.int8)


def _mixed(vectors: Vectors) -> Vectors:
    """Return vectors with their numbers mixed, by the same rotation each: no cosine changes, and none stands out.

    One scale serves badly where a few numbers are large, as in most models. Random signs, a random order and Hadamard's
    matrix on blocks make all alike (QuaRot, arXiv:2404.00456).
    """
    dimensions = vectors.shape[1]
    order, signs, block = _rotation(dimensions)
    blocks = (vectors * signs)[:, order].reshape(len(vectors), -1, len(block))
    return np.asarray((blocks @ block).reshape(len(vectors), dimensions), dtype=np.float32)


@cache
def _rotation(dimensions: int) -> tuple[npt.NDArray[np.intp], Vectors, Vectors]:
    random = np.random.default_rng(0)
    order = random.permutation(dimensions)
    signs = random.choice(np.array([-1, 1], dtype=np.float32), dimensions)
    block = np.ones((1, 1), dtype=np.float32)
    while dimensions % (2 * len(block)) == 0 and len(block) < _MOST_MIXED:
        block = np.block([[block, block], [block, -block]])
    return order, signs, np.asarray(block / np.sqrt(len(block)), dtype=np.float32)
