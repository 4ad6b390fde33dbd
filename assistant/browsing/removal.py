"""Removing papers, and putting them back: those of the last removals stay in memory while the program runs."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple

from assistant.errors import UnknownPaper
from index.paper import Paper
from index.store.library import Library

_KEPT = 50  # removals


class Removed(NamedTuple):
    """How many papers were removed, and the token with which they are put back."""

    papers: int
    token: str


class Bin:
    """What was removed from a library. Marks and notes stay in the store, so that they are there again afterwards."""

    def __init__(self, library: Library) -> None:
        self._library, self._lock = library, Lock()
        self._removed: dict[str, list[Paper]] = {}

    def remove(self, ids: Sequence[str]) -> Removed:
        """Remove papers."""
        papers = self._library.get(ids)
        if not papers:
            raise UnknownPaper("These papers are not in the library any more.", "Load the page anew to see what is.")
        self._library.remove([paper.id for paper in papers])
        token = secrets.token_urlsafe(9)
        with self._lock:
            self._removed[token] = papers
            while len(self._removed) > _KEPT:
                del self._removed[next(iter(self._removed))]
        return Removed(len(papers), token)

    def get(self, key: str) -> Paper | None:
        """Return the paper that was removed under an id, None if none was or it is too long ago."""
        with self._lock:
            return next((one for papers in reversed(self._removed.values()) for one in papers if one.id == key), None)

    def restore(self, key: str) -> Paper | None:
        """Put one paper back and return it, None if none was removed under this id."""
        if paper := self.get(key):
            self._library.upsert([paper])
            with self._lock:
                left = {token: [one for one in papers if one.id != key] for token, papers in self._removed.items()}
                self._removed = {token: papers for token, papers in left.items() if papers}
        return paper

    def undo(self, token: str) -> int:
        """Put the papers of a removal back, and return how many they are."""
        with self._lock:
            papers = self._removed.get(token)
        if papers is None:
            raise UnknownPaper(
                "This removal cannot be undone any more.", "Add the papers again with the button “Add papers”."
            )
        for start in range(0, len(papers), self._library.batch):
            self._library.upsert(papers[start : start + self._library.batch])
        with self._lock:
            self._removed.pop(token, None)
        return len(papers)
