"""The one resolver of papers: every name that a person may give one, alone or inside a question.

A name is an id in any spelling, a title (whole, cut short or with slips), the name before the title's colon, one that
the abstract coins, or its authors. The readings are those of `index.store.naming`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from index.identity import Identifier, identifiers
from index.paper import Paper
from index.query import Filters
from index.store.naming import MOST, Found, How
from index.store.naming.authors import Authors
from index.store.naming.own_names import OwnNames
from index.store.naming.subjects import Subjects
from index.store.naming.titles import Titles

if TYPE_CHECKING:
    from index.store.library import Library

__all__ = ["Identifier", "Mention", "Resolved", "Resolver", "identifiers"]

_LONGEST = 2000  # characters that are read for names; who types more pastes a text


class Resolved(NamedTuple):
    """The papers that a name stands for, at most 8, all equally; none if it is an id or a name that nobody has."""

    papers: tuple[Paper, ...]
    how: How


class Mention(NamedTuple):
    """A place in a question that names papers; those of an id that the library lacks are none."""

    text: str
    start: int
    end: int
    papers: tuple[Paper, ...]
    how: How


class Resolver:
    """Finds the papers of a library that a person means."""

    def __init__(self, library: Library) -> None:
        self._library, self._lexical = library, library.lexical
        self._own_names, self._authors = OwnNames(library), Authors(library)
        self._titles, self._subjects = Titles(library, self._own_names), Subjects(library)
        self._mentioned: tuple[str, str, tuple[Mention, ...]] = ("", "", ())  # of the last question: who reads it asks

    def spelled(self, authors: str) -> str:
        """Return names, with " or " between, as records have them where initials or fewer names were typed: "E. Hu"."""
        if self._lexical.matching(Filters(authors=(authors,))):
            return authors
        return " or ".join(" or ".join(self._authors.spelled(name)) or name for name in authors.split(" or "))

    def resolve(self, name: str) -> Resolved:
        """Return the papers that a name given alone stands for, and how it was read.

        The first reading that fits is taken: ids, the exact title, the paper's own name, authors where "et al." or
        the like says so, a title cut short or with slips, and authors with or without a word of the title.
        """
        name = " ".join(name.strip().strip("\"“”'`").split())
        if whole := self._library.get([name]):
            return Resolved(tuple(whole), "id")
        if written := identifiers(name):
            return self._resolved([key for one in written for key in self._with_id(one.id)], "id")
        if same := self._titles.exactly(name):
            return self._resolved(same, "title")
        name = name[:_LONGEST]
        if own := self._lexical.named(name) or self._own_names.of(name):
            return self._resolved(own, "name")
        if led := self._authors.led(name):
            return self._resolved(led, "author")
        if near := self._titles.near(name):
            return self._resolved(near, "near title")
        return self._resolved(self._authors.with_words(name), "author")

    def meant(self, name: str) -> Resolved:
        """Return the papers that a name stands for, or else the one work that it describes: "prefix tuning".

        It is wider than `resolve`: for who shows at once which paper is taken.
        """
        found = self.resolve(name)
        return found if found.papers else self._resolved(self._subjects.of(name[:_LONGEST]), "subject")

    def nearest(self, name: str, k: int = 3) -> tuple[str, ...]:
        """Return at most `k` titles that have a name or are somewhat like it, the nearest first; none if none is."""
        name = name[:_LONGEST]
        return tuple(dict.fromkeys((*self._titles.nearest(name, k), *self._subjects.titles(name, k))))[:k]

    def described(self, question: str) -> tuple[Mention, ...]:
        """Return the places of a question that name papers, and those that describe one work in several words."""
        mentions = self.mentioned(question)
        found = self._placed(question, self._subjects.read(question[:_LONGEST]))
        wider = [one for one in found if one.how == "name" or not any(_overlap(one, other) for other in mentions)]
        left = [one for one in mentions if not any(_overlap(one, other) for other in wider)]
        return tuple(sorted([*wider, *left], key=lambda one: one.start))

    def mentioned(self, question: str) -> tuple[Mention, ...]:
        """Return the places of a question that name papers, in order; no two of them overlap.

        Read are ids (behind the first 2,000 characters only these), titles in quotation marks, whole titles, "Hu et
        al." and the like, and names that are no plain words, of no more than three papers.
        """
        generation, text, mentions = self._mentioned
        if (generation, text) != (self._library.generation, question):
            generation, mentions = self._library.generation, self._read(question)
            self._mentioned = generation, question, mentions
        return mentions

    def is_of_the_field(self, name: str) -> bool:
        """Tell whether so many papers speak of something that it is a subject, and the name of no one work."""
        return self._subjects.is_of_the_field(name[:_LONGEST])

    def _read(self, question: str) -> tuple[Mention, ...]:
        taken = [Found(one.start, one.end, self._with_id(one.id), "id") for one in identifiers(question)]
        for read in (self._titles.quoted, self._titles.whole, self._authors.read, self._own_names.read):
            for found in read(question[:_LONGEST]):
                if not any(_overlap(found, other) for other in taken):
                    taken.append(found)
        return self._placed(question, taken)

    def _placed(self, question: str, taken: Iterable[Found]) -> tuple[Mention, ...]:
        taken = sorted(taken)
        papers = {one.id: one for one in self._library.get(list({key for found in taken for key in found.ids}))}
        mentions = []
        for start, end, ids, how in taken:
            there = tuple(papers[key] for key in ids if key in papers)
            mentions.append(Mention(question[start:end], start, end, there, how))
        return tuple(mentions)

    def _resolved(self, ids: Iterable[str], how: How) -> Resolved:
        return Resolved(tuple(self._library.get(list(dict.fromkeys(ids))[:MOST])), how)

    def _with_id(self, key: str) -> tuple[str, ...]:
        """Return an id, and those of the papers known by another that have it as their DOI."""
        return (key, *(self._lexical.with_doi([key]) if key.startswith("doi:") else ()))


def _overlap(one: Mention | Found, other: Mention | Found) -> bool:
    return one.start < other.end and other.start < one.end
