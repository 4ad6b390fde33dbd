"""The days that words for a time mean, "summer 2024" or "the last two weeks", and those from which papers are to be.

Nothing here reads a clock: today is an argument. Months are English, or those of the table `months` of
`data/words.toml`. What stands around such words ("since", "before", "between") is read by `index.models.limits`.
"""

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from dateutil import parser  # type: ignore[import-untyped]
from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]

from assistant.conversation.context import words
from index.models.collection_questions import SURE, reading
from index.models.limits import Limit, limits

_Period = tuple[dt.date, dt.date]  # the first and the last day
_DAY = dt.timedelta(days=1)
_FIRST, _LAST = 1900, 2100  # years
_NUMBERS = {name: int(number) for number, names in words("numbers").items() for name in names} | {
    "an": 1, "couple": 2, "few": 3, "twelve": 12,
}  # fmt: skip
_UNITS = {
    "hour": relativedelta(hours=1), "day": relativedelta(days=1), "week": relativedelta(days=7),
    "fortnight": relativedelta(days=14), "month": relativedelta(months=1), "quarter": relativedelta(months=3),
    "year": relativedelta(months=12), "decade": relativedelta(months=120),
}  # fmt: skip
_MONTHS = {
    **{month.lower(): (number, number) for number, month in enumerate(calendar.month_name) if month},
    **{month.lower(): (number, number) for number, month in enumerate(calendar.month_abbr) if month},
    **{name: (int(number), int(number)) for number, names in words("months").items() for name in names},
}
_PARTS = _MONTHS | {  # of a year: the first month and the last
    "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11), "winter": (12, 14),
    "q1": (1, 3), "q2": (4, 6), "q3": (7, 9), "q4": (10, 12), "h1": (1, 6), "h2": (7, 12), "early": (1, 4),
    "mid": (5, 8), "late": (9, 12), "start": (1, 1), "beginning": (1, 1), "end": (12, 12), "back half": (7, 12),
    "last half": (7, 12), "last quarter": (10, 12), "last month": (12, 12), "last three months": (10, 12),
    "first three months": (1, 3),
    **{f"{nth} half": (6 * n + 1, 6 * n + 6) for n, nth in enumerate(("first", "second"))},
    **{f"{n} half": (6 * n - 5, 6 * n) for n in (1, 2)},
    **{f"{nth} quarter": (3 * n + 1, 3 * n + 3) for n, nth in enumerate(("first", "second", "third", "fourth"))},
    **{f"{n} quarter": (3 * n - 2, 3 * n) for n in (1, 2, 3, 4)},
}  # fmt: skip
_FEASTS = {"new year": (1, 1), "valentine": (2, 14), "christmas": (12, 25)}
_WEEKDAYS = {day.lower(): number for number, day in enumerate(calendar.day_name)}
_AGAIN = {"past": "last", "previous": "last", "current": "this"}
_TODAY = ("today", "now", "present", "yesterday")
_UNIT = rf"({'|'.join(_UNITS)})s?"
_BACK = re.compile(
    rf"(?!{_UNIT})(?:this )?(?:last |past )*(\d+|half|{'|'.join(_NUMBERS)})?(?: an?| of)? ?{_UNIT}(?: (ago)| old)?"
)
_OF_YEAR = re.compile(
    r"(?P<part>.*?[a-z].*?)(?:,? of)?[ ,/-]*(?:(?P<year>(?:19|20)\d\d)(?:[/-]\d\d)?|(?P<rel>last|this) year)"
)
_DECADE = re.compile(r"((?:19|20)\d0)['’]?s")
_SHORT_YEAR = re.compile(r"['’](?=\d\d\b)|(?<=^q\d[/ ])(?=\d\d$)")
_LEADS = re.compile(  # and what else says nothing
    r"^(?:the |of |in |on |years? |(?:end|start|beginning) of (?!the |19|20|last|this))+"
    r"|['’]s$|(?<=\d)(?:st|nd|rd|th)\b|\.(?!\d)| itself$| so far$"
)
_LEAD = re.compile(r"(?:\bthe |['’])$", re.IGNORECASE)  # of "the last year" and "'25", where they mean something
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_IN = re.compile(r"(?:\bpublished )?\b(?:in|of|from|during)\s+(?:the )?$", re.IGNORECASE)
_OF_TOPICS = frozenset({"none", "count", "list", "exists", "more"})  # what is asked of papers that are on something
_DOTTED = re.compile(r"\d\d?\.\s?\d\d?\.")


