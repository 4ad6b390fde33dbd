"""Which phrases of a sentence name a task, a method, a material (data sets, benchmarks), a metric, or another term.

A linear-chain conditional random field (Lafferty et al., Conditional Random Fields, 2001) over words, their shapes and
affixes, the nearest plain words on both sides, and clusters of words. The kinds are those of SciERC (Luan et al.,
Multi-Task Identification of Entities, Relations, and Coreference for Scientific Knowledge Graph Construction,
arXiv:1808.09602), which has no licence and therefore only measures; `tests/bench/train_entities.py` trains on sentences
of daily papers labelled for this project. `tests/bench/measure_entities.py` measures it.

The features come in groups that depend on a word or a few, whose rows are kept: most words have been seen before.
"""

import json
import re
import zlib
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Literal, NamedTuple, cast, get_args

import numpy as np
import numpy.typing as npt

from index.models.linear import Token, likeliest_sequence, shipped, tokens_of

Kind = Literal["task", "method", "metric", "material", "other", "generic"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LABELS: tuple[str, ...] = ("O", *(f"{place}-{kind}" for kind in KINDS for place in "BI"))
NAME, CLUSTERS = "entity_tagger", "word_clusters"
_TOKEN = re.compile(r"[^\W_]+(?:[-_.'@^+][^\W_]+)*|\S")
_REACH = 1200  # characters of a sentence that are looked at
_IS = re.compile(r"\)?\s*,\s+(?:an?|the)\s+(?:[\w-]+\s+){0,5}")
_DATA = re.compile(r"(?:benchmark|data ?set|corpus|corpora|test ?bed)s?$", re.I)
_BEGINS = np.array([-1e4 if label[0] == "I" else 0.0 for label in LABELS], np.float32)  # no `I` begins a sentence
ROWS = 2**16  # of the weights
_SIDE = 2  # words on either side that a word's label looks at
_START, _END = "<s>", "</s>"
_BETWEEN = frozenset({"and", "or"})  # stand between the names of a list
_RUNS = ((re.compile(r"[A-Z]+"), "X"), (re.compile(r"[a-z]+"), "x"), (re.compile(r"[0-9]+"), "0"))
_LONGEST = 8  # characters of a shape
Scores = npt.NDArray[np.float32]
Rows = tuple[int, ...]


class Entity(NamedTuple):
    """A phrase of a sentence: `sentence[start:end] == text`."""

    kind: Kind
    text: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def tag(sentence: str) -> tuple[Entity, ...]:
    """Return the entities of a sentence, in order; none overlaps another."""
    words = tokens(sentence[:_REACH])
    if not words:
        return ()
    weights, follows = _model()
    seen = rows([word.text for word in words])
    starts = np.cumsum([0, *map(len, seen[:-1])])
    scores = np.add.reduceat(weights[list(chain.from_iterable(seen))], starts, axis=0)  # (tokens, labels)
    labels = [LABELS[n] for n in likeliest_sequence(scores, _BEGINS, follows)]
    found: list[Entity] = []
    for word, label in zip(words, labels, strict=True):
        if label[0] == "B":
            found.append(Entity(cast(Kind, label[2:]), *word))
        elif label[0] == "I":
            start = found[-1].start
            found[-1] = found[-1]._replace(text=sentence[start : word.end], end=word.end)
    return _said_to_be_data(sentence, found)


def tokens(sentence: str) -> list[Token]:
    """Return the tokens of a sentence; what is joined by hyphens, points or `@` is one."""
    return tokens_of(_TOKEN, sentence)


def _said_to_be_data(sentence: str, found: list[Entity]) -> tuple[Entity, ...]:
    """Return the entities, and as materials the names that are said to be one: `Fire (FR), a large benchmark`.

    Of 153 such names in 1,200 abstracts the model alone takes 50 for methods, all but one wrongly.
    """
    said = False  # of the entity behind this one
    for n in range(len(found) - 2, -1, -1):
        each, after = found[n : n + 2]
        between = sentence[each.end : after.start]
        said = not each.text.islower() and (
            bool(_DATA.search(after.text) and _IS.fullmatch(between)) or (said and between == " (")
        )
        if said:
            found[n] = each._replace(kind="material")
    return tuple(found)


@cache
def _model() -> tuple[Scores, Scores]:
    """Return the weights as shipped, (rows, labels), and what each label behind another adds, (labels, labels)."""
    about, tensors = shipped(NAME)
    return tensors["weights"].astype(np.float32), np.array(json.loads(about["follows"]), np.float32)


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
    return shipped(CLUSTERS)[1]


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
