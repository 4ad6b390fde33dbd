"""Harvests of a category over OAI-PMH, from a real server on this machine."""

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from index.errors import SourceBadReply, SourceError, SourceThrottled, SourceUnreachable
from index.paper import Paper
from index.sources.arxiv_bulk import Harvest, Wanted, set_of
from index.sources.base import Skipped
from index.sources.http import PoliteClient
from tests.support.arxiv_server import ArxivServer
from tests.support.arxiv_server import arxiv_server as arxiv_server
from tests.support.arxiv_works import Work
from tests.support.clock import Clock
from tests.support.hub_server import Fault, cut, page, throttled

SINCE = dt.date(2026, 3, 1)
LG = Wanted("cs.LG", dt.date(2026, 3, 1))
FIRST = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def works(number: int, per_day: int = 4) -> list[Work]:
    """Papers that were submitted and changed a few a day."""
    times = [FIRST + dt.timedelta(days=n // per_day) for n in range(number)]
    return [Work(f"2603.{n:05}", f"Lamp {n}", versions=(t,), changed=t.date()) for n, t in enumerate(times)]


@pytest.fixture
def clock() -> Clock:
    return Clock()  # 2026-04-01


@pytest.fixture
def client(tmp_path: Path, clock: Clock) -> Iterator[PoliteClient]:
    with PoliteClient(tmp_path, sleep=clock.sleep, now=clock.now, timeout=5) as client:
        yield client


@pytest.fixture
def server(arxiv_server: ArxivServer) -> ArxivServer:
    arxiv_server.works, arxiv_server.oai_size = works(30), 7
    return arxiv_server


def start(client: PoliteClient, server: ArxivServer, folder: Path, clock: Clock, wanted: Wanted = LG) -> Harvest:
    now = lambda: dt.datetime.fromtimestamp(clock.now(), dt.UTC)  # noqa: E731
    return Harvest(client, folder, wanted, endpoint=server.oai, now=now)


@pytest.fixture
def harvest(client: PoliteClient, server: ArxivServer, tmp_path: Path, clock: Clock) -> Harvest:
    return start(client, server, tmp_path, clock)


def ids(pages: Iterable[tuple[Paper | Skipped, ...]]) -> list[str]:
    return [record.id.removeprefix("arxiv:") for page in pages for record in page if isinstance(record, Paper)]


ALL = [f"2603.{n:05}" for n in range(30)]


def test_all_pages_come_three_seconds_apart(harvest: Harvest, server: ArxivServer, clock: Clock) -> None:
    assert ids(harvest.pages()) == ALL
    assert server.asked_for("/oai")[0] == {
        "verb": "ListRecords",
        "metadataPrefix": "arXivRaw",
        "set": "cs:cs:LG",
        "from": "2026-03-01",
    }
    assert all(set(asked) == {"verb", "resumptionToken"} for asked in server.asked_for("/oai")[1:])
    assert clock.naps == [3.0] * 4
    assert (harvest.standing.complete, harvest.standing.records) == (True, 30)


def test_every_field_is_taken(harvest: Harvest, server: ArxivServer) -> None:
    server.works = [
        Work(
            "2603.00007",
            authors=("Ada Example (X)", r"J. M\"uller"),
            categories=("stat.ML", "cs.LG"),
            versions=(FIRST, FIRST + dt.timedelta(days=1), FIRST + dt.timedelta(days=9)),
            comment="withdrawn by the authors",
            venue="J. Lamps",
            doi="10.1000/ABC",
            changed=dt.date(2026, 3, 31),
        )
    ]
    ((paper,),) = harvest.pages()
    assert paper == Paper(
        id="arxiv:2603.00007",
        title="Lanterns by the sea",
        abstract="We light lanterns. They burn all night.",
        authors=("Ada Example", "J. Müller"),
        published=SINCE,
        updated=dt.date(2026, 3, 10),
        version=3,
        categories=("stat.ML", "cs.LG"),
        url="https://arxiv.org/abs/2603.00007",
        doi="10.1000/abc",
        venue="J. Lamps",
        note="withdrawn by the authors",
        withdrawn=True,
        sources=("arxiv",),
    )


def test_older_papers_that_were_changed_are_left_out(harvest: Harvest, server: ArxivServer) -> None:
    old = Work("1601.04794", versions=(dt.datetime(2016, 1, 19, tzinfo=dt.UTC), FIRST), changed=SINCE)
    server.works.append(old)
    assert ids(harvest.pages()) == ALL


def test_stopped_harvest_goes_on_with_the_page_that_was_not_taken(
    harvest: Harvest, client: PoliteClient, server: ArxivServer, tmp_path: Path, clock: Clock
) -> None:
    pages = harvest.pages()
    taken = ids([next(pages), next(pages)])  # the second one was given out, but nobody came for the third
    pages.close()
    server.asked.clear()
    again = ids(start(client, server, tmp_path, clock).pages())
    assert taken[:7] + again == ALL
    assert "resumptionToken" in server.asked[0].params


def test_token_that_is_not_taken_any_more_costs_no_paper(
    harvest: Harvest, client: PoliteClient, server: ArxivServer, tmp_path: Path, clock: Clock
) -> None:
    pages = harvest.pages()
    taken = ids([next(pages), next(pages), next(pages)])
    server.oai_today += dt.timedelta(days=1)  # its clock is before ours
    again = ids(start(client, server, tmp_path, clock).pages())
    assert set(taken) | set(again) == set(ALL)
    assert server.asked[4].params["from"] == "2026-03-04"  # the day of the last paper of the second page


def test_token_of_yesterday_is_not_tried(
    harvest: Harvest, client: PoliteClient, server: ArxivServer, tmp_path: Path, clock: Clock
) -> None:
    pages = harvest.pages()
    taken = ids([next(pages), next(pages)])
    clock.move_on(days=1)
    server.oai_today += dt.timedelta(days=1)
    server.asked.clear()
    again = ids(start(client, server, tmp_path, clock).pages())
    assert set(taken) | set(again) == set(ALL)
    assert server.asked[0].params["from"] == "2026-03-02"


def test_tokens_that_never_lead_on_are_an_error(harvest: Harvest, server: ArxivServer) -> None:
    server.works = works(30, per_day=30)  # one day does not fit into a page

    def forget(asked: object) -> None:
        server.oai_today = server.oai_today + dt.timedelta(days=1)

    server.hook = forget  # type: ignore[assignment]
    with pytest.raises(SourceBadReply, match="does not take the resumption token"):
        ids(harvest.pages())
    assert len(server.asked) < 6


def test_finished_harvest_brings_what_has_changed_since(
    harvest: Harvest, client: PoliteClient, server: ArxivServer, tmp_path: Path, clock: Clock
) -> None:
    ids(harvest.pages())
    server.works.append(Work("2603.09999", changed=dt.date(2026, 4, 1)))
    assert ids(start(client, server, tmp_path, clock).pages()) == ["2603.00028", "2603.00029", "2603.09999"]


def test_nothing_that_matches_is_an_empty_harvest(harvest: Harvest, server: ArxivServer) -> None:
    server.works = []
    assert ids(harvest.pages()) == []
    assert (harvest.standing.complete, harvest.standing.reached) == (True, SINCE)


def test_no_match_in_the_middle_is_no_end(harvest: Harvest, server: ArxivServer) -> None:
    nothing = server.document("/oai", {"verb": "ListRecords", "metadataPrefix": "arXivRaw", "set": "math"})[1]
    assert "noRecordsMatch" in nothing
    server.script(None, None, Fault(body=nothing.encode()))
    assert set(ids(harvest.pages())) == set(ALL)


def test_deleted_and_damaged_records_are_told(harvest: Harvest, server: ArxivServer) -> None:
    server.works[3] = Work("2603.00003", deleted=True, changed=SINCE)
    server.works[4] = Work("2603.00004", abstract="", versions=(FIRST,), changed=dt.date(2026, 3, 2))
    records = [record for page in harvest.pages() for record in page]
    skipped = [(record.file, record.reason) for record in records if isinstance(record, Skipped)]
    assert skipped == [
        ("oai:arXiv.org:2603.00003", "arXiv has deleted it"),
        ("oai:arXiv.org:2603.00004", "2603.00004 has no abstract"),
    ]
    assert len(records) == 30


def test_busy_server_is_waited_for_as_long_as_it_says(harvest: Harvest, server: ArxivServer, clock: Clock) -> None:
    server.script(None, throttled("120", 503))
    assert ids(harvest.pages()) == ALL
    assert 120.0 in clock.naps


FAULTS: dict[str, tuple[Fault, type[SourceError]]] = {
    "cut off": (cut(), SourceUnreachable),
    "cut off unnoticed": (cut("unnoticed"), SourceUnreachable),
    "page for people": (page(), SourceBadReply),
    "throttled": (throttled("9000"), SourceThrottled),
    "neither records nor a reason": (
        Fault(body=b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords/></OAI-PMH>'),
        SourceBadReply,
    ),
}


@pytest.mark.parametrize(("fault", "error"), FAULTS.values(), ids=FAULTS)
def test_failure_is_never_the_end_of_a_harvest(
    harvest: Harvest,
    client: PoliteClient,
    server: ArxivServer,
    tmp_path: Path,
    clock: Clock,
    fault: Fault,
    error: type[SourceError],
) -> None:
    server.hook = lambda asked: fault if len(server.asked) > 2 else None
    pages = harvest.pages()
    taken = ids([next(pages), next(pages)])
    with pytest.raises(error):
        next(pages)
    server.hook = lambda asked: None
    clock.move_on(hours=3)
    assert taken + ids(start(client, server, tmp_path, clock).pages()) == ALL


def test_unknown_set_is_refused(client: PoliteClient, server: ArxivServer, tmp_path: Path, clock: Clock) -> None:
    refusal = b'<error code="badArgument">Set has no such value</error>'
    server.hook = lambda _: Fault(
        body=b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">' + refusal + b"</OAI-PMH>"
    )
    with pytest.raises(SourceBadReply, match="Set has no such value"):
        ids(start(client, server, tmp_path, clock, Wanted("cs.XX", SINCE)).pages())


def test_day_before_the_first_record_is_asked_for_as_the_first(
    client: PoliteClient, server: ArxivServer, tmp_path: Path, clock: Clock
) -> None:
    wanted = Wanted("cs.LG", dt.date(1999, 1, 1))
    assert ids(start(client, server, tmp_path, clock, wanted).pages()) == ALL


def test_damaged_file_of_the_standing_begins_anew(
    harvest: Harvest, client: PoliteClient, server: ArxivServer, tmp_path: Path, clock: Clock
) -> None:
    ids(harvest.pages())
    (file,) = tmp_path.glob("oai-*.json")
    file.write_text('{"reached": ')
    assert ids(start(client, server, tmp_path, clock).pages()) == ALL


SETS = {
    "cs.LG": "cs:cs:LG",
    "cs": "cs",
    "q-bio.NC": "q-bio:q-bio:NC",
    "hep-th": "physics:hep-th",
    "astro-ph": "physics:astro-ph",
    "astro-ph.CO": "physics:astro-ph:CO",
    "cond-mat.stat-mech": "physics:cond-mat:stat-mech",
    "physics.comp-ph": "physics:physics:comp-ph",
    "physics": "physics:physics",
    "math-ph": "physics:math-ph",
}


@pytest.mark.parametrize(("category", "name"), SETS.items())
def test_set_of_a_category(category: str, name: str) -> None:
    assert set_of(category) == name
