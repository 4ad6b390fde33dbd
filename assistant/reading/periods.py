"""What a date that somebody typed means: its first and its last day. Nothing here reads a clock."""

from __future__ import annotations

import calendar
import datetime as dt
import re

_MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_ORDINAL = r"\d\d?(?:st|nd|rd|th)?"
YEAR = r"(?:19[89]\d|20\d\d)"
# With its year, or relative to today.
DATE = (
    rf"(?:{YEAR}-\d\d?-\d\d?|{YEAR}[-/]\d\d?(?!\d)|{_MONTH}\s+{_ORDINAL},?\s+{YEAR}|{_ORDINAL}\s+{_MONTH}\s+{YEAR}"
    rf"|{_MONTH},?\s+{YEAR}|{YEAR}|(?:last|this)\s+(?:week|month|year)|yesterday|today)"
)
# Without its year, which only some words before it make a date.
OF_SOME_YEAR = rf"(?:{_MONTH}\s+{_ORDINAL}\b|{_ORDINAL}\s+{_MONTH}|{_MONTH})"
_CAPITAL = re.compile(r"(?:\d\S*\s+)?[A-Z][a-z]")
_WHOLE_NAMES = frozenset(name.lower() for name in calendar.month_name if name)
NUMBER = r"(\d{1,3}|a|an|one|two|three|four|five|six|seven|ten|twelve|few|couple\s+of)"
_SPELLED = dict(
    zip(
        "a an one two three four five six seven ten twelve few".split(),
        (1, 1, 1, 2, 3, 4, 5, 6, 7, 10, 12, 3),
        strict=True,
    )
)

Period = tuple[dt.date, dt.date]


def period(text: str, today: dt.date) -> Period | None:
    """Return the first and the last day of what a date means: a day, a month, a year, a week; None if it is none.

    A month without a year is the latest one that has begun. "Dec" and "Sep" are months with their capital only,
    because they are also the decoder and the separator.
    """
    words = text.lower().replace(",", " ").replace(".", " ").split()
    if words[0] in ("last", "this", "past", "yesterday", "today"):
        return _relative(words, today)
    month = next((_MONTHS[word] for word in words if word in _MONTHS), 0)
    if month and not _WHOLE_NAMES.intersection(words) and not _CAPITAL.match(text):
        return None
    try:
        if numbers := re.fullmatch(r"(\d{4})[-/](\d\d?)(?:-(\d\d?))?", text):
            year, month = int(numbers[1]), int(numbers[2])
            return _month(year, month) if not numbers[3] else _day(year, month, int(numbers[3]))
        figures = [int(re.sub(r"\D", "", word)) for word in words if word[0].isdigit()]
        year = next((figure for figure in figures if figure > 31), 0)
        day = next((figure for figure in figures if figure <= 31), 0)
        if not month:
            return dt.date(year, 1, 1), dt.date(year, 12, 31)
        year = year or today.year - ((month, day) > (today.month, today.day))
        return _day(year, month, day) if day else _month(year, month)
    except ValueError:  # the 31st of February
        return None


def back(today: dt.date, number: str, unit: str) -> Period:
    """Return the period of so many days, weeks, months or years that ends today."""
    many = int(number) if number.isdigit() else _SPELLED.get(number, 2)  # "a couple of"
    if unit.startswith(("day", "week")):
        return today - dt.timedelta(days=many * (7 if unit.startswith("week") else 1)), today
    months = today.year * 12 + today.month - 1 - many * (12 if unit.startswith("year") else 1)
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1])), today


def _relative(words: list[str], today: dt.date) -> Period:
    match words:
        case ["today"]:
            return today, today
        case ["yesterday"]:
            day = today - dt.timedelta(days=1)
            return day, day
        case [_, "week"]:
            # Who says "last week" on a Friday means the days just gone as often as the week before.
            monday = today - dt.timedelta(days=today.weekday())
            return (monday, today) if words[0] == "this" else (today - dt.timedelta(days=7), today)
        case [_, "month"]:
            first = today.replace(day=1)
            before = first - dt.timedelta(days=1)
            return (first, today) if words[0] == "this" else _month(before.year, before.month)
        case _:
            year = today.year - (words[0] != "this")
            return dt.date(year, 1, 1), min(today, dt.date(year, 12, 31))


def _day(year: int, month: int, day: int) -> Period:
    return dt.date(year, month, day), dt.date(year, month, day)


def _month(year: int, month: int) -> Period:
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
