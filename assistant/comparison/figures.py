"""The figures that an abstract states of its own work: each with its unit, and what its clause says it measures."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from assistant.comparison.naming import PATTERNS, entities_of
from assistant.types import Figure
from index.figure_roles import Placed, figures_of
from index.models.entity_tagger import Entity
from index.numbers import Quantity
from index.paper import Paper
from index.statements import statements_of
from index.text import plain

_OWN = 0.4  # probability of being the work's own, from which a figure is taken
_BESIDE = 0.3  # the same for one in a sentence with another that surely is
_SURE = 0.7
_FEW, _PERHAPS = 4, 0.25  # sentences of an abstract so short that little tells what they do, and the probability then
OTHERS = frozenset(("rival", "before", "evaluated"))  # whose figures are not the work's own
_COST_UNITS = frozenset("ms μs ns GB MB TB fps FLOPs GFLOPs TFLOPs W kW kWh J".split())
_TIMES = frozenset("seconds minutes hours days".split())  # of a recording as well as of a computation
_NEAR = 45  # characters


class Own(NamedTuple):
    """A figure of the paper's own work, in which column it stands, and where in the plain text of its sentence."""

    figure: Figure
    column: Literal["results", "cost"]
    start: int
    end: int


@lru_cache(maxsize=1024)
def own_figures(paper: Paper) -> tuple[Own, ...]:
    """Return the figures of a paper's own work, in the order of the abstract."""
    texts = statements_of(paper)
    return tuple(_made(group, paper) for group in _ranges(_own(figures_of(paper.title, texts), texts)))


def _own(placed: Sequence[Placed], texts: Sequence[str]) -> Iterator[Placed]:
    """Yield the figures of the work itself; the members of a list, and the ends of a range, are alike."""
    for each in placed:
        text = plain(texts[each.sentence - 1])
        if (each.role in OTHERS and each.own < _OWN) or _is_a_name(each.quantity, text):
            continue
        here = [other for other in placed if other.sentence == each.sentence]
        alike = [other.own for other in here if _are_listed(each.quantity, other.quantity, text)]
        own, beside = max([each.own, *alike]), any(other.own >= _SURE for other in here)
        measured, least = each.quantity.units != {"", "points"} or "point" in each.quantity.text, _OWN
        if len(texts) <= _FEW and measured:
            least = _SURE if PATTERNS["makes"].match(text) else _PERHAPS
        if own >= least or (beside and own >= _BESIDE and measured):
            yield each


def _is_a_name(each: Quantity, text: str) -> bool:
    """Return whether a quantity only says what something is called, or how many there are: 2-bit, 8 x A100."""
    return each.units == {"bits"} or (each.text.endswith(" x") and bool(re.match(r" [A-Z]", text[each.end :])))


def _are_listed(one: Quantity, two: Quantity, text: str) -> bool:
    first, second = sorted((one, two), key=lambda quantity: quantity.start)
    between = bool(PATTERNS["listed"].fullmatch(text[first.end : second.start])) and one.units & two.units
    return _is_range(one, two) or bool(between)


def _is_range(one: Quantity, two: Quantity) -> bool:
    return one.other_end is not None and one.other_end == two.value and two.other_end == one.value


def _ranges(found: Iterable[Placed]) -> list[tuple[Placed, ...]]:
    """Return figures by themselves, the two ends of a range together."""
    groups: list[tuple[Placed, ...]] = []
    for each in found:
        last = groups[-1] if groups else ()
        if len(last) == 1 and last[0].sentence == each.sentence and _is_range(last[0].quantity, each.quantity):
            groups[-1] = (last[0], each)
        else:
            groups.append((each,))
    return groups


def _made(group: Sequence[Placed], paper: Paper) -> Own:
    first, last = group[0], group[-1]
    text = plain(statements_of(paper)[first.sentence - 1])
    start, end = first.quantity.begin, last.quantity.finish
    against = [each["baseline"].strip() for each in PATTERNS["over"].finditer(_clause(text, start, end))]
    unit = next(iter(sorted(last.quantity.units - {""}, key=lambda name: name == "points")), "")
    unit = "" if "" in last.quantity.units else unit
    named = entities_of(text)
    figure = Figure(
        value=" ".join(text[start:end].split()),
        number=first.quantity.value if first.quantity.sign != "-" else -first.quantity.value,
        high=last.quantity.value if last is not first else None,
        unit=unit,
        metric=_metric(text, end, start, named),
        dataset=_dataset(text, start, end),
        baseline=next((each for each in against if not PATTERNS["counts"].match(each)), ""),
        sentence=first.sentence,
    )
    # The words near a figure that are of it: behind it, and before it, as far as the next figure or clause.
    before = re.split(r"[;,.]\s|\d[\w.%]*", text[max(0, start - _NEAR) : start])[-1]
    around = f"{before} {_behind(text, end)}"
    takes_time = unit in _TIMES and PATTERNS["takes"].search(around)
    is_cost = unit in _COST_UNITS or bool(PATTERNS["cost"].search(around)) or bool(takes_time)
    return Own(figure, "cost" if is_cost else "results", start, end)


def _behind(text: str, end: int) -> str:
    return re.split(r"[;,.]\s|\d|\b(?:and|with|without|while)\b", text[end : end + _NEAR])[0]


def _clause(text: str, start: int, end: int) -> str:
    """Return the clause that a figure stands in, from its beginning to the end of it."""
    cuts = [found.end() for found in PATTERNS["clauses"].finditer(text, 0, start)]
    behind = PATTERNS["clauses"].search(text, end)
    return text[cuts[-1] if cuts else 0 : behind.start() if behind else len(text)]


def _metric(text: str, end: int, start: int, named: Sequence[Entity]) -> str:
    """Return the metric that stands nearest to a figure, behind it before in front of it."""
    metrics = [each for each in named if each.kind == "metric"]
    behind = [each for each in metrics if 0 <= each.start - end < len(_behind(text, end))]
    before = [each for each in metrics if 0 <= start - each.end <= _NEAR and not _figure_between(text, each.end, start)]
    return behind[0].text if behind else before[-1].text if before else ""


def _figure_between(text: str, start: int, end: int) -> bool:
    return any(map(str.isdigit, text[start:end]))


def _dataset(text: str, start: int, end: int) -> str:
    """Return the data set that a figure was measured on: the next one behind it with `on`, else the last before it."""
    behind = PATTERNS["dataset"].search(text, end, min(len(text), end + 2 * _NEAR))
    if behind and not _figure_between(text, end, behind.start()):
        return _data_name(behind["data"])
    before = [each for each in PATTERNS["dataset"].finditer(text, 0, start) if ";" not in text[each.end() : start]]
    if before:
        return _data_name(before[-1]["data"])
    inside = re.search(r"([A-Z][\w.+-]*(?: [A-Z][\w.+-]*)?) \($", text[:start])
    return _data_name(inside[1]) if inside else ""


def _data_name(name: str) -> str:
    """Return a name if it may be that of a data set: one with its number of parameters is a model's."""
    return "" if re.search(r"\d[BM]\b", name) else name.strip(" .")