class _Words(parser.parserinfo):  # type: ignore[misc]
    JUMP: ClassVar = [*parser.parserinfo.JUMP, "the", "年", "月", "日"]
    MONTHS: ClassVar = [
        (*names, *words("months").get(str(number), ()))
        for number, names in enumerate(parser.parserinfo.MONTHS, start=1)
    ]


_WORDS = _Words()


def period(text: str, today: dt.date) -> _Period | None:
    """Return the first and the last day of what words for a time mean, of the latest time that has begun, or None."""
    said = " ".join(text.lower().split())
    until_now = said.startswith(("the last", "the past", "past"))  # "the last year"; "last year" is the one before
    said = _LEADS.sub("", _SHORT_YEAR.sub("20", said)).strip()
    if said in _TODAY:
        day = today - _DAY * (said == "yesterday")
        return day, day
    ended = _OF_YEAR.fullmatch(said)
    if ended and ended["year"] and ended["part"] in _PARTS:  # "the last quarter of 2025"
        return _yearly(_PARTS[ended["part"]], int(ended["year"]), today, ended=False)
    which, _, rest = said.partition(" ")
    which = _AGAIN.get(which, which)
    if which == "week" and (days := period(rest, today)):
        return days[0], days[0] + 6 * _DAY
    if which not in ("last", "this"):
        which, rest = "", said
    if which and rest in _UNITS and rest != "fortnight" and not until_now:
        return _current(rest, today, last=which == "last")
    recurring = _recurring(rest, today, last=which == "last", named=bool(which))
    if recurring:
        return recurring
    if back := _BACK.fullmatch(said):
        return _ago(back[2], back[3], today, alone=bool(back[4]))
    return _written(rest, today)


def _recurring(said: str, today: dt.date, *, last: bool, named: bool) -> _Period | None:
    """Return the days of what has a name and comes again: a weekday, a month, a season, a feast; "2010s" are years."""
    if said in _WEEKDAYS:
        day = today - _DAY * ((today.weekday() - _WEEKDAYS[said] - last) % 7 + last)
        return day, day
    if years := _DECADE.fullmatch(said):
        return dt.date(int(years[1]), 1, 1), dt.date(int(years[1]) + 9, 12, 31)
    found = _OF_YEAR.fullmatch(said)
    part, year = (found["part"], int(found["year"] or today.year - (found["rel"] == "last"))) if found else (said, 0)
    if part in _PARTS and (year or named or part in _MONTHS):  # "in winter" is of any year
        return _yearly(_PARTS[part], year, today, ended=last)
    feast = next((day for name, day in _FEASTS.items() if part.startswith(name)), None)
    if feast:
        day = dt.date(year or today.year - (feast > (today.month, today.day)), *feast)
        return day, day
    return None


