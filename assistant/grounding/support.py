"""Words: enough of what a claim says stands in the sentences that it cites, as stems or as synonyms."""

from __future__ import annotations

from difflib import SequenceMatcher

from assistant.grounding.cited import Cited, partial, unsupported
from assistant.grounding.numbers import uncounted
from assistant.grounding.plain import plain, unframed
from assistant.grounding.text import Word, retells, roots
from assistant.types import Verdict

ENOUGH = 0.75
LITTLE = 0.4
_LIGHT = 0.7  # share of the words of claim and sentence that stayed, for the one to be the other lightly reworded
_LEFT = 3  # words that must be left when those of the title are not counted


def words_are_cited(claim: str, cited: Cited) -> Verdict | None:
    """Most content words of the claim stand in the cited sentences; those of the title are not counted."""
    said = frozenset(word.root for word in uncounted(unframed(claim)))
    here = roots(plain(" ".join(cited.sentences)))
    title = roots(plain(" ".join(paper.split("\n", 1)[0] for paper in cited.papers)))
    counted = said - (title - here)
    if len(counted) < _LEFT:
        counted = said
    shared = len(counted & here) / len(counted) if counted else 1.0
    if shared >= ENOUGH:
        return None
    if shared < LITTLE:
        return unsupported("hardly any of its words stand in the cited sentence")
    return partial("only some of its words stand in the cited sentence")


def words_are_kept(claim: str, cited: Cited) -> Verdict | None:
    """A claim that is a cited sentence but for a word does not put another thing in its place.

    Words with which papers are retold may take each other's place: they are too many to list all that mean the same.
    """
    said = uncounted(unframed(claim))
    for sentence in cited.sentences:
        source = uncounted(plain(sentence))
        found = _replaced(said, source)
        if found:
            here = roots(plain(" ".join(cited.sentences)))
            if found[0].root not in here:
                return partial(f"it says ‘{found[0].text}’ where the cited sentence says ‘{found[1].text}’")
    return None


def _replaced(said: tuple[Word, ...], source: tuple[Word, ...]) -> tuple[Word, Word] | None:
    """Return the first word that stands in the place of another one, between words that stayed."""
    matcher = SequenceMatcher(None, [word.root for word in said], [word.root for word in source], autojunk=False)
    steps = matcher.get_opcodes()
    if sum(end - start for what, start, end, _, _ in steps if what == "equal") < _LIGHT * max(len(said), len(source)):
        return None
    mentioned, there = {word.root for word in said}, {word.root for word in source}
    for what, start, end, from_, to in steps:
        if what == "replace" and end - start == to - from_ <= 2:
            for one, other in zip(said[start:end], source[from_:to], strict=True):
                known = one.root in there or other.root in mentioned or (retells(one.low) and retells(other.low))
                if not known:
                    return one, other
    return None


def overlap(claim: str, text: str) -> float:
    """Return the share of the claim's content words, as roots, that stand in `text`; 1 if it has none."""
    said = roots(plain(claim))
    return len(said & roots(plain(text))) / len(said) if said else 1.0
