"""The first minute with an empty home: the sample is there, and the last thirty days are one button away."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from assistant.config import Settings
from assistant.engine import Assistant
from assistant.ingest.sample import read_sample, sample_file
from assistant.web.fetching import DAYS, fetched, holds_only_sample
from index.paper import Paper
from tests.support.hub_server import HubServer, item, malformed, slow, throttled
from tests.support.hub_server import hub_server as hub_server
from tests.support.papers import ZEBRAFOLD

TODAY = dt.datetime.now(dt.UTC).date()


def sample() -> list[Paper]:
    with sample_file() as path:
        return [record for record in read_sample(path) if isinstance(record, Paper)]


@pytest.fixture
def hub(hub_server: HubServer) -> HubServer:
    days = [TODAY - dt.timedelta(days=before) for before in range(DAYS)]
    hub_server.today = TODAY
    hub_server.days = {str(day): [item(100 * n + k) for k in range(3)] for n, day in enumerate(days)}
    return hub_server


def opened(home: Any, hub: HubServer) -> Assistant:
    assistant = Assistant.open(Settings(home=home, hf_endpoint=hub.url))
    assistant.library.upsert(sample())
    return assistant


def test_the_offer_is_there_while_there_is_only_the_sample(hub: HubServer, tmp_path: Any) -> None:
    assistant = opened(tmp_path, hub)
    assert holds_only_sample(assistant.library)
    assistant.library.upsert([ZEBRAFOLD])
    assert not holds_only_sample(assistant.library)


def test_every_day_is_told_and_what_came(hub: HubServer, tmp_path: Any) -> None:
    assistant = opened(tmp_path, hub)
    lines = list(fetched(assistant))
    assert lines[0] == f"Day 1 of 30, {TODAY}: 3 papers"
    assert lines[29] == f"Day 30 of 30, {TODAY - dt.timedelta(days=29)}: 3 papers"
    assert lines[30:] == ["90 papers came, 90 of them new."]


def test_days_that_fail_are_told_with_what_to_do(hub: HubServer, tmp_path: Any) -> None:
    assistant = opened(tmp_path, hub)
    hub.hook = lambda asked: malformed() if asked.params["date"] == str(TODAY) else None
    end = list(fetched(assistant))[-1]
    assert end.startswith("87 papers came, 87 of them new. 1 of 30 days could not be fetched: 127.0.0.1 answers with")
    hub.hook = lambda _: throttled("7200")
    end = list(fetched(opened(tmp_path / "other", hub)))[-1]
    assert end.startswith("30 of 30 days could not be fetched: 127.0.0.1 asks for no request before")
    assert end.endswith("press the button again: it goes on from there.")


@pytest.mark.browser
def test_one_button_brings_papers_that_are_used_at_once(visit: Any, serve: Any, hub: HubServer) -> None:
    page = visit(serve(sample(), hf_endpoint=hub.url))
    page.tab.get_by_text(f"Ask about {len(sample())} papers").wait_for()
    offer = page.tab.locator("#fetched")
    assert "as a sample" in offer.text_content()
    assert not page.tab.locator("#fetch-stop").is_visible()
    page.tab.get_by_role("button", name="Fetch the last 30 days").click()
    page.tab.get_by_text("Day 2 of 30").wait_for()
    assert page.tab.locator("#fetch-stop").is_visible()
    page.tab.get_by_text("90 papers came, 90 of them new.").wait_for(timeout=90_000)
    assert not page.tab.locator("#fetch").is_visible()
    page.tab.get_by_text(f"Ask about {len(sample()) + 90} papers").wait_for()
    reply = page.ask("Lantern number 101")
    assert "lantern" in reply.text_content().lower()
    page.open_tab("Brief")
    page.tab.wait_for_function(f"document.querySelector('#brief-date textarea, #brief-date input').value === '{TODAY}'")
    page.tab.reload()
    page.tab.wait_for_selector("#question textarea")
    page.tab.locator("#first-run").wait_for(state="hidden")


@pytest.mark.browser
def test_it_can_be_stopped_and_what_came_stays(visit: Any, serve: Any, hub: HubServer) -> None:
    late = str(TODAY - dt.timedelta(days=2))
    hub.hook = lambda asked: slow(3) if asked.params["date"] <= late else None
    page = visit(serve(sample(), hf_endpoint=hub.url))
    page.tab.click("#fetch")
    page.tab.get_by_text("Day 2 of 30").wait_for()
    page.tab.get_by_role("button", name="Stop").click()
    page.tab.get_by_text("Stopped; the day that was on its way").wait_for()
    assert page.tab.locator("#fetch").is_visible()
    page.tab.wait_for_timeout(4500)
    page.tab.get_by_text(f"Ask about {len(sample()) + 9} papers").wait_for()
    assert max(len({asked.params["date"] for asked in hub.asked}), 3) == 3
    page.ask("Lantern number 1")


@pytest.mark.browser
def test_without_a_network_the_sample_stays(visit: Any, serve: Any) -> None:
    page = visit(serve(sample(), hf_endpoint="http://127.0.0.1:9"))
    page.tab.click("#fetch")
    page.tab.get_by_text("could not be fetched: 127.0.0.1 cannot be reached").wait_for(timeout=120_000)
    assert "Check the network" in page.tab.locator("#fetched").text_content()
    page.tab.locator("#fetch").wait_for()
    page.ask("What is retrieval-augmented generation?")
    assert page.tab.locator(".cite").count()
