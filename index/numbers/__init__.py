r"""The quantities of a text: value, unit, sign and bound, however they are written.

5\%, 5 points; 2x, $2\times$, twofold, a factor of 2; two thirds; two orders of magnitude; 7B; 1,024; 10-20%; up to 5x.
What belongs to a name (GPT-4, F1) is no quantity.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from index.numbers.bounds import Kind, bound
from index.numbers.units import DIVISORS, FACTORS, ONES, SCALES, SPELLED, TENS, UNIT
from index.patterns import patterns

_SPACED = sorted((name for name in UNIT if len(name) > 1 or name in "%°x"), key=len, reverse=True)
_GLUED = sorted((*UNIT, "k", "m", "b", "t", "bn"), key=len, reverse=True)
_SAID = patterns(
    "quantities",
    words="|".join((*TENS, *reversed(ONES))),
    ones="|".join(ONES[1:10]),
    factors="|".join(FACTORS),
    divisors="|".join(DIVISORS),
    joined_units="|".join(map(re.escape, _GLUED)),
    spaced_units="|".join(map(re.escape, _SPACED)),
)
_QUANTITY = re.compile(_SAID["quantity"], re.VERBOSE | re.IGNORECASE)
_FACTOR, _FRACTION, _BY_A_FACTOR, _ORDER, _HALF_DOZEN, _OF_MANY, _LIST, _RANGE, _BETWEEN = (
    re.compile(_SAID[name], re.IGNORECASE)
    for name in "factor fraction by_a_factor order half_dozen of_many list range between".split()
)
_AND_A_HALF = re.compile(r" and an? (half|quarter)\b(?: points?\b)?")
_OUT_OF = re.compile(r"^(?: \w+)? (?:in|out of)(?: every)? $")
_WHOLES = frozenset((3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 20.0, 100.0))  # of which people tell a part: 4 in 5
_NAMED = re.compile(r"(?:^|\s)[A-Z][\w-]*[A-Z\d][\w-]* $")  # before a number that belongs to a name: RTX 5090
_ROUNDED = 0.5  # how far a fraction may be from the percentage that it stands for


class Quantity(NamedTuple):
    """A number with what it counts. `units` has the one it was written with, or those it may share in a list."""

    text: str
    value: float
    units: frozenset[str]
    sign: str
    bound: Kind
    sure: bool  # its bound is one: "over" may mean something else
    start: int
    end: int
    begin: int  # of the words of its bound
    finish: int
    other_end: float | None = None  # of the range that it begins or ends
    rounded: bool = False  # a fraction or an order of magnitude, which stands for values near it

    def written(self) -> str:
        """Return it as a reader knows it."""
        text = " ".join(self.text.split())
        return f"a factor of {text}" if self.units == {"x"} and text[-1].isdigit() else text


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a plain text, in order."""
    found = sorted((*_numbers(text), *_factors(text)), key=lambda each: (each.start, -each.end))
    apart: list[Quantity] = []
    for each in found:
        if not apart or each.start >= apart[-1].end:
            apart.append(each)
    return tuple(_ranges(text, _share(text, _out_of(text, apart))))


def _of_many(text: str, found: re.Match[str], many: re.Match[str], share: float) -> Quantity:
    each = _quantity(text, found, share * SCALES[many[1].lower()], frozenset({"", "points"}))
    return each._replace(text=found[0] + many[0], end=many.end(), finish=many.end(), rounded=True)


