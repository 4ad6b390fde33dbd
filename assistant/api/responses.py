"""Responses: https://platform.openai.com/docs/api-reference/responses. A stored one is a turn of a conversation."""

import json
import re
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from assistant.api.answers import Events, Growing, Link, Stream, Told, apart, pages_at, sent, told
from assistant.api.protocol import MODEL, BadRequest, Lenient, Message, check_model, error_of, tokens, wanted
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.jobs.recorded import recorded
from assistant.store.conversations import Conversations
from assistant.store.turns import StoredTurn, history
from assistant.types import AnswerEvent, Finished, Usage, Waited

_ID = re.compile(r"resp_([0-9a-f]{16})_(\d{1,6})")  # a conversation, and the place of a turn in it
_Document = dict[str, object]
_Line = Callable[..., str]
_FIXED = json.loads(Path(__file__).with_name("response.json").read_text(encoding="utf-8"))  # what is always the same


class Wish(Lenient):
    """What is asked for. With `store`, as by default, the answer is kept among the conversations."""

    model: str
    input: str | tuple[Message, ...]
    stream: bool | None = None
    store: bool | None = None
    previous_response_id: str | None = None

    @property
    def messages(self) -> tuple[Message, ...]:
        """What was said."""
        return (Message(role="user", content=self.input),) if isinstance(self.input, str) else self.input


class _Head(NamedTuple):
    """What every state of a response has."""

    id: str
    created: int
    wish: Wish

    def document(self, status: str, text: Told | None = None, usage: Usage | None = None, **more: object) -> _Document:
        return {
            "id": self.id,
            "object": "response",
            "created_at": self.created,
            "status": status,
            "model": self.wish.model,
            "output": [self.item("completed", [_part(text)])] if text else [],
            "previous_response_id": self.wish.previous_response_id,
            "store": self.wish.store is not False,
            "usage": usage and tokens(usage, "input_tokens", "output_tokens") | _FIXED["usage"],
            **_FIXED["always"],
            **more,
        }

    def item(self, status: str, content: list[_Document]) -> _Document:
        """Return the one message."""
        key = f"msg_{self.id.removeprefix('resp_')}"
        return {"id": key, "type": "message", "role": "assistant", "status": status, "content": content}


def router(assistant: Assistant) -> APIRouter:
    """Return the routes."""
    routes = APIRouter()

    @routes.post("/responses", response_model=None)
    async def respond(wish: Wish, request: Request) -> _Document | Response:
        check_model(wish.model)
        pages = pages_at(assistant, str(request.base_url))
        key, asked = await apart(lambda: _asked(assistant, wish))
        events = await Events.begun(asked)
        head = _Head(key, int(time.time()), wish)
        if wish.stream:
            return Stream(events, _script(events, Growing(pages, judged=assistant.is_judged), head))
        answer = (await events.finished(request)).answer
        return head.document("completed", told(answer, pages), answer.usage)

    @routes.get("/responses/{key}", response_model=None)
    def retrieve(key: str, request: Request) -> _Document:
        _, turns = _stored(assistant, key)
        turn = turns[-1]
        head = _Head(key, int(turn.asked_at.timestamp()), Wish(model=MODEL, input=turn.question))
        if turn.answer is None:
            return head.document("failed", error={"code": "server_error", "message": turn.message or "Not finished."})
        status = "completed" if turn.state == "finished" else "incomplete"
        return head.document(status, told(turn.answer, pages_at(assistant, str(request.base_url))), turn.answer.usage)

    return routes


def _asked(assistant: Assistant, wish: Wish) -> tuple[str, Iterator[AnswerEvent]]:
    """Return the id of a response and its events, which are kept unless that is not wished."""
    question, before = wanted(wish.messages, assistant)
    kept, conversation = Conversations(assistant.database), ""
    if wish.previous_response_id:
        conversation, turns = _stored(assistant, wish.previous_response_id)
        before = (*history(turns), *before)
        if wish.store is not False and len(turns) < len(kept.turns(conversation)):
            conversation = kept.fork(conversation, len(turns))
    events = assistant.ask(question, history=before)
    if wish.store is False:
        return f"resp_{secrets.token_hex(12)}", events
    recording = kept.begin(question, conversation)
    return f"resp_{recording.conversation}_{recording.place}", recorded(events, recording)


def _stored(assistant: Assistant, key: str) -> tuple[str, tuple[StoredTurn, ...]]:
    """Return the conversation that a response is of, and its turns up to that of the response."""
    found = _ID.fullmatch(key)
    turns = Conversations(assistant.database).turns(found[1])[: int(found[2])] if found else ()
    if not found or len(turns) < int(found[2]) or not turns:
        raise BadRequest(
            f"The response {key[:80]!r} does not exist.",
            "Only those that are stored can be gone on with.",
            param="previous_response_id",
            code="previous_response_not_found",
            status=404,
        )
    return found[1], turns


async def _script(events: Events, growing: Growing, head: _Head) -> AsyncIterator[str]:
    numbers = count()

    def line(kind: str, **more: object) -> str:
        event = {"type": f"response.{kind}", "sequence_number": next(numbers), **more}
        return sent(json.dumps(event, ensure_ascii=False), f"response.{kind}")

    item = head.item("in_progress", [])
    place = {"item_id": item["id"], "output_index": 0, "content_index": 0}
    yield line("created", response=head.document("in_progress"))
    yield line("in_progress", response=head.document("in_progress"))
    yield line("output_item.added", output_index=0, item=item)
    yield line("content_part.added", **place, part=_part(Told("", ())))
    try:
        async for event in events:
            if isinstance(event, Finished):
                for each in _ending(line, place, head, growing, event):
                    yield each
            elif isinstance(event, Waited):
                yield ": the model is at work\n\n"
            elif piece := growing.take(event)[0]:
                yield line("output_text.delta", **place, delta=piece, logprobs=[])
    except AssistantError as error:
        said = {"code": "server_error", "message": error_of(error)["message"]}
        yield line("failed", response=head.document("failed", error=said))


def _ending(line: _Line, place: _Document, head: _Head, growing: Growing, last: Finished) -> Iterator[str]:
    before = growing.text
    rest, links = growing.end(last)
    whole = Told(before + rest, links)
    part = _part(whole)
    yield line("output_text.delta", **place, delta=rest, logprobs=[])
    for number, link in enumerate(links):
        yield line("output_text.annotation.added", **place, annotation_index=number, annotation=_annotation(link))
    yield line("output_text.done", **place, text=whole.text, logprobs=[])
    yield line("content_part.done", **place, part=part)
    yield line("output_item.done", output_index=0, item=head.item("completed", [part]))
    yield line("completed", response=head.document("completed", whole, last.answer.usage))


def _part(text: Told) -> _Document:
    return {"type": "output_text", "text": text.text, "annotations": list(map(_annotation, text.links)), "logprobs": []}


def _annotation(link: Link) -> _Document:
    start, end, title, url = link
    return {"type": "url_citation", "start_index": start, "end_index": end, "title": title, "url": url}
