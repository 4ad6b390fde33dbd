"""The results that every surface shares: what was said, what it rests on, and what it cost.

All are frozen, and the JSON of the command line, the API and the browser is theirs and nothing else. They stand in one
file, longer than others, because it is the whole of what a surface has to know.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal, Self

from pydantic import Field

from assistant.conversation.state import Frozen, State
from index.paper import Paper
from index.query import Evidence
from index.statements import warning_of

NOT_STATED = "not stated in the abstract"  # in a cell of a comparison
BY_CODE = ("record", "computed")  # who "wrote" a cell in which nobody tells of an abstract
NOT_COMPUTED = "not computed"  # before the reason, in a cell of a comparison
NOT_KNOWN = "not known"  # in a cell of a comparison, of what a paper's record does not have

_OF_RECORD = ("id", "title", "url", "published", "withdrawn")  # fields that a paper and what shows it share

Support = Literal["quoted", "supported", "unverified", "unsupported"]


class _Shown(Frozen):
    """A paper as a result shows it."""

    @classmethod
    def _with(cls, paper: Paper, **more: object) -> Self:
        """Return it with what the paper's record has under the names of its fields, what is flagged in it, and more."""
        record = {name: getattr(paper, name) for name in _OF_RECORD if name in cls.model_fields}
        warning = {"flagged": warning_of(paper)} if "flagged" in cls.model_fields else {}
        return cls.model_validate({**record, **warning, **more})


class Citation(Frozen):
    """The sentences of one paper that a claim rests on; `number` is the reader's [1], `paper` the id."""

    number: int
    paper: str
    sentences: tuple[int, ...]


class Verdict(Frozen):
    """Whether the cited sentences carry a claim, and if not, why; `judged` (in no JSON) if a judge has read it."""

    support: Support
    reason: str = ""
    judged: bool = Field(default=False, exclude=True)


class Claim(Frozen):
    """One sentence of ours without marks, what it cites, and its verdict; of a `record` it has neither."""

    text: str
    basis: Literal["abstract", "record"] = "abstract"
    citations: tuple[Citation, ...] = ()
    verdict: Verdict | None

    @property
    def support(self) -> Support | None:
        """What the verdict says; None for what rests on records."""
        return self.verdict.support if self.verdict else None


class Source(_Shown):
    """A cited paper, in order of first use, and what is cited; `flagged`: its record speaks to the assistant."""

    number: int
    id: str
    title: str
    url: str | None = None
    published: dt.date | None = None
    quotes: tuple[str, ...] = ()
    flagged: str = ""

    @classmethod
    def of(cls, paper: Paper, number: int, cited: Iterable[int] = ()) -> Source:
        """Return a paper as a source of which these sentences are cited."""
        return cls._with(paper, number=number, quotes=tuple(text for n in sorted(cited) if (text := paper.sentence(n))))


class Miss(_Shown):
    """A paper that came near, and why it does not answer."""

    id: str
    title: str
    url: str | None = None
    published: dt.date | None = None
    reason: str
    flagged: str = ""

    @classmethod
    def of(cls, paper: Paper, reason: str) -> Miss:
        """Return a paper as one that is named beside an answer, and why."""
        return cls._with(paper, reason=reason)


class Choice(_Shown):
    """A paper that may be meant by a name in a question, and what asks the question of it alone."""

    id: str
    title: str
    author: str = ""
    year: int | None = None
    url: str | None = None
    flagged: str = ""
    question: str

    @classmethod
    def of(cls, paper: Paper, question: str) -> Choice:
        """Return a paper as one of which a question may be asked; its first author stands for all."""
        people = () if "authors" in warning_of(paper) else paper.authors
        return cls._with(
            paper,
            author=f"{people[0]} and others" if len(people) > 1 else "".join(people),
            year=paper.published.year if paper.published else None,
            question=f"{question.strip()} ({paper.id})" if question else paper.id,
        )

    @property
    def made(self) -> str:
        """By whom and when, as far as that is known: "Ada Example and others, 2024"."""
        return ", ".join(filter(None, (self.author, str(self.year or ""))))


