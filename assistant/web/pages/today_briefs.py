"""Which days the page of a day shows, as its address names them, and the brief that it tells of them."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from assistant.conversation.dates import period
from assistant.delivery.post import LEAST
from assistant.engine import Assistant
from assistant.jobs.brief import BriefKey
from assistant.jobs.brief_days import Span
from assistant.store.ledger import Ledger
from assistant.types import Brief
from index.query import Filters
from index.store.lexical import Wanted as Papers
from index.store.library import Library

_DAY = dt.timedelta(days=1)
_STEPS = 30  # days of publication whose papers all stood on lists of other days, until one gives up
_APART = "\n(page)"  # behind the name of an interest: no interest has a line break in its name


class Wanted(NamedTuple):
    """Days, both included, None where there are none, a topic or "", and the `problem`: what could not be read."""

    since: dt.date | None
    until: dt.date | None
    topic: str = ""
    problem: str = ""

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
    return None if not words or (words.isdigit() and len(words) < 4) else period(words, today)


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
    published = library.span()
    if not published:
        return None
    first, last = published
    listed = _edge(last, library, by_list=True, after=True)  # what was published last may stand on a later list
    return first, listed or last


def _edge(day: dt.date, library: Library, *, by_list: bool, after: bool) -> dt.date | None:
    if day == (dt.date.max if after else dt.date.min):
        return None
    beyond = Filters(since=day + _DAY, by_list=by_list) if after else Filters(until=day - _DAY, by_list=by_list)
    found = library.get(library.lexical.first(Papers(filters=beyond), 1, "oldest" if after else "newest"))
    return next((one.featured if by_list else one.published for one in found), None)


class PageLedger:
    """What pages and deliveries have told.

    The brief of a day that is over is the same for all of them. That of today, whose list still fills, and those of
    several days or of a topic are kept apart: to look at them takes no paper from the next delivery. One that was kept
    apart is written anew when there are other papers than there were.
    """

    def __init__(self, assistant: Assistant, papers: int) -> None:
        """Take how many papers there are to choose from now; that is not compared for a topic."""
        self._ledger = Ledger(assistant.database, wanted=assistant.interests.get().digest)
        self._today, self._papers = today_of(assistant), papers

    def told(self, key: BriefKey) -> Brief | None:
        """Return the brief of a key that a delivery or the page has told, None if none has."""
        if delivered := self._ledger.told(key):
            return delivered
        apart = self._ledger.told(key._replace(interest=key.interest + _APART))
        if apart is None or (key.topic is None and apart.papers != self._papers):
            return None
        if self._is_over(key):  # it was told while the day lasted
            self._ledger.record(key, apart)
        return apart

    def shown_before(self, day: dt.date, days: int, interest: str) -> frozenset[str]:
        """Return the ids of the papers that were told on the days before a day."""
        return self._ledger.shown_before(day, days, interest)

    def record(self, key: BriefKey, brief: Brief) -> None:
        """Keep a brief: under its own name if its day is over, else apart."""
        self._ledger.record(key if self._is_over(key) else key._replace(interest=key.interest + _APART), brief)

    def _is_over(self, key: BriefKey) -> bool:
        return key.topic is None and key.until is not None and key.since == key.until < self._today


class Told(NamedTuple):
    """The brief of a page, or in its place why there is none."""

    brief: Brief | None = None
    why: str = ""

    @property
    def cited(self) -> dict[str, set[int]]:
        """The numbers of the sentences that it cites, by the id of the paper."""
        found: dict[str, set[int]] = {}
        for claim in self.brief.claims if self.brief else ():
            for citation in claim.citations:
                found.setdefault(citation.paper, set()).update(citation.sentences)
        return found


def told_before(assistant: Assistant, wanted: Wanted, papers: int) -> Told | None:
    """Return the brief if it was told before: that takes milliseconds; None if it was not."""
    brief = PageLedger(assistant, papers).told(BriefKey(wanted.since, wanted.until, wanted.topic or None, ""))
    return Told(brief) if brief else None


def told(assistant: Assistant, wanted: Wanted, papers: int) -> Told:
    """Return the brief, which is written if it was not told before, or why there is none."""
    if wanted.since is None:
        return Told()
    if wanted.day and wanted.day >= today_of(assistant) and 0 < papers < LEAST:
        return Told(why=f"This list still fills: its brief comes when it has {LEAST} papers.")
    span = Span(wanted.since, wanted.until, wanted.topic or None)
    brief = assistant.brief(span, ledger=PageLedger(assistant, papers))
    if brief.claims:
        return Told(brief)
    if wanted.topic:
        return Told(why=f"No paper of these days is about “{wanted.topic}”: word it more widely, or take more days.")
    every = "The only paper of this day was" if papers == 1 else f"All {papers} papers were"
    return Told(why=f"{every} told in a brief of the two weeks before." if papers else "")


def today_of(assistant: Assistant) -> dt.date:
    """Return the day that it is where the reader lives."""
    return dt.datetime.now(assistant.settings.zone).date()
