"""Which briefs were told, which papers they rest on, to whom they were sent: none is told twice to an interest."""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Literal, NamedTuple

from assistant.store.database import Database, locked, parsed, utc_now
from assistant.types import Brief

# Since, until, topic and the name of the interest, "" for the plain brief.
Key = tuple[dt.date | None, dt.date | None, str | None, str]
_RENAME_TOLD = "UPDATE briefs SET brief = replace(brief, ?, ?) WHERE id IN (SELECT brief FROM shown WHERE paper = ?)"
_MOST = 100  # briefs of a history
_OF_KEY = "since = ? AND until = ? AND topic = ? AND interest = ?"


class Ledger:
    """The briefs that were told, in a database; see there. One written when other things were `wanted` is not told."""

    def __init__(self, database: Database, *, wanted: str = "", now: Callable[[], dt.datetime] = utc_now) -> None:
        self._database, self._wanted, self._now = database, wanted, now

    def told(self, key: Key) -> Brief | None:
        """Return the brief that was recorded under a key; None if none was, or of an older form or for other wishes."""
        query = f"SELECT brief FROM briefs WHERE {_OF_KEY} AND wanted = ?"  # noqa: S608  a constant
        return next((parsed(Brief, text) for (text,) in self._database.rows(query, *_columns(key), self._wanted)), None)

    def shown_before(self, day: dt.date, days: int, interest: str) -> frozenset[str]:
        """Return the ids of papers shown to an interest in the `days` days before `day`, by the last day of a brief."""
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
        """Take note of papers that get another id: what was told of them is told under it, and both count as shown."""
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
        read = (parsed(Brief, text) for (text,) in self._database.rows(query, interest, _MOST))
        return tuple(brief for brief in read if brief)


def _columns(key: Key) -> tuple[str, str, str, str]:
    since, until, topic, interest = key
    return (since.isoformat() if since else "", until.isoformat() if until else "", topic or "", interest)


State = Literal["waiting", "sent", "failed", "refused"]  # a failed one waits for the next time, a refused one does not
_SENDING = "deliveries"  # what the lock is named after
_PATIENCE = 60.0  # seconds for another process that sends
_KEPT = 7  # days for which what failed is worth sending
_LONGEST = 500  # characters of an error
_COLUMNS = "channel, recipient, day, interest, state, tries, last_error, sent_at"
_OF_DELIVERY = "channel = ? AND recipient = ? AND day = ? AND interest = ?"


class Delivery(NamedTuple):
    """One day's brief for one recipient over one channel, such as mail. `sent_at` is a time of UTC."""

    channel: str
    recipient: str
    day: dt.date
    interest: str = ""
    state: State = "waiting"
    tries: int = 0
    last_error: str = ""
    sent_at: dt.datetime | None = None


class Deliveries:
    """The deliveries in a database; see there for what every method can raise.

    Who sends holds `alone()` meanwhile. What is due is noted before it is sent, and marked when the other side has it:
    a kill loses nothing, and only one between the two sends a day twice, under one Message-ID if that is made of it.
    """

    def __init__(
        self, database: Database, *, now: Callable[[], dt.datetime] = utc_now, patience: float = _PATIENCE
    ) -> None:
        self._database, self._now, self._patience = database, now, patience

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the lock of who sends: ask what is `due`, send and mark it inside."""
        with locked(self._database.file.with_name(_SENDING), self._patience):
            yield

    def due(self, channel: str, recipient: str, day: dt.date, interest: str = "") -> tuple[Delivery, ...]:
        """Note that a day is to be sent, and return what still is: it, and what failed in the week before it."""
        row = (channel, recipient, day.isoformat(), interest)
        first = day - dt.timedelta(days=_KEPT)
        query = f"""SELECT {_COLUMNS} FROM deliveries WHERE channel = ? AND recipient = ? AND interest = ?
            AND day BETWEEN ? AND ? AND state IN ('waiting', 'failed') ORDER BY day"""  # noqa: S608  a constant
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO deliveries (channel, recipient, day, interest) VALUES (?, ?, ?, ?)", row
            )
            wanted = (channel, recipient, interest, first.isoformat(), day.isoformat())
            return tuple(map(_delivery, connection.execute(query, wanted)))

    def sent(self, delivery: Delivery) -> None:
        """Mark a delivery as taken by the other side."""
        self._mark(delivery, "sent", "", self._now().astimezone(dt.UTC).isoformat())

    def failed(self, delivery: Delivery, error: str, *, final: bool = False) -> None:
        """Mark a delivery as failed, and why; with `final` it is not tried again."""
        self._mark(delivery, "refused" if final else "failed", " ".join(error.split())[:_LONGEST], None)

    def of(self, recipient: str, interest: str = "") -> tuple[Delivery, ...]:
        """Return all deliveries to a recipient for an interest, the earliest day first."""
        query = f"SELECT {_COLUMNS} FROM deliveries WHERE recipient = ? AND interest = ? ORDER BY day, channel"  # noqa: S608
        return tuple(map(_delivery, self._database.rows(query, recipient, interest)))

    def _mark(self, delivery: Delivery, state: State, error: str, at: str | None) -> None:
        update = f"""UPDATE deliveries SET state = ?, tries = tries + 1, last_error = ?, sent_at = ?
            WHERE {_OF_DELIVERY} AND state != 'sent'"""  # noqa: S608  a constant
        row = (delivery.channel, delivery.recipient, delivery.day.isoformat(), delivery.interest)
        self._database.change(update, (state, error, at, *row))


def _delivery(row: tuple[str, str, str, str, State, int, str, str | None]) -> Delivery:
    channel, recipient, day, interest, state, tries, error, at = row
    sent_at = dt.datetime.fromisoformat(at) if at else None
    return Delivery(channel, recipient, dt.date.fromisoformat(day), interest, state, tries, error, sent_at)
