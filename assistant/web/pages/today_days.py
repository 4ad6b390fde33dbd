"""Which days the page of a day shows, as its address and people name them, and the days with papers around one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from assistant.conversation.periods import period
from assistant.jobs.brief_days import Span
from index.query import Filters
from index.store.lexical import Wanted as Papers
from index.store.library import Library

_DAY = dt.timedelta(days=1)
_STEPS = 30  # days of publication whose papers all stood on lists of other days, until one gives up


class Wanted(NamedTuple):
    """What a page is to show: days, both included and the same for one day, and a topic or "".

    `since` is None where the library has no day to show. `problem` says what of the address could not be read.
    """

    since: dt.date | None
    until: dt.date | None
    topic: str = ""
    problem: str = ""

    @property
    def span(self) -> Span:
        """What the brief is asked for."""
        return Span(self.since, self.until, self.topic or None)

    @property
    def day(self) -> dt.date | None:
        """The day, if it is one and there is no topic."""
        return self.since if self.since == self.until and not self.topic else None


def wanted(asked: Mapping[str, str], library: Library, today: dt.date) -> Wanted:
    """Return what the query of an address asks for: `day`, or `since`, `until` and `topic`; else the newest day."""
    topic = " ".join(asked.get("topic", "").split())
    named = [asked.get(name, "").strip() for name in ("day", "since", "until")]
    read = [days_meant(words, today) for words in named]
    problem = next((words for words, days in zip(named, read, strict=True) if words and not days), "")
    day, since, until = read
    if day and not topic:
        return Wanted(*day, problem=problem)
    if topic or since or until:
        first, last = _ends(library) or (today, today)
        begin, end = since[0] if since else first, until[1] if until else max(last, since[0] if since else last)
        return Wanted(min(begin, end), max(begin, end), topic, problem)
    newest = nearest(today + 2 * _DAY, library, after=False) or nearest(today, library, after=True)
    return Wanted(newest, newest, problem=problem)


def days_meant(words: str, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day of what words mean: `2026-03-30`, `yesterday`, `last Friday`, `March 2026`."""
    words = " ".join(words.split())
    if not words or (words.isdigit() and len(words) < 4):
        return None
    return period(words, today)


def nearest(day: dt.date, library: Library, *, after: bool) -> dt.date | None:
    """Return the nearest day after or before another on which papers were listed, or published and never listed."""
    listed = _edge(day, library, by_list=True, after=after)
    other: dt.date | None = day
    for _ in range(_STEPS):
        other = _edge(other, library, by_list=False, after=after) if other else None
        if other is None or (listed and (other > listed if after else other < listed)):
            return listed
        if any(paper.featured is None and not paper.withdrawn for paper in library.between(other, other)):
            return other
    return listed


def _ends(library: Library) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day of a library, by publication or list."""
    published = library.span()
    if not published:
        return None
    first, last = published
    listed = _edge(last, library, by_list=True, after=True)  # what was published last may stand on a later list
    return first, listed or last


def _edge(day: dt.date, library: Library, *, by_list: bool, after: bool) -> dt.date | None:
    """Return the nearest day beyond another that has papers."""
    if day == (dt.date.max if after else dt.date.min):
        return None
    beyond = Filters(since=day + _DAY, by_list=by_list) if after else Filters(until=day - _DAY, by_list=by_list)
    found = library.get(library.lexical.first(Papers(filters=beyond), 1, "oldest" if after else "newest"))
    return next((one.featured if by_list else one.published for one in found), None)
