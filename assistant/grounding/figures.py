"""Numbers of a claim against those of its sentences: value, unit, sign, bound, range, and what they count."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.grounding.cited import Cited, partial, unsupported
from assistant.grounding.names import ends_a_name
from assistant.grounding.numbers import Quantity, quantities, same, same_sign, same_value
from assistant.grounding.plain import plain, unframed
from assistant.grounding.text import Near, around, likeness
from assistant.types import Verdict

_REACH = 5  # content words around a number that tell what it counts
_MARGIN = 0.5  # how much nearer the words around a claimed number must be to another number's, to be of that one


def numbers_are_cited(claim: str, cited: Cited) -> Verdict | None:
    """Every number stands in the cited sentences with its unit and its sign.

    One that stands elsewhere in the abstract makes the claim partial: it may belong to something else.
    """
    said = unframed(claim)
    here = [each for sentence in cited.sentences for each in quantities(plain(sentence))]
    doubt = None
    for each in quantities(said):
        if any(same(each, other) for other in here) or _is_idle(each, said, cited) or ends_a_name(said, each, cited):
            continue
        if any(same(each, other) for paper in cited.papers for other in quantities(plain(paper))):
            doubt = doubt or partial(f"{each.written()} stands in the abstract, but not in the cited sentence")
            continue
        return unsupported(_what_is_wrong(each, here))
    return doubt


def numbers_count_the_same(claim: str, cited: Cited) -> Verdict | None:
    """A number keeps its bound (up to, at least), the other end of its range, and what it is the number of."""
    said = unframed(claim)
    sources = [plain(sentence) for sentence in cited.sentences]
    for each in quantities(said):
        matches = [(source, other) for source in sources for other in quantities(source) if same(each, other)]
        others = [(source, other) for source in sources for other in quantities(source) if not same_value(each, other)]
        if not matches:
            continue
        verdict = _bound_agrees(each, [other for _, other in matches]) or _range_agrees(
            each, [other for _, other in matches]
        )
        if verdict:
            return verdict
        if sum(same(each, other) for other in quantities(said)) > len(matches):
            return partial(f"the cited sentence has {each.written()} fewer times")
        near = _near(said, each)
        best = max(likeness(near, _near(source, other)) for source, other in matches)
        if others and max(likeness(near, _near(source, other)) for source, other in others) > best + _MARGIN:
            return partial(f"{each.written()} stands in the cited sentence, but for something else")
    return None


def _what_is_wrong(claimed: Quantity, here: Sequence[Quantity]) -> str:
    for other in here:
        if same_value(claimed, other):
            wrong = "sign" if not same_sign(claimed, other) else "unit"
            return f"the cited sentence says {other.written()}, the claim {claimed.written()}: another {wrong}"
    return f"{claimed.written()} does not stand in the cited abstract"


def _bound_agrees(claimed: Quantity, matches: Sequence[Quantity]) -> Verdict | None:
    bounds = {other.bound for other in matches}
    if claimed.bound in bounds:
        return None
    firm = all(other.sure for other in matches)
    cited = next(other for other in matches)
    if {claimed.bound, cited.bound} == {"at least", "at most"}:
        return unsupported(f"the cited sentence says ‘{cited.bound} {cited.written()}’, the claim the opposite")
    if cited.bound and firm and not (claimed.bound == "at least" and not claimed.sure):
        return partial(f"the cited sentence says ‘{cited.bound} {cited.written()}’, the claim does not")
    if claimed.bound and claimed.sure and not cited.bound:
        return partial(f"the cited sentence does not say ‘{claimed.bound}’ {claimed.written()}")
    return None


def _range_agrees(claimed: Quantity, matches: Sequence[Quantity]) -> Verdict | None:
    ends = [other.other_end for other in matches]
    if None in ends or claimed.other_end in ends:
        return None
    return partial(f"{claimed.written()} is one end of a range in the cited sentence")


def _is_idle(quantity: Quantity, said: str, cited: Cited) -> bool:
    """Tell whether `one` is no number here: no other number of the cited sentences counts what it counts."""
    if quantity.text.lower() != "one":
        return False
    counted = [root for (side, root), weight in _near(said, quantity).items() if side == 1 and weight == 1]
    sources = [plain(sentence) for sentence in cited.sentences]
    return not any(
        _near(source, other).get((1, root)) == 1
        for root in counted
        for source in sources
        for other in quantities(source)
    )


def _near(text: str, quantity: Quantity) -> Near:
    return around(text, quantity.start, quantity.end, _REACH)