class Hit(_Shown):
    """A paper that a search found, with its best sentences, the best one first."""

    id: str
    title: str
    score: float
    published: dt.date | None = None
    url: str | None = None
    sentences: tuple[str, ...] = ()
    withdrawn: bool = False

    @classmethod
    def of(cls, found: Evidence) -> Hit:
        """Return what is shown of a paper that was retrieved."""
        best = tuple(found.paper.sentences[number - 1] for number in found.sentences[:2])
        return cls._with(found.paper, score=round(found.score, 4), sentences=best)


class Usage(Frozen):
    """What an answer cost; adds up like a number, and a sum with an unknown cost in it is unknown."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = None  # None: the price of the model is not known

    def __add__(self, other: Usage) -> Usage:
        costs = [usage.cost_usd for usage in (self, other) if usage.calls]
        known = [cost for cost in costs if cost is not None]
        return Usage(
            calls=self.calls + other.calls,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            cost_usd=round(sum(known), 9) if known and len(known) == len(costs) else None,
        )

    def __str__(self) -> str:
        """What a reader is told: the tokens, and what they cost; nothing if no model was called."""
        if not self.calls:
            return ""
        cost = "price not known" if self.cost_usd is None else f"${self.cost_usd:.4f}" if self.cost_usd else "no cost"
        return f"{self.prompt_tokens + self.completion_tokens:,} tokens, {cost}"


class Turn(Frozen):
    """One earlier question, the ids its answer was about, and what holds after it, None in a turn made by hand."""

    question: str
    papers: tuple[str, ...] = ()
    state: State | None = None


class Table(Frozen):
    """Rows of text under the names of their columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Figure(Frozen):
    """One figure that an abstract states of its own work, as it is written there: nothing is converted.

    `value` is the text of it ("up to 2.39x"), `number` what it says, and `high` the other end of a range; `unit` is as
    in `index.numbers.units`: "%", "points", "x", "GB", "" for a bare number. `metric`, `dataset` and `baseline` are
    words of the same sentence, "" where it names none. `sentence` is the number of that sentence, from 1.
    """

    value: str
    number: float | None = None
    high: float | None = None
    unit: str = ""
    metric: str = ""
    dataset: str = ""
    baseline: str = ""
    sentence: int


class Cell(Frozen):
    """What one paper states in one column: a short value, and the sentences it rests on, verbatim.

    `sentences` are the numbers of `quotes`, from 1. A value of the record, or one that was computed, has no quotes of
    its own. `writer` is who wrote the value: "extractive", the name of a model, or "record". A value that is not `firm`
    is a guess: it is shown as one, and nothing is made of it.
    """

    column: str
    value: str
    quotes: tuple[str, ...] = ()
    sentences: tuple[int, ...] = ()
    verdict: Verdict
    writer: str = "extractive"
    figures: tuple[Figure, ...] = ()
    firm: bool = True

    @property
    def stated(self) -> bool:
        """Whether the paper states it at all, or it was computed."""
        return self.value not in (NOT_STATED, NOT_KNOWN) and (self.writer != "computed" or bool(self.figures))

    @classmethod
    def not_stated(cls, column: str, writer: str = "extractive") -> Cell:
        """Return the cell of what an abstract does not state."""
        return cls(column=column, value=NOT_STATED, verdict=Verdict(support="supported"), writer=writer)


class Row(Frozen):
    """A compared paper, [1] in the paragraph; `failed` says why its cells could not be made, to the reader."""

    number: int
    id: str
    title: str
    url: str | None = None
    published: dt.date | None = None
    flagged: str = ""
    withdrawn: bool = False
    failed: str = ""
    cells: tuple[Cell, ...]

    def cell(self, column: str) -> Cell | None:
        """Return the cell of a column, None if the row has none."""
        return next((cell for cell in self.cells if cell.column == column), None)

    @property
    def without_guesses(self) -> Row:
        """The row with guesses as what is not stated."""
        cells = tuple(cell if cell.firm else Cell.not_stated(cell.column, cell.writer) for cell in self.cells)
        return self.model_copy(update={"cells": cells})


class Comparison(Frozen):
    """Papers side by side, each with a cell for every column in order, and a paragraph that cites their quotes."""

    topic: str
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...]
    text: str
    claims: tuple[Claim, ...] = ()
    sources: tuple[Source, ...] = ()
    engine: str
    usage: Usage = Usage()
    seconds: float
    notice: str = ""

    @property
    def has_guesses(self) -> bool:
        """Whether a cell is not firm."""
        return not all(cell.firm for row in self.rows for cell in row.cells)

    @property
    def quoting(self) -> tuple[Claim, ...]:
        """The cells that quote something, as claims that cite it."""
        return tuple(
            Claim(
                text=cell.value,
                citations=(Citation(number=row.number, paper=row.id, sentences=cell.sentences),),
                verdict=cell.verdict,
            )
            for row in self.rows
            for cell in row.cells
            if cell.quotes
        )


