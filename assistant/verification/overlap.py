"""How near the wording of a claim is to its sources: the share of its terms that stand there, weighted by rarity.

What a term counts is the length of its vector in our static embedder. Nearness never says that a claim is false: on
free retellings and their false twins it is at chance.
"""

from collections.abc import Iterable
from functools import lru_cache

from index.embedders.static import table
from index.text import plain, tokens

_TELLING = 2.4  # length of the vector of a term that tells something; `propose` has 1.6, `method` 2.5, `cache` 6.3
_CONTENT = 1.8  # of a word that is more than grammar: `the` .6, `can` 1.1, `so` 1.8
_FEW = 3  # such terms in a claim, for their absence to say something


@lru_cache(maxsize=65536)
def weight(word: str) -> float:
    """Return what a word in lower case tells: `the` .6, `method` 2.5, `diffusion` 5.3, `hallucination` 6.8."""
    return table().length(word)


@lru_cache(maxsize=4096)
def terms(text: str) -> dict[str, float]:
    """Return the stems of the words of a plain text, with what each tells."""
    return {each.stem: weight(each.low) for each in tokens(text) if not each.low.isdigit()}


def weighted_overlap(claim: str, text: str) -> float:
    """Return the share, in [0, 1], of what the terms of a claim tell that stands in a text; 1 if it tells nothing."""
    said = terms(plain(claim))
    total = sum(said.values())
    there = _stems(plain(text))
    return sum(each for stem, each in said.items() if stem in there) / total if total else 1.0


def shares_a_term(claim: str, texts: Iterable[str]) -> bool:
    """Return whether a claim has a telling term that stands in one of some plain texts, or hardly any such term."""
    said = {stem for stem, each in terms(plain(claim)).items() if each >= _TELLING}
    return len(said) < _FEW or any(said & _stems(text) for text in texts)


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(each.stem for each in tokens(text))


@lru_cache(maxsize=4096)
def content_stems(text: str) -> frozenset[str]:
    """Return the stems of the words of a plain text that are more than grammar."""
    return frozenset(stem for stem, each in terms(text).items() if each >= _CONTENT)
