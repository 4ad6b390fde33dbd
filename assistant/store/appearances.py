"""Where a paper has appeared: the briefs that told of it, and the conversations whose answers name it."""

from __future__ import annotations

import datetime as dt
import json
from typing import NamedTuple

from assistant.store.database import Database

_BRIEFS = """SELECT DISTINCT briefs.since, briefs.until, briefs.topic FROM briefs JOIN shown ON shown.brief = briefs.id
    WHERE shown.paper = ? ORDER BY briefs.day DESC LIMIT ?"""
# The answer is JSON as pydantic writes it; an id in quotation marks is nothing else in it than a paper's.
_CONVERSATIONS = """SELECT conversations.id, conversations.title, turns.question, max(turns.asked_at) FROM turns
    JOIN conversations ON conversations.id = turns.conversation
    WHERE conversations.deleted_at IS NULL AND (instr(turns.answer, ?) OR instr(turns.answer, ?))
    GROUP BY conversations.id ORDER BY max(turns.asked_at) DESC LIMIT ?"""


class InBrief(NamedTuple):
    """A brief that told of a paper; an end of its days is None where it is open, `topic` "" for none."""

    since: dt.date | None
    until: dt.date | None
    topic: str


class InConversation(NamedTuple):
    """A conversation, by id, with an answer that cites a paper or names it, and its latest such question."""

    id: str
    title: str
    question: str


class Appearances:
    """The appearances of papers in a database; see there for what every method can raise."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def in_briefs(self, paper: str, *, limit: int = 20) -> tuple[InBrief, ...]:
        """Return the briefs that told of a paper, those of the newest days first."""
        with self._database.reading() as connection:
            rows = connection.execute(_BRIEFS, (paper, limit)).fetchall()
        return tuple(InBrief(_day(since), _day(until), topic) for since, until, topic in rows)

    def in_conversations(self, paper: str, *, limit: int = 20) -> tuple[InConversation, ...]:
        """Return the conversations, but deleted ones, in which an answer cites or names a paper, the latest first."""
        name = json.dumps(paper, ensure_ascii=False)
        with self._database.reading() as connection:
            rows = connection.execute(_CONVERSATIONS, (f'"paper":{name}', f'"id":{name}', limit)).fetchall()
        return tuple(InConversation(key, title, question) for key, title, question, _ in rows)


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
