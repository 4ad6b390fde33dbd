"""Clocks for tests: time passes when somebody sleeps, and then at once."""

import datetime as dt
import time
from functools import partial

import pytest

from index.sources.http import PoliteClient


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


class Awake(Clock):
    """This machine's clock, moved on by what was slept on it."""

    def now(self) -> float:
        return time.time() + sum(self.naps)


def hurry(patch: pytest.MonkeyPatch, clock: Clock | None = None) -> None:
    """Let no command, page or job wait between two requests to a site; `test_http` is about those waits."""
    clock = clock or Awake()
    patient = partial(PoliteClient, sleep=clock.sleep, now=clock.now)
    patch.setattr("assistant.ingest.sites.PoliteClient", patient)
