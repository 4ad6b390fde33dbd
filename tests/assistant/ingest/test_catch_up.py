"""Catching up with daily lists, from a real server on this machine."""

import datetime as dt
import shutil
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import pytest

from assistant.ingest.files import Tally
from assistant.ingest.sites import DayResult, catch_up
from index.errors import EmbedderChanged
from index.paper import Paper
from index.sources.http import PoliteClient
from index.sources.hub import Hub
from index.store.library import Library
from tests.support.clock import Clock
from tests.support.embedder import HashedEmbedder
from tests.support.hub_server import (
    Fault,
    FolderDays,
    HubServer,
    broken,
    cut,
    item,
    malformed,
    page,
    throttled,
)
from tests.support.hub_server import captured as captured
from tests.support.hub_server import hub_server as hub_server

MONDAY, TUESDAY = dt.date(2026, 3, 30), dt.date(2026, 3, 31)
OLD = [dt.date(2026, 3, number) for number in (9, 10, 11, 12, 13)]  # Monday to Friday


class Morning:
    """A library, and a client that fetches into it."""

    def __init__(self, server: HubServer, folder: Path, clock: Clock | None = None) -> None:
        self.server, self.clock = server, clock or Clock()
        self.told: list[str] = []
        self.client = PoliteClient(
            folder / "http", notify=self.told.append, sleep=self.clock.sleep, now=self.clock.now, timeout=5
        )
        self.hub = Hub(self.client, endpoint=server.url, now=self.clock.now)
        self.library = Library(folder / "library", HashedEmbedder())

    def results(self, days: Sequence[dt.date]) -> Iterator[DayResult]:
        return catch_up(days, hub=self.hub, library=self.library)

    def states(self, days: Sequence[dt.date]) -> list[str]:
        return [result.state for result in self.results(days)]

    def asked_days(self) -> list[dt.date]:
        return [dt.date.fromisoformat(asked.params["date"]) for asked in self.server.asked]

    def paper(self, number: int) -> Paper:
        (paper,) = self.library.get([f"arxiv:2603.{number:05}"])
        return paper


@pytest.fixture
def morning(hub_server: HubServer, tmp_path: Path) -> Iterator[Morning]:
    hub_server.days = {str(day): [item(day.day * 100 + number) for number in range(3)] for day in [*OLD, TUESDAY]}
    opened = Morning(hub_server, tmp_path)
    yield opened
    opened.client.close()


def test_each_day_is_told_with_what_came_or_why_nothing_did(morning: Morning) -> None:
    days = [OLD[0], dt.date(2026, 3, 14), dt.date(2026, 3, 16), dt.date(2026, 4, 20)]
    results = list(catch_up(days, hub=morning.hub, library=morning.library))
    assert [result.date for result in results] == days
    assert results[:3] == [
        DayResult(date=days[0], papers=3, new=3, updated=0, state="open"),
        DayResult(date=days[1], state="weekend", reason="a weekend: there is no list"),
        DayResult(date=days[2], state="empty", reason="the list of that day is empty"),
    ]
    assert results[3].state == "not yet open"
    assert "not available yet" in results[3].reason
    assert morning.library.count() == 3
    assert {paper.featured for paper in morning.library.all()} == {OLD[0]}


@pytest.mark.parametrize("fault", [page(), malformed()], ids=["page", "malformed"])
def test_a_day_that_fails_does_not_stop_the_others(morning: Morning, fault: Fault) -> None:
    morning.server.hook = lambda asked: fault if asked.params["date"] == str(OLD[1]) else None
    tally = Tally(morning.library)
    results = list(catch_up(OLD, hub=morning.hub, library=morning.library, tally=tally))
    assert [result.state for result in results] == ["open", "bad reply", "open", "open", "open"]
    assert "127.0.0.1" in results[1].reason
    (error,) = tally.result().errors
    assert (error.file, error.line) == ("hub 2026-03-10", None)
    assert (tally.result().papers, tally.result().new) == (12, 12)


def test_one_day_that_cannot_be_had_does_not_stop_the_others(morning: Morning) -> None:
    morning.server.hook = lambda asked: broken() if asked.params["date"] == str(OLD[1]) else None
    assert morning.states(OLD) == ["open", "unreachable", "open", "open", "open"]


def test_a_site_that_is_down_is_not_asked_for_every_day(morning: Morning) -> None:
    morning.server.hook = lambda asked: None if asked.params["date"] == str(OLD[0]) else cut()
    results = list(morning.results(OLD))
    assert [result.state for result in results] == ["open", *["unreachable"] * 4]
    assert results[-1].reason.startswith("not asked for: 127.0.0.1 cut off its answer")
    assert set(morning.asked_days()) == set(OLD[:3])


def test_a_site_that_throttles_is_left_alone(morning: Morning) -> None:
    morning.server.script(None, throttled("3600"))
    results = list(morning.results(OLD))
    assert [result.state for result in results] == ["open", *["throttled"] * 4]
    assert all(result.reason.startswith("not asked for: 127.0.0.1 asks for no request") for result in results[2:])
    assert morning.asked_days() == OLD[:2]
    morning.clock.move_on(hours=1)
    assert morning.states(OLD) == ["open"] * 5
    assert morning.library.count() == 15


