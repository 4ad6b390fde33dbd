"""A reader's notes: at most one a paper, of any length."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import NamedTuple

from assistant.store.database import Database


class Note(NamedTuple):
    """What a reader wrote of a paper (its id), and when last: a time of UTC."""

    paper: str
    text: str
    changed_at: dt.datetime


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Notes:
    """The notes in a database; see there for what every method can raise."""

    def __init__(self, database: Database, *, now: Callable[[], dt.datetime] = _now) -> None:
        self._database, self._now = database, now

    def write(self, paper: str, text: str) -> None:
        """Put a note in the place of an earlier one; an empty text removes it."""
        at = self._now().astimezone(dt.UTC).isoformat()
        with self._database.writing() as connection:
            connection.execute("DELETE FROM notes WHERE paper = ?", (paper,))
            if text.strip():
                connection.execute("INSERT INTO notes VALUES (?, ?, ?)", (paper, text, at))

    def of(self, paper: str) -> Note | None:
        """Return the note of a paper; None if there is none."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT paper, text, changed_at FROM notes WHERE paper = ?", (paper,)).fetchone()
        return _note(row) if row else None

    def all(self) -> tuple[Note, ...]:
        """Return every note, the one changed last first."""
        query = "SELECT paper, text, changed_at FROM notes ORDER BY changed_at DESC, paper"
        with self._database.reading() as connection:
            return tuple(map(_note, connection.execute(query).fetchall()))

    def renamed(self, replaced: Mapping[str, str]) -> None:
        """Take note of papers that are known by another id now; where both had a note, it holds both texts."""
        if not replaced:
            return
        with self._database.writing() as connection:
            for old, new in ((old, new) for old, new in replaced.items() if old != new):
                connection.execute(
                    """INSERT INTO notes (paper, text, changed_at)
                    SELECT ?, text, changed_at FROM notes WHERE paper = ?
                    ON CONFLICT DO UPDATE SET text = notes.text || char(10, 10) || excluded.text,
                    changed_at = max(notes.changed_at, excluded.changed_at)""",
                    (new, old),
                )
                connection.execute("DELETE FROM notes WHERE paper = ?", (old,))


def _note(row: tuple[str, str, str]) -> Note:
    paper, text, at = row
    return Note(paper, text, dt.datetime.fromisoformat(at))
