"""The one work that a descriptive name stands for: "grouped-query attention", "Contriever", "directional inversion".

It is what one paper's name stands for, what one title says, or what one abstract proposes under it or mostly speaks of.
What several papers may be called is a subject of the field and names none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from index.dictionary import occurrences
from index.entities import common_acronyms
from index.names import mentions
from index.paper import Paper
from index.statements import statements_of
from index.store.acronyms import defined_by, long_form
from index.store.lexical import Wanted, each_of
from index.store.naming import PLAIN, Found, rows_of_words
from index.terms import analyzer, terms

if TYPE_CHECKING:
    from index.store.library import Library

_LONGEST = 6  # words of a name in a question
_TITLES = 30  # titles with a name that are looked at
_READ = 6  # papers that may be about it, the most relevant ones
_FEW = 12  # papers that speak of it; what more of them have is a subject of the field
_KNOWN = 50  # the same, where it is the name before the colon of a title
_OWNERS = 3  # titles with it, of which one may begin with it
_ABOUT = 0.5  # share of the sentences of an abstract that name a work, from which it is about it
_EVERYDAY = 100_000  # the same, from which words name nothing together either: "really needed"
_PROPOSES = re.compile(r"\b(?:propos|introduc|present|develop)\w*\b", re.IGNORECASE)
_APART = frozenset("and or vs vs. versus than against between from to with".split())  # stand between two names


class Subjects:
    """Finds the one paper of a library that a name describes."""

    def __init__(self, library: Library) -> None:
        self._library, self._lexical = library, library.lexical

    def of(self, name: str) -> list[str]:
        """Return the one paper that a name describes; none if none or several may be meant."""
        return self._first(name, (self._shortened, self._titled, self._proposed, self._spoken_of))

    def is_of_the_field(self, name: str) -> bool:
        """Tell whether so many papers speak of it that it is a subject, and the name of no one work."""
        return any(self._lexical.phrased(one) > _FEW for one in _spellings(name))

    def _first(self, name: str, readings: Sequence[Callable[[str], list[str]]]) -> list[str]:
        """Return what the first reading that finds papers finds, if it is one."""
        found = next(filter(None, (read(name) for read in readings)), []) if self._may_name(name) else []
        return found if len(found) == 1 else []

    def titles(self, name: str, k: int) -> tuple[str, ...]:
        """Return the first `k` titles that have a name as it stands."""
        return tuple(paper.title for paper in self._with_title(name)[:k])

    def read(self, question: str) -> list[Found]:
        """Return where a question describes one work in several words, or has the name before the colon of a title."""
        found = list[Found]()
        for row in rows_of_words(question, range(_LONGEST, 1, -1)):
            start, end = row[0].start(), row[-1].end()
            if any(start < one.end and one.start < end for one in found) or any(
                one[0].lower() in _APART for one in row
            ):
                continue
            name = question[start:end].rstrip(".")
            if own := self._own(name, row):
                found.append(Found(start, start + len(name), tuple(own), "name"))
            elif _tells(row) and (ids := self._first(name, (self._shortened, self._titled))):
                found.append(Found(start, start + len(name), tuple(ids), "subject"))
        return found

    def _own(self, name: str, row: Sequence[re.Match[str]]) -> list[str]:
        """Return the papers whose title has a name before its colon; in lower case it must be rare.

        "a RAG" is not A-RAG.
        """
        if not terms(row[0].group()) and name[0].islower():
            return []
        is_written = name != name.lower() or (_tells(row) and self._lexical.phrased(name) <= _KNOWN)
        return self._lexical.named(name) if is_written else []

    def _may_name(self, name: str) -> bool:
        """Tell whether words are none of the language or of the field, which many papers have."""
        words = terms(name)
        if not words or name.removesuffix("s") in common_acronyms():
            return False
        if name.isalpha() and occurrences(name.lower()) >= PLAIN:
            return False
        if all(occurrences(word) >= _EVERYDAY for word in name.lower().split()):
            return False
        return any(0 < self._lexical.phrased(one) <= _FEW for one in _spellings(name))

    def _with_title(self, name: str) -> list[Paper]:
        found = dict[str, Paper]()
        for spelling in _spellings(name):
            ids = self._lexical.first(Wanted(phrases=each_of(terms(spelling)), in_title=True), _TITLES, "relevance")
            found |= {one.id: one for one in self._library.get(ids) if _place(spelling, one.title) is not None}
        return list(found.values())

    def _titled(self, name: str) -> list[str]:
        papers = self._with_title(name)
        opened = [one.id for one in papers if any(_place(spelling, one.title) == 0 for spelling in _spellings(name))]
        return opened if len(opened) == 1 and len(papers) <= _OWNERS else [one.id for one in papers]

    def _relevant(self, name: str) -> list[Paper]:
        return self._library.get([key for key, _ in self._lexical.search(terms(name), _READ)])

    def _shortened(self, name: str) -> list[str]:
        """Return the papers whose own name stands for this one."""
        found = ((one, one.title.partition(":")[0]) for one in self._relevant(name) if ":" in one.title)
        longs = ((one.id, long_form(short, one)) for one, short in found if len(short.split()) == 1)
        return [key for key, long in longs if long and _stems(long) == _stems(name)]

    def _proposed(self, name: str) -> list[str]:
        """Return the papers that propose what they call so in brackets, and go on about it: "we … through … (HyDE)"."""
        return [
            one.id
            for one in self._relevant(name)
            if any(_PROPOSES.search(text) and defined_by(name, text) for text in statements_of(one))
            and _sentences_with(name, one) > 1
        ]

    def _spoken_of(self, name: str) -> list[str]:
        """Return the papers of which most sentences have a name."""
        return [
            one.id for one in self._relevant(name) if _sentences_with(name, one) >= _ABOUT * len(statements_of(one))
        ]


def _tells(row: Sequence[re.Match[str]]) -> bool:
    """Tell whether words begin and end with one that is no word of the language."""
    return bool(terms(row[0][0]) and terms(row[-1][0]))


def _sentences_with(name: str, paper: Paper) -> int:
    """Return how many sentences have a name, and not only words with its initials."""
    return sum(mentions(text, name.lower()) for text in statements_of(paper))


def _spellings(name: str) -> tuple[str, ...]:
    """Return a name as it is written, and with what a known acronym in it stands for."""
    known = common_acronyms()
    words = [known.get(word, word) for word in name.split()]
    return tuple(dict.fromkeys((name, " ".join(words))))


def _stems(text: str) -> list[str]:
    return list(analyzer().analyze(text))


def _place(name: str, title: str) -> int | None:
    """Return before which word of a title a name stands in it, None if it does not."""
    wanted, words = _stems(name), _stems(title)
    return next((n for n in range(len(words) - len(wanted) + 1) if words[n : n + len(wanted)] == wanted), None)
