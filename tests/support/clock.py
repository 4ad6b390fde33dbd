"""A clock for tests: time passes when somebody sleeps, and then at once."""

from __future__ import annotations

import datetime as dt


class Clock:
    """Seconds of the epoch, which only `sleep` moves on; `naps` has the seconds of every sleep."""

    def __init__(self, start: dt.datetime | None = None) -> None:
        self._now = (start or dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)).timestamp()
        self.naps: list[float] = []

    def now(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self._now += seconds

    def move_on(self, **time: float) -> None:
        self._now += dt.timedelta(**time).total_seconds()
