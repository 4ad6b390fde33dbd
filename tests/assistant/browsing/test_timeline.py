"""Bars of months and days, and times in words."""

import datetime as dt

import pytest

from assistant.browsing.finding import bars
from assistant.conversation.dates import span

DAYS = [dt.date(2024, 11, 30), dt.date(2025, 2, 1), dt.date(2025, 2, 28), None]
TODAY = dt.date(2026, 4, 3)


def test_each_month_has_a_bar_also_one_without_papers() -> None:
    assert [(str(bar.since), str(bar.until), bar.papers) for bar in bars(DAYS, None, None)] == [
        ("2024-11-01", "2024-11-30", 1),
        ("2024-12-01", "2024-12-31", 0),
        ("2025-01-01", "2025-01-31", 0),
        ("2025-02-01", "2025-02-28", 2),
    ]


def test_a_short_time_has_a_bar_for_each_day() -> None:
    shown = bars(DAYS, dt.date(2025, 2, 1), dt.date(2025, 2, 28))
    assert len(shown) == 28
    assert [bar.papers for bar in shown if bar.papers] == [1, 1]
    assert all(bar.is_day for bar in shown)


def test_the_months_that_a_range_lets_through_are_chosen() -> None:
    assert [bar.is_chosen for bar in bars(DAYS, dt.date(2024, 12, 15), None)] == [False, True, True, True]
    assert [bar.is_chosen for bar in bars(DAYS, None, dt.date(2024, 12, 15))] == [True, True, False, False]


def test_where_no_paper_has_a_date_there_are_no_bars() -> None:
    assert bars([None], None, None) == []


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("last 7 days", "2026-03-27", "2026-04-03"),
        ("March 2026", "2026-03-01", "2026-03-31"),
        ("2026-03-01 to 2026-03-05", "2026-03-01", "2026-03-05"),
        ("since March 2026", "2026-03-01", None),
        ("9 December 2025", "2025-12-09", "2025-12-09"),
    ],
)
def test_times_in_words(text: str, since: str, until: str | None) -> None:
    assert span(text, TODAY) == (dt.date.fromisoformat(since), until and dt.date.fromisoformat(until))


@pytest.mark.parametrize("text", ["", "purple", "purple March 2026"])
def test_what_is_no_time_is_not_taken_for_one(text: str) -> None:
    assert span(text, TODAY) is None
