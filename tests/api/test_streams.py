"""Streams: what a reader who leaves sets free, what is held back until it is checked, and errors in the middle."""

import http.client
import json
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

import gradio as gr
import pytest

from assistant.api.answers import Growing
from assistant.config import Settings
from assistant.engine import Assistant
from assistant.errors import EndpointBroken
from assistant.types import Answer, Citation, Claim, Claimed, Finished, Replaced, Retrieved, Source, Verdict
from assistant.web.server import Running, application, listening, start
from tests.api.conftest import SAVES, Serve, asked, events
from tests.support.judging_server import JudgingServer
from tests.support.loops import run
from tests.support.openai_server import OpenAIServer, Reply, says
from tests.support.papers import ALL

MODEL = "daily-papers-assistant"
THINKS: Reply = says(*[{"reasoning_content": "hm "}] * 600, "Zebrafold saves 46% [P1.S3].", delay=0.05)
_JSON = {"Content-Type": "application/json"}
CHAT = {"model": MODEL, "messages": [{"role": "user", "content": SAVES}]}
WAYS = [
    ("/api/ask", {"question": SAVES, "stream": True}),
    ("/api/ask", {"question": SAVES}),
    ("/api/ask", {"question": SAVES, "conversation": "", "stream": True}),
    ("/v1/chat/completions", {**CHAT, "stream": True}),
    ("/v1/chat/completions", CHAT),
    ("/v1/responses", {"model": MODEL, "input": SAVES, "stream": True}),
    ("/v1/responses", {"model": MODEL, "input": SAVES}),
]


@pytest.mark.parametrize(("path", "body"), WAYS)
def test_reader_who_leaves_frees_the_connection_of_the_model(
    serve: Serve, thinker: tuple[OpenAIServer, str], path: str, body: dict[str, Any]
) -> None:
    server, url = thinker
    before = len(server.asked)
    server.script(THINKS)
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=20)
    connection.request("POST", path, json.dumps(body), _JSON)
    if body.get("stream"):
        connection.getresponse().read(20)
    while len(server.asked) == before:
        time.sleep(0.02)
    connection.close()
    assert server.asked[before].hung_up.wait(30)


def test_server_that_stops_ends_its_streams(tmp_path: Path) -> None:
    with OpenAIServer() as server:
        running = _started(Assistant, tmp_path, base_url=server.url, model="tiny")
        server.script(THINKS)
        place = urlsplit(running.url)
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=20)
        connection.request("POST", "/v1/chat/completions", json.dumps({**CHAT, "stream": True}), _JSON)
        connection.getresponse().read(20)
        while not server.asked:
            time.sleep(0.02)
        running.close()
        assert server.asked[0].hung_up.wait(30)
        connection.close()


@pytest.fixture(scope="module")
def thinker(serve: Serve) -> Iterator[tuple[OpenAIServer, str]]:
    with OpenAIServer() as server:
        yield server, serve(base_url=server.url, model="tiny")


def test_sentences_stay_drafts_until_they_are_judged(serve: Serve) -> None:
    with JudgingServer() as server:
        false = "Zebrafold is the fastest way of folding ever seen by man."
        server.false[false] = ("the fastest ever", "", [])
        server.script(says(f"Zebrafold folds streams of tokens. [P1.S2] {false} [P1.S2]", delay=0.05))
        url = serve(base_url=server.url, model="tiny")
        said = events(asked(url, "POST", "/v1/chat/completions", {**CHAT, "stream": True}).text)
    deltas = [chunk["choices"][0]["delta"] for _, chunk in said[:-1]]
    drafts = "".join(delta.get("reasoning_content", "") for delta in deltas)
    text = "".join(delta.get("content", "") for delta in deltas)
    assert "ever seen by man" in drafts
    assert "ever seen by man" not in text
    assert text.startswith("Zebrafold folds")


class Failing(Assistant):
    """It fails after it has begun."""

    def ask(self, *_: Any, **__: Any) -> Iterator[Any]:
        yield Retrieved(evidence=())
        raise EndpointBroken("The endpoint stopped in mid-stream.", "Try again.")


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    running = _started(Failing, tmp_path_factory.mktemp("failing"))
    yield running.url.rstrip("/")
    running.close()


def _started(kind: type[Assistant], home: Path, **settings: Any) -> Running:
    assistant = kind.open(Settings(home=home, **settings))
    assistant.library.upsert(list(ALL))

    async def made() -> Any:
        return application(assistant, gr.Blocks())

    return start(run(made()), listening("127.0.0.1", 0), Event())


def test_error_in_the_middle_ends_a_stream_in_its_form(failing: str) -> None:
    name, problem = events(asked(failing, "POST", "/api/ask", {"question": "Why?", "stream": True}).text)[-1]
    assert (name, problem["status"], problem["type"]) == ("problem", 502, "urn:assistant:endpoint-broken")
    _, last = events(asked(failing, "POST", "/v1/chat/completions", {**CHAT, "stream": True}).text)[-1]
    assert last["error"]["message"] == "The endpoint stopped in mid-stream. Try again."
    name, last = events(asked(failing, "POST", "/v1/responses", {"model": MODEL, "input": "?", "stream": True}).text)[
        -1
    ]
    assert (name, last["response"]["status"]) == ("response.failed", "failed")
    assert asked(failing, "POST", "/v1/chat/completions", CHAT).json["error"]["type"] == "server_error"
    assert asked(failing, "POST", "/api/ask", {"question": "Why?"}).status == 502


def _claim(text: str, support: Any) -> Claim:
    return Claim(
        text=text, citations=(Citation(number=1, paper="x:1", sentences=(1,)),), verdict=Verdict(support=support)
    )


def _finished(*claims: Claim) -> Finished:
    sources = (Source(number=1, id="x:1", title="Ferns", url="https://ferns.example/1"),)
    return Finished(
        answer=Answer(status="answered", text="", claims=claims, sources=sources, engine="tiny", seconds=0.1)
    )


def test_text_that_does_not_hold_is_told_once_more() -> None:
    growing = Growing("http://pages", judged=False)
    first, second = _claim("Ferns are red.", "quoted"), _claim("Ferns are slow.", "quoted")
    assert growing.take(Claimed(claim=first)) == ("Ferns are red. [1]", "")
    assert growing.take(Claimed(claim=second)) == (" Ferns are slow. [1]", "")
    assert growing.take(Replaced(place=0, claim=None)) == ("", "")
    rest, links = growing.end(_finished(second))
    text = growing.text + rest
    assert text.endswith("\n\nChecked:\n\nFerns are slow. [1]\n\n- [1] Ferns, https://ferns.example/1")
    assert [text[link.start : link.end] for link in links] == ["[1]"]


def test_nothing_in_an_abstract_is_a_picture_or_an_element() -> None:
    bad = _claim("See ![x](http://evil.example/x) and <img src=http://evil.example> for p < .05.", "quoted")
    text = Growing("http://pages", judged=False).end(_finished(bad)).text
    assert "](" not in text
    assert "<img" not in text
    assert "p < .05" in text
