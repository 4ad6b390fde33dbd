"""arXiv's API, from a real server on this machine."""

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from index.errors import SourceBadReply, SourceError, SourceThrottled, SourceUnreachable
from index.paper import Paper
from index.sources.arxiv import Arxiv, Search
from index.sources.base import Skipped
from index.sources.http import PoliteClient
from tests.support.arxiv_server import (
    ArxivServer,
    empty_page,
    error_entry,
    not_acceptable,
    rate_exceeded,
)
from tests.support.arxiv_server import arxiv_server as arxiv_server
from tests.support.arxiv_server import captured_entries as captured_entries
from tests.support.arxiv_works import Work
from tests.support.clock import Clock
from tests.support.hub_server import Fault, broken, cut, page, throttled

DAY = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def works(number: int) -> list[Work]:
    """Papers of one hour after another; the last is the newest."""
    return [Work(f"2603.{n:05}", f"Lantern {n}", versions=(DAY + dt.timedelta(hours=n),)) for n in range(1, number + 1)]


@pytest.fixture
def clock() -> Clock:
    return Clock()  # 2026-04-01


@pytest.fixture
def client(tmp_path: Path, clock: Clock) -> Iterator[PoliteClient]:
    with PoliteClient(tmp_path, sleep=clock.sleep, now=clock.now, timeout=5) as client:
        yield client


@pytest.fixture
def arxiv(arxiv_server: ArxivServer, client: PoliteClient) -> Arxiv:
    arxiv_server.works = works(12)
    return Arxiv(client, endpoint=arxiv_server.api, today=lambda: dt.date(2026, 4, 1))


def ids(records: Iterable[Paper | Skipped]) -> list[str]:
    return [record.id if isinstance(record, Paper) else record.reason for record in records]


def test_every_field_is_taken(arxiv: Arxiv, arxiv_server: ArxivServer) -> None:
    arxiv_server.works = [
        Work(
            "2603.00007",
            title="Lanterns\n  by the sea",
            categories=("stat.ML", "cs.LG"),
            classes=("I.2.7", "68T05"),
            versions=(DAY, DAY + dt.timedelta(days=3)),
            comment="9 pages",
            venue="J. Lanterns 3 (2026)",
            doi="10.1000/ABC",
        )
    ]
    (paper,) = arxiv.search(Search("cat:cs.LG"))
    assert paper == Paper(
        id="arxiv:2603.00007",
        title="Lanterns by the sea",
        abstract="We light lanterns. They burn all night.",
        authors=("Ada Example", "Bo Sample"),
        published=dt.date(2026, 3, 1),
        updated=dt.date(2026, 3, 4),
        version=2,
        categories=("stat.ML", "cs.LG"),
        url="https://arxiv.org/abs/2603.00007",
        doi="10.1000/abc",
        venue="J. Lanterns 3 (2026)",
        note="9 pages",
        sources=("arxiv",),
    )


def test_withdrawn_paper_is_marked_by_its_comment(arxiv: Arxiv, arxiv_server: ArxivServer) -> None:
    arxiv_server.works = [
        Work("2603.00001", comment="This paper has been withdrawn by the authors due to an error in Section 4"),
        Work("2603.00002", abstract="We study why drugs are withdrawn.", comment="Withdrawn from ICLR 2026; 9 pages"),
    ]
    papers = {paper.id: paper.withdrawn for paper in arxiv.search(Search("cat:cs.LG")) if isinstance(paper, Paper)}
    assert papers == {"arxiv:2603.00001": True, "arxiv:2603.00002": False}


def test_all_pages_come_newest_first_three_seconds_apart(arxiv: Arxiv, arxiv_server: ArxivServer, clock: Clock) -> None:
    arxiv_server.works = works(450)
    found = ids(arxiv.search(Search("cat:cs.LG")))
    assert found == [f"arxiv:2603.{n:05}" for n in range(450, 0, -1)]
    assert [asked["start"] for asked in arxiv_server.asked_for("/api")] == ["0", "200", "400"]
    assert clock.naps == [3.0, 3.0]


def test_number_of_papers_can_be_limited(arxiv: Arxiv, arxiv_server: ArxivServer) -> None:
    arxiv_server.works = works(450)
    assert len(ids(arxiv.search(Search("cat:cs.LG", most=210)))) == 210
    assert len(ids(arxiv.search(Search("cat:cs.LG", most=7)))) == 7
    assert [asked["max_results"] for asked in arxiv_server.asked_for("/api")] == ["200", "200", "7"]


