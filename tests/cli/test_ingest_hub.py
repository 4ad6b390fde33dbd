"""`assistant ingest hub`, against a real server on this machine."""

import datetime as dt
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from assistant.cli.catching_up import days_named
from assistant.cli.commands import app
from assistant.config import load_settings
from assistant.errors import ConfigurationError
from tests.support.clock import hurry
from tests.support.hub_server import Asked, Fault, HubServer, item, malformed, slow, throttled
from tests.support.hub_server import hub_server as hub_server

WEEK = [f"2026-03-{number}" for number in (23, 24, 25, 26, 27)]


@pytest.fixture
def server(hub_server: HubServer, monkeypatch: pytest.MonkeyPatch) -> HubServer:
    hub_server.today = dt.datetime.now(dt.UTC).date()
    hub_server.days = {day: [item(int(day[-2:]) * 100 + number) for number in range(4)] for day in WEEK}
    monkeypatch.setenv("HF_ENDPOINT", hub_server.url)
    monkeypatch.setenv("ASSISTANT_CONTACT", "ada@example.org")
    hurry(monkeypatch)
    return hub_server


def run(home: Path, *words: str) -> Any:
    return CliRunner().invoke(app, ["--home", str(home), "ingest", "hub", *words])


def test_json_has_the_agreed_shape(server: HubServer, tmp_path: Path) -> None:
    done = run(tmp_path, "--week", "2026-W13", "--json")
    assert done.exit_code == 0, done.output
    document = json.loads(done.stdout)
    counts = {"records", "papers", "new", "updated", "unchanged", "merged", "skipped", "errors", "seconds"}
    assert set(document) == {*counts, "days"}
    assert (document["records"], document["papers"], document["new"], document["skipped"]) == (20, 20, 20, 0)
    assert document["days"][4] == {
        "date": "2026-03-27", "papers": 4, "new": 4, "updated": 0, "state": "open", "reason": "",
    }  # fmt: skip
    assert [(day["date"], day["state"]) for day in document["days"][5:]] == [
        ("2026-03-28", "weekend"),
        ("2026-03-29", "weekend"),
    ]
    assert {asked.headers["user-agent"].partition(" ")[2] for asked in server.asked} == {"(+mailto:ada@example.org)"}


def test_people_are_told_day_by_day(server: HubServer, tmp_path: Path) -> None:
    done = run(tmp_path, "--date", "2026-03-23")
    assert done.exit_code == 0, done.output
    assert "2026-03-23  4 papers, 4 new, 0 updated\n" in done.stdout
    assert "4 records, 4 papers: 4 new" in done.stdout
    assert "2026-03-28  weekend: a weekend: there is no list" in run(tmp_path, "--date", "2026-03-28").stdout


def test_a_day_to_come_is_told_and_no_failure(server: HubServer, tmp_path: Path) -> None:
    done = run(tmp_path, "--date", "2090-01-02")
    assert done.exit_code == 0
    assert "2090-01-02  not yet open: 127.0.0.1 has no such list yet" in done.stdout


def test_a_day_that_failed_is_a_failure_and_the_others_stay(server: HubServer, tmp_path: Path) -> None:
    server.hook = lambda asked: malformed() if asked.params["date"] == WEEK[2] else None
    done = run(tmp_path, "--week", "2026-W13")
    assert done.exit_code == 1
    assert f"{WEEK[2]}  bad reply: 127.0.0.1 answers with something that is not JSON" in done.stdout
    assert done.stderr.strip() == "assistant: 1 of 7 days could not be fetched; run it again later."
    document = json.loads(run(tmp_path, "--week", "2026-W13", "--json").stdout)
    assert (document["papers"], document["unchanged"]) == (16, 16)
    assert [(error["file"], error["line"]) for error in document["errors"]] == [(f"hub {WEEK[2]}", None)]


def test_a_wait_is_told_beside_the_json(server: HubServer, tmp_path: Path) -> None:
    server.script(throttled("1"))
    done = run(tmp_path, "--date", WEEK[0], "--json")
    assert json.loads(done.stdout)["papers"] == 4
    assert "assistant: waiting 1 s for 127.0.0.1: it asked for fewer requests" in done.stderr


def test_throttled_is_told_until_when(server: HubServer, tmp_path: Path) -> None:
    server.script(throttled("7200"))
    done = run(tmp_path, "--week", "2026-W13", "--json")
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    assert {day["state"] for day in document["days"]} == {"throttled"}
    assert "asks for no request before" in document["errors"][0]["reason"]
    assert len(server.asked) == 1


def test_an_address_that_is_none_is_a_wrong_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "huggingface.co")
    with pytest.raises(ConfigurationError, match=r"HF_ENDPOINT is not valid.*must begin with http"):
        load_settings(home=tmp_path)


def test_ctrl_c_stops_and_keeps_what_came(server: HubServer, tmp_path: Path) -> None:
    def press(asked: Asked) -> Fault | None:
        if asked.params["date"] != WEEK[2]:
            return None
        os.kill(os.getpid(), signal.SIGINT)
        return slow(30)

    server.hook = press
    done = run(tmp_path, "--week", "2026-W13", "--json")
    assert done.exit_code == 130
    assert done.stderr.strip() == "assistant: stopped after 4 of 7 days; what came stays."
    document = json.loads(done.stdout)
    assert (document["papers"], document["new"]) == (8, 8)
    assert [day["date"] for day in document["days"] if day["papers"]] == WEEK[3:]
    server.hook = lambda _: None
    assert json.loads(run(tmp_path, "--week", "2026-W13", "--json").stdout)["new"] == 12


def test_the_address_is_taken_from_settings_before_that_of_other_programs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "https://mirror.example.org")
    assert load_settings(home=tmp_path).hf_endpoint == "https://mirror.example.org"
    monkeypatch.setenv("ASSISTANT_HF_ENDPOINT", "https://other.example.org")
    assert load_settings(home=tmp_path).hf_endpoint == "https://other.example.org"
    (tmp_path / "config.toml").write_text('contact = "ada@example.org"\n')
    assert load_settings(home=tmp_path).contact == "ada@example.org"


def test_options_name_days() -> None:
    today = dt.datetime.now(dt.UTC).date()
    assert days_named(None, None, None, None) == days_named(None, None, None, 7)
    assert days_named(None, None, None, 2) == [today, today - dt.timedelta(days=1)]
    assert days_named(dt.date(2090, 1, 2), None, None, None) == [dt.date(2090, 1, 2)]
    week = days_named(None, "2026-W01", None, None)
    assert (len(week), week[0], week[-1]) == (7, dt.date(2026, 1, 4), dt.date(2025, 12, 29))
    month = days_named(None, None, "2024-02", None)
    assert (len(month), month[0]) == (29, dt.date(2024, 2, 29))
    assert days_named(None, None, f"{today:%Y-%m}", None)[0] == today
    assert days_named(None, None, "2090-01", None) == [dt.date(2090, 1, 1)]


@pytest.mark.parametrize("week", ["2026-W54", "2026-14", "next", "W14"])
def test_a_week_that_is_none_is_wrong_usage(week: str) -> None:
    with pytest.raises(typer.BadParameter, match="write it like 2026-W14"):
        days_named(None, week, None, None)


@pytest.mark.parametrize(
    "words", [("--month", "2026-13"), ("--days", "0"), ("--date", "x"), ("--days", "3", "--week", "2026-W14")]
)
def test_wrong_usage_is_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert run(tmp_path, *words).exit_code == 2
