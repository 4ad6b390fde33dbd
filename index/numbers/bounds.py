"""The bound of a number: `up to`, `more than`, `about`, before it or behind it."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

Kind = Literal["at least", "at most", "about", ""]

_MOST = (
    r"up to|as (?:much|many|high|large|long|fast|great) as|at (?:the )?most"
    r"|(?:no|not) (?:more|greater|higher|larger) than|(?:less|fewer|lower|smaller|shorter) than"
    r"|(?:an? )?(?:maximum|upper bound) of|below|(?:just )?under|a maximum|not exceeding"
)
_LEAST = (
    r"at (?:the )?(?:very )?least|(?:no|not) (?:less|fewer|lower|smaller) than"
    r"|(?:more|greater|higher|larger|longer|better) than|exceeding|exceeds?|in excess of|upwards? of"
    r"|(?:an? )?(?:minimum|lower bound) of"
    r"|as (?:few|little|low|small) as|well over|just over|over|above|beyond"
)
_ABOUT = (
    r"about|around|approximately|approx\.?|roughly|nearly|almost|close to|some|circa|ca\.|an estimated"
    r"|(?:on|in|of) the order of|virtually|practically|more or less|in the region of|or so"
)
_BEFORE = re.compile(
    rf"(?:(?P<most><|\b(?:{_MOST}))|(?P<least>>|\b(?:{_LEAST}))|(?P<about>~|\b(?:{_ABOUT})))"
    r"\s*(?:an? |the |~ ?|factors? of |additional |another )?$",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?:(?P<least>\+(?![\w.])|,? or (?:more|above|higher|greater|longer|better|over)\b|,? at (?:the )?least\b)"
    r"|(?P<most>,? or (?:less|fewer|below|lower|smaller|shorter|under)\b|,? at (?:the )?most\b)"
    r"|(?P<about>,? or so\b|-?(?: \w+)? range\b|,? (?:approximately|roughly)\b))",
    re.IGNORECASE,
)
_LONGEST = 45  # characters of the words of a bound
# `over` and its like are no bounds of what follows these: an average over, a gain over, tested over.
_PLACES = re.compile(
    r"\b(?:averag\w+|mean|comput\w+|measur\w+|evaluat\w+|test\w*|train\w*|experiments?|runs?|perform\w*|conduct\w*|results?|"
    r"(?:improv|gain|advantage|increas|reduc|boost|speed|superior|win|advan|progress)\w*|distributed|aggregat\w+|sum\w*|"
    r"repeated|iterat\w+|preferred|spread|control|obtained|built) $",
    re.IGNORECASE,
)
_VAGUE = frozenset({"over", "above", "below", "under", "some", "beyond"})
_YEARS = range(1800, 2100)
_MANY = 100  # so many are rarely what something is averaged over


class Bound(NamedTuple):
    """A kind of bound, whether it is one for certain, and where its words begin and end with its number."""

    kind: Kind
    sure: bool
    begin: int
    end: int


def bound(text: str, start: int, end: int, *, measured: bool, value: float) -> Bound:
    """Return the bound of the number that stands at a place; `measured` if it has a unit."""
    found = _BEFORE.search(text, max(0, start - _LONGEST), start)
    if not found:
        behind = _BEHIND.match(text, end)
        return Bound(_kind(behind), sure=True, begin=start, end=behind.end() if behind else end)
    sure = True
    if found[0].split()[0].lower() in _VAGUE:
        before = text[max(0, found.start() - _LONGEST) : found.start()]
        sure = (
            (measured or (value >= _MANY and value not in _YEARS))
            and not _PLACES.search(before)
            and bool(before.strip())
        )
    return Bound(_kind(found), sure, found.start(), end)


def _kind(found: re.Match[str] | None) -> Kind:
    if not found:
        return ""
    return "at most" if found["most"] else "at least" if found["least"] else "about"
