"""From Hugging Face's daily lists and from arXiv to the library; what came stays, and a stopped ingest goes on."""

import calendar
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

from pydantic import BaseModel

from assistant.config import Settings
from assistant.ingest.files import Tally
from assistant.types import Ingested, IngestError
from index.errors import SourceBadReply, SourceError, SourceNotYetOpen, SourceThrottled
from index.paper import Paper
from index.sources.arxiv import Arxiv, Search
from index.sources.arxiv_bulk import Harvest, Wanted
from index.sources.arxiv_daily import look_up, read_listing
from index.sources.base import Skipped
from index.sources.http import PoliteClient
from index.sources.hub import Hub
from index.store.library import Library

State = Literal["open", "empty", "weekend", "not yet open", "throttled", "unreachable", "bad reply"]
_STOPS_AFTER = 2  # days in a row that cannot be reached: one may be ill by itself


class DayResult(BaseModel, frozen=True, extra="forbid"):
    """What came of one day. `papers` counts those on its list, of which some were known; `reason` is for a person."""

    date: dt.date
    papers: int = 0
    new: int = 0
    updated: int = 0
    state: State = "open"
    reason: str = ""

    @property
    def failed(self) -> bool:
        """Whether it is to be asked for again."""
        return self.state in ("throttled", "unreachable", "bad reply")


class CaughtUp(Ingested):
    """What a catch-up did, day by day."""

    days: tuple[DayResult, ...]


def catch_up(days: Sequence[dt.date], *, hub: Hub, library: Library, tally: Tally | None = None) -> Iterator[DayResult]:
    """Fetch and store the lists of days, and yield what came of each, until the site throttles or is not reached."""
    tally = tally or Tally(library)
    library.check_embedder()
    failed_in_a_row = 0
    left = list(dict.fromkeys(days))
    while left:
        day = left.pop(0)
        result = _day(day, hub, tally)
        yield result
        failed_in_a_row = failed_in_a_row + 1 if result.state == "unreachable" else 0
        if result.state == "throttled" or failed_in_a_row == _STOPS_AFTER:
            why = f"not asked for: {result.reason}"
            yield from (DayResult(date=later, state=result.state, reason=why) for later in left)
            return


def _day(day: dt.date, hub: Hub, tally: Tally) -> DayResult:
    try:
        records = hub.read(day)
    except SourceNotYetOpen as error:
        return DayResult(date=day, state="not yet open", reason=error.what)
    except SourceError as error:
        tally.errors.append(IngestError(file=f"hub {day}", line=None, reason=str(error)))
        other: State = "throttled" if isinstance(error, SourceThrottled) else "unreachable"
        state: State = "bad reply" if isinstance(error, SourceBadReply) else other
        return DayResult(date=day, state=state, reason=error.what)
    stored = tally.store(records)
    if stored.papers:
        reason = f"{stored.skipped} of its entries could not be read" if stored.skipped else ""
        return DayResult(date=day, papers=stored.papers, new=stored.new, updated=stored.updated, reason=reason)
    if stored.skipped:
        return DayResult(date=day, state="bad reply", reason=f"none of its {stored.skipped} entries could be read")
    if day.weekday() >= calendar.SATURDAY:
        return DayResult(date=day, state="weekend", reason="a weekend: there is no list")
    return DayResult(date=day, state="empty", reason="the list of that day is empty")


def polite_client(
    settings: Settings, notify: Callable[[str], object] = lambda _: None, timeout: float = 30.0
) -> PoliteClient:
    """Return the client of a home: all processes that use the home keep their distance from a site together."""
    return PoliteClient(settings.home / "http", contact=settings.contact or "", notify=notify, timeout=timeout)


def hub_of(settings: Settings, client: PoliteClient) -> Hub:
    """Return Hugging Face's daily lists, at the address that the settings name."""
    return Hub(client, endpoint=settings.hf_endpoint)


