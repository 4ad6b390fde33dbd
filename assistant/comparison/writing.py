"""What is written of rows that stand: cells and a paragraph by a model, or a paragraph put together from the cells.

The model is called once for each paper, all at once, and each row read by the judge. What is found unsupported is left
out, as is what the model passed over: those cells are filled from the abstract without a model, and say so.
"""

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from assistant.comparison import paragraph
from assistant.comparison.columns import Column
from assistant.comparison.naming import called
from assistant.comparison.paragraph import Crew, Hire, Paragraph
from assistant.errors import WriterError
from assistant.jobs import withdrawals
from assistant.jobs.claims import stands, text_of
from assistant.judges.judging import rulings
from assistant.parsing.events import Draft, Waiting
from assistant.types import BY_CODE, Cell, Claim, Comparison, Figure, Row, Usage
from assistant.verification.citations import Citations
from assistant.verification.judge import Judge
from assistant.verification.output_guard import is_withheld
from assistant.writers.base import CellColumn, CellWriter
from assistant.writers.extractive import NAME as EXTRACTIVE
from index.numbers import quantities
from index.paper import Paper
from index.query import Evidence
from index.statements import statements_of
from index.terms import terms
from index.text import plain

_MOST_QUOTES = 3
_MOST_WORDS = 20  # of a value, as its prompt says of one with several figures
_ANSWER = re.compile(r"^(?:yes|no)\b[\s,.;:–—-]*", re.IGNORECASE)  # to a reader's question: no word of an abstract
_PART = re.compile(
    r"(?P<metric>[^;:]{2,60}?) on (?P<dataset>[^;:]{2,60}?)(?: over (?P<baseline>[^;:]{2,60}?))?: (?P<value>.+)"
)


class Filled(NamedTuple):
    """The cells of one row that a model wrote and that hold, by column, why there are none, and what is doubtful."""

    cells: Mapping[str, Cell]
    failure: str = ""
    doubt: str = ""
    usage: Usage = Usage()


def fill_row(item: Evidence, columns: Sequence[Column], crew: Crew) -> Filled:
    """Return the cells of one paper that its model writes and that hold against its abstract."""
    if not isinstance(crew.writer, CellWriter):
        return Filled({})
    asked = [CellColumn(column.name, column.words) for column in columns]
    try:
        drafts = crew.writer.cells(asked, item)
    except WriterError as error:
        return Filled({}, failure=str(error), usage=crew.usage)
    claims = {name: claim for name, draft in drafts.items() if draft and (claim := _grounded(draft, item))}
    doubt = ""
    if crew.judge is not None:
        try:
            _judge(claims, item, crew.judge)
        except WriterError as error:
            doubt = f"{error} Cells that no judge confirmed are marked as not verified."
    cells = {name: _cell(name, claim, item, crew.writer.name) for name, claim in claims.items() if stands(claim)}
    absent = {name: Cell.not_stated(name, crew.writer.name) for name, draft in drafts.items() if draft is None}
    return Filled(cells | absent, doubt=doubt, usage=crew.usage)


def _grounded(draft: Draft, item: Evidence) -> Claim | None:
    """Return what a draft claims of its paper, None if it is no claim about it."""
    draft = draft._replace(marks=draft.marks[:_MOST_QUOTES])
    claim, said = Citations([item]).ground(draft), _ANSWER.sub("", draft.text)
    # Two names alone read as a title, in which none is looked for; within a sentence each of them is.
    within = Citations([item]).ground(draft._replace(text=f"it says: {_uncapitalised(said)}"))
    if not stands(within):
        claim = claim.model_copy(update={"verdict": within.verdict})
    if not 0 < len(draft.text.split()) <= _MOST_WORDS:
        return None
    if not claim.citations or (said and is_withheld(claim.model_copy(update={"text": said}), [item])):
        return None
    return claim


def _uncapitalised(text: str) -> str:
    """Return a text without the capital of its first word if that may be one of a beginning only."""
    first = text.partition(" ")[0]
    return f"{text[:1].lower()}{text[1:]}" if first.istitle() and first.isalpha() else text


def _judge(claims: dict[str, Claim], item: Evidence, judge: Judge) -> None:
    """Put the judge's word on the claims of a row, read behind paper and column; take out what is not stated."""
    paper, names = called(item.paper) or "The paper", list(claims)
    before = {name: f"{paper}, {name.rstrip('?:')}: " for name in names}
    asked = [claims[name].model_copy(update={"text": before[name] + claims[name].text}) for name in names]
    for each in rulings(asked, Citations([item]), judge):
        if isinstance(each, Waiting):
            continue
        name = names[each.place]
        text = each.claim.text.removeprefix(before[name])
        if each.part or text == each.claim.text:
            del claims[name]
        else:
            claims[name] = each.claim.model_copy(update={"text": text.rstrip(".") if each.mended else text})


