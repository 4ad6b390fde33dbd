"""The server as programs see it: real HTTP on this machine."""

import http.client
import json
from collections.abc import Callable, Iterator, Sequence
from threading import Event
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import gradio as gr
import pytest
from fastapi import FastAPI

from assistant.config import Settings
from assistant.engine import Assistant
from assistant.web.server import application, listening, start
from index.paper import Paper
from tests.support.loops import run
from tests.support.papers import ALL

SAVES = "How much training time does Zebrafold save on Quillset?"
Serve = Callable[..., str]


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


def asked(url: str, method: str, path: str, body: object = None, **headers: str) -> Reply:
    """Ask as curl does; what is no text goes as JSON."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=20)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    data: Any = body
    if body is not None and not isinstance(body, str | bytes):
        data, given = json.dumps(body), {"Content-Type": "application/json", **given}
    try:
        connection.request(method, path, data, given)
        reply = connection.getresponse()
        more = {name.lower(): value for name, value in reply.getheaders()}
        return Reply(reply.status, more, reply.read().decode())
    finally:
        connection.close()


def events(text: str) -> list[tuple[str, Any]]:
    """Return the server-sent events in a text, by name ("" for none) and data."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            data = fields["data"]
            found.append((fields.get("event", ""), data if data == "[DONE]" else json.loads(data)))
    return found


async def _made(assistant: Assistant) -> FastAPI:
    """Return the application; gradio makes a loop that it never closes where none is running."""
    return application(assistant, gr.Blocks())


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Serve papers, with these settings, and return the address."""
    running = []

    def served(papers: Sequence[Paper] = ALL, **settings: Any) -> str:
        assistant = Assistant.open(Settings(home=tmp_path_factory.mktemp("api"), **settings))
        assistant.library.upsert(list(papers))
        running.append(start(run(_made(assistant)), listening("127.0.0.1", 0), Event()))
        return running[-1].url.rstrip("/")

    yield served
    for each in running:
        each.close()


@pytest.fixture(scope="module")
def url(serve: Serve) -> str:
    return serve()
