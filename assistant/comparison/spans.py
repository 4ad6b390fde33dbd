"""Which rows of a sentence's words may stand alone as a value: those that leave whole what belongs together.

Figures, names, brackets and negations are not torn apart, and a row has at most twelve words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assistant.comparison.figures import own_figures
from index.figure_roles import figures_of
from index.models.cell_reader import Word, words_of
from index.paper import Paper
from index.statements import statements_of
from index.text import plain
from index.verbs import is_verb

MOST = 12  # words of a value
_NEAR = 3  # words behind a negation that it may be of
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
    near = _in_clause(words, place)
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
    """Return whether a piece has the verb and the figure of the `by 3%` at a place, or nothing from there to the comma.

    Of "cuts memory by 40% on one task and 80% on another" neither "by 40%" nor "80% on another" says what it is; nor
    does "80% on another" where a comma and a figure stand before it.
    """
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


def _in_clause(words: Sequence[Word], place: int) -> list[Word]:
    """Return the words that stand close before a place in the same clause, the nearest first."""
    near = words[max(0, place - _NEAR) : place][::-1]
    return list(takewhile(lambda word: word.text[-1] not in ",;:", near))


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
