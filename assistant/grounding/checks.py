r"""Deterministic checks of one claim against the sentences it cites.

A check is a plain function: it gets the claim and what is cited and returns the verdict it would give, or
None when it has nothing against the claim. Cheapest first; the first verdict counts.

Only the cited sentences and their abstract are looked at, never the rest of what was retrieved: of the
numbers in an abstract, a quarter also stand in one of its four nearest neighbours. What is not covered:
a claim that reorders true words into a false statement, and a figure that is cited rightly for the wrong
thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from assistant.types import Verdict
from index.lexical import terms


class Cited(NamedTuple):
    """The cited sentences, and the title and abstract of each cited paper."""

    sentences: tuple[str, ...]
    papers: tuple[str, ...]


Check = Callable[[str, Cited], Verdict | None]

_ENOUGH = 0.7  # 4 % of sentences share this much with a wrong abstract, measured on the page dumps
_LITTLE = 0.4
_NUMBER = re.compile(r"(?<![\w.])[-+−]?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?")
_JOINED = re.compile(r"(?<=\d)\s*[-–—~]\s*(?=\d)")  # 1.75-2.39x is two numbers, and no negative one
# RaLMSpec, GPT-4, BERT, mBLIP; and a word with a capital within a sentence.
_NAME = re.compile(
    r"\b(?:[A-Z]{2,}|[A-Z][a-z]*[A-Z0-9]|[a-z]+[A-Z])\w*(?:[-.+]\w+)*|(?<=[a-z,;:)] )[A-Z][a-z]{2,}(?:[-.+]\w+)*"
)
_NEGATION = re.compile(r"\b(?:not|no|never|cannot|without|neither|nor|fails?|failed|unable)\b|n't\b", re.IGNORECASE)
_SUPPORTED = Verdict(support="supported")


def _unsupported(reason: str) -> Verdict:
    return Verdict(support="unsupported", reason=reason)


def cites_something(claim: str, cited: Cited) -> Verdict | None:
    """A claim without a citation that exists is unsupported, however true it is."""
    return None if cited.sentences else _unsupported("it cites no sentence that exists")


def is_verbatim(claim: str, cited: Cited) -> Verdict | None:
    """A claim that is the cited sentence, to the letter, needs no other check."""
    return _SUPPORTED if _flat(claim) in {_flat(sentence) for sentence in cited.sentences} else None


def numbers_are_cited(claim: str, cited: Cited) -> Verdict | None:
    r"""Every number stands in a cited sentence; commas in thousands and `\%` for `%` do not count.

    One that stands elsewhere in the abstract makes the claim partial: it may belong to something else.
    """
    missing = [number for number in _numbers(claim) if number not in _numbers(" ".join(cited.sentences))]
    if not missing:
        return None
    invented = [number for number in missing if number not in _numbers(" ".join(cited.papers))]
    if invented:
        return _unsupported(f"{invented[0]} does not stand in the cited abstract")
    return Verdict(support="partial", reason=f"{missing[0]} stands in the abstract, but not in the cited sentence")


def names_are_cited(claim: str, cited: Cited) -> Verdict | None:
    """Every name of a method, a dataset or a model stands in the cited paper's title or abstract."""
    there = _flat(" ".join(cited.papers))
    missing = [name for name in _NAME.findall(claim) if not _stands_in(there, _flat(name).removesuffix("s"))]
    return _unsupported(f"{missing[0]} does not stand in the cited abstract") if missing else None


def negation_agrees(claim: str, cited: Cited) -> Verdict | None:
    """A claim does not deny what no cited sentence denies."""
    if _NEGATION.search(claim) and not any(_NEGATION.search(sentence) for sentence in cited.sentences):
        return _unsupported("it denies something that the cited sentence does not deny")
    return None


def words_are_cited(claim: str, cited: Cited) -> Verdict | None:
    """Most content words of the claim stand in the cited sentences or the title."""
    shared = overlap(claim, " ".join((*cited.sentences, *(paper.split("\n", 1)[0] for paper in cited.papers))))
    if shared >= _ENOUGH:
        return None
    if shared < _LITTLE:
        return _unsupported("hardly any of its words stand in the cited sentence")
    return Verdict(support="partial", reason="only some of its words stand in the cited sentence")


CHECKS: tuple[Check, ...] = (
    cites_something,
    is_verbatim,
    numbers_are_cited,
    names_are_cited,
    negation_agrees,
    words_are_cited,
)


def judge(claim: str, cited: Cited) -> Verdict:
    """Return the worst verdict that a check gives, or `supported` when none has anything against the claim."""
    partial = None
    for check in CHECKS:
        verdict = check(claim, cited)
        if verdict and verdict.support != "partial":
            return verdict
        partial = partial or verdict
    return partial or _SUPPORTED


def _stands_in(text: str, name: str) -> bool:
    """Tell whether `name` stands in `text` from the beginning of a word; RAG is not in fragment."""
    return bool(re.search(rf"(?<![^\W_]){re.escape(name)}", text))


def overlap(claim: str, text: str) -> float:
    """Return the share of the claim's content words, as stems, that stand in `text`; 1 if it has none."""
    words = _stems(claim)
    return len(words & _stems(text)) / len(words) if words else 1.0


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(term for term in terms(text) if not term.isdigit())  # numbers have a check of their own


@lru_cache(maxsize=4096)
def _numbers(text: str) -> tuple[str, ...]:
    plain = _JOINED.sub(" to ", text.replace("−", "-"))
    return tuple(_plain_number(found) for found in _NUMBER.findall(plain))


def _plain_number(text: str) -> str:
    """Fold 1,024 and 1024, 40 and 40.0, +5.88 and 5.88."""
    plain = text.rstrip(",").replace(",", "").lstrip("+")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


@lru_cache(maxsize=4096)
def _flat(text: str) -> str:
    return " ".join(re.sub(r"\\(?=[%&_#$])", "", text).casefold().split())
