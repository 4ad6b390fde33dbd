"""The short value of a cell, cut from a sentence that it quotes: a row of its words as they stand, never a new one.

Every row of at most twelve words has a score: what a model gives its first word, its last one, each word in it, and its
length, as a semi-Markov conditional random field does (Sarawagi and Cohen, Semi-Markov Conditional Random Fields for
Information Extraction, 2004). The best one is taken of those that leave figures, names, brackets and negations whole.
Trained by `tests/bench/train_cells.py` on values that people cut.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import takewhile
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load

from assistant.comparison.columns import ABSTRACT
from assistant.comparison.figures import OTHERS
from assistant.comparison.value_features import Read, Word, read
from index.paper import Paper
from index.verbs import is_verb

MOST = 12  # words of a value
NAME = "cell_values"
COLUMNS = tuple(column.name for column in ABSTRACT)
_FURTHER = 1.5  # how much worse than the best a further piece of the same sentence may score
_BARRED = -1e9
_NEAR = 3  # words behind a negation that it may be of, and behind a verb
_NEGATES = re.compile(r"(?:no|not|without|never|nor|neither|hardly|cannot|fail\w*|lack\w*)")
_PAIRS = (("between", "and"), ("neither", "nor"))  # words of which one wants the other
_PAIRED = re.compile(r"[()\[\]{}\"]")
_AROUND = " ,;:.-–—!?"
Scores = npt.NDArray[np.float32]


class Span(NamedTuple):
    """Characters of a plain sentence."""

    start: int
    end: int


class _Model(NamedTuple):
    """Weights of shape (rows, columns, 3) for the first word, the last one and any, and of lengths: (columns, MOST)."""

    weights: npt.NDArray[np.float16]
    lengths: Scores


def pieces(column: str, paper: Paper, number: int, room: int = MOST, *, several: bool = False) -> list[str]:
    """Return the piece of a sentence that says what a column asks for, with `several` further ones nearly as good.

    Together they have at most `room` words; a piece that does not fit is not made shorter. One with a figure of the
    column goes before one without.
    """
    told = read(paper, number)
    scores = _scores(told, COLUMNS.index(column))
    if (figured := _has_figure(told, column) & (scores > _BARRED / 2)).any():
        scores[~figured] = _BARRED
    least, taken = max(_BARRED / 2, scores.max(initial=_BARRED) - _FURTHER), list[tuple[int, int]]()
    while scores.max(initial=_BARRED) > least and (several or not taken):
        first, more = (int(n) for n in np.unravel_index(scores.argmax(), scores.shape))
        if (room := room - more - 1) < 0:
            break
        taken.append((first, first + more))
        _bar_overlaps(scores, first, first + more)
    return [_said(told, *each) for each in sorted(taken)]


def piece_with(paper: Paper, number: int, wanted: Sequence[Span]) -> str:
    """Return the piece of a sentence that has most of these spans, of whatever column; "" if none has one."""
    told = read(paper, number)
    scores = _scores(told, slice(None))
    if not scores.size:
        return ""
    has = np.zeros_like(scores)
    for start, end in wanted:
        inside = [n for n, word in enumerate(told.words) if word.start < end and start < word.end]
        for first in range(inside[-1] + 1 if inside else 0):
            has[first, max(0, inside[-1] - first) :] += first <= inside[0]
    best = np.where(scores > _BARRED / 2, has, -1).max()
    scores[has < max(best, 1)] = _BARRED
    first, more = (int(n) for n in np.unravel_index(scores.argmax(), scores.shape))
    return _said(told, first, first + more) if scores[first, more] > _BARRED / 2 else ""


def _scored(told: Read, weights: npt.NDArray[np.floating[Any]], lengths: Scores) -> Scores:
    """Return the score of each piece, by its first word and how many follow: shape (words, MOST).

    `weights` are those of all rows for the first word, the last one and any, `lengths` those of each length.
    """
    own = np.array([weights[list(rows)].sum(axis=0, dtype=np.float32) for rows in told.rows]).reshape(-1, 3)
    total = np.concatenate([[0.0], own[:, 2].cumsum()])
    last = np.arange(len(own))[:, None] + np.arange(MOST)[None]
    there = np.minimum(last, len(own) - 1)
    scores = own[:, :1] + own[there, 1] + total[there + 1] - total[:-1, None] + lengths
    return np.asarray(np.where(allowed(told), scores, _BARRED), dtype=np.float32)


def allowed(told: Read) -> npt.NDArray[np.bool_]:
    """Return which pieces leave whole what belongs together: shape (words, MOST)."""
    words = told.words
    found, is_plain = np.zeros((len(words), MOST), bool), not _PAIRED.search(told.text)
    begins = [_may_part(told, n) and not _is_negated(words, n) for n in range(len(words))]
    ends = [n + 1 == len(words) or _may_part(told, n + 1) for n in range(len(words))]
    for first in range(len(words)):
        for last in range(first, min(first + MOST, len(words))) if begins[first] and words[first].low else ():
            is_end = ends[last] and words[last].low and not _NEGATES.fullmatch(words[last].low)
            found[first, last - first] = (
                is_end
                and (is_plain or _is_balanced(told.text[words[first].start : words[last].end]))
                and _keeps_sense(words, first, last)
            )
    return found


def _scores(told: Read, column: int | slice) -> Scores:
    if not told.words:
        return np.zeros((0, MOST), np.float32)
    model = _model()
    weights, lengths = model.weights[:, column], model.lengths[column]
    if isinstance(column, slice):
        rows = sorted({row for each in told.rows for row in each})
        shared = np.zeros((len(model.weights), 3), np.float32)
        shared[rows] = weights[rows].mean(axis=1, dtype=np.float32)
        return _scored(told, shared, lengths.mean(axis=0))
    return _scored(told, weights, lengths)


@cache
def _model() -> _Model:
    tensors = load((resources.files("index.models") / f"{NAME}.safetensors").read_bytes())
    return _Model(tensors["weights"], tensors["lengths"].astype(np.float32))


def _bar_overlaps(scores: Scores, first: int, last: int) -> None:
    """Bar the pieces that share a word with one, which is taken."""
    for start in range(last + 1):
        scores[start, max(0, first - start) :] = _BARRED


def _may_part(told: Read, place: int) -> bool:
    """Return whether the words before and at a place may be parted: neither within a figure nor within a name."""
    if not place:
        return True
    before, after = told.words[place - 1], told.words[place]
    if any(start < before.end and after.start < end for start, end, _ in told.figures):
        return False
    if "&" in (before.text, after.text):
        return False
    is_name = all(any(sign.isupper() or sign.isdigit() for sign in word.text) for word in (before, after))
    return not (is_name and before.text[-1].isalnum() and after.text[0].isalnum()) or place == 1


def _is_negated(words: Sequence[Word], place: int) -> bool:
    """Return whether a negation stands before a place, in the same clause, so near that it may be of what follows."""
    return any(_NEGATES.fullmatch(word.low) for word in _in_clause(words, place))


def _keeps_sense(words: Sequence[Word], first: int, last: int) -> bool:
    """Return whether a piece has the verb of its `by 3%`, the `to` of its `from`, and says more than one plain word."""
    low = [word.low for word in words[first : last + 1]]
    if len(low) == 1:
        return words[first].text.lower() != words[first].text or any(map(str.isdigit, low[0]))
    if any(one in low and two not in low[low.index(one) :] for one, two in _PAIRS):
        return False
    if "from" in low and "to" not in low and last + 1 < len(words) and words[last + 1].low == "to":
        return False
    if any(low[n] == "by" and any(map(str.isdigit, "".join(low[n + 1 : n + 1 + _NEAR]))) for n in range(1, len(low))):
        return not any(is_verb(word.low) for word in _in_clause(words, first))
    return True


def _in_clause(words: Sequence[Word], place: int) -> list[Word]:
    """Return the words that stand close before a place in the same clause, the nearest first."""
    near = words[max(0, place - _NEAR) : place][::-1]
    return list(takewhile(lambda word: word.text[-1] not in ",;:", near))


def _has_figure(told: Read, column: str) -> npt.NDArray[np.bool_]:
    """Return which pieces have a figure of the work's own in a column, and not more of others': (words, MOST)."""
    last = np.minimum(np.arange(len(told.words))[:, None] + np.arange(1, MOST + 1), len(told.words))
    counts = []
    for owners in ((column,), OTHERS):
        spans = [(start, end) for start, end, owner in told.figures if owner in owners]
        has = [any(start < word.end and word.start < end for start, end in spans) for word in told.words]
        total = np.concatenate([[0], np.cumsum(has)])
        counts.append(total[last] - total[:-1, None])
    return np.asarray((counts[0] > 0) & (counts[0] >= counts[1]))


def _is_balanced(text: str) -> bool:
    """Return whether brackets and quotation marks are closed, but for one around the whole or at an end of it."""
    text = _bare(text)
    depth = 0
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        if depth < 0:
            return False
    return depth == 0 and text.count('"') % 2 == 0


def _bare(text: str) -> str:
    """Return a text without signs around it, and without a bracket or quotation mark that has no other one in it."""
    text = text.strip(_AROUND)
    for one, two in ("()", "[]", '""'):
        is_odd = text.count(one) != text.count(two) or (one == two and text.count(one) % 2)
        whole = text.startswith(one) and text.endswith(two) and text.count(one) == 1 + (one == two)
        text = text[1:] if text.startswith(one) and (is_odd or whole) else text
        text = text[:-1] if text.endswith(two) and (whole or (is_odd and text.count(one) != text.count(two))) else text
    return text.strip(_AROUND)


def _said(told: Read, first: int, last: int) -> str:
    return _bare(told.text[told.words[first].start : told.words[last].end])
