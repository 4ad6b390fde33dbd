"""When it is time: over both changes of the clocks, and on a machine that sleeps."""

import datetime as dt
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from assistant.delivery.post import Watch, last_day, next_run

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
SEVEN = dt.time(7)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("now", "at", "zone", "due"),
    [
        ("2026-03-28T05:00", "07:00", BERLIN, "2026-03-28T06:00"),
        ("2026-03-28T06:00", "07:00", BERLIN, "2026-03-29T05:00"),  # summer time has begun; exactly now is past
        ("2026-10-24T06:00", "07:00", BERLIN, "2026-10-25T06:00"),
        ("2026-03-28T12:00", "02:30", BERLIN, "2026-03-29T01:30"),  # 02:30 is not there: 03:30
        ("2026-03-29T01:30", "02:30", BERLIN, "2026-03-30T00:30"),
        ("2026-10-24T12:00", "02:30", BERLIN, "2026-10-25T00:30"),  # 02:30 is there twice: the first
        ("2026-10-25T00:30", "02:30", BERLIN, "2026-10-26T01:30"),
        ("2026-10-25T01:00", "02:30", BERLIN, "2026-10-26T01:30"),  # before the second
        ("2026-03-07T12:00", "07:00", NEW_YORK, "2026-03-08T11:00"),
        ("2026-03-07T12:00", "02:30", NEW_YORK, "2026-03-08T07:30"),
        ("2026-10-31T12:00", "01:30", NEW_YORK, "2026-11-01T05:30"),
        ("2026-11-01T05:30", "01:30", NEW_YORK, "2026-11-02T06:30"),
        ("2026-11-01T12:00", "07:00", NEW_YORK, "2026-11-02T12:00"),
        ("2026-12-31T23:30", "00:00", BERLIN, "2027-01-01T23:00"),
    ],
)
def test_the_next_time(now: str, at: str, zone: ZoneInfo, due: str) -> None:
    found = next_run(utc(now), dt.time.fromisoformat(at), zone)
    assert found.astimezone(dt.UTC) == utc(
        due
    )  # Python calls a time that is there twice unequal to any of another zone
    assert found.tzinfo is zone


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK])
@pytest.mark.parametrize("at", ["00:30", "01:30", "02:30", "03:00", "07:00"])
def test_every_day_of_a_year_has_one_time(zone: ZoneInfo, at: str) -> None:
    moment, days = utc("2026-01-01T12:00"), []
    for _ in range(365):
        moment = next_run(moment, dt.time.fromisoformat(at), zone)
        days.append(moment.date())
        assert last_day(moment, dt.time.fromisoformat(at), zone) == moment.date()
    assert [(later - day).days for day, later in pairwise(days)] == [1] * 364


class Stop(Exception):
    """The end of a test."""


class Machine:
    """A clock that sleeping moves on, and that may be moved on much further while somebody sleeps."""

    def __init__(self, start: str, end: str, asleep: dict[str, str] | None = None, busy: float = 0) -> None:
        self.time, self.end, self.busy = utc(start), utc(end), busy
        self.asleep = {utc(begin): utc(finish) for begin, finish in (asleep or {}).items()}
        self.runs: list[tuple[str, str, bool]] = []
        self.failing: set[int] = set()

    def now(self) -> dt.datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        assert 0 < seconds <= 60
        self.time += dt.timedelta(seconds=seconds)
        for begin in [begin for begin in self.asleep if begin <= self.time]:
            self.time = self.asleep.pop(begin)
        if self.time >= self.end:
            raise Stop

    def run(self, day: dt.date, is_last: bool) -> bool:
        self.runs.append((f"{day:%d}", f"{self.time:%d %H:%M}", is_last))
        self.time += dt.timedelta(seconds=self.busy)
        return len(self.runs) - 1 not in self.failing

    def watch(self) -> list[tuple[str, str, bool]]:
        with pytest.raises(Stop):
            Watch(self.run, SEVEN, BERLIN, now=self.now, sleep=self.sleep).forever()
        return self.runs


def test_a_week_over_the_change_of_clocks() -> None:
    runs = Machine("2026-03-26T03:00", "2026-04-02T03:00", busy=300).watch()
    assert [when for _, when, _ in runs] == [
        "26 06:00", "27 06:00", "28 06:00", "29 05:00", "30 05:00", "31 05:00", "01 05:00",
    ]  # fmt: skip


def test_started_after_the_hour_it_begins_at_once() -> None:
    assert Machine("2026-04-01T09:00", "2026-04-02T09:00").watch() == [
        ("01", "01 09:00", False),
        ("02", "02 05:00", False),
    ]


def test_a_machine_that_slept_two_days_does_the_latest_day_when_it_wakes() -> None:
    late = Machine("2026-04-01T04:00", "2026-04-05T04:00", {"2026-04-01T20:00": "2026-04-03T09:12"}).watch()
    assert late == [("01", "01 05:00", False), ("03", "03 09:12", False), ("04", "04 05:00", False)]
    early = Machine("2026-04-01T04:00", "2026-04-04T04:00", {"2026-04-01T20:00": "2026-04-03T03:00"}).watch()
    assert early == [("01", "01 05:00", False), ("02", "03 03:00", False), ("03", "03 05:00", False)]


def test_what_failed_is_tried_again_some_times() -> None:
    machine = Machine("2026-04-01T04:00", "2026-04-03T04:00")
    machine.failing = {0, 1, 2, 3, 4}
    assert machine.watch() == [
        ("01", "01 05:00", False),
        ("01", "01 05:15", False),
        ("01", "01 05:30", False),
        ("01", "01 05:45", True),
        ("02", "02 05:00", False),
        ("02", "02 05:15", False),
    ]
