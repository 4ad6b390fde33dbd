"""Numbers of a claim against those of its sentences: value, unit, sign, bound, range, and by how much or to what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.grounding.cited import Cited, partial, unsupported
from assistant.grounding.names import ends_a_name
from assistant.grounding.numbers import Quantity, quantities, same, same_sign, same_value, uncounted
from assistant.grounding.owners import belongs_to_another, is_shuffled
from assistant.grounding.plain import plain, unframed
from assistant.grounding.text import stem
from assistant.types import Verdict

_SMALL = 10
_BARE = 2  # content words beside a number in a claim that says little more than the number
_NEXT = re.compile(r"[\s-]*(?:of\s+(?:the|these|those|our|its|them)\b|[^\W\d_]\w*)?")
_PRONOUN = re.compile(
    r"\s*(?:$|[.,;:)]|(?:of (?!the\b|these\b|those\b|our\b|its\b|them\b)|that|which|who|with|by|is|are|was|in|on|for|"
    r"at|can|must|to|and|or|from|as)\b)",
    re.IGNORECASE,
)
_QUALIFIED = (
    r"(?: (?:up to|at most|at least|as much as|as little as|about|around|roughly|approximately|nearly|"
    r"almost|over|more than|less than|an average of|on average|only|just|an additional|an?|the|another|as many as"
    r"|no more than))*\s*[~<>+-]?\s*$"
)
_BY = re.compile(rf"\bby(?: a)?(?: factor of)?{_QUALIFIED}", re.IGNORECASE)
_TO = re.compile(
    r"(?<!up )(?<!compared )(?<!relative )(?<!similar )(?<!equal )(?<!close )(?<!comparable )(?<!equivalent )"
    rf"(?<!closer )\b(?:down )?to{_QUALIFIED}",
    re.IGNORECASE,
)
_FROM = re.compile(rf"\bfrom{_QUALIFIED}", re.IGNORECASE)
_CHANGE = (
    r"(?:improvements?|increases?|reductions?|gains?|drops?|decreases?|boosts?|declines?|savings?|speed-?ups?|rises?|"
    r"degradations?|losses|growth)"
)
_CHANGED = re.compile(rf"\b{_CHANGE} of{_QUALIFIED}", re.IGNORECASE)
_LEVEL = re.compile(
    rf"\b(?:accurac(?:y|ies)|precision|recall|scores?|rates?|performance|AUC|AUROC|value|level) of{_QUALIFIED}",
    re.IGNORECASE,
)
_BEFORE_IT = 40  # characters in which a level is said to have changed
_CHANGES = re.compile(
    rf"\s*(?:absolute |relative |average |mean |overall |further )*(?:{_CHANGE}\b"
    r"|(?:better|worse|higher|lower|faster|slower|fewer|less|more|smaller|larger|cheaper|shorter|longer)\b)",
    re.IGNORECASE,
)


class Found(NamedTuple):
    """A quantity and the plain text that it stands in."""

    source: str
    quantity: Quantity


def numbers_are_cited(claim: str, cited: Cited) -> Verdict | None:
    """Every number stands in the cited sentences with its unit and its sign.

    One that stands elsewhere in the abstract makes the claim partial: it may belong to something else.
    """
    said = unframed(claim)
    here = [each for sentence in cited.sentences for each in quantities(plain(sentence))]
    doubt = None
    for each in quantities(said):
        if any(_is_said(each, other, said) for other in here):
            continue
        if _is_idle(each, said, cited) or ends_a_name(said, each, cited):
            continue
        if _is_small_word(each, said, cited):
            doubt = doubt or partial(f"the cited sentence does not say ‘{each.written()}’")
            continue
        if any(same(each, other) for paper in cited.papers for other in quantities(plain(paper))):
            doubt = doubt or partial(f"{each.written()} stands in the abstract, but not in the cited sentence")
            continue
        return unsupported(_what_is_wrong(each, here))
    return doubt


def numbers_count_the_same(claim: str, cited: Cited) -> Verdict | None:
    """A number keeps its bound (up to, at least), the other end of its range, and what it is the number of."""
    said = unframed(claim)
    there = [Found(source, each) for source in map(plain, cited.sentences) for each in quantities(source)]
    if is_shuffled(said, [plain(sentence) for sentence in cited.sentences]):
        return partial("the cited sentence has the numbers of a list in another order")
    for each in quantities(said):
        matches = [found for found in there if _is_said(each, found.quantity, said)]
        if not matches:
            continue
        verdict = (
            _bound_agrees(each, [found.quantity for found in matches])
            or _range_agrees(each, [found.quantity for found in matches], said)
            or _role_agrees(said, each, matches)
        )
        if verdict:
            return verdict
        if sum(same(each, other) for other in quantities(said)) > len(matches):
            return partial(f"the cited sentence has {each.written()} fewer times")
        if _counts_alone(said, each, there):
            continue
        if word := belongs_to_another(said, each, [found.source for found in matches]):
            return partial(f"{each.written()} stands in the cited sentence, but for something else (not for ‘{word}’)")
    return None


def _is_said(claimed: Quantity, cited: Quantity, said: str) -> bool:
    """Tell whether a number is the cited one; one that stands alone, as an answer to `how many`, needs no unit."""
    if same(claimed, cited):
        return True
    bare = "" in claimed.units and len(uncounted(said)) <= _BARE and not _counted(said, claimed)
    return bare and same_value(claimed, cited) and same_sign(claimed, cited)


def _is_small_word(claimed: Quantity, said: str, cited: Cited) -> bool:
    """Tell whether a number is a word up to ten, as a retelling counts things, and nothing else counts those."""
    if not claimed.text.isalpha() or "" not in claimed.units or claimed.value > _SMALL:
        return False
    thing = stem(_counted(said, claimed))
    papers = [plain(paper) for paper in cited.papers]
    return not any(
        thing == stem(_counted(paper, other)) and other.text.lower() != "one"
        for paper in papers
        for other in quantities(paper)
    )


def _counted(text: str, quantity: Quantity) -> str:
    """Return the word right behind a number."""
    found = _NEXT.match(text, quantity.end)
    return found[0].strip(" -").lower() if found and not _PRONOUN.match(text, quantity.end) else ""


def _counts_alone(said: str, claimed: Quantity, there: Sequence[Found]) -> bool:
    """Tell whether a number is followed by the noun that follows it, and no other number, in the cited sentences."""
    counted = stem(_counted(said, claimed))
    counting = [found for found in there if counted and stem(_counted(*found)) == counted]
    return bool(counting) and "" in claimed.units and all(same(claimed, found.quantity) for found in counting)


def _what_is_wrong(claimed: Quantity, here: Sequence[Quantity]) -> str:
    for other in here:
        if same_value(claimed, other):
            if not same_sign(claimed, other):
                return f"the cited sentence says {other.written()}, the claim {claimed.written()}: another sign"
            return f"the cited sentence says {_unit(other)}, the claim {_unit(claimed)}: another unit"
    return f"{claimed.written()} does not stand in the cited abstract"


def _unit(quantity: Quantity) -> str:
    written = quantity.written()
    return f"{written} without a unit" if written.replace(",", "").replace(".", "").isdigit() else written


def _bound_agrees(claimed: Quantity, matches: Sequence[Quantity]) -> Verdict | None:
    bounds = {other.bound for other in matches} | {other.lent for other in matches if other.lent}
    if claimed.bound in bounds or (claimed.bound == "about" and any(other.rounded for other in matches)):
        return None
    if claimed.rounded or (claimed.lent and claimed.lent in bounds):
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


def _range_agrees(claimed: Quantity, matches: Sequence[Quantity], said: str) -> Verdict | None:
    ends = [other.other_end for other in matches]
    if None in ends or (claimed.other_end is None and any(each.value in ends for each in quantities(said))):
        return None
    if claimed.other_end not in ends:
        return partial(f"{claimed.written()} is one end of a range in the cited sentence")
    if not any(other.opens == claimed.opens for other in matches):
        return unsupported(f"the cited sentence has the two ends the other way round ({claimed.written()})")
    return None


def _role_agrees(said: str, claimed: Quantity, matches: Sequence[Found]) -> Verdict | None:
    """What something changes by is not what it changes to, nor from."""
    role = _role(said, claimed)
    roles = [_role(found.source, found.quantity) for found in matches]
    if not role or "" in roles or role in roles:
        return None
    words = {"by": "by so much", "to": "to this value", "from": "from this value"}
    return unsupported(
        f"in the cited sentence it changes {words[roles[0]]}, in the claim {words[role]} ({claimed.written()})"
    )


def _role(text: str, quantity: Quantity) -> str:
    """Return whether a number is what something changes `by`, `to` or `from`, or "" where that is not said."""
    before = text[max(0, quantity.start - 80) : quantity.start]  # as far as its words may reach
    if _BY.search(before) or _CHANGED.search(before):
        return "by"
    if quantity.sign == "+" or (quantity.units & {"%", "x", "points"} and _CHANGES.match(text, quantity.finish)):
        return "by"
    if _FROM.search(before):
        return "from"
    level = _LEVEL.search(before)
    if level and not re.search(_CHANGE, before[max(0, level.start() - _BEFORE_IT) : level.start()], re.IGNORECASE):
        return "to"
    return "to" if _TO.search(before) else ""


def _is_idle(quantity: Quantity, said: str, cited: Cited) -> bool:
    """Tell whether `one` is no number here: no other number of the cited sentences counts what it counts."""
    if quantity.text.lower() != "one":
        return False
    if _PRONOUN.match(said, quantity.end):
        return True
    counted = next((word.root for word in uncounted(said) if word.start >= quantity.end), "")
    sources = [plain(sentence) for sentence in cited.sentences]
    return not any(
        next((word.root for word in uncounted(source) if word.start >= other.end), "") == counted
        for source in sources
        for other in quantities(source)
    )
