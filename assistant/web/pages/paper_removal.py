"""Papers that were removed from the page of a paper, kept so that they can be put back until the server stops."""

from __future__ import annotations

from collections import OrderedDict

from index.paper import Paper
from index.store.library import Library

_MOST = 200  # papers


class Removals:
    """The records of what was removed, the latest last; marks and notes stay in the store all the while."""

    def __init__(self, library: Library) -> None:
        self._library, self._removed = library, OrderedDict[str, Paper]()

    def get(self, key: str) -> Paper | None:
        """Return the paper that was removed under an id, None if none was or it is too long ago."""
        return self._removed.get(key)

    def remove(self, key: str) -> Paper | None:
        """Remove a paper from the library and return it, None if there is none of this id.

        Raises:
            LibraryBusy: another process is writing.
        """
        for paper in self._library.get([key]):
            self._removed[key] = paper  # first: a kill in between loses nothing that is still there
            self._library.remove([key])
            while len(self._removed) > _MOST:
                self._removed.popitem(last=False)
            return paper
        return None

    def restore(self, key: str) -> Paper | None:
        """Put a paper back and return it, None if none was removed under this id.

        Raises:
            LibraryBusy: another process is writing.
            EmbedderError: its text cannot be embedded; it can be tried again.
        """
        if paper := self._removed.get(key):
            self._library.upsert([paper])
            del self._removed[key]
        return paper
