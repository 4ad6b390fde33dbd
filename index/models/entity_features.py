"""What the tagger of entities sees of each token of a sentence, as rows of the weights.

The features come in groups that depend on a word or a few, whose rows are kept: most words have been seen before.
"""

import re
import zlib
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.models.linear import shipped

NAME = "word_clusters"


class Clusters(NamedTuple):
    """The clusters of a word among some 64, 256 and 1,000, by the words it stands beside; -1 if it is in none.

    `GSM8K` is in one with `MMLU` and `AIME`, `latency` in one with `cost`: a model that has seen one of them labelled
    knows something of the others. Positive pointwise mutual information of a word with its neighbours at -2, -1, 1 and
    2, 96 singular vectors, k-means (Levy and Goldberg, Neural Word Embedding as Implicit Matrix Factorization, 2014);
    made by `tests/bench/train_clusters.py`.
    """

    coarse: int
    middle: int
    fine: int


UNKNOWN = Clusters(-1, -1, -1)


@lru_cache(maxsize=16384)
def clusters(word: str) -> Clusters:
    """Return the clusters of a word as it is cased, else in lower case, else of what is behind its last hyphen."""
    word, table = normal(word), _table()
    for key in (zlib.crc32(form.encode()) for form in (word, word.lower(), word.rpartition("-")[2])):
        place = int(np.searchsorted(table["words"], np.uint32(key)))
        if place < len(table["words"]) and int(table["words"][place]) == key:
            fine = int(table["fine"][place])
            middle = int(table["middle"][fine])
            return Clusters(int(table["coarse"][middle]), middle, fine)
    return UNKNOWN


def normal(word: str) -> str:
    """Return a word, and 0 for any number."""
    return "0" if word[0].isdigit() and not any(map(str.isalpha, word)) else word


@cache
def _table() -> dict[str, npt.NDArray[np.unsignedinteger]]:
    """Return the CRC-32 of each word, in order, its finest cluster, and the wider cluster of each cluster."""
    return shipped(NAME)[1]


ROWS = 2**16  # of the weights
_SIDE = 2  # words on either side that a word's label looks at
_START, _END = "<s>", "</s>"
_BETWEEN = frozenset({"and", "or"})  # stand between the names of a list
_RUNS = ((re.compile(r"[A-Z]+"), "X"), (re.compile(r"[a-z]+"), "x"), (re.compile(r"[0-9]+"), "0"))
_LONGEST = 8  # characters of a shape
Rows = tuple[int, ...]


def rows(words: Sequence[str]) -> list[list[int]]:
    """Return the rows of each token's features; one that stands there twice counts twice."""
    every = [_START] * _SIDE + list(words) + [_END] * _SIDE
    given = [_of_word(word) for word in every]
    left, right = _nearest(words, _START), _nearest(words[::-1], _END)[::-1]
    return [
        [
            *(row for d in range(2 * _SIDE + 1) for row in given[n + d][d]),
            *_of_row(*every[n + _SIDE - 1 : n + _SIDE + 2]),
            *_of_cues(left[n], _shape(word), right[n]),
        ]
        for n, word in enumerate(words)
    ]


def _hashed(features: Iterable[str]) -> Rows:
    return tuple(zlib.crc32(feature.encode()) % ROWS for feature in features)


@lru_cache(maxsize=8192)
def _of_word(word: str) -> list[Rows]:
    """Return the features that a word gives the tokens around it: the one two behind it first, two before it last."""
    low, own, kin = normal(word).lower(), _shape(word), clusters(word)
    found = [[f"w{d}={low}", f"c{d}={kin.coarse}", f"d{d}={kin.middle}"] for d in range(-_SIDE, _SIDE + 1)]
    for d in (-1, 0, 1):
        found[d + _SIDE] += [f"e{d}={kin.fine}", f"s{d}={own}"]
    found[_SIDE] += [f"<{low[:many]}" for many in (2, 3, 4)] + [f">{low[-many:]}" for many in (2, 3, 4)]
    inner, digit = any(map(str.isupper, word[1:])), any(map(str.isdigit, word))
    found[_SIDE] += ["bias", f"cap={word[0].isupper()}", f"inner={inner}", f"digit={digit}", f"joined={'-' in word}"]
    return [_hashed(each) for each in found]


@lru_cache(maxsize=16384)
def _of_row(before: str, word: str, after: str) -> Rows:
    """Return the features of three words in a row for the one in the middle."""
    left, own, right = clusters(before), clusters(word), clusters(after)
    found = [f"row={left.coarse},{own.coarse},{right.coarse}"]
    for level in (0, 1):
        found += [f"before{level}={left[level]},{own[level]}", f"after{level}={own[level]},{right[level]}"]
    return _hashed(found)


@lru_cache(maxsize=16384)
def _of_cues(left: str, own: str, right: str) -> Rows:
    """Return the features of the nearest plain words on both sides, for a token of this shape."""
    found = [f"LR={clusters(left).coarse},{clusters(right).coarse},{own}"]
    for side, word in (("L", left), ("R", right)):
        found += [f"{side}={word}", f"{side}s={word},{own}", f"{side}c={clusters(word).middle},{own}"]
    return _hashed(found)


def _nearest(words: Sequence[str], edge: str) -> list[str]:
    """Return the nearest plain word before each: `on` for every name in `on GSM8K, AMC, and AIME`."""
    found, last = [], edge
    for word in words:
        found.append(last)
        if word.isalpha() and word.islower() and word not in _BETWEEN:
            last = word
    return found


@lru_cache(maxsize=8192)
def _shape(word: str) -> str:
    """Return what a word looks like, runs of one kind as one letter: `X-0X` for `FIRE-100K`."""
    for run, letter in _RUNS:
        word = run.sub(letter, word)
    return word[:_LONGEST]
