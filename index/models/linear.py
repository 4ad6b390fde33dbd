"""The one format of our small models: multinomial logistic regression over hashed features, in one safetensors file.

A feature is a string, such as `we propose` or `place=3`; its row of the weights is its CRC-32 modulo the number of
rows (Weinberger et al., Feature Hashing for Large Scale Multitask Learning, arXiv:0902.2206), so that no vocabulary is
shipped. The features of one text count equally, together as much as a vector of length `SCALE`.
"""

import json
import math
import re
import zlib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from safetensors import safe_open

SCALE = 3.0
_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
Probabilities = npt.NDArray[np.float32]


class Linear:
    """A model as shipped: `labels`, and a matrix of weights of shape (rows, len(labels))."""

    def __init__(self, name: str) -> None:
        self.about, tensors = shipped(name)
        self.weights, self.bias = tensors["weights"], tensors["bias"].astype(np.float32)
        self.labels: tuple[str, ...] = tuple(json.loads(self.about["labels"]))

    def probabilities(self, texts: Sequence[Sequence[str]]) -> Probabilities:
        """Return the probability of each label for each text, given as its features: shape (len(texts), labels)."""
        return softmax(self.scores(texts))

    def scores(self, texts: Sequence[Sequence[str]]) -> Probabilities:
        """Return what `probabilities` makes shares of; log-odds, where each label was learned by itself."""
        return np.array([self._score(features) for features in texts], np.float32).reshape(-1, len(self.labels))

    def of_vectors(self, vectors: Probabilities) -> Probabilities:
        """Return the probability of each label for vectors, as many numbers each as there are rows of weights."""
        return softmax(self.bias + vectors @ self.weights.astype(np.float32))

    def _score(self, features: Sequence[str]) -> Probabilities:
        rows = hashed(features, len(self.weights))
        value = SCALE / math.sqrt(max(len(rows), 1))
        return np.asarray(self.bias + value * self.weights[rows].astype(np.float32).sum(axis=0), dtype=np.float32)


def shipped(name: str) -> tuple[dict[str, str], dict[str, npt.NDArray[Any]]]:
    """Return what the file of a model says of it, and its tensors by name."""
    file = resources.files("index.models") / f"{name}.safetensors"
    with resources.as_file(file) as path, safe_open(str(path), "numpy") as opened:
        return opened.metadata() or {}, {key: opened.get_tensor(key) for key in opened.keys()}  # noqa: SIM118  no mapping


def sigmoid(log_odds: npt.NDArray[np.floating]) -> npt.NDArray[Any]:
    """Return probabilities for log-odds."""
    return np.asarray(1 / (1 + np.exp(-log_odds)))


def softmax(scores: npt.NDArray[np.floating]) -> Probabilities:
    """Return what each score of a row is as a share of the row."""
    grown = np.exp(scores - scores.max(axis=1, keepdims=True, initial=-np.inf))
    return np.asarray(grown / grown.sum(axis=1, keepdims=True), dtype=np.float32)


class Token(NamedTuple):
    """A word or a sign, and where it stands."""

    text: str
    start: int
    end: int


def tokens_of(pattern: re.Pattern[str], text: str) -> list[Token]:
    """Return what a pattern finds in a text, in order."""
    return [Token(each[0], each.start(), each.end()) for each in pattern.finditer(text)]


def words_of(text: str) -> list[str]:
    """Return words and signs in lower case, as the models see them; what begins with a digit is 0."""
    return ["0" if one[0].isdigit() else one for one in _WORD.findall(text.lower())]


def grams(words: Sequence[str], many: int) -> list[str]:
    """Return every row of so many words."""
    return [" ".join(row) for row in zip(*(words[at:] for at in range(many)), strict=False)]


def likeliest_sequence(scores: Probabilities, start: Probabilities, follows: Probabilities) -> list[int]:
    """Return the likeliest sequence of labels (Viterbi).

    `scores` are those of each label at each place, shape (places, labels); `start` is what a label adds at the first
    place, shape (labels,), and `follows` what it adds behind another, shape (labels, labels).
    """
    best, back = scores[0] + start, []
    for own in scores[1:]:
        moves = best[:, None] + follows
        back.append(moves.argmax(axis=0))
        best = moves.max(axis=0) + own
    path = [int(best.argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return path[::-1]


def hashed(features: Sequence[str], rows: int) -> list[int]:
    """Return the rows of these features, each once."""
    return sorted({key % rows for key in map(zlib.crc32, map(str.encode, features))})


@cache
def load_model(name: str) -> Linear:
    """Return a shipped model, read once."""
    return Linear(name)
