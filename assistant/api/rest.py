"""The routes of REST: asking, checking, searching, comparing and briefs; the papers of the library; what is kept."""

import datetime as dt
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from assistant.api import bodies
from assistant.api.answers import Events, Stream, apart, sent
from assistant.api.problems import problem_of
from assistant.browsing.finding import Marked, View, found, paged
from assistant.browsing.rows import Row
from assistant.delivery.edition import daily
from assistant.delivery.site import Channel, atom, json_feed
from assistant.engine import Assistant
from assistant.errors import AssistantError, NotComparable, SourceUnreadable, UnknownPaper
from assistant.export.papers import FORMATS
from assistant.ingest.files import ingest
from assistant.interests.profile import record_name
from assistant.jobs.brief_days import Span
from assistant.jobs.recorded import recorded
from assistant.people.person import keeper_only
from assistant.store.conversations import Conversation, Conversations
from assistant.store.turns import history
from assistant.types import Answer, AnswerEvent, Brief, Comparison, Ingested
from index.paper import Paper
from index.query import Filters
from index.sources.files import read_file

_MOST_EXPORTED = 2000  # papers: a file of some 4 MB
_NOT_IN_NAMES = re.compile(r"[^\w.-]")
_FILES = {media: {"schema": {"type": "string", "format": "binary"}} for media in ("application/json", "text/plain")}
_STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; with `stream`, or where `text/event-stream` is accepted, its events as they come: "
        "`retrieved`, `claimed`, `replaced`, `noticed`, `waited` and last `finished`, or `problem`.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
_IDENTITY = "urn:assistant:feed"  # what ids of entries are made of, under whatever address they are read


def questions(assistant: Assistant) -> APIRouter:
    """Return the routes that ask something."""
    routes = APIRouter(tags=["questions"])

    @routes.post("/ask", response_model=Answer, responses=_STREAMED)
    async def ask(asked: bodies.Question, request: Request) -> Answer | Response:
        """Answer a question from the abstracts, or say that they do not answer it. Kept, it has a `Location`."""
        events, headers = await apart(lambda: _asked(assistant, asked))
        return await _answered(events, request, headers, stream=asked.stream)

    @routes.post("/check", response_model=Answer, responses=_STREAMED)
    async def check(given: bodies.Text, request: Request) -> Answer | Response:
        """Check a text, sentence by sentence, against papers named or found."""
        events = await apart(lambda: assistant.check(given.text, given.papers))
        return await _answered(events, request, {}, stream=given.stream)

    @routes.get("/search")
    def search(
        q: Annotated[str, Query(min_length=1)],
        k: Annotated[int, Query(ge=1, le=100)] = 10,
        since: dt.date | None = None,
        until: dt.date | None = None,
    ) -> bodies.Hits:
        """Find papers, best first, each with its best sentences."""
        return bodies.Hits.of(assistant.find(q, k=k, filters=Filters(since=since, until=until)))

    @routes.post("/compare")
    async def compare(sides: bodies.Sides) -> Comparison:
        """Put papers side by side, with a quote in each cell."""
        return await apart(lambda: compared(assistant, sides))

    @routes.post("/brief")
    async def brief(days: bodies.Days) -> Brief:
        """Write a paragraph over the papers of some days; one that was told before is told again as it was."""
        return await apart(lambda: briefed(assistant, days))

    return routes


def compared(assistant: Assistant, sides: bodies.Sides) -> Comparison:
    """Return papers side by side."""
    if bool(sides.papers) == bool(sides.topic):
        raise NotComparable("It is not clear what is to be compared.", "Name papers, or a topic, and not both.")
    if sides.topic:
        return assistant.compare_topic(sides.topic, k=sides.k, columns=sides.columns)
    return assistant.compare(sides.papers, columns=sides.columns)


def briefed(assistant: Assistant, days: bodies.Days) -> Brief:
    """Return a brief."""
    every = days.topic and days.date is None and days.days == 1
    until = None if every else days.date or dt.datetime.now(assistant.settings.zone).date()
    since = dt.date.fromordinal(max(until.toordinal() - days.days + 1, 1)) if until else None
    return assistant.brief(Span(since, until, days.topic), again=days.again, interest=days.interest)


def _asked(assistant: Assistant, asked: bodies.Question) -> tuple[Iterator[AnswerEvent], dict[str, str]]:
    """Return the events of an answer, and where it is kept, if it is to be."""
    if asked.conversation is None:
        return assistant.ask(asked.question, history=asked.history, filters=asked.filters), {}
    kept = Conversations(assistant.database)
    recording = kept.begin(asked.question, asked.conversation)
    before = history(kept.turns(recording.conversation)[: recording.place - 1])
    events = assistant.ask(asked.question, history=before, filters=asked.filters)
    return recorded(events, recording), {"Location": f"conversations/{recording.conversation}"}


async def _answered(
    asked: Iterator[AnswerEvent], request: Request, headers: dict[str, str], *, stream: bool
) -> Answer | Response:
    events = await Events.begun(asked)
    if stream or "text/event-stream" in request.headers.get("accept", ""):
        return Stream(events, _lines(events), headers)
    answer = (await events.finished(request)).answer
    return Response(answer.model_dump_json(), media_type="application/json", headers=headers) if headers else answer


async def _lines(events: Events) -> AsyncIterator[str]:
    try:
        async for event in events:
            yield sent(event.model_dump_json(), type(event).__name__.lower())
    except AssistantError as error:
        yield sent(problem_of(error).model_dump_json(exclude_defaults=True), "problem")


