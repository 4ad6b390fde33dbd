"""Adding papers while somebody watches: from files, from the daily lists, from arXiv."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from assistant.browsing.adding import Job, Step, from_arxiv, from_files, from_lists, wish
from assistant.config import Settings
from assistant.errors import LibraryBusy, SourceError
from index.embedders.static import StaticEmbedder
from index.errors import SourceUnreachable
from index.store.library import Library
from tests.support.arxiv_server import ArxivServer
from tests.support.arxiv_server import arxiv_server as arxiv_server
from tests.support.arxiv_works import Work
from tests.support.clock import Clock, hurry
from tests.support.hub_server import HubServer, broken, item, refused
from tests.support.hub_server import hub_server as hub_server

DAY = dt.date(2026, 3, 31)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch, Clock())


def job(home: Path, **settings: Any) -> Job:
    return Job(Library(home / "library", StaticEmbedder()), Settings(home=home, **settings), Event())


def file_of(folder: Path, many: int) -> Path:
    file = folder / "lamps.jsonl"
    rows = ({"title": f"Lamp number {n}", "abstract": f"It is lamp {n}. It burns."} for n in range(many))
    file.write_text("\n".join(map(json.dumps, rows)))
    return file


def test_files_are_stored_step_by_step_and_what_is_none_is_told_by_its_name(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n")
    work = job(tmp_path)
    *steps, end = from_files(work, [file_of(tmp_path, 450), bad])
    assert [(step.done, step.of) for step in steps if step.of] == [(200, 450), (400, 450), (450, 450)]
    assert (end.told, end.is_end, work.library.count()) == ("450 papers came, 450 of them new.", True, 450)
    (told,) = end.failed
    assert told.startswith("bad.csv has no column")
    assert str(tmp_path) not in told


def test_a_stop_keeps_what_came_before_it(tmp_path: Path) -> None:
    work = job(tmp_path)
    steps = from_files(work, [file_of(tmp_path, 450)])
    next(step for step in steps if step.done == 200)
    work.stop.set()
    assert [step.told for step in steps] == ["Stopped. 200 papers came, 200 of them new."]
    assert work.library.count() == 200


def test_a_text_file_is_read_as_a_saved_page_and_else_as_references(tmp_path: Path) -> None:
    file = tmp_path / "refs.txt"
    file.write_text("@article{a, title={Lamps of the Sea}, abstract={Lamps burn at sea. They are bright.}}")
    assert list(from_files(job(tmp_path), [file]))[-1].papers == 1
    file.write_text("nothing of the kind")
    (end,) = [step for step in from_files(job(tmp_path), [file]) if step.is_end]
    assert end.told == "No papers came."
    assert len(end.failed) == 1


def test_a_library_that_is_busy_ends_it_with_the_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise LibraryBusy("Another process is writing to this library.", "Try again.")

    monkeypatch.setattr(Library, "upsert", busy)
    end = list(from_files(job(tmp_path), [file_of(tmp_path, 3)]))[-1]
    assert isinstance(end.error, LibraryBusy)


def test_days_of_the_lists_come_one_by_one(hub_server: HubServer, tmp_path: Path) -> None:
    hub_server.today = DAY
    days = [DAY, DAY - dt.timedelta(days=1)]
    hub_server.days = {str(day): [item(10 * n + k) for k in range(3)] for n, day in enumerate(days)}
    *steps, end = from_lists(job(tmp_path, hf_endpoint=hub_server.url), days)
    assert [step.told for step in steps[1:]] == ["2026-03-31: 3 papers", "2026-03-30: 3 papers"]
    assert end.told == "6 papers came, 6 of them new."


def test_days_that_fail_are_told(hub_server: HubServer, tmp_path: Path) -> None:
    hub_server.today = DAY
    hub_server.hook = lambda _: broken()
    end = list(from_lists(job(tmp_path, hf_endpoint=hub_server.url), [DAY - dt.timedelta(days=n) for n in range(5)]))[
        -1
    ]
    assert end.told == "No papers came."
    assert len(end.failed) == 3
    assert end.failed[-1] == "3 more days were not asked for."


def test_stopping_between_two_days(hub_server: HubServer, tmp_path: Path) -> None:
    hub_server.today = DAY
    hub_server.days = {str(DAY): [item(1)]}
    work = job(tmp_path, hf_endpoint=hub_server.url)
    steps = from_lists(work, [DAY, DAY - dt.timedelta(days=1)])
    next(steps)
    work.stop.set()
    assert [step.told for step in steps][-1] == "Stopped. 1 paper came, 1 of them new."
    assert len(hub_server.asked) == 1


@pytest.fixture
def arxiv(arxiv_server: ArxivServer) -> ArxivServer:
    when = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    arxiv_server.works = [
        Work(
            f"2603.{n:05}",
            f"Lamp {n}",
            f"We light lamp {n} by the sea. It burns.",
            versions=(when,),
            changed=when.date(),
        )
        for n in range(1, 451)
    ]
    return arxiv_server


def fetched(work: Job, text: str, **more: Any) -> Iterator[Step]:
    return from_arxiv(work, wish(text, **more))


def test_papers_of_arxiv_by_identifier_and_address(arxiv: ArxivServer, tmp_path: Path) -> None:
    work = job(tmp_path, arxiv_endpoint=arxiv.api)
    end = list(fetched(work, "2603.00003, https://arxiv.org/abs/2603.00004v1\n2612.99999"))[-1]
    assert end.told == "2 papers came, 2 of them new."
    assert any("arXiv has no such paper" in line for line in end.failed)


def test_words_bring_as_many_as_are_wanted_and_the_rest_is_told(arxiv: ArxivServer, tmp_path: Path) -> None:
    work = job(tmp_path, arxiv_endpoint=arxiv.api)
    end = list(fetched(work, "lamp sea", most=5))[-1]
    assert end.papers == 5
    assert any("arXiv has 450 papers for this" in line for line in end.failed)


def test_fetching_from_arxiv_can_be_stopped_and_what_came_stays(arxiv: ArxivServer, tmp_path: Path) -> None:
    work = job(tmp_path, arxiv_endpoint=arxiv.api)
    steps = fetched(work, "lamp", most=450)
    next(steps)
    work.stop.set()
    end = list(steps)[-1]
    assert end.told.startswith("Stopped.")
    assert end.papers == work.library.count() < 450


def test_a_refusal_of_arxiv_ends_it_with_the_error(arxiv: ArxivServer, tmp_path: Path) -> None:
    arxiv.hook = lambda _: refused(503, "closed")
    end = list(fetched(job(tmp_path, arxiv_endpoint=arxiv.api), "lamp"))[-1]
    assert isinstance(end.error, SourceUnreachable | SourceError)


@pytest.mark.parametrize(
    ("text", "category", "why"),
    [
        ("", "", "nothing to look for"),
        ("lamps", "!!", "no category of arXiv"),
        ("a AND OR b", "", "do not fit together"),
    ],
)
def test_a_wish_that_cannot_be_is_told_with_what_to_do(text: str, category: str, why: str) -> None:
    with pytest.raises(SourceError, match=why) as refusal:
        wish(text, category)
    assert "press Fetch" in refusal.value.todo
