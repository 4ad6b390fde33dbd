"""What is to be sent, what was, and what failed: each day once to each recipient, and what failed is tried again.

Who sends holds `alone()` meanwhile, a lock that the system frees with the process. What is due is noted before it is
sent and marked when the other side has taken it, so that a kill at any instant loses nothing. Only a kill between the
two sends a day twice, under one Message-ID if that is made of the delivery.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, NamedTuple

from assistant.store.database import Database, locked, utc_now

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
    """The deliveries in a database; see there for what every method can raise."""

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
        """Note that a day is to be sent, and return what is still to be, the earliest day first.

        That is the day itself unless it was sent, and what failed on the seven days before.
        """
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

    def last_day(self, channel: str, recipient: str, interest: str = "") -> dt.date | None:
        """Return the last day that was noted for a recipient, None if none was: what was missed is counted from it."""
        query = "SELECT max(day) FROM deliveries WHERE channel = ? AND recipient = ? AND interest = ?"
        ((day,),) = self._database.rows(query, channel, recipient, interest)
        return dt.date.fromisoformat(day) if day else None

    def recent(self, since: dt.date) -> tuple[Delivery, ...]:
        """Return all deliveries of the days from `since` on, the earliest day first."""
        query = f"SELECT {_COLUMNS} FROM deliveries WHERE day >= ? ORDER BY day, channel, recipient, interest"  # noqa: S608
        return tuple(map(_delivery, self._database.rows(query, since.isoformat())))

    def _mark(self, delivery: Delivery, state: State, error: str, at: str | None) -> None:
        update = f"""UPDATE deliveries SET state = ?, tries = tries + 1, last_error = ?, sent_at = ?
            WHERE {_OF_DELIVERY} AND state != 'sent'"""  # noqa: S608  a constant
        row = (delivery.channel, delivery.recipient, delivery.day.isoformat(), delivery.interest)
        with self._database.writing() as connection:
            connection.execute(update, (state, error, at, *row))


def _delivery(row: tuple[str, str, str, str, State, int, str, str | None]) -> Delivery:
    channel, recipient, day, interest, state, tries, error, at = row
    sent_at = dt.datetime.fromisoformat(at) if at else None
    return Delivery(channel, recipient, dt.date.fromisoformat(day), interest, state, tries, error, sent_at)
