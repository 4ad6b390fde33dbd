r"""The quantities of a text: value, unit, sign and bound, however they are written.

5%, 5\%, 5 percent; 5 points; 2x, $2\times$, two times, twofold, a factor of 2, doubles; 7B, 7 billion; 1,024; -3;
10-20%; up to 5x. What belongs to a name (GPT-4, F1) is no quantity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from assistant.grounding.text import Word, content

Bound = Literal["at least", "at most", "about", ""]

_ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen""".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SPELLED = {word: float(value) for value, word in enumerate(_ONES)} | {
    word: float(10 * value) for value, word in enumerate(_TENS, start=2)
}
_SCALES = {
    "k": 1e3, "thousand": 1e3, "thousands": 1e3, "m": 1e6, "million": 1e6, "millions": 1e6, "b": 1e9, "bn": 1e9,
    "billion": 1e9, "billions": 1e9, "t": 1e12, "trillion": 1e12, "trillions": 1e12, "hundred": 1e2, "hundreds": 1e2,
    "dozen": 12.0, "dozens": 12.0,
}  # fmt: skip
# Words that are a number of times, or a part.
_FACTORS = {
    "twice": (2, "x"), "double": (2, "x"), "doubles": (2, "x"), "doubled": (2, "x"),
    "doubling": (2, "x"), "triple": (3, "x"), "triples": (3, "x"), "tripled": (3, "x"), "tripling": (3, "x"),
    "quadruple": (4, "x"), "quadruples": (4, "x"), "quadrupled": (4, "x"), "half": (50, "%"), "halve": (50, "%"),
    "halves": (50, "%"), "halved": (50, "%"), "halving": (50, "%"), "quarter": (25, "%"),
}  # fmt: skip
_UNITS = {
    "%": "% percent pct",
    "points": "points point pp pts pt",
    "x": "x times fold",
    "hours": "h hr hrs hour hours", "minutes": "min mins minute minutes", "seconds": "s sec secs second seconds",
    "ms": "ms millisecond milliseconds", "μs": "us μs microsecond microseconds", "ns": "ns nanosecond nanoseconds",
    "days": "day days", "weeks": "week weeks", "months": "month months", "years": "year years",
    "decades": "decade decades", "bits": "bit bits", "bytes": "byte bytes", "kB": "kb kib", "MB": "mb mib",
    "GB": "gb gib", "TB": "tb tib", "PB": "pb", "Hz": "hz", "kHz": "khz", "MHz": "mhz", "GHz": "ghz", "fps": "fps",
    "m": "meters meter metres metre", "mm": "mm millimeter millimeters millimetres", "cm": "cm centimeter centimeters",
    "km": "km kilometer kilometers kilometres", "nm": "nm", "μm": "μm um", "kg": "kg", "g": "grams gram", "mg": "mg",
    "μg": "μg ug mcg", "ml": "ml", "dB": "db", "W": "w watt watts", "kW": "kw", "mW": "mw", "J": "joule joules",
    "dollars": "usd dollar dollars", "orders": "orders order", "FLOPs": "flops", "GFLOPs": "gflops",
    "TFLOPs": "tflops", "degrees": "degree degrees °",
}  # fmt: skip
_UNIT = {name: unit for unit, names in _UNITS.items() for name in names.split()}
_SPACED = sorted((name for name in _UNIT if len(name) > 1 or name in "%°x"), key=len, reverse=True)
_GLUED = sorted((*_UNIT, "k", "m", "b", "t", "bn"), key=len, reverse=True)
_WORDS = "|".join((*_TENS, *reversed(_ONES)))
_BIG = "hundreds?|thousands?|millions?|billions?|trillions?|dozens?"
_QUANTITY = re.compile(
    rf"""(?<![\w.^])(?<![^\W\d_]-)
    (?:(?P<sign>(?<![)%])[-–+])?(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)(?P<part>\.\d+)?
       (?:\^\(?(?P<power>-?\d+)\)?)?(?P<e>e[-+]?\d+)?
       |\b(?P<spelled>(?:{_WORDS})(?:[- ](?:{"|".join(_ONES[1:10])}))?\b|(?:an?\ )?(?=(?:{_BIG})\b)))
    (?:[- ]?(?P<big>(?:{_BIG}))\b)?
    (?:(?:(?<=\d)(?P<glued>{"|".join(map(re.escape, _GLUED))})(?![^\W_]))
       |[- ]?(?P<absolute>(?:absolute|relative|percentage)\ )?(?P<unit>{"|".join(map(re.escape, _SPACED))})(?![^\W_]))?
    (?P<points>[- ]?(?:percentage[- ])?(?:points?|pp|pts?)\b)?
    (?![^\W_])""",
    re.VERBOSE | re.IGNORECASE,
)
_FACTOR = re.compile(rf"(?<![\w-])(?:{'|'.join(_FACTORS)})(?![\w-])|\b(?P<fold>{_WORDS}|ten)fold\b", re.IGNORECASE)
_BY_A_FACTOR = re.compile(r"\bfactors? of (?:(?:up to|about|roughly|at least|around|over|more than) )?(?:~ ?)?$", re.I)
_ORDER = re.compile(r"\ban? order of magnitude\b", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?P<most>\b(?:up to|at most|no more than|not more than|less than|fewer than|lower than|a maximum of|below|under))"
    r"|(?P<least>\b(?:at least|no less than|no fewer than|not less than|more than|greater than|higher than|exceeding"
    r"|a minimum of|over|above))"
    r"|(?P<about>(?:\b(?:about|around|approximately|roughly|nearly|almost|close to|some|circa)|~))",
    re.IGNORECASE,
)
_BEFORE_NUMBER = re.compile(rf"(?:{_BEFORE.pattern})\s*(?:an? |the |~ ?)?$", re.IGNORECASE)
_LIST = re.compile(r"^\s*(?:-|–|—|~|,|and|or|to|/|, and|, or|vs\.?|versus|through)\s*$", re.IGNORECASE)
_RANGE = re.compile(r"^\s*(?:-|–|—|~|to|through)\s*$", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between)\s+$", re.IGNORECASE)
_AMBIGUOUS = frozenset({"over", "above", "below", "under", "some", "around"})


