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
from assistant.grounding.numbers import counts
from assistant.grounding.plain import plain, unframed
from assistant.grounding.text import Pair, Word, content, is_aside, neighbours, root, stem, told_alike, words
from assistant.types import Verdict

_NEGATORS = frozenset(
    """not no never neither nor without none nobody nothing nowhere hardly scarcely barely rarely seldom
    fail fails failed failing unable incapable impossible insufficient insufficiently inadequate
    lack lacks lacked lacking except excepting excluding""".split()
)
# Words that say less or nothing of something as well: a negation of the claim may answer to one, and it needs none.
_ALMOST = frozenset(
    """deficient deficiency devoid absent absence missing minimal negligible free despite unlike
    instead limited scarce scarcity poor weak below rather cannot difficult struggle struggles struggled struggling
    avoid avoids avoided avoiding prevent prevents prevented eliminate eliminates eliminating remove removes removed
    exclude excludes excluded omit omits omitted ignore ignores ignored ignoring skip skips
    maintain maintains maintained maintaining preserve preserves preserved preserving retain retains retained retaining
    keep keeps kept keeping overlook overlooks overlooked overlooking neglect neglects neglected unlikely zero
    miss misses missed unclear unknown unresolved unexplored underexplored understudied elusive open debated
    controversial""".split()
)
_TURNED = re.compile(r"(?:un|in|im|ir|non|dis)(?=[a-z]{4})|[a-z]{3,}less$")
# A negation in form only, or one that another stands for.
_NO_DENIAL = re.compile(
    r"\bnot (?:only|just|merely|simply|solely)\b(?=.*\b(?:but|also)\b)|\bno (?:less|fewer|more|longer) than\b"
    r"|\b(?:whether|if|or) not\b"
    r"|\bnot to mention\b|\bno matter\b|\bnothing (?:but|less)\b|\bnot (?=until\b)",
    re.IGNORECASE,
)
# Phrases that deny what stands behind them, or that it is so now.
_DENIES = re.compile(
    r"\b(?:rather than|instead of|as opposed to|in (?:place|lieu) of|no longer|not any ?more|but not|and not)\b",
    re.IGNORECASE,
)
# The loss of X does not do what X does.
_OF_NOTHING = re.compile(
    r"(?<!no )(?<!not )(?<!without )(?<!any )(?<!minimal )(?<!little )\b(?:loss|absence|lack|deletion|depletion"
    r"|knock-?out|knock-?down|ablation|removal|inhibition|blockade|disruption)"
    r" (?=of\b)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[;:]|,? (?:but|while|whereas|although|though|yet)\b|, (?:and|so|which)\b", re.IGNORECASE)
_LIST_END = re.compile(
    r"[;:()]|,? (?:but|while|whereas|although|though|yet|and|which|because|since|as)\b", re.IGNORECASE
)
_OR = re.compile(r"\b(?:or|nor)\b", re.IGNORECASE)
# Not as strong as is weaker than.
_NOT_AS = re.compile(r"\bnot (?=(?:nearly |quite )?(?:as|so) \w+ as\b)", re.IGNORECASE)
_LESS = re.compile(r"\b(?:less|fewer|worse|\w{3,}er)\b[^.;:]* than\b", re.IGNORECASE)
_FREE = re.compile(r"\b(\w+)-(?:free|less)\b", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:requir\w+|needs?|needed|relies on|depends on)((?: [\w-]+){1,3})", re.IGNORECASE)
_DENYING = re.compile(r"\b(?:not|no|never|without|nor|neither)\b[^,;:]*$", re.IGNORECASE)
_REACH = 4
# Verbs that are left out where what they deny is said outright: without requiring labels, by labels.
_LIGHT = frozenset(
    root(word)
    for word in """require need use have add introduce rely involve perform make do suffer ever increase cause
    sacrifice incur compromise""".split()
)


class Denial(NamedTuple):
    """A negation, the roots of the content words behind it, and of the one before."""

    word: str
    behind: tuple[str, ...]
    before: str
    aside: bool  # in parentheses, which may be left out
    listed: frozenset[str] = frozenset()  # all behind it that it denies one by one: no A, B or C


def negation_agrees(claim: str, cited: Cited) -> Verdict | None:
    """What the claim denies a cited sentence denies, and what it takes from a denial stays denied."""
    said, sources = unframed(claim), [plain(sentence) for sentence in cited.sentences]
    claimed, there = denials(said), [each for sentence in sources for each in denials(sentence)]
    spared = next((found for source in sources if (found := _needs_what_is_spared(said, source))), "")
    if spared:
        return unsupported(f"the cited sentence speaks of none (‘{spared}’)")
    if not claimed and not there:
        return None
    if any(_LESS.search(source) for source in sources):
        claimed = tuple(each for each in denials(_NOT_AS.sub(" ", said)))
    added, dropped = _unmatched(claimed, there)
    added = _without_near(added, sources, [said])
    if added:
        return unsupported(f"it denies something that the cited sentence does not deny (‘{added[0].word}’)")
    told = told_alike(said, sources, [pair for each in there for pair in _pairs(each)])
    for each in _without_near(dropped, [said], sources):
        if any(set(each.behind[:2]) <= set(one.behind) for one in claimed):
            continue
        if told.intersection(_pairs(each)):
            return unsupported(f"the cited sentence denies this (‘{each.word}’), the claim does not")
    return None


