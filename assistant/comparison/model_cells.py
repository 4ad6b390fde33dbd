"""The cells that a model writes: one call for each paper, all at once, and each row read by the judge when it is there.

What the hard core or the judge finds unsupported is left out, as is what the model passed over: those cells are filled
from the abstract without a model, and say so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

from assistant.comparison.columns import Column
from assistant.comparison.subject import called
from assistant.errors import WriterError
from assistant.jobs.claims import stands
from assistant.judges.judging import rulings
from assistant.parsing.events import Draft, Waiting
from assistant.types import Cell, Claim, Figure, Usage
from assistant.verification.citations import Citations
from assistant.verification.judge import Judge
from assistant.verification.output_guard import is_withheld
from assistant.writers.base import CellColumn, CellWriter, Writer
from index.numbers import quantities
from index.query import Evidence
from index.terms import terms
from index.text import plain

_MOST_QUOTES = 3
_MOST_WORDS = 20  # of a value, as its prompt says of one with several figures
_ANSWER = re.compile(r"^(?:yes|no)\b[\s,.;:–—-]*", re.IGNORECASE)  # to a reader's question: no word of an abstract
_T = TypeVar("_T")
_PART = re.compile(
    r"(?P<metric>[^;:]{2,60}?) on (?P<dataset>[^;:]{2,60}?)(?: over (?P<baseline>[^;:]{2,60}?))?: (?P<value>.+)"
)


class Crew(NamedTuple):
    """A model that writes, and who reads it against the abstracts. They are not shared between threads."""

    writer: Writer
    judge: Judge | None = None

    @property
    def usage(self) -> Usage:
        """What both have cost."""
        return self.writer.usage + (self.judge.usage if self.judge else Usage())


Hire = Callable[[], Crew]  # makes a crew for one thread


class Filled(NamedTuple):
    """The cells of one row that a model wrote and that hold, by column; `failure` says why there are none.

    `doubt` is what the reader must know of how they were judged.
    """

    cells: Mapping[str, Cell]
    failure: str = ""
    doubt: str = ""
    usage: Usage = Usage()


def fill_rows(
    evidence: Sequence[Evidence], columns: Sequence[Column], hire: Hire, beside: Callable[[Crew], _T]
) -> tuple[list[Filled], _T]:
    """Return the rows of all papers, and what `beside` returns: all of it is done at the same time."""
    crew, *crews = [hire() for _ in (None, *evidence)]
    with ThreadPoolExecutor(len(evidence) + 1) as threads:
        other = threads.submit(beside, crew)
        rows = list(threads.map(lambda item, crew: fill_row(item, columns, crew), evidence, crews))
        return rows, other.result()


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


def with_figures(cell: Cell, figures: Sequence[Figure]) -> Cell:
    """Return a cell with those of its paper's figures that stand in its quotes, each with what the cell says of it."""
    here = (each for each in figures if each.sentence in cell.sentences)
    return cell.model_copy(update={"figures": tuple(measured(cell, each) for each in here)})


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
    """Put the judge's word on the claims of a row, and take out those that it calls not stated.

    It may overrule the hard core, but on figures; see `assistant.judges.judging`. A value alone is no sentence, so the
    judge reads it behind the names of its paper and its column.
    """
    before = {name: _lead(name, item) for name in claims}
    names = list(claims)
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


def _lead(column: str, item: Evidence) -> str:
    return f"{called(item.paper) or 'The paper'}, {column.rstrip('?:')}: "


def _cell(column: str, claim: Claim, item: Evidence, writer: str) -> Cell:
    numbers = claim.citations[0].sentences
    verdict = claim.verdict
    assert verdict is not None  # noqa: S101  it cites sentences; for the type checker
    quotes = tuple(item.paper.sentences[n - 1] for n in numbers)
    return Cell(column=column, value=claim.text, quotes=quotes, sentences=numbers, verdict=verdict, writer=writer)


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
