"""What Prometheus reads: one number more for each thing that happened, and nothing of what was asked."""

import http.client
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from prometheus_client.parser import text_string_to_metric_families

from assistant.config import Settings
from assistant.engine import Assistant
from assistant.types import Finished
from tests.api.conftest import SAVES, Serve, asked
from tests.support.judging_server import JudgingServer
from tests.support.openai_server import says
from tests.support.papers import ALL

RETOLD = "Training gets much shorter on Quillset when Zebrafold folds the stream."


class Read:
    """The metrics of a server as they are now."""

    def __init__(self, url: str) -> None:
        self.reply = asked(url, "GET", "/metrics")
        families = text_string_to_metric_families(self.reply.text)
        self._all = [sample for family in families for sample in family.samples]

    def of(self, name: str, **labels: str) -> float:
        """Return a metric, added up over the labels that are not given."""
        fit = [s.value for s in self._all if s.name == name and labels.items() <= s.labels.items()]
        return sum(fit)


def test_answers_are_counted_by_how_they_end(serve: Serve) -> None:
    url = serve()
    for question in (SAVES, SAVES, "How do I bake bread with olives?"):
        asked(url, "POST", "/api/ask", {"question": question})
    found = Read(url)
    assert found.reply.headers["content-type"].startswith("text/plain; version=")
    assert found.of("assistant_answers_total", job="ask", status="answered") == 2
    assert found.of("assistant_answers_total", job="ask", status="abstained") == 1
    assert found.of("assistant_seconds_count", job="ask") == 3
    assert found.of("assistant_first_sentence_seconds_count", job="ask") == 2
    assert found.of("assistant_claims_total", job="ask", verdict="quoted") >= 2
    assert found.of("assistant_papers") == len(ALL)
    assert "Quillset" not in found.reply.text
    assert "bread" not in found.reply.text


def test_every_job_is_counted_and_so_is_its_refusal(serve: Serve) -> None:
    url = serve()
    first, second = ALL[0].id, ALL[1].id
    for path, body in (
        ("compare", {"papers": [first, second]}),
        ("compare", {"papers": [first, "arxiv:1999.99999"]}),
        ("brief", {"date": "1990-01-01"}),
        ("check", {"text": ALL[0].sentences[0]}),
        ("check", {"text": "…"}),
    ):
        asked(url, "POST", f"/api/{path}", body)
    asked(url, "GET", "/api/search?q=Zebrafold")
    found = Read(url)
    for job, ends in (("compare", "answered"), ("brief", "empty"), ("check", "answered"), ("search", "answered")):
        assert found.of("assistant_answers_total", job=job, status=ends) == 1, job
    assert found.of("assistant_refusals_total", job="compare", error="UnknownPaper") == 1
    assert found.of("assistant_refusals_total", job="check", error="NothingToCheck") == 1
    assert found.of("assistant_answers_total", status="failed") == 2


@pytest.fixture(scope="module")
def model() -> Iterator[JudgingServer]:
    with JudgingServer() as server:
        yield server


def test_tokens_and_judge(serve: Serve, model: JudgingServer) -> None:
    by_judge: Any = model.default
    model.default = lambda body: by_judge(body) if "to judge" in json.dumps(body) else says(f"{RETOLD} [P1.S3]")
    url = serve(base_url=model.url, model="tiny")
    answer = asked(url, "POST", "/api/ask", {"question": SAVES}).json
    found = Read(url)
    assert found.of("assistant_judge_total", outcome="confirmed") == 1
    assert found.of("assistant_claims_total", verdict="supported") == 1
    for kind in ("prompt", "completion"):
        assert found.of("assistant_tokens_total", job="ask", kind=kind) == answer["usage"][f"{kind}_tokens"] > 0


def test_reader_who_leaves_is_counted_once(serve: Serve, model: JudgingServer) -> None:
    model.default = lambda _: says(*["word " for _ in range(400)], delay=0.05)
    url = serve(base_url=model.url, model="tiny")
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=20)
    connection.request(
        "POST", "/api/ask", json.dumps({"question": SAVES, "stream": True}), {"Content-Type": "application/json"}
    )
    connection.getresponse().read(1)
    connection.close()
    deadline = time.monotonic() + 20
    while not (left := Read(url).of("assistant_answers_total", status="left")) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert left == 1


def test_strangers_are_told_nothing(url: str) -> None:
    assert asked(url, "GET", "/metrics", Host="evil.example").status == 400
    assert asked(url, "GET", "/metrics", Origin="http://evil.example").status == 403


def test_reader_who_leaves_after_the_end_has_not_left(tmp_path: Path) -> None:
    assistant = Assistant.open(Settings(home=tmp_path))
    assistant.library.upsert(list(ALL))
    events = assistant.ask(SAVES)
    while not isinstance(next(events), Finished):
        pass
    events.close()  # type: ignore[attr-defined]
    left = assistant.ask(SAVES)
    next(left)
    left.close()  # type: ignore[attr-defined]
    families = text_string_to_metric_families(assistant.metrics.exposition().decode())
    ends = {
        s.labels["status"]: s.value
        for family in families
        for s in family.samples
        if s.name == "assistant_answers_total"
    }
    assert ends == {"answered": 1, "left": 1}
