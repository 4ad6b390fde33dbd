"""Hugging Face's Daily Papers, from `GET /api/daily_papers?date=|week=|month=&p=&limit=`.

`huggingface_hub.list_daily_papers` is not used: it drops most fields, reads no second page, turns no votes into
unknown ones, and one damaged item costs it the whole day.
"""

import calendar
import datetime as dt
import json
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import NamedTuple

from index.errors import SourceBadReply, SourceError, SourceNotYetOpen
from index.paper import Paper
from index.sources.base import Skipped
from index.sources.exchange import unreachable
from index.sources.fields import papers_of
from index.sources.http import Manners, PoliteClient, Reply, is_success
from index.sources.hub_items import is_daily_item as is_daily_item
from index.sources.hub_items import key_of
from index.sources.hub_items import paper_of as paper_of

ENDPOINT = "https://huggingface.co"
Period = dt.date | str  # a day, a week such as 2026-W14, or a month such as 2026-03

_DAY = 86_400.0
_MANNERS = Manners("hub", spacing=0.5)
_LIMIT = 100  # items a page, the most that the site gives
_ROUND = 10  # a site that gives fewer than it is asked for still cuts its pages at a multiple of it
_TRIES = 3  # of a page that is answered with something else, such as a page for people
_PASSES = 3  # over a list of several pages, at most
_LIVELY = 3  # days after its own in which a list still gets papers, and votes by the hour
_KEPT = 30 * _DAY  # a list that was read after that is not asked for again


class _Page(NamedTuple):
    """The items of a page; `known` if it is as it was when the list was read before."""

    items: list[object]
    known: bool


class Hub:
    """The daily lists; `now` tells the time in seconds of the epoch."""

    def __init__(self, client: PoliteClient, *, endpoint: str = ENDPOINT, now: Callable[[], float] = time.time) -> None:
        self._client, self._now = client, now
        self._url = f"{endpoint.rstrip('/')}/api/daily_papers"

    def read(self, period: Period) -> list[Paper | Skipped]:
        """Return the papers of a list, all pages of it; a damaged item costs that item, and is told.

        Papers of a day are featured that day; those of a week or a month on the day that they name themselves. Beside
        what the client raises there is SourceNotYetOpen, and SourceBadReply if a page of the list is missing.
        """
        records = self._records(period, fresh=False)
        if not any(isinstance(record, Skipped) for record in records):
            return records
        try:
            again = self._records(period, fresh=True)  # damage may be of one answer only
        except SourceError:
            return records
        papers = {record.id: record for record in (*records, *again) if isinstance(record, Paper)}
        return [*papers.values(), *(record for record in again if isinstance(record, Skipped))]

    def _records(self, period: Period, *, fresh: bool) -> list[Paper | Skipped]:
        featured = period if isinstance(period, dt.date) else None
        return list(items_to_papers(self._items(period, fresh=fresh), featured, f"hub {period}"))

    def _items(self, period: Period, *, fresh: bool) -> list[object]:
        """Return every item once. A list may shift while it is read: several pages are read until nothing new comes."""
        found: dict[str, object] = {}
        for again in range(_PASSES):
            before, seen = len(found), set[str]()
            pages = []
            for page in self._pages(period, fresh=fresh or again > 0):
                pages.append(page)
                items = {key_of(item): item for item in page.items}
                if items.keys() <= seen:
                    break  # the end, or a site that gives one page for all
                seen |= items.keys()
                found |= items
            if len(pages) == 1 or all(page.known for page in pages) or (again and len(found) == before):
                break
        return list(found.values())

    def _pages(self, period: Period, *, fresh: bool) -> Iterator[_Page]:
        """Yield pages until one is short or empty."""
        before = 0
        for number in count():
            page = self._page(period, number, fresh=fresh)
            if not page.items and before == _LIMIT and self._page(period, number + 1, fresh=fresh).items:
                what = f"Page {number} of the list of {period} is empty, and the next one is not."
                raise SourceBadReply(what, "Run it again later.")
            yield page
            before = len(page.items)
            if not before or before % _ROUND:
                return

    def _page(self, period: Period, number: int, *, fresh: bool) -> _Page:
        """Return a page; one that is empty, and no weekend's, when it was empty twice."""
        page = self._read_page(period, number, fresh=fresh)
        is_weekend = isinstance(period, dt.date) and period.weekday() >= calendar.SATURDAY
        if not page.items and not page.known and (number or not is_weekend):
            page = self._read_page(period, number, fresh=True)._replace(known=False)
        return page

    def _read_page(self, period: Period, number: int, *, fresh: bool) -> _Page:
        for _ in range(_TRIES - 1):
            try:
                return self._ask(period, number, fresh=fresh)
            except SourceBadReply:
                fresh = True
        return self._ask(period, number, fresh=True)

    def _ask(self, period: Period, number: int, *, fresh: bool) -> _Page:
        # Not kept while it changes, nor if it was read while it did.
        settled = dt.datetime.combine(_last_day(period), dt.time(), dt.UTC) + dt.timedelta(days=_LIVELY + 1)
        parameter = "date" if isinstance(period, dt.date) else "week" if "W" in period else "month"
        reply = self._client.get(
            self._url,
            manners=_MANNERS._replace(keep=min(max(self._now() - settled.timestamp(), 0.0), _KEPT)),
            params={parameter: str(period), "p": str(number), "limit": str(_LIMIT)},
            accept="application/json",
            judge=_is_list,
            fresh=fresh,
        )
        return _Page(json.loads(reply.body), reply.cached)


