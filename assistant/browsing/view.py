"""What a reader wants to see of the library: words, filters, order and page, as the address of the page has them."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, get_args
from urllib.parse import urlencode

Sort = Literal["", "newest", "oldest", "votes", "title", "relevance"]
MarkFilter = Literal["", "saved", "read", "unread", "noted"]
SORTS: tuple[Sort, ...] = get_args(Sort)
MARK_FILTERS: tuple[MarkFilter, ...] = get_args(MarkFilter)
_LONGEST = 200  # characters of a field
_SHORT = 62  # days that are shown one by one
_MOST = 72  # months; earlier ones are one bar


class View(NamedTuple):
    """What is wanted; an empty field asks for nothing. Without a `sort`, words bring relevance, else the newest."""

    q: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    category: str = ""
    author: str = ""
    source: str = ""
    mark: MarkFilter = ""
    sort: Sort = ""
    page: int = 1

    @classmethod
    def of(cls, fields: Mapping[str, object]) -> View:
        """Return what an address or a form asks for; what cannot be read asks for nothing."""
        texts = {name: " ".join(str(value or "").split())[:_LONGEST] for name, value in fields.items()}
        page = texts.get("page", "")
        return cls(
            q=texts.get("q", ""),
            since=day_of(texts.get("since", "")),
            until=day_of(texts.get("until", "")),
            category=texts.get("category", ""),
            author=texts.get("author", ""),
            source=texts.get("source", ""),
            mark=next((mark for mark in MARK_FILTERS if mark == texts.get("mark")), ""),
            sort=next((sort for sort in SORTS if sort == texts.get("sort")), ""),
            page=min(max(int(page), 1), 1_000_000) if page.isascii() and page.isdecimal() else 1,
        )

    @property
    def order(self) -> Sort:
        """The order that is meant."""
        return self.sort if self.sort and (self.q or self.sort != "relevance") else "relevance" if self.q else "newest"

    @property
    def is_filtered(self) -> bool:
        """Whether any paper may be left out."""
        return any((self.q, self.since, self.until, self.category, self.author, self.source, self.mark))

    def address(self) -> str:
        """Return it as a query string."""
        fields = {name: str(value) for name, value in self._asdict().items() if value}
        if self.page == 1:
            fields.pop("page", None)
        return urlencode(fields)


def day_of(text: str) -> dt.date | None:
    """Return the day that is written as 2026-02-03, None for anything else."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


class Bar(NamedTuple):
    """A time, both days included, and its number of papers; `is_chosen` if the dates of the view let it through."""

    since: dt.date
    until: dt.date
    papers: int
    is_chosen: bool

    @property
    def is_day(self) -> bool:
        """Whether it is of a single day."""
        return self.since == self.until


def bars(days: Sequence[dt.date | None], since: dt.date | None, until: dt.date | None) -> list[Bar]:
    """Return the bars of papers of these days: of the days from `since` to `until` if these are few, else of months."""
    counts = Counter(days)
    dated = sorted(day for day in counts if day)
    if not dated:
        return []
    if since and until and dt.timedelta(0) <= until - since < dt.timedelta(days=_SHORT):
        span = [since + dt.timedelta(days=after) for after in range((until - since).days + 1)]
        return [Bar(day, day, counts[day], is_chosen=True) for day in span]
    months: Counter[dt.date] = Counter()
    for day in dated:
        months[day.replace(day=1)] += counts[day]
    return [_month(first, months[first], since, until) for first in _months(dated[0], dated[-1])[-_MOST:]]


def _months(first: dt.date, last: dt.date) -> list[dt.date]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [dt.date(number // 12, number % 12 + 1, 1) for number in numbers]


def _month(first: dt.date, papers: int, since: dt.date | None, until: dt.date | None) -> Bar:
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return Bar(first, last, papers, is_chosen=(since or last) <= last and (until or first) >= first)
