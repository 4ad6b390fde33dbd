"""The names of their own that papers have: before the title's colon, in its brackets, or coined in the abstract."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.dictionary import occurrences
from index.entities import common_acronyms
from index.labels import label
from index.paper import Paper
from index.query import Filters
from index.statements import statements_of
from index.store.acronyms import long_form
from index.store.lexical import Called, joined
from index.store.naming import PLAIN, TOKEN, Found, rows_of_words
from index.terms import terms

if TYPE_CHECKING:
    from index.store.library import Library

_SHARED = 3  # papers; a name of more is that of a subject. It takes 6 ms to make out the label of one
_RARE = 0.005  # share of papers; a word without capitals that more of them have is a word of the field
_UNUSUAL = 200  # likewise, from which LoRA is not meant by "lora"
_SHORTEST = 2  # letters of a name
_LONGEST = 5  # words of one
_LONG_NAME = 7  # letters from which a name counts in lower case
_REPORTS = ("technicalreport", "modelcard", "systemcard")
_DOTS = re.compile(r"[.+]*\.$")  # at the end of a sentence


class OwnNames:
    """Finds the papers of a library by their own names."""

    def __init__(self, library: Library) -> None:
        self._library, self._lexical = library, library.lexical

    def of(self, name: str) -> list[str]:
        """Return the papers whose own name this is, those first whose title says so; the others then do not count."""
        return self._owners(name, self._lexical.called([name]))

    def _owners(self, name: str, candidates: Sequence[Called]) -> list[str]:
        key = joined(name)
        candidates = [one for one in candidates if key in map(joined, one.names)]
        for says in (_is_before_colon, _is_in_title):
            if by_title := [one.id for one in candidates if says(key, one.title)]:
                return by_title
        papers = self._library.get([one.id for one in candidates])
        opened = [one.id for one in papers if _opens_title(name, one) and self._is_first(name, one)]
        if len(opened) == 1 or len(papers) > _SHARED:
            return opened if len(opened) == 1 else []
        first = [one for one in papers if self._is_first(name, one, _SHARED)]
        return [one.id for one in first if joined(label(one.title, statements_of(one))) == key]

    def _is_first(self, name: str, paper: Paper, others: int = 0) -> bool:
        """Tell whether at most so many papers had a name before this one: else it is that of something else.

        Of a name that is several terms to the index it is not asked.
        """
        if not paper.published or paper.published == dt.date.min or len(terms(name)) != 1:
            return True
        before = Filters(since=dt.date.min, until=paper.published - dt.timedelta(1))
        return len(self._lexical.search(terms(name), others + 1, before)) <= others

    def read(self, question: str) -> list[Found]:
        """Return where a question has names of papers that are no plain words."""
        rows = rows_of_words(question, range(_LONGEST, 0, -1), " -")
        spans = [(row[0].start(), row[-1].start() + len(_DOTS.sub("", row[-1][0]))) for row in rows]
        called = self._lexical.called(question[start:end] for start, end in spans)
        names = {joined(name): name for one in called for name in one.names}
        found: list[Found] = []
        for start, end in spans:
            name = names.get(joined(question[start:end]))
            if not name or any(start < one.end and one.start < end for one in found):
                continue
            if own := self.meant(question[start:end], name, called):
                found.append(Found(start, end, tuple(own), "name"))
        return found

    def meant(self, written: str, name: str, called: Sequence[Called]) -> list[str]:
        """Return the papers that a name in a question means, if it can mean nothing else."""
        own = self._owners(name, called) if self._counts(written, name) else []
        if len(own) > _SHARED:
            return []
        return [one.id for one in self._library.get(own) if self._is_first(name, one, _SHARED)]

    def _counts(self, written: str, name: str) -> bool:
        """Tell whether a name of some paper, as it is written in a question, can be nothing but a name."""
        words = TOKEN.findall(name)
        if " " in written and " " not in name:  # "as a" is not ASA, nor "formal math" FormalMATH
            parts = written.split()
            if not all(terms(one) or one.isdigit() for one in parts) or min(map(_occurrences, parts)) >= PLAIN:
                return False
        if len(words) == 1:
            return self._is_name(written, name)
        exact = written == name
        few = max(_SHARED, _RARE * self._lexical.count())
        # "Rolling Forcing", not "Federated Learning": of 13,613 questions 54 have such a name, 53 are on its paper.
        if exact and all(word[0].isupper() for word in words) and self._lexical.phrased(name) <= few:
            return True
        return any(
            self._lexical.frequency(word) <= few
            and (
                _has_shape(word)
                or (exact and word[0].isupper() and _occurrences(word) < PLAIN)
                or (len(word) >= _LONG_NAME and not _occurrences(word))
            )
            for word in words
        )

    def _is_name(self, written: str, name: str) -> bool:
        if name.removesuffix("s") in common_acronyms() or len(name) < _SHORTEST or name.isdigit():
            return False
        if _has_shape(name):
            return written == name or (len(name) > _SHORTEST + 1 and _occurrences(name) < _UNUSUAL)
        if _occurrences(name) >= PLAIN:
            return False
        if written == name and name[0].isupper():
            return True
        rare = self._lexical.frequency(name) <= max(_SHARED, _RARE * self._lexical.count())
        return rare and not _occurrences(name) and (written == name or len(name) >= _LONG_NAME)


def _is_before_colon(key: str, title: str) -> bool:
    name, colon, _ = title.partition(":")
    return bool(colon) and joined(name) == key


def _is_in_title(key: str, title: str) -> bool:
    """Tell whether a title has a name in brackets, or is a report on it."""
    bracketed = any(joined(one) == key for one in re.findall(r"\(([^()]+)\)", title))
    return bracketed or any(joined(title).startswith(f"{key}{kind}") for kind in _REPORTS)


def _opens_title(name: str, paper: Paper) -> bool:
    """Tell whether a title begins with the words that an acronym stands for in its abstract."""
    words = terms(long_form(name, paper) or "")
    return bool(words) and terms(paper.title)[: len(words)] == words


def _has_shape(word: str) -> bool:
    """Tell whether a word has an inner capital, or letters and figures."""
    return any(letter.isupper() for letter in word[1:]) or (any(map(str.isdigit, word)) and any(map(str.isalpha, word)))


def _occurrences(name: str) -> int:
    """Return how often a name stands as a word in plain English; of one with hyphens, its rarest part."""
    return min((occurrences(part) for part in name.lower().split("-") if part), default=0)
