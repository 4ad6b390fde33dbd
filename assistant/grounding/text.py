"""The words of a sentence as the checks see them: one root for all forms, spellings and synonyms of a word.

Texts are plain: they have passed `plain`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from assistant.grounding.lexicon import groups
from index.lexical import analyzer

_BRITISH = tuple(
    (re.compile(pattern), american)
    for pattern, american in (
        (r"isation", "ization"),
        (r"(?<=[a-z]{3})is(e|es|ed|er|ers|ing)$", r"iz\1"),
        (r"ys(e|es|ed|er|ers|ing)$", r"yz\1"),
        (r"(?<=[a-z]{3})our(s|ed|ing|able|al|ally|ful|ite|hood)?$", r"or\1"),
        (r"ll(ed|ing|er|ers)$", r"l\1"),
        (r"tre(s?)$", r"ter\1"),
        (r"ogue(s?)$", r"og\1"),
        (r"(?<=[a-z]{2})ence(s?)$", r"ense\1"),
        (r"^artefact", "artifact"),
        (r"^programme(s?)$", r"program\1"),
        (r"^grey", "gray"),
        (r"^ageing$", "aging"),
        (r"aeo|ae(?=[a-z]{3})", "e"),
    )
)
_PERHAPS_BRITISH = re.compile(r"is|ys|our|ll|tre|ogue|ence|artefact|programme|grey|ageing|ae")
_VOWEL = re.compile(r"[aeiouyà-ÿ\W\d]")
_WORD = re.compile(r"[^\W\d_][^\W_]*(?:'[a-z]+)?")
# Words without a meaning of their own. Negations, quantifiers and
# numbers are among them: they have checks of their own.
_EMPTY = frozenset(
    """two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand million
    billion
    a about after again all also am an and any are as at be because been before being both but by can could did do
    does doing during each either every few for from further had has have having he her here hers him his how i
    if in into is it its itself just like may me might more most much must my neither no nor not of off on once
    only onto or other others our ours out over own per s same she should so some such t than that the their
    theirs them then there these they this those through to together too toward towards under until up upon us
    very via was we were what when where whether which while who whom whose why will with within without would
    you your however therefore moreover furthermore thus hence additionally besides nevertheless nonetheless
    consequently although though whereas since respectively namely specifically particularly especially never
    ever ones now almost nearly
    always even yet still among between against across e g i eg ie etc one cannot""".split()
)
_RETELLING = "paper work study article author researcher abstract report state note say describe"


_BREAK = re.compile(r"[,;:](?=\s)|[()]")
Near = Mapping[tuple[int, str], float]
Pair = tuple[str, str]


class Word(NamedTuple):
    """A word of a text: as written, in lower case, and its root. `start` is its place."""

    text: str
    low: str
    root: str
    start: int


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """Return the words of a plain text; what is joined by a hyphen is apart."""
    return tuple(Word(found[0], low := found[0].lower(), root(low), found.start()) for found in _WORD.finditer(text))


@lru_cache(maxsize=4096)
def content(text: str) -> tuple[Word, ...]:
    """Return the words of a plain text that mean something of their own."""
    return tuple(word for word in words(text) if means_something(word))


def means_something(word: Word) -> bool:
    """Tell whether a word is more than grammar, and more than the frame of a sentence that retells a paper."""
    return word.low not in _EMPTY and len(word.low) > 1 and word.root not in _retelling()


def lines(table: str) -> list[str]:
    """Return the lines of a table of words; one that begins with a space goes on with the line before."""
    return [" ".join(line.split()) for line in re.split(r"\n(?! )", table.strip())]


def is_aside(text: str, place: int) -> bool:
    """Tell whether a place in a text is within parentheses."""
    return text.count("(", 0, place) > text.count(")", 0, place)


def neighbours(telling: Sequence[Word], start: int, end: int | None = None) -> tuple[list[str], list[str]]:
    """Return the roots of the content words behind and before a place in their text, nearest first."""
    behind = [word.root for word in telling if word.start > start and (end is None or word.start >= end)]
    return behind, [word.root for word in reversed(telling) if word.start < start]


def around(text: str, start: int, end: int, reach: int) -> Near:
    """Return the roots near a place in a plain text, before it (0) and behind it (1), within its clause.

    Each has a weight that falls with its distance in content words.
    """
    breaks = _breaks(text)
    first = max((place for place in breaks if place < start), default=-1)
    last = min((place for place in breaks if place >= end), default=len(text))
    before = [word.root for word in content(text) if first < word.start < start]
    behind = [word.root for word in content(text) if end <= word.start < last]
    near: dict[tuple[int, str], float] = {}
    for side, telling in enumerate((before[: -reach - 1 : -1], behind[:reach])):
        for distance, each in enumerate(telling, start=1):
            near.setdefault((side, each), 1 / distance)
    return near


def likeness(one: Near, other: Near) -> float:
    """Return how much two places have in common."""
    return sum(one[each] * other[each] for each in one.keys() & other.keys())


@lru_cache(maxsize=4096)
def _breaks(text: str) -> tuple[int, ...]:
    return tuple(found.start() for found in _BREAK.finditer(text))


@lru_cache(maxsize=4096)
def pairs(text: str) -> Counter[Pair]:
    """Count the roots of content words that follow each other in a plain text, with one between them at most."""
    telling = [word.root for word in content(text)]
    return Counter((one, other) for place, one in enumerate(telling) for other in telling[place + 1 : place + 3])


def told_alike(claim: str, sources: Sequence[str], marked: Sequence[Pair]) -> set[Pair]:
    """Return the pairs that the claim has more often than the sources have them without a mark, such as a negation.

    `marked` has the pairs of the sources that carry the mark.
    """
    told = pairs(claim)

    def unmarked(pair: Pair) -> int:
        return max(0, sum(pairs(each)[pair] for each in sources) - marked.count(pair))

    return {pair for pair in marked if told[pair] > unmarked(pair)}


@lru_cache(maxsize=4096)
def roots(text: str) -> frozenset[str]:
    """Return the roots of the content words of a plain text."""
    return frozenset(word.root for word in content(text))


@lru_cache(maxsize=16384)
def american(word: str) -> str:
    """Return a word in lower case in its American spelling; what is done to both sides need not be right."""
    if not _PERHAPS_BRITISH.search(word):
        return word
    for pattern, spelling in _BRITISH:
        word = pattern.sub(spelling, word)
    return word


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """Return the English stem of one word in lower case, in either spelling."""
    if not _VOWEL.search(word):
        return word.removesuffix("s") or word  # LLMs
    return next(iter(analyzer().analyze(american(word.removesuffix("'s")))), word)


@lru_cache(maxsize=16384)
def root(word: str) -> str:
    """Return the stem of a word, or of the word that stands for its synonyms."""
    base = stem(word)
    return _representative().get(base, base)


@lru_cache(maxsize=16384)
def retells(word: str) -> bool:
    """Tell whether a word in lower case, or a root, is one with which papers are retold."""
    return stem(word) in _retelling_words() or word in _retelling_words()


@cache
def _retelling_words() -> frozenset[str]:
    return frozenset(each for group in groups() for word in group for each in (stem(word), root(word)))


@cache
def _representative() -> dict[str, str]:
    table: dict[str, str] = {}
    for group in groups():
        for word in group:
            table.setdefault(stem(word), stem(group[0]))
    return table


@lru_cache(maxsize=16384)
def alike(one: str, other: str) -> bool:
    """Tell whether two words in lower case have one root or stand in one group of synonyms."""
    return root(one) == root(other) or not _places(one).isdisjoint(_places(other))


def _places(word: str) -> frozenset[int]:
    return _groups_of().get(stem(word), frozenset())


@cache
def _groups_of() -> dict[str, frozenset[int]]:
    table: dict[str, set[int]] = {}
    for place, group in enumerate(groups()):
        for word in group:
            table.setdefault(stem(word), set()).add(place)
    return {word: frozenset(places) for word, places in table.items()}


@cache
def _retelling() -> frozenset[str]:
    return frozenset(root(word) for word in _RETELLING.split())
