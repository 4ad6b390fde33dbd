"""Dates as people type them: "since March 2025", "between 2023 and 2024", "last week", "in the past 3 months".

Nothing here reads a clock: today is an argument. A date is only taken with a word before it that makes it a bound
("since", "before", "in"), because titles and benchmarks have years in their names, and never where it is the date of
something else than a paper: "data from 2021", "Has accuracy improved since 2012?".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from assistant.reading import phrases
from assistant.reading.periods import DATE, NUMBER, OF_SOME_YEAR, YEAR, Period, back, period

_END = r"(?![\w'’]|-\w|\.\d)"
_ANY_OR_MONTH = rf"({DATE}|{OF_SOME_YEAR}){_END}"
_PUBLISHED = (
    r"(?:(?:that\s+(?:were|are)\s+)?(?:published|released|posted|submitted|written|announced|dated)\s+)?(?:only\s+)?"
)
_ONE_DAY = dt.timedelta(days=1)


class Found(NamedTuple):
    """A bound that was read, both days included, and where it stands in the text."""

    since: dt.date | None
    until: dt.date | None
    start: int
    end: int


def _pattern(body: str) -> re.Pattern[str]:
    return re.compile(rf"\b{_PUBLISHED}{body}", re.IGNORECASE)


_BETWEEN = _pattern(
    rf"(?:between|from)\s+({DATE}|{OF_SOME_YEAR})\s*(?:\b(?:and|to|until|till|through)\b|-|–)\s*{_ANY_OR_MONTH}"
)
_TWO_YEARS = _pattern(rf"(?:in|during|of|from)\s+({YEAR})\s*(-|–|/|\bor\b|\band\b|\bto\b)\s*({YEAR}){_END}")
_LEAD = r"(?:(?:from|in|of|dated|the\s+year)\s+)?"
_LATER = (
    r"(?:later|newer|after(?:wards)?|onwards?|up(?:wards)?|above|beyond|more\s+recent(?:ly)?|following"
    r"|since|thereafter|younger)"
)
_EARLIER = r"(?:earlier|older|before|below|prior|previous(?:ly)?|less\s+recent)"
_NO_DATE = rf"(?!\s+(?:than\b|{DATE}|{OF_SOME_YEAR}))"  # "since 2020 and before 2023" has two bounds
_CLOSES = r"(?=\s*(?:[?.!,;:)]|$|\b(?:on|about|that|which|by|in|please|only)\b))"
# A side that is told behind the date: "from 2024 or later", "2020 and older".
_TOLD_BEHIND = {
    "since": _pattern(
        rf"{_LEAD}{_ANY_OR_MONTH}(?:\s*,?\s*(?:or|and|&|/)\s*{_LATER}\b{_NO_DATE}|\s*,?\s+(?:onwards?|upwards"
        r"|forward)\b"
        rf"|\s+on(?=\s*(?:[?.!,;]|$)))"
    ),
    "until": _pattern(rf"{_LEAD}{_ANY_OR_MONTH}\s*,?\s*(?:or|and|&|/)\s*{_EARLIER}\b{_NO_DATE}"),
}
_PLUS = _pattern(rf"{_LEAD}({YEAR})\+{_CLOSES}")
_NOT = r"(?:not?|never|nothing)"
_ONE_SIDED = {
    "not before": _pattern(rf"{_NOT}\s+(?:before|earlier\s+than|older\s+than|prior\s+to)\s+{_ANY_OR_MONTH}"),
    "not after": _pattern(rf"{_NOT}\s+(?:after|later\s+than|newer\s+than|more\s+recent\s+than)\s+{_ANY_OR_MONTH}"),
    "after": _pattern(rf"(?:after|later\s+than|newer\s+than|more\s+recent\s+than)\s+{_ANY_OR_MONTH}"),
    "before": _pattern(rf"(?:before|earlier\s+than|older\s+than|prior\s+to)\s+{_ANY_OR_MONTH}"),
    "until": _pattern(
        rf"(?:until|till|up\s+(?:to|until)|through|by\s+the\s+end\s+of|(?:on|in)\s+or\s+before)\s+{_ANY_OR_MONTH}"
    ),
    "since": _pattern(
        r"(?:ever\s+)?(?:since|starting(?:\s+(?:in|from|with))?|beginning\s+(?:in|from|with)|as\s+of|(?:on"
        rf"|in)\s+or\s+after)\s+{_ANY_OR_MONTH}"
        r"(?:\s+onwards?\b)?"
    ),
}
_SIDES = {"not before": "since", "not after": "until"}
_JOINED = re.compile(r"\s*,?\s*(?:\b(?:and|but|or|yet)\b\s*)?", re.IGNORECASE)
_SPAN = _pattern(
    rf"(?:(?:in|over|during|from|within|of)\s+)?(?:the\s+)?(?:last|past|previous)\s+{NUMBER}\s+(days?|weeks?"
    r"|months?|years?)\b"
    r"(?!['’-]|\s+of\b)"
)
_ONE_BACK = _pattern(
    r"(?:(?:in|over|during|from|within|of)\s+)?(?:the\s+(?:last|past)|past)\s+(day|week|month|year)\b(?!['’-]|\s+of\b)"
)
_WITHIN = _pattern(rf"(?:in|during|on|of|from)\s+{_ANY_OR_MONTH}")
_SAYS_PUBLISHED = re.compile(r"(?:that|published|released|posted|submitted|written|announced|dated)\b", re.IGNORECASE)
_OF = re.compile(r"\bof\s", re.IGNORECASE)
_HAS_YEAR = re.compile(DATE, re.IGNORECASE)
_BARE = _pattern(rf"((?:last|this)\s+(?:week|month|year)|yesterday|today){_END}")
_YEAR_OF_PAPERS = re.compile(
    rf"(?:^\s*|\b(?:the|all|any|only|new|recent|of|which|what|find|show|list|me|from)\s+)({YEAR})\s+"
    r"(?=(?:papers|preprints|articles|publications|studies|work)\b)",
    re.IGNORECASE,
)
# "BERT was published in 2021.", "Was BERT published in 2018?": it tells or asks when, of a thing and not of papers.
_PUBLISHED_THEN = re.compile(
    r"\b(?:was|were|is|are|has\s+been|have\s+been|got|came|come|appeared)\b[^?.;]{0,60}?\b(?:published"
    r"|released|posted|submitted|written"
    r"|announced|proposed|introduced|presented|invented|out|in)\s*$"
    r"|\b(?:appeared|came\s+out|dates\s+from|dates?\s+back\s+to|is\s+from|was\s+from)\s*$",
    re.IGNORECASE,
)
_PAPERS_BEFORE_VERB = re.compile(
    rf"\b(?:{phrases.PAPERS}|ones|works|anything|everything|something|what|there|new|methods|models"
    r"|approaches|datasets|benchmarks"
    r"|techniques)\b",
    re.IGNORECASE,
)
_DAY_ONLY = re.compile(r"\b(?:yesterday|today)\b", re.IGNORECASE)


def read_dates(text: str, today: dt.date) -> Found | None:
    """Return the first bound on dates in `text`, or None."""
    papers = phrases.asks_for_papers(text)
    world = not papers and phrases.tells_of_the_world(text)
    readings = (_both_sides, _one_sided, _spans, _inside)
    found = (found for reading in readings for found in reading(text, today))
    return next((one for one in found if not world and _is_filter(text, one, papers=papers)), None)


def _is_filter(text: str, found: Found, *, papers: bool) -> bool:
    verb = _SAYS_PUBLISHED.match(text, found.start)
    return not _tells_when(text[: verb.end() if verb else found.start]) and _is_of_papers(
        text[: found.start], found, papers=papers
    )


def _is_of_papers(before: str, found: Found, *, papers: bool) -> bool:
    if phrases.is_turned_round(before) or phrases.follows_deed(before):
        return False
    if phrases.follows_papers(before) or (papers and not found.until):  # "papers on events since 2020"
        return True
    return not phrases.follows_dated_thing(before, papers=papers)


def _tells_when(before: str) -> bool:
    """Tell whether a date is when some thing came out: "BERT was published [in 2021]"."""
    return bool(_PUBLISHED_THEN.search(before)) and not _PAPERS_BEFORE_VERB.search(before)


def _both_sides(text: str, today: dt.date) -> Iterator[Found]:
    for found in _BETWEEN.finditer(text):
        low, high = period(found[1], today), period(found[2], today)
        if low and high and low[0] <= high[1]:
            yield Found(low[0], high[1], *found.span())
    for found in _TWO_YEARS.finditer(text):
        first, second = int(found[1]), int(found[3])
        if first < second and (found[2].lower() in "-–to" or second - first == 1):
            yield Found(dt.date(first, 1, 1), dt.date(second, 12, 31), *found.span())


def _one_sided(text: str, today: dt.date) -> Iterator[Found]:
    bounds = [bound for side in _ONE_SIDED for bound in _bounds(text, side, today)]
    for side, pattern in _TOLD_BEHIND.items():
        bounds += _read(pattern, side, text, today)
    bounds += _read(_PLUS, "since", text, today)
    bounds.sort(key=lambda bound: bound.start)
    for one, other in pairwise(bounds):
        joined = _JOINED.fullmatch(text, one.end, other.start)
        if joined and bool(one.since) != bool(other.since):
            yield Found(one.since or other.since, one.until or other.until, one.start, other.end)
    yield from bounds


def _bounds(text: str, side: str, today: dt.date) -> Iterator[Found]:
    return _read(_ONE_SIDED[side], _SIDES.get(side, side), text, today)


def _read(pattern: re.Pattern[str], side: str, text: str, today: dt.date) -> Iterator[Found]:
    for found in pattern.finditer(text):
        if days := period(found[1], today):
            yield _bound(side, days, found)


def _bound(side: str, days: Period, found: re.Match[str]) -> Found:
    first, last = days
    bounds = {
        "since": (first, None),
        "after": (last + _ONE_DAY, None),
        "before": (None, first - _ONE_DAY),
        "until": (None, last),
    }
    return Found(*bounds[side], *found.span())


def _spans(text: str, today: dt.date) -> Iterator[Found]:
    for pattern, number in ((_SPAN, None), (_ONE_BACK, "one")):
        for found in pattern.finditer(text):
            if not _OF.match(found[0]) or phrases.follows_papers(text[: found.start()]):
                many = number or " ".join(found[1].lower().split())
                yield Found(*back(today, many, found[found.lastindex or 1].lower()), *found.span())


def _inside(text: str, today: dt.date) -> Iterator[Found]:
    """Yield periods that a paper is in: "in 2024", "of March 2025", "this week", "2024 papers".

    They are bounds only behind papers or at the end of the question: "in 2017 a model was proposed" is no filter. "Of",
    and a month without its year, need papers before them: "MMLU in May", "a cutoff of 2021".
    """
    papers = phrases.asks_for_papers(text)
    for found in _WITHIN.finditer(text):
        days, before = period(found[1], today), text[: found.start()]
        if _OF.match(found[0]) or not _HAS_YEAR.match(found[1]):
            near = phrases.follows_papers(before)
        else:
            near = papers or phrases.follows_kind_of_paper(before) or _ends(text, found)
        if days and (near or _SAYS_PUBLISHED.match(found[0])):
            yield Found(*days, *found.span())
    for found in _BARE.finditer(text):
        days, before = period(found[1], today), text[: found.start()]
        alone = not before.strip() or not _DAY_ONLY.search(found[1])  # "What can models do today?"
        if days and (papers or phrases.follows_kind_of_paper(before) or (alone and _ends(text, found))):
            yield Found(*days, *found.span())
    for found in _YEAR_OF_PAPERS.finditer(text):
        if days := period(found[1], today):
            yield Found(*days, *found.span(1))


def _ends(text: str, found: re.Match[str]) -> bool:
    return not text[found.end() :].strip(" ?.!")
