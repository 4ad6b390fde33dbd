"""Which briefs were told, and which papers they showed: a brief is written once, and no paper is told twice.

Each interest has a record of its own. A paper counts as shown where a brief rests on it; those that stand below a brief
as a line each do not.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping

from pydantic import ValidationError

from assistant.store.database import Database, utc_now
from assistant.types import Brief

# Since, until, topic and the name of the interest, "" for the plain brief.
Key = tuple[dt.date | None, dt.date | None, str | None, str]
_RENAME_TOLD = "UPDATE briefs SET brief = replace(brief, ?, ?) WHERE id IN (SELECT brief FROM shown WHERE paper = ?)"
_MOST = 100  # briefs of a history
_OF_KEY = "since = ? AND until = ? AND topic = ? AND interest = ?"


class Ledger:
    """The briefs that were told, in a database; see there for what every method can raise.

    `wanted` says what the interest asks for, "" for nothing: a brief that was written when it asked for something else
    is not told any more.
    """

    def __init__(self, database: Database, *, wanted: str = "", now: Callable[[], dt.datetime] = utc_now) -> None:
        self._database, self._wanted, self._now = database, wanted, now

    def told(self, key: Key) -> Brief | None:
        """Return the brief that was recorded under a key; None if none was, or of an older form or for other wishes."""
        query = f"SELECT brief FROM briefs WHERE {_OF_KEY} AND wanted = ?"  # noqa: S608  a constant
        return next((_brief(text) for (text,) in self._database.rows(query, *_columns(key), self._wanted)), None)

    def shown_before(self, day: dt.date, days: int, interest: str) -> frozenset[str]:
        """Return the ids of the papers shown to an interest in briefs of the `days` days before `day`, without it.

        The day of a brief is its last one, or of one without an end that on which it was told.
        """
        first = day - dt.timedelta(days=min(days, day.toordinal() - 1))
        query = """SELECT DISTINCT shown.paper FROM briefs JOIN shown ON shown.brief = briefs.id
            WHERE briefs.interest = ? AND briefs.day >= ? AND briefs.day < ?"""
        rows = self._database.rows(query, interest, first.isoformat(), day.isoformat())
        return frozenset(paper for (paper,) in rows)

    def record(self, key: Key, brief: Brief) -> None:
        """Keep a brief under its key, in the place of an earlier one; an empty one leaves nothing: some may come."""
        since, until, topic, interest = _columns(key)
        at = self._now().astimezone(dt.UTC)
        day = until or at.date().isoformat()
        insert = """INSERT INTO briefs (since, until, topic, interest, day, told_at, brief, wanted)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
        with self._database.writing() as connection:
            connection.execute(f"DELETE FROM briefs WHERE {_OF_KEY}", (since, until, topic, interest))  # noqa: S608
            if brief.empty:
                return
            values = (since, until, topic, interest, day, at.isoformat(), brief.model_dump_json())
            number = connection.execute(insert, (*values, self._wanted)).lastrowid
            papers = {(number, source.id) for source in brief.sources}
            connection.executemany("INSERT INTO shown (brief, paper) VALUES (?, ?)", papers)

    def renamed(self, replaced: Mapping[str, str]) -> None:
        """Take note of papers that get another id: `title:…` becomes `arxiv:…` when a source knows it.

        What was told of them is told under the new one. Both count as shown: it may not come to the change.
        """
        if not replaced or not self._database.file.exists():
            return
        with self._database.writing() as connection:
            for old, new in replaced.items():
                names = (json.dumps(old, ensure_ascii=False), json.dumps(new, ensure_ascii=False))
                connection.execute(_RENAME_TOLD, (*names, old))
                connection.execute("INSERT OR IGNORE INTO shown SELECT brief, ? FROM shown WHERE paper = ?", (new, old))

    def history(self, interest: str = "") -> tuple[Brief, ...]:
        """Return the latest briefs that were told to an interest, on no topic, those of the newest days first."""
        query = "SELECT brief FROM briefs WHERE interest = ? AND topic = '' ORDER BY day DESC, since DESC LIMIT ?"
        read = (_brief(text) for (text,) in self._database.rows(query, interest, _MOST))
        return tuple(brief for brief in read if brief)


def _columns(key: Key) -> tuple[str, str, str, str]:
    since, until, topic, interest = key
    return (since.isoformat() if since else "", until.isoformat() if until else "", topic or "", interest)


def _brief(text: str) -> Brief | None:
    try:
        return Brief.model_validate_json(text)
    except ValidationError:  # of an older form: it is written again
        return None
