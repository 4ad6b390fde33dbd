"""Searches that a reader saved: words and filters under a name, as the query string of the page that shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from assistant.store.database import Database


class Search(NamedTuple):
    """A saved search; `query` is a query string such as `q=attention&since=2025-01-01`."""

    name: str
    query: str
    saved_at: dt.datetime


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Searches:
    """The saved searches in a database; see there for what every method can raise."""

    def __init__(self, database: Database, *, now: Callable[[], dt.datetime] = _now) -> None:
        self._database, self._now = database, now

    def save(self, name: str, query: str) -> None:
        """Save a search, in the place of one of the same name."""
        at = self._now().astimezone(dt.UTC).isoformat()
        with self._database.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO searches VALUES (?, ?, ?)", (name, query, at))

    def remove(self, name: str) -> None:
        """Remove a search; does nothing if there is none of this name."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM searches WHERE name = ?", (name,))

    def all(self) -> tuple[Search, ...]:
        """Return the searches by name."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT name, query, saved_at FROM searches ORDER BY name").fetchall()
        return tuple(Search(name, query, dt.datetime.fromisoformat(at)) for name, query, at in rows)
