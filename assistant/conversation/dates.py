"""From which day to which papers are to be, by the words of a message that say when."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.conversation.periods import period
from index.models.collection_questions import SURE, reading
from index.models.limits import Limit, limits


class Days(NamedTuple):
    """The first and the last day that papers may be from, None where it is open, and whether of a daily list."""

    since: dt.date | None = None
    until: dt.date | None = None
    by_list: bool = False


_DAY = dt.timedelta(days=1)
_LEAD = re.compile(r"(?:\bthe |['’])$", re.IGNORECASE)  # of "the last year" and "'25", where they mean something
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_IN = re.compile(r"(?:\bpublished )?\b(?:in|of|from|during)\s+(?:the )?$", re.IGNORECASE)
_OF_TOPICS = frozenset({"none", "count", "list", "exists", "more"})  # what is asked of papers that are on something


def bounds(read: Sequence[Limit], text: str, today: dt.date) -> tuple[list[Limit], Days]:
    """Return the limits that are times which can be read, and the days that they mean."""
    used, first, last = list[Limit](), list[dt.date](), list[dt.date]()
    year = next((found[0] for limit in reversed(read) if (found := _YEAR.search(limit.value))), "")
    for limit in read:
        if limit.kind not in ("date", "listed", "since", "after", "before", "until"):
            continue
        lead = _LEAD.search(text, 0, limit.at)
        said = f"{lead[0]}{limit.value}" if lead else limit.value
        shared = f"{said} {year}" if limit.kind == "since" and not _YEAR.search(said) else said  # from June to May 2025
        days = period(shared, today) or period(said, today)
        if not days:
            continue
        used.append(limit)
        if limit.kind not in ("before", "until"):
            first.append(days[1] + _DAY if limit.kind == "after" else days[0])
        if limit.kind not in ("since", "after"):
            last.append(days[0] - _DAY if limit.kind == "before" else days[1])
    since, until = min(first, default=None), max(last, default=None)
    if since and until and since > until:  # from November to February
        since = since.replace(year=since.year - 1, day=min(since.day, 28))
    return used, Days(since, until, any(limit.kind == "listed" for limit in used))


def of_collection(read: Sequence[Limit], text: str) -> tuple[Limit, ...]:
    """Return the limits of a question to the collection, which is asked of a time where it seems to be its topic.

    What orders papers is no part of a limit: "which authors published most" in 2024.
    """
    asked = reading(text)
    if asked.share < SURE or asked.measure == "none":
        return tuple(read)
    if not any(limit.kind in ("date", "since", "after", "before", "until") for limit in read):
        times = [topic for topic in asked.topics if _YEAR.search(topic)]
        read = [*read, *(_time(text.index(topic), topic, text) for topic in times if topic in text)]
    if asked.measure in _OF_TOPICS:
        return tuple(read)
    return tuple(_time(one.at, one.value, text) if one.end - one.start >= len(text) - 1 else one for one in read)


def _time(at: int, value: str, text: str) -> Limit:
    lead = _IN.search(text, 0, at)
    return Limit("date", value, at, lead.start() if lead else at, at + len(value))


def span(text: str, today: dt.date) -> tuple[dt.date | None, dt.date | None] | None:
    """Return the first and the last day that are meant, None where it is open; None if the text is no time."""
    text = " ".join(text.split())
    used, days = bounds(limits(text), text, today)
    if used and (used[0].start, used[-1].end) == (0, len(text)):
        return days.since, days.until
    return period(text, today)
