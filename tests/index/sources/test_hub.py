"""Hugging Face's daily lists, from a real server on this machine."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from index.errors import SourceBadReply, SourceError, SourceNotYetOpen, SourceThrottled, SourceUnreachable
from index.paper import Paper
from index.sources.base import Skipped
from index.sources.fields import BadRow
from index.sources.http import PoliteClient
from index.sources.hub import Hub, is_daily_item, items_to_papers, paper_of
from tests.support.clock import Clock
from tests.support.hub_server import (
    Asked,
    Fault,
    FolderDays,
    HubServer,
    broken,
    cut,
    empty,
    item,
    malformed,
    page,
    refused,
    throttled,
)
from tests.support.hub_server import captured as captured
from tests.support.hub_server import hub_server as hub_server

TUESDAY = dt.date(2026, 3, 31)
SUNDAY = dt.date(2026, 3, 29)


@pytest.fixture
def server(hub_server: HubServer) -> HubServer:
    hub_server.days = {str(TUESDAY): [item(number) for number in range(1, 13)]}
    return hub_server


@pytest.fixture
def clock() -> Clock:
    return Clock()  # noon of the day after


@pytest.fixture
def hub(server: HubServer, tmp_path: Path, clock: Clock) -> Iterator[Hub]:
    with PoliteClient(tmp_path, sleep=clock.sleep, now=clock.now, timeout=5) as client:
        yield Hub(client, endpoint=server.url + "/", now=clock.now)


def ids(records: list[Paper | Skipped]) -> list[str]:
    assert not any(isinstance(record, Skipped) for record in records), records
    return [record.id for record in records if isinstance(record, Paper)]


def numbered(*numbers: int) -> list[str]:
    return [f"arxiv:2603.{number:05}" for number in numbers]


# One item


def test_every_field_that_serves_is_read() -> None:
    whole = item(
        1,
        upvotes=43,
        githubRepo="https://github.com/example/lantern",
        githubStars=0,
        projectPage=" https://lantern.example.org ",
        ai_keywords=["lanterns", "daily  lists", "lanterns", 3],
        organization={"_id": "x", "name": "exampleorg", "fullname": "Example Org"},
        authors=[{"name": "Ada Example"}, {"name": "Bo Sample", "hidden": True}, {"user": "x"}],
    )
    assert paper_of(whole, TUESDAY, "hub") == Paper(
        id="arxiv:2603.00001",
        title="Lantern number 1 for daily lists",
        abstract="We light lantern w1w for daily lists. It burns for 1 hours.",
        authors=("Ada Example", "Bo Sample"),
        organisation="Example Org",
        published=dt.date(2026, 3, 26),
        featured=TUESDAY,
        url="https://arxiv.org/abs/2603.00001",
        keywords=("lanterns", "daily lists"),
        code_url="https://github.com/example/lantern",
        project_url="https://lantern.example.org",
        stars=0,
        sources=("hub",),
        upvotes=43,
        comments=1,
    )


def test_signs_that_come_by_their_bare_names_are_written_as_they_look() -> None:
    one = item(1)
    one["paper"]["summary"] = "Folds are 2.5times faster at sim30 GB and leq8 bits, 3 times in a row, as sim-to-real."
    assert paper_of(one, None, "hub").abstract == (
        "Folds are 2.5× faster at ~30 GB and ≤8 bits, 3 times in a row, as sim-to-real."
    )


def test_no_votes_are_none_at_all_and_not_unknown() -> None:
    assert paper_of(item(7), None, "hub").upvotes == 0
    assert paper_of({"paper": {"id": "2603.00001", "title": "A", "summary": "B."}}, None, "hub").upvotes is None


def test_the_retelling_of_a_model_is_never_read() -> None:
    assert "retelling" not in paper_of(item(1), None, "hub").model_dump_json()
    only = item(1)
    del only["paper"]["summary"]
    with pytest.raises(BadRow, match="no abstract"):
        paper_of(only, None, "hub")


def test_the_day_that_was_asked_for_comes_before_the_day_that_the_item_names() -> None:
    assert paper_of(item(1), dt.date(2026, 4, 1), "hub").featured == dt.date(2026, 4, 1)
    assert paper_of(item(1), None, "hub").featured == TUESDAY
    assert paper_of(item(1, submittedOnDailyAt=None), None, "hub").featured is None


WRONG: dict[str, dict[str, Any]] = {
    "links": {"githubRepo": "javascript:alert(1)", "projectPage": "https://x y"},
    "numbers": {"githubStars": "many", "upvotes": -1},
    "lists": {"authors": "nobody knows", "ai_keywords": "lantern"},
    "nothing": {"githubRepo": None, "githubStars": None, "projectPage": 3, "organization": "x", "ai_keywords": None},
    "dates": {"publishedAt": "yesterday", "submittedOnDailyAt": 1774919000},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_field_that_cannot_be_read_is_unknown_and_costs_no_paper(name: str) -> None:
    paper = paper_of(item(1, **WRONG[name]), None, "hub")
    assert paper.id == "arxiv:2603.00001"
    assert (paper.code_url, paper.project_url, paper.stars) == (None, None, None)


def test_items_are_told_from_other_rows() -> None:
    assert is_daily_item(item(1))
    assert is_daily_item({"paper": {}})
    assert is_daily_item(str(item(1)))
    assert not any(map(is_daily_item, [{"title": "A", "abstract": "B."}, {"paper": "A"}, [], None, "text", 3]))


def test_an_item_that_was_written_as_python_shows_it_is_read() -> None:
    assert paper_of(str(item(1)), TUESDAY, "hub") == paper_of(item(1), TUESDAY, "hub")
    for damaged in (str(item(1))[:300], "{'paper': __import__('os')}", "{'paper': " * 500, "text", ""):
        with pytest.raises(BadRow):
            paper_of(damaged, None, "hub")


def test_a_damaged_item_costs_that_item_and_is_told() -> None:
    items = [item(1), {"paper": {"id": "2603.00002", "title": "A"}}, None, item(3)]
    first, second, third, fourth = items_to_papers(items, TUESDAY, place="list.json")
    assert isinstance(first, Paper)
    assert first.sources == ("hub",)
    assert second == Skipped(file="list.json", line=2, reason="no abstract")
    assert third == Skipped(file="list.json", line=3, reason="not an object with fields")
    assert isinstance(fourth, Paper)


# One list


def test_a_day_is_read(hub: Hub, server: HubServer) -> None:
    records = hub.read(TUESDAY)
    assert ids(records) == numbered(*range(1, 13))
    assert {record.featured for record in records if isinstance(record, Paper)} == {TUESDAY}
    assert server.asked[0].params == {"date": "2026-03-31", "p": "0", "limit": "100"}
    assert len(server.asked) == 1


def test_pages_are_read_to_the_end(hub: Hub, server: HubServer) -> None:
    server.days = {str(TUESDAY): [item(number) for number in range(1, 231)]}
    assert sorted(ids(hub.read(TUESDAY))) == numbered(*range(1, 231))
    assert [asked.params["p"] for asked in server.asked[:3]] == ["0", "1", "2"]


@pytest.mark.parametrize("size", [10, 20, 50])
def test_a_site_that_gives_shorter_pages_than_it_is_asked_for_is_read_to_the_end(
    hub: Hub, server: HubServer, size: int
) -> None:
    server.largest_page = size
    server.days = {str(TUESDAY): [item(number) for number in range(1, 61)]}
    assert sorted(ids(hub.read(TUESDAY))) == numbered(*range(1, 61))


def test_a_site_that_knows_no_pages_is_read_once(hub: Hub, server: HubServer) -> None:
    whole = json.dumps([item(number) for number in range(1, 51)]).encode()
    server.hook = lambda _: Fault(body=whole)
    assert ids(hub.read(TUESDAY)) == numbered(*range(1, 51))
    assert len(server.asked) == 4


def shifting(server: HubServer, change: Callable[[list[Any]], None], at: int = 1) -> None:
    """Change the list before the request with this number, from 0, is answered."""

    def hook(_: Asked) -> None:
        if len(server.asked) == at + 1:
            change(server.days[str(TUESDAY)])

    server.hook = hook


def test_a_paper_that_comes_while_we_read_is_had_and_none_twice(hub: Hub, server: HubServer) -> None:
    server.days = {str(TUESDAY): [item(number) for number in range(1, 151)]}
    shifting(server, lambda items: items.insert(0, item(900)))
    assert sorted(ids(hub.read(TUESDAY))) == numbered(*range(1, 151), 900)


def test_no_paper_is_lost_when_another_is_taken_away_while_we_read(hub: Hub, server: HubServer) -> None:
    server.days = {str(TUESDAY): [item(number) for number in range(1, 151)]}
    shifting(server, lambda items: items.pop(3))
    assert set(ids(hub.read(TUESDAY))) == set(numbered(*range(1, 151)))


def test_no_paper_is_lost_when_it_moves_to_the_page_before(hub: Hub, server: HubServer) -> None:
    server.days = {str(TUESDAY): [item(number) for number in range(1, 102)]}
    shifting(server, lambda items: items.pop(3))
    assert set(ids(hub.read(TUESDAY))) == set(numbered(*range(1, 102)))


def test_an_item_that_was_damaged_once_is_had(hub: Hub, server: HubServer) -> None:
    whole = json.dumps([item(1), {**item(2), "paper": None}, item(3)])
    server.script(Fault(body=whole.encode()))
    assert sorted(ids(hub.read(TUESDAY))) == numbered(*range(1, 13))


def test_an_item_that_stays_damaged_is_told_once(hub: Hub, server: HubServer) -> None:
    server.days = {str(TUESDAY): [item(1), item(2, summary=""), item(3)]}
    papers = [record for record in hub.read(TUESDAY) if isinstance(record, Paper)]
    assert [paper.id for paper in papers] == numbered(1, 3)
    assert [record for record in hub.read(TUESDAY) if isinstance(record, Skipped)] == [
        Skipped(file="hub 2026-03-31", line=2, reason="no abstract")
    ]


def test_items_beside_a_damaged_one_are_had_though_nothing_more_is_answered(hub: Hub, server: HubServer) -> None:
    server.script(Fault(body=json.dumps([item(1), {**item(2), "paper": None}]).encode()), throttled("9000"))
    assert [isinstance(record, Paper) for record in hub.read(TUESDAY)] == [True, False]


def test_votes_are_those_that_were_read_last(hub: Hub, server: HubServer) -> None:
    server.days = {str(TUESDAY): [item(number) for number in range(1, 151)]}
    shifting(server, lambda items: items[0]["paper"].update(upvotes=500), at=2)
    votes = {record.id: record.upvotes for record in hub.read(TUESDAY) if isinstance(record, Paper)}
    assert votes["arxiv:2603.00001"] == 500


def test_an_empty_page_in_the_middle_is_not_the_end(hub: Hub, server: HubServer) -> None:
    server.days = {str(TUESDAY): [item(number) for number in range(1, 251)]}
    server.script(None, empty())
    assert len(ids(hub.read(TUESDAY))) == 250


def test_a_page_that_stays_empty_in_the_middle_is_told(hub: Hub, server: HubServer) -> None:
    server.days = {str(TUESDAY): [item(number) for number in range(1, 251)]}
    server.hook = lambda asked: empty() if asked.params["p"] == "1" else None
    with pytest.raises(SourceBadReply, match="Page 1 of the list of 2026-03-31 is empty"):
        hub.read(TUESDAY)


def test_an_empty_day_is_believed_when_it_was_said_twice(hub: Hub, server: HubServer) -> None:
    server.script(empty())
    assert len(hub.read(TUESDAY)) == 12
    assert hub.read(dt.date(2026, 3, 30)) == []
    assert hub.read(SUNDAY) == []
    assert [asked.params["date"][-2:] for asked in server.asked] == ["31", "31", "30", "30", "29"]


def test_a_week_and_a_month_name_the_days_themselves(hub: Hub, server: HubServer) -> None:
    server.days = {
        "2026-03-30": [item(1, submittedOnDailyAt="2026-03-30T00:00:00.000Z")],
        "2026-03-31": [item(2), item(3, submittedOnDailyAt=None)],
    }
    for period in ("2026-W14", "2026-03"):
        records = [record for record in hub.read(period) if isinstance(record, Paper)]
        featured = {record.id[-1]: record.featured for record in records}
        assert featured == {"1": dt.date(2026, 3, 30), "2": TUESDAY, "3": None}
    assert [set(asked.params) for asked in server.asked] == [{"week", "p", "limit"}, {"month", "p", "limit"}]


# What is no list


BAD: dict[str, tuple[Fault, type[SourceError], str]] = {
    "a page for people": (page(), SourceBadReply, "a page for people"),
    "malformed": (malformed(), SourceBadReply, "not JSON"),
    "an error behind 200": (Fault(body=b'{"error": "index is rebuilt"}'), SourceBadReply, "index is rebuilt"),
    "a list of something else": (Fault(body=b'[{"title": "A"}]'), SourceBadReply, "no list of papers"),
    "null": (Fault(body=b"null"), SourceBadReply, "no list of papers"),
    "nothing": (Fault(body=b""), SourceBadReply, "not JSON"),
    "not found": (refused(404, "no"), SourceBadReply, "HTTP 404"),
    "deep": (Fault(body=b"[" * 100_000), SourceBadReply, "not JSON"),
    "cut": (cut(), SourceUnreachable, "cut off"),
    "cut, chunked": (cut("chunks"), SourceUnreachable, "cut off"),
    "cut, and only JSON tells": (cut("unnoticed"), SourceUnreachable, "cut off"),
    "cut in a character": (Fault(body='[{"paper": {"title": "é'.encode()[:-1]), SourceUnreachable, "cut off"),
    "cut in a word": (Fault(body=b'[{"paper": {"id": "26'), SourceUnreachable, "cut off"),
    "throttled": (throttled("9000"), SourceThrottled, "no request before"),
    "down": (broken(502), SourceUnreachable, "HTTP 502"),
    "not open": (refused(400, "not available yet"), SourceNotYetOpen, "not available yet"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_list_is_never_an_empty_day(hub: Hub, server: HubServer, name: str) -> None:
    fault, kind, says = BAD[name]
    server.hook = lambda _: fault
    with pytest.raises(kind, match=says):
        hub.read(TUESDAY)
    assert len(server.asked) <= 6


@pytest.mark.parametrize("fault", [page(), malformed(), cut("unnoticed"), broken(), throttled("1")])
def test_what_was_wrong_once_costs_nothing(hub: Hub, server: HubServer, fault: Fault) -> None:
    server.script(fault)
    assert len(ids(hub.read(TUESDAY))) == 12


def test_what_was_wrong_twice_in_different_ways_costs_nothing(hub: Hub, server: HubServer) -> None:
    server.script(malformed(), page(), empty(), page(), malformed())
    assert len(ids(hub.read(TUESDAY))) == 12


def test_a_day_to_come_is_not_open_yet(hub: Hub) -> None:
    with pytest.raises(SourceNotYetOpen, match="no such list yet"):
        hub.read(dt.date(2026, 4, 20))


def test_a_server_in_latin_1_is_no_list(hub: Hub, server: HubServer) -> None:
    server.hook = lambda _: Fault(body='[{"paper": {"id": "é"}}]'.encode("latin-1"))
    with pytest.raises(SourceBadReply):
        hub.read(TUESDAY)


# What is kept


def test_a_list_is_kept_only_when_it_was_read_days_after_its_own(hub: Hub, server: HubServer, clock: Clock) -> None:
    hub.read(TUESDAY)  # noon of the next day: partial
    server.days = {str(TUESDAY): [item(number) for number in range(1, 21)]}
    clock.move_on(days=10)
    assert len(ids(hub.read(TUESDAY))) == 20
    asked = len(server.asked)
    clock.move_on(days=20)
    assert len(ids(hub.read(TUESDAY))) == 20
    assert len(server.asked) == asked
    clock.move_on(days=20)
    hub.read(TUESDAY)
    assert len(server.asked) > asked


def test_a_young_list_is_asked_for_each_time(hub: Hub, server: HubServer, clock: Clock) -> None:
    for _ in range(3):
        hub.read(TUESDAY)
        clock.move_on(hours=20)
    assert [asked.status for asked in server.asked] == [200, 304, 304]


# Real answers


@pytest.mark.seeds
def test_real_lists(hub: Hub, server: HubServer, captured: Path) -> None:
    """Those around New Year 2025 hold items that were written as Python shows them."""
    server.days = FolderDays(captured)
    days = [dt.date(2024, 12, 9) + dt.timedelta(days=after) for after in range(0, 28, 2)]
    found: dict[str, Paper] = {}
    for day in [*days, dt.date(2024, 5, 28), dt.date(2025, 9, 30), TUESDAY]:
        records = hub.read(day)
        assert len(ids(records)) == len(server.days.get(str(day), []))
        papers = {record.id: record for record in records if isinstance(record, Paper)}
        for paper in papers.values():
            assert paper.featured == day
            assert paper.authors
            assert paper.upvotes is not None
            assert paper.published
            assert paper.published <= day
        assert not found.keys() & papers.keys()
        found |= papers
    assert all(key.startswith("arxiv:") for key in found)


@pytest.mark.seeds
def test_a_real_list_that_is_none_is_no_empty_day(hub: Hub, server: HubServer, captured: Path) -> None:
    server.days = FolderDays(captured)  # the capture has the names of an object's fields in place of items
    with pytest.raises(SourceBadReply):
        hub.read(dt.date(2025, 1, 10))