def _out_of(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """Read what is told as so many of so many as the share that it is: 80 % for `four in five`."""
    shares: list[Quantity] = []
    for each in found:
        one = shares[-1] if shares else None
        if one and one.value < each.value and each.value in _WHOLES and _OUT_OF.match(text[one.end : each.start]):
            share, whole = 100 * one.value / each.value, text[one.start : each.end]
            shares[-1] = one._replace(
                text=whole, value=share, units=frozenset("%"), end=each.end, finish=each.finish, rounded=True
            )
        else:
            shares.append(each)
    return shares


def same(claimed: Quantity, cited: Quantity) -> bool:
    """Tell whether two quantities agree in value, unit and sign."""
    if same_value(claimed, cited) and claimed.units & cited.units:
        return same_sign(claimed, cited)
    return _is_part(claimed, cited) or _is_part(cited, claimed)


def _is_part(part: Quantity, times: Quantity) -> bool:
    """Tell whether one is a part in words, and the other how many times that goes into the whole: a tenth, 10x."""
    fraction = part.units == {"%"} and part.text[-1].isalpha() and not part.text[0].isdigit()
    return fraction and times.units == {"x"} and times.value > 1 and abs(100 / times.value - part.value) < _ROUNDED


def same_value(one: Quantity, other: Quantity) -> bool:
    """Tell whether two quantities have the same value, whatever the unit."""
    apart = abs(one.value - other.value)
    if (one.rounded or other.rounded) and "%" in one.units & other.units:
        return apart < _ROUNDED
    return apart <= 1e-9 * max(one.value, other.value)


def same_sign(one: Quantity, other: Quantity) -> bool:
    """Tell whether two quantities have the same sign; a plus may be left out."""
    return (one.sign == "-") == (other.sign == "-")


def _numbers(text: str) -> Iterator[Quantity]:
    for found in _QUANTITY.finditer(text):
        before = text[max(0, found.start() - 40) : found.start()]
        value, unit, end = _value(found), _unit(found), found.end()
        if found["spelled"] and (half := _AND_A_HALF.match(text, end)):
            value, end = value + (0.5 if half[1] == "half" else 0.25), half.end()
            unit = "points" if "point" in half[0] else unit
        if _BY_A_FACTOR.search(before) and not unit:
            unit = "x"
        if unit == "x" and (found["unit"] or "").lower() == "times" and value == 0:
            continue
        sign = "-" if found["sign"] in {"-", "–"} else found["sign"] or ""
        units = frozenset({unit, "points"} if unit in {"", "points"} else {unit})
        each = _quantity(text, found, value, units)
        yield each._replace(
            text=text[found.start() : end].strip(" -"), sign=sign, end=end, finish=max(end, each.finish)
        )


def _quantity(text: str, found: re.Match[str], value: float, units: frozenset[str]) -> Quantity:
    kind, sure, begin, finish = bound(text, found.start(), found.end(), measured="" not in units, value=value)
    return Quantity(found[0], value, units, "", kind, sure, found.start(), found.end(), begin, finish)


def _value(found: re.Match[str]) -> float:
    if found["digits"]:
        value = float(found["digits"].replace(",", "") + (found["part"] or "") + (found["e"] or ""))
        if found["power"]:
            value **= float(found["power"]) if abs(float(found["power"])) < 30 else 1.0
    else:
        parts = (found["spelled"] or "").lower().replace("-", " ").split()
        value = sum(SPELLED.get(part, 0.0) for part in parts) or (0.0 if "zero" in parts else 1.0)
    value *= SCALES.get((found["big"] or "").lower(), 1.0)
    glued = found["glued"] or ""
    if glued.lower() in {"k", "b", "bn", "t"} or glued in {"M"}:
        value *= SCALES[glued.lower()]
    return value


def _unit(found: re.Match[str]) -> str:
    if found["points"]:
        return "points"
    if found["absolute"] and found["absolute"].lower().startswith("percentage"):
        return "points"
    glued = found["glued"] or ""
    if glued.lower() in {"k", "b", "bn", "t"} or glued == "M":
        return UNIT.get((found["unit"] or "").lower(), "")
    return "m" if glued == "m" else UNIT.get((glued or found["unit"] or "").lower(), "")


def _factors(text: str) -> Iterator[Quantity]:
    """Yield the numbers that are written as words of their own: twofold, halves, two thirds, an order of magnitude."""
    for found in _FACTOR.finditer(text):
        fold = (found["fold"] or "").lower()
        value, unit = (SPELLED.get(fold) or SCALES[fold], "x") if fold else FACTORS[found[0].lower()]
        if unit == "%" and (many := _OF_MANY.match(text, found.end())):  # half a million
            yield _of_many(text, found, many, value / 100)
            continue
        yield _quantity(text, found, float(value), frozenset({unit}))
    for found in _FRACTION.finditer(text):
        part = SPELLED[found["of"].lower()] if found["of"] else 1.0
        share = part / DIVISORS[(found["whole"] or found["sure"] or found["part"]).lower()]
        if many := _OF_MANY.match(text, found.end()):
            yield _of_many(text, found, many, share)
            continue
        value = 100 * share
        yield _quantity(text, found, value, frozenset({"%"}))._replace(rounded=value % 1 != 0)
    for found in _HALF_DOZEN.finditer(text):
        yield _quantity(text, found, 6.0, frozenset({"", "points"}))
    for found in _ORDER.finditer(text):
        zeros = (found["many"] or "one").lower()
        power = SPELLED.get(zeros) or (float(zeros) if zeros.isdigit() else 0.0)
        yield _quantity(text, found, 10 ** min(power, 30), frozenset({"x"}))._replace(rounded=True)


def _share(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """Give the numbers of a list or a range the unit that stands behind its last one."""
    shared = list(found)
    for place in range(len(shared) - 2, -1, -1):
        one, after = shared[place], shared[place + 1]
        between = text[one.end : after.start]
        if one.units == {"", "points"} and _LIST.match(between) and not _NAMED.search(text[: one.start]):
            strict = _RANGE.match(between) and "" not in after.units
            shared[place] = one._replace(units=after.units if strict else one.units | after.units)
    return shared


def _ranges(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """Note on each end of a range where its other end is; the sign between them is no bound."""
    noted = list(found)
    for place in range(len(noted) - 1):
        one, after = noted[place], noted[place + 1]
        between, before = text[one.end : after.start], text[max(0, one.start - 10) : one.start]
        if _RANGE.match(between) or (between.strip() == "and" and _BETWEEN.search(before)):
            noted[place] = one._replace(other_end=after.value)
            loose = after._replace(bound="") if "~" in between else after
            noted[place + 1] = loose._replace(other_end=one.value)
    return noted