Progress = Callable[[int, int | None], object]  # papers so far, and how many there will be, if that is known

_BATCH = 200
_TIMEOUT = 90.0  # seconds; a page of OAI-PMH may take arXiv more than a minute


class ArxivIngested(Ingested):
    """What an ingest did, and what a person should know of it."""

    notes: tuple[str, ...] = ()


def arxiv_client(settings: Settings, notify: Callable[[str], object] = lambda _: None) -> PoliteClient:
    """Return the client for arXiv, with more time for an answer than other sites need."""
    return polite_client(settings, notify, _TIMEOUT)


class ArxivIngest:
    """Fetches from arXiv into a library, with `notes` for a person; raises what sources and the library raise."""

    def __init__(
        self, client: PoliteClient, settings: Settings, library: Library, progress: Progress = lambda _done, _all: None
    ) -> None:
        library.check_embedder()
        self._client, self._settings, self._library, self._progress = client, settings, library, progress
        self._api = Arxiv(client, endpoint=settings.arxiv_endpoint, progress=self._of_total)
        self._total: int | None = None
        self._stored = 0
        self.tally = Tally(library)
        self.notes: list[str] = []

    def search(self, search: Search) -> None:
        """Store what a query finds, and note how many more there are."""
        before = self._stored
        self._store(self._api.search(search))
        taken, total = self._stored - before, self._total or 0
        if not total:
            self.notes.append("arXiv has no paper for this.")
        elif search.most is not None and taken >= search.most and total > taken:
            which = "most relevant" if search.by_relevance else "newest"
            self.notes.append(f"arXiv has {total:,} papers for this; these are the {taken:,} {which} ones.")

    def by_id(self, identifiers: Sequence[str]) -> None:
        """Store papers by their arXiv identifiers; one that arXiv lacks is counted as an error."""
        self._store(self._api.by_id(identifiers))

    def today(self, categories: Sequence[str]) -> None:
        """Store today's list of some categories."""
        listing = read_listing(self._client, categories, endpoint=self._settings.arxiv_listing_endpoint)
        self.notes.append(f"{str(listing)[0].upper()}{str(listing)[1:]}.")
        if not listing.announced or listing.day is None:
            self._store(listing.skipped)
            return
        papers, note = look_up(listing, self._api)
        self._store(papers)
        self.notes += [note] if note else []

    def since(self, categories: Sequence[str], day: dt.date) -> None:
        """Store all papers of categories whose first version is of a day or later, over OAI-PMH, or go on with that."""
        folder, oai = self._settings.home / "http", self._settings.arxiv_oai_endpoint
        afresh = self._library.count() == 0
        for category in categories:
            harvest = Harvest(self._client, folder, Wanted(category, day), endpoint=oai, afresh=afresh)
            if before := harvest.standing.records:
                reached = harvest.standing.reached
                self.notes.append(f"{category}: going on from {reached}, where the last harvest stood.")
            for page in harvest.pages():
                self._store(page)
            if harvest.standing.records == before:
                self.notes.append(f"{category}: arXiv has nothing new since {harvest.standing.reached}.")

    def result(self) -> ArxivIngested:
        """Return the counts so far."""
        return ArxivIngested(**dict(self.tally.result()), notes=tuple(self.notes))

    def _store(self, records: Iterable[Paper | Skipped]) -> None:
        """Store records in batches; when they end in an error or by Ctrl-C, those that have come too."""
        batch = list[Paper | Skipped]()
        try:
            for record in records:
                batch.append(record)
                if len(batch) == _BATCH:
                    self._put(batch)
                    batch = []
        finally:
            self._put(batch)

    def _put(self, batch: Sequence[Paper | Skipped]) -> None:
        self.tally.store(batch)
        self._stored += sum(isinstance(record, Paper) for record in batch)
        self._progress(self._stored, self._total)

    def _of_total(self, _done: int, total: int) -> None:
        self._total = total