class Quantity(NamedTuple):
    """A number with what it counts. `units` has the one it was written with, or those it may share in a list."""

    text: str
    value: float
    units: frozenset[str]
    sign: str
    bound: Bound
    sure: bool  # its bound is one: "over" may mean something else
    start: int
    end: int
    other_end: float | None = None  # of the range that it begins or ends

    def written(self) -> str:
        """Return it as a reader knows it."""
        return " ".join(self.text.split())


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a plain text, in order."""
    found = sorted((*_numbers(text), *_factors(text)), key=lambda each: each.start)
    apart = [each for place, each in enumerate(found) if not place or each.start >= found[place - 1].end]
    return tuple(_ranges(text, _share_units(text, apart)))


def same(claimed: Quantity, cited: Quantity) -> bool:
    """Tell whether two quantities agree in value, unit and sign."""
    return same_value(claimed, cited) and bool(claimed.units & cited.units) and same_sign(claimed, cited)


def same_value(one: Quantity, other: Quantity) -> bool:
    """Tell whether two quantities have the same value, whatever the unit."""
    return abs(one.value - other.value) <= 1e-9 * max(one.value, other.value)


def same_sign(one: Quantity, other: Quantity) -> bool:
    """Tell whether two quantities have the same sign; a plus may be left out."""
    return (one.sign == "-") == (other.sign == "-")


@lru_cache(maxsize=4096)
def uncounted(text: str) -> tuple[Word, ...]:
    """Return the content words of a plain text without those that write its numbers: they have checks of their own."""
    counted = [(each.start, each.end) for each in quantities(text)]
    return tuple(word for word in content(text) if not any(start <= word.start < end for start, end in counted))


def _numbers(text: str) -> Iterator[Quantity]:
    for found in _QUANTITY.finditer(text):
        before = text[max(0, found.start() - 40) : found.start()]
        value = _value(found)
        unit = _unit(found)
        if _BY_A_FACTOR.search(before) and not unit:
            unit = "x"
        if unit == "x" and (found["unit"] or "").lower() == "times" and value == 0:
            continue
        bound, sure = _bound(before)
        sign = "-" if found["sign"] in {"-", "–"} else found["sign"] or ""
        units = frozenset({unit, "points"} if unit in {"", "points"} else {unit})
        yield Quantity(found[0].strip(" -"), value, units, sign, bound, sure, found.start(), found.end())


def _value(found: re.Match[str]) -> float:
    if found["digits"]:
        value = float(found["digits"].replace(",", "") + (found["part"] or "") + (found["e"] or ""))
        if found["power"]:
            value **= float(found["power"]) if abs(float(found["power"])) < 30 else 1.0
    else:
        parts = (found["spelled"] or "").lower().replace("-", " ").split()
        value = sum(_SPELLED.get(part, 0.0) for part in parts) or (0.0 if "zero" in parts else 1.0)
    value *= _SCALES.get((found["big"] or "").lower(), 1.0)
    glued = found["glued"] or ""
    if glued.lower() in {"k", "b", "bn", "t"} or glued in {"M"}:
        value *= _SCALES[glued.lower()]
    return value


def _unit(found: re.Match[str]) -> str:
    if found["points"]:
        return "points"
    if found["absolute"] and found["absolute"].lower().startswith("percentage"):
        return "points"
    glued = found["glued"] or ""
    if glued.lower() in {"k", "b", "bn", "t"} or glued == "M":
        return ""
    return "m" if glued == "m" else _UNIT.get((glued or found["unit"] or "").lower(), "")


def _bound(before: str) -> tuple[Bound, bool]:
    found = _BEFORE_NUMBER.search(before)
    if not found:
        return "", True
    sure = found[0].strip().lower().split(" ")[0] not in _AMBIGUOUS
    return ("at most" if found["most"] else "at least" if found["least"] else "about"), sure


def _factors(text: str) -> Iterator[Quantity]:
    for found in _FACTOR.finditer(text):
        value, unit = (_SPELLED[found["fold"].lower()], "x") if found["fold"] else _FACTORS[found[0].lower()]
        units = frozenset({unit})
        yield Quantity(
            found[0], float(value), units, "", *_bound(text[: found.start()][-40:]), found.start(), found.end()
        )
    for found in _ORDER.finditer(text):
        yield Quantity(found[0], 10.0, frozenset({"x"}), "", *_bound(""), found.start(), found.end())


def _share_units(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """Give the numbers of a list or a range the unit that stands behind its last one."""
    shared = list(found)
    for place in range(len(shared) - 2, -1, -1):
        one, after = shared[place], shared[place + 1]
        between = text[one.end : after.start]
        if one.units == {"", "points"} and _LIST.match(between):
            strict = _RANGE.match(between) and "" not in after.units
            shared[place] = one._replace(units=after.units if strict else one.units | after.units)
    return shared


def _ranges(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """Note on each end of a range where its other end is."""
    noted = list(found)
    for place in range(len(noted) - 1):
        one, after = noted[place], noted[place + 1]
        between, before = text[one.end : after.start], text[max(0, one.start - 10) : one.start]
        if _RANGE.match(between) or (between.strip() == "and" and _BETWEEN.search(before)):
            noted[place] = one._replace(other_end=after.value)
            noted[place + 1] = after._replace(other_end=one.value)
    return noted
