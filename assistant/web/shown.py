"""A turn of the chat as the page shows it: while its answer grows, as it was stored, and as it is copied."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from threading import Event
from typing import Any

from assistant.engine import Assistant
from assistant.errors import AssistantError, ServerStopped
from assistant.export.text import ENDED_EARLY, MADE_BY, by_paper, compared_lines, dated, loud, sentence, table_lines
from assistant.jobs.recorded import recorded
from assistant.jobs.records import NAME as RECORDS
from assistant.store.turns import Recording, StoredTurn
from assistant.types import (
    Answer,
    AnswerEvent,
    Claim,
    Claimed,
    Finished,
    Noticed,
    Replaced,
    Retrieved,
    Source,
    Turn,
    Waited,
)
from assistant.web import render
from assistant.web.i18n import lasted, say
from assistant.web.messages import BROKEN
from assistant.web.render import QuotedPaper
from assistant.web.wanted import Chip, chips, under
from assistant.writers.extractive import NAME as EXTRACTIVE
from index.labels import label
from index.paper import Paper, web_link
from index.query import Filters

_log = logging.getLogger(__name__)
_NO_LIMITS = Filters()
_NOTHING = Answer(status="answered", text="", engine="", seconds=0.0)


def _said(claims: Iterable[Claim]) -> str:
    return " ".join(f"{sentence(claim)}{loud(claim.verdict)}" for claim in claims)


@dataclass(frozen=True)
class Shown:
    """A question and as much of its answer as there is. `number` makes the links of each turn its own.

    `first` is what a reader must know before the answer, `notices` what they must know of it. `filters` limited what
    was searched, and `asked` is the question as it stands alone. One that `is_cut` was stopped before its end.
    """

    number: int
    question: str
    answer: Answer = _NOTHING
    papers: tuple[Paper | QuotedPaper, ...] = ()
    notices: tuple[str, ...] = ()
    message: str = ""
    waiting: str = ""
    understood: str = ""
    filters: Filters = _NO_LIMITS
    asked: str = ""
    first: tuple[str, ...] = ()
    is_cut: bool = False

    @property
    def chips(self) -> tuple[Chip, ...]:
        """What was understood, part by part, with what can be taken off once the answer is there."""
        labels = {one.id: label(one.title, one.sentences) for one in self.papers if isinstance(one, Paper)}
        titles = {one.id: labels.get(one.id) or one.title for one in self.papers}
        return chips(self.understood, self.filters, titles)

    @property
    def made(self) -> str:
        """Who made the answer, how long it took and what it cost, in a line; "" while it grows."""
        answer = self.answer
        if not answer.engine:
            return ""
        *others, last = answer.engine.split(" + ")
        told = _made_by(last)
        if others:
            end = say("quotes from the abstracts") if last == EXTRACTIVE else f"{say('written by')} {last}"
            told = f"{say('Written by')} {say(' and ').join(others)}, {say('then')} {end}"
        cells = answer.comparison.quoting if answer.comparison else ()
        if answer.engine == EXTRACTIVE and not cells and all(claim.basis == "record" for claim in answer.claims):
            told = _made_by(RECORDS) if answer.comparison or answer.claims else say("The abstracts were searched")
        return " · ".join(filter(None, (told, lasted(answer.seconds), str(answer.usage))))

    @property
    def markdown(self) -> str:
        """The answer as it is copied: a comparison, its text with references, and what records tell below it."""
        answer = self.answer
        lists = [f"- {_said(claim for _, claim in item)}" for item in self.items]
        text = "\n".join(lists) or _said(answer.claims)
        compared = compared_lines(answer.comparison) if answer.comparison else ()
        references = (f"{one['number']}. {_reference(one['paper'])}" for one in self.sources)
        told = filter(None, ("\n".join(compared), text, "\n".join(references)))
        records = table_lines(answer.table) if answer.table else (f"- {dated(source)}" for source in self.listed)
        return "\n\n".join(filter(None, ("\n\n".join(told) or self.message, "\n".join(records))))

    @property
    def sources(self) -> list[dict[str, Any]]:
        """What the panel shows of this turn."""
        return render.sources(render.claims_of(self.answer), self.papers)

    @property
    def failures(self) -> tuple[str, ...]:
        """Why a model did not write rows of a comparison."""
        rows = self.answer.comparison.rows if self.answer.comparison else ()
        return tuple(row.failed for row in rows if row.failed)

    @property
    def listed(self) -> tuple[Source, ...]:
        """The papers that records tell of, which no sentence cites and no comparison shows."""
        is_shown = self.answer.comparison or any(claim.citations for claim in self.answer.claims)
        return () if is_shown else self.answer.sources

    @property
    def addresses(self) -> dict[str, str]:
        """The ids of the papers that records tell of, by their titles, as cells of a table have them."""
        return {source.title: source.id for source in self.listed}

    @property
    def items(self) -> list[list[tuple[int, Claim]]]:
        """The sentences with their numbers, from 1, paper by paper where they are read as a list."""
        numbered = enumerate(self.answer.claims, start=1)
        return [[(next(numbered)[0], claim) for claim in claims] for claims in by_paper(self.answer)]

    def finished(self, answer: Answer) -> Shown:
        """Return the turn with its whole answer."""
        return replace(self, waiting="", answer=answer, message=answer.text if answer.status == "abstained" else "")

    def saying(self, *claims: Claim) -> Shown:
        """Return the turn with these sentences."""
        return replace(self, answer=self.answer.model_copy(update={"claims": claims}))


def stored(turn: StoredTurn, papers: Sequence[Paper | QuotedPaper]) -> Shown:
    """Return a stored turn as it is shown; `papers` are those of its answer's sources."""
    bare = Shown(number=turn.place, question=turn.question, papers=tuple(papers), is_cut=turn.state in ENDED_EARLY)
    message = " ".join(filter(None, (turn.message, ENDED_EARLY.get(turn.state, ""))))
    if not turn.answer:
        return replace(bare, message=message or "This answer was stored by another release, which can show it.")
    answer = turn.answer
    whole = bare.finished(answer)
    notices = (answer.notice,) if answer.notice else ()
    where = {"notices": notices} if answer.claims else {"first": notices}
    whole = replace(whole, message=message or whole.message, understood=answer.understood, **where)  # type: ignore[arg-type]
    return _under(whole, turn.turn)


