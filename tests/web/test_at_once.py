"""Many people at once: a slow model holds those who wait for it, and nobody else; what was shown is not remembered."""

import gc
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from gradio.state_holder import SessionState

from assistant.config import Settings
from assistant.engine import Assistant
from assistant.web.server import REMEMBERED
from tests.support.openai_server import OpenAIServer, Reply, failure, says
from tests.support.papers import ALL
from tests.support.visitor import Visitor
from tests.web.conftest import launched

SAVES = "How much training time does Zebrafold save on Quillset?"
MOSS = "Why are moss images hard to retrieve?"
SLOW = 16  # answers; more than the threads that Python has for what waits
THINKS = says(*[{"reasoning_content": "hm "}] * 400, "Zebrafold saves 46% [P1.S3].", delay=5)


def remembered() -> int:
    return sum(isinstance(one, SessionState) for one in gc.get_objects())


def slow_but_for_moss(body: dict[str, Any]) -> Reply:
    """Think for half an hour, and refuse what is about moss, which is then answered without a model."""
    return failure(400, "not of moss") if MOSS in str(body["messages"]) else THINKS


def test_what_open_pages_showed_is_remembered_of_few(start: Callable[..., Any], tmp_path: Path) -> None:
    running, before = start(tmp_path), remembered()
    with Visitor(running.url) as first, ExitStack() as opened:
        first.ask(SAVES)
        for _ in range(REMEMBERED + 3):
            opened.enter_context(Visitor(running.url))
        assert remembered() - before <= REMEMBERED
        assert "However" in first.ask("And where does it fail?").conversation


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of which sixteen answers wait for a slow model."""
    with OpenAIServer() as server, ExitStack() as opened:
        assistant = Assistant.open(Settings(home=tmp_path_factory.mktemp("busy"), base_url=server.url, model="tiny"))
        assistant.library.upsert(list(ALL))
        running, url = launched(assistant)
        opened.callback(running.close)
        server.default = slow_but_for_moss
        crowd = opened.enter_context(Visitor(url))
        for _ in range(SLOW):
            crowd.put("submit", SAVES, "", "")
        end = time.monotonic() + 100
        while len(server.asked) < SLOW and time.monotonic() < end:
            time.sleep(0.1)
        assert len(server.asked) == SLOW
        yield url


def test_answer_of_records_waits_for_no_model(busy: str) -> None:
    with Visitor(busy, timeout=30) as visitor:
        assert f"{len(ALL)} papers" in visitor.ask("How many papers are there?").conversation


def test_answer_without_the_model_waits_for_none_of_the_others(busy: str) -> None:
    with Visitor(busy, timeout=30) as visitor:
        shown = visitor.ask(MOSS).conversation
        assert "species look alike" in shown
        assert "Quotes from the abstracts" in shown
    with urllib.request.urlopen(f"{busy}library", timeout=10) as page:
        assert page.status == 200
