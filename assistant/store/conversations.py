"""The conversations: each question with its answer, and what held after it. To edit a question is to fork before it."""

import datetime as dt
import secrets
import sqlite3
import textwrap
from collections.abc import Callable, Sequence

from pydantic import BaseModel

from assistant.store.database import Database, folded, utc_now
from assistant.store.errors import UnknownConversation
from assistant.store.turns import COLUMNS, Recording, StoredTurn, stored_turn

_TITLE = 80  # characters of a question that name a conversation
_UNDO = dt.timedelta(days=30)  # for which a deleted one can be taken back
_LISTED = """SELECT id, title, forked_from, started_at, changed_at,
    (SELECT count(*) FROM turns WHERE conversation = conversations.id) FROM conversations"""
# Measured with 10,000 turns of 180 words: LIKE 15 ms, instr 42 ms; an index of SQLite's (FTS5) would take less than
# one, but finds no part of a word, and no word of Chinese. LIKE reads letters of text that is `folded`.
_HAS_WORD = """(id IN (SELECT conversation FROM turns WHERE turns.id IN
    (SELECT turn FROM turn_words WHERE words LIKE ? ESCAPE '\\')) OR folded(title) LIKE ? ESCAPE '\\')"""
_WILD = str.maketrans({sign: f"\\{sign}" for sign in "%_\\"})
_COPY = """INSERT INTO turns (conversation, place, question, asked_at, state, message, answer, turn)
    SELECT ?, place, question, asked_at, CASE state WHEN 'growing' THEN 'stopped' ELSE state END, message, answer, turn
    FROM turns WHERE conversation = ? AND place <= ?"""
_COPY_WORDS = """INSERT INTO turn_words (turn, words)
    SELECT copies.id, turn_words.words FROM turns AS copies
    JOIN turns AS originals ON originals.place = copies.place AND originals.conversation = ?
    JOIN turn_words ON turn_words.turn = originals.id WHERE copies.conversation = ?"""


class Conversation(BaseModel, frozen=True, extra="forbid"):
    """A conversation in a list. Times are of UTC; `turns` counts its questions, `forked_from` is "" for most."""

    id: str
    title: str
    forked_from: str
    started_at: dt.datetime
    changed_at: dt.datetime
    turns: int


