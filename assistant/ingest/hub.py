"""Catching up with Hugging Face's daily lists: day by day, each with what came of it or why nothing did.

What was fetched is remembered by the client's cache and nowhere else: a list that was read three days after its own day
or later is given from there for a month, a younger one is asked for again. So a catch-up that was stopped, or killed,
goes on where it was, and a library that was put back from a copy gets everything again.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from pydantic import BaseModel

from assistant.config import Settings
from assistant.ingest.files import Tally
from assistant.types import Ingested, IngestError
from index.errors import SourceBadReply, SourceError, SourceNotYetOpen, SourceThrottled
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
    """Fetch the lists of days, store their papers, and yield what came of each day, in the order given.

    A day that fails does not stop the others, unless the site throttles or cannot be reached: the days that are left
    are then told so, and not asked for. Wherever the iteration stops, what was stored stays. `tally` counts over all
    days, and lists what was left out.
    """
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


def polite_client(settings: Settings, notify: Callable[[str], object] = lambda _: None) -> PoliteClient:
    """Return the client of a home: all processes that use the home keep their distance from a site together."""
    return PoliteClient(settings.home / "http", contact=settings.contact or "", notify=notify)


def hub_of(settings: Settings, client: PoliteClient) -> Hub:
    """Return Hugging Face's daily lists, at the address that the settings name."""
    return Hub(client, endpoint=settings.hf_endpoint)
