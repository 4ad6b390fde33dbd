"""The short value of a cell, cut from a sentence that it quotes: a row of its words as they stand, never a new one.

Every row of at most twelve words has a score (`index.models.cell_reader`), as in a semi-Markov model (Sarawagi and
Cohen, 2004). Among those that leave figures, names, brackets and negations whole, the one of the highest expected F
measure is taken. By F1 too much is cut away but of names and costs, which are short; of all else recall counts more.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assistant.comparison.figures import OTHERS, own_figures
from index.figure_roles import figures_of
from index.models import cell_reader
from index.models.cell_reader import COLUMNS, SPANS, Word, words_of
from index.paper import Paper
from index.statements import heading_of, statements_of
from index.text import plain
from index.verbs import is_verb

MOST = 12  # words of a value
_DENIED = 3  # words behind a negation that it may be of
_MARGIN = 5  # words behind `by` in which its figure stands: "by as much as 75%"
_NEGATES = re.compile(r"(?:no|not|without|never|nor|neither|hardly|cannot|fail\w*|lack\w*)")
_PAIRS = (("between", "and"), ("neither", "nor"))  # words of which one wants the other
_PAIRED = re.compile(r"[()\[\]{}\"]")
_AROUND = " ,;:.-–—!?"


class Read(NamedTuple):
    """A sentence: its plain text, its words, and where its figures stand and whose they are."""

    text: str
    words: tuple[Word, ...]
    figures: tuple[tuple[int, int, str], ...]


@lru_cache(maxsize=1024)
def read(paper: Paper, number: int) -> Read:
    """Return a sentence of a paper; one that may not be cited has no words."""
    statements = statements_of(paper)
    text = plain(statements[number - 1])
    placed = [each for each in figures_of(paper.title, statements) if each.sentence == number]
    spans: list[tuple[int, int, str]] = [
        (own.start, own.end, own.column) for own in own_figures(paper) if own.figure.sentence == number
    ]
    spans += [(each.quantity.begin, each.quantity.finish, each.role) for each in placed]
    return Read(text, words_of(text), tuple(spans))


@lru_cache(maxsize=1024)
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
    behind = words[max(0, place - _DENIED) : place][::-1]
    near = list(takewhile(lambda word: word.text[-1] not in ",;:", behind))  # the nearest first
    return any(
        _NEGATES.fullmatch(word.low) and (not n or near[n - 1].low != "only")  # `not only` denies nothing
        for n, word in enumerate(near)
    )


def _keeps_sense(words: Sequence[Word], first: int, last: int) -> bool:
    """Return whether a piece has the verb of its `by 3%`, the `to` of its `from`, and says more than one plain word."""
    if not all(_keeps_margin(words, place, first, last) for place, word in enumerate(words) if word.low == "by"):
        return False
    low = [word.low for word in words[first : last + 1]]
    if len(low) == 1:
        return words[first].text.lower() != words[first].text or any(map(str.isdigit, low[0]))
    if low[0] == "by" or any(one in low and two not in low[low.index(one) :] for one, two in _PAIRS):
        return False
    return not ("from" in low and "to" not in low and last + 1 < len(words) and words[last + 1].low == "to")


def _keeps_margin(words: Sequence[Word], place: int, first: int, last: int) -> bool:
    """Return whether a piece has verb and figure of the `by 3%` at a place, or nothing from there to the comma."""
    behind = words[place + 1 : place + 1 + _MARGIN]
    figure = next((place + n for n, word in enumerate(behind, start=1) if any(map(str.isdigit, word.low))), 0)
    end = _end_of_list(words, figure)
    if not figure or last < place or first > end:
        return True
    clause = takewhile(lambda n: words[n].text[-1] not in ",;:" and words[n].low != "that", range(place - 1, -1, -1))
    return first <= next((n for n in clause if is_verb(words[n].low)), place - 1) and last >= figure


def _end_of_list(words: Sequence[Word], place: int) -> int:
    """Return the place of the first word from here with a comma behind it, but for those with a figure behind that."""
    end = next((n for n in range(place, len(words)) if words[n].text[-1] in ",;:"), len(words))
    behind = [word.low for word in words[end + 1 : end + 3]]
    is_listed = any(any(map(str.isdigit, low)) for low in behind[: 1 + (behind[:1] == ["and"])])
    return _end_of_list(words, end + 1) if is_listed else end


def _is_balanced(text: str) -> bool:
    """Return whether brackets and quotation marks are closed, but for one around the whole or at an end of it."""
    text = bare(text)
    depth = 0
    for sign in text:
        depth += (sign in "([{") - (sign in ")]}")
        if depth < 0:
            return False
    return depth == 0 and text.count('"') % 2 == 0


def bare(text: str) -> str:
    """Return a text without signs around it, and without a bracket or quotation mark that has no other one in it."""
    text = text.strip(_AROUND)
    for one, two in ("()", "[]", '""'):
        is_odd = text.count(one) != text.count(two) or (one == two and text.count(one) % 2)
        whole = text.startswith(one) and text.endswith(two) and text.count(one) == 1 + (one == two)
        text = text[1:] if text.startswith(one) and (is_odd or whole) else text
        text = text[:-1] if text.endswith(two) and (whole or (is_odd and text.count(one) != text.count(two))) else text
    return text.strip(_AROUND)


_FURTHER = 0.3  # how good, of the best one, a further piece of the same sentence must be
_LIKELY = 1e-3  # probability from which a row counts
_TRIED, _NEAR = 30, 0.3  # rows of which the best one is taken, and how probable they are, of the most probable one
_RECALL, _SHORT = 1.5, frozenset(("data", "cost"))  # the weight of recall, but in these columns
_BARRED = -1e9
Scores = npt.NDArray[np.float64]


class Span(NamedTuple):
    """Characters of a plain sentence."""

    start: int
    end: int


class Piece(NamedTuple):
    """A value, and how right its words are expected to be, from 0 to 1."""

    text: str
    f1: float


def pieces(column: str, paper: Paper, number: int, room: int = MOST, *, several: bool = False) -> list[Piece]:
    """Return the piece of a sentence that says what a column asks for, with `several` further ones, in `room` words."""
    told = read(paper, number)
    scores = _scores(paper, number, told, column)
    figured = _has_figure(told, column)[: len(scores)] & (scores > _BARRED / 2)  # what lies far behind was not read
    if figured.any():
        scores[~figured] = _BARRED
    taken, least, whole = list[tuple[int, Piece]](), 0.0, _whole(scores)
    while scores.max(initial=_BARRED) > _BARRED / 2 and (several or not taken):
        first, more, f1 = _best(scores - whole, 1 if column in _SHORT else _RECALL)
        for start in range(first + more + 1):  # bar the pieces that share a word with this one
            scores[start, max(0, first - start) :] = _BARRED
        if (said := _said(told, first, first + more)) in {piece.text for _, piece in taken}:
            continue
        if f1 < least or (room := room - more - 1) < 0:
            break
        taken.append((first, Piece(said, f1)))
        least = least or (0.0 if figured.any() else _FURTHER * f1)
    return [piece for _, piece in sorted(taken)]


def piece_with(paper: Paper, number: int, wanted: Sequence[Span]) -> str:
    """Return the piece of a sentence that has most of these spans, of whatever column; "" if none has one."""
    told = read(paper, number)
    scores = _scores(paper, number, told, "any")
    if not scores.size:
        return ""
    has = np.zeros_like(scores)
    for start, end in wanted:
        inside = [n for n, word in enumerate(told.words[: len(scores)]) if word.start < end and start < word.end]
        for first in range(inside[-1] + 1 if inside else 0):
            has[first, max(0, inside[-1] - first) :] += first <= inside[0]
    best = np.where(scores > _BARRED / 2, has, -1).max()
    scores[has < max(best, 1)] = _BARRED
    first, more = (int(n) for n in np.unravel_index(scores.argmax(), scores.shape))
    return _said(told, first, first + more) if scores[first, more] > _BARRED / 2 else ""


@lru_cache(maxsize=4096)
def shares(column: str, paper: Paper) -> tuple[float, ...]:
    """Return of each sentence how probable it is that the value of a column stands in it; the rest is: nowhere."""
    told = cell_reader.read(heading_of(paper), statements_of(paper))
    place = COLUMNS.index(column)
    scores = [_scores(paper, n, read(paper, n), column) for n in range(1, len(told.words) + 1)]
    odds = np.array(
        [*(told.sentences[:, place] + [_whole(each) for each in scores]), -told.stated[place]], dtype=np.float64
    )
    grown = np.exp(odds - odds.max())
    return tuple((grown / grown.sum())[:-1].tolist())


def unread(paper: Paper) -> set[int]:
    """Return the numbers of the sentences behind the last token that is read, of which no value can be cut."""
    told = cell_reader.read(heading_of(paper), statements_of(paper))
    return {number for number, words in enumerate(told.words, start=1) if not len(words)}


def _scores(paper: Paper, number: int, told: Read, column: str) -> Scores:
    """Return the score of each piece, by its first word and how many follow: shape (words that are read, MOST)."""
    if not told.words:
        return np.zeros((0, MOST))
    every = cell_reader.read(heading_of(paper), statements_of(paper)).words[number - 1]
    own = every[:, SPANS.index(column if column != "limits" else "any")].astype(np.float64)
    total = np.concatenate([[0.0], own[:, 2].cumsum()])
    last = np.arange(len(own))[:, None] + np.arange(MOST)[None]
    there = np.minimum(last, len(own) - 1)
    scores = own[:, :1] + own[there, 1] + total[there + 1] - total[:-1, None]
    return np.where(allowed(told)[: len(own)] & (last < len(own)), scores, _BARRED)


def _whole(scores: Scores) -> float:
    return float(np.logaddexp.reduce(scores, axis=None, initial=_BARRED))


def _best(logs: Scores, recall: float) -> tuple[int, int, float]:
    """Return the row of the highest expected F measure, by its first word and how many follow, and its expected F1."""
    share = np.exp(logs)
    likely = np.argwhere(share >= min(_LIKELY, share.max()))
    weights, first, behind = share[tuple(likely.T)], likely[:, 0], likely.sum(axis=1) + 1
    tried = np.argsort(-weights, kind="stable")[:_TRIED]
    tried = tried[weights[tried] >= _NEAR * weights.max()]
    shared = (np.minimum(behind[tried, None], behind) - np.maximum(first[tried, None], first)).clip(min=0)
    own, wanted, square = (behind - first)[tried, None], behind - first, recall**2
    best = int(((1 + square) * shared / (own + square * wanted) @ weights).argmax())
    f1 = (2 * shared / (own + wanted) @ weights)[best]
    return int(likely[tried[best], 0]), int(likely[tried[best], 1]), float(f1)


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


def _said(told: Read, first: int, last: int) -> str:
    return bare(told.text[told.words[first].start : told.words[last].end])
