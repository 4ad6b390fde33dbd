"""The papers that names in an interest mean. A name is only taken for what it surely is: it is read each morning."""

from __future__ import annotations

from collections.abc import Iterable

from index.identity import identifiers
from index.paper import Paper
from index.store.library import Library
from index.store.linkage import ids_of, share_author
from index.store.resolver import Resolver

_NAME_WORDS = 6  # a longer text is a title, whole or not at all: a similar one is that of another paper


class Finder:
    """Finds papers of a library by the names that stand in an interest."""

    def __init__(self, library: Library) -> None:
        self._library, self._resolver = library, Resolver(library)

    def all(self, names: Iterable[str]) -> dict[str, Paper]:
        """Return the papers that are meant, by the names that mean one; others are left out."""
        found = ((name, self.named(name)) for name in names)
        return {name: paper for name, paper in found if paper}

    def named(self, name: str) -> Paper | None:
        """Return the one paper that has this id, title or name of its own; None if none or several have it."""
        if identifiers(name) or len(name.split()) <= _NAME_WORDS:
            resolved = self._resolver.resolve(name)
            sure = resolved.papers if resolved.how in {"id", "title", "name"} else ()
        else:
            sure = tuple(self._titled(name))
        return sure[0] if len(sure) == 1 else None

    def same(self, record: Paper) -> Paper | None:
        """Return the paper of the library that a record from elsewhere is of: by its ids, else by title and authors."""
        ids = ids_of(record)
        dois = [key for key in ids if key.startswith("doi:")]
        if there := self._library.get([*ids, *self._library.lexical.with_doi(dois)]):
            return there[0]
        same = [
            paper
            for paper in self._titled(record.title)
            if not (record.authors and paper.authors) or share_author(record.authors, paper.authors)
        ]
        return same[0] if len(same) == 1 else None

    def _titled(self, title: str) -> list[Paper]:
        return self._library.get([key for ids in self._library.lexical.titled([title]).values() for key in ids])
