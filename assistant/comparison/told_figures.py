"""What a model says that a figure measures, "accuracy on GSM8K: 91.2%", taken where the quoted sentence has it too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from assistant.types import Cell, Figure
from index.numbers import quantities
from index.terms import terms
from index.text import plain

_PART = re.compile(
    r"(?P<metric>[^;:]{2,60}?) on (?P<dataset>[^;:]{2,60}?)(?: over (?P<baseline>[^;:]{2,60}?))?: (?P<value>.+)"
)


class _Told(NamedTuple):
    metric: str
    dataset: str
    number: float


def measured(cell: Cell, figure: Figure) -> Figure:
    """Return a figure with the metric and the data set that a cell names for it, if its sentence has their words."""
    quotes = {number: plain(quote) for number, quote in zip(cell.sentences, cell.quotes, strict=True)}
    text = quotes.get(figure.sentence, "")
    for told in _told(cell.value):
        stated = set(terms(told.metric)) <= set(terms(text)) and told.dataset in text
        if stated and told.number == figure.number:
            return figure.model_copy(update={"metric": told.metric, "dataset": told.dataset})
    return figure


def _told(value: str) -> Iterator[_Told]:
    for part in value.split("; "):
        if found := _PART.fullmatch(part):
            for each in quantities(found["value"]):
                yield _Told(found["metric"].strip(), found["dataset"].strip(), each.value)