def papers(assistant: Assistant) -> APIRouter:
    """Return the routes to the papers of the library."""
    routes = APIRouter(tags=["papers"])

    def rows_of(asked: bodies.Shelved) -> Sequence[Row]:
        view = View(**asked.model_dump(include={*View._fields}))
        return found(view, assistant.shelves.shelf(), assistant.library, Marked()).rows

    def papers_of(rows: Sequence[Row]) -> list[Paper]:
        return assistant.library.get([row.id for row in rows])

    @routes.get("/collection")
    def collection() -> bodies.Collection:
        """Tell what the library holds."""
        shelf = assistant.shelves.shelf()
        days = [row.published for row in shelf.rows if row.published]
        return bodies.Collection(
            papers=len(shelf.rows),
            oldest=min(days, default=None),
            newest=max(days, default=None),
            categories=shelf.categories,
            sources=shelf.sources,
        )

    @routes.get("/papers")
    def papers(asked: Annotated[bodies.Shelved, Query()]) -> bodies.Papers:
        """List papers, 50 a page, the newest first, or with words those that have all of them, best first."""
        page = paged(rows_of(asked), asked.page)
        return bodies.Papers(papers=tuple(papers_of(page.rows)), total=page.total, page=page.page, pages=page.pages)

    @routes.get(
        "/papers/export", response_class=Response, responses=_content(*(form.media for form in FORMATS.values()))
    )
    def export(asked: Annotated[bodies.Exported, Query()]) -> Response:
        """Return the papers that a list would show on all its pages, at most 2,000, as a file."""
        form = FORMATS[asked.format]
        text = form.write(papers_of(rows_of(asked)[:_MOST_EXPORTED]))
        name = {"Content-Disposition": f'attachment; filename="papers.{form.suffix}"'}
        return Response(text, media_type=f"{form.media}; charset=utf-8", headers=name)

    @routes.post("/papers", status_code=201, openapi_extra={"requestBody": {"required": True, "content": _FILES}})
    async def add(request: Request, name: Annotated[str, Query(max_length=100)] = "papers") -> Ingested:
        """Add the papers of a file: JSON, JSON Lines, CSV, BibTeX or RIS, of at most 4 MB, called `name`."""
        body = await request.body()
        return await apart(lambda: _added(assistant, body, _NOT_IN_NAMES.sub("_", name).strip(".") or "papers"))

    @routes.get("/papers/{name:path}")
    def get(name: str) -> bodies.Record:
        """Return a paper by its id, title, DOI or address, with its numbered sentences."""
        paper = assistant.library.resolve(name)
        return bodies.Record(paper=paper, sentences=paper.sentences)

    @routes.delete("/papers/{id:path}", status_code=204)
    def remove(id: str) -> None:
        """Remove a paper by its id."""
        if not assistant.library.remove([paper.id for paper in assistant.library.get([id])]):
            raise UnknownPaper(f"There is no paper with the id {id[:100]!r}.", "Papers are removed by their ids alone.")

    return routes


def _content(*media: str) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI's document says of a reply that is no JSON."""
    return {200: {"content": {each: {} for each in media}}}


def _added(assistant: Assistant, body: bytes, name: str) -> Ingested:
    keeper_only()
    with TemporaryDirectory(prefix="assistant-") as folder:
        file = Path(folder) / name
        file.write_bytes(body)
        try:
            records = list(read_file(file))
        except SourceUnreadable as error:
            raise SourceUnreadable(error.what.replace(str(file), name), error.todo.replace(str(file), name)) from error
    return ingest([file], lambda _: iter(records), assistant.library)


def kept(assistant: Assistant) -> APIRouter:
    """Return the routes to what is kept of a reader: conversations, and the briefs that were told, as feeds."""
    routes = APIRouter()

    def kept() -> Conversations:
        return Conversations(assistant.database)

    @routes.get("/conversations", tags=["conversations"])
    def conversations(
        q: str = "",
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> list[Conversation]:
        """List conversations, the newest first; with words those that have all of them."""
        return list(kept().listed(q, limit=limit, offset=offset))

    @routes.get("/conversations/{id}", tags=["conversations"])
    def conversation(id: str) -> bodies.Whole:
        """Return a conversation with its turns."""
        return bodies.Whole(conversation=kept().get(id), turns=kept().turns(id))

    @routes.patch("/conversations/{id}", tags=["conversations"])
    def rename(id: str, wanted: bodies.Renamed) -> Conversation:
        """Give a conversation another title."""
        kept().rename(id, wanted.title)
        return kept().get(id)

    @routes.delete("/conversations/{id}", status_code=204, tags=["conversations"])
    def delete(id: str) -> None:
        """Delete a conversation; it can be restored for a month."""
        kept().delete(id)

    @routes.post("/conversations/{id}/restore", tags=["conversations"])
    def restore(id: str) -> Conversation:
        """Undo a deletion."""
        kept().restore(id)
        return kept().get(id)

    def channel(request: Request, interest: str) -> Channel:
        """Return what a feed says of itself: it is read where it was asked for, as no site has one of each interest."""
        return Channel(assistant.settings.site_url or "", _IDENTITY, str(request.url), record_name(interest))

    @routes.get("/feed.xml", response_class=Response, responses=_content("application/atom+xml"), tags=["feeds"])
    def atom_feed(request: Request, interest: str = "") -> Response:
        """Return the briefs of single days that were told, as Atom."""
        text = atom(daily(assistant.ledger, record_name(interest)), channel(request, interest))
        return Response(text, media_type="application/atom+xml")

    @routes.get("/feed.json", response_class=Response, responses=_content("application/feed+json"), tags=["feeds"])
    def feed(request: Request, interest: str = "") -> Response:
        """Return the same as a JSON Feed."""
        text = json_feed(daily(assistant.ledger, record_name(interest)), channel(request, interest))
        return Response(text, media_type="application/feed+json")

    return routes
