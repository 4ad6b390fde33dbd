"""Papers by their titles: whole, half of one, cut short or with slips, alone or in a question."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from index.identity import normalised_title
from index.store.naming import MOST, Found, How
from index.store.naming.own_names import OwnNames
from index.terms import terms

if TYPE_CHECKING:
    from index.store.library import Library

_CANDIDATES = 30  # titles that are compared with a name
_NEAR = 85.0  # of 100: from here a title is the one meant
_NOT_FAR = 62.0  # from here it is worth naming to who found none
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|«([^»]+)»|„([^“”]+)[“”]|`([^`]+)`")
_SHORT = 4  # letters; a word as short has one slip at most
_LONG = 9  # letters; a word as long may have three
_OFTENER = 50  # times as many papers have the word that is meant as have the one that is written: papers have slips too
LEAST = 3  # words of a title cut short, or of one that stands in a question
TELLING = 5  # words from which a title in a question is one in any case, and may have slips
_SMALL = frozenset("a an and at by for from in is of on the to via with".split())
_BREAK = re.compile(r"([:?!](?=\s)|\s[–—-]+\s)")


class Titles:
    """Finds the papers of a library by their titles; what stands in quotation marks may be a name, too."""

    def __init__(self, library: Library, own_names: OwnNames) -> None:
        self._lexical, self._own_names = library.lexical, own_names

    def exactly(self, name: str) -> list[str]:
        """Return the papers with this title."""
        return [key for same in self._lexical.titled([name]).values() for key in same] if normalised_title(name) else []

    def nearest(self, name: str, k: int = 3) -> tuple[str, ...]:
        """Return at most `k` titles that are somewhat like a name, the nearest first; none if none is."""
        ranked = [(likeness(name, one.title), one.title) for one in self._lexical.titles_like(name, _CANDIDATES)]
        return tuple(title for score, title in sorted(ranked, reverse=True)[:k] if score >= _NOT_FAR)

    def near(self, name: str, *, whole: bool = False) -> list[str]:
        """Return the papers whose title or half title a name is but for slips; unless `whole`, else what it begins."""
        candidates = self._lexical.titles_like(name, _CANDIDATES)
        for cuts in (lambda title: (title, *halves(title)), lambda title: beginnings(name, title))[: 2 - whole]:
            fits = [
                (score, one.id)
                for one in candidates
                for part in cuts(one.title)
                if (score := fuzz.ratio(normalised_title(name), normalised_title(part))) >= _NEAR
                and same_words(normalised_title(name).split(), normalised_title(part).split(), self._lexical.frequency)
            ]
            if fits:
                return [key for score, key in fits if score == max(fits)[0]][:MOST]
        return []

    def quoted(self, question: str) -> list[Found]:
        """Return what in a question stands in quotation marks and names papers."""
        found = []
        for quoted in _QUOTED.finditer(question):
            name = next(filter(None, quoted.groups())).strip(" .,;:!?")
            how: How = "title"
            ids = self.exactly(name)
            if not ids:
                called = self._lexical.called([name])
                ids, how = self._lexical.named(name) or self._own_names.meant(name, name, called), "name"
            if not ids and len(name.split()) >= LEAST:
                ids, how = self.near(name, whole=True), "near title"
            if 0 < len(ids) <= MOST:
                found.append(Found(*quoted.span(), tuple(ids), how))
        return found

    def whole(self, question: str) -> list[Found]:
        """Return the whole titles, or half ones, that stand in a question."""
        words = list(_WORD.finditer(question))
        if len(words) < LEAST:
            return []
        plain, starts = _laid_out(words)
        found = []
        for one in self._lexical.titles_like(question, _CANDIDATES):
            for part in dict.fromkeys((one.title, *halves(one.title))):
                span = self._stands_in(part, question, plain, (words, starts))
                if span:
                    found.append(Found(*span, (one.id,), "title"))
                    break
        return _grouped(sorted(found, key=lambda each: each.start - each.end))

    def _stands_in(
        self, title: str, question: str, plain: str, laid: tuple[list[re.Match[str]], list[int]]
    ) -> tuple[int, int] | None:
        """Return where a title stands in a question, or None."""
        (words, starts), key = laid, normalised_title(title)
        count = key.count(" ") + 1
        if count < LEAST or len(key) > len(plain) + LEAST:
            return None
        at = f" {plain} ".find(f" {key} ")
        if at >= 0:
            first, last = bisect(starts, at) - 1, bisect(starts, at + len(key) - 1) - 1
            span = words[first].start(), words[last].end()
            return span if count >= TELLING or key == plain or _is_titled(question[slice(*span)], title) else None
        if count < TELLING:
            return None
        aligned = fuzz.partial_ratio_alignment(key, plain, score_cutoff=_NEAR)
        if aligned is None:
            return None
        first, last = bisect(starts, aligned.dest_start) - 1, bisect(starts, aligned.dest_end - 1) - 1
        for begin in (first, first + 1, first - 1):
            for end in (last, last - 1, last + 1):
                if 0 <= begin < end < len(words):
                    inside = [normalised_title(word[0]) for word in words[begin : end + 1]]
                    if same_words(inside, key.split(), self._lexical.frequency):
                        return words[begin].start(), words[end].end()
        return None


def _laid_out(words: Sequence[re.Match[str]]) -> tuple[str, list[int]]:
    """Return the words of a question as one normalised text, and where each begins in it."""
    starts, parts, length = [], [], 0
    for word in words:
        part = normalised_title(word[0]).replace(" ", "")
        starts.append(length)
        parts.append(part)
        length += len(part) + 1
    return " ".join(parts), starts


def _is_titled(written: str, title: str) -> bool:
    """Tell whether words are written as in a title: a short one is no title in lower case."""
    return [word[0][0] for word in _WORD.finditer(written)] == [word[0][0] for word in _WORD.finditer(title)] and any(
        word[0][0].isupper() for word in list(_WORD.finditer(written))[1:]
    )


def _grouped(found: Sequence[Found]) -> list[Found]:
    """Join papers of one place in one finding."""
    places: dict[tuple[int, int], Found] = {}
    for one in found:
        there = places.get((one.start, one.end))
        places[one.start, one.end] = one._replace(ids=(*there.ids, *one.ids)) if there else one
    return list(places.values())


def halves(title: str) -> tuple[str, ...]:
    """Return what stands before and behind a title's colon or question mark, if it is long enough."""
    before, sign, after = (*_BREAK.split(title, maxsplit=1), "", "")[:3]
    return tuple(part for part in (before, after) if sign and len(part.split()) >= TELLING)


def beginnings(name: str, title: str) -> tuple[str, ...]:
    """Return as many words of a title as a name cut short has, if both are long enough."""
    count, words = len(normalised_title(name).split()), normalised_title(title).split()
    return (" ".join(words[:count]),) if LEAST <= count < len(words) else ()


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
                words, one = words + 1, "".join(some)  # a longer word but for one slip, and no figure
                if len(meant) <= _SHORT or not (one + meant).isalpha() or OSA.distance(one, meant) != 1:
                    return False
        slips += len(pairs)
    return slips <= max(1, len(title) // 2) and words <= (len(title) >= TELLING)


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
