"""A claim beside the cited sentence that it is a near-copy of, word by word.

Only the words that differ will be looked at, so nothing is said here of a free retelling.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from assistant.verification.overlap import weight
from index.numbers.units import SCALES, SPELLED
from index.text import Token, plain, tokens

_NEAR = 0.75  # share of what the words of a claim tell that must stand in one sentence
_TIGHT = 0.6  # share of what the words of the sentence tell that stands in the claim
_CONTENT = 1.45  # length of the vector of a word that is more than grammar: `the` .6, `can` 1.1; `propose` has 1.6
_TELLING = 1.9  # of one that can be what a statement is about; `specific` has 2.0
_FEWEST = 4  # content words of a claim that can be a copy of anything
_ORDINAL = frozenset("first second third fourth fifth".split())
_PAIRED = frozenset("nor neither either both was were been had did".split())  # they tell nothing, however rare
_NOT_ONLY = re.compile(r"\bnot (?:only|merely|just|solely)\b", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:[A-Z][a-z]+ly|[A-Z][a-z]+more|However|In addition|Second|First|Third|Also|Moreover), |^(?:Yes|No)[:,] "
)
_AS_MUCH = re.compile(r"\bas (?:much|many|high|long|large) as (?=\d)")
_MANY = re.compile(
    r"(?<![\w.-])(\d[\d,]*(?:\.\d+)?)(?:[ -]?(thousand|million|billion|trillion)\b|([kKMBT])\b)?(?![\w.]\w)"
)
_TIMES = re.compile(r"(\d) ?(?:times|-?fold)\b")


class Step(NamedTuple):
    """A place where claim and sentence differ: the words of the claim, and those of the sentence."""

    said: tuple[Token, ...]
    there: tuple[Token, ...]


class Diff(NamedTuple):
    """A claim beside the sentence that it copies; `kept` has the places, in both, of the words that stayed in order."""

    claim: str
    sentence: str
    said: tuple[Token, ...]
    there: tuple[Token, ...]
    steps: tuple[Step, ...]
    kept: tuple[tuple[int, int], ...]
    is_tight: bool  # most of the sentence stands in the claim


def nearest(claim: str, sentences: Sequence[str]) -> Diff | None:
    """Return a claim beside the cited sentence that it is a near-copy of, or None if it is of none."""
    text = _plain(claim)
    said = tokens(text)
    if sum(is_content(each) for each in said) < _FEWEST:
        return None
    shares = [(_share(said, tokens(_plain(sentence))), sentence) for sentence in sentences]
    share, sentence = max(shares, key=lambda pair: pair[0], default=(0.0, ""))
    return _diff(text, _plain(sentence)) if share >= _NEAR else None


def _plain(text: str) -> str:
    """Return a plain text without its lead-in, with its numbers in figures: 7600 for `7.6k`, 2x for `2 times`."""
    flat = _NOT_ONLY.sub("", _LEAD.sub("", plain(text)))
    return _MANY.sub(_in_figures, _TIMES.sub(r"\1x", _AS_MUCH.sub("up to ", flat)))


def _in_figures(found: re.Match[str]) -> str:
    scale = (found[2] or found[3] or "").lower()
    return f"{float(found[1].replace(',', '')) * SCALES.get(scale, 1.0):.15g}"


def _share(said: Sequence[Token], there: Sequence[Token]) -> float:
    """Return the share of what the words of a claim tell that stands in a sentence, in any order."""
    stems = {each.stem for each in there}
    total = sum(weight(each.low) for each in said)
    return sum(weight(each.low) for each in said if each.stem in stems) / total if total else 0.0


def _diff(claim: str, sentence: str) -> Diff:
    said, there = tokens(claim), tokens(sentence)
    matcher = SequenceMatcher(None, [key(each) for each in said], [key(each) for each in there], autojunk=False)
    steps = [Step(said[a:b], there[c:d]) for what, a, b, c, d in matcher.get_opcodes() if what != "equal"]
    kept = [(block.a + n, block.b + n) for block in matcher.get_matching_blocks() for n in range(block.size)]
    steps = [step for step in steps if _joined(step.said) != _joined(step.there)]  # `high-quality` and `highquality`
    return Diff(claim, sentence, said, there, tuple(steps), tuple(kept), _share(there, said) >= _TIGHT)


def _joined(words: Sequence[Token]) -> str:
    return "".join(each.low for each in words)


def key(token: Token) -> str:
    """Return what a word is compared by: its stem, or the figure that it spells."""
    return f"{SPELLED[token.low]:g}" if token.low in SPELLED else token.stem


def is_content(token: Token) -> bool:
    """Return whether a word is a figure, or more than grammar."""
    return is_figure(token) or weight(token.low) >= _CONTENT


def tells(token: Token) -> bool:
    """Return whether a word can be what a statement is about: a figure, or more than grammar."""
    return is_figure(token) or (weight(token.low) >= _TELLING and token.low not in _PAIRED)


def is_figure(token: Token) -> bool:
    """Return whether a word is a number, in figures or spelled."""
    return token.low[0].isdigit() or token.low in SPELLED or token.low in _ORDINAL


def places(words: Sequence[Token]) -> dict[str, Token]:
    """Return the words that stand once, by stem."""
    once = Counter(each.stem for each in words)
    return {each.stem: each for each in words if once[each.stem] == 1}
