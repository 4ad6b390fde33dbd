"""A comparison in each form that leaves the program; JSON is its own (`Comparison.model_dump`)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Literal, assert_never

from assistant.comparison.plot import plot
from assistant.errors import NothingToPlot
from assistant.export import bibtex, latex
from assistant.export.text import (
    credits_of,
    escaped,
    loud,
    paragraph,
    reference,
    row_head,
    table_lines,
    table_of,
    uncomputed,
)
from assistant.types import Comparison
from index.paper import Paper

Form = Literal["md", "csv", "tex", "json", "bib", "svg"]


def exported(result: Comparison, papers: Sequence[Paper], form: Form) -> str:
    """Return a comparison as text; `papers` are those of its rows, in any order.

    Raises:
        NothingToPlot: no two papers state a result on the same benchmark and metric.
    """
    match form:
        case "md":
            return markdown(result)
        case "csv":
            return _table(result)
        case "tex":
            return latex.comparison(result, papers)
        case "json":
            return result.model_dump_json(exclude={"notice"})
        case "bib":
            by_id = {paper.id: paper for paper in papers}
            return bibtex.bibtex([by_id[row.id] for row in result.rows])
        case "svg":
            if drawing := plot(result):
                return drawing
            raise NothingToPlot.of(len(result.rows))
        case _:
            assert_never(form)


def markdown(result: Comparison) -> str:
    """Return the table, with a sign behind each cell that nobody confirmed, its paragraph, and what they rest on."""
    marked = (cell.verdict for row in result.rows for cell in row.cells)
    told = [line for text in credits_of(result) for line in (escaped(text), "")]
    below = [*told, *paragraph(result.claims, marked), "", *map(reference, result.sources)]
    table = table_of(result).model_copy(update={"columns": ("paper", *result.columns)})
    return "\n".join([*table_lines(table), "", *below])


def _table(result: Comparison) -> str:
    """Return a line of CSV for each paper.

    A doubt that matters stands behind its value; a sign that nothing explains would be read as a part of it.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(map(uncomputed, ["paper", *result.columns]))
    for row in result.rows:
        writer.writerow(map(uncomputed, [row_head(row), *(cell.value + loud(cell.verdict) for cell in row.cells)]))
    return text.getvalue()
