"""The cells that abstracts fill without a model: a short value cut from the sentences that state it, or not stated."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.comparison.figures import own_figures
from assistant.comparison.sentences import sentences_on, worths
from assistant.comparison.spans import MOST
from assistant.comparison.values import pieces, shares
from assistant.types import Cell, Verdict
from index.paper import Paper

_LINK = re.compile(r"https?://[^\s,;(){}\\]+[^\s,;(){}\\.]")
# How probable it is, at least, that a value is right: that its sentence states the column, times the F1 of its words.
_SURE = {"problem": 0.001, "training": 0.6, "data": 0.45, "cost": 0.6, "code": 0.4}
# What its first sentence is worth, times the F1 of its words, from which a value is firm. Of 705 cells that strict
# readers judged 431 are, of which 7 mislead; of the other 274 it is 53. Of training it tells nothing: each is a guess.
_FIRM = {"problem": 0.6, "idea": 0.35, "training": 1.0, "data": 0.65, "results": 0.4, "cost": 0.8, "code": 0.6}
_MEASURED = frozenset(("results", "cost"))  # columns whose values have all figures for which there is room


def abstract_cell(column: str, paper: Paper) -> Cell:
    """Return what a paper's abstract states in a column of `assistant.comparison.columns.ABSTRACT`."""
    numbers = sentences_on(column, paper)
    value, sure = _value(column, paper, numbers)
    if not value:
        return Cell.not_stated(column)
    return Cell(
        column=column,
        value=value,
        quotes=tuple(paper.sentences[n - 1] for n in numbers),
        sentences=tuple(numbers),
        verdict=Verdict(support="quoted"),
        figures=tuple(own.figure for own in own_figures(paper) if own.column == column),
        firm=sure >= _FIRM.get(column, 0.0),
    )


def _value(column: str, paper: Paper, numbers: Sequence[int]) -> tuple[str, float]:
    """Return the pieces of the first sentence that has any, and how sure they are.

    Of the other sentences stands there what a column lists, if there is room.
    """
    found, room, sure = list[str](), MOST, 0.0
    for number in numbers:
        if column == "code" and (link := _LINK.search(paper.sentences[number - 1])):
            return link[0], 1.0
        measured = column in _MEASURED and _has_own(column, paper, number)
        if not found or column == "data" or measured:
            told = pieces(column, paper, number, room, several=column == "data" or measured)
            f1 = max((each.f1 for each in told), default=0.0)
            if measured or shares(column, paper)[number - 1] * f1 >= _SURE.get(column, 0.0):
                sure = sure if found else float(worths(column, paper)[number - 1]) * f1
                found += [each.text for each in told if not any(each.text in other for other in found)]
            room = MOST - sum(len(each.split()) for each in found)
    return "; ".join(found), sure


def _has_own(column: str, paper: Paper, number: int) -> bool:
    return any(own.column == column and own.figure.sentence == number for own in own_figures(paper))
