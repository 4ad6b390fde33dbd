"""What requests and replies hold beside the engine's own types."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.browsing.finding import Sort
from assistant.engine import Found
from assistant.store.conversations import Conversation
from assistant.store.turns import StoredTurn
from assistant.types import Claim, Hit, Miss, Source, Turn
from index.paper import Paper
from index.query import Filters


class _Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Question(_Body):
    """A question. `history` are the turns before it, each as an answer's `finished` event has it or a question alone.

    With `conversation` it is kept: "" begins one, an id goes on with it, and its turns are the history.
    """

    question: str = Field(min_length=1)
    filters: Filters = Filters()
    history: tuple[Turn, ...] = ()
    conversation: str | None = None
    stream: bool = False


class Text(_Body):
    """A text to be checked, against papers named by id or title or against those that are found."""

    text: str = Field(min_length=1)
    papers: tuple[str, ...] = ()
    stream: bool = False


class Sides(_Body):
    """Two to eight papers to be compared, by id or title, or a topic; columns by name or as questions."""

    papers: tuple[str, ...] = ()
    topic: str = ""
    k: int = Field(default=5, ge=2, le=8)
    columns: tuple[str, ...] = ()


class Days(_Body):
    """The days of a brief: so many up to a date (today), or with a topic and no date all. `again` writes it anew."""

    date: dt.date | None = None
    days: int = Field(default=1, ge=1, le=3660)
    topic: str | None = None
    interest: str = ""
    again: bool = False


class Hits(_Body):
    """What a search found, best first, which filters were understood, and what is to be known of them."""

    papers: tuple[Hit, ...]
    understood: str = ""
    notice: str = ""

    @classmethod
    def of(cls, found: Found) -> Hits:
        """Return what was found."""
        return cls(papers=tuple(map(Hit.of, found.evidence)), understood=found.understood, notice=found.notice)


class Shelved(_Body):
    """Which papers of the library are wanted; dates are those of daily lists, or else of publication."""

    q: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    category: str = ""
    author: str = ""
    source: str = ""
    sort: Sort = ""
    page: int = Field(default=1, ge=1)


class Exported(Shelved):
    """Which papers are wanted as a file, and of which kind."""

    format: Literal["bibtex", "ris", "csv", "markdown", "jsonl"] = "bibtex"


class Record(_Body):
    """A paper, and the sentences of its abstract: a citation of sentence 2 means the second of them."""

    paper: Paper
    sentences: tuple[str, ...]


class Papers(_Body):
    """A page of papers, of how many in all."""

    papers: tuple[Paper, ...]
    total: int
    page: int
    pages: int


class Collection(_Body):
    """The library in figures; categories and sources with their papers, most first."""

    papers: int
    oldest: dt.date | None
    newest: dt.date | None
    categories: tuple[tuple[str, int], ...]
    sources: tuple[tuple[str, int], ...]


class Whole(_Body):
    """A conversation with its turns, the first one first."""

    conversation: Conversation
    turns: tuple[StoredTurn, ...]


class Renamed(_Body):
    """A new title."""

    title: str = Field(min_length=1, max_length=200)


class Cited(_Body):
    """An answer as an agent needs it: what is said, what it rests on, and what came near."""

    status: Literal["answered", "related", "abstained"]
    text: str
    claims: tuple[Claim, ...]
    sources: tuple[Source, ...]
    nearest: tuple[Miss, ...]
    notice: str
