"""The comparisons of a sentence: what outperforms, is better than, leads to or replaces what.

`We` and what names the method in the title are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.grounding.numbers import counts, quantities, uncounted
from assistant.grounding.text import stem

_WINS = (
    r"outperform(?:s|ed|ing)?|surpass(?:es|ed|ing)?|exceed(?:s|ed|ing)?|beat(?:s|en|ing)?|outclass(?:es|ed)?|"
    r"superior to|improv(?:es?|ed|ing) upon|underperform(?:s|ed|ing)?|inferior to|ahead of|behind"
)
_BESIDE = r"(?:as )?compared (?:to|with)|in comparison (?:to|with)|relative to|against|versus|vs\.?|over|than"
_RELATES = (
    r"rather than|instead of|in place of|(?:leads?|led|leading) to|(?:caus|induc|driv|trigger)(?:es?|ed|ing)"
    r"|match(?:es|ed)?|"
    r"(?:results?|resulted|resulting|stems?|arises?|derived) from|depends? on|relies on|rely on|based on"
    r"|built on|improves?|"
    r"affects?|"
    r"(?:more|less) \w+ (?:to|for|on|with)|influences?|predicts?|precedes?|follows?|contains?|into|unlike"
)
_PIVOT = re.compile(
    rf"(?<!-)\b(?:(?P<wins>{_WINS})|(?P<relates>{_RELATES})|(?P<beside>{_BESIDE}))(?P<by> by)?\b", re.IGNORECASE
)
_CAUSES = re.compile(r"(?:lead|led|caus|induc|driv|trigger)", re.IGNORECASE)
_CAUSED = re.compile(r"(?:result|stem|aris|deriv)\w* from", re.IGNORECASE)
# What makes `over` or `than` a comparison of better and worse.
_BETTER = (
    r"more|less|fewer|better|worse|improv\w+|gains?|advantages?|increas\w+|reduc\w+|speed-?ups?|progress"
    r"|(?:high|low|fast|slow|larg|small|strong|weak|great|short|long|cheap|simpl|easi|hard|rich|clos|deep|wid|poor)er"
    r"|quicker|superior\w*|outperform\w*|surpass\w*|cuts?|lowers|sav(?:es?|ing)|factors?|fold"
)
JUDGES = re.compile(rf"\b(?:{_BETTER}|best|accura\w+)\b", re.IGNORECASE)
COMPARES = re.compile(
    rf"\b(?:{_BETTER}|{_WINS}|over|than|against|compar(?:ed|ing|abl[ey])|stateoftheart|unlike|relative to|hurt\w*"
    rf"|degrad\w*|worsen\w*|harm\w*|suffer\w*|boost\w*|outstrip\w*|leading|wins?)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)(?: \w+){0,2} $", re.IGNORECASE)
_WORSE = re.compile(
    r"\b(?:underperform\w*|inferior|worse|lower|slower|smaller|fewer|less|behind|weaker|shorter|poorer)\b",
    re.IGNORECASE,
)
# Who prefers this to that finds it better.
_PREFERS = re.compile(r"\bprefer(?:s|red|ring)? (?!to\b|over\b|by\b)((?:[^\s,;:]+ ){1,10}?)(?:to|over) ", re.IGNORECASE)
_PREFERRED = re.compile(
    r"\b(?:(?:is|are|was|were|be|been) (?:\w+ly )?)preferred ((?:by (?:[^\s,;:]+ ){1,4}?)?)(?:to|over) ", re.IGNORECASE
)
_THAN_NOW = re.compile(
    r"\s*(?:ever )?(?:before|previously|ever|usual(?:ly)?|expected|thought|today|now|normal)"
    r"(?=\s*(?:$|[.,;:)]|and\b|but\b))",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[;:()]|,(?!\d)|\b(?:while|whereas|but|although|though|because|which|that|when|if)\b", re.IGNORECASE
)
_PREPOSITION = re.compile(
    r" (?:in|on|by|across|under|for|when|while|with|without|using|at|through|via|both|over|during|where|as|to|regarding"
    r"|and|even)\b",
    re.IGNORECASE,
)
_US = re.compile(
    r"\b(?:we|our|ours|us|(?:the|our|this) proposed \w+|the authors?|(?:this|our|their|the new|the) "
    r"(?:method|approach|model|framework|system|technique|algorithm|work|paper))\b",
    re.IGNORECASE,
)
SELF = "weourselves"  # the root that stands for whoever wrote the paper, and for their method
_REACH = 8  # content words behind a comparison
_NEXT = 3  # content words next to a comparison
_SUBJECT = 2  # content words at the beginning of a clause
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
    before: frozenset[str]  # the roots of all that stands before it, whatever the clause
    near: tuple[frozenset[str], frozenset[str]]  # those next to it, on both sides

    @property
    def more(self) -> frozenset[str]:
        """The side that is more, better or the cause."""
        return self.left if self.sense > 0 else self.right

    @property
    def less(self) -> frozenset[str]:
        """The side that is less, worse or the effect."""
        return self.right if self.sense > 0 else self.left

    @property
    def near_less(self) -> frozenset[str]:
        """The words of that side next to the comparison."""
        return self.near[1] if self.sense > 0 else self.near[0]


@lru_cache(maxsize=4096)
def comparisons(text: str, own: str) -> tuple[Comparison, ...]:
    """Return the comparisons of a plain text; `own` is the name of the paper's method, if it has one."""
    return tuple(_comparisons(_PREFERRED.sub(r"\1outperforms ", _PREFERS.sub(r"\1outperforms ", text)), own))


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
        if counts(text, pivot.start()) or (pivot["relates"] and counts(text, pivot.end() + 1)):
            continue  # more than 5%; it improves by 5%
        told = before if pivot["beside"] else pivot[0]
        worse = bool(_WORSE.search(told))
        both = worse and pivot["beside"] and JUDGES.search(_WORSE.sub(" ", told))
        caused = _CAUSED.match(pivot[0])
        passive = pivot["by"] and _PASSIVE.search(before)
        sense = (-1 if worse else 1) * (-1 if passive else 1) * (-1 if caused else 1)
        contrast = pivot["beside"] or (leading and pivot[0].lower() == "unlike")
        judges = bool(pivot["wins"] or (contrast and JUDGES.search(text if leading else before)))
        judges = judges and not any(0 <= each.begin - pivot.end() <= _NEAR for each in quantities(text))
        found = Comparison(
            pivot[0],
            bool(pivot["wins"]),
            "causes" if caused or _CAUSES.match(pivot[0]) else stem((pivot["relates"] or "").lower()),
            judges,
            sense,
            frozenset(left),
            frozenset(right),
            frozenset(left if leading else _between(text, 0, pivot.start(), ours)),
            (frozenset(left[:_SUBJECT]), _next(text, pivot.end(), right, ours)),
        )
        yield found
        if both or (leading and pivot["beside"]):  # slower to train and cheaper to run than; against X, it ...
            yield found._replace(sense=-sense)


