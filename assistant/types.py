"""The results that every surface shares: what was said, what it rests on, and what it cost.

All are frozen. The JSON of the command line, the API and the browser is theirs and nothing else. They stand in one
file because most of them hold others of them, and because it is the whole of what a surface has to know.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.conversation.state import State
from index.paper import Paper
from index.query import Evidence
from index.statements import warning_of

NOT_STATED = "not stated in the abstract"  # in a cell of a comparison
BY_CODE = ("record", "computed")  # who "wrote" a cell in which nobody tells of an abstract
NOT_COMPUTED = "not computed"  # before the reason, in a cell of a comparison
NOT_KNOWN = "not known"  # in a cell of a comparison, of what a paper's record does not have

Support = Literal["quoted", "supported", "unverified", "unsupported"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Citation(_Frozen):
    """The sentences of one paper that a claim rests on; `number` is the reader's [1], `paper` the id."""

    number: int
    paper: str
    sentences: tuple[int, ...]


class Verdict(_Frozen):
    """Whether the cited sentences carry a claim, and if not, why, in words for the reader.

    `judged` is whether a judge has read the claim; it stands in no JSON document.
    """

    support: Support
    reason: str = ""
    judged: bool = Field(default=False, exclude=True)


class Claim(_Frozen):
    """One sentence of ours, what it cites, and the verdict on it. `text` holds no marks.

    What rests on the `record` of papers (a count, a date, authors) cites no sentence and carries no verdict.
    """

    text: str
    basis: Literal["abstract", "record"] = "abstract"
    citations: tuple[Citation, ...] = ()
    verdict: Verdict | None

    @property
    def support(self) -> Support | None:
        """What the verdict says; None for what rests on records."""
        return self.verdict.support if self.verdict else None


class Source(_Frozen):
    """A cited paper, numbered in order of first use. `quotes` are the sentences cited from it.

    `flagged` says so where its record holds text that speaks to the assistant, which was not used.
    """

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
        return cls(
            number=number,
            id=paper.id,
            title=paper.title,
            url=paper.url,
            published=paper.published,
            quotes=tuple(text for n in sorted(cited) if (text := paper.sentence(n))),
            flagged=warning_of(paper),
        )


class Miss(_Frozen):
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
        return cls(
            id=paper.id,
            title=paper.title,
            url=paper.url,
            published=paper.published,
            reason=reason,
            flagged=warning_of(paper),
        )


class Choice(_Frozen):
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
        return cls(
            id=paper.id,
            title=paper.title,
            author=f"{people[0]} and others" if len(people) > 1 else "".join(people),
            year=paper.published.year if paper.published else None,
            url=paper.url,
            flagged=warning_of(paper),
            question=f"{question.strip()} ({paper.id})" if question else paper.id,
        )

    @property
    def made(self) -> str:
        """By whom and when, as far as that is known: "Ada Example and others, 2024"."""
        return ", ".join(filter(None, (self.author, str(self.year or ""))))


class Hit(_Frozen):
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
        paper = found.paper
        return cls(
            id=paper.id,
            title=paper.title,
            score=round(found.score, 4),
            published=paper.published,
            url=paper.url,
            sentences=tuple(paper.sentences[number - 1] for number in found.sentences[:2]),
            withdrawn=paper.withdrawn,
        )


class Usage(_Frozen):
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


class Turn(_Frozen):
    """One earlier question of a conversation, the ids of the papers its answer was about, and what holds after it.

    `Finished` carries the turn that an answer makes. One made by hand needs no `state`: its question is then read.
    """

    question: str
    papers: tuple[str, ...] = ()
    state: State | None = None


class Table(_Frozen):
    """Rows of text under the names of their columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Figure(_Frozen):
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


class Cell(_Frozen):
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


class Row(_Frozen):
    """A compared paper; `number` is its [1] in the paragraph, `flagged` as in a source.

    `failed` says why its cells could not be made, in words for the reader.
    """

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


class Comparison(_Frozen):
    """Papers side by side, and a paragraph that cites nothing but the quotes of the cells.

    Every row has a cell for each of `columns`, in their order.
    """

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


class Answer(_Frozen):
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


class Other(_Frozen):
    """A paper that a brief does not tell of, with the sentence that sums it up, "" if none can be told."""

    id: str
    title: str
    url: str | None = None
    gist: str = ""
    upvotes: int | None = None


class Pick(_Frozen):
    """A paper that a brief tells of, by id, and why it was chosen, in words for the reader."""

    id: str
    reason: str


class Brief(_Frozen):
    """One paragraph over the papers of some days or of a topic; `empty` says why when there is none.

    Its first claim rests on records. `others` are the papers of the days that it does not tell of.
    """

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


class IngestError(_Frozen):
    """A record, or with no line a whole file, that was left out, and why."""

    file: str
    line: int | None
    reason: str


class Ingested(_Frozen):
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


class Archived(_Frozen):
    """What was put into the archive in Chroma's Cloud, where nothing is merged or counted."""

    records: int
    errors: tuple[IngestError, ...] = ()
    seconds: float


class Retrieved(_Frozen):
    """The first event: the papers that will be read, and the filters that were understood, in words."""

    evidence: tuple[Evidence, ...]
    understood: str = ""


class Claimed(_Frozen):
    """A sentence is finished and judged; `source` is set when it cites a paper for the first time."""

    claim: Claim


class Replaced(_Frozen):
    """The claim at `place`, counted from 0 in what was claimed so far, is now this one, or is taken back."""

    place: int
    claim: Claim | None


class Noticed(_Frozen):
    """Something the reader must know: a writer failed and another goes on."""

    text: str


class Waited(_Frozen):
    """The model is at work and has nothing to show yet; comes about twice a second, so that a reader can stop it."""


class Finished(_Frozen):
    """The last event; after a question with the `turn` that it makes, for the history of the next one."""

    answer: Answer
    turn: Turn | None = None


AnswerEvent = Retrieved | Claimed | Replaced | Noticed | Waited | Finished
