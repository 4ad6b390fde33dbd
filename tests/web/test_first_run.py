"""The first minute with an empty home: the sample is there, and the last thirty days are one button away."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest

from assistant.config import Settings
from assistant.engine import Assistant
from assistant.ingest.files import read_sample, sample_file
from assistant.web.pages.today_day import Day
from assistant.web.pages.today_fetch import DAYS, fetched, holds_only_sample, last_days
from index.paper import Paper
from tests.support.clock import hurry
from tests.support.hub_server import HubServer, item, malformed, slow, throttled
from tests.support.hub_server import hub_server as hub_server
from tests.support.papers import ZEBRAFOLD
from tests.web.conftest import PATIENCE

TODAY = dt.datetime.now(dt.UTC).date()
UNDER_WAY = re.compile(r"^Day ([2-9]|\d\d) of 30")


def sample() -> list[Paper]:
    with sample_file() as path:
        return [record for record in read_sample(path) if isinstance(record, Paper)]


@pytest.fixture
def hub(hub_server: HubServer) -> HubServer:
    days = [TODAY - dt.timedelta(days=before) for before in range(DAYS)]
    hub_server.today = TODAY
    hub_server.days = {str(day): [item(100 * n + k) for k in range(3)] for n, day in enumerate(days)}
    return hub_server


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


def opened(home: Any, hub: HubServer) -> Assistant:
    assistant = Assistant.open(Settings(home=home, hf_endpoint=hub.url))
    assistant.library.upsert(sample())
    return assistant


def test_a_day_of_which_nothing_is_there_is_not_called_a_sample(tmp_path: Any) -> None:
    assistant = Assistant.open(Settings(home=tmp_path))
    assistant.library.upsert(sample())
    offers = [Day(assistant, query).offer() for query in ({}, {"day": "2020-01-02"})]
    assert [bool(each and "as a sample" in each.text) for each in offers] == [True, False]


def test_the_offer_is_there_while_there_is_only_the_sample(hub: HubServer, tmp_path: Any) -> None:
    assistant = opened(tmp_path, hub)
    assert holds_only_sample(assistant.library)
    assistant.library.upsert([ZEBRAFOLD])
    assert not holds_only_sample(assistant.library)


@pytest.mark.usefixtures("hurried")
def test_every_day_is_told_and_what_came(hub: HubServer, tmp_path: Any) -> None:
    assistant = opened(tmp_path, hub)
    assert last_days(TODAY)[-1] == TODAY - dt.timedelta(days=29)
    lines = list(fetched(assistant, last_days(TODAY)[:4]))
    assert lines[0] == f"Day 1 of 4, {TODAY}: 3 papers"
    assert lines[3] == f"Day 4 of 4, {TODAY - dt.timedelta(days=3)}: 3 papers"
    assert lines[4:] == ["12 papers came, 12 of them new."]


@pytest.mark.usefixtures("hurried")
def test_one_day_is_told(hub: HubServer, tmp_path: Any) -> None:
    assistant = opened(tmp_path, hub)
    assert list(fetched(assistant, [TODAY])) == [f"{TODAY}: 3 papers", "3 papers came, 3 of them new."]
    hub.hook = lambda _: malformed()
    assert list(fetched(assistant, [TODAY]))[-1].startswith("The list could not be fetched: 127.0.0.1 answers with")


@pytest.mark.usefixtures("hurried")
def test_days_that_fail_are_told_with_what_to_do(hub: HubServer, tmp_path: Any) -> None:
    assistant = opened(tmp_path, hub)
    hub.hook = lambda asked: malformed() if asked.params["date"] == str(TODAY) else None
    end = list(fetched(assistant, last_days(TODAY)[:4]))[-1]
    assert end.startswith("9 papers came, 9 of them new. 1 of 4 days could not be fetched: 127.0.0.1 answers with")
    hub.hook = lambda _: throttled("7200")
    end = list(fetched(opened(tmp_path / "other", hub), last_days(TODAY)))[-1]
    assert end.startswith("30 of 30 days could not be fetched: 127.0.0.1 asks for no request before")
    assert end.endswith("press the button again: it goes on from there.")


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


@pytest.mark.browser
def test_one_button_brings_papers_that_are_used_at_once(tab: Any, serve: Any, hub: HubServer) -> None:
    tab.goto(serve(sample(), hf_endpoint=hub.url, time_zone="UTC"))
    tab.get_by_role("heading", name="Well-known papers").wait_for()
    assert "as a sample" in tab.locator("#fetched").text_content()
    assert not tab.locator("#fetch-stop").is_visible()
    tab.get_by_role("button", name="Fetch the last 30 days").click()
    tab.get_by_text(UNDER_WAY).wait_for()
    assert tab.locator("#fetch-stop").is_visible()
    assert tab.locator("progress").get_attribute("max") == "30"
    tab.get_by_text("90 papers came, 90 of them new.").wait_for(timeout=90_000)
    tab.get_by_role("heading", name=f"{TODAY:%A}, {TODAY.day} {TODAY:%B %Y}").wait_for()
    tab.locator("article.paper .whole").nth(2).wait_for()
    tab.locator("#brief .cite").first.wait_for()
    assert not tab.locator("#fetch-stop").is_visible()
    tab.reload()
    tab.get_by_text(f"{len(sample()) + 90} papers").wait_for()
    assert "as a sample" not in tab.locator("#fetched").text_content()


def listed_lately() -> Paper:
    return ZEBRAFOLD.model_copy(update={"featured": TODAY - dt.timedelta(days=4)})


@pytest.mark.browser
def test_who_follows_the_lists_finds_the_new_ones_when_today_is_opened(tab: Any, serve: Any, hub: HubServer) -> None:
    url = serve([listed_lately()], hf_endpoint=hub.url, time_zone="UTC")
    tab.goto(url)
    tab.get_by_text("of them new.").wait_for()
    newest = next(day for day in last_days(TODAY) if day.weekday() < 5)
    tab.get_by_role("heading", name=f"{newest:%A}, {newest.day} {newest:%B %Y}").wait_for()
    asked = len(hub.asked)
    tab.reload()  # within the hour nothing is asked for again
    tab.get_by_role("button", name="Fetch what is new").wait_for()
    tab.wait_for_timeout(1000)
    assert len(hub.asked) == asked


@pytest.mark.browser
def test_who_wants_to_be_asked_is_asked(tab: Any, serve: Any, hub: HubServer) -> None:
    tab.goto(serve([listed_lately()], hf_endpoint=hub.url, time_zone="UTC", fetch_lists="asked"))
    tab.get_by_role("button", name=re.compile("Fetch")).wait_for()
    tab.wait_for_timeout(1000)
    assert not hub.asked


@pytest.mark.browser
def test_it_can_be_stopped_and_what_came_stays(tab: Any, serve: Any, hub: HubServer) -> None:
    late = str(TODAY - dt.timedelta(days=2))
    hub.hook = lambda asked: slow(3) if asked.params["date"] <= late else None
    tab.goto(serve(sample(), hf_endpoint=hub.url, time_zone="UTC"))
    tab.click("#fetch")
    tab.get_by_text(UNDER_WAY).wait_for()
    tab.get_by_role("button", name="Stop").click()
    tab.get_by_text("Stopped; the day that was on its way").wait_for()
    assert tab.locator("#fetch").is_visible()
    tab.wait_for_timeout(4500)
    tab.reload()
    tab.get_by_text(f"{len(sample()) + 9} papers").wait_for()
    assert len({asked.params["date"] for asked in hub.asked}) == 3


@pytest.mark.browser
def test_without_a_network_the_sample_stays(tab: Any, serve: Any) -> None:
    tab.goto(serve(sample(), hf_endpoint="http://127.0.0.1:9", time_zone="UTC"))
    tab.click("#fetch")
    tab.get_by_text("could not be fetched: 127.0.0.1 cannot be reached").wait_for(timeout=120_000)
    assert "Check the network" in tab.locator("#fetched").text_content()
    assert tab.locator("#fetch").is_visible()
    assert tab.locator("article.paper").count()