def test_days_are_asked_for_by_submission(arxiv: Arxiv, arxiv_server: ArxivServer) -> None:
    arxiv_server.works = works(72)
    found = ids(arxiv.search(Search("all:lantern", since=dt.date(2026, 3, 2), until=dt.date(2026, 3, 2))))
    assert found == [f"arxiv:2603.{n:05}" for n in range(35, 11, -1)]
    (asked,) = arxiv_server.asked_for("/api")
    assert asked["search_query"] == "(all:lantern) AND submittedDate:[202603020000 TO 202603022359]"


@pytest.mark.parametrize("since", [dt.date(2026, 2, 1), None], ids=["since a day", "ever"])
def test_more_than_can_be_paged_through_is_asked_for_by_days(
    arxiv: Arxiv, arxiv_server: ArxivServer, monkeypatch: pytest.MonkeyPatch, since: dt.date | None
) -> None:
    monkeypatch.setattr("index.sources.arxiv._DEEPEST", 400)
    arxiv_server.deepest = 400
    arxiv_server.works = works(700)
    found = ids(arxiv.search(Search("cat:cs.LG", since=since)))
    assert found == [f"arxiv:2603.{n:05}" for n in range(700, 0, -1)]
    assert len(ids(arxiv.search(Search("cat:cs.LG", most=300)))) == 300
    assert len(ids(arxiv.search(Search("cat:cs.LG", most=500)))) == 500


def test_empty_page_is_asked_for_again(arxiv: Arxiv, arxiv_server: ArxivServer) -> None:
    arxiv_server.works = works(450)
    arxiv_server.script(None, empty_page(450), empty_page(0))
    assert len(ids(arxiv.search(Search("cat:cs.LG")))) == 450


def test_page_that_stays_empty_is_an_error_after_what_came(arxiv: Arxiv, arxiv_server: ArxivServer) -> None:
    arxiv_server.works = works(450)
    arxiv_server.hook = lambda asked: empty_page(450) if asked.params["start"] == "200" else None
    found = arxiv.search(Search("cat:cs.LG"))
    assert len([next(found) for _ in range(200)]) == 200
    with pytest.raises(SourceBadReply, match=r"empty from 200 on, though it found 450 papers"):
        next(found)


def test_nothing_found_is_believed_the_second_time(arxiv: Arxiv, arxiv_server: ArxivServer) -> None:
    assert ids(arxiv.search(Search("cat:cs.CL"))) == []
    assert len(arxiv_server.asked) == 2
    arxiv_server.script(empty_page(0))
    assert len(ids(arxiv.search(Search("cat:cs.LG")))) == 12


def test_short_page_is_followed_by_the_rest(arxiv: Arxiv, arxiv_server: ArxivServer) -> None:
    arxiv_server.works = works(450)
    full = arxiv_server.document("/api/query", {"search_query": "cat:cs.LG", "start": "0", "max_results": "120"})[1]
    arxiv_server.script(Fault(body=full.encode()))
    assert ids(arxiv.search(Search("cat:cs.LG"))) == [f"arxiv:2603.{n:05}" for n in range(450, 0, -1)]


FAULTS: dict[str, tuple[Fault, type[SourceError], str]] = {
    "Rate exceeded. with 200": (rate_exceeded(), SourceThrottled, "fewer requests"),
    "406": (not_acceptable(), SourceThrottled, "fewer requests"),
    "429": (throttled("900"), SourceThrottled, "no request before"),
    "503": (throttled("900", 503), SourceThrottled, "no request before"),
    "page for people": (page(), SourceBadReply, "a page for people"),
    "page for people without an end": (Fault(body=b"<!DOCTYPE html><html><p>Hi"), SourceBadReply, "page for people"),
    "other feed": (Fault(body=b"<rss/>"), SourceBadReply, "something else"),
    "feed without count": (Fault(body=b'<feed xmlns="http://www.w3.org/2005/Atom"/>'), SourceBadReply, "how many"),
    "error entry with 200": (error_entry("incorrect field"), SourceBadReply, "incorrect field"),
    "error entry with 400": (error_entry("start too large", 400), SourceBadReply, "start too large"),
    "404": (Fault(404, body=b""), SourceBadReply, "HTTP 404"),
    "500": (broken(), SourceUnreachable, "HTTP 500"),
    "cut off": (cut(), SourceUnreachable, "cut off"),
    "cut off unnoticed": (cut("unnoticed"), SourceUnreachable, "cut off"),
    "nothing": (Fault(body=b""), SourceUnreachable, "cut off"),
    "entities": (
        Fault(body=b'<!DOCTYPE f [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><f>&b;</f>'),
        SourceBadReply,
        "something else",
    ),
}