def _needs_what_is_spared(said: str, source: str) -> str:
    """Return what a sentence has without it, training-free, and a claim asks for, or ""."""
    spared = {root(found[1].lower()) for found in _FREE.finditer(source)}
    asked = (found for found in _ASKS.finditer(said) if not _DENYING.search(said[: found.start()]))
    row = (word for found in asked for word in words(found[1]))
    return next((word.text for word in row if word.root in spared), "")


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
        [one for i, one in enumerate(claimed) if i not in matched and not _is_listed(one, there)],
        [other for j, other in enumerate(there) if j not in matched.values() and not _is_listed(other, claimed)],
    )


def _is_listed(denial: Denial, others: Sequence[Denial]) -> bool:
    """Tell whether what is denied stands in a list that one negation denies."""
    telling = {each for each in denial.behind[:2] if each not in _LIGHT}
    return bool(telling) and any(telling & other.listed for other in others)


def _likeness(one: Denial, other: Denial) -> float:
    shared = len(set(one.behind) & set(other.behind))
    if shared or not (one.behind and other.behind):
        shared += bool(one.before and one.before == other.before)
    if not shared and (
        one.before in other.behind[:2] or other.before in one.behind[:2] or not (one.behind or other.behind)
    ):
        shared = 1
    return shared + 0.5 * (one.word.lower() == other.word.lower()) if shared else 0.0


def _without_near(left: Sequence[Denial], others: Sequence[str], own: Sequence[str]) -> list[Denial]:
    """Leave out the negations for which the other side has a word that comes near to one, and this side has not."""
    if not left:
        return []
    used = {(each.word.lower(), each.before) for text in own for each in _near_denials(text)}
    near = [each for text in others for each in _near_denials(text) if (each.word.lower(), each.before) not in used]
    return [one for one in left if not any(_comes_near(one, other) for other in near)]


def _comes_near(denial: Denial, near: Denial) -> bool:
    """Tell whether a negation says what a word that comes near to a negation says of the same thing."""
    first = [each for each in denial.behind[:2] if each != root(near.word.lower())]
    if len(first) < len(denial.behind[:2]):
        return False  # it is what is denied
    return bool(set(near.behind) & set(first) or (not near.behind and near.before in first))


def _pairs(denial: Denial) -> list[Pair]:
    """Return the pairs of words around a negation that a claim without it would have next to each other."""
    first, second, *_ = (*denial.behind, "", "")
    if _OF_NOTHING.match(f"{denial.word} of"):
        third = denial.behind[2] if len(denial.behind) > 2 else ""
        return [(first, second), (first, third)]
    found = [(first, second)] if denial.aside else [(denial.before, first), (first, second)]
    found.append((second, first))
    telling = [each for each in denial.behind if each not in _LIGHT]
    if len(telling) > 1 and first in _LIGHT:
        found += [(telling[0], telling[1])] if denial.aside else [(denial.before, telling[0]), (telling[0], telling[1])]
    return found


@lru_cache(maxsize=4096)
def denials(text: str) -> tuple[Denial, ...]:
    """Return the negations of a plain text, in order; neither and nor are one."""
    text = _NO_DENIAL.sub(lambda found: " " * len(found[0]), text)
    text = _DENIES.sub(
        lambda found: " " * len(found[0]) if counts(text, found.end() + 1) else "not".ljust(len(found[0])), text
    )
    found: list[Denial] = []
    nothing = {place.start() for place in _OF_NOTHING.finditer(text)}
    for word in words(text):
        if word.start in nothing:
            found.append(_denial(text, word))
            continue
        if word.low not in _NEGATORS and not (word.low == "non" and text[word.start + 3 :][:1] == "-"):
            continue
        if (word.low == "nor" and found) or word.text == "NO":
            continue
        found.append(_denial(text, word))
    return tuple(found)


@lru_cache(maxsize=4096)
def _near_denials(text: str) -> tuple[Denial, ...]:
    """Return the words of a plain text that come near to a negation, or turn a word round: unlabelled, label-free."""
    found = []
    for word in words(text):
        if word.low in _ALMOST or word.text == "0":
            near = _denial(text, word)
            found.append(
                near._replace(behind=() if word.low == "free" or text[: word.start].endswith("-") else near.behind[:1])
            )
        elif _TURNED.match(word.low) or _TURNED.search(word.low):
            base = stem(_TURNED.sub("", word.low))
            found.append(Denial(word.text, (), base, aside=False))
    return tuple(found)


def _denial(text: str, word: Word) -> Denial:
    found = _CLAUSE.search(text, word.start)
    behind, before = neighbours([each for each in content(text) if not found or each.start < found.end()], word.start)
    aside = is_aside(text, word.start)
    return Denial(word.text, tuple(behind[:_REACH]), before[0] if before else "", aside, _listed(text, word.start))


def _listed(text: str, start: int) -> frozenset[str]:
    """Return the roots of a list with commas and `or` behind a negation."""
    found = _LIST_END.search(text, start)
    end = found.start() if found else len(text)
    if not _OR.search(text, start, end):
        return frozenset()
    return frozenset(each.root for each in content(text) if start < each.start < end)
