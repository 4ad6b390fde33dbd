"""What is written of rows that stand: cells and a paragraph by a model, or a paragraph put together from the cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assistant.comparison import paragraph
from assistant.comparison.columns import Column
from assistant.comparison.model_cells import Crew, Filled, Hire, fill_rows, with_figures
from assistant.comparison.paragraph import Paragraph
from assistant.jobs import withdrawals
from assistant.types import BY_CODE, Cell, Claim, Row, Source, Usage
from assistant.verification.citations import Citations
from assistant.writers.extractive import NAME as EXTRACTIVE
from index.paper import Paper
from index.query import Evidence
from index.statements import statements_of

_BY_A_MODEL = ("abstract", "question")  # kinds of columns


class Written(NamedTuple):
    """Rows with their paragraph, its sources, who wrote what holds, and what the reader must know of the making."""

    rows: tuple[Row, ...]
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    engine: str = EXTRACTIVE
    usage: Usage = Usage()
    notices: tuple[str, ...] = ()


def without_model(rows: Sequence[Row], papers: Sequence[Paper]) -> Written:
    """Return rows with what may be put together from their cells."""
    citations = _citations(papers)
    claims = paragraph.by_rule(rows, papers, citations)
    return _written(rows, Paragraph(claims), citations, papers)


def with_model(
    topic: str, rows: Sequence[Row], papers: Sequence[Paper], columns: Sequence[Column], hire: Hire, *, drop: bool
) -> Written:
    """Return rows in which the cells of a model stand where they hold, and its paragraph.

    All of it is asked for at once. `rows` are those made without a model, from which is filled what the model fails
    to support; a row that it fails on altogether says so. See `Writing` for `drop`.
    """
    citations, evidence = _citations(papers), [as_evidence(paper) for paper in papers]
    asked = [column for column in columns if column.kind in _BY_A_MODEL]
    told = [item for item in citations.evidence if not item.paper.withdrawn]
    filled, text = fill_rows(evidence, asked, hire, lambda crew: _told(topic, told, citations, crew, drop=drop))
    merged = [_merged(row, each) for row, each in zip(rows, filled, strict=True)]
    usage = sum((each.usage for each in filled), text.usage)
    if not text.claims:
        text = text._replace(claims=paragraph.by_rule(merged, papers, citations))
    notices = dict.fromkeys((*text.notices, *filter(None, (each.doubt for each in filled))))
    if len(failures := {each.failure for each in filled}) == 1 and (failure := failures.pop()):
        notices[f"{failure} The abstracts' own words fill the table."] = None
    return _written(merged, text._replace(usage=usage, notices=tuple(notices)), citations, papers)


def _told(topic: str, told: Sequence[Evidence], citations: Citations, crew: Crew, *, drop: bool) -> Paragraph:
    return paragraph.by_model(topic, told, citations, crew, drop=drop) if told else Paragraph(())


def _merged(row: Row, filled: Filled) -> Row:
    """Return a row with the cells of a model in the place of those that it states, or says not to be stated."""
    cells = tuple(_chosen(cell, filled) for cell in row.cells)
    return row.model_copy(update={"cells": cells, "failed": filled.failure})


def _chosen(cell: Cell, filled: Filled) -> Cell:
    written = filled.cells.get(cell.column)
    return with_figures(written, cell.figures) if written else cell


def _citations(papers: Sequence[Paper]) -> Citations:
    """Return the numbering by rows, of papers of which those that were withdrawn come last."""
    citations = Citations([as_evidence(paper) for paper in sorted(papers, key=lambda paper: paper.withdrawn)])
    for paper in papers:
        citations.number(paper)
    return citations


def as_evidence(paper: Paper) -> Evidence:
    """Return a paper with all of its sentences that may be read as evidence."""
    told = tuple(number for number, text in enumerate(statements_of(paper), start=1) if text)
    return Evidence(paper=paper, score=1.0, relevance=1.0, sentences=told)


def _written(rows: Sequence[Row], text: Paragraph, citations: Citations, papers: Sequence[Paper]) -> Written:
    for row, paper in zip(rows, papers, strict=True):
        for cell in row.cells:
            if cell.sentences:
                citations.cite(paper, cell.sentences)
    claims = (*withdrawals.statements(papers), *text.claims)
    engine = _engine(rows, text)
    return Written(tuple(rows), claims, citations.sources(), engine, text.usage, text.notices)


def _engine(rows: Sequence[Row], text: Paragraph) -> str:
    """Return who wrote, a model first: whoever wrote a cell that rests on an abstract, or the paragraph."""
    writers = [text.engine] + [
        cell.writer for row in rows for cell in row.cells if cell.quotes and cell.writer not in BY_CODE
    ]
    named = dict.fromkeys(name for name in writers if name)
    return " + ".join(sorted(named, key=lambda name: name == EXTRACTIVE)) or EXTRACTIVE
