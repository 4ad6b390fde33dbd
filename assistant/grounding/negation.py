"""Negation: a claim denies what its sentences deny, and nothing else.

What a negation denies is told by the content words around it, so `does not need labels` is `needs no labels`. Each
negation of the claim answers to one of the sentences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.grounding.cited import Cited, unsupported
from assistant.grounding.plain import plain, unframed
from assistant.grounding.text import Pair, content, is_aside, neighbours, told_alike, words
from assistant.types import Verdict

_NEGATORS = frozenset(
    """not no never neither nor without none nobody nothing nowhere hardly scarcely barely rarely seldom
    fail fails failed failing unable lack lacks lacked lacking""".split()
)
# A negation in form only, or one that another stands for.
_NO_DENIAL = re.compile(
    r"\bnot (?:only|just|merely|simply|solely)\b(?=.*\b(?:but|also)\b)|\bno (?:less|fewer|more|longer) than\b"
    r"|\b(?:whether|if|or) not\b"
    r"|\bnot to mention\b|\bno matter\b|\bnothing (?:but|less)\b",
    re.IGNORECASE,
)
_REACH = 4


class Denial(NamedTuple):
    """A negation, the roots of the content words behind it, and of the one before."""

    word: str
    behind: tuple[str, ...]
    before: str
    aside: bool  # in parentheses, which may be left out


def negation_agrees(claim: str, cited: Cited) -> Verdict | None:
    """What the claim denies a cited sentence denies, and what it takes from a denial stays denied."""
    said, sources = unframed(claim), [plain(sentence) for sentence in cited.sentences]
    claimed, there = denials(said), [each for sentence in sources for each in denials(sentence)]
    if not claimed and not there:
        return None
    added, dropped = _unmatched(claimed, there)
    if added:
        return unsupported(f"it denies something that the cited sentence does not deny (‘{added[0].word}’)")
    told = told_alike(said, sources, [pair for each in there for pair in _pairs(each)])
    for each in dropped:
        if told.intersection(_pairs(each)):
            return unsupported(f"the cited sentence denies this (‘{each.word}’), the claim does not")
    return None


def _unmatched(claimed: Sequence[Denial], there: Sequence[Denial]) -> tuple[list[Denial], list[Denial]]:
    """Give each negation of the claim one of the sentences, the most alike first; return what is left over."""
    likeness = sorted(
        ((_likeness(one, other), i, j) for i, one in enumerate(claimed) for j, other in enumerate(there)),
        key=lambda each: (-each[0], each[1], each[2]),
    )
    matched: dict[int, int] = {}
    for score, i, j in likeness:
        if score and i not in matched and j not in matched.values():
            matched[i] = j
    return (
        [one for i, one in enumerate(claimed) if i not in matched],
        [other for j, other in enumerate(there) if j not in matched.values()],
    )


def _likeness(one: Denial, other: Denial) -> float:
    shared = len(set(one.behind) & set(other.behind)) + bool(one.before and one.before == other.before)
    if not shared and (one.before in other.behind or other.before in one.behind or not (one.behind or other.behind)):
        shared = 1
    return shared + 0.5 * (one.word.lower() == other.word.lower()) if shared else 0.0


def _pairs(denial: Denial) -> list[Pair]:
    """Return the pairs of words around a negation that a claim without it would have next to each other."""
    first, second, *_ = (*denial.behind, "", "")
    return [(first, second)] if denial.aside else [(denial.before, first), (first, second)]


@lru_cache(maxsize=4096)
def denials(text: str) -> tuple[Denial, ...]:
    """Return the negations of a plain text, in order; neither and nor are one."""
    text = _NO_DENIAL.sub(lambda found: " " * len(found[0]), text)
    found: list[Denial] = []
    for word in words(text):
        if word.low not in _NEGATORS and not (word.low == "non" and text[word.start + 3 :][:1] == "-"):
            continue
        if (word.low == "nor" and found) or word.text == "NO":
            continue
        behind, before = neighbours(content(text), word.start)
        found.append(Denial(word.text, tuple(behind[:_REACH]), before[0] if before else "", is_aside(text, word.start)))
    return tuple(found)
