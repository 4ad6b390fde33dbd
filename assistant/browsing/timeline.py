"""Times of papers: how many there are of each month, or of each day of a short time, and a time as people type it."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from assistant.conversation.dates import read_dates

_SHORT = 62  # days that are shown one by one
_MOST = 72  # months; earlier ones are one bar


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


def span(text: str, today: dt.date) -> tuple[dt.date | None, dt.date | None] | None:
    """Return the first and the last day that are meant, None where it is open; None if the text is no time."""
    text = " ".join(text.split())
    for worded in (text, f"from {text}"):
        found = read_dates(worded, today, sure=True)
        if found and (found.start, found.end) == (0, len(worded)):
            return found.since, found.until
    return None
