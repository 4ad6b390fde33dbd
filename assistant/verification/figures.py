"""Figures of a claim against its sources: value, unit, sign and bound.

One that stands nowhere in the cited papers, their records and the question makes a claim unsupported, unless it
restates figures that do: rounded, or as the difference or the ratio of two of one sentence.
"""

import math
import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from assistant.types import Verdict
from assistant.verification.cited import Cited
from index.entities import written
from index.numbers import Quantity, quantities, same, same_sign, same_value
from index.numbers.abroad import Figure, figures
from index.text import plain, tokens

_SMALL = 10  # counts up to it, spelled, are made by whoever retells
_ABOUT = 0.1  # how far, of its value, a figure told as `nearly half` may be from the one it restates
_ROUNDED = 0.15  # the same for one in fewer digits: 4 % for 3.5 %
_WHOLE = 100  # per cent, up to which a bare score may be told as a percentage
_PAIRED = 6  # figures of a sentence that a reader sets against each other
_EXACT = 0.011  # for a computed one
_LOOSE = ({"", "%"}, {"", "points"}, {"%", "points"}, {"", "x"})  # units that writers put in each other's place
_NAME_BEFORE = re.compile(r"([A-Z][\w+.]*(?:[ -][\w+.]+)?)[ -]$")
_IDIOM = re.compile(
    r"twice(?! as | the )|an? (?:hundred|thousand|dozen)|(?:hundred|thousand|million|dozen)s", re.IGNORECASE
)
_COUNTED = 2  # words behind a count in which the thing that is counted stands


class Checked(NamedTuple):
    """A doubt, if any, and sentences beyond the cited ones with a figure: place of the paper, from 0, and number."""

    doubt: Verdict | None
    added: tuple[tuple[int, int], ...] = ()


def check_figures(claim: str, cited: Cited) -> Checked:
    """Return whether the figures of a claim stand in its sources."""
    said = plain(claim)
    here = [each for sentence in cited.sentences for each in quantities(sentence)]
    added = []
    for each in quantities(said):
        if any(_agrees(each, other) for other in here):
            continue
        if _belongs_to_a_name(said, each, cited) or _is_restated(each, cited):
            continue
        if place := _elsewhere(each, cited):
            added.append(place)
        elif not _stands_beside(each, cited) and (reason := _why_not(said, each, here, cited)):
            return Checked(Verdict(support="unsupported", reason=reason), tuple(added))
    return Checked(_bounds_agree(said, here), tuple(added))


def check_foreign_figures(claim: str, cited: Cited) -> Checked:
    """Return whether the figures of a claim in another language stand in its sources, in any value they may have."""
    texts = [paper.whole for paper in cited.papers] + [plain(cited.question)]
    there = [each for text in texts for each in quantities(text)]
    bare = {value for text in texts for each in figures(text) for value in each.values}
    for figure in figures(claim):
        counts = not figure.percent and min(figure.values) <= _SMALL
        plain_figure = not figure.percent and figure.values & bare
        if not (counts or plain_figure or any(_may_be(figure, each) for each in there)):
            reason = f"{figure.text} does not stand in the cited abstract"
            return Checked(Verdict(support="unsupported", reason=reason))
    return Checked(None)


def shares_a_figure(claim: str, text: str) -> bool:
    """Return whether a claim, in any language, has a figure of a text."""
    there = quantities(plain(text))
    return any(_may_be(figure, each) for figure in figures(claim) for each in there)


def _may_be(figure: Figure, quantity: Quantity) -> bool:
    if figure.percent and not ("%" in quantity.units or quantity.units == {"points"} or quantity.value <= _WHOLE):
        return False
    return any(abs(value - quantity.value) <= _EXACT * quantity.value for value in figure.values)


def _agrees(claimed: Quantity, cited: Quantity) -> bool:
    """Return whether a figure is the cited one: as it is, or rounded, in a unit that fits."""
    if same(claimed, cited):
        return True
    fits = (claimed.units == {"", "points"} and not cited.units & {"%", "x"}) or any(
        {one, other} in _LOOSE or one == other for one in claimed.units for other in cited.units
    )
    return fits and same_sign(claimed, cited) and (same_value(claimed, cited) or _is_rounded(claimed, cited))


def _is_rounded(claimed: Quantity, cited: Quantity) -> bool:
    """Return whether a figure is the cited one in fewer digits: `14%` for 14.3 %, `nearly a third` for 32 %."""
    if not cited.value:
        return False
    apart = abs(claimed.value - cited.value) / cited.value
    digits = {math.floor(cited.value + 0.5), round(cited.value, 1)}
    within = {"at least": cited.value >= claimed.value, "at most": cited.value <= claimed.value}
    near = _ROUNDED if within.get(claimed.bound) else _ABOUT
    about = apart <= near and _is_loose(claimed) and _digits(claimed) <= _digits(cited)
    return about or (apart <= _ROUNDED and claimed.value in digits)


def _digits(figure: Quantity) -> int:
    """Return how many digits of a figure tell, 1 of one in words: 3 of 29,300."""
    return len(f"{figure.value:e}".partition("e")[0].replace(".", "").rstrip("0")) if figure.text[0].isdigit() else 1


