"""A time in words, such as "last month" or "since March 2026", as people type it into a field for nothing else."""

from __future__ import annotations

import datetime as dt

from assistant.conversation.dates import read_dates


def span(text: str, today: dt.date) -> tuple[dt.date | None, dt.date | None] | None:
    """Return the first and the last day that are meant, None where it is open; None if the text is no time."""
    text = " ".join(text.split())
    for worded in (text, f"from {text}"):
        found = read_dates(worded, today, sure=True)
        if found and (found.start, found.end) == (0, len(worded)):
            return found.since, found.until
    return None
