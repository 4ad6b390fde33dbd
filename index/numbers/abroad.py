"""The figures of a text in another language than English, each with every value that a point or a comma may mean."""

import re
from functools import lru_cache
from typing import NamedTuple

from index.numbers.units import ABROAD

_PERCENT = r"%|％|prozent|pour ?cent|por ciento|per ?cento|por cento|procent|pct|процент\w*|퍼센트|パーセント"
_SCALE = "|".join(sorted(map(re.escape, ABROAD), key=len, reverse=True))
_FIGURE = re.compile(
    r"(?<![A-Za-z0-9_.,-])(?P<before>百分之)?(?P<digits>\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+|\d+(?:[.,]\d+)*)"
    rf"(?:[ \u00a0\u202f-]?(?P<scale>{_SCALE})(?![A-Za-zÀ-ÿа-я]))?(?P<percent>[ \u00a0\u202f-]?(?:{_PERCENT}))?",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


class Figure(NamedTuple):
    """A figure as written, the values that it may have, and whether it is a percentage."""

    text: str
    values: frozenset[float]
    percent: bool


@lru_cache(maxsize=1024)
def figures(text: str) -> tuple[Figure, ...]:
    """Return the figures of a text, without those that belong to a name."""
    return tuple(
        Figure(
            found[0].strip(" -.,"),
            frozenset(value * ABROAD.get((found["scale"] or "").lower(), 1.0) for value in _values(found["digits"])),
            bool(found["percent"] or found["before"]),
        )
        for found in _FIGURE.finditer(text)
    )


def _values(digits: str) -> set[float]:
    joined = re.sub(r"[\s'’]", "", digits)
    values = set()
    if not re.search(r"[.,]", joined):
        return {float(joined)}
    if _GROUPED.fullmatch(joined):
        values.add(float(re.sub(r"[.,]", "", joined)))
    last = max(joined.rfind("."), joined.rfind(","))
    whole, part = re.sub(r"[.,]", "", joined[:last]), joined[last + 1 :]
    if joined.count(joined[last]) == 1:
        values.add(float(f"{whole}.{part}"))
    return values or {float(re.sub(r"[.,]", "", joined))}
