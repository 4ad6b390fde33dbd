"""An answer for programs: its events, drawn in threads and closed when nobody listens, and one text with its links."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from threading import Lock
from typing import NamedTuple, TypeVar
from urllib.parse import quote

from anyio import CancelScope, CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from assistant.api.problems import LEFT
from assistant.engine import Assistant
from assistant.errors import UnknownPaper
from assistant.export.text import address_of, compared_lines, doubt, legend, sentence, table_lines
from assistant.types import Answer, AnswerEvent, Claim, Claimed, Finished, Replaced
from index.paper import web_link

# Threads that may wait for models, apart from those in which everything else is answered.
_WAITING = CapacityLimiter(64)
_Result = TypeVar("_Result")
_LIVE = re.compile(r"\](?=\()|<(?=[a-zA-Z/!?])")  # of Markdown and HTML: what makes a link, a picture or an element
_MARK = re.compile(r"\[(\d+)\]")
_SOURCE = re.compile(r"^- \[\d+\] .*, (\S+)$", re.MULTILINE)  # as `_behind` writes it
_REMEMBERED = 20  # papers of an earlier answer


async def apart(work: Callable[[], _Result]) -> _Result:
    """Return the result of what may take long, done in a thread that nothing quick waits for."""
    return await to_thread.run_sync(work, limiter=_WAITING)


class Events:
    """The events of an answer, of which the first is there already."""

    def __init__(self, events: Iterator[AnswerEvent]) -> None:
        self._events, self._lock = events, Lock()
        self._first: AnswerEvent | None = None

    @classmethod
    async def begun(cls, events: Iterator[AnswerEvent]) -> Events:
        """Return them when the first one is there, so that what raises before it still has a status."""
        begun = cls(events)
        begun._first = await apart(begun._next)
        return begun

    async def __aiter__(self) -> AsyncIterator[AnswerEvent]:
        event = self._first
        while event is not None:
            yield event
            event = await apart(self._next)

    async def close(self) -> None:
        """End what makes them; may be called twice, and also where the task is being cancelled."""
        with CancelScope(shield=True):
            await apart(self._end)

    def _next(self) -> AnswerEvent | None:
        with self._lock:
            return next(self._events, None)

    def _end(self) -> None:
        with self._lock:  # a server that stops does not wait for the thread in which the next one is made
            getattr(self._events, "close", lambda: None)()

    async def finished(self, request: Request) -> Finished:
        """Return the last event, for who does not stream."""
        last = None
        try:
            async for event in self:
                last = event
                if await request.is_disconnected():
                    raise HTTPException(LEFT, "Who asked is gone.")
        finally:
            await self.close()
        assert isinstance(last, Finished)  # noqa: S101  an answer ends with it
        return last


class Stream(StreamingResponse):
    """Server-sent events made of the events of an answer, which are closed however it ends."""

    media_type = "text/event-stream"

    def __init__(self, events: Events, content: AsyncIterator[str], headers: dict[str, str] | None = None) -> None:
        quick = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # nginx would hold it back
        super().__init__(content, headers={**quick, **(headers or {})})
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._events.close()


def sent(data: str, event: str = "") -> str:
    """Return one server-sent event; `data` is one line."""
    return f"event: {event}\ndata: {data}\n\n" if event else f"data: {data}\n\n"


class Link(NamedTuple):
    """A mark in a text: from `start` up to `end`, in characters, it stands for the paper at `url`."""

    start: int
    end: int
    title: str
    url: str


class Told(NamedTuple):
    """A text with its links."""

    text: str
    links: tuple[Link, ...]


def told(answer: Answer, pages: str) -> Told:
    """Return an answer as text; `pages` is the address of our pages, for papers that have none of their own."""
    said = _sentences(answer.claims) or _harmless(answer.text)
    text = "\n\n".join([said, *filter(None, _behind(answer))])
    sources = {source.number: source for source in answer.sources}
    marks = _MARK.finditer(said) if answer.claims else ()
    links = [
        Link(*mark.span(), source.title, web_link(source.url) or f"{pages}/paper?id={quote(source.id, safe='')}")
        for mark in marks
        if (source := sources.get(int(mark[1])))
    ]
    return Told(text, tuple(links))


class Growing:
    """The text of an answer in pieces that stay; with `judged` an unconfirmed sentence and all behind it wait."""

    def __init__(self, pages: str, *, judged: bool) -> None:
        self._pages, self._judged = pages, judged
        self._claims: list[Claim] = []
        self._sent = 0
        self.text = ""

    def take(self, event: AnswerEvent) -> tuple[str, str]:
        """Return what the text goes on with after an event that is not the last, and what is written as a draft."""
        draft = ""
        match event:
            case Claimed(claim=claim):
                self._claims.append(claim)
                draft = _sentences([claim]) + " "
            case Replaced(place=place, claim=claim):
                self._claims[place : place + 1] = [] if claim is None else [claim]
        new = ""
        while self._sent < len(self._claims):
            if self._judged and self._claims[self._sent].support == "unverified":
                break
            new += f"{' ' if self.text or new else ''}{_sentences([self._claims[self._sent]])}"
            self._sent += 1
        self.text += new
        return new, "" if new else draft

    def end(self, last: Finished) -> Told:
        """Return the rest of the text, or where what was sent holds no more the whole once more, and its links."""
        whole = told(last.answer, self._pages)
        if whole.text.startswith(self.text):
            return Told(whole.text[len(self.text) :], whole.links)
        again = f"{self.text}\n\nChecked:\n\n"
        links = tuple(link._replace(start=link.start + len(again), end=link.end + len(again)) for link in whole.links)
        return Told(again[len(self.text) :] + whole.text, links)


def cited_in(texts: Iterable[str], assistant: Assistant) -> tuple[str, ...]:
    """Return the ids of the papers in the lists of sources of texts that were told before."""
    found = dict[str, None]()
    for name in [name for text in texts for name in _SOURCE.findall(text)][-_REMEMBERED:]:
        with suppress(UnknownPaper):  # it is gone, or the text was changed
            found[assistant.library.resolve(name).id] = None
    return tuple(found)


def pages_at(assistant: Assistant, base: str) -> str:
    """Return the address of our pages, of which `base` is what was asked."""
    root = assistant.settings.root_path
    return root if "://" in root else base.rstrip("/") + root


def _sentences(claims: Sequence[Claim]) -> str:
    return " ".join(_harmless(sentence(claim)) + doubt(claim.verdict) for claim in claims)


def _behind(answer: Answer) -> Iterator[str]:
    if answer.status == "related":
        yield "These may not answer the question exactly."
    yield "\n".join(compared_lines(answer.comparison)) if answer.comparison else ""
    yield "\n".join(table_lines(answer.table)) if answer.table else ""
    yield f"Note: {_harmless(answer.notice)}" if answer.notice else ""
    yield legend(claim.verdict for claim in answer.claims)
    yield "\n".join(f"- [{one.number}] {_harmless(one.title)}, {address_of(one)}" for one in answer.sources)
    yield "\n".join(f"- {_harmless(miss.title)}, {miss.id}: {_harmless(miss.reason)}" for miss in answer.nearest)
    yield "\n".join(f"- {_harmless(choice.title)}, {choice.id}" for choice in answer.choices)


def _harmless(text: str) -> str:
    """Return text on one line in which no link, picture or element begins: who shows it may render it."""
    return _LIVE.sub(lambda found: f"{found[0]} ", " ".join(text.split()))