def _left(text: str, end: int, ours: Sequence[int]) -> list[str]:
    breaks = [0, *(found.end() for found in _CLAUSE.finditer(text, 0, end))]
    words = _between(text, breaks[-1], end, ours)
    if not words and len(breaks) > 1 and text[breaks[-1] - 1] not in ";:":
        words = _between(text, breaks[-2], end, ours)
    return words


def _right(text: str, start: int, ours: Sequence[int]) -> list[str]:
    if _THAN_NOW.match(text, start):
        return []
    for found in _CLAUSE.finditer(text, start):
        if words := _between(text, start, found.start(), ours):
            return words[:_REACH]
    return _between(text, start, len(text), ours)[:_REACH]


def _next(text: str, start: int, right: Sequence[str], ours: Sequence[int]) -> frozenset[str]:
    """Return the words right behind a comparison, as far as a preposition."""
    for found in _PREPOSITION.finditer(text, start):
        if words := [word for word in _between(text, start, found.start(), ours) if word in right]:
            return frozenset(words[:_NEXT])
    return frozenset(right[:_NEXT])


def _between(text: str, start: int, end: int, ours: Sequence[int]) -> list[str]:
    found = [word.root for word in uncounted(text) if start <= word.start < end]
    return ([SELF] if any(start <= place < end for place in ours) else []) + found
