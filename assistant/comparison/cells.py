"""The cells that abstracts fill without a model: a short value cut from the sentences that state it, or not stated."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.comparison import wording
from assistant.comparison.entities import data_of
from assistant.comparison.figures import Own, own_figures
from assistant.comparison.sentences import sentences_on
from assistant.comparison.values import LONGEST, MOST, WHOLE, Span, cut, is_whole
from assistant.types import Cell, Verdict
from index.labels import label
from index.paper import Paper
from index.text import plain

_LINK = re.compile(r"https?://[^\s,;(){}\\]+[^\s,;(){}\\.]")
_CONTRARY = re.compile(r", (?:but|yet) (?P<clause>\w+)")
_NAMES = 5  # words of an idea that is only named
_ROOM = 4  # words that a further cut needs at least
_MEASURED = frozenset(("results", "cost"))
_MANY = 3  # figures of a sentence that is shown whole
_SHOWS = {"training": wording.TRAINING, "cost": wording.COST, "code": wording.CODE}
_SAYS = {"problem": wording.LACKING, "results": wording.REACHES}  # what a value shows where it can


def abstract_cell(column: str, paper: Paper) -> Cell:
    """Return what a paper's abstract states in a column of `assistant.comparison.columns.ABSTRACT`."""
    numbers = sentences_on(column, paper)
    figures = [own for own in own_figures(paper) if own.column == column]
    cuts = {n: value for n in numbers if (value := _value(column, paper, n, figures))}
    if not cuts:
        return Cell.not_stated(column)
    lead = next((n for n, value in cuts.items() if _serves(column, value)), next(iter(cuts)))
    ordered = (lead, *(n for n in numbers if n != lead))
    return _cell(column, paper, ordered, _filled(cuts[lead], column, paper, ordered[1:], figures), figures)


def _serves(column: str, value: str) -> bool:
    """Return whether a value is one that a reader can use: it says something, or has a figure or a name to give."""
    if column == "problem" and wording.LEANS.match(value):
        return False
    if column in {"data", "code", "training"} or any(map(str.isdigit, value)):
        return True
    return is_whole(value) or (column == "idea" and ("," in value or len(value.split()) > _NAMES))


def _value(column: str, paper: Paper, number: int, figures: Sequence[Own], most: int = MOST) -> str:
    text = plain(paper.sentences[number - 1])
    if column == "code" and (link := _LINK.search(paper.sentences[number - 1])):
        return link[0]
    if column == "data" and (named := _named(text, label(paper.title, paper.sentences))):
        return named
    wanted = _wanted(column, text, number, figures)
    if most < MOST:  # what is left for a further value
        return cut(text, wanted, most=most, longest=most)
    full = WHOLE if column in _MEASURED and len(wanted) >= _MANY else LONGEST
    value = cut(text, wanted, longest=full, made=column == "idea")
    if not value and column in _MEASURED and wanted:
        return cut(text, wanted, longest=WHOLE)
    return value or (cut(text) if column in _SAYS else "")


def _named(text: str, own: str) -> str:
    """Return the data sets that a sentence names, one behind the other, as far as there is room."""
    told = ""
    named = [each.text for each in data_of(text, own)]
    for name in (one for one in dict.fromkeys(named) if not any(one != other and one in other for other in named)):
        longer = f"{told}, {name}" if told else name
        if len(longer.split()) > MOST:
            break
        told = longer
    return told


def _wanted(column: str, text: str, number: int, figures: Sequence[Own]) -> list[Span]:
    """Return what a value of a column is to show: its figures, its data sets, or the words that the column is about."""
    if column in _MEASURED and (here := [own for own in figures if own.figure.sentence == number]):
        return [Span(own.start, own.end) for own in here]
    if column == "data":
        return [Span(each.start, each.end) for each in data_of(text)]
    shows = _SHOWS.get(column) or _SAYS.get(column)
    if column == "problem" and not wording.LACKING.search(text) and (found := _CONTRARY.search(text)):
        return [Span(*found.span("clause"))]
    return [Span(found.start(), found.end()) for found in shows.finditer(text)] if shows else []


def _filled(value: str, column: str, paper: Paper, others: Sequence[int], figures: Sequence[Own]) -> str:
    """Return a value with the figures of the other sentences behind it, as far as there is room."""
    if column not in _MEASURED:
        return value
    for number in others:
        room = MOST - len(value.split())
        if room >= _ROOM and any(own.figure.sentence == number for own in figures):
            further = _value(column, paper, number, figures, room)
            value = f"{value}; {further}" if further and any(map(str.isdigit, further)) else value
    return value


def _cell(column: str, paper: Paper, numbers: Sequence[int], value: str, figures: Sequence[Own]) -> Cell:
    return Cell(
        column=column,
        value=value,
        quotes=tuple(paper.sentences[n - 1] for n in numbers),
        sentences=tuple(numbers),
        verdict=Verdict(support="quoted"),
        figures=tuple(own.figure for own in figures),
    )
