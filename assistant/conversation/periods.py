"""One date as people type it, and the days that it means: "12 March 2026", "summer 2024", "Q1 2025", "last week".

Nothing here reads a clock: today is an argument. Months are English, or those of the table `months` of
`data/words.toml`, which count only with their day or their year: "mai" and "august" are words elsewhere.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import ClassVar

from dateutil import parser  # type: ignore[import-untyped]
from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]

from assistant.conversation.word_lists import words

_DAY = dt.timedelta(days=1)
_ABROAD = {int(number): names for number, names in words("months").items()}
_MONTHS = rf"(?:{'|'.join([*calendar.month_name[1:], 'sept', *calendar.month_abbr[1:]])})\b\.?"
ANY_MONTH = rf"(?:{_MONTHS}|(?:{'|'.join(name for names in _ABROAD.values() for name in names)})\b)"
_NTH = r"(?:the\s+)?\d\d?(?:st|nd|rd|th|\.)?"
YEAR = r"(?:19[89]\d|20\d\d)"
_PARTS = {  # of a year: the first month, and how many
    "spring": (3, 3), "summer": (6, 3), "autumn": (9, 3), "fall": (9, 3), "winter": (12, 3),
    "q1": (1, 3), "q2": (4, 3), "q3": (7, 3), "q4": (10, 3), "h1": (1, 6), "h2": (7, 6),
    "first half": (1, 6), "second half": (7, 6), "early": (1, 4), "mid": (5, 4), "late": (9, 4),
}  # fmt: skip
_PART = rf"(?:(?:the\s+)?(?:{'|'.join(_PARTS)})(?:\s+of|,)?[\s-]+{YEAR})"
RELATIVE = (
    rf"(?:(?:last|this)\s+(?:week|month|year)|yesterday|today|last\s+(?:{'|'.join(calendar.month_name[1:])})"
    rf"(?!,?\s+{YEAR}))"
)
DAY_OF_MONTH = rf"(?:{_MONTHS}\s+{_NTH}\b|{_NTH}\s+(?:of\s+)?{ANY_MONTH})"
# With its year, or relative to today.
WHOLE = (
    rf"(?:{_PART}|{YEAR}-\d\d?-\d\d?|{YEAR}[-/]\d\d?(?!\d)|\d\d?\.\s?\d\d?\.\s?{YEAR}"
    rf"|{_MONTHS}\s+{_NTH},?\s+{YEAR}|{_NTH}\s+(?:of\s+)?{ANY_MONTH},?\s+{YEAR}|(?:last\s+)?{ANY_MONTH},?\s+{YEAR}"
    rf"|{YEAR}|{RELATIVE})"
)
DATE = rf"({WHOLE}|{DAY_OF_MONTH}|{_MONTHS})"
_NAMES = {name.lower() for name in calendar.month_name} | {name for names in _ABROAD.values() for name in names}
_CAPITAL = re.compile(r"(?:\d\S*\s+)?[A-Z][a-z]")
_PART_OF_YEAR = re.compile(_PART, re.IGNORECASE)
_DOTTED = re.compile(r"\d\d?\.\s?\d\d?\.")


class _Words(parser.parserinfo):  # type: ignore[misc]
    JUMP: ClassVar = [*parser.parserinfo.JUMP, "the"]
    MONTHS: ClassVar = [
        (*names, *_ABROAD.get(number, ())) for number, names in enumerate(parser.parserinfo.MONTHS, start=1)
    ]


_WORDS = _Words()


def period(text: str, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """Return the first and the last day of what a date means: a day, a month, a year, a week; None if it is none.

    A month without a year is the latest one that has begun. "Dec" and "Sep" are months with their capital only,
    because they are also the decoder and the separator.
    """
    said = text.lower().split()
    if _PART_OF_YEAR.fullmatch(text):
        start, months = next(span for name, span in _PARTS.items() if name in " ".join(said))
        first = dt.date(int(text[-4:]), start, 1)
        return first, first + relativedelta(months=months) - _DAY
    if said[0] in ("last", "this", "yesterday", "today"):
        return _relative(said, today)
    month_only = next((word.strip(".,") for word in said if word[0].isalpha() and word not in _WORDS.JUMP), "")
    if month_only and month_only not in _NAMES and not _CAPITAL.match(text):
        return None
    try:  # what two parses with other defaults agree on was written
        one, two = (
            parser.parse(text, _WORDS, default=dt.datetime(year, month, month), dayfirst=bool(_DOTTED.match(text)))
            for year, month in ((1904, 1), (1908, 2))
        )
        year, month = (one.year if one.year == two.year else 0), (one.month if one.month == two.month else 0)
        day = one.day if one.day == two.day and month else 0
        year = year or today.year - ((month, day) > (today.month, today.day))
        first = dt.date(year, month or 1, day or 1)
    except ValueError:  # the 31st of February
        return None
    whole = relativedelta(days=1) if day else relativedelta(months=1) if month else relativedelta(years=1)
    return first, first + whole - _DAY


def _relative(said: list[str], today: dt.date) -> tuple[dt.date, dt.date] | None:
    this = said[0] == "this"
    match said[1:]:
        case []:
            day = today - _DAY * (said[0] == "yesterday")
            return day, day
        case ["week"]:  # who says "last week" on a Friday means the days just gone as often as the week before
            return today - dt.timedelta(days=today.weekday() if this else 7), today
        case [("month" | "year") as unit]:
            first = today.replace(day=1) if unit == "month" else today.replace(month=1, day=1)
            step = relativedelta(months=1) if unit == "month" else relativedelta(years=1)
            return (first, today) if this else (first - step, first - _DAY)
        case other:  # in March, "last March" is that of the year before
            return period(" ".join(other), today if this else today.replace(day=1) - _DAY)
