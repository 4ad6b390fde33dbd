"""A real HTTP server that speaks the OpenAI protocol, and misbehaves as real ones do.

    with OpenAIServer() as server:
        server.script(failure(500, "try again"), says("LoRA is small", " [P1.S2]."))
        ...  # a client of server.url
        assert server.asked[0].body["temperature"] == 0

Every chat request takes the next reply of the script; when that is over, `server.default`. A reply may be a
function of the request's body. What depends on the request is set on the server: `models`, `key`, `refuses`, `context`.
"""

from __future__ import annotations

import json
import select
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Chunk = str | dict[str, Any] | bytes


@dataclass(frozen=True)
class Reply:
    """One answer: its chunks, and what goes wrong on the way. Times are seconds; places count chunks from 0."""

    chunks: tuple[Chunk, ...] = ()  # text; or a delta as it is; or bytes that go out as they are
    finish: str | None = "stop"
    done: bool = True  # send [DONE]
    counts: bool = True  # tell the usage, where the request wants it
    silence: float = 0  # before anything at all
    delay: float = 0  # before each chunk
    stall: float = 0  # once, before the chunk `stall_at`
    stall_at: int = 0
    cut_at: int | None = None  # the connection breaks before this chunk
    chunked: bool = True  # False: the end of the connection is the end of the reply, so a cut looks like an end
    ignores_stream: bool = False
    status: int = 200
    body: object = None  # a reply in place of a completion: text, or what becomes JSON
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


Script = Reply | Callable[[dict[str, Any]], Reply]


def says(*chunks: Chunk, **how: Any) -> Reply:
    """An answer in these chunks."""
    return Reply(chunks, **how)


def failure(status: int, message: str, code: str | None = None, param: str | None = None, **how: Any) -> Reply:
    """An error in OpenAI's form. `headers={"Retry-After": "3"}` asks to wait."""
    error = {"message": message, "type": "error", "code": code, "param": param}
    return Reply(status=status, body={"error": error}, **how)


def page(title: str = "Welcome to nginx!", status: int = 200) -> Reply:
    """A page for people, as a proxy or a wrong path answers."""
    return Reply(status=status, body=f"<!DOCTYPE html>\n<html><h1>{title}</h1></html>", content_type="text/html")


@dataclass
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: dict[str, Any]
    hung_up: threading.Event = field(default_factory=threading.Event)  # the client left before the end


