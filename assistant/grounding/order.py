"""Who is compared with whom: A over B is not B over A, and what no paper compares is no comparison.

The words on both sides of what compares (outperforms, than, over, compared to) are held against the two sides of the
cited sentence. `We` and what names the method in the title are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.grounding.cited import Cited, unsupported
from assistant.grounding.numbers import quantities, uncounted
from assistant.grounding.plain import plain, unframed
from assistant.grounding.text import retells, roots, stem
from assistant.types import Verdict

_WINS = (
    r"outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|beat(?:s|en|ing)?|outclass(?:es|ed)?|"
    r"superior to|improv(?:es?|ed|ing) upon|underperform(?:s|ed|ing)?|inferior to|ahead of|behind"
)
_BESIDE = r"(?:as )?compared (?:to|with)|in comparison (?:to|with)|relative to|versus|vs\.?|over|than"
_RELATES = (
    r"rather than|instead of|in place of|(?:leads?|led|leading) to|(?:caus|induc|driv|trigger)(?:es?|ed|ing)|"
    r"result(?:s|ed|ing)? (?:in|from)|depends? on|relies on|rely on|based on|built on|derived from|improves?|affects?|"
    r"(?:more|less) \w+ (?:to|for|on|with)|influences?|predicts?|precedes?|follows?|contains?|into|unlike"
)
_PIVOT = re.compile(
    rf"\b(?:(?P<wins>{_WINS})|(?P<relates>{_RELATES})|(?P<beside>{_BESIDE}))(?P<by> by)?\b", re.IGNORECASE
)
# What makes `over` or `than` a comparison of better and worse.
_JUDGES = re.compile(
    r"\b(?:more|less|fewer|better|worse|best|improv\w+|gains?|advantages?|increas\w+|reduc\w+|speed-?ups?|progress|"
    r"(?:high|low|fast|slow|larg|small|strong|weak|great|short|long|cheap|simpl|easi|hard|rich|clos|deep|wid|poor)er"
    r"|quicker|superior\w*|outperform\w*|surpass\w*|accura\w+)\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(
    rf"{_JUDGES.pattern}|\b(?:{_WINS}|over|than|compar\w+|stateoftheart|unlike|boost\w*|outstrip\w*|leading|wins?)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)(?: \w+ly)? $", re.IGNORECASE)
_WORSE = re.compile(
    r"\b(?:underperform\w*|inferior|worse|lower|slower|smaller|fewer|less|behind|weaker|shorter|poorer)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;:,()]|\b(?:while|whereas|but|although|though|because|which|that|when|if)\b", re.IGNORECASE)
_US = re.compile(
    r"\b(?:we|our|ours|us|(?:the|our|this) proposed \w+|the authors?|(?:this|our|their|the new) "
    r"(?:method|approach|model|framework|system|technique|algorithm|work|paper))\b",
    re.IGNORECASE,
)
_SELF = "weourselves"
_REACH = 5
_NEXT = 4
_SPOKEN_OF = 0.6  # share of the words of a side that the sentence has
_SPOKEN_OF_BY_ONE = 0.75
_MOVED = 0.6  # share of the words behind a comparison that now stand before it, and none behind
_NEAR = 3  # characters between `exceeding` and the figure that is exceeded
_BEFORE = 50  # characters before `than` in which it says what is better


class Comparison(NamedTuple):
    """What compares or relates two sides, and the roots of both. `sense` is -1 where the left side is the worse one."""

    text: str
    wins: bool  # it is a verb of winning or losing
    relates: str
    judges: bool
    sense: int
    left: frozenset[str]
    right: frozenset[str]
    before: tuple[str, ...]  # the roots of the words next to it, whatever the clause
    behind: tuple[str, ...]


def sides_are_kept(claim: str, cited: Cited) -> Verdict | None:
    """What the cited sentence puts before a comparison the claim does not put behind it."""
    own = _own_name(cited)
    source = [each for sentence in cited.sentences for each in comparisons(plain(sentence), own)]
    for each in comparisons(unframed(claim), own) if source else ():
        alike = [other for other in source if stem(other.text.lower()) == stem(each.text.lower())] or source
        if any(_crossed(each, other) for other in alike) and not any(_straight(each, other) for other in alike):
            return unsupported(f"it turns round who is compared with whom (‘{each.text}’)")
        if any(_is_reversed(each, other) for other in alike) and not any(_straight(each, other) for other in alike):
            return unsupported(f"it turns round who is better (‘{each.text}’)")
    return None


def comparison_is_stated(claim: str, cited: Cited) -> Verdict | None:
    """A claim that calls one thing better than another has one cited sentence that compares the two."""
    judging = [each for each in comparisons(unframed(claim), _own_name(cited)) if each.judges and each.right]
    if not judging:
        return None
    states = _states if len(cited.papers) == 1 else _states_by_itself
    sentences = [(plain(sentence), _title_of(sentence, cited)) for sentence in cited.sentences]
    for each in judging:
        if not any(_COMPARES.search(sentence) and states(each, sentence, title) for sentence, title in sentences):
            return unsupported(f"no cited sentence makes this comparison (‘{each.text}’)")
    return None


def _states(claimed: Comparison, sentence: str, title: frozenset[str]) -> bool:
    """Tell whether a sentence speaks of both sides; one of them it may leave to its title."""
    there = roots(sentence) | {_SELF}
    sides = [[each for each in side if not retells(each)] for side in (claimed.left, claimed.right)]
    left, right = (_share(side, there) for side in sides)
    if left < _SPOKEN_OF:
        left = _share(sides[0], there | title)
    elif right < _SPOKEN_OF:
        right = _share(sides[1], there | title)
    return left >= _SPOKEN_OF and right >= _SPOKEN_OF


def _states_by_itself(claimed: Comparison, sentence: str, title: frozenset[str]) -> bool:
    """Tell the same where two papers are cited, each of which might have one side: common words count as well."""
    there = roots(sentence) | {_SELF}
    left, right = (_share(tuple(side), there) for side in (claimed.left, claimed.right))
    if left < _SPOKEN_OF_BY_ONE:
        left = _share(tuple(claimed.left), there | title)
    return left >= _SPOKEN_OF_BY_ONE and right >= _SPOKEN_OF_BY_ONE


def _share(side: Sequence[str], there: frozenset[str]) -> float:
    return sum(each in there for each in side) / len(side) if side else 1.0


def _title_of(sentence: str, cited: Cited) -> frozenset[str]:
    return next((roots(plain(paper.split("\n", 1)[0])) for paper in cited.papers if sentence in paper), frozenset())


@lru_cache(maxsize=4096)
def comparisons(text: str, own: str) -> tuple[Comparison, ...]:
    """Return the comparisons of a plain text; `own` is the name of the paper's method, if it has one."""
    return tuple(_comparisons(text, own))


