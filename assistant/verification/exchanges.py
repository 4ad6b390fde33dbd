"""Near-copies in which two things took each other's place: sides of a comparison, figures, ends of a change.

A clause that moved as a whole, and the items of a list in another order, change nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, takewhile
from typing import NamedTuple

from assistant.verification.near_copies import Diff, is_figure, key, places, tells
from index.text import Token
from index.verbs import is_verb

_CLAUSE = re.compile(r"[;:()]|\b(?:while|whereas|but|although|though|than|instead|unlike|despite)\b", re.IGNORECASE)
_ITEM = re.compile(r"[,;:]|\b(?:and|or|while|whereas|but|than|versus|to)\b", re.IGNORECASE)
_LISTED = re.compile(r",|\b(?:and|or)\b")
_COMMA = re.compile(",")
_VOICE = frozenset("by from of due because".split())  # they may turn a sentence round


class _Moved(NamedTuple):
    """A word that stands once in both, with the words beside it in its part of the claim, and of the sentence."""

    word: Token
    phrase: frozenset[str]
    beside: frozenset[str]
    before: frozenset[str]


def exchanged(diff: Diff) -> Iterator[str]:
    """Yield two things or figures that took each other's place."""
    if any(each.low in _VOICE for step in diff.steps for each in step.said + step.there):
        return
    for pattern, figures in ((_CLAUSE, False), (_ITEM, True)):
        moved = [each for each in _moved(diff, pattern) if is_figure(each.word) == figures]
        for one, other in combinations(moved, 2):
            if one.phrase != other.phrase and one.beside & other.before and other.beside & one.before:
                yield f"‘{one.word.text}’ and ‘{other.word.text}’ stand in each other’s place"
    yield from _reversed(diff)


def _moved(diff: Diff, pattern: re.Pattern[str]) -> Iterator[_Moved]:
    """Yield the words that have no word beside them any more which they have in the sentence."""
    said, there = _parts(pattern, diff.claim, diff.said), _parts(pattern, diff.sentence, diff.there)
    both = said.keys() & there.keys()
    for word in diff.said:
        if word.stem in both:
            own = _phrase(diff, word)
            beside, before = ((part[word.stem] & both) - own for part in (said, there))
            if beside and before and not beside & before:
                yield _Moved(word, own, beside, before)


def _phrase(diff: Diff, word: Token) -> frozenset[str]:
    """Return the stems of the words around one that stands once which follow each other in both, as one phrase."""
    said, there = [key(each) for each in diff.said], [key(each) for each in diff.there]
    a, b = said.index(key(word)), there.index(key(word))
    behind = sum(1 for _ in takewhile(_alike, zip(said[a:], there[b:], strict=False)))
    before = sum(1 for _ in takewhile(_alike, zip(reversed(said[:a]), reversed(there[:b]), strict=False)))
    return frozenset(each.stem for each in diff.said[a - before : a + behind])


def _alike(pair: tuple[str, str]) -> bool:
    return pair[0] == pair[1]


def ends(diff: Diff) -> Iterator[str]:
    """Yield a figure that has another of `from`, `to` and `by` before it than in the sentence."""
    said, there = _prepositions(diff.said), _prepositions(diff.there)
    for figure in said.keys() & there.keys():
        if said[figure] != there[figure]:
            yield f"it says ‘{said[figure]} {figure}’ where the cited sentence says ‘{there[figure]} {figure}’"


def _reversed(diff: Diff) -> Iterator[str]:
    """Yield two words within a clause whose order was reversed around a word that is no `and`."""
    said, there = places(diff.said), places(diff.there)
    gone = {each.stem for step in diff.steps for each in step.there}
    moved = {each.stem: each for step in diff.steps for each in step.said if each.stem in gone and tells(each)}
    known = [stem for stem in moved if stem in said and stem in there]
    for n, one in enumerate(known):
        for other in known[n + 1 :]:
            if (said[one].start < said[other].start) == (there[one].start < there[other].start):
                continue
            between = [
                _between(text, place[one], place[other]) for text, place in ((diff.claim, said), (diff.sentence, there))
            ]
            beside = any(not text.strip(" -") for text in between)
            if any(map(_LISTED.search, between)) or (beside and is_verb(moved[one].low) == is_verb(moved[other].low)):
                continue
            yield f"‘{moved[one].text}’ and ‘{moved[other].text}’ stand in each other’s place"


def _between(text: str, one: Token, other: Token) -> str:
    first, last = sorted((one, other), key=lambda each: each.start)
    return text[first.start + len(first.text) : last.start]


def _prepositions(words: Sequence[Token]) -> dict[str, str]:
    """Return the `from`, `to` or `by` before each figure that stands once; `up to` is a bound."""
    once = set(places(words))
    found = {}
    for n, each in enumerate(words):
        before = words[n - 1].low if n else ""
        bound = n > 1 and words[n - 2].low == "up"
        if is_figure(each) and each.stem in once and before in {"from", "to", "by"} and not bound:
            found[key(each)] = before
    return found


def _parts(pattern: re.Pattern[str], text: str, words: Sequence[Token]) -> dict[str, frozenset[str]]:
    """Return for each stem that stands once the telling stems that stand once in its part of the sentence."""
    breaks = _breaks(pattern, text, words)
    parts: dict[int, set[str]] = {}
    place: dict[str, int] = {}
    for one, each in places(words).items():
        if tells(each):
            place[one] = sum(start <= each.start for start in breaks)
            parts.setdefault(place[one], set()).add(one)
    return {one: frozenset(parts[part]) for one, part in place.items()}


def _breaks(pattern: re.Pattern[str], text: str, words: Sequence[Token]) -> list[int]:
    """Return where a sentence is cut: at what a pattern finds, and between clauses, each with a verb of its own."""
    breaks = [found.start() for found in pattern.finditer(text)]
    if pattern is _ITEM:
        return breaks
    verbs = [each.start for each in words if is_verb(each.low) and each.low.endswith(("s", "ed", "ing", "e"))]
    signs = [0, *(found.start() for found in _COMMA.finditer(text)), len(text)]
    for before, sign, after in zip(signs, signs[1:], signs[2:], strict=False):
        if any(before < verb < sign for verb in verbs) and any(sign < verb < after for verb in verbs):
            breaks.append(sign)
    return breaks
