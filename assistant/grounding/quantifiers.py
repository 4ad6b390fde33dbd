"""Claims stronger than their source: all, always, only, first, best, significantly, proves; and hedges left out.

A claim may not say more of a kind than its sentences do: it is partial, for the rest of it may well be true.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from typing import NamedTuple

from assistant.grounding.cited import Cited, partial
from assistant.grounding.numbers import counts
from assistant.grounding.plain import plain, unframed
from assistant.grounding.text import (
    Pair,
    alike,
    american,
    content,
    is_aside,
    lines,
    neighbours,
    root,
    stem,
    told_alike,
    words,
)
from assistant.types import Verdict

# A line is a kind; its words may stand for each other.
_STRONG = """
all every each any entire entirely whole complete completely fully totally full anything everything anyone everyone
  everybody everywhere universal universally wholly
always invariably constantly consistently consistent forever
never
only solely exclusively sole exclusive alone unique uniquely mere merely just simply
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
  massively massive strikingly notably notable profoundly radically immense immensely much far
very extremely highly exceptionally extraordinarily incredibly overwhelmingly
guarantee guaranteed guarantees guaranteeing ensure ensures ensuring ensured enforce enforces enforced enforcing
prove proves proved proven proving provably proof proofs certify certifies certified conclusively definitively
  definitive undoubtedly certainly indisputably undeniably unquestionably irrefutably
clearly obviously evidently
solve solves solved solving
none nobody
revolutionary revolutionize revolutionizes breakthrough groundbreaking transformative
perfect perfectly flawless flawlessly
necessarily inevitably must require requires required requiring need needs needed necessary
impossible
exactly precisely
immediately instantly
eliminate eliminates eliminated eliminating remove removes removed removing
universally everywhere
outright
regardless whatever whichever whenever wherever
effortlessly seamlessly
decisively
identical identically
because cause causes caused causing causal causally make makes made making introduce introduces introduced
  introducing lead leads led leading result results resulting resulted thus thereby hence therefore so since
  induce induces induced inducing trigger triggers triggered triggering drive drives drove driven driving
