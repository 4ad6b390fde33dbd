"""The cells that a paper's record fills; what the record does not have is not known, never zero."""

from __future__ import annotations

import re

from assistant.types import NOT_KNOWN, Cell, Verdict
from index.paper import Paper
from index.statements import warning_of

WRITER = "record"
_NAMED = 3  # authors that are named
_YEAR = re.compile(r"(?:(?<=, )|^)(?:19|20)\d\d$")


def record_cell(column: str, paper: Paper) -> Cell:
    """Return what a paper's record has in a column of `assistant.comparison.columns.RECORD`."""
    return Cell(
        column=column, value=_value(column, paper) or NOT_KNOWN, verdict=Verdict(support="supported"), writer=WRITER
    )


def _value(column: str, paper: Paper) -> str:
    match column:
        case "year":
            return str(paper.published.year) if paper.published else _year_of(paper)
        case "authors":
            return "" if "authors" in warning_of(paper) else _authors(paper)
        case "venue":
            return "" if paper.venue == _year_of(paper) else paper.venue or ""
        case "votes":
            return "" if paper.upvotes is None else str(paper.upvotes)
        case _:
            return " ".join(filter(None, (paper.url, paper.code_url, paper.project_url)))


def _year_of(paper: Paper) -> str:
    """Return the year behind a venue, or in its place, which files state that have no day; "" if there is none."""
    year = _YEAR.search(paper.venue or "")
    return year[0] if year else ""


def _authors(paper: Paper) -> str:
    more = len(paper.authors) > _NAMED
    return ", ".join(paper.authors[: 1 if more else _NAMED]) + (" and others" if more else "")
