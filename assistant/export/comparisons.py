"""A comparison in each form that leaves the program; JSON is its own (`Comparison.model_dump`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, assert_never

from assistant.comparison.plot import plot
from assistant.errors import NothingToPlot
from assistant.export import bibtex, csv, latex, markdown
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
            return markdown.comparison(result)
        case "csv":
            return csv.comparison(result)
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
