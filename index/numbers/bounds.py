"""The bound of a number: `up to`, `more than`, `about`, before it or behind it."""

import re
from typing import Literal, NamedTuple

from index.patterns import patterns

Kind = Literal["at least", "at most", "about", ""]

_BEFORE, _BEHIND, _PLACES = (
    re.compile(patterns("bounds")[name], re.IGNORECASE) for name in ("before", "behind", "places")
)
_LONGEST = 45  # characters of the words of a bound
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