class Answer(Frozen):
    """An answer, what is related to the question and may not answer it, or an abstention with what came nearest.

    `choices` are the papers of which one is to be named before a question can be answered.
    `table` is the answer where it is one, `months` how many papers were published in each month where that was asked.
    `comparison` is the papers side by side where a question asks for that; its paragraph is the text. `missing` are
    names in a question that no paper in the library has.
    `notice` says what a reader must know of its making, `understood` which filters were read in the question or hold
    from earlier ones, in words.
    """

    status: Literal["answered", "related", "abstained"]
    text: str
    claims: tuple[Claim, ...] = ()
    sources: tuple[Source, ...] = ()
    nearest: tuple[Miss, ...] = ()
    choices: tuple[Choice, ...] = ()
    engine: str
    usage: Usage = Usage()
    seconds: float
    notice: str = ""
    understood: str = ""
    table: Table | None = None
    months: tuple[tuple[str, int], ...] = ()
    comparison: Comparison | None = None
    missing: tuple[str, ...] = ()

    @property
    def papers(self) -> tuple[str, ...]:
        """The ids of the papers that it is about: those compared or cited, else those told of, nearest or possible."""
        if self.comparison:
            return tuple(row.id for row in self.comparison.rows)
        return tuple(one.id for one in self.sources or self.nearest or self.choices)


class Other(Frozen):
    """A paper that a brief does not tell of, with the sentence that sums it up, "" if none can be told."""

    id: str
    title: str
    url: str | None = None
    gist: str = ""
    upvotes: int | None = None


class Pick(Frozen):
    """A paper that a brief tells of, by id, and why it was chosen, in words for the reader."""

    id: str
    reason: str


class Brief(Frozen):
    """One paragraph over some days or a topic, `empty` why there is none; `others` are the papers not told of."""

    since: dt.date | None
    until: dt.date | None
    topic: str | None
    text: str
    claims: tuple[Claim, ...] = ()
    sources: tuple[Source, ...] = ()
    others: tuple[Other, ...] = ()
    picks: tuple[Pick, ...] = ()
    papers: int  # how many were there to choose from
    empty: str = ""
    engine: str
    usage: Usage = Usage()
    seconds: float
    notice: str = ""

    @property
    def unlisted(self) -> int:
        """How many papers are neither told of nor among `others`: of a month only the first of them are."""
        return max(0, self.papers - len(self.sources) - len(self.others)) if self.others else 0


class IngestError(Frozen):
    """A record, or with no line a whole file, that was left out, and why."""

    file: str
    line: int | None
    reason: str


class Ingested(Frozen):
    """What an ingest did. `papers` counts the distinct papers of this input, `merged` the records joined to another."""

    records: int
    papers: int
    new: int
    updated: int
    unchanged: int
    merged: int
    skipped: int
    embedded: int
    errors: tuple[IngestError, ...] = ()
    seconds: float


class Archived(Frozen):
    """What was put into the archive in Chroma's Cloud, where nothing is merged or counted."""

    records: int
    errors: tuple[IngestError, ...] = ()
    seconds: float


class Retrieved(Frozen):
    """The first event: the papers that will be read, and the filters that were understood, in words."""

    evidence: tuple[Evidence, ...]
    understood: str = ""


class Claimed(Frozen):
    """A sentence is finished and judged; `source` is set when it cites a paper for the first time."""

    claim: Claim


class Replaced(Frozen):
    """The claim at `place`, counted from 0 in what was claimed so far, is now this one, or is taken back."""

    place: int
    claim: Claim | None


class Noticed(Frozen):
    """Something the reader must know: a writer failed and another goes on."""

    text: str


class Waited(Frozen):
    """The model is at work and has nothing to show yet; comes about twice a second, so that a reader can stop it."""


class Finished(Frozen):
    """The last event; after a question with the `turn` that it makes, for the history of the next one."""

    answer: Answer
    turn: Turn | None = None


AnswerEvent = Retrieved | Claimed | Replaced | Noticed | Waited | Finished