"""
_TERMS = frozenset("full complete entire whole universal optimal".split())
# They may stand for must or for because, but are no stronger than others.
_DEMANDS = frozenset(
    """require requires required requiring need needs needed necessary make makes made making introduce introduces
    introduced introducing lead leads led leading result results resulting yield yields thus thereby hence therefore so
    since induce induces induced inducing trigger triggers triggered triggering drive drives drove driven driving
    enable enables enabled enabling allow allows allowed allowing produce produces produced producing resulted
    contribute contributes contributed""".split()
)
# What says the same as a strong word in a way of its own.
_AS = re.compile(r"(?:^|[,;] (?:and )?)(?:as|since|given)\b|\bdriven by\b", re.IGNORECASE)
_ALL = re.compile(r"\ball (?:the )?(\w+)", re.IGNORECASE)
# Where a sentence speaks of some, `each` is stronger.
_SOME = re.compile(r"\b(?:some|most|many|several|few|certain|majority|often|selected)\b", re.IGNORECASE)
_ONLY = frozenset("only just mere merely simply".split())
# Adverbs that may stand anywhere in a sentence.
_FREQUENCIES = tuple(
    frozenset(group.split())
    for group in (
        "sometimes occasionally",
        "often frequently",
        "usually typically generally",
        "possibly perhaps might may",
    )
)
_SUPERLATIVE = -1  # the kind of `the most robust`, which is also `of the highest robustness`
_AT_MOST = re.compile(
    r"\b(?:at best|(?:near(?:ly)?|almost|close to|virtually|practically)[- ]\w+"
    r"|(?:how|too) (?:much|far)|above all|only a? ?few|to solve (?:this|these|it)|first of all|after all"
    r"|only (?:minimal|little|slight|small|minor|marginal|modest|limited|negligible)\w*"
    r"|at all(?=[.,;:)]|$| (?:in|on|for|by|to)\b)"
    r"|(?:one of|among|some of|part of|two of) (?:the|our|its|their) (?:very )?\w+|among \w+est"
    r"|all[- ]in[- ]one|at first|(?:not|instead of|rather than) (?:only|just|merely|simply)|first(?:ly)?,"
    r"|the first (?:stage|step|phase|part|half|time|few|two|three|four|five|\d+)|in the first place|first[- ]order"
    r"|leading (?=to\b)|as far as|so far|far from|as much as|just as|need not|no need)\b",
    re.IGNORECASE,
)
_MANY = re.compile(r"\bmany(?= (?:fewer|more)\b)", re.IGNORECASE)
_MOST = re.compile(
    r"\b(?:the|their|its|our|is|are) most(?= \w+(?:ed|ing|ive|ous|al|ic|ful|ant|ent|able|ible|ust|ary|lex|ult|ate|"
    r"un|mon|ise|ete|ly)\b)",
    re.IGNORECASE,
)
_BEST = re.compile(r"\w+est$|best$|stateoftheart$|leading$|optimal$")
_DENYING = re.compile(r"\b(?:not|no|never|without|nor|neither|rarely)\b[^,;:]*$", re.IGNORECASE)
_FREE_CHOICE = frozenset("any anything anyone anybody either".split())
_HEDGES = frozenset(
    """may might could can possibly perhaps potentially potential likely unlikely probably presumably arguably seem
    seems seemed seemingly appears appear appeared apparently apparent suggest suggests suggested suggesting
    hint hints hypothesize hypothesizes hypothesized hypothesis conjecture conjectured conjectures speculate
    speculated believe believed expect expected expects hope hoped aim aims aimed aiming intend intended tend
    tends tendency often sometimes usually typically generally frequently occasionally mostly partially partly
    somewhat relatively preliminary tentative tentatively some certain would should nearly almost roughly
    approximately promising attempt attempts try tries seek seeks plausible plausibly conceivably largely mainly
    primarily only""".split()
)
# What says less than outright, but is left out without harm.
_SOFT = frozenset(
    """indicate indicates indicating indicated imply implies implied implying unable capable ability able
    according possible
    possibility""".split()
)
# No hedges: what cannot be, and what is only said of a number.
_SURE = re.compile(
    r"(?:can|could) not\b|only (?:a few\b|few\b|\d|after\b|then\b|one\b|two\b|three\b|half\b)",
    re.IGNORECASE,
)
# Verbs that are left out where what they lead to is said outright: can serve as a resource, is a resource.
_LIGHT = frozenset(
    root(word) for word in "serve help achieve be use perform become act provide lead do have show".split()
)
_WEAK = frozenset(root(word) for word in "good strong show use build find large increase reduce".split())
_HEDGED = 3  # content words behind a hedge that it is about


def strength_agrees(claim: str, cited: Cited) -> Verdict | None:
    """The claim has no superlative and no quantifier that the cited sentences lack."""
    said, sources = unframed(claim), [plain(sentence) for sentence in cited.sentences]
    there: Counter[int] = Counter()
    for source in sources:
        there += Counter({kind: len(found) for kind, found in _strong(source).items()})
    some = any(_SOME.search(source) for source in sources)
    for kind, strong in _strong(said).items():
        found = [word for word in strong if american(word.lower()) not in _DEMANDS]
        if not (some or there[kind]):
            found = [word for word in found if word.lower() != "each"]
        if kind == _SUPERLATIVE and all(word.lower() != "most" for word in found):
            continue  # each of them has a kind of its own
        if found and any(_says_otherwise(found[-1].lower(), said, source) for source in sources):
            continue
        if len(found) > there[kind] and not (
            _in_other_words(found[-1].lower(), sources) or _is_a_term(found[-1], said, cited)
        ):
            return partial(f"the cited sentence does not say ‘{found[-1]}’")
    return None


def _is_a_term(strong: str, said: str, cited: Cited) -> bool:
    """Tell whether a word such as `full` is part of a term of the abstract, such as full finetuning."""
    if strong.lower() not in _TERMS:
        return False
    behind = re.findall(rf"\b{re.escape(strong)} [\w-]+", said)
    return all(any(term.lower() in plain(paper).lower() for paper in cited.papers) for term in behind)


def _says_otherwise(strong: str, said: str, source: str) -> bool:
    """Tell whether a sentence says the same in a way of its own: all models, across models; because, as."""
    things = "|".join(map(re.escape, _ALL.findall(said)))
    if strong == "all" and things:
        return bool(re.search(rf"\b(?:across|throughout) (?:the )?(?:{things})\b", source, re.IGNORECASE))
    return strong == "because" and bool(_AS.search(source))


def _in_other_words(strong: str, sources: list[str]) -> bool:
    """Tell whether a sentence says the same with another word: removes and deletes."""
    return any(
        (
            alike(word.low, strong)
            and stem(word.low) != stem(strong)
            and (word.root == root(strong) or american(word.low) not in _kinds())
            and (word.root not in _WEAK or word.low.endswith("ly"))
        )
        or (stem(word.low) == stem(strong) and american(word.low) not in _kinds())
        for source in sources
        for word in content(source)
    )


def hedges_are_kept(claim: str, cited: Cited) -> Verdict | None:
    """What the cited sentence says with a may or a suggests, the claim does not say outright."""
    said = plain(claim)
    sources = [plain(sentence) for sentence in cited.sentences]
    there = [hedge for source in sources for hedge in _hedges(source)]
    told = told_alike(said, sources, [pair for hedge in there for pair in _pairs(hedge)])
    kept = list(_soft(said))
    for other in (each for source in sources for each in _soft(source) if each not in there):
        kept = [each for each in kept if not (_alike(each, other) and _is_kept(each, other))]
    there.sort(key=lambda hedge: not any(_is_kept(each, hedge) and _alike(each, hedge) for each in kept))
    for hedge in there:
        fitting = [each for each in kept if _is_kept(each, hedge)]
        if fitting:
            kept.remove(next((each for each in fitting if _alike(each, hedge)), fitting[0]))
        elif told.intersection(_pairs(hedge)):
            return partial(f"the cited sentence says it with ‘{hedge.word}’, the claim without")
    return None


def _alike(one: Hedge, other: Hedge) -> bool:
    return one.word.lower() == other.word.lower()


def _is_kept(one: Hedge, other: Hedge) -> bool:
    words = {one.word.lower(), other.word.lower()}
    return (
        any(words <= group for group in _FREQUENCIES)
        or bool(set(one.behind) & set(other.behind))
        or one.before == other.before
    )


def _pairs(hedge: Hedge) -> list[Pair]:
    """Return the pairs of words around a hedge that a claim without it would have next to each other."""
    first, second, *_ = (*hedge.behind, "", "")
    found = [(first, second)] if hedge.aside else [(hedge.before, first), (first, second)]
    if first in _LIGHT and second:
        found.append((hedge.before, second))
    return found


@lru_cache(maxsize=4096)
def _strong(text: str) -> dict[int, list[str]]:
    """Return the strong words of a plain text by their kinds, without those of numbers and their bounds."""
    found: dict[int, list[str]] = {}
    seen = _MANY.sub("much", _AT_MOST.sub(lambda match: " " * len(match[0]), text))
    most = [place.end() - 4 for place in _MOST.finditer(seen)]
    for word in words(seen):
        if counts(text, word.start) or (word.low in _ONLY and counts(text, word.start + len(word.text) + 1)):
            continue
        if word.low in _FREE_CHOICE and _DENYING.search(text[: word.start]):
            continue
        kinds = _kinds().get(american(word.low), ())
        if word.start in most or (word.low != "most" and _BEST.match(word.low)):
            kinds = (*kinds, _SUPERLATIVE) if word.low != "most" else (_SUPERLATIVE,)
        for kind in kinds:
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
    """Return the hedges of a plain text that a claim must keep, in order."""
    return tuple(hedge for hedge in _soft(text) if american(hedge.word.lower()) in _HEDGES)


@lru_cache(maxsize=4096)
def _soft(text: str) -> tuple[Hedge, ...]:
    """Return the words of a plain text that may stand for a hedge, in order."""
    telling = [word for word in content(text) if american(word.low) not in _HEDGES | _SOFT]
    found = []
    for word in words(text):
        if american(word.low) not in _HEDGES | _SOFT or counts(text, word.start):
            continue
        if _SURE.match(text, word.start) or (word.low == "only" and text[: word.start].endswith("not ")):
            continue
        behind, before = neighbours(telling, word.start)
        aside = is_aside(text, word.start)
        found.append(Hedge(word.text, tuple(behind[:_HEDGED]), before[0] if before else "", aside))
    return tuple(found)
