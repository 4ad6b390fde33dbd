"""From arXiv to the library: what a query finds, papers by id, today's list, or a category since a day.

Papers are stored page by page, so that whatever ends an ingest, what came before stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from assistant.config import Settings
from assistant.ingest.files import Tally
from assistant.types import Ingested
from index.paper import Paper
from index.sources.arxiv import Arxiv, Search
from index.sources.arxiv_bulk import Harvest, Wanted
from index.sources.arxiv_daily import look_up, read_listing
from index.sources.base import Skipped
from index.sources.http import PoliteClient
from index.store.library import Library

Progress = Callable[[int, int | None], object]  # papers so far, and how many there will be, if that is known

_BATCH = 200
_TIMEOUT = 90.0  # seconds; a page of OAI-PMH may take arXiv more than a minute


class ArxivIngested(Ingested):
    """What an ingest did, and what a person should know of it."""

    notes: tuple[str, ...] = ()


class Places(NamedTuple):
    """The addresses of arXiv's three interfaces, and the folder that keeps where a harvest stands."""

    api: str
    listing: str
    oai: str
    folder: Path


def places_of(settings: Settings) -> Places:
    """Return the places that the settings name."""
    listing, oai = settings.arxiv_listing_endpoint, settings.arxiv_oai_endpoint
    return Places(settings.arxiv_endpoint, listing, oai, settings.home / "http")


def arxiv_client(settings: Settings, notify: Callable[[str], object] = lambda _: None) -> PoliteClient:
    """Return the client for arXiv, with more time for an answer than other sites need."""
    return PoliteClient(settings.home / "http", contact=settings.contact or "", notify=notify, timeout=_TIMEOUT)


class ArxivIngest:
    """Fetches from arXiv into a library. `notes` are for a person; `tally` counts.

    Every method raises `SourceError` as the sources do, `EmbedderChanged`, `EmbedderError` and `LibraryBusy`.
    """

    def __init__(
        self, client: PoliteClient, places: Places, library: Library, *, progress: Progress = lambda _done, _total: None
    ) -> None:
        library.check_embedder()
        self._client, self._places, self._library, self._progress = client, places, library, progress
        self._api = Arxiv(client, endpoint=places.api, progress=self._of_total)
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
        listing = read_listing(self._client, categories, endpoint=self._places.listing)
        self.notes.append(f"{str(listing)[0].upper()}{str(listing)[1:]}.")
        if not listing.announced or listing.day is None:
            self._store(listing.skipped)
            return
        papers, note = look_up(listing, self._api)
        self._store(papers)
        self.notes += [note] if note else []

    def since(self, categories: Sequence[str], day: dt.date) -> None:
        """Store all papers of categories whose first version is of a day or later, over OAI-PMH, or go on with that."""
        afresh = self._library.count() == 0
        for category in categories:
            wanted = Wanted(category, day)
            harvest = Harvest(self._client, self._places.folder, wanted, endpoint=self._places.oai, afresh=afresh)
            if harvest.standing.records:
                self.notes.append(
                    f"{category}: going on from {harvest.standing.reached}, where the last harvest stood."
                )
            before = harvest.standing.records
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
