import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources.dates import UnreadableDate, read_day, read_year

DAY = dt.date(2026, 6, 30)
SPELLINGS = (
    "2026-06-30", "2026-6-30", "2026/06/30", "2026.06.30", "20260630", 20260630, "June 30, 2026", "Jun. 30th, 2026",
    "30 June 2026", "30 Jun 2026", "30-Jun-2026", "2026 June 30", "JUN 30 2026", "Tuesday, June 30, 2026",
    "Tue, 30 Jun 2026 00:00:00 GMT", "Tue Jun 30 12:00:00 EST 2026", "2026-06-30T00:00:00.000Z", "2026-06-30 12:00:00",
    "2026-06-30T23:30:00-05:00", "2026-06-30T00:30:00+09:00", "2026-06-30Z", "30/06/2026", "06/30/2026", "30.06.2026",
    1782777600, 1782777600000, "1782777600", "1782777600000", 1782777600.5, [2026, 6, 30], [[2026, 6, 30]],
    [["2026", "6", "30"]], {"date-parts": [[2026, 6, 30]]}, {"date-time": "2026-06-30T01:00:00Z", "timestamp": 5},
    {"year": 2026, "month": 6, "day": 30}, {"raw": "June 30, 2026"}, "2026/06/30/", "2026年6月30日",
)  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS, ids=str)
def test_day_is_read_in_any_spelling(spelling: object) -> None:
    assert read_day(spelling) == DAY


NO_DAYS = (
    None, "", True, "2026", 2026, "2026-06", "06/2026", "June 2026", "JAN-FEB 2026", "Spring 2026", [2026, 6], [[None]],
    {"date-parts": [[2026]]}, {}, [], "2026///", "2026/06//",
)  # fmt: skip


@pytest.mark.parametrize("value", NO_DAYS, ids=str)
def test_year_and_month_are_no_day(value: object) -> None:
    assert read_day(value) is None


UNREADABLE = (
    "03/04/2025", "3.4.2025", "05-06-2026", "soon", "n.d.", "2023-02-29", "June 31, 2026", "2026-13-01", "2023-05-012",
    "2023-W01-1", "30-JUN-26", "30 juin 2026", 12, -5, 1e300, float("nan"), "9999-01-01", "x" * 500 + " 2026 1",
    [2026, 2, 30],
)  # fmt: skip


@pytest.mark.parametrize("value", UNREADABLE, ids=lambda value: str(value)[:20])
def test_what_cannot_be_read_in_one_way_is_told(value: object) -> None:
    with pytest.raises(UnreadableDate, match=r"no date|no day|could be"):
        read_day(value)


def test_order_of_day_and_month_is_not_guessed() -> None:
    with pytest.raises(UnreadableDate, match="could be 2025-03-04 or 2025-04-03"):
        read_day("03/04/2025")
    assert read_day("04/04/2025") == dt.date(2025, 4, 4)


def test_year_of_what_has_no_day() -> None:
    years = map(read_year, ("2024", 2024, "Spring 2024", [[2024, 5]], "2023-2024", None, "", "x"))
    assert list(years) == [2024, 2024, 2024, 2024, None, None, None, None]


PARTS = "2024 2025 03 4 15 31 / - . : T Z + , June jun Mon am pm GMT st W 年 月 日 00:00".split()
parts = st.lists(st.sampled_from([*PARTS, " "]), max_size=9).map("".join)


@given(st.text(max_size=30) | parts | st.integers() | st.floats())
def test_any_value_is_a_day_or_told(value: object) -> None:
    with suppress(UnreadableDate):
        day = read_day(value)
        assert day is None or 1800 <= day.year <= 2100
