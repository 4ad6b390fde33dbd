"""arXiv's list of the day, from a real server on this machine."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import SourceBadReply, SourceThrottled
from index.paper import Paper
from index.sources.arxiv import Arxiv
from index.sources.arxiv_daily import Listing, look_up, parse_listing, read_listing
from index.sources.base import Skipped
from index.sources.http import PoliteClient
from tests.support.arxiv_server import ArxivServer, rate_exceeded
from tests.support.arxiv_server import arxiv_server as arxiv_server
from tests.support.arxiv_works import Work
from tests.support.clock import Clock
from tests.support.hub_server import Fault, page, throttled

TUESDAY = dt.date(2026, 3, 31)
MARCH = dt.datetime(2026, 3, 29, 9, tzinfo=dt.UTC)
OLD = dt.datetime(2025, 1, 7, 9, tzinfo=dt.UTC)
NEW = Work("2603.20001", "New lamps", versions=(MARCH,), authors=("Ada Example", "Bo Sample Jr"))
CROSS = Work("2603.20002", "Crossed lamps", categories=("hep-th", "cs.LG"), versions=(MARCH,), kind="cross")
REPLACED = Work("2501.00003", "Old lamps", versions=(OLD, MARCH), kind="replace", venue="J. Lamps", doi="10.1000/L")
CROSS_REPLACED = Work(
    "2501.00004", "Far lamps", categories=("hep-th", "cs.LG"), versions=(OLD,) * 3, kind="replace-cross"
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(tmp_path: Path, clock: Clock) -> Iterator[PoliteClient]:
    with PoliteClient(tmp_path, sleep=clock.sleep, now=clock.now, timeout=5) as client:
        yield client


@pytest.fixture
def server(arxiv_server: ArxivServer) -> ArxivServer:
    arxiv_server.works = [NEW, CROSS, REPLACED, CROSS_REPLACED]
    return arxiv_server


@pytest.fixture
def arxiv(client: PoliteClient, server: ArxivServer) -> Arxiv:
    return Arxiv(client, endpoint=server.api)


def read(client: PoliteClient, server: ArxivServer, *categories: str) -> Listing:
    return read_listing(client, categories or ("cs.LG",), endpoint=server.listing)


def papers(records: tuple[Paper | Skipped, ...]) -> dict[str, Paper]:
    return {record.id.removeprefix("arxiv:"): record for record in records if isinstance(record, Paper)}


def test_every_kind_is_read(client: PoliteClient, server: ArxivServer) -> None:
    listing = read(client, server)
    assert [(entry.kind, entry.paper.version) for entry in listing.announced] == [
        ("new", 1),
        ("cross", 1),
        ("replace", 2),
        ("replace-cross", 3),
    ]
    assert str(listing) == "list of 2026-03-31: 1 new, 1 cross, 1 replace, 1 replace-cross"


def test_fields_come_without_the_prefix_of_the_feed(client: PoliteClient, server: ArxivServer) -> None:
    new, _, replaced, _ = (entry.paper for entry in read(client, server).announced)
    assert (new.id, new.title, new.abstract) == (
        "arxiv:2603.20001",
        "New lamps",
        "We light lanterns. They burn all night.",
    )
    assert new.raw_abstract is None
    assert (new.authors, new.categories) == (("Ada Example", "Bo Sample Jr"), ("cs.LG", "stat.ML"))
    assert (replaced.venue, replaced.doi, replaced.published) == ("J. Lamps", "10.1000/l", None)


def test_categories_are_asked_for_together(client: PoliteClient, server: ArxivServer) -> None:
    read(client, server, "cs.LG", "cs.CL")
    assert [asked.path for asked in server.asked] == ["/atom/cs.LG+cs.CL"]


def test_full_feed_is_asked_for_by_category(
    client: PoliteClient, server: ArxivServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.sources.arxiv_daily._MOST", 3)
    server.feed_size = 3
    server.works = [
        *(Work(f"2603.3000{n}", categories=("cs.CL", "cs.LG"), kind="cross") for n in range(2)),
        *(Work(f"2603.4000{n}", categories=("stat.ML",)) for n in range(2)),
    ]
    listing = read(client, server, "cs.LG", "stat.ML")
    assert {entry.paper.id for entry in listing.announced} == {f"arxiv:{work.id}" for work in server.works}
    assert [asked.path for asked in server.asked] == ["/atom/cs.LG+stat.ML", "/atom/cs.LG", "/atom/stat.ML"]


EMPTY = {
    "Saturday": ("2026-03-28T04:00:11+00:00", "arXiv announces nothing on Saturday and Sunday"),
    "Sunday in winter": ("2026-01-04T05:00:11+00:00", "arXiv announces nothing on Saturday and Sunday"),
    "holiday": ("2026-12-25T05:00:11+00:00", "arXiv announces nothing on its holidays"),
}


@pytest.mark.parametrize(("made", "why"), EMPTY.values(), ids=EMPTY)
def test_empty_list_says_why(client: PoliteClient, server: ArxivServer, made: str, why: str) -> None:
    server.works, server.made = [], dt.datetime.fromisoformat(made)
    listing = read(client, server)
    assert listing.announced == ()
    assert str(listing).startswith(f"list of {made[:10]}: empty")
    assert why in str(listing)
    assert len(server.asked) == 2


def test_days_without_a_list_are_those_of_the_feed() -> None:
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>cs</title><updated>2026-03-30T04:00:11Z</updated>'
        "<skipDays><day>Monday</day></skipDays></feed>"
    )
    assert str(parse_listing(feed.encode())) == "list of 2026-03-30: empty, for arXiv announces nothing on Monday"


def test_unknown_category_is_refused_in_arxivs_words(client: PoliteClient, server: ArxivServer) -> None:
    with pytest.raises(SourceBadReply, match=r"Bad archive 'cs\.XX'"):
        read(client, server, "cs.XX")


@pytest.mark.parametrize(
    ("fault", "error"),
    [(page(), SourceBadReply), (throttled("900"), SourceThrottled), (Fault(body=b"<rss/>"), SourceBadReply)],
)
def test_failure_is_no_empty_list(
    client: PoliteClient, server: ArxivServer, fault: Fault, error: type[Exception]
) -> None:
    server.hook = lambda _: fault
    with pytest.raises(error):
        read(client, server)


def test_list_of_the_next_day_is_not_hidden_by_the_cache(client: PoliteClient, server: ArxivServer) -> None:
    read(client, server)
    assert read(client, server) == read(client, server)
    server.day, server.works = dt.date(2026, 4, 1), [replace(NEW, id="2603.20009")]
    assert [entry.paper.id for entry in read(client, server).announced] == ["arxiv:2603.20009"]
    assert [asked.status for asked in server.asked] == [200, 304, 304, 200]


def test_papers_are_looked_up_for_what_the_feed_lacks(client: PoliteClient, server: ArxivServer, arxiv: Arxiv) -> None:
    server.works[2] = replace(REPLACED, comment="This paper has been withdrawn by the author due to an error in eq. 3")
    found, note = look_up(read(client, server), arxiv)
    known = papers(found)
    assert note == ""
    assert {name: (paper.published, paper.version) for name, paper in known.items()} == {
        "2603.20001": (dt.date(2026, 3, 29), 1),
        "2603.20002": (dt.date(2026, 3, 29), 1),
        "2501.00003": (dt.date(2025, 1, 7), 2),
        "2501.00004": (dt.date(2025, 1, 7), 3),
    }
    assert [name for name, paper in known.items() if paper.withdrawn] == ["2501.00003"]


def test_listing_and_api_keep_their_distance_together(
    client: PoliteClient, server: ArxivServer, arxiv: Arxiv, clock: Clock
) -> None:
    look_up(read(client, server), arxiv)
    assert [asked.path for asked in server.asked] == ["/atom/cs.LG", "/api/query"]
    assert clock.naps == [3.0]


def test_list_stands_by_itself_where_nothing_can_be_looked_up(
    client: PoliteClient, server: ArxivServer, arxiv: Arxiv
) -> None:
    server.hook = lambda asked: rate_exceeded() if asked.path == "/api/query" else None
    found, note = look_up(read(client, server), arxiv)
    assert len(papers(found)) == 4
    assert papers(found)["2603.20001"].published == TUESDAY  # announced; the day before is not known
    assert note.startswith("4 of 4 papers are without comments and first days: ")


def test_announced_version_stays_where_the_api_has_an_older_one(
    client: PoliteClient, server: ArxivServer, arxiv: Arxiv
) -> None:
    listing = read(client, server)
    server.works[2] = replace(REPLACED, abstract="An older text.", versions=(OLD,))
    found = papers(look_up(listing, arxiv)[0])["2501.00003"]
    assert (found.version, found.abstract) == (2, "We light lanterns. They burn all night.")


def test_damaged_entry_costs_that_entry(client: PoliteClient, server: ArxivServer, arxiv: Arxiv) -> None:
    server.works[1] = replace(CROSS, title="")
    listing = read(client, server)
    assert len(listing.announced) == 3
    assert [skipped.reason for skipped in listing.skipped] == ["2603.20002 has no title"]
    assert listing.skipped[0] in look_up(listing, arxiv)[0]
