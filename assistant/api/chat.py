"""Chat completions: https://platform.openai.com/docs/api-reference/chat. What steers a model's words is passed over."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from assistant.api.answers import Events, Growing, Link, Stream, apart, pages_at, sent, told
from assistant.api.protocol import BadRequest, Lenient, Message, check_model, error_of, tokens, wanted
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.types import Finished, Waited

_COUNTS = "prompt_tokens", "completion_tokens"


class _Options(Lenient):
    include_usage: bool = False


class _Format(Lenient):
    type: str = "text"


class Completion(Lenient):
    """What is asked for."""

    model: str
    messages: tuple[Message, ...] = Field(min_length=1)
    stream: bool | None = None
    stream_options: _Options | None = None
    n: int | None = None
    tool_choice: str | dict[str, Any] | None = None
    response_format: _Format | None = None

    def check(self) -> None:
        """Refuse what there is not."""
        check_model(self.model)
        if self.n not in (None, 1):
            raise BadRequest("There is one answer to a question.", "Leave n out.", param="n")
        if self.tool_choice not in (None, "auto", "none"):
            raise BadRequest("No tools are called.", "Leave tool_choice out.", param="tool_choice")
        if self.response_format and self.response_format.type != "text":
            todo = "Leave response_format out; JSON is what REST answers with."
            raise BadRequest("Answers are text.", todo, param="response_format")


class _Head(NamedTuple):
    id: str
    created: int
    model: str

    def document(self, kind: str, **more: object) -> dict[str, object]:
        return {"id": self.id, "object": kind, "created": self.created, "model": self.model, **more}

    def chunk(self, delta: dict[str, object], finish: str | None = None, **more: object) -> str:
        """Return one chunk of a stream."""
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        document = self.document("chat.completion.chunk", choices=[choice], **more)
        return sent(json.dumps(document, ensure_ascii=False))


def router(assistant: Assistant) -> APIRouter:
    """Return the route."""
    routes = APIRouter()

    @routes.post("/chat/completions", response_model=None)
    async def complete(asked: Completion, request: Request) -> dict[str, object] | Response:
        asked.check()
        pages = pages_at(assistant, str(request.base_url))
        question, history = await apart(lambda: wanted(asked.messages, assistant))
        events = await Events.begun(assistant.ask(question, history=history))
        head = _Head(f"chatcmpl-{secrets.token_hex(12)}", int(time.time()), asked.model)
        if asked.stream:
            growing = Growing(pages, judged=assistant.is_judged)
            counts = bool(asked.stream_options and asked.stream_options.include_usage)
            return Stream(events, _chunks(events, growing, head, counts=counts))
        answer = (await events.finished(request)).answer
        text, links = told(answer, pages)
        message = {"role": "assistant", "content": text, "refusal": None, "annotations": _annotations(links)}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return head.document("chat.completion", choices=[choice], usage=tokens(answer.usage, *_COUNTS))

    return routes


async def _chunks(events: Events, growing: Growing, head: _Head, *, counts: bool) -> AsyncIterator[str]:
    """Yield the chunks: drafts as reasoning, settled sentences as content, and at the end the rest with its links."""
    yield head.chunk({"role": "assistant", "content": ""})
    try:
        async for event in events:
            if isinstance(event, Waited):
                yield ": the model is at work\n\n"
            elif isinstance(event, Finished):
                text, links = growing.end(event)
                yield head.chunk({"content": text, "annotations": _annotations(links)})
                yield head.chunk({}, "stop")
                if counts:
                    usage = tokens(event.answer.usage, *_COUNTS)
                    yield sent(json.dumps(head.document("chat.completion.chunk", choices=[], usage=usage)))
            else:
                text, draft = growing.take(event)
                for name, piece in (("content", text), ("reasoning_content", draft)):
                    if piece:
                        yield head.chunk({name: piece})
    except AssistantError as error:
        yield sent(json.dumps({"error": error_of(error)}, ensure_ascii=False))
        return
    yield sent("[DONE]")


def _annotations(links: tuple[Link, ...]) -> list[dict[str, object]]:
    return [
        {"type": "url_citation", "url_citation": {"start_index": start, "end_index": end, "title": title, "url": url}}
        for start, end, title, url in links
    ]
