"""Which briefs were told, and which papers they showed: a brief is written once, and no paper is told twice.

Each interest has a record of its own. A paper counts as shown where a brief rests on it; those that stand below a brief
as a line each do not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import NamedTuple

from pydantic import ValidationError

from assistant.store.database import Database
from assistant.types import Brief

# Since, until, topic and the name of the interest, "" for the plain brief.
Key = tuple[dt.date | None, dt.date | None, str | None, str]
_OF_KEY = "since = ? AND until = ? AND topic = ? AND interest = ?"


class Told(NamedTuple):
    """A brief that was told, and when: a time of UTC."""

    brief: Brief
    at: dt.datetime


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Ledger:
    """The briefs that were told, in a database; see there for what every method can raise."""

    def __init__(self, database: Database, *, now: Callable[[], dt.datetime] = _now) -> None:
        self._database, self._now = database, now

    def told(self, key: Key) -> Brief | None:
        """Return the brief that was recorded under a key; None if none was, or one of an older form."""
        with self._database.reading() as connection:
            row = connection.execute(f"SELECT brief FROM briefs WHERE {_OF_KEY}", _columns(key)).fetchone()  # noqa: S608
        return _brief(row[0]) if row else None

    def shown_before(self, day: dt.date, days: int, interest: str) -> frozenset[str]:
        """Return the ids of the papers shown to an interest in briefs of the `days` days before `day`, without it.

        The day of a brief is its last one, or of one without an end that on which it was told.
        """
        first = day - dt.timedelta(days=min(days, day.toordinal() - 1))
        wanted = (interest, first.isoformat(), day.isoformat())
        query = """SELECT DISTINCT shown.paper FROM briefs JOIN shown ON shown.brief = briefs.id
            WHERE briefs.interest = ? AND briefs.day >= ? AND briefs.day < ?"""
        with self._database.reading() as connection:
            return frozenset(paper for (paper,) in connection.execute(query, wanted))

    def record(self, key: Key, brief: Brief) -> None:
        """Keep a brief under its key, in the place of an earlier one. An empty one leaves nothing: papers may yet come.

        The time of the first one is kept, so that a feed does not show an old day as new.
        """
        since, until, topic, interest = _columns(key)
        at = self._now().astimezone(dt.UTC)
        day = until or at.date().isoformat()
        insert = """INSERT INTO briefs (since, until, topic, interest, day, told_at, brief)
            VALUES (?, ?, ?, ?, ?, ?, ?)"""
        with self._database.writing() as connection:
            (earlier,) = connection.execute(
                f"SELECT min(told_at) FROM briefs WHERE {_OF_KEY}",  # noqa: S608  a constant
                (since, until, topic, interest),
            ).fetchone()
            connection.execute(f"DELETE FROM briefs WHERE {_OF_KEY}", (since, until, topic, interest))  # noqa: S608
            if brief.empty:
                return
            values = (since, until, topic, interest, day, earlier or at.isoformat(), brief.model_dump_json())
            number = connection.execute(insert, values).lastrowid
            papers = {(number, source.id) for source in brief.sources}
            connection.executemany("INSERT INTO shown (brief, paper) VALUES (?, ?)", papers)

    def renamed(self, replaced: Mapping[str, str]) -> None:
        """Take note of papers that are known by another id now: `title:…` becomes `arxiv:…` when a source knows it."""
        if not replaced:
            return
        with self._database.writing() as connection:
            for old, new in replaced.items():
                connection.execute("UPDATE OR IGNORE shown SET paper = ? WHERE paper = ?", (new, old))
                connection.execute("DELETE FROM shown WHERE paper = ?", (old,))

    def history(self, interest: str = "", *, limit: int = 100, topic: str | None = None) -> tuple[Told, ...]:
        """Return the briefs that were told to an interest, on a topic or on none, those of the newest days first."""
        query = """SELECT brief, told_at FROM briefs WHERE interest = ? AND topic = ?
            ORDER BY day DESC, since DESC LIMIT ?"""
        with self._database.reading() as connection:
            rows = connection.execute(query, (interest, topic or "", limit)).fetchall()
        read = ((_brief(text), dt.datetime.fromisoformat(at)) for text, at in rows)
        return tuple(Told(brief, at) for brief, at in read if brief)


def _columns(key: Key) -> tuple[str, str, str, str]:
    since, until, topic, interest = key
    return (since.isoformat() if since else "", until.isoformat() if until else "", topic or "", interest)


def _brief(text: str) -> Brief | None:
    try:
        return Brief.model_validate_json(text)
    except ValidationError:  # of an older form: it is written again
        return None
