"""The day that a source writes, if year, month and day are all there and can be read in one way.

Of `03/04/2025` nobody knows which day it is. A time has the day of its own time zone, as the source wrote it.
"""

import datetime as dt
import math
import re
from collections.abc import Mapping, Sequence

from dateutil import parser  # type: ignore[import-untyped]

_FIRST, _LAST = 1800, 2100  # years; beyond them a number is no year
# Never the day before the month.
_YEAR_FIRST = re.compile(r"(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)", re.ASCII)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_EPOCH = re.compile(r"\d{9,10}(?:\d{3})?(?:\.\d+)?", re.ASCII)
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d{2}(?!\d)", re.ASCII)
_MONTH = re.compile(r"(?:(?:1[89]|20)\d{2}(?:[-/.]\d{1,2})?|\d{1,2}[-/.](?:1[89]|20)\d{2})", re.ASCII)
_AROUND = re.compile(r"^\W*[^\W\d]+(?: on|:)\s+|\s*\(v\d+\)\W*$")  # `Submitted on …`, `… (v1)`
_DIGIT = re.compile(r"\d")
_OTHER_PARTS = re.compile(r"^(\d{4}(?:/\d{1,2}){0,2})/+(?:[^/\d].*)?$", re.ASCII)  # RIS: `2024/02/12/`, `2024///Spring`
_INSIDE = ("date-parts", "date_parts", "date-time", "value", "raw", "literal", "timestamp", "$date")
_LONGEST = 60  # characters
_MILLISECONDS = 10**11  # epoch seconds reach this in the year 5138
_EARLIEST, _LATEST = 5 * 10**8, 4 * 10**9  # epoch seconds in 1985 and in 2096
_DEFAULTS = (dt.datetime(2001, 1, 1), dt.datetime(2004, 2, 2))  # what is filled in shows by differing


class UnreadableDate(ValueError):
    """A value that should be a day and cannot be read as one; the message says why."""


def read_day(value: object) -> dt.date | None:
    """Return the day that a value spells, or None where there is none, or only a year or a month.

    Read are text, seconds and milliseconds since 1970, `[2024, 2, 15]`, and objects that hold one of these.
    """
    match value:
        case None | bool() | "":
            return None
        case int() | float():
            return _day_of_number(value)
        case str():
            return _day_of_text(" ".join(value.split()))
        case Mapping():
            inside = next((value[key] for key in _INSIDE if value.get(key)), None)
            return read_day(inside or [value.get(part) for part in ("year", "month", "day")])
        case Sequence():
            return _day_of_parts(value)
        case _:
            return None


def read_year(value: object) -> int | None:
    """Return the one year that a value names, for what has no day."""
    if isinstance(value, Mapping | list | tuple):
        inner = list(value.values()) if isinstance(value, Mapping) else value
        return next(filter(None, map(read_year, inner)), None)
    years = {int(year) for year in _YEAR.findall(value if isinstance(value, str) else f"{value}")}
    return years.pop() if len(years) == 1 else None


def _day_of_text(text: str) -> dt.date | None:
    text = _AROUND.sub("", _OTHER_PARTS.sub(r"\1", text))
    if not text or _MONTH.fullmatch(text):
        return None
    if found := _YEAR_FIRST.match(text) or _COMPACT.fullmatch(text):
        return _date(text, *map(int, found.groups()))
    if _EPOCH.fullmatch(text):
        return _day_of_number(float(text))
    if len(text) > _LONGEST or not _YEAR.search(text):
        raise UnreadableDate(f"{text[:_LONGEST]!r} is no date that can be read")
    return _parsed(text) if _DIGIT.search(_YEAR.sub("", text)) else None  # `Spring 2024`, `JAN-FEB 2024`


def _parsed(text: str) -> dt.date | None:
    """Read a date in words or figures by dateutil, twice in each order of day and month: the text must decide alone."""
    try:
        days = [
            parser.parse(text, default=default, dayfirst=first, ignoretz=True).date()
            for default in _DEFAULTS
            for first in (False, True)
        ]
    except (ValueError, OverflowError, TypeError, AttributeError) as error:
        raise UnreadableDate(f"{text!r} is no date that can be read") from error
    if days[0] != days[2]:
        return None  # a part is missing
    if days[0] != days[1]:
        raise UnreadableDate(f"{text!r} could be {days[0]} or {days[1]}")
    return _date(text, days[0].year, days[0].month, days[0].day)


def _day_of_number(number: float) -> dt.date | None:
    """Read 20240215 as a day and 2024 as a year, and all else as the time since 1970."""
    if _FIRST <= number <= _LAST:
        return None
    if not math.isfinite(number):
        raise UnreadableDate(f"{number} is no date that can be read")
    if number == int(number) and (found := _COMPACT.fullmatch(str(int(number)))):
        return _date(number, *map(int, found.groups()))
    seconds = number / 1000 if abs(number) >= _MILLISECONDS else number
    if not _EARLIEST <= seconds < _LATEST:
        raise UnreadableDate(f"{number} is no date that can be read")
    return dt.datetime.fromtimestamp(seconds, dt.UTC).date()


def _day_of_parts(parts: Sequence[object]) -> dt.date | None:
    if len(parts) and isinstance(parts[0], list | tuple):  # Crossref and CSL hold one list, or two of a period
        parts = parts[0]
    numbers = [int(part) for part in parts if isinstance(part, int | float | str) and str(part).strip().isdecimal()]
    if len(numbers) < len(parts) or len(numbers) != len(("year", "month", "day")):
        return None
    return _date(numbers, *numbers)


def _date(written: object, year: int, month: int, day: int) -> dt.date:
    try:
        if _FIRST <= year <= _LAST:
            return dt.date(year, month, day)
    except ValueError:
        pass
    raise UnreadableDate(f"{written!r} is no day of the calendar")
