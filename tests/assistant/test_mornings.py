"""Two weeks as a reader has them: fetched through the real client each morning, told, and remembered."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from assistant.config import Settings
from assistant.engine import Assistant
from assistant.ingest.sites import catch_up
from assistant.jobs.brief_days import Span
from assistant.types import Brief
from assistant.writers.composition import LEAST_WORDS, MOST_WORDS
from index.paper import Paper
from index.sources.http import PoliteClient
from index.sources.hub import Hub
from tests.support.clock import Clock
from tests.support.hub_server import FolderDays, HubServer, cut, throttled
from tests.support.hub_server import captured as captured

pytestmark = pytest.mark.seeds
DAYS = [dt.date(2026, 3, 1) + dt.timedelta(days=after) for after in range(14)]
Morning = tuple[Brief, str, Sequence[Paper]]
_FIRST_PERSON = re.compile(r"\b(?:we|our|ours|us)\b", re.IGNORECASE)


class Reader:
    """A home, and a client that asks the site every evening of what stood on the day's list."""

    def __init__(self, server: HubServer, home: Path) -> None:
        self._server, self._settings = server, Settings(home=home)
        self._clock = Clock(dt.datetime.combine(DAYS[0], dt.time(0), dt.UTC))

    def day(self, day: dt.date) -> tuple[Assistant, str, Brief]:
        """Return the assistant as a new process has it, what came of the day's list, and the brief."""
        self._clock.move_on(seconds=dt.datetime.combine(day, dt.time(22), dt.UTC).timestamp() - self._clock.now())
        assistant = Assistant.open(self._settings)
        http = self._settings.home / "http"
        with PoliteClient(http, sleep=self._clock.sleep, now=self._clock.now, timeout=5) as client:
            hub = Hub(client, endpoint=self._server.url, now=self._clock.now)
            last = [day - dt.timedelta(days=before) for before in range(3)]
            state = next(iter(list(catch_up(last, hub=hub, library=assistant.library)))).state
        return assistant, state, assistant.brief(Span(day, day))


@pytest.fixture(scope="module")
def weeks(captured: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Morning]]:
    """Each day's brief, what came of its list, and the papers of that list that are in the library."""
    with HubServer() as server:
        server.today = DAYS[-1] + dt.timedelta(days=1)
        server.days = FolderDays(captured)
        server.script(*[None, throttled("2"), None, cut()] * 4)
        reader, told = Reader(server, tmp_path_factory.mktemp("home")), []
        for day in DAYS:
            assistant, state, brief = reader.day(day)
            assert assistant.brief(Span(day, day)) == brief or brief.empty
            told.append((brief, state, assistant.library.listed(day, day) if state == "open" else ()))
        yield told


def test_a_day_has_a_brief_or_says_why_not(weeks: list[Morning]) -> None:
    assert Counter(state for _, state, _ in weeks)["open"] >= 9
    for brief, state, papers in weeks:
        assert bool(brief.claims) == (state == "open") == bool(papers)
        assert bool(brief.empty) == (not brief.claims)


def test_each_is_one_paragraph_of_90_to_140_words(weeks: list[Morning]) -> None:
    for brief, _, _ in weeks:
        if brief.claims:
            assert "\n" not in brief.text
            assert LEAST_WORDS <= sum(len(claim.text.split()) for claim in brief.claims) <= MOST_WORDS, brief.since
            assert 2 <= len(brief.sources) <= 4
            assert len(brief.sources) + len(brief.others) <= brief.papers


def test_all_that_is_told_is_from_the_list_and_what_has_most_votes_is(weeks: list[Morning]) -> None:
    for brief, _, papers in weeks:
        votes = {paper.id: paper.upvotes or 0 for paper in papers}
        told = [votes[source.id] for source in brief.sources]  # each is in the list
        assert max(told, default=0) == max(votes.values(), default=0), brief.since


def test_no_paper_is_told_twice(weeks: list[Morning]) -> None:
    told = Counter(source.id for brief, _, _ in weeks for source in brief.sources)
    assert told.total() >= 2 * 9
    assert [paper for paper, times in told.items() if times > 1] == []


def test_every_sentence_is_verified_or_from_the_record_and_speaks_of_nobody_as_we(
    weeks: list[Morning],
) -> None:
    for brief, _, _ in weeks:
        for claim in brief.claims:
            assert claim.support in {"quoted", "supported", None}
            assert (claim.support is None) == (claim.basis == "record")
            assert not _FIRST_PERSON.search(re.sub("“[^”]*”", "", claim.text)), claim.text