def _cell(column: str, claim: Claim, item: Evidence, writer: str) -> Cell:
    numbers = claim.citations[0].sentences
    verdict = claim.verdict
    assert verdict is not None  # noqa: S101  it cites sentences; for the type checker
    quotes = tuple(item.paper.sentences[n - 1] for n in numbers)
    return Cell(column=column, value=claim.text, quotes=quotes, sentences=numbers, verdict=verdict, writer=writer)


def measured(cell: Cell, figure: Figure) -> Figure:
    """Return a figure with the metric and the data set that a cell names for it, if its sentence has their words."""
    quotes = {number: plain(quote) for number, quote in zip(cell.sentences, cell.quotes, strict=True)}
    text = quotes.get(figure.sentence, "")
    for told in filter(None, map(_PART.fullmatch, cell.value.split("; "))):
        metric, dataset = told["metric"].strip(), told["dataset"].strip()
        stated = set(terms(metric)) <= set(terms(text)) and dataset in text
        if stated and figure.number in [each.value for each in quantities(told["value"])]:
            return figure.model_copy(update={"metric": metric, "dataset": dataset})
    return figure


_BY_A_MODEL = ("abstract", "question")  # kinds of columns


def without_model(rows: Sequence[Row], papers: Sequence[Paper]) -> Comparison:
    """Return rows with what may be put together from their cells."""
    citations = _citations(papers)
    return _written(rows, Paragraph(paragraph.by_rule(rows, papers, citations)), citations, papers)


def with_model(
    topic: str, rows: Sequence[Row], papers: Sequence[Paper], columns: Sequence[Column], hire: Hire, *, drop: bool
) -> Comparison:
    """Return rows made without a model with its cells where they hold, and its paragraph, asked for all at once."""
    citations, evidence = _citations(papers), [as_evidence(paper) for paper in papers]
    asked = [column for column in columns if column.kind in _BY_A_MODEL]
    told = [item for item in citations.evidence if not item.paper.withdrawn]

    def write(crew: Crew) -> Paragraph:
        return paragraph.by_model(topic, told, citations, crew, drop=drop) if told else Paragraph(())

    crew, *crews = [hire() for _ in (None, *evidence)]
    with ThreadPoolExecutor(len(evidence) + 1) as threads:
        paragraphs = threads.submit(write, crew)
        filled = list(threads.map(lambda item, crew: fill_row(item, asked, crew), evidence, crews))
        text = paragraphs.result()
    merged = [_merged(row, each) for row, each in zip(rows, filled, strict=True)]
    usage = sum((each.usage for each in filled), text.usage)
    if not text.claims:
        text = text._replace(claims=paragraph.by_rule(merged, papers, citations))
    notices = dict.fromkeys((*text.notices, *filter(None, (each.doubt for each in filled))))
    if len(failures := {each.failure for each in filled}) == 1 and (failure := failures.pop()):
        notices[f"{failure} The abstracts' own words fill the table."] = None
    return _written(merged, text._replace(usage=usage, notices=tuple(notices)), citations, papers)


def _merged(row: Row, filled: Filled) -> Row:
    """Return a row with the cells of a model in the place of those that it states, or says not to be stated."""
    cells = []
    for cell in row.cells:
        written = filled.cells.get(cell.column, cell)
        if written is not cell:  # with those of its paper's figures that stand in its quotes
            here = tuple(measured(written, each) for each in cell.figures if each.sentence in written.sentences)
            written = written.model_copy(update={"figures": here})
        cells.append(written)
    return row.model_copy(update={"cells": tuple(cells), "failed": filled.failure})


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


def _written(rows: Sequence[Row], text: Paragraph, citations: Citations, papers: Sequence[Paper]) -> Comparison:
    """Return the comparison, but for its topic, its columns and the time that it took."""
    for row, paper in zip(rows, papers, strict=True):
        for cell in row.cells:
            if cell.sentences:
                citations.cite(paper, cell.sentences)
    claims = (*withdrawals.statements(papers), *text.claims)
    # Who wrote, a model first: whoever wrote a cell that rests on an abstract, or the paragraph.
    quoting = [cell.writer for row in rows for cell in row.cells if cell.quotes and cell.writer not in BY_CODE]
    named = dict.fromkeys(filter(None, [text.engine, *quoting]))
    return Comparison(
        topic="",
        rows=tuple(rows),
        text=text_of(claims),
        claims=claims,
        sources=citations.sources(),
        engine=" + ".join(sorted(named, key=lambda name: name == EXTRACTIVE)) or EXTRACTIVE,
        usage=text.usage,
        seconds=0.0,
        notice=" ".join(text.notices),
    )