def _is_loose(claimed: Quantity) -> bool:
    """Return whether a figure is told as being near another: `about 50%`, `a third`, `half`."""
    return bool(claimed.bound) or claimed.rounded or not any(map(str.isdigit, claimed.text))


def _elsewhere(claimed: Quantity, cited: Cited) -> tuple[int, int] | None:
    for place, paper in enumerate(cited.papers):
        for number, sentence in enumerate(paper.sentences, start=1):
            if any(_agrees(claimed, each) for each in quantities(plain(sentence))):
                return place, number
    return None


def _stands_beside(claimed: Quantity, cited: Cited) -> bool:
    """Return whether a figure stands in a title, in the record of a paper, or in the question."""
    beside = [plain(cited.question), *(plain(f"{paper.title}. {paper.record}") for paper in cited.papers)]
    return any(_agrees(claimed, each) for text in beside for each in quantities(text))


def _is_restated(claimed: Quantity, cited: Cited) -> bool:
    """Return whether a figure is computed from two of one cited sentence."""
    near = _ABOUT if _is_loose(claimed) else _EXACT
    return any(
        abs(claimed.value - value) <= near * value
        for sentence in cited.sentences
        for one, other in combinations(quantities(sentence)[:_PAIRED], 2)
        for value in _derived(claimed, one, other)
    )


def _derived(claimed: Quantity, one: Quantity, other: Quantity) -> Iterator[float]:
    """Yield what a reader may compute from two figures, in the unit in which it is claimed."""
    low, high = sorted((one.value, other.value))
    if not (one.units & other.units) or low <= 0 or low == high:
        return
    if "x" in claimed.units:
        yield high / low
    if "%" in claimed.units:
        yield 100 * (high - low) / high
        yield 100 * (high - low) / low
        yield 100 * low / high
    if claimed.units & (one.units | {"", "points"}) and abs(claimed.value - (high - low)) <= _ABOUT * low:
        yield high - low


def _belongs_to_a_name(said: str, number: Quantity, cited: Cited) -> bool:
    """Return whether a figure is of a name that the sources have: 2 and 7B of `Llama 2 7B`, or 8B of `Tracer-8B`."""
    texts = [plain(cited.question), *(paper.whole for paper in cited.papers)]
    if any(_sizes(number) & written(text).parts for text in texts):
        return True
    before = _NAME_BEFORE.search(said[: number.start])
    if not before or number.sign:
        return False
    last = before[1].split()[-1]
    names = (f"{before[1]}{number.text}", f"{last}{number.text}", f"{number.text}{last}")
    keys = ["".join(filter(str.isalnum, name)).lower() for name in names]
    return any(key in written(text).run for text in texts for key in keys)


def _sizes(number: Quantity) -> set[str]:
    """Return how a figure may stand within a name: `7b` of 7B and seven billion, `int4` of 4 bits."""
    if "bits" in number.units:
        return {f"{kind}{number.value:g}" for kind in ("int", "fp")}
    scales = ((1e9, "b"), (1e6, "m"), (1e3, "k"))
    return {f"{number.value / scale:g}{letter}" for scale, letter in scales if number.value >= scale}


def _why_not(said: str, each: Quantity, here: Sequence[Quantity], cited: Cited) -> str:
    """Return what is wrong with a figure that stands nowhere; "" where it may be a count of the writer's own."""
    if each.value == 1:
        return ""
    if each.value <= _SMALL and "" in each.units and not each.text[0].isdigit() and not each.sign:
        other = _counted_otherwise(said, each, cited)
        return f"it counts {each.written()} where the abstract counts {other}" if other else ""
    if each.rounded and "x" in each.units:
        return ""  # an order of magnitude is nobody's figure
    if _IDIOM.match(said[each.start :]):
        return ""
    if any(same_value(each, other) and same_sign(each, other) for other in here):
        return f"{each.written()} stands in the cited sentence in another unit"
    return f"{each.written()} does not stand in the cited abstract"


def _counted_otherwise(said: str, each: Quantity, cited: Cited) -> str:
    """Return the count that a cited paper has of what a claim counts, if it is another one, or ""."""
    counted = _things(said, each)
    for paper in cited.papers:
        for other in quantities(paper.whole):
            if "" in other.units and other.value != each.value and counted & _things(paper.whole, other):
                return other.written()
    return ""


def _things(text: str, number: Quantity) -> set[str]:
    """Return the stems of the words behind a count, within its phrase."""
    behind = re.match(r"[\s-]*((?:[\w-]+\s*){0,3})", text[number.end :])
    return {each.stem for each in tokens(behind[1] if behind else "")[:_COUNTED] if len(each.low) > 3}


def _bounds_agree(said: str, here: Sequence[Quantity]) -> Verdict | None:
    """Return a doubt where a claim has a least where its sentences have a most, or the reverse."""
    for each in quantities(said):
        alike = [other for other in here if same(each, other)]
        turned = {"at least": "at most", "at most": "at least"}.get(each.bound)
        if each.sure and alike and turned and all(other.sure and other.bound == turned for other in alike):
            reason = f"the cited sentence says {turned} {each.written()}, not {each.bound}"
            return Verdict(support="unsupported", reason=reason)
    return None
