"""How likely a text, by its words alone, is an instruction to a reader and no statement of a paper.

A logistic model over hashed words, pairs of words and fours of letters (Weinberger et al., arXiv:0902.2206): a sum over
words, so that spans are scored without counting again. Trained by `tests/bench/train_guard.py`.
"""

import re
import zlib
from functools import lru_cache
from itertools import islice, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.models.linear import SCALE, load_model

NAME, ROWS = "guard_phrasing", 2**16
WIDTHS = 6, 12  # words of the spans that are looked at within a sentence
_EDGE = 3  # words, the fewest at the beginning or the end of a sentence that are looked at
_MOST_WORDS, _LETTERS = 400, 4  # of a sentence, of a feature
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|\d+|[^\w\s]"
)
Floats = npt.NDArray[np.float64]


class Phrased(NamedTuple):
    """How one text is phrased, in log-odds, and its likeliest span of `WIDTHS[-1]` words.

    The values are those of the whole, of the likeliest span of each width, of the unlikeliest long one, and of the
    likeliest beginning and end: of two texts in one sentence, one may be an instruction.
    """

    whole: float
    log_odds: tuple[float, ...]
    span: str


@lru_cache(maxsize=8192)
def phrased(text: str) -> Phrased:
    """Return how a text is phrased."""
    words = words_of(text)
    each = [_weight(*pair) for pair in pairwise(["^", *(word for word, _, _ in words)])]
    if not each:
        bias = float(load_model(NAME).bias[0])
        return Phrased(bias, (bias,) * (4 + len(WIDTHS)), "")
    sums = np.vstack([np.zeros(2), np.cumsum(each, axis=0)])
    narrow, wide = (_log_odds(sums[width:] - sums[:-width]) for width in (min(each, len(words)) for each in WIDTHS))
    at, least = int(wide.argmax()), min(_EDGE, len(words))
    edges = _log_odds(sums[least:]), _log_odds(sums[-1] - sums[: len(sums) - least])
    span = text[words[at][1] : words[min(at + WIDTHS[-1], len(words)) - 1][2]]
    found = edges[0][-1], narrow.max(), wide.max(), wide.min(), edges[0].max(), edges[1].max()
    return Phrased(float(found[0]), tuple(map(float, found)), span)


def _log_odds(sums: Floats) -> Floats:
    """Return the log-odds of spans, given as the sum of their features' weights and the number of those."""
    return np.asarray(load_model(NAME).bias[0] + SCALE * sums[:, 0] / np.sqrt(sums[:, 1]))


@lru_cache(maxsize=65536)
def _weight(before: str, word: str) -> tuple[float, float]:
    """Return the sum of the weights of a word behind another, and of how many features it is."""
    weights = load_model(NAME).weights[rows_of(before, word)]
    return float(weights.sum()), float(len(weights))


def rows_of(before: str, word: str) -> list[int]:
    """Return the rows of the weights of a word behind another."""
    return [zlib.crc32(feature.encode()) % ROWS for feature in features(before, word)]


def words_of(text: str) -> list[tuple[str, int, int]]:
    """Return the words and signs of a text, each with its place; in scripts without spaces each letter is a word."""
    return [(found[0], found.start(), found.end()) for found in islice(_WORD.finditer(text), _MOST_WORDS)]


def features(before: str, word: str) -> list[str]:
    """Return what the model sees of a word behind another."""
    low, number = word.lower(), word[0].isdigit()
    if number:
        return ["0", f"{_kept(before)} 0"]
    seen = [low, f"{_kept(before)} {low}", f"{low} {word[:1].isupper() + (len(word) > 1 and word.isupper())}"]
    whole = f"_{low}_"
    return seen + [f"#{whole[at : at + _LETTERS]}" for at in range(len(whole) - _LETTERS + 1) if word.isalpha()]


def _kept(word: str) -> str:
    return "0" if word[0].isdigit() else word.lower()