def _current(unit: str, today: dt.date, *, last: bool) -> _Period:
    """Return this week or year until today, or the last one."""
    if unit in ("hour", "day"):
        return today - _DAY * last, today
    if unit == "week":  # who says "last week" on a Friday means the days just gone as often as the week before
        return today - dt.timedelta(days=7 if last else today.weekday()), today
    starts = {
        "month": today.replace(day=1),
        "quarter": today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
        "year": today.replace(month=1, day=1),
        "decade": today.replace(year=today.year // 10 * 10, month=1, day=1),
    }
    return (starts[unit] - _UNITS[unit], starts[unit] - _DAY) if last else (starts[unit], today)


def _ago(many: str | None, unit: str, today: dt.date, *, alone: bool) -> _Period:
    """Return the days from so many units ago until today, or the first one `alone`."""
    if many == "half":
        return today - (today - (today - _UNITS[unit])) / 2, today
    number = int(many) if many and many.isdecimal() else _NUMBERS.get(many or "", 1)
    midnight = dt.datetime.combine(today, dt.time())
    first = (midnight - number * _UNITS[unit]).date()
    return first, first if alone else today


def _yearly(months: tuple[int, int], year: int, today: dt.date, *, ended: bool) -> _Period:
    """Return the days of these months of a year; without one, of the latest that have begun, or have `ended`."""

    def of(year: int) -> _Period:
        first = dt.date(year, 1, 1) + relativedelta(months=months[0] - 1)
        return first, first + relativedelta(months=months[1] - months[0] + 1) - _DAY

    if year:
        return of(year)
    begun = (of(today.year - back) for back in range(3))
    return next(days for days in begun if (days[1] < today.replace(day=1) if ended else days[0] <= today))


def _written(said: str, today: dt.date) -> _Period | None:
    """Return the days of a date of the calendar."""
    try:  # what two parses with other defaults agree on was written
        one, two = (
            parser.parse(said, _WORDS, default=dt.datetime(year, month, month), dayfirst=bool(_DOTTED.match(said)))
            for year, month in ((1904, 1), (1908, 2))
        )
        year, month = (one.year if one.year == two.year else 0), (one.month if one.month == two.month else 0)
        day = one.day if one.day == two.day and month else 0
        year = year or today.year - ((month, day) > (today.month, today.day))
        first = dt.date(year, month or 1, day or 1)
    except (ValueError, OverflowError):  # the 31st of February
        return None
    if (one.year != two.year and one.month != two.month) or not _FIRST <= first.year <= _LAST:
        return None
    whole = relativedelta(days=1) if day else relativedelta(months=1) if month else relativedelta(years=1)
    return first, first + whole - _DAY


class Days(NamedTuple):
    """The first and the last day that papers may be from, None where it is open, and whether of a daily list."""

    since: dt.date | None = None
    until: dt.date | None = None
    by_list: bool = False


def bounds(read: Sequence[Limit], text: str, today: dt.date) -> tuple[list[Limit], Days]:
    """Return the limits that are times which can be read, and the days that they mean."""
    used, first, last = list[Limit](), list[dt.date](), list[dt.date]()
    year = next((found[0] for limit in reversed(read) if (found := _YEAR.search(limit.value))), "")
    for limit in read:
        if limit.kind not in ("date", "listed", "since", "after", "before", "until"):
            continue
        lead = _LEAD.search(text, 0, limit.at)
        said = f"{lead[0]}{limit.value}" if lead else limit.value
        shared = f"{said} {year}" if limit.kind == "since" and not _YEAR.search(said) else said  # from June to May 2025
        days = period(shared, today) or period(said, today)
        if not days:
            continue
        used.append(limit)
        if limit.kind not in ("before", "until"):
            first.append(days[1] + _DAY if limit.kind == "after" else days[0])
        if limit.kind not in ("since", "after"):
            last.append(days[0] - _DAY if limit.kind == "before" else days[1])
    since, until = min(first, default=None), max(last, default=None)
    if since and until and since > until:  # from November to February
        since = since.replace(year=since.year - 1, day=min(since.day, 28))
    return used, Days(since, until, any(limit.kind == "listed" for limit in used))


def of_collection(read: Sequence[Limit], text: str) -> tuple[Limit, ...]:
    """Return the limits of a question to the collection: a year that seems its topic is one, an order is none."""
    asked = reading(text)
    if asked.share < SURE or asked.measure == "none":
        return tuple(read)
    if not any(limit.kind in ("date", "since", "after", "before", "until") for limit in read):
        times = [topic for topic in asked.topics if _YEAR.search(topic)]
        read = [*read, *(_time(text.index(topic), topic, text) for topic in times if topic in text)]
    if asked.measure in _OF_TOPICS:
        return tuple(read)
    return tuple(_time(one.at, one.value, text) if one.end - one.start >= len(text) - 1 else one for one in read)


def _time(at: int, value: str, text: str) -> Limit:
    lead = _IN.search(text, 0, at)
    return Limit("date", value, at, lead.start() if lead else at, at + len(value))


def span(text: str, today: dt.date) -> tuple[dt.date | None, dt.date | None] | None:
    """Return the first and the last day that are meant, None where it is open; None if the text is no time."""
    text = " ".join(text.split())
    used, days = bounds(limits(text), text, today)
    if used and (used[0].start, used[-1].end) == (0, len(text)):
        return days.since, days.until
    return period(text, today)
