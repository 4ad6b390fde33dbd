"""Injected text: which sentences of a paper are instructions to whoever reads it (Greshake et al., arXiv:2302.12173).

A small model tells by phrasing and by coherence with the rest of the paper. A sentence above one threshold is neither
read nor cited, of one above a higher one a reader is told. `assistant eval injection` measures it.
"""

import re
import zlib
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

import numpy as np

from index.guard.classifier import MARK, scores
from index.guard.phrasing import phrased, words_of
from index.guard.unicode import is_disguised, plain
from index.language import is_english
from index.patterns import patterns
from index.sentences import split

# Log-odds. Of 1,000 clean sentences 1 is above the first; beside one above the second less is enough.
WITHHELD, SURELY, BESIDE = 0.7, 2.3, -0.8
# A reader is told of what is above the first, unless by its phrasing, which must be above the second, it is a statement
TOLD, REPORTED = 2.6, -22.0  # of research, and only coheres with nothing: 8 of 8,062 daily papers, 23 without this.
SURE, STATED = 6.0, -4.0  # of the phrasing: above it is one whatever it coheres with, below it is none where that is
SHORT, FEW = 7, 3  # not known, which is so in a sentence of so few words and in a paper of so few sentences
_OVERRIDE = re.compile(patterns("guard")["override"], re.IGNORECASE)
ALONE, LIKELY = 5.0, 2.5  # of the phrasing of a text without a paper, and with one; of 19,423 clean sentences none
NAMED, _NAME = 6.0, 5  # of a name of a person or an institution that has so many words or more

RULES = 2  # to be counted up with every change here or in the features, so that nothing older is remembered
MODELS = "guard", "guard_phrasing"
_MOST_REMEMBERED = 2048  # papers


class Guarded(NamedTuple):
    """The numbers of the sentences that are not to be read, and of those that a reader is told of; 0 is the title."""

    withheld: frozenset[int]
    told: frozenset[int]


_remembered: dict[tuple[str, tuple[str, ...]], Guarded] = {}


@lru_cache(maxsize=4096)
def guarded(title: str, sentences: tuple[str, ...]) -> Guarded:
    """Return which sentences of a paper are instructions to a reader: 4 ms, unless that was remembered."""
    return _remembered.pop((title, sentences), None) or _judged(title, sentences)


def remember(title: str, sentences: tuple[str, ...], found: Guarded) -> None:
    """Take over what `guarded` found for a paper, under this `fingerprint`, so that it need not be judged again."""
    if len(_remembered) >= _MOST_REMEMBERED:
        _remembered.clear()
    _remembered[title, sentences] = found


@cache
def fingerprint() -> str:
    """Return what changes with the guard's models and its rules."""
    models = b"".join((resources.files("index.models") / f"{name}.safetensors").read_bytes() for name in MODELS)
    return f"{RULES}-{zlib.crc32(models):08x}"


def _judged(title: str, sentences: tuple[str, ...]) -> Guarded:
    texts, found = (title, *sentences), scores(title, sentences)
    if found[0] < SURELY:
        found[0] = -np.inf  # a witty title is no reason
    first, *behind = split(title) or [""]
    if behind:  # but a text put behind it is judged as a sentence
        found[0] = max(found[0], scores(first, (*sentences, " ".join(behind)))[-1])
    alone = [n for n, text in enumerate(texts) if len(sentences) <= FEW or len(words_of(text)) <= SHORT]
    short = [n for n in alone if not MARK.search(texts[n]) and phrased(plain(texts[n])).whole < STATED]
    found[short] = np.minimum(found[short], 0)  # there is too little that could cohere
    forged = {n for n, text in enumerate(texts) if is_disguised(text) or _OVERRIDE.match(text)}
    told = {n for n, text in enumerate(texts) if found[n] >= TOLD and phrased(plain(text)).whole >= REPORTED} | forged
    least = BESIDE if forged or found.max() >= SURELY else WITHHELD
    withheld = {n for n, text in enumerate(texts) if found[n] >= least or (n and _is_phrased_as_one(text, SURE))}
    return Guarded(frozenset(told | withheld), frozenset(told))


def addresses_reader(text: str, sources: Sequence[str] = ()) -> bool:
    """Return True if a sentence of a writer is phrased as an instruction, and coheres with none of its sources."""
    is_likely = bool(sources) and _is_phrased_as_one(text, LIKELY)
    stands_out = is_likely and bool(scores(sources[0], (*sources[1:], text))[-1] >= WITHHELD)
    return stands_out or is_disguised(text) or _is_phrased_as_one(text, ALONE)


def _is_phrased_as_one(text: str, least: float) -> bool:
    """Return True if an English text is phrased as an instruction; of other languages too little was learned."""
    return phrased(plain(text)).whole >= least and is_english(text)


def is_no_name(text: str) -> bool:
    """Return True if what stands in the place of a name of a person or an institution is a sentence to a reader."""
    told = is_disguised(text) or _OVERRIDE.match(text)
    return bool(told) or (len(text.split()) >= _NAME and phrased(plain(text)).whole >= NAMED)
