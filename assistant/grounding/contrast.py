"""A sentence of two halves, `A does this while B does that`: a claim says of neither what is said of the other."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache

from assistant.grounding.cited import Cited, partial
from assistant.grounding.numbers import uncounted
from assistant.grounding.plain import plain, unframed
from assistant.grounding.support import is_name
from assistant.grounding.text import roots
from assistant.types import Verdict

_MIDDLE = re.compile(r";|,? \b(?:while|whereas|but)\b", re.IGNORECASE)
_LEADING = re.compile(r"(?:^|(?<=: )|(?<=that ))(?:while|whereas|although|though)\b", re.IGNORECASE)
Halves = tuple[frozenset[str], frozenset[str]]
_MIXED = 2  # words of the other half that each half of a claim has, and as many that are its own


def halves_are_kept(claim: str, cited: Cited) -> Verdict | None:
    """Each half of the claim, or the claim as a whole, speaks of one half of a sentence in its words and its names."""
    said = unframed(claim)
    if len(cited.sentences) != 1:
        return None  # each half may be a sentence of its own
    for source in map(plain, cited.sentences):
        there = _halves(source)
        if len(there) != 2:
            continue
        first, second = (frozenset(half) for half in there)
        own, other = first - second, second - first
        parts = _halves(said)
        if len(parts) == 2 and _is_mixed(parts, own, other, _names(said)):
            return partial("it says of one thing what the cited sentence says of the other")
        titled = roots(plain(" ".join(paper.split("\n", 1)[0] for paper in cited.papers)))
        if len(parts) == 1 and (name := _misplaced(said, source, parts[0] - titled, (own, other))):
            return partial(f"the cited sentence says this of something else than ‘{name}’")
    return None


def _is_mixed(parts: list[frozenset[str]], own: frozenset[str], other: frozenset[str], names: Container[str]) -> bool:
    """Tell whether both halves of a claim are put together from both halves of a sentence, crosswise."""
    (a, b), (c, d) = ((len(part & own), len(part & other)) for part in parts)
    first, second = parts
    exchanged = any(
        any(word in names for word in first & strange) and any(word in names for word in second & theirs)
        for strange, theirs in ((other, own), (own, other))
    )
    return min(a, b, c, d) >= 1 and (exchanged or _are_enough(a + c, b + d))


def _are_enough(of_one: int, of_other: int) -> bool:
    return min(of_one, of_other) >= 2 * _MIXED


def _misplaced(said: str, source: str, part: frozenset[str], halves: Halves) -> str:
    """Return the only word of one half, a name, in a claim that has words of the other half for the rest."""
    names = _names(said) | _names(source)
    for here, there in (halves, halves[::-1]):
        strange = part & there
        if len(strange) == 1 and (name := names.get(next(iter(strange)))) and len(part & here) >= _MIXED:
            return name
    return ""


def _names(text: str) -> dict[str, str]:
    return {word.root: word.text for word in uncounted(text) if is_name(word.text)}


@lru_cache(maxsize=4096)
def _halves(text: str) -> list[frozenset[str]]:
    """Return the roots of the halves of a plain text, or of all of it where it is not of two halves."""
    if found := _LEADING.search(text):
        text = text[found.start() :]
        commas = [each.start() for each in re.finditer(", ", text)]
        cuts = sorted(commas, key=lambda place: abs(2 * place - len(text)))[:1]
    else:
        cuts = [found.start() for found in _MIDDLE.finditer(text)][:2]
    if len(cuts) != 1:
        return [frozenset(word.root for word in uncounted(text))]
    telling = uncounted(text)
    halves = [
        frozenset(word.root for word in telling if word.start < cuts[0]),
        frozenset(word.root for word in telling if word.start >= cuts[0]),
    ]
    return halves if all(halves) else [halves[0] | halves[1]]
