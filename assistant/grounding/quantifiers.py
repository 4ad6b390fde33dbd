"""Claims stronger than their source: all, always, only, first, best, significantly, proves; and hedges left out.

A claim may not say more of a kind than its sentences do: it is partial, for the rest of it may well be true.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from typing import NamedTuple

from assistant.grounding.cited import Cited, partial
from assistant.grounding.plain import plain, unframed
from assistant.grounding.text import Pair, american, content, is_aside, lines, neighbours, told_alike, words
from assistant.types import Verdict

# A line is a kind; its words may stand for each other.
_STRONG = """
all every each any entire entirely whole complete completely fully totally full anything everything anyone everyone
  everybody everywhere universal universally wholly
always invariably constantly consistently forever
never
only solely exclusively sole exclusive alone unique uniquely
first pioneering pioneer unprecedented
best stateoftheart optimal optimally unmatched unsurpassed unparalleled unrivaled unbeatable finest leading greatest
  perfect perfectly ideal ultimate flawless flawlessly
most majority mostly predominantly
highest
lowest
largest biggest
strongest
fastest quickest
smallest
cheapest simplest easiest
significantly significant substantially substantial considerably considerable greatly dramatically dramatic
  drastically drastic markedly vastly vast remarkably remarkable enormously enormous hugely tremendously tremendous
  massively massive strikingly notably notable profoundly radically immense immensely
very extremely highly exceptionally extraordinarily incredibly overwhelmingly
guarantee guaranteed guarantees guaranteeing ensure ensures ensuring ensured
prove proves proved proven proving provably proof proofs certify certifies certified conclusively definitively
  definitive undoubtedly certainly indisputably undeniably unquestionably irrefutably
clearly obviously evidently
solve solves solved solving
none nobody
far
revolutionary revolutionize revolutionizes breakthrough groundbreaking transformative
perfect perfectly flawless flawlessly
necessarily inevitably must
impossible
exactly precisely
consistently
immediately instantly
eliminate eliminates eliminated eliminating remove removes removed removing
universally everywhere
outright
regardless whatever whichever whenever wherever
effortlessly seamlessly
decisively
much
half
"""
_AT_MOST = re.compile(
    r"\b(?:at most|at best|almost all|nearly all|one of the|at all|all[- ]in[- ]one|not only|first(?:ly)?,"
    r"|the first (?:stage|step|phase|part)|in the first place|first[- ]order)\b",
    re.IGNORECASE,
)
_HEDGES = frozenset(
    """may might could can possibly perhaps potentially potential likely unlikely probably presumably arguably seem
    seems seemed seemingly appears appear appeared apparently apparent suggest suggests suggested suggesting
    hint hints hypothesize hypothesizes hypothesized hypothesis conjecture conjectured conjectures speculate
    speculated believe believed expect expected expects hope hoped aim aims aimed aiming intend intended tend
    tends tendency often sometimes usually typically generally frequently occasionally mostly partially partly
    somewhat relatively preliminary tentative tentatively some certain would should nearly almost roughly
    approximately promising attempt attempts try tries seek seeks plausible plausibly conceivably largely mainly
    primarily comparable""".split()
)
_HEDGED = 3  # content words behind a hedge that it is about


def strength_agrees(claim: str, cited: Cited) -> Verdict | None:
    """The claim has no superlative and no quantifier that the cited sentences lack."""
    there: Counter[int] = Counter()
    for sentence in cited.sentences:
        there += Counter({kind: len(found) for kind, found in _strong(plain(sentence)).items()})
    for kind, found in _strong(unframed(claim)).items():
        if len(found) > there[kind]:
            return partial(f"the cited sentence does not say ‘{found[-1]}’")
    return None


def hedges_are_kept(claim: str, cited: Cited) -> Verdict | None:
    """What the cited sentence says with a may or a suggests, the claim does not say outright."""
    said = plain(claim)
    sources = [plain(sentence) for sentence in cited.sentences]
    there = [hedge for source in sources for hedge in _hedges(source)]
    told = told_alike(said, sources, [pair for hedge in there for pair in _pairs(hedge)])
    kept = list(_hedges(said))
    for hedge in there:
        same = next((each for each in kept if _about_the_same(each, hedge)), None)
        if same:
            kept.remove(same)
        elif told.intersection(_pairs(hedge)):
            return partial(f"the cited sentence says it with ‘{hedge.word}’, the claim without")
    return None


def _about_the_same(one: Hedge, other: Hedge) -> bool:
    return bool(set(one.behind) & set(other.behind)) or one.before == other.before


def _pairs(hedge: Hedge) -> list[Pair]:
    """Return the pairs of words around a hedge that a claim without it would have next to each other."""
    first, second, *_ = (*hedge.behind, "", "")
    return [(first, second)] if hedge.aside else [(hedge.before, first), (first, second)]


@lru_cache(maxsize=4096)
def _strong(text: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for word in words(_AT_MOST.sub(lambda match: " " * len(match[0]), text)):
        for kind in _kinds().get(american(word.low), ()):
            found.setdefault(kind, []).append("state of the art" if word.low == "stateoftheart" else word.text)
    return found


@cache
def _kinds() -> dict[str, tuple[int, ...]]:
    kinds: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(lines(_STRONG)):
        for word in line.split():
            kinds[word] = (*kinds.get(word, ()), number)
    return kinds


class Hedge(NamedTuple):
    """A word that makes a statement less than sure, the roots of the words behind it, and of the one before."""

    word: str
    behind: tuple[str, ...]
    before: str
    aside: bool  # in parentheses, which may be left out


@lru_cache(maxsize=4096)
def _hedges(text: str) -> tuple[Hedge, ...]:
    """Return the hedges of a plain text, in order."""
    telling = [word for word in content(text) if american(word.low) not in _HEDGES]
    found = []
    for word in words(text):
        if american(word.low) in _HEDGES:
            behind, before = neighbours(telling, word.start)
            found.append(
                Hedge(word.text, tuple(behind[:_HEDGED]), before[0] if before else "", is_aside(text, word.start))
            )
    return tuple(found)
