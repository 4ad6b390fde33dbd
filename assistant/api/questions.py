"""Asking, checking, searching, comparing and briefs."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from assistant.api.bodies import Days, Hits, Question, Sides, Text
from assistant.api.problems import problem_of
from assistant.api.streams import Events, Stream, apart, sent
from assistant.engine import Assistant
from assistant.errors import AssistantError, NotComparable
from assistant.jobs.brief_days import Span
from assistant.jobs.recorded import recorded
from assistant.store.conversations import Conversations
from assistant.store.turns import history
from assistant.types import Answer, AnswerEvent, Brief, Comparison
from index.query import Filters

_STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; with `stream`, or where `text/event-stream` is accepted, its events as they come: "
        "`retrieved`, `claimed`, `replaced`, `noticed`, `waited` and last `finished`, or `problem`.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


def router(assistant: Assistant) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(tags=["questions"])

    @routes.post("/ask", response_model=Answer, responses=_STREAMED)
    async def ask(asked: Question, request: Request) -> Answer | Response:
        """Answer a question from the abstracts, or say that they do not answer it. Kept, it has a `Location`."""
        events, headers = await apart(lambda: _asked(assistant, asked))
        return await _answered(events, request, headers, stream=asked.stream)

    @routes.post("/check", response_model=Answer, responses=_STREAMED)
    async def check(given: Text, request: Request) -> Answer | Response:
        """Check a text, sentence by sentence, against papers named or found."""
        events = await apart(lambda: assistant.check(given.text, given.papers))
        return await _answered(events, request, {}, stream=given.stream)

    @routes.get("/search")
    def search(
        q: Annotated[str, Query(min_length=1)],
        k: Annotated[int, Query(ge=1, le=100)] = 10,
        since: dt.date | None = None,
        until: dt.date | None = None,
    ) -> Hits:
        """Find papers, best first, each with its best sentences."""
        return Hits.of(assistant.find(q, k=k, filters=Filters(since=since, until=until)))

    @routes.post("/compare")
    async def compare(sides: Sides) -> Comparison:
        """Put papers side by side, with a quote in each cell."""
        return await apart(lambda: compared(assistant, sides))

    @routes.post("/brief")
    async def brief(days: Days) -> Brief:
        """Write a paragraph over the papers of some days; one that was told before is told again as it was."""
        return await apart(lambda: briefed(assistant, days))

    return routes


def compared(assistant: Assistant, sides: Sides) -> Comparison:
    """Return papers side by side."""
    if bool(sides.papers) == bool(sides.topic):
        raise NotComparable("It is not clear what is to be compared.", "Name papers, or a topic, and not both.")
    if sides.topic:
        return assistant.compare_topic(sides.topic, k=sides.k, columns=sides.columns)
    return assistant.compare(sides.papers, columns=sides.columns)


def briefed(assistant: Assistant, days: Days) -> Brief:
    """Return a brief."""
    every = days.topic and days.date is None and days.days == 1
    until = None if every else days.date or dt.datetime.now(assistant.settings.zone).date()
    since = dt.date.fromordinal(max(until.toordinal() - days.days + 1, 1)) if until else None
    span = Span(since, until, days.topic)
    return assistant.brief(span, again=days.again, interest=days.interest)


def _asked(assistant: Assistant, asked: Question) -> tuple[Iterator[AnswerEvent], dict[str, str]]:
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
