"""Whether a sentence of an abstract may be told behind another one of it, with what stood between them left out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.verification.retold_patterns import patterns
from assistant.writers.retelling import Telling, name_of
from assistant.writers.telling_features import coined
from index.entities import common_acronyms
from index.names import names
from index.paper import Paper
from index.statements import heading_of, statements_of

_COINED = 0.8  # what a sentence loses by each name that the authors gave to a thing in a sentence that is not told
_SAME = 0.6  # share of words, by which two sentences say the same
_WORD = re.compile(r"\w{4,}")
# A subject that is what the sentence before it in the abstract names, which may be another than the one told: `On a
# graphics card, it`; `The framework`.
_MEANT_BEFORE = re.compile(r"(?:[^,]*, )?(?:it|they|[Tt]he (?:framework|approach|model|method|system|algorithm))\b")
_THEM = re.compile(r"(?:\S+ ){1,8}?(?:them|those)\b(?! (?:of|that|who|which))")  # `surpasses them`
_PRONOUNS = ("It ", "Its ", "They ", "Their ")


def follows(paper: Paper, one: Telling, other: Telling) -> bool:
    """Return whether a sentence says something else than the one before it, and is understood behind it."""
    spelled = all(short in one.text or short in common_acronyms() for short in other.acronyms)
    if one.number >= other.number or _overlap(one.text, other.text) >= _SAME or not spelled:
        return False
    if other.number == one.number + 1:
        return True
    if other.text.startswith(_PRONOUNS):
        first, before = (statements_of(paper)[number - 1] for number in (one.number, other.number - 1))
        return _is_on(name_of(paper), before, first)
    if _THEM.match(other.text):
        return False
    return not _MEANT_BEFORE.match(other.text) or _is_ours(paper, one, other)


def strange(paper: Paper, one: Telling, other: Telling) -> float:
    """Return what a sentence loses by names that a reader of the one before it does not know."""
    unknown = coined(paper)[other.number - 1]
    return _COINED * sum(name in other.text and name not in one.text for name in unknown)


def _is_on(name: str, before: str, told: str) -> bool:
    """Return whether `It` is the work that a sentence told names: the sentence before the pronoun begins with it."""
    begun = re.match(rf"(?:[\w ]{{1,20}}, )?{re.escape(name)}\b", before, re.IGNORECASE)
    return bool(name and begun and name.lower() in told.lower())


def _is_ours(paper: Paper, one: Telling, other: Telling) -> bool:
    """Return whether `the method`, which was `our method`, is the one told: no other is introduced in between."""
    *between, own = statements_of(paper)[one.number : other.number]
    known = f"{one.text} {heading_of(paper)}"
    return "our " in own.lower() and not any(name not in known for each in between for name in _introduced(each))


def _introduced(sentence: str) -> Iterator[str]:
    """Yield the names of what the authors introduce in a sentence."""
    if patterns().introduces.search(sentence):
        yield from names(sentence)
        found = (pattern.search(sentence) for pattern in (patterns().defined, patterns().which, patterns().called))
        yield from (each["name"] for each in found if each and each["name"][0].isupper())


def _overlap(one: str, other: str) -> float:
    """Return which share of the longer words of the shorter of two texts stands in both."""
    first, second = (set(_WORD.findall(text.lower())) for text in (one, other))
    return len(first & second) / max(1, min(len(first), len(second)))