def _under(shown: Shown, turn: Turn | None) -> Shown:
    if not turn or not turn.state:
        return shown
    return replace(shown, filters=turn.state.here, asked=turn.state.talk.topic or turn.state.asked or turn.question)


def _made_by(engine: str) -> str:
    return say(MADE_BY[engine]) if engine in MADE_BY else f"{say('Written by')} {engine}"


def grow(
    turn: Shown,
    assistant: Assistant,
    history: Sequence[Turn],
    recording: Recording | None = None,
    stopping: Event | None = None,
    scope: Filters = _NO_LIMITS,
) -> Iterator[Shown]:
    """Yield the turn as its answer grows, and keep it; what goes wrong is a line in it, as when the server stops."""
    events = under(assistant.ask(turn.question, history=history, filters=scope), scope)
    try:
        for event in recorded(events, recording) if recording else events:
            if stopping and stopping.is_set() and not isinstance(event, Finished):
                raise ServerStopped.answering()
            turn = _after(turn, event)
            yield turn
    except AssistantError as error:
        yield replace(turn, waiting="", message=str(error))
    except Exception:  # noqa: BLE001  the page must survive, and the log tells what happened
        _log.exception("The answer to %r failed.", turn.question)
        yield replace(turn, waiting="", message=f"{BROKEN} Press Ask again, or change the question.")


def _after(turn: Shown, event: AnswerEvent) -> Shown:
    claims = turn.answer.claims
    match event:
        case Retrieved(evidence=evidence, understood=understood):
            count = len(evidence)
            waiting = say("Reading {n} paper…" if count == 1 else "Reading {n} papers…").format(n=count)
            return replace(turn, papers=tuple(item.paper for item in evidence), waiting=waiting, understood=understood)
        case Claimed(claim=claim):
            return turn.saying(*claims, claim)
        case Replaced(place=place, claim=claim):
            kept = () if claim is None else (claim,)
            return turn.saying(*claims[:place], *kept, *claims[place + 1 :])
        case Waited():
            return replace(turn, waiting=turn.waiting if claims else "The model is thinking…")
        case Noticed(text=text) if claims:
            return replace(turn, notices=(*turn.notices, text))
        case Noticed(text=text):
            return replace(turn, first=(*turn.first, text))
        case Finished(answer=answer, turn=stands):
            return _under(turn.finished(answer), stands)


def _reference(paper: Paper | QuotedPaper) -> str:
    people = f"{paper.authors[0]}{' and others' if len(paper.authors) > 1 else ''}." if paper.authors else ""
    day = f"{paper.published}." if paper.published else ""
    return " ".join(filter(None, (people, f"{paper.title.rstrip('.')}.", day, web_link(paper.url) or "")))
