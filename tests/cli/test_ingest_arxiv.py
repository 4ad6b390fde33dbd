"""`assistant ingest arxiv`, against a real server on this machine."""

import datetime as dt
import json
import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from assistant.cli.catching_up import chosen
from assistant.cli.commands import app
from tests.support.arxiv_server import ArxivServer, rate_exceeded
from tests.support.arxiv_server import arxiv_server as arxiv_server
from tests.support.arxiv_works import Work
from tests.support.clock import Clock, hurry
from tests.support.hub_server import Asked, Fault, page, slow, throttled

NOW = dt.datetime.now(dt.UTC)
TODAY = NOW.date()


def work(number: int, days_ago: int = 3, **fields: Any) -> Work:
    when = NOW - dt.timedelta(days=days_ago)
    text = f"We light lamp w{number}w by the sea. It burns for {number} hours."
    return Work(f"2603.{number:05}", f"Lamp {number}", text, versions=(when,), changed=when.date(), **fields)


@pytest.fixture
def server(arxiv_server: ArxivServer, monkeypatch: pytest.MonkeyPatch) -> ArxivServer:
    arxiv_server.works = [work(number) for number in range(1, 9)]
    arxiv_server.day = arxiv_server.oai_today = TODAY
    for name, url in (("", arxiv_server.api), ("LISTING_", arxiv_server.listing), ("OAI_", arxiv_server.oai)):
        monkeypatch.setenv(f"ASSISTANT_ARXIV_{name}ENDPOINT", url)
    monkeypatch.setenv("ASSISTANT_CONTACT", "ada@example.org")
    hurry(monkeypatch, Clock())
    return arxiv_server


def run(home: Path, *words: str) -> Any:
    return CliRunner().invoke(app, ["--home", str(home), "ingest", "arxiv", *words])