class OpenAIServer(ThreadingHTTPServer):
    """The server; it runs between `with` and its end."""

    daemon_threads = False  # so that closing waits for the handlers, and no socket outlives a test

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/v1"
        self.models = ["tiny"]
        self.about: dict[str, Any] = {"owned_by": "us"}  # what the list says of each model beside its id
        self.paths: dict[str, Any] = {}  # further documents, by path from the root
        self.elsewhere = Reply(status=404, body="404 page not found", content_type="text/plain")
        self.models_reply: Reply | None = None  # in place of the list
        self.default: Script = says("LoRA trains low-rank matrices [P1.S1].")
        self.key: str | None = None  # any other one is refused, and echoed
        self.refuses: set[str] = set()  # parameters
        self.context: int | None = None  # words
        self.asked: list[Asked] = []  # chat requests only
        self.listed: list[Asked] = []  # requests for the list of models
        self.failures: list[BaseException | None] = []
        self.closing = threading.Event()
        self._script: list[Script] = []
        self.connections: set[socket.socket] = set()  # open ones

    def script(self, *replies: Script) -> None:
        """Add replies to the next chat requests, one each."""
        self._script.extend(replies)

    def next_reply(self, asked: Asked) -> Reply:
        """Take the next reply of the script, unless the request itself deserves an error."""
        if error := self.objection(asked):
            return error
        step = self._script.pop(0) if self._script else self.default
        return step if isinstance(step, Reply) else step(asked.body)

    def objection(self, asked: Asked) -> Reply | None:
        """Return what is wrong with the request, if anything is."""
        key = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if self.key is not None and key != self.key:
            return failure(401, f"Incorrect API key provided: {key}. Find yours in your account.", "invalid_api_key")
        if asked.method == "GET":
            return self.models_reply
        if (model := asked.body["model"]) not in self.models:
            return failure(404, f"The model `{model}` does not exist.", "model_not_found", "model")
        for name in sorted(self.refuses & set(asked.body)):
            return failure(400, f"Unsupported parameter: '{name}' is not supported.", "unsupported_parameter", name)
        words = sum(len(message["content"].split()) for message in asked.body["messages"])
        if self.context is not None and words > self.context:
            text = f"This model's maximum context length is {self.context} tokens; your messages have {words}."
            return failure(400, text, "context_length_exceeded", "messages")
        return None

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(error := sys.exc_info()[1], ConnectionError):  # that is a client that left
            self.failures.append(error)

    def __enter__(self) -> OpenAIServer:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        for connection in list(self.connections):  # those that a client keeps alive
            _shut(connection, socket.SHUT_RD)
        self.server_close()
        assert not self.failures, f"The server itself failed: {self.failures}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # 40 ms a request otherwise
    server: OpenAIServer

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        asked = Asked("GET", self.path, self._headers(), {})
        if self.path in self.server.paths:
            return self._serve(asked, Reply(body=self.server.paths[self.path]))
        if self.path != "/v1/models":
            return self._whole(self.server.elsewhere)
        self.server.listed.append(asked)
        models = [{"id": name, "object": "model", "created": 0, **self.server.about} for name in self.server.models]
        return self._serve(asked, self.server.objection(asked) or Reply(body={"object": "list", "data": models}))

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["content-length"]))
        if self.path != "/v1/chat/completions":
            return self._whole(self.server.elsewhere)
        asked = Asked("POST", self.path, self._headers(), json.loads(text))
        self.server.asked.append(asked)
        return self._serve(asked, self.server.next_reply(asked))

    def _headers(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def _serve(self, asked: Asked, reply: Reply) -> None:
        try:
            self._wait(reply.silence)
            if reply.body is not None:
                self._whole(reply)
            elif asked.body.get("stream") and not reply.ignores_stream:
                self._stream(asked, reply)
            else:
                self._whole(Reply(body=_document(asked, reply), cut_at=reply.cut_at, headers=reply.headers))
        except (BrokenPipeError, ConnectionError):
            asked.hung_up.set()
            self.close_connection = True

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self.server.closing.wait(min(left, 0.1)) or self._is_left():
                raise ConnectionAbortedError

    def _is_left(self) -> bool:
        """Tell whether the client has closed the connection: there is something to read, and it is nothing."""
        ready = select.poll()  # `select.select` takes no more than 1,024 open files
        ready.register(self.connection, select.POLLIN)
        return bool(ready.poll(0)) and self.connection.recv(1, socket.MSG_PEEK) == b""

    def _whole(self, reply: Reply) -> None:
        text = reply.body if isinstance(reply.body, str) else json.dumps(reply.body, ensure_ascii=False)
        data = text.encode()
        self._start(reply, {"Content-Type": reply.content_type, "Content-Length": str(len(data))})
        self.wfile.write(data if reply.cut_at is None else data[: len(data) // 2])
        if reply.cut_at is not None:
            self._cut()

    def _start(self, reply: Reply, headers: dict[str, str]) -> None:
        self.send_response(reply.status)
        for name, value in {**headers, **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def _stream(self, asked: Asked, reply: Reply) -> None:
        framing = {"Transfer-Encoding": "chunked"} if reply.chunked else {"Connection": "close"}
        self._start(reply, {"Content-Type": "text/event-stream; charset=utf-8", **framing})
        for place, event in enumerate(_events(asked, reply)):
            if place < len(reply.chunks):
                self._wait(reply.delay + (reply.stall if place == reply.stall_at else 0))
            if place == reply.cut_at:
                return self._cut()
            self._write(event, chunked=reply.chunked)
        if reply.chunked:
            self.wfile.write(b"0\r\n\r\n")
        return None

    def _write(self, data: bytes, *, chunked: bool) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data) if chunked else data)

    def _cut(self) -> None:
        self.close_connection = True
        _shut(self.connection, socket.SHUT_RDWR)


def _shut(connection: socket.socket, how: int) -> None:
    with suppress(OSError):  # the client may have been faster
        connection.shutdown(how)


def _usage(asked: Asked, reply: Reply) -> dict[str, int]:
    """Tokens that no counting of ours would find: 1000 and the number of chunks."""
    return {"prompt_tokens": 1000, "completion_tokens": len(reply.chunks), "total_tokens": 1000 + len(reply.chunks)}


def _events(asked: Asked, reply: Reply) -> Iterator[bytes]:
    def event(choices: list[dict[str, Any]], **more: Any) -> bytes:
        head = {"id": "c1", "object": "chat.completion.chunk", "created": 0, "model": asked.body["model"]}
        return f"data: {json.dumps({**head, 'choices': choices, **more}, ensure_ascii=False)}\n\n".encode()

    for chunk in reply.chunks:
        delta = {"content": chunk} if isinstance(chunk, str) else chunk
        yield delta if isinstance(delta, bytes) else event([{"index": 0, "delta": delta, "finish_reason": None}])
    if reply.finish is not None:
        yield event([{"index": 0, "delta": {}, "finish_reason": reply.finish}])
    if reply.counts and asked.body.get("stream_options", {}).get("include_usage"):
        yield event([], usage=_usage(asked, reply))
    if reply.done:
        yield b"data: [DONE]\n\n"


def _document(asked: Asked, reply: Reply) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": ""}
    for chunk in reply.chunks:
        for name, text in ({"content": chunk} if isinstance(chunk, str) else dict(chunk)).items():
            message[name] = message.get(name, "") + text
    choices = [{"index": 0, "message": message, "finish_reason": reply.finish}]
    document = {"id": "c1", "object": "chat.completion", "model": asked.body["model"], "choices": choices}
    return {**document, "usage": _usage(asked, reply)} if reply.counts else document


@pytest.fixture
def openai_server() -> Iterator[OpenAIServer]:
    """A server for one test."""
    with OpenAIServer() as server:
        yield server
