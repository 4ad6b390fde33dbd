"""How like two titles are, and whether one is the other but for slips.

A slip is told from another word by the library: a word that papers have is no slip but for a single letter, so
"Natural" is never taken for "Neural", and figures must be the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from index.identity import normalised_title
from index.terms import terms

_SHORT = 4  # letters; a word as short has one slip at most
_LONG = 9  # letters; a word as long may have three
_OFTENER = 50  # times as many papers have the word that is meant as have the one that is written: papers have slips too
LEAST = 3  # words of a title cut short, or of one that stands in a question
TELLING = 5  # words from which a title in a question is one in any case, and may have slips
_SMALL = frozenset("a an and at by for from in is of on the to via with".split())
_BREAK = re.compile(r"([:?!](?=\s)|\s[–—-]+\s)")


def halves(title: str) -> tuple[str, ...]:
    """Return what stands before and behind a title's colon or question mark, if it is long enough."""
    before, sign, after = (*_BREAK.split(title, maxsplit=1), "", "")[:3]
    return tuple(part for part in (before, after) if sign and len(part.split()) >= TELLING)


def parts(title: str) -> tuple[str, ...]:
    """Return a title, and its halves that are long enough."""
    return (title, *halves(title))


def beginnings(name: str, title: str) -> tuple[str, ...]:
    """Return as many words of a title as a name cut short has, if both are long enough."""
    count, words = len(normalised_title(name).split()), normalised_title(title).split()
    return (" ".join(words[:count]),) if LEAST <= count < len(words) else ()


def similarity(name: str, title: str) -> float:
    """Return how like two titles are, of 100."""
    return fuzz.ratio(normalised_title(name), normalised_title(title))


def likeness(name: str, title: str) -> float:
    """Return how like a name is to a title, its beginning or its words in another order, of 100."""
    one, other = normalised_title(name), normalised_title(title)
    begun = fuzz.ratio(one, other[: len(one)]) if len(one.split()) >= LEAST else 0.0
    return max(fuzz.ratio(one, other), begun, 0.95 * fuzz.token_sort_ratio(one, other))


def same_words(written: Sequence[str], title: Sequence[str], papers_with: Callable[[str], int]) -> bool:
    """Tell whether two rows of words are one but for slips, small words and the forms of words.

    A slip makes a word that hardly any paper has, but for one of a single letter in a title that is long enough; what
    has a figure must be equal.
    """
    stems = [[" ".join(terms(word)) or word for word in row] for row in (written, title)]
    slips = words = 0
    for step in Levenshtein.opcodes(*stems):
        if step.tag == "equal":
            continue
        one, other = written[step.src_start : step.src_end], title[step.dest_start : step.dest_end]
        if {*one, *other} <= _SMALL:
            continue
        pairs = (
            [((a,), b) for a, b in zip(one, other, strict=True)] if len(one) == len(other) else [(one, "".join(other))]
        )
        for some, meant in pairs:
            if not _is_misspelt(some, meant, papers_with):
                words += 1
                if not _is_one_off("".join(some), meant):
                    return False
        slips += len(pairs)
    return slips <= max(1, len(title) // 2) and words <= (len(title) >= TELLING)


def _is_one_off(one: str, other: str) -> bool:
    """Tell whether a longer word is another one but for one slip, and neither has a figure."""
    return len(other) > _SHORT and (one + other).isalpha() and OSA.distance(one, other) == 1


def _is_misspelt(words: Sequence[str], other: str, papers_with: Callable[[str], int]) -> bool:
    """Tell whether what is written as `words` is `other` but for a slip or two, and no word of its own."""
    one = "".join(words)
    if one == other:
        return True
    figures = [re.findall(r"\d+", word) for word in (one, other)]
    if not one or not other or figures[0] != figures[1]:
        return False
    slips = OSA.distance(one, other)
    if other in _SMALL:
        return slips == 1 and len(one) <= len(other) + 1
    most = 1 if len(other) <= _SHORT or figures[0] else 2 if len(other) < _LONG else 3
    return slips <= most and min(map(papers_with, words)) * _OFTENER <= papers_with(other)
