"""A real HTTP server that speaks the OpenAI protocol for embeddings, and misbehaves as real ones do.

    with EmbeddingsServer() as server:
        server.script(refuses(503, "loading", {"Retry-After": "2"}), vectors(), cut())
        ...  # a client of server.url
        assert server.asked[0].texts == ["a text"]

Every request takes the next step of the script; when that is over, it is answered. What depends on the request is
set on the server: `models`, `key`, `most_texts`, `most_words`.
"""

from __future__ import annotations

import hashlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

Rows = list[list[Any]]


@dataclass(frozen=True)
class Step:
    """One answer: what is sent, and what goes wrong on the way."""

    status: int = 200
    body: str | None = None  # None: the vectors
    change: Callable[[Rows], Any] = lambda rows: rows  # to the vectors
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    cut: bool = False  # the connection breaks in the middle of the body
    length: bool = True  # False: the end of the connection is the end of the body, so a cut looks like an end
    silence: float = 0  # seconds before anything at all
    dies: bool = False  # the server is gone: this connection breaks, and no other is taken


def vectors(change: Callable[[Rows], Any] = lambda rows: rows) -> Step:
    """The vectors, changed."""
    return Step(change=change)


def refuses(status: int, message: str, headers: dict[str, str] | None = None, code: str | None = None) -> Step:
    """An error in OpenAI's form."""
    error = {"message": message, "type": "error", "code": code}
    return Step(status, json.dumps({"error": error}), headers=headers or {})


def page(status: int = 200) -> Step:
    """A page for people, as a proxy or a wrong path answers."""
    return Step(status, "<!DOCTYPE html>\n<html><h1>Welcome!</h1></html>", content_type="text/html")


def cut(*, length: bool = True) -> Step:
    """Half of the answer."""
    return Step(cut=True, length=length)


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    texts: list[str]
    body: dict[str, Any]
    headers: dict[str, str]


class EmbeddingsServer(ThreadingHTTPServer):
    """The server; it runs between `with` and its end."""

    daemon_threads = False  # so that closing waits for the handlers, and no socket outlives a test

    def __init__(self, dimensions: int = 32) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/v1"
        self.dimensions = dimensions
        self.models = ["tiny-embed"]
        self.key: str | None = None  # any other one is refused, and echoed
        self.most_texts = self.most_words = 10**9
        self.asked: list[Asked] = []
        self.connections: set[socket.socket] = set()
        self.closing = threading.Event()
        self._script: list[Step] = []

    def script(self, *steps: Step) -> None:
        """Add steps for the next requests, one each."""
        self._script.extend(steps)

    @property
    def embedded(self) -> list[str]:
        """All texts that were asked for, in order."""
        return [text for asked in self.asked for text in asked.texts]

    def step(self, asked: Asked) -> Step:
        """Take the next step, unless the request itself deserves an error."""
        key = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if self.key is not None and key != self.key:
            return refuses(401, f"Incorrect API key provided: {key}.", code="invalid_api_key")
        if (model := asked.body["model"]) not in self.models:
            return refuses(404, f'model "{model}" not found, try pulling it first')
        if len(asked.texts) > self.most_texts:
            return refuses(422, f"batch size {len(asked.texts)} > maximum allowed batch size {self.most_texts}")
        words = max(len(text.split()) for text in asked.texts)
        if words > self.most_words:
            return refuses(400, f"This model's maximum context length is {self.most_words} tokens, not {words}.")
        return self._script.pop(0) if self._script else Step()

    def die(self) -> None:
        """Take no more connections, as a server that has crashed."""
        self.socket.close()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: the client has left."""

    def __enter__(self) -> EmbeddingsServer:
        threading.Thread(target=self._run).start()
        return self

    def _run(self) -> None:
        with suppress(OSError, ValueError):  # when it died
            self.serve_forever(poll_interval=0.01)

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        for connection in list(self.connections):  # those that a client keeps alive
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RD)
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # 40 ms a request otherwise
    server: EmbeddingsServer

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path != "/v1/embeddings":
            self._send(Step(404, "404 page not found", content_type="text/plain"), b"404 page not found")
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked([body["input"]] if isinstance(body["input"], str) else body["input"], body, headers)
        self.server.asked.append(asked)
        step = self.server.step(asked)
        if step.silence and self.server.closing.wait(step.silence):
            return
        if step.dies:
            self.server.die()
            self.close_connection = True
            return
        self._send(step, (step.body if step.body is not None else self._answer(asked, step)).encode())

    def _answer(self, asked: Asked, step: Step) -> str:
        width = asked.body.get("dimensions", self.server.dimensions)
        rows = step.change([hashed(text, width) for text in asked.texts])
        data = [{"object": "embedding", "index": place, "embedding": row} for place, row in enumerate(rows)]
        return json.dumps({"object": "list", "data": data, "model": asked.body["model"], "usage": {"prompt_tokens": 1}})

    def _send(self, step: Step, data: bytes) -> None:
        self.close_connection = self.close_connection or step.cut or not step.length
        self.send_response(step.status)
        self.send_header("Content-Type", step.content_type)
        if step.length:
            self.send_header("Content-Length", str(len(data)))
        if self.close_connection:
            self.send_header("Connection", "close")
        for name, value in step.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if step.cut else data)


def hashed(text: str, width: int) -> list[float]:
    """A bag of words; not of unit length, as many models' vectors are not."""
    row = [0.01] * width
    for word in text.lower().split():
        row[int.from_bytes(hashlib.md5(word.encode()).digest()[:4]) % width] += 1
    return row


@pytest.fixture
def embeddings_server() -> Iterator[EmbeddingsServer]:
    """A server for one test."""
    with EmbeddingsServer() as server:
        yield server