def document(home: Path, *words: str) -> Any:
    done = run(home, *words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_query_stores_papers_and_has_the_agreed_shape(server: ArxivServer, tmp_path: Path) -> None:
    told = document(tmp_path, "--query", "lamp sea")
    counts = {"records", "papers", "new", "updated", "unchanged", "merged", "skipped", "errors", "seconds"}
    assert set(told) == {*counts, "notes"}
    assert (told["records"], told["papers"], told["new"], told["notes"]) == (8, 8, 8, [])
    (asked,) = server.asked
    assert asked.params["search_query"] == "all:lamp AND all:sea"
    assert asked.params["sortBy"] == "relevance"
    assert asked.headers["user-agent"].endswith("(+mailto:ada@example.org)")
    shown = CliRunner().invoke(app, ["--home", str(tmp_path), "papers", "show", "2603.00003", "--json"])
    assert json.loads(shown.stdout)["published"] == str(TODAY - dt.timedelta(days=3))


def test_people_are_told_of_what_was_not_asked_for(server: ArxivServer, tmp_path: Path) -> None:
    done = run(tmp_path, "--category", "cs.LG", "--max", "5")
    assert done.exit_code == 0
    assert "arXiv has 8 papers for this; these are the 5 newest ones." in done.stderr
    assert "5 records, 5 papers: 5 new" in done.stdout


def test_nothing_found_is_told(server: ArxivServer, tmp_path: Path) -> None:
    assert document(tmp_path, "--category", "math.AG")["notes"] == ["arXiv has no paper for this."]


def test_days_since_limit_a_search(server: ArxivServer, tmp_path: Path) -> None:
    server.works.append(work(99, days_ago=20))
    since = str(TODAY - dt.timedelta(days=10))
    assert document(tmp_path, "--category", "cs.LG,cs.CL", "--since", since)["papers"] == 8
    assert "submittedDate:[" in server.asked[0].params["search_query"]


def test_papers_by_id_in_any_spelling(server: ArxivServer, tmp_path: Path) -> None:
    done = run(tmp_path, "--id", "https://arxiv.org/pdf/2603.00001v1", "--id", "arXiv:2603.00002 2603.77777", "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["papers"]) == (1, 2)
    assert told["errors"] == [{"file": "2603.77777", "line": None, "reason": "arXiv has no such paper"}]


def test_category_since_long_ago_is_harvested_and_goes_on(server: ArxivServer, tmp_path: Path) -> None:
    server.works = [work(number, days_ago=90 - number) for number in range(1, 13)]
    server.oai_size = 5
    since = str(TODAY - dt.timedelta(days=100))
    server.hook = lambda asked: page() if len(server.asked) == 3 else None
    done = run(tmp_path, "--category", "cs.LG", "--since", since, "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["papers"]) == (1, 10)
    assert told["errors"][0]["reason"] == "arXiv answers with a page for people. Run it again later."
    again = document(tmp_path, "--category", "cs.LG", "--since", since)
    assert (again["new"], again["unchanged"]) == (2, 0)
    assert again["notes"][0].startswith("cs.LG: going on from ")
    assert {asked.path for asked in server.asked} == {"/oai"}
    assert len(server.asked) == 4


def test_harvest_begins_anew_where_the_library_is_empty(server: ArxivServer, tmp_path: Path) -> None:
    server.works = [work(number, days_ago=90 - number) for number in range(1, 4)]
    words = ("--category", "cs.LG", "--since", str(TODAY - dt.timedelta(days=100)))
    assert document(tmp_path, *words)["new"] == 3
    other = tmp_path / "other"
    (other / "http").mkdir(parents=True)
    for file in (tmp_path / "http").glob("oai-*.json"):
        (other / "http" / file.name).write_bytes(file.read_bytes())
    assert document(other, *words)["new"] == 3


def test_todays_list_is_stored_with_what_the_api_knows(server: ArxivServer, tmp_path: Path) -> None:
    server.works[0] = replace(server.works[0], kind="cross", comment="9 pages")
    told = document(tmp_path, "--today", "--category", "cs.LG")
    assert told["papers"] == 8
    assert told["notes"] == [f"List of {TODAY}: 7 new, 1 cross."]
    shown = json.loads(
        CliRunner().invoke(app, ["--home", str(tmp_path), "papers", "show", "2603.00001", "--json"]).stdout
    )
    assert (shown["published"], shown["note"]) == (str(TODAY - dt.timedelta(days=3)), "9 pages")


def test_todays_list_is_stored_where_nothing_can_be_looked_up(server: ArxivServer, tmp_path: Path) -> None:
    server.hook = lambda asked: rate_exceeded() if asked.path == "/api/query" else None
    told = document(tmp_path, "--today", "--category", "cs.LG")
    assert (told["papers"], told["errors"]) == (8, [])
    assert told["notes"][1].startswith("8 of 8 papers are without comments and first days: ")


def test_harvest_without_papers_is_told(server: ArxivServer, tmp_path: Path) -> None:
    since = TODAY - dt.timedelta(days=100)
    told = document(tmp_path, "--category", "math.AG", "--since", str(since))
    assert (told["papers"], told["notes"]) == (0, [f"math.AG: arXiv has nothing new since {since}."])


def test_empty_list_is_told_and_no_failure(server: ArxivServer, tmp_path: Path) -> None:
    server.works, server.made = [], dt.datetime(2026, 3, 28, 4, tzinfo=dt.UTC)
    told = document(tmp_path, "--today", "--category", "cs.LG")
    assert told["notes"] == ["List of 2026-03-28: empty, for arXiv announces nothing on Saturday and Sunday."]
    assert (told["papers"], told["errors"]) == (0, [])


def test_throttling_is_no_empty_result(server: ArxivServer, tmp_path: Path) -> None:
    server.hook = lambda _: throttled("7200")
    for words in (["--query", "lamp"], ["--today", "--category", "cs.LG"], ["--id", "2603.00001"]):
        done = run(tmp_path, *words, "--json")
        assert done.exit_code == 1
        told = json.loads(done.stdout)
        assert told["errors"][0]["reason"].startswith("127.0.0.1 asks for no request before")
        assert not any("no paper" in note for note in told["notes"])


def test_wait_is_told_beside_the_json(server: ArxivServer, tmp_path: Path) -> None:
    server.script(rate_exceeded())
    done = run(tmp_path, "--query", "lamp", "--json")
    assert json.loads(done.stdout)["papers"] == 8
    assert "assistant: waiting 60 s for 127.0.0.1: it asked for fewer requests" in done.stderr


@pytest.mark.parametrize("size", [200, 120], ids=["whole batch", "part of one"])
def test_what_came_before_a_failure_stays(server: ArxivServer, tmp_path: Path, size: int) -> None:
    server.works = [work(number) for number in range(1, 251)]
    query = {"search_query": "cat:cs.LG", "start": "0", "max_results": str(size)}
    server.script(Fault(body=server.document("/api/query", query)[1].encode()), Fault(404))
    done = run(tmp_path, "--category", "cs.LG", "--json")
    assert (done.exit_code, json.loads(done.stdout)["new"]) == (1, size)
    assert document(tmp_path, "--category", "cs.LG")["new"] == 250 - size


def test_ctrl_c_stops_and_keeps_what_came(server: ArxivServer, tmp_path: Path) -> None:
    server.works = [work(number, days_ago=90 - number) for number in range(1, 13)]
    server.oai_size = 5
    words = ("--category", "cs.LG", "--since", str(TODAY - dt.timedelta(days=100)))

    def press(_: Asked) -> Fault | None:
        if len(server.asked) < 2:
            return None
        os.kill(os.getpid(), signal.SIGINT)
        return slow(30)

    server.hook = press
    done = run(tmp_path, *words, "--json")
    assert done.exit_code == 130
    assert done.stderr.strip() == "assistant: stopped; what came stays. Run it again to go on."
    assert json.loads(done.stdout)["new"] == 5
    server.hook = lambda _: None
    assert document(tmp_path, *words)["new"] == 7


WRONG = {
    "nothing": (),
    "blank query": ("--query", "  "),
    "query without words": ("--query", "?!"),
    "no id": ("--id", "abc"),
    "ids and a query": ("--id", "2603.00001", "--query", "lamp"),
    "today without a category": ("--today",),
    "today and a query": ("--today", "--category", "cs.LG", "--query", "lamp"),
    "no category": ("--category", "machine_learning"),
    "none at all": ("--query", "lamp", "--max", "0"),
    "a day to come": ("--query", "lamp", "--since", "2090-01-01"),
}


@pytest.mark.parametrize("words", WRONG.values(), ids=WRONG)
def test_wrong_usage_is_2_and_asks_nothing(server: ArxivServer, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert run(tmp_path, *words).exit_code == 2
    assert server.asked == []


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(typer.BadParameter, match="'abc' is no arXiv identifier"):
        chosen("", (), ("abc",), None, None, today=False)
