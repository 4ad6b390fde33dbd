"""The marks that a reader gives to papers: saved, read."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple, get_args

from assistant.store.database import Database

Mark = Literal["saved", "read"]
MARKS: tuple[Mark, ...] = get_args(Mark)
_AT_ONCE = 500  # SQLite's oldest limit is 999 values in a statement


class Marked(NamedTuple):
    """A paper, by id, and when it got its mark: a time of UTC."""

    paper: str
    at: dt.datetime


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Marks:
    """The marks in a database; see there for what every method can raise."""

    def __init__(self, database: Database, *, now: Callable[[], dt.datetime] = _now) -> None:
        self._database, self._now = database, now

    def put(self, papers: Sequence[str], mark: Mark) -> None:
        """Mark papers; one that has the mark keeps the time of it."""
        at = self._now().astimezone(dt.UTC).isoformat()
        with self._database.writing() as connection:
            rows = [(paper, mark, at) for paper in papers]
            connection.executemany("INSERT OR IGNORE INTO marks (paper, mark, marked_at) VALUES (?, ?, ?)", rows)

    def take(self, papers: Sequence[str], mark: Mark) -> None:
        """Take a mark from papers."""
        with self._database.writing() as connection:
            rows = [(paper, mark) for paper in papers]
            connection.executemany("DELETE FROM marks WHERE paper = ? AND mark = ?", rows)

    def of(self, papers: Sequence[str]) -> dict[str, frozenset[Mark]]:
        """Return the marks of papers, by id; one without a mark is left out."""
        found: dict[str, set[Mark]] = defaultdict(set)
        with self._database.reading() as connection:
            for start in range(0, len(papers), _AT_ONCE):
                some = papers[start : start + _AT_ONCE]
                query = f"SELECT paper, mark FROM marks WHERE paper IN ({', '.join('?' * len(some))})"  # noqa: S608
                for paper, mark in connection.execute(query, some):
                    found[paper].add(mark)
        return {paper: frozenset(marks) for paper, marks in found.items()}

    def marked(self, mark: Mark) -> tuple[Marked, ...]:
        """Return the papers with a mark, the one marked last first."""
        query = "SELECT paper, marked_at FROM marks WHERE mark = ? ORDER BY marked_at DESC, paper"
        with self._database.reading() as connection:
            rows = connection.execute(query, (mark,)).fetchall()
        return tuple(Marked(paper, dt.datetime.fromisoformat(at)) for paper, at in rows)

    def renamed(self, replaced: Mapping[str, str]) -> None:
        """Take note of papers that are known by another id now; the earlier of two equal marks stays."""
        if not replaced:
            return
        with self._database.writing() as connection:
            for old, new in ((old, new) for old, new in replaced.items() if old != new):
                rows = connection.execute("SELECT mark, marked_at FROM marks WHERE paper = ?", (old,)).fetchall()
                for mark, at in rows:
                    connection.execute(
                        """INSERT INTO marks (paper, mark, marked_at) VALUES (?, ?, ?)
                        ON CONFLICT DO UPDATE SET marked_at = min(marked_at, excluded.marked_at)""",
                        (new, mark, at),
                    )
                connection.execute("DELETE FROM marks WHERE paper = ?", (old,))
