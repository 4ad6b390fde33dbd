"""A brief is told once, each interest has its own record, and nothing that was shown is forgotten."""

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant.jobs.brief import BriefKey
from assistant.jobs.brief import Ledger as WhatBriefsNeed
from assistant.store.database import Database
from assistant.store.ledger import Ledger
from assistant.types import Brief, Citation, Claim, Source, Verdict
from tests.faults.processes import Processes

MONDAY = dt.date(2026, 3, 2)
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(Database(tmp_path / "app.sqlite"), now=lambda: NOON)


def day(number: int) -> dt.date:
    return MONDAY + dt.timedelta(days=number)


def key(since: dt.date | None, until: dt.date | None = None, topic: str | None = None, interest: str = "") -> BriefKey:
    return BriefKey(since, until or since, topic, interest)


def brief(*papers: str, on: dt.date | None = MONDAY, text: str = "Moss grows.", empty: str = "") -> Brief:
    claims = [
        Claim(
            text=text, citations=(Citation(number=n, paper=paper, sentences=(1,)),), verdict=Verdict(support="quoted")
        )
        for n, paper in enumerate(papers, start=1)
    ]
    return Brief(
        since=on,
        until=on,
        topic=None,
        text=text,
        claims=tuple(claims),
        sources=tuple(Source(number=n, id=paper, title=paper) for n, paper in enumerate(papers, start=1)),
        papers=9,
        empty=empty,
        engine="extractive",
        seconds=0.1,
    )


def test_brief_comes_back_as_it_was_told(ledger: Ledger, tmp_path: Path) -> None:
    used: WhatBriefsNeed = ledger
    assert used.told(key(MONDAY)) is None
    used.record(key(MONDAY), brief("arxiv:2603.00001", "arxiv:2603.00002"))
    again = Ledger(Database(tmp_path / "app.sqlite"))
    assert again.told(key(MONDAY)) == brief("arxiv:2603.00001", "arxiv:2603.00002")
    for other in (key(day(1)), key(MONDAY, day(1)), key(MONDAY, topic="moss"), key(MONDAY, interest="moss")):
        assert again.told(other) is None


def test_brief_that_is_told_again_takes_the_place_of_the_first(ledger: Ledger) -> None:
    for papers in (("a", "b"), ("b", "c"), ("b", "c")):
        ledger.record(key(MONDAY), brief(*papers))
    assert ledger.told(key(MONDAY)) == brief("b", "c")
    assert ledger.shown_before(day(1), 14, "") == {"b", "c"}
    assert len(ledger.history()) == 1


@pytest.mark.parametrize(
    ("before", "days", "shown"),
    [
        (0, 14, ""),
        (1, 14, "a"),
        (3, 14, "ab"),
        (3, 1, "b"),
        (3, 2, "b"),
        (14, 14, "abc"),
        (15, 14, "bc"),
        (3, 10**9, "ab"),
    ],
)
def test_shown_are_the_papers_of_the_days_before(ledger: Ledger, before: int, days: int, shown: str) -> None:
    ledger.record(key(MONDAY), brief("a"))
    ledger.record(key(day(2)), brief("b"))
    ledger.record(key(day(-1), day(5)), brief("c"))  # a week's brief is of its last day
    assert ledger.shown_before(day(before), days, "") == set(shown)


def test_each_interest_has_its_own_record(ledger: Ledger) -> None:
    ledger.record(key(MONDAY, interest="moss"), brief("a"))
    ledger.record(key(MONDAY), brief("b"))
    assert ledger.shown_before(day(1), 14, "moss") == {"a"}
    assert ledger.shown_before(day(1), 14, "") == {"b"}
    assert ledger.shown_before(day(1), 14, "ferns") == set()


def test_brief_without_an_end_is_of_the_day_it_was_told(ledger: Ledger) -> None:
    ledger.record(BriefKey(None, None, "moss", ""), brief("a", on=None))
    assert ledger.told(BriefKey(None, None, "moss", "")) == brief("a", on=None)
    assert ledger.shown_before(day(1), 1, "") == {"a"}
    assert ledger.shown_before(day(0), 14, "") == set()


def test_empty_brief_is_not_kept_since_papers_may_yet_come(ledger: Ledger) -> None:
    ledger.record(key(MONDAY), brief(empty="no paper was published"))
    assert ledger.told(key(MONDAY)) is None
    ledger.record(key(MONDAY), brief("a"))
    ledger.record(key(MONDAY), brief(empty="the paper was removed"))
    assert ledger.told(key(MONDAY)) is None
    assert ledger.shown_before(day(1), 14, "") == set()


def test_brief_of_an_older_form_is_not_told_but_what_it_showed_counts(ledger: Ledger, tmp_path: Path) -> None:
    ledger.record(key(MONDAY), brief("a"))
    with closing(sqlite3.connect(tmp_path / "app.sqlite")) as connection:
        connection.execute("UPDATE briefs SET brief = json_remove(brief, '$.papers')")
        connection.commit()
    assert ledger.told(key(MONDAY)) is None
    assert ledger.history() == ()
    assert ledger.shown_before(day(1), 14, "") == {"a"}


def test_process_killed_while_it_records_leaves_what_was_told(
    processes: Processes, ledger: Ledger, tmp_path: Path
) -> None:
    ledger.record(key(MONDAY), brief("a"))
    script = """
import os, signal, sys
from pathlib import Path
from assistant.store.database import Database
with Database(Path(sys.argv[1])).writing() as connection:
    connection.execute("DELETE FROM briefs")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    assert processes.script(script, tmp_path / "app.sqlite").code == -9
    assert ledger.told(key(MONDAY)) == brief("a")
    assert ledger.shown_before(day(1), 1, "") == {"a"}


def test_paper_that_gets_another_id_stays_shown(ledger: Ledger) -> None:
    ledger.record(key(MONDAY), brief("title:1", "arxiv:2603.00002"))
    ledger.record(key(day(1)), brief("title:1", "arxiv:2603.00001"))
    ledger.renamed({})
    ledger.renamed({"title:1": "arxiv:2603.00001", "title:2": "arxiv:2603.00009"})
    assert ledger.shown_before(day(1), 1, "") == {"arxiv:2603.00001", "arxiv:2603.00002", "title:1"}
    assert ledger.shown_before(day(2), 1, "") == {"arxiv:2603.00001", "title:1"}
    (told,) = ledger.told(key(MONDAY)).claims[:1]  # type: ignore[union-attr]
    assert [citation.paper for citation in told.citations] == ["arxiv:2603.00001"]


def test_history_has_the_newest_day_first_and_of_each_the_last_brief(ledger: Ledger) -> None:
    ledger.record(key(day(1)), brief("b", on=day(1)))
    ledger.record(key(MONDAY), brief("a"))
    ledger.record(key(MONDAY, topic="moss"), brief("m"))
    ledger.record(key(day(1)), brief("c", on=day(1)))
    assert ledger.history() == (brief("c", on=day(1)), brief("a"))
    assert ledger.history("moss") == ()
