"""The third job: papers side by side, in columns that their abstracts or records fill, each row from its own paper."""

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from assistant.comparison.cells import Asker, abstract_cell
from assistant.comparison.columns import ABSTRACT, ALWAYS, RECORD, Column, computed_cell, read_formula
from assistant.comparison.paragraph import Hire
from assistant.comparison.writing import with_model, without_model
from assistant.types import NOT_KNOWN, Cell, Comparison, Row, Verdict
from index.embedders.base import Vectors
from index.models.cell_reader import read_ahead
from index.paper import Paper
from index.query import Evidence
from index.statements import heading_of, statements_of, warning_of

_SHARED = 2  # papers that state a column which is suggested
WRITER = "record"
_NAMED = 3  # authors that are named
_YEAR = re.compile(r"(?:(?<=, )|^)(?:19|20)\d\d$")
WIDER = 3  # times as many papers as are wanted are looked at
_RELEVANCE = 0.7  # weight of relevance against likeness


def compare(
    topic: str,
    papers: Sequence[Paper],
    *,
    columns: Sequence[Column] = (),
    asker: Asker | None = None,
    hire: Hire | None = None,
    drop: bool = True,
) -> Comparison:
    """Return papers side by side, in given columns or those several state; with `hire` a model writes the cells."""
    started = time.monotonic()
    read_ahead((heading_of(paper), statements_of(paper)) for paper in papers)
    chosen = tuple(columns) or tuple(column for column in suggested(papers) if column.kind == "abstract")
    rows = rows_of(papers, chosen, asker)
    written = with_model(topic, rows, papers, chosen, hire, drop=drop) if hire else without_model(rows, papers)
    names, seconds = tuple(column.name for column in chosen), round(time.monotonic() - started, 3)
    return written.model_copy(update={"topic": topic, "columns": names, "seconds": seconds})


def suggested(papers: Sequence[Paper]) -> tuple[Column, ...]:
    """Return the columns that at least two of the papers state, in our order; idea and results always."""
    return tuple(
        column
        for column in (*ABSTRACT, *RECORD)
        if column.name in ALWAYS or sum(_cell(column, paper).stated for paper in papers) >= _SHARED
    )


def rows_of(papers: Sequence[Paper], columns: Sequence[Column], asker: Asker | None = None) -> tuple[Row, ...]:
    """Return the rows that are made without a model: a cell for each column, in their order."""
    formulas = {column.name: read_formula(column.words) for column in columns if column.kind == "computed"}
    measured = [column for column in ABSTRACT if column.name in ("results", "cost")] if formulas else []
    whole = [_row(place, paper, [_cell(column, paper) for column in measured]) for place, paper in enumerate(papers)]
    filled = list[list[Cell]]()
    for column in columns:
        if column.kind == "question":
            filled.append((asker or Asker()).cells(column.name, column.words, papers))
        elif column.kind == "computed":
            filled.append([computed_cell(column.name, formulas[column.name], row, whole) for row in whole])
        else:
            filled.append([_cell(column, paper) for paper in papers])
    return tuple(_row(place, paper, [cells[place] for cells in filled]) for place, paper in enumerate(papers))


@lru_cache(maxsize=4096)
def _cell(column: Column, paper: Paper) -> Cell:
    if column.kind == "abstract":
        return abstract_cell(column.name, paper)
    value, verdict = _value(column.name, paper) or NOT_KNOWN, Verdict(support="supported")
    return Cell(column=column.name, value=value, verdict=verdict, writer=WRITER)


def _row(place: int, paper: Paper, cells: Iterable[Cell]) -> Row:
    return Row(
        number=place + 1,
        id=paper.id,
        title=paper.title,
        flagged=warning_of(paper),
        withdrawn=paper.withdrawn,
        url=paper.url,
        published=paper.published,
        cells=tuple(cells),
    )


def _value(column: str, paper: Paper) -> str:
    """Return what a paper's record has in a column of `assistant.comparison.columns.RECORD`."""
    match column:
        case "year":
            return str(paper.published.year) if paper.published else _year_of(paper)
        case "authors":
            more = len(paper.authors) > _NAMED
            named = ", ".join(paper.authors[: 1 if more else _NAMED]) + (" and others" if more else "")
            return "" if "authors" in warning_of(paper) else named
        case "venue":
            is_none = paper.venue == _year_of(paper) or "venue" in warning_of(paper)
            return "" if is_none else paper.venue or ""
        case "votes":
            return "" if paper.upvotes is None else str(paper.upvotes)
        case _:
            return " ".join(filter(None, (paper.url, paper.code_url, paper.project_url)))


def _year_of(paper: Paper) -> str:
    """Return the year behind a venue, or in its place, which files state that have no day; "" if there is none."""
    year = _YEAR.search(paper.venue or "")
    return year[0] if year else ""


def distinct(found: Sequence[Evidence], vectors: Mapping[str, Vectors], k: int) -> list[Paper]:
    """Return at most `k` papers by maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998), the best first."""
    chosen, left = list[Evidence](), list(found)
    while left and len(chosen) < k:
        best = max(left, key=lambda item: (_worth(item, chosen, vectors), item.relevance, item.paper.id))
        chosen.append(best)
        left.remove(best)
    return [item.paper for item in chosen]


def _worth(item: Evidence, chosen: Sequence[Evidence], vectors: Mapping[str, Vectors]) -> float:
    own = vectors.get(item.paper.id)
    others = [vectors[one.paper.id] for one in chosen if one.paper.id in vectors]
    like = max((float(own @ other) for other in others), default=0.0) if own is not None else 0.0
    return _RELEVANCE * item.relevance - (1 - _RELEVANCE) * like