class Conversations:
    """The conversations in a database; see there. Those that take an id also raise `UnknownConversation`."""

    def __init__(self, database: Database, *, now: Callable[[], dt.datetime] = utc_now) -> None:
        self._database, self._now = database, now

    def begin(self, question: str, conversation: str = "") -> Recording:
        """Note a question, in a conversation, be it deleted, or at the head of a new one; return its recording."""
        at = self._time()
        with self._database.writing() as connection:
            if conversation:
                _update(connection, conversation, "changed_at = ?, deleted_at = NULL", at)
            else:
                title = textwrap.shorten(question, _TITLE, placeholder="…") or "…"
                conversation = _create(connection, title, at)
            last = "SELECT coalesce(max(place), 0) FROM turns WHERE conversation = ?"
            place = int(connection.execute(last, (conversation,)).fetchone()[0]) + 1
            insert = "INSERT INTO turns (conversation, place, question, asked_at) VALUES (?, ?, ?, ?)"
            number = connection.execute(insert, (conversation, place, question, at)).lastrowid
            connection.execute("INSERT INTO turn_words VALUES (?, ?)", (number, folded(question)))
        return Recording(self._database, conversation, place, question)

    def resume(self, conversation: str) -> Recording:
        """Return what keeps a new answer to the last question of a conversation, in the place of the old one."""
        query = "SELECT place, question FROM turns WHERE conversation = ? ORDER BY place DESC LIMIT 1"
        with self._database.writing() as connection:
            _update(connection, conversation, "changed_at = ?, deleted_at = NULL", self._time())
            row = connection.execute(query, (conversation,)).fetchone()
        if row is None:
            raise UnknownConversation.of(conversation)
        return Recording(self._database, conversation, int(row[0]), str(row[1]))

    def get(self, conversation: str) -> Conversation:
        """Return a conversation, also one that was deleted and can be restored."""
        for row in self._database.rows(f"{_LISTED} WHERE id = ?", conversation):
            return _conversation(row)
        raise UnknownConversation.of(conversation)

    def turns(self, conversation: str) -> tuple[StoredTurn, ...]:
        """Return the turns of a conversation, the first one first; none of one that there is not."""
        query = f"SELECT {COLUMNS} FROM turns WHERE conversation = ? ORDER BY place"  # noqa: S608  a constant
        return tuple(map(stored_turn, self._database.rows(query, conversation)))

    def listed(self, words: str = "", *, limit: int = 50, offset: int = 0) -> tuple[Conversation, ...]:
        """Return the conversations not deleted, newest first; with words those that have all, also within words."""
        condition, values = _condition(words)
        query = f"{_LISTED} WHERE {condition} ORDER BY changed_at DESC, id LIMIT ? OFFSET ?"
        return tuple(map(_conversation, self._database.rows(query, *values, limit, offset)))

    def count(self, words: str = "") -> int:
        """Return how many conversations there are that are not deleted; see `listed`."""
        condition, values = _condition(words)
        ((count,),) = self._database.rows(f"SELECT count(*) FROM conversations WHERE {condition}", *values)  # noqa: S608
        return int(count)

    def rename(self, conversation: str, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing."""
        if title := " ".join(title.split()):
            with self._database.writing() as connection:
                _update(connection, conversation, "title = ?", title)

    def delete(self, conversation: str) -> None:
        """Delete a conversation so that it can be restored for a month; those deleted before that are removed."""
        now = self._now().astimezone(dt.UTC)
        with self._database.writing() as connection:
            _update(connection, conversation, "deleted_at = ?", now.isoformat())
            connection.execute("DELETE FROM conversations WHERE deleted_at < ?", ((now - _UNDO).isoformat(),))

    def restore(self, conversation: str) -> None:
        """Undo a deletion."""
        with self._database.writing() as connection:
            _update(connection, conversation, "deleted_at = NULL")

    def fork(self, conversation: str, at: int) -> str:
        """Return the id of a new conversation with copies of the turns up to place `at`, counted from 1."""
        with self._database.writing() as connection:
            row = connection.execute("SELECT title FROM conversations WHERE id = ?", (conversation,)).fetchone()
            if row is None:
                raise UnknownConversation.of(conversation)
            fork = _create(connection, row[0], self._time(), conversation)
            connection.execute(_COPY, (fork, conversation, at))
            connection.execute(_COPY_WORDS, (conversation, fork))
        return fork

    def _time(self) -> str:
        return self._now().astimezone(dt.UTC).isoformat()


def _create(connection: sqlite3.Connection, title: str, at: str, forked_from: str = "") -> str:
    conversation = secrets.token_hex(8)
    row = (conversation, title, forked_from, at, at)
    connection.execute(
        "INSERT INTO conversations (id, title, forked_from, started_at, changed_at) VALUES (?, ?, ?, ?, ?)", row
    )
    return conversation


def _update(connection: sqlite3.Connection, conversation: str, change: str, *values: str) -> None:
    done = connection.execute(f"UPDATE conversations SET {change} WHERE id = ?", (*values, conversation))  # noqa: S608
    if not done.rowcount:
        raise UnknownConversation.of(conversation)


def _condition(words: str) -> tuple[str, list[str]]:
    wanted = [f"%{word.translate(_WILD)}%" for word in folded(words).split()]
    return " AND ".join(["deleted_at IS NULL", *[_HAS_WORD] * len(wanted)]), [word for word in wanted for _ in range(2)]


def _conversation(row: Sequence[object]) -> Conversation:
    return Conversation.model_validate(dict(zip(Conversation.model_fields, row, strict=True)))