def test_a_short_wait_costs_no_day(morning: Morning) -> None:
    morning.server.script(None, throttled("7"), broken(), cut("unnoticed"))
    assert morning.states(OLD) == ["open"] * 5
    assert morning.told[0] == "waiting 7 s for 127.0.0.1: it asked for fewer requests"


def test_a_catch_up_that_was_stopped_goes_on_where_it_was(morning: Morning, tmp_path: Path) -> None:
    stopped = morning.results(OLD)
    assert len(list(islice(stopped, 2))) == 2
    stopped.close()  # type: ignore[attr-defined]
    assert morning.library.count() == 6
    later = Morning(morning.server, tmp_path, morning.clock)  # as a new process
    results = list(later.results(OLD))
    later.client.close()
    assert [result.new for result in results] == [0, 0, 3, 3, 3]
    assert later.asked_days() == OLD  # each once
    assert later.library.count() == 15


def test_the_last_days_are_asked_for_again_and_votes_go_up(morning: Morning) -> None:
    morning.states([*OLD, TUESDAY])
    assert morning.paper(3100).upvotes == 3100 % 7
    morning.clock.move_on(hours=3)
    morning.server.days[str(TUESDAY)][0]["paper"].update(upvotes=88)
    morning.server.days[str(TUESDAY)].append(item(3199))
    *old, newest = morning.results([*OLD, TUESDAY])
    assert newest == DayResult(date=TUESDAY, papers=4, new=1, updated=1)
    assert all((result.papers, result.new, result.updated) == (3, 0, 0) for result in old)
    assert morning.paper(3100).upvotes == 88
    assert morning.asked_days().count(TUESDAY) == 2
    assert morning.asked_days().count(OLD[0]) == 1


@pytest.mark.parametrize("left", [1, 0])
def test_a_smaller_list_takes_no_paper_away(morning: Morning, left: int) -> None:
    morning.states([TUESDAY])
    del morning.server.days[str(TUESDAY)][left:]
    morning.clock.move_on(hours=3)
    (result,) = morning.results([TUESDAY])
    assert (result.papers, result.state) == (left, "open" if left else "empty")
    assert {paper.id for paper in morning.library.all() if paper.featured == TUESDAY} == {
        f"arxiv:2603.{number:05}" for number in (3100, 3101, 3102)
    }


def test_a_library_that_was_lost_gets_everything_again(morning: Morning, tmp_path: Path) -> None:
    morning.states(OLD)
    shutil.rmtree(tmp_path / "library")
    later = Morning(morning.server, tmp_path, morning.clock)
    assert [result.new for result in later.results(OLD)] == [3] * 5
    later.client.close()
    assert later.asked_days() == OLD


def test_entries_that_cannot_be_read_are_counted_and_told(morning: Morning) -> None:
    morning.server.days[str(OLD[0])][1]["paper"]["summary"] = None
    for damaged in morning.server.days[str(OLD[1])]:
        damaged["paper"]["title"] = ""
        damaged["title"] = ""
    tally = Tally(morning.library)
    some, none = catch_up(OLD[:2], hub=morning.hub, library=morning.library, tally=tally)
    assert (some.papers, some.state, some.reason) == (2, "open", "1 of its entries could not be read")
    assert (none.papers, none.state) == (0, "bad reply")
    assert "none of its 3 entries" in none.reason
    done = tally.result()
    assert (done.records, done.skipped) == (2, 4)
    assert [(error.file, error.line) for error in done.errors] == [
        ("hub 2026-03-09", 2),
        ("hub 2026-03-10", 1),
        ("hub 2026-03-10", 2),
        ("hub 2026-03-10", 3),
    ]


def test_a_day_that_is_named_twice_is_fetched_once(morning: Morning) -> None:
    assert morning.states([OLD[0], OLD[1], OLD[0]]) == ["open", "open"]


def test_another_embedder_is_told_before_anything_is_fetched(morning: Morning, tmp_path: Path) -> None:
    morning.states(OLD[:1])
    other = Library(tmp_path / "library", HashedEmbedder("other"))
    with pytest.raises(EmbedderChanged):
        next(catch_up(OLD, hub=morning.hub, library=other))
    assert morning.asked_days() == OLD[:1]


@pytest.mark.seeds
def test_real_days_come_whole_and_once_though_the_site_fails(morning: Morning, captured: Path) -> None:
    """Twenty days in a row, of which eight are weekends or holidays without a list."""
    days = [dt.date(2026, 3, 12) + dt.timedelta(days=after) for after in range(20)]
    morning.server.days = real = FolderDays(captured)
    faults = [None, cut(), None, throttled("2"), broken(), None, page(), cut("chunks"), None, cut("unnoticed"), None]
    morning.server.script(*faults * 2)
    results = {str(result.date): result for result in morning.results(days)}
    assert {day: result.papers for day, result in results.items()} == {
        str(day): len(real.get(str(day), [])) for day in days
    }
    assert {results[str(day)].state for day in days if day.weekday() < 5 and str(day) in real} == {"open"}
    there = sorted(paper.id for paper in morning.library.all())
    assert there == sorted({f"arxiv:{one['paper']['id']}" for day in days for one in real.get(str(day), [])})
