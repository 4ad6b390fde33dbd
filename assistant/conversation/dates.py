"""Dates as people type them: "since March 2025", "between 2023 and 2024", "last week", "in the past 3 months".

Nothing here reads a clock: today is an argument. In a question a date is a bound on papers only behind a word that
makes it one ("since", "before", "in"), and never where it is the date of something else: "data from 2021", "Has
accuracy improved since 2012?". In a turn that is known to set a limit (`sure`), any date is one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]

from assistant.conversation import context
from assistant.conversation.periods import ANY_MONTH, DATE, DAY_OF_MONTH, RELATIVE, WHOLE, YEAR, period

_DAY = dt.timedelta(days=1)
_END = r"(?![\w'’]|-\w|\.\d)"
_ONE = rf"{DATE}{_END}"
_NUMBERS = {"a": 1, "an": 1, "couple of": 2, "few": 3, "ten": 10, "twelve": 12} | {
    word: number for number, word in enumerate("one two three four five six seven eight nine".split(), 1)
}
_MANY = rf"(\d{{1,3}}|{'|'.join(_NUMBERS)})"
_PUBLISHED = (
    r"(?:(?:that\s+(?:were|are)\s+)?(?:published|released|posted|submitted|written|announced|dated|appeared"
    r"|(?:(?:that\s+)?(?:came|come|have\s+come)|were)\s+out)\s+)?(?:only\s+)?"
)
_LEAD = r"(?:(?:from|in|of|dated|the\s+year)\s+)?"
_LATER = r"(?:later|newer|after(?:wards)?|onwards?|up(?:wards)?|above|beyond|more\s+recent(?:ly)?|since|younger)"
_EARLIER = r"(?:earlier|older|before|below|prior|previous(?:ly)?|less\s+recent)"
_BEFORE = r"(?:before|earlier\s+than|older\s+than|prior\s+to)"
_AFTER = r"(?:after|later\s+than|newer\s+than|more\s+recent\s+than)"
_NO_DATE = rf"(?!\s+(?:than\b|{WHOLE}))"  # "since 2020 and before 2023" has two bounds


def _pattern(body: str) -> re.Pattern[str]:
    return re.compile(rf"\b{_PUBLISHED}{body}", re.IGNORECASE)


_BETWEEN = _pattern(rf"(?:between|from)\s+{DATE}\s*(?:\b(?:and|to|until|till|through)\b|-|–)\s*{_ONE}")
_MONTHS = _pattern(  # of one year, which is said once
    rf"(?:(?:between|from|in|during|of)\s+)?(?P<from>{ANY_MONTH})\s*(?:\b(?:and|to|until|till|through)\b|-|–)\s*"
    rf"(?P<until>{ANY_MONTH}),?\s+(?P<year>{YEAR}){_END}"
)
_YEARS = _pattern(rf"(?:in|during|of|from)\s+({YEAR})\s*(-|–|/|\bor\b|\band\b|\bto\b)\s*({YEAR}){_END}")
# Which side of a date is bounded: "not before 2020" is since, and "after 2020" since the day behind it.
_UNTIL = r"(?:until|till|up\s+(?:to|until)|through|by\s+the\s+end\s+of|(?:on|in)\s+or\s+before)"
_SINCE = r"(?:since|(?:starting|beginning)(?:\s+(?:in|from|with))?|as\s+of|(?:on|in)\s+or\s+after)"
_OR = r"\s*,?\s*(?:or|and|&|/)\s*"
_ON = r"\s*,?\s+(?:onwards?|upwards|forward)\b|\s+on(?=\s*(?:[?.!,;]|$))"
_PLUS = r"\+(?=\s*(?:[?.!,;:)]|$|\b(?:on|about|that|which|by|in|please|only)\b))"
_SIDES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("since", _pattern(rf"(?:not?|never|nothing)\s+{_BEFORE}\s+{_ONE}")),
    ("until", _pattern(rf"(?:not?|never|nothing)\s+{_AFTER}\s+{_ONE}")),
    ("after", _pattern(rf"{_AFTER}\s+{_ONE}")),
    ("before", _pattern(rf"{_BEFORE}\s+{_ONE}")),
    ("until", _pattern(rf"{_UNTIL}\s+{_ONE}")),
    ("since", _pattern(rf"{_SINCE}\s+{_ONE}(?:\s+onwards?\b)?")),
    ("since", _pattern(rf"{_LEAD}{_ONE}(?:{_OR}{_LATER}\b{_NO_DATE}|{_ON})")),
    ("until", _pattern(rf"{_LEAD}{_ONE}{_OR}{_EARLIER}\b{_NO_DATE}")),
    ("since", _pattern(rf"{_LEAD}({YEAR}){_PLUS}")),
)
_IN_THE = r"(?:(?:in|over|during|from|within|of)\s+)?"
_SPAN = _pattern(rf"{_IN_THE}(?:the\s+)?(?:last|past|previous)\s+{_MANY}\s+(day|week|month|year)s?\b(?!['’-]|\s+of\b)")
_ONE_BACK = _pattern(rf"{_IN_THE}(?:the\s+(?:last|past)|past)\s+()(day|week|month|year)\b(?!['’-]|\s+of\b)")
_WITHIN = _pattern(rf"(?:in|during|on|of|from)\s+{_ONE}")
_AFTER_PAPERS = re.compile(  # "robot papers March 2026"
    rf"(?<=s )({WHOLE}){_END}(?=\s*(?:$|[?.!,;:)]|(?:on|about|by|from|that|which|with|regarding|for|in|please)\b))",
    re.IGNORECASE,
)
_BARE = _pattern(rf"({RELATIVE}){_END}")
_OF_PAPERS = re.compile(
    rf"(?:^\s*|\b(?:the|all|any|only|new|recent|of|which|what|find|show|list|me|from)\s+)({YEAR})\s+"
    r"(?=(?:papers|preprints|articles|publications|studies|work)\b)",
    re.IGNORECASE,
)
# In a turn that sets a limit.
_ANY_YEARS = re.compile(rf"\b({YEAR})\s*(?:-|–|to|bis|à|a)\s*({YEAR})\b", re.IGNORECASE)
_ANY = re.compile(
    r"(?:\b(?P<after>post|après|nach)[\s-]+|\b(?P<since>ab|seit|depuis|desde)\s+)?"
    rf"(?<!\d)(?P<day>{WHOLE}|{DAY_OF_MONTH})(?P<on>年?以来)?",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s*,?\s*(?:\b(?:and|but|or|yet)\b\s*)?", re.IGNORECASE)
_SAYS_PUBLISHED = re.compile(
    r"(?:that|published|released|posted|submitted|written|announced|dated|appeared|(?:came|have\s+come|come|were)\s+out)\b",
    re.IGNORECASE,
)
_OF = re.compile(r"\bof\s", re.IGNORECASE)


class Found(NamedTuple):
    """A bound that was read, both days included, and where it stands in the text."""

    since: dt.date | None
    until: dt.date | None
    start: int
    end: int


def read_dates(text: str, today: dt.date, *, sure: bool = False) -> Found | None:
    """Return the first bound on dates in `text`, or None."""
    papers = sure or context.asks_for_papers(text)
    if not papers and context.tells_of_the_world(text):
        return None
    readings = (_both_sides, _one_sided, _spans, _inside, *((_anywhere,) if sure else ()))
    found = (one for reading in readings for one in reading(text, today))
    return next((one for one in found if sure or _is_of_papers(text, one, papers=papers)), None)


def _is_of_papers(text: str, found: Found, *, papers: bool) -> bool:
    """Tell whether a date is that of papers; "BERT was published in 2021" tells when a thing came out."""
    verb = _SAYS_PUBLISHED.match(text, found.start)
    before = text[: found.start]
    if context.tells_when(text[: verb.end() if verb else found.start]) or context.is_negated(before):
        return False
    if context.follows_papers(before) or (papers and not found.until):  # "papers on events since 2020"
        return not context.follows_deed(before)
    return not (context.follows_deed(before) or context.follows_dated_thing(before, papers=papers))


def _both_sides(text: str, today: dt.date) -> Iterator[Found]:
    for found in _MONTHS.finditer(text):
        low, high = (period(f"{found[name]} {found['year']}", today) for name in ("from", "until"))
        if low and high:  # from November to February: of the year before
            first = low[0] if low[0] <= high[0] else low[0] - relativedelta(years=1)
            yield Found(first, high[1], *found.span())
    for found in _BETWEEN.finditer(text):
        low, high = period(found[1], today), period(found[2], today)
        if low and high and low[0] <= high[1]:
            yield Found(low[0], high[1], *found.span())
    for found in _YEARS.finditer(text):
        first, second = int(found[1]), int(found[3])
        if first < second and (found[2].lower() in "-–to" or second - first == 1):
            yield Found(dt.date(first, 1, 1), dt.date(second, 12, 31), *found.span())


def _one_sided(text: str, today: dt.date) -> Iterator[Found]:
    bounds = [
        _bound(side, days, found)
        for side, pattern in _SIDES
        for found in pattern.finditer(text)
        if (days := period(found[1], today))
    ]
    ordered = sorted(bounds, key=lambda bound: bound.start)
    for one, other in pairwise(ordered):
        joined = _JOINED.fullmatch(text, one.end, other.start)
        if joined and bool(one.since) != bool(other.since):
            yield Found(one.since or other.since, one.until or other.until, one.start, other.end)
    yield from ordered


def _bound(side: str, days: tuple[dt.date, dt.date], found: re.Match[str]) -> Found:
    first, last = days
    bounds = {
        "since": (first, None),
        "after": (last + _DAY, None),
        "before": (None, first - _DAY),
        "until": (None, last),
    }
    return Found(*bounds[side], *found.span())


def _spans(text: str, today: dt.date) -> Iterator[Found]:
    for pattern in (_SPAN, _ONE_BACK):
        for found in pattern.finditer(text):
            if not _OF.match(found[0]) or context.follows_papers(text[: found.start()]):
                words = " ".join(found[1].lower().split()) or "one"
                many = int(words) if words.isdigit() else _NUMBERS[words]
                back = relativedelta(**{f"{found[2].lower()}s": many})
                yield Found(today - back, today, *found.span())


def _inside(text: str, today: dt.date) -> Iterator[Found]:
    """Yield periods that a paper is in: "in 2024", "of March 2025", "this week", "2024 papers", "papers March 2026".

    They are bounds only behind papers or at the end of the question: "in 2017 a model was proposed" is no filter. "Of",
    and a month without its year, need papers before them: "MMLU in May", "a cutoff of 2021".
    """
    papers = context.asks_for_papers(text)
    for found in _WITHIN.finditer(text):
        days, before = period(found[1], today), text[: found.start()]
        ends = not text[found.end() :].strip(" ?.!")
        if _OF.match(found[0]) or not re.match(rf"{WHOLE}|{DAY_OF_MONTH}", found[1], re.IGNORECASE):
            near = context.follows_papers(before)
        else:
            near = papers or context.follows_kind_of_paper(before) or ends
        if days and (near or _SAYS_PUBLISHED.match(found[0])):
            yield Found(*days, *found.span())
    for found in _AFTER_PAPERS.finditer(text):
        if (days := period(found[1], today)) and context.follows_papers(text[: found.start()]):
            yield Found(*days, *found.span())
    for found in _BARE.finditer(text):
        days, before = period(found[1], today), text[: found.start()]
        ends = not text[found.end() :].strip(" ?.!")
        alone = not before.strip() or "day" not in found[1].lower()  # "What can models do today?"
        if days and (papers or context.follows_kind_of_paper(before) or (alone and ends)):
            yield Found(*days, *found.span())
    for found in _OF_PAPERS.finditer(text):
        if days := period(found[1], today):
            yield Found(*days, *found.span(1))


def _anywhere(text: str, today: dt.date) -> Iterator[Found]:
    for found in _ANY_YEARS.finditer(text):
        yield Found(dt.date(int(found[1]), 1, 1), dt.date(int(found[2]), 12, 31), *found.span())
    for found in _ANY.finditer(text):
        if days := period(found["day"], today):
            side = "after" if found["after"] else "since" if found["since"] or found["on"] else ""
            yield _bound(side, days, found) if side else Found(*days, *found.span())
