"""OpenAI's protocol: what both APIs share, and chat completions, https://platform.openai.com/docs/api-reference/chat."""

import json
import secrets
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, NamedTuple

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import PlainTextResponse, Response

from assistant.api import problems
from assistant.api.answers import Events, Growing, Link, Stream, apart, cited_in, pages_at, sent, told
from assistant.api.problems import kind_of, status_of
from assistant.conversation.filters import MOST
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.types import Finished, Turn, Usage, Waited
from index.storage import without_folders

MODEL = "daily-papers-assistant"
_HISTORY = 20  # turns that a question is asked after
_TEXTS = ("text", "input_text", "output_text")  # kinds of parts
_CHORE = ("### Task:", "<chat_history>")  # begins and holds: Open WebUI would have titles and tags made of a chat
_COUNTS = "prompt_tokens", "completion_tokens"


class Lenient(BaseModel):
    """A part of a request of which what we do not use is passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Part(Lenient):
    """A part of a message."""

    type: str = "text"
    text: str = ""


class Message(Lenient):
    """A message, or an item of another kind, which has no role or no text."""

    role: str = ""
    content: str | tuple[Part, ...] | None = None

    @property
    def text(self) -> str:
        """What it says, without what is no text."""
        if not isinstance(self.content, tuple):
            return self.content or ""
        return "\n".join(part.text for part in self.content if part.type in _TEXTS)

    @property
    def others(self) -> list[str]:
        """The kinds of its parts that are no text: pictures, sounds, files."""
        parts = self.content if isinstance(self.content, tuple) else ()
        return [part.type for part in parts if part.type not in _TEXTS]


class BadRequest(AssistantError):
    """A request asks for what there is not."""

    def __init__(
        self, what: str, todo: str, *, param: str | None = None, code: str = "unsupported_value", status: int = 400
    ) -> None:
        super().__init__(what, todo)
        self.param, self.code, self.status = param, code, status


def wanted(messages: Sequence[Message], assistant: Assistant) -> tuple[str, tuple[Turn, ...]]:
    """Return what the last message asks, and the turns before it; papers are those of the sources told in between."""
    said = [message for message in messages if message.role in ("user", "assistant")]
    if not said or said[-1].role != "user" or not said[-1].text.strip():
        raise BadRequest("The last message is no question.", "End with one of the role 'user'.", param="messages")
    question = said[-1].text
    if said[-1].others:
        raise BadRequest(f"A question is text, and no {said[-1].others[0]!r}.", "Leave it out.", param="messages")
    if question.startswith(_CHORE[0]) and _CHORE[1] in question:
        raise BadRequest("This is no question to a library.", "Choose another model for such tasks.", param="messages")
    turns = list[tuple[str, list[str]]]()
    for message in said[:-1]:
        if message.role == "user":
            turns.append((message.text[:MOST], []))  # a longer one was refused, and the chat goes on
        elif turns:
            turns[-1][1].append(message.text)
    earlier = (Turn(question=asked, papers=cited_in(replies, assistant)) for asked, replies in turns[-_HISTORY:])
    return question, tuple(earlier)


def check_model(name: str) -> None:
    """Refuse a model that is not ours."""
    if name != MODEL:
        what = f"The model {name[:100]!r} does not exist."
        raise BadRequest(what, f"There is {MODEL!r}.", param="model", code="model_not_found", status=404)


def tokens(usage: Usage, read: str, written: str) -> dict[str, int]:
    """Return what an answer used, under the names of a protocol."""
    total = usage.prompt_tokens + usage.completion_tokens
    return {read: usage.prompt_tokens, written: usage.completion_tokens, "total_tokens": total}


def error_of(error: AssistantError) -> dict[str, Any]:
    """Return an error in the protocol's form."""
    code = error.code if isinstance(error, BadRequest) else kind_of(error, "_")
    param = error.param if isinstance(error, BadRequest) else None
    return told_as(_status(error), without_folders(str(error)), code, param)


def _of_request(wrong: list[tuple[str, str]]) -> Response:
    [(place, what), *_] = wrong
    param = place.removeprefix("body.")
    return response(422, told_as(422, f"{param}: {what}", "invalid_value", param))


def of_status(status: int, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return what is told of a status in the protocol's form."""
    return response(status, told_as(status, detail), headers)


def _status(error: AssistantError) -> int:
    if isinstance(error, BadRequest):
        return error.status
    status = status_of(error)
    return 400 if status in (409, 422) else status  # 409 is tried again by clients of this protocol


def told_as(status: int, message: str, code: str | None = None, param: str | None = None) -> dict[str, Any]:
    """Return an error in the protocol's form."""
    kind = "rate_limit_error" if status == 429 else "invalid_request_error" if status < 500 else "server_error"
    return {"message": message, "type": kind, "param": param, "code": code}


def response(status: int, error: dict[str, Any], headers: Mapping[str, str] | None = None) -> JSONResponse:
    """Return an error as a reply."""
    again = {"Retry-After": "5"} if status == 503 else {"x-should-retry": "false"}  # heeded by OpenAI's own clients
    return JSONResponse({"error": error}, status, {**again, **(headers or {})})


AS_ERRORS = problems.handlers(lambda error: response(_status(error), error_of(error)), _of_request, of_status)


def refused(path: str, status: int, detail: str) -> Response:
    """Return a refusal: a problem for REST, an error of OpenAI's protocol, plain text for everybody else."""
    if path.startswith("/api/"):
        return problems.of_status(status, detail)
    if path.startswith("/v1/"):
        return of_status(status, detail)
    return PlainTextResponse(detail, status)


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
