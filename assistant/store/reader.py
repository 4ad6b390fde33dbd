"""What a reader keeps of papers: marks, notes and searches; and where a paper has appeared before the reader."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from assistant.store.database import Database, utc_now

Mark = Literal["saved", "read"]
MARKS: tuple[Mark, ...] = get_args(Mark)
_MOST = 20  # appearances of a kind
_BRIEFS = """SELECT DISTINCT briefs.since, briefs.until, briefs.topic FROM briefs JOIN shown ON shown.brief = briefs.id
    WHERE shown.paper = ? ORDER BY briefs.day DESC LIMIT ?"""
# The answer is JSON as pydantic writes it; an id in quotation marks is nothing else in it than a paper's.
_CONVERSATIONS = """SELECT conversations.id, conversations.title, turns.question, max(turns.asked_at) FROM turns
    JOIN conversations ON conversations.id = turns.conversation
    WHERE conversations.deleted_at IS NULL AND (instr(turns.answer, ?) OR instr(turns.answer, ?))
    GROUP BY conversations.id ORDER BY max(turns.asked_at) DESC LIMIT ?"""
_MARK_AGAIN = """INSERT INTO marks (paper, mark, marked_at) SELECT ?, mark, marked_at FROM marks WHERE paper = ?
    ON CONFLICT DO UPDATE SET marked_at = min(marks.marked_at, excluded.marked_at)"""
_NOTE_AGAIN = """INSERT INTO notes (paper, text, changed_at) SELECT ?, text, changed_at FROM notes WHERE paper = ?
    ON CONFLICT DO UPDATE SET text = notes.text || char(10, 10) || excluded.text,
    changed_at = max(notes.changed_at, excluded.changed_at)"""


class _Kept:
    """What is kept in a database; see there for what every method can raise."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def _renamed(self, table: str, again: str, replaced: Mapping[str, str]) -> None:
        pairs = [(new, old) for old, new in replaced.items() if old != new]
        if pairs:
            with self._database.writing() as connection:
                connection.executemany(again, pairs)
                connection.executemany(f"DELETE FROM {table} WHERE paper = ?", [(old,) for _, old in pairs])  # noqa: S608


class Marks(_Kept):
    """The marks in a database."""

    def put(self, papers: Sequence[str], mark: Mark) -> None:
        """Mark papers; one that has the mark keeps the time of it."""
        at = utc_now().isoformat()
        insert = "INSERT OR IGNORE INTO marks (paper, mark, marked_at) VALUES (?, ?, ?)"
        self._database.change(insert, *((paper, mark, at) for paper in papers))

    def take(self, papers: Sequence[str], mark: Mark) -> None:
        """Take a mark from papers."""
        delete = "DELETE FROM marks WHERE paper = ? AND mark = ?"
        self._database.change(delete, *((paper, mark) for paper in papers))

    def of(self, papers: Sequence[str]) -> dict[str, frozenset[Mark]]:
        """Return the marks of papers, by id; one without a mark is left out."""
        found: dict[str, set[Mark]] = defaultdict(set)
        query = "SELECT paper, mark FROM marks WHERE paper IN (SELECT value FROM json_each(?))"
        for paper, mark in self._database.rows(query, json.dumps(list(papers))):
            found[paper].add(mark)
        return {paper: frozenset(marks) for paper, marks in found.items()}

    def marked(self, mark: Mark) -> tuple[str, ...]:
        """Return the ids of the papers with a mark, the one marked last first."""
        query = "SELECT paper FROM marks WHERE mark = ? ORDER BY marked_at DESC, paper"
        return tuple(paper for (paper,) in self._database.rows(query, mark))

    def renamed(self, replaced: Mapping[str, str]) -> None:
        """Take note of papers that are known by another id now; the earlier of two equal marks stays."""
        self._renamed("marks", _MARK_AGAIN, replaced)


class Notes(_Kept):
    """The notes in a database."""

    def write(self, paper: str, text: str) -> None:
        """Put a note in the place of an earlier one; an empty text removes it."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM notes WHERE paper = ?", (paper,))
            if text.strip():
                connection.execute("INSERT INTO notes VALUES (?, ?, ?)", (paper, text, utc_now().isoformat()))

    def of(self, paper: str) -> str:
        """Return the note of a paper; "" if there is none."""
        return "".join(text for (text,) in self._database.rows("SELECT text FROM notes WHERE paper = ?", paper))

    def all(self) -> dict[str, str]:
        """Return every note by the id of its paper, the one changed last first."""
        return dict(self._database.rows("SELECT paper, text FROM notes ORDER BY changed_at DESC, paper"))

    def renamed(self, replaced: Mapping[str, str]) -> None:
        """Take note of papers that are known by another id now; where both had a note, it holds both texts."""
        self._renamed("notes", _NOTE_AGAIN, replaced)


class Searches(_Kept):
    """The saved searches in a database."""

    def save(self, name: str, query: str) -> None:
        """Save a search, a query string such as `q=attention&since=2025-01-01`, in the place of one of its name."""
        values = (name, query, utc_now().isoformat())
        self._database.change("INSERT OR REPLACE INTO searches VALUES (?, ?, ?)", values)

    def remove(self, name: str) -> None:
        """Remove a search; does nothing if there is none of this name."""
        self._database.change("DELETE FROM searches WHERE name = ?", (name,))

    def all(self) -> dict[str, str]:
        """Return the query strings of the searches, by name."""
        return dict(self._database.rows("SELECT name, query FROM searches ORDER BY name"))


class Visits(_Kept):
    """The days on which a reader looked at the newest papers, in a database."""

    def note(self, day: dt.date, newest: dt.date) -> None:
        """Keep that on a day the papers of `newest` were the newest ones; of a day what was noted last stays."""
        self._database.change("INSERT OR REPLACE INTO visits VALUES (?, ?)", (day.isoformat(), newest.isoformat()))

    def before(self, day: dt.date) -> dt.date | None:
        """Return the day of the newest papers at the last visit before a day; None if there was none."""
        query = "SELECT newest FROM visits WHERE day < ? ORDER BY day DESC LIMIT 1"
        return next((_day(newest) for (newest,) in self._database.rows(query, day.isoformat())), None)


class Appearances(_Kept):
    """The appearances of papers in a database."""

    def in_briefs(self, paper: str) -> list[dict[str, Any]]:
        """Return the days of the briefs that told of a paper, None where they are open, and topics, newest first."""
        rows = self._database.rows(_BRIEFS, paper, _MOST)
        return [{"since": _day(since), "until": _day(until), "topic": topic} for since, until, topic in rows]

    def in_conversations(self, paper: str) -> list[dict[str, str]]:
        """Return id, title and question of the conversations that name a paper, but deleted ones, the latest first."""
        name = json.dumps(paper, ensure_ascii=False)
        rows = self._database.rows(_CONVERSATIONS, f'"paper":{name}', f'"id":{name}', _MOST)
        return [{"id": key, "title": title, "question": question} for key, title, question, _ in rows]


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