@pytest.mark.parametrize(("fault", "error", "words"), FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("first", [True, False], ids=["first page", "second page"])
def test_failure_is_an_error_and_never_an_end(
    arxiv: Arxiv, arxiv_server: ArxivServer, fault: Fault, error: type[SourceError], words: str, first: bool
) -> None:
    arxiv_server.works = works(250)
    arxiv_server.hook = lambda asked: fault if (asked.params["start"] == "0") is first else None
    with pytest.raises(error, match=words) as raised:
        list(arxiv.search(Search("cat:cs.LG")))
    assert "\n" not in str(raised.value)


PASSING = {"rate": rate_exceeded(), "406": not_acceptable(), "503": throttled("5", 503), "cut": cut("chunks")}


@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_failure_that_passes_is_waited_for(arxiv: Arxiv, arxiv_server: ArxivServer, fault: Fault) -> None:
    arxiv_server.script(fault)
    assert len(ids(arxiv.search(Search("cat:cs.LG")))) == 12


def test_throttling_without_a_time_is_waited_for_a_minute(
    arxiv: Arxiv, arxiv_server: ArxivServer, clock: Clock
) -> None:
    arxiv_server.script(rate_exceeded())
    list(arxiv.search(Search("cat:cs.LG")))
    assert sum(clock.naps) >= 60


def test_entry_that_is_no_paper_costs_that_entry(arxiv: Arxiv, arxiv_server: ArxivServer) -> None:
    arxiv_server.works[5] = Work("2603.00006", abstract=" ")
    arxiv_server.works[6] = Work("not an id", versions=arxiv_server.works[6].versions)
    records = list(arxiv.search(Search("cat:cs.LG")))
    skipped = [record for record in records if isinstance(record, Skipped)]
    assert (len(records), len(skipped)) == (12, 2)
    assert {one.reason for one in skipped} == {
        "2603.00006 has no abstract",
        "'http://arxiv.org/abs/not an idv1' is no arXiv identifier",
    }
    assert all(one.line for one in skipped)


def test_same_query_is_not_asked_twice_in_a_day(arxiv: Arxiv, arxiv_server: ArxivServer, clock: Clock) -> None:
    for _ in range(2):
        assert len(ids(arxiv.search(Search("cat:cs.LG")))) == 12
    assert len(arxiv_server.asked) == 1
    clock.move_on(days=1)
    list(arxiv.search(Search("cat:cs.LG")))
    assert [asked.status for asked in arxiv_server.asked] == [200, 304]


def test_papers_come_by_id_in_batches_and_the_missing_are_told(arxiv: Arxiv, arxiv_server: ArxivServer) -> None:
    arxiv_server.works = [*works(230), Work("hep-th/9901001", categories=("hep-th",))]
    names = ["hep-th/9901001", "2603.99999", *(f"2603.{n:05}" for n in range(1, 231))]
    records = list(arxiv.by_id(names))
    assert {record.id for record in records if isinstance(record, Paper)} == {
        f"arxiv:{name}" for name in names if name != "2603.99999"
    }
    (skipped,) = (record for record in records if isinstance(record, Skipped))
    assert (skipped.file, skipped.line, skipped.reason) == ("2603.99999", None, "arXiv has no such paper")
    assert [asked["max_results"] for asked in arxiv_server.asked_for("/api")] == ["200", "32"]


def test_by_id_an_empty_page_is_no_missing_paper(arxiv: Arxiv, arxiv_server: ArxivServer) -> None:
    arxiv_server.script(empty_page(2))
    assert ids(arxiv.by_id(["2603.00001", "2603.00002"])) == ["arxiv:2603.00001", "arxiv:2603.00002"]


def test_progress_tells_what_came_of_how_many(arxiv_server: ArxivServer, client: PoliteClient) -> None:
    arxiv_server.works = works(250)
    told: list[tuple[int, int]] = []
    list(
        Arxiv(client, endpoint=arxiv_server.api, progress=lambda *counts: told.append(counts)).search(
            Search("cat:cs.*")
        )
    )
    assert told == [(200, 250), (250, 250)]


def test_captured_answers_are_read_whole(
    arxiv: Arxiv, arxiv_server: ArxivServer, captured_entries: dict[str, str]
) -> None:
    arxiv_server.entries = captured_entries
    papers = [paper for paper in arxiv.search(Search("testing")) if isinstance(paper, Paper)]
    assert {paper.id.removeprefix("arxiv:") for paper in papers} == captured_entries.keys()
    assert len(papers) > 100
    for paper in papers:
        assert all((paper.authors, paper.categories, paper.version))
        assert paper.published is not None is not paper.updated
        assert paper.updated >= paper.published
        assert not paper.withdrawn
    by_id = list(arxiv.by_id(["quant-ph/0201082", "astro-ph/0601001", "2104.12255"]))
    assert ids(by_id) == ["arxiv:quant-ph/0201082", "arxiv:astro-ph/0601001", "arxiv:2104.12255"]