def items_to_papers(items: Sequence[object], featured: dt.date | None, place: str = "hub") -> Iterator[Paper | Skipped]:
    """Return the paper of each item, and for an item that is none a `Skipped` with its number in the list, from 1."""
    return papers_of(items, lambda item: paper_of(item, featured, "hub"), place)


def _is_list(reply: Reply) -> SourceError | None:
    """Judge a reply of the site: None if it is a list of papers, which may be empty."""
    host = reply.host
    if reply.status == 400:
        what = f"{host} has no such list yet: it answers HTTP 400{_words_of(reply)}."
        return SourceNotYetOpen(what, "Ask again when the day has come.")
    if refused := is_success(reply):
        return refused
    try:
        items = json.loads(reply.body)
    except (ValueError, RecursionError) as error:
        if _is_cut(reply.body, error):
            return unreachable(host, "cut off its answer")
        what = "a page for people" if reply.body.lstrip().startswith(b"<") else "something that is not JSON"
        return SourceBadReply(f"{host} answers with {what} in place of a list of papers.", "Run it again later.")
    if not isinstance(items, list) or (items and not any(map(is_daily_item, items))):
        what = f"{host} answers with something that is no list of papers{_words_of(reply)}."
        return SourceBadReply(what, "Run it again later, or check hf_endpoint.")
    return None


def _is_cut(body: bytes, error: Exception) -> bool:
    """Tell whether a JSON document that cannot be read was good up to its end."""
    if isinstance(error, UnicodeDecodeError):
        return error.end >= len(body)
    if not isinstance(error, json.JSONDecodeError) or not body.lstrip().startswith((b"[", b"{")):
        return False
    return error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated string")


def _words_of(reply: Reply) -> str:
    """Return what the site says of an error, to be put behind a sentence."""
    try:
        said = json.loads(reply.body)
    except (ValueError, RecursionError):
        return ""
    text = said.get("error") or said.get("message") if isinstance(said, dict) else None
    return f" ({' '.join(text.split())[:120]})" if isinstance(text, str) and text.isprintable() else ""


def _last_day(period: Period) -> dt.date:
    if isinstance(period, dt.date):
        return period
    year, rest = period.split("-")
    if "W" in rest:
        return dt.date.fromisocalendar(int(year), int(rest[1:]), 7)
    return dt.date(int(year), int(rest), calendar.monthrange(int(year), int(rest))[1])
