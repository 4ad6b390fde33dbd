"""Papers by their titles: whole, half of one, cut short or with slips, alone or in a question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from index.identity import normalised_title
from index.store.naming.found import MOST, Found, How, Papers
from index.store.naming.own_names import OwnNames
from index.store.naming.slips import LEAST, TELLING, beginnings, halves, likeness, parts, same_words, similarity

_CANDIDATES = 30  # titles that are compared with a name
_NEAR = 85.0  # of 100: from here a title is the one meant
_NOT_FAR = 62.0  # from here it is worth naming to who found none
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|«([^»]+)»|„([^“”]+)[“”]|`([^`]+)`")


class Titles:
    """Finds the papers of a library by their titles; what stands in quotation marks may be a name, too."""

    def __init__(self, library: Papers, own_names: OwnNames) -> None:
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
        for cuts in (parts, lambda title: beginnings(name, title))[: 2 - whole]:
            fits = [
                (score, one.id)
                for one in candidates
                for part in cuts(one.title)
                if (score := similarity(name, part)) >= _NEAR and self._is_slip(name, part)
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

    def _is_slip(self, name: str, title: str) -> bool:
        """Tell whether two titles are one but for slips, small words and the forms of words."""
        return same_words(normalised_title(name).split(), normalised_title(title).split(), self._lexical.frequency)

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
            first, last = _word_at(starts, at), _word_at(starts, at + len(key) - 1)
            span = words[first].start(), words[last].end()
            return span if count >= TELLING or key == plain or _is_titled(question[slice(*span)], title) else None
        if count < TELLING:
            return None
        aligned = fuzz.partial_ratio_alignment(key, plain, score_cutoff=_NEAR)
        if aligned is None:
            return None
        first, last = _word_at(starts, aligned.dest_start), _word_at(starts, aligned.dest_end - 1)
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


def _word_at(starts: Sequence[int], place: int) -> int:
    return max((n for n, start in enumerate(starts) if start <= place), default=0)


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
