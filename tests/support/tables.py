"""Comparisons made by hand, with figures that may stand side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.types import Cell, Citation, Claim, Comparison, Figure, Row, Verdict
from index.paper import Paper


def figure(value: str, number: float | None, **fields: Any) -> Figure:
    """A figure in per cent, of accuracy on Quillset, in the third sentence unless it is said otherwise."""
    given = {"unit": "%", "metric": "accuracy", "dataset": "Quillset", "sentence": 3}
    return Figure(value=value, number=number, **(given | fields))


def cell(
    column: str, paper: Paper, numbers: Sequence[int], value: str = "", figures: Sequence[Figure] = (), **fields: Any
) -> Cell:
    """A cell that quotes sentences of a paper; without them it states nothing."""
    if not numbers:
        return Cell.not_stated(column)
    quotes = tuple(paper.sentences[n - 1] for n in numbers)
    return Cell(
        column=column,
        value=value or quotes[0],
        quotes=quotes,
        sentences=tuple(numbers),
        verdict=Verdict(support="quoted"),
        figures=tuple(figures),
        **fields,
    )


def row(number: int, paper: Paper, cells: Sequence[Cell], **fields: Any) -> Row:
    """A row of a paper."""
    return Row(number=number, id=paper.id, title=paper.title, withdrawn=paper.withdrawn, cells=tuple(cells), **fields)


def compared(rows: Sequence[Row], said: Mapping[str, Sequence[int]] | None = None, **fields: Any) -> Comparison:
    """A comparison of rows, and what is said of which of them, by their numbers."""
    ids = {row.number: row.id for row in rows}
    claims = tuple(
        Claim(
            text=text,
            citations=tuple(Citation(number=n, paper=ids[n], sentences=(2,)) for n in numbers),
            verdict=Verdict(support="supported"),
        )
        for text, numbers in (said or {}).items()
    )
    columns = tuple(cell.column for cell in rows[0].cells)
    given = {"topic": "", "text": " ".join(said or {}), "engine": "extractive", "seconds": 0.1}
    return Comparison(columns=columns, rows=tuple(rows), claims=claims, **(given | fields))
