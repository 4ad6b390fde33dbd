"""Clusters of words by the words they stand beside in arXiv abstracts, as Brown's but quicker made.

`GSM8K` is in one with `MMLU` and `AIME`, `latency` in one with `cost` and `overhead`: a model that has seen one of them
labelled knows something of the others. Positive pointwise mutual information of a word with its neighbours at -2, -1,
1 and 2, 96 singular vectors, k-means (Levy and Goldberg, Neural Word Embedding as Implicit Matrix Factorization, 2014);
made by `tests/bench/train_clusters.py`.
"""

from __future__ import annotations

import zlib
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load

NAME = "word_clusters"


class Clusters(NamedTuple):
    """The clusters of a word among some 64, 256 and 1,000; -1 for a word that is in none."""

    coarse: int
    middle: int
    fine: int


UNKNOWN = Clusters(-1, -1, -1)


@lru_cache(maxsize=16384)
def clusters(word: str) -> Clusters:
    """Return the clusters of a word as it is cased, else in lower case, else of what is behind its last hyphen."""
    word = normal(word)
    for form in (word, word.lower(), word.rpartition("-")[2]):
        if found := _table().find(zlib.crc32(form.encode())):
            return found
    return UNKNOWN


def normal(word: str) -> str:
    """Return a word, and 0 for any number."""
    return "0" if word[0].isdigit() and not any(map(str.isalpha, word)) else word


class _Table(NamedTuple):
    """The CRC-32 of each word, in order, and its finest cluster; then the wider cluster of each cluster."""

    words: npt.NDArray[np.uint32]
    fine: npt.NDArray[np.uint16]
    middle: npt.NDArray[np.uint8]
    coarse: npt.NDArray[np.uint8]

    def find(self, key: int) -> Clusters | None:
        place = int(np.searchsorted(self.words, np.uint32(key)))
        if place == len(self.words) or int(self.words[place]) != key:
            return None
        fine = int(self.fine[place])
        middle = int(self.middle[fine])
        return Clusters(int(self.coarse[middle]), middle, fine)


@cache
def _table() -> _Table:
    return _Table(**load((resources.files("index.models") / f"{NAME}.safetensors").read_bytes()))