def _comparisons(text: str, own: str) -> Iterator[Comparison]:
    pivots = list(_PIVOT.finditer(text))
    if not pivots:
        return
    ours = [found.start() for found in _US.finditer(text)]
    ours += [found.start() for found in re.finditer(rf"\b{re.escape(own)}\b", text, re.IGNORECASE)] if own else []
    for pivot in pivots:
        left = _left(text, pivot.start(), ours)
        right = _right(text, pivot.end(), ours)
        before = text[max(0, pivot.start() - _BEFORE) : pivot.start()]
        leading = not before.strip()
        if leading and (comma := text.find(",", pivot.end())) > 0:
            left, right = _right(text, comma + 1, ours), _between(text, pivot.end(), comma, ours)
        before_it = tuple(_between(text, 0, pivot.start(), ())[-_NEXT:])
        behind_it = tuple(_between(text, pivot.end(), len(text), ())[:_NEXT])
        sense = -1 if _WORSE.search(before if pivot["beside"] else pivot[0]) else 1
        if pivot["by"] and _PASSIVE.search(before):
            sense = -sense
        contrast = pivot["beside"] or (leading and pivot[0].lower() == "unlike")
        judges = bool(pivot["wins"] or (contrast and _JUDGES.search(text if leading else before)))
        judges = judges and not any(0 <= each.start - pivot.end() <= _NEAR for each in quantities(text))
        yield Comparison(
            pivot[0],
            bool(pivot["wins"]),
            (pivot["relates"] or "").lower(),
            judges,
            sense,
            frozenset(left),
            frozenset(right),
            before_it,
            behind_it,
        )


def _left(text: str, end: int, ours: Sequence[int]) -> list[str]:
    breaks = [0, *(found.end() for found in _CLAUSE.finditer(text, 0, end))]
    words = _between(text, breaks[-1], end, ours)
    if not words and len(breaks) > 1:
        words = _between(text, breaks[-2], end, ours)
    return words[-_REACH:]


def _right(text: str, start: int, ours: Sequence[int]) -> list[str]:
    for found in _CLAUSE.finditer(text, start):
        if words := _between(text, start, found.start(), ours):
            return words[:_REACH]
    return _between(text, start, len(text), ours)[:_REACH]


def _between(text: str, start: int, end: int, ours: Sequence[int]) -> list[str]:
    found = [word.root for word in uncounted(text) if start <= word.start < end]
    return ([_SELF] if any(start <= place < end for place in ours) else []) + found


def _crossed(claimed: Comparison, cited: Comparison) -> bool:
    """Tell whether words of each side stand on the other side, and on that only."""
    crossing = (claimed.left & cited.right) - claimed.right - cited.left
    back = (claimed.right & cited.left) - claimed.left - cited.right
    moved = len(crossing) > _MOVED * len(cited.right) and not claimed.right & cited.right
    crossed = bool(crossing and (back or moved)) or _is_moved(claimed, cited)
    return crossed and claimed.sense == cited.sense and claimed.relates == cited.relates


def _is_moved(claimed: Comparison, cited: Comparison) -> bool:
    """Tell whether the word right behind the comparison now stands right before it, and not behind it any more."""
    word = cited.behind[0] if cited.behind and not cited.relates else ""
    return word in claimed.before and word not in claimed.behind and word not in cited.before


def _is_reversed(claimed: Comparison, cited: Comparison) -> bool:
    """Tell whether the same sides stand around a verb of the same kind with the opposite sense."""
    both = claimed.wins and cited.wins and claimed.sense != cited.sense
    return both and bool(claimed.left & cited.left and claimed.right & cited.right)


def _straight(claimed: Comparison, cited: Comparison) -> bool:
    shared = claimed.left & cited.left or claimed.right & cited.right
    alike = claimed.sense == cited.sense and claimed.relates == cited.relates
    return bool(shared) and alike and not _crossed(claimed, cited)


def _own_name(cited: Cited) -> str:
    """Return the name of the method, which stands before the colon of the title, if one paper is cited."""
    if len(cited.papers) != 1:
        return ""
    head, colon, _ = cited.papers[0].split("\n", 1)[0].partition(":")
    return plain(head.strip()) if colon and len(head.split()) == 1 else ""
