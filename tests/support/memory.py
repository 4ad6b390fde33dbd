"""Whom a brief is for, in tests: who wants nothing more than other things, and a ledger in memory."""

import datetime as dt

from assistant.interests.taste import Taste
from assistant.jobs.brief import Audience, BriefKey
from assistant.types import Brief
from index.paper import Paper


class Memory:
    """What was told, until the test ends."""

    def __init__(self) -> None:
        self._briefs: dict[BriefKey, Brief] = {}

    def told(self, key: BriefKey) -> Brief | None:
        """Return the brief recorded under a key."""
        return self._briefs.get(key)

    def shown_before(self, day: dt.date, days: int, interest: str) -> frozenset[str]:
        """Return the ids of the papers told for an interest on the days before `day`."""
        since = day - dt.timedelta(days=days)
        briefs = (b for k, b in self._briefs.items() if k.interest == interest and k.until and since <= k.until < day)
        return frozenset(source.id for brief in briefs for source in brief.sources)

    def record(self, key: BriefKey, brief: Brief) -> None:
        """Keep a brief."""
        self._briefs[key] = brief


class _NoTaste:
    def score(self, paper: Paper) -> tuple[float, str]:
        return 0.0, ""


def told_to(interest: str = "", taste: Taste | None = None, ledger: Memory | None = None) -> Audience:
    """Return a reader; without `taste` nothing speaks for or against a paper, without `ledger` nothing was told."""
    return Audience(interest, taste or _NoTaste(), ledger or Memory())
