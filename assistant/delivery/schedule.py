"""When a brief is due: every day at a time of a zone, daylight saving included, and what was missed at once."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

_NAP = 60.0  # seconds; a computer that was asleep finds out soon after it wakes
_TRIES = 4
_BETWEEN = dt.timedelta(minutes=15)  # tries

Run = Callable[[dt.date, bool], bool]


def next_run(now: dt.datetime, at: dt.time, zone: ZoneInfo) -> dt.datetime:
    """Return the next moment, in `zone`, when its clocks show `at`; `now` is aware.

    A time that is left out in spring comes as much later, one that comes twice in autumn counts once, the first time.
    """
    day = now.astimezone(zone).date()
    while (moment := _moment(day, at, zone)) <= now:
        day += dt.timedelta(days=1)
    return moment.astimezone(zone)


def last_day(now: dt.datetime, at: dt.time, zone: ZoneInfo) -> dt.date:
    """Return the last day whose time has come."""
    today = now.astimezone(zone).date()
    return today if _moment(today, at, zone) <= now else today - dt.timedelta(days=1)


def _moment(day: dt.date, at: dt.time, zone: ZoneInfo) -> dt.datetime:
    """Return when clocks show a time; through UTC, so that one that does not exist becomes what is shown instead."""
    return dt.datetime.combine(day, at, zone).astimezone(dt.UTC)


class Watch:
    """Calls `run(day, is_last)` every day at a time, until interrupted; see `next_run`.

    Where `run` returns False it is called again, some times a quarter of an hour apart, the last time with True. It
    does nothing twice, so that who is started again after the hour only catches up.
    """

    def __init__(
        self,
        run: Run,
        at: dt.time,
        zone: ZoneInfo,
        *,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._run, self._at, self._zone = run, at, zone
        self._now, self._sleep = now, sleep

    def forever(self) -> None:
        """Begin at once if today's time is past, and do not return."""
        if last_day(self._now(), self._at, self._zone) == self._now().astimezone(self._zone).date():
            self._day()
        while True:
            self._until(next_run(self._now(), self._at, self._zone))
            self._day()

    def _day(self) -> None:
        """Do the day whose time came last: of several that were slept through it is the latest."""
        for left in reversed(range(_TRIES)):
            if self._run(last_day(self._now(), self._at, self._zone), left == 0):
                return
            if left:
                self._until(self._now() + _BETWEEN)

    def _until(self, due: dt.datetime) -> None:
        while (left := (due - self._now()).total_seconds()) > 0:
            self._sleep(min(left, _NAP))
