"""What holds in a conversation after a turn: stored with the turn, so that no old text is read again."""

from __future__ import annotations

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from index.models.turns import Act, Kind
from index.query import Filters


class Frozen(BaseModel):
    """What is never changed, and has no other fields than those that are declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Manner(NamedTuple):
    """How the answer is to be given: at most so many sentences, in which language, how simply; empty is as ever."""

    sentences: int | None = None
    language: str = ""
    simply: bool = False

    def wish(self) -> str:
        """Return it as a sentence to a writer."""
        parts = filter(None, self._replace(simply=False).said().split("; "))
        return " ".join([*(f"Answer {part}." for part in parts), *(["Use simple words."] if self.simply else [])])

    def said(self) -> str:
        """Return it as the reader is told: "in one sentence; in German"."""
        count = {None: "", 1: "in one sentence"}.get(self.sentences, f"in at most {self.sentences} sentences")
        language = f"in {self.language}" if self.language else ""
        return "; ".join(filter(None, (count, language, "in simple words" if self.simply else "")))


class Spot(NamedTuple):
    """A sentence of an abstract that an answer rests on: the paper (id), and its number from 1."""

    paper: str
    sentence: int


class Talk(Frozen):
    """What is talked about.

    `topic` is the last question that stands alone, with what later ones varied in it; `base` is the same as it was
    first asked. `questions` are the last ones, each standing alone, the oldest first. `papers` (ids) are those of the
    last answer, empty if the last subject found none; with `near`, they only came near, and `which` is the question
    that waits until one of them is chosen. `lists` are the papers of the last answers, the newest first, and `seen` all
    of the present subject; `told` are the sentences that each of its answers rests on, the newest last. `kind` says how
    the last turn was answered. `earlier` is what was talked about when each of the last other subjects was left.
    """

    topic: str = ""
    base: str = ""
    questions: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    near: bool = False
    which: str = ""
    lists: tuple[tuple[str, ...], ...] = ()
    seen: tuple[str, ...] = ()
    told: tuple[tuple[Spot, ...], ...] = ()
    kind: Kind = ""
    earlier: tuple[Talk, ...] = ()

    @property
    def cited(self) -> tuple[str, ...]:
        """The papers that the last answer rests on."""
        return () if self.near else self.papers

    @property
    def several(self) -> tuple[str, ...]:
        """The last list of more than one paper, or the papers of the last answer."""
        return next((papers for papers in self.lists if len(papers) > 1), self.papers)


class State(Frozen):
    """What holds after a turn, for the next one.

    The filters that stand for every question, those of the last subject and those of the last question: a question
    within the papers of the last answer is under nothing but what stands, and its subject keeps its own. `stated` are
    the names of filters and wishes, the last one stated at the end. `asked` is the last question without filters and
    wishes, "" where nothing was, with its act and how many papers it wanted; `before` is what was talked about before
    it, for asking it again.
    """

    standing: Filters = Filters()
    last: Filters = Filters()
    here: Filters = Filters()
    manner: Manner = Manner()
    stated: tuple[str, ...] = ()
    asked: str = ""
    act: Act = "new"
    most: int | None = None
    talk: Talk = Talk()
    before: Talk = Talk()
