"""Dates as people type them: "since March 2025", "between 2023 and 2024", "last week", "in the past 3 months".

Nothing here reads a clock: today is an argument. A date is only taken with a word before it that makes it a bound
("since", "before", "in"), because titles and benchmarks have years in their names.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import NamedTuple

_MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}
_MONTH = rf"(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_YEAR = r"(?:19[89]\d|20\d\d)"
_DATE = (
    rf"(?:{_YEAR}-\d\d?-\d\d?|{_YEAR}[-/]\d\d?(?!\d)|{_MONTH}\s+\d\d?(?:st|nd|rd|th)?,?\s+{_YEAR}"
    rf"|\d\d?(?:st|nd|rd|th)?\s+{_MONTH}\s+{_YEAR}|{_MONTH},?\s+{_YEAR}|{_YEAR}|(?:last|this)\s+(?:week|month|year)"
    r"|yesterday|today"
)
_ANY_OR_MONTH = rf"({_DATE}|{_MONTH}))(?![\w'’]|-\w)"
_ANY = rf"({_DATE}))(?![\w'’]|-\w)"
_NUMBER = r"(\d{1,3}|a|an|one|two|three|four|five|six|seven|ten|twelve|few|couple of)"
_SPELLED = dict(
    zip(
        "a an one two three four five six seven ten twelve few".split(),
        (1, 1, 1, 2, 3, 4, 5, 6, 7, 10, 12, 3),
        strict=True,
    )
) | {"couple of": 2}
_PUBLISHED = (
    r"(?:(?:that\s+(?:were|are)\s+)?(?:published|released|posted|submitted|written|announced|dated)\s+)?(?:only\s+)?"
)


class Found(NamedTuple):
    """A bound that was read, both days included, and where it stands in the text."""

    since: dt.date | None
    until: dt.date | None
    start: int
    end: int


def _pattern(body: str) -> re.Pattern[str]:
    return re.compile(rf"\b{_PUBLISHED}{body}", re.IGNORECASE)


_BETWEEN = _pattern(rf"(?:between|from)\s+{_ANY_OR_MONTH}\s+(?:and|to|until|till|through|-|–)\s+{_ANY_OR_MONTH}")
_SINCE = _pattern(rf"(?:since|starting(?:\s+(?:in|from))?|from)\s+{_ANY_OR_MONTH}(\s+(?:on|onwards?|on\s*wards))?")
_AFTER = _pattern(rf"(?:after|later\s+than|newer\s+than)\s+{_ANY_OR_MONTH}")
_BEFORE = _pattern(rf"(?:before|earlier\s+than|older\s+than|prior\s+to)\s+{_ANY_OR_MONTH}")
_UNTIL = _pattern(rf"(?:until|till|up\s+to|through|by\s+the\s+end\s+of)\s+{_ANY_OR_MONTH}")
_WITHIN = _pattern(rf"(?:in|during|on|of|from)\s+{_ANY}")
_SPAN = _pattern(
    rf"(?:(?:in|over|during|from|within)\s+)?(?:the\s+)?(?:last|past|previous)\s+{_NUMBER}\s+(days?|weeks?|months?|years?)\b(?!['’-])"
)
_BARE = _pattern(
    r"(?:(?:in|from|during|of)\s+(?:the\s+)?)?((?:last|this|past)\s+(?:week|month|year)|yesterday|today)(?![\w'’]|-\w)"
)


def read_dates(text: str, today: dt.date, *, of_papers: bool) -> Found | None:
    """Return the first bound on dates in `text`, or None.

    "In 2017" and "from 2017" are bounds only where the question is `of_papers`, or at its end: "in 2017 a model was
    proposed" is no filter.
    """
    if found := _BETWEEN.search(text):
        low, high = _period(found[1], today), _period(found[2], today)
        if low and high and low[0] <= high[1]:
            return Found(low[0], high[1], *found.span())
    for pattern, sides in ((_AFTER, "after"), (_BEFORE, "before"), (_UNTIL, "until"), (_SINCE, "since")):
        found = pattern.search(text)
        period = _period(found[1], today) if found else None
        if found and period:
            if sides == "since" and _opens_with_from(found) and not found[2]:
                continue  # "papers from 2024" are those of that year
            return _bound(sides, period, found)
    if found := _SPAN.search(text):
        return Found(_back(today, found[1].lower(), found[2].lower()), today, *found.span())
    for found in (_BARE.search(text), *_WITHIN.finditer(text)):
        period = _period(found[1], today) if found else None
        if found and period and (of_papers or not text[found.end() :].strip(" ?.!")):
            return Found(*period, *found.span())
    return None


def _opens_with_from(found: re.Match[str]) -> bool:
    return bool(re.search(r"\bfrom\s", found[0], re.IGNORECASE)) and "starting" not in found[0].lower()


def _bound(side: str, period: tuple[dt.date, dt.date], found: re.Match[str]) -> Found:
    first, last = period
    day = dt.timedelta(days=1)
    bounds = {"since": (first, None), "after": (last + day, None), "before": (None, first - day), "until": (None, last)}
    return Found(*bounds[side], *found.span())


def _period(text: str, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day of what a date means: a day, a month, a year, a week."""
    words = text.lower().replace(",", " ").replace(".", " ").split()
    if words[0] in ("last", "this", "past", "yesterday", "today"):
        return _relative(words, today)
    try:
        if numbers := re.fullmatch(r"(\d{4})[-/](\d\d?)(?:-(\d\d?))?", text):
            year, month = int(numbers[1]), int(numbers[2])
            return _month(year, month) if not numbers[3] else _day(year, month, int(numbers[3]))
        month = next((_MONTHS[word] for word in words if word in _MONTHS), 0)
        figures = [int(re.sub(r"\D", "", word)) for word in words if word[0].isdigit()]
        year = next((figure for figure in figures if figure > 31), 0)
        day = next((figure for figure in figures if figure <= 31), 0)
        if month and not year:  # the latest one that has begun
            return _month(today.year - (month > today.month), month)
        if month:
            return _day(year, month, day) if day else _month(year, month)
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    except ValueError:  # the 31st of February
        return None


def _relative(words: list[str], today: dt.date) -> tuple[dt.date, dt.date]:
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
            return (first, today) if words[0] == "this" else _month(*_month_before(first))
        case _:
            year = today.year - (words[0] != "this")
            return dt.date(year, 1, 1), min(today, dt.date(year, 12, 31))


def _month_before(first: dt.date) -> tuple[int, int]:
    before = first - dt.timedelta(days=1)
    return before.year, before.month


def _day(year: int, month: int, day: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, month, day), dt.date(year, month, day)


def _month(year: int, month: int) -> tuple[dt.date, dt.date]:
    return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])


def _back(today: dt.date, number: str, unit: str) -> dt.date:
    many = int(number) if number.isdigit() else _SPELLED[number]
    if unit.startswith(("day", "week")):
        return today - dt.timedelta(days=many * (7 if unit.startswith("week") else 1))
    months = today.year * 12 + today.month - 1 - many * (12 if unit.startswith("year") else 1)
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))
