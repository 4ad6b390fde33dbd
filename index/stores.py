"""Chroma and the two indexes that search it, written in step.

Chroma is right when they disagree. Before a batch is written its ids go into a small journal, which is removed when
all three have it: whoever opens the stores after a crash repairs just these papers. One process writes at a time;
reading needs no lock.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import filelock
import numpy as np

from index.atomic import replace_file
from index.chroma import ChromaStore
from index.dense import DenseIndex
from index.embedders.base import Vectors, document_text
from index.embedders.late import token_sets
from index.errors import EmbedderChanged, LibraryBusy
from index.lexical import LexicalIndex
from index.paper import Paper

_PATIENCE = 2.0  # seconds to wait for another writer before saying so
_NO_VECTORS: Vectors = np.zeros((0, 0), dtype=np.float32)


class Stores:
    """The stores in a folder, made when they are not there, and repaired if a writer was killed.

    Raises:
        LibraryDamaged: one does not open.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self._lock = filelock.FileLock(folder / "write.lock")
        self._journal = folder / "journal.json"
        self._generation = folder / "generation"  # a new token after each write, so that others read anew
        self._seen = self._token()
        self._opening = filelock.FileLock(folder / "open.lock")
        with self._opening:  # two that make Chroma's tables at once get in each other's way
            self._chroma = ChromaStore(folder / "chroma", fingerprint)
            self.lexical = LexicalIndex(folder / "lexical")
            self.dense = DenseIndex(folder / "dense", self._chroma.fingerprint)
        if not self._in_step():
            self._repair()

    @property
    def chroma(self) -> ChromaStore:
        """The store of papers and vectors, read anew if another process has written since."""
        token = self._token()
        if token != self._seen:
            self._chroma.refresh()
            self._seen = token
        return self._chroma

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the lock; only one process at a time writes.

        Raises:
            LibraryBusy: another process holds it.
        """
        try:
            with self._lock.acquire(timeout=_PATIENCE):
                self._mend()  # the last writer may have been killed since this library was opened
                yield
        except filelock.Timeout as error:
            raise LibraryBusy(
                "Another process is writing to this library.", "Try again when it has finished."
            ) from error

    def write(self, fresh: Sequence[Paper], vectors: Vectors, updated: Sequence[Paper], stale: Sequence[str]) -> None:
        """Write papers with their vectors, others whose vectors stay, and remove ids; the lock is held.

        Raises:
            EmbedderChanged: the vectors have other dimensions than those that are there.
        """
        self.check_dimensions(vectors)
        self._note([paper.id for paper in (*fresh, *updated)] + list(stale))
        chroma = self.chroma
        with ThreadPoolExecutor(1) as beside:  # both leave Python to itself most of the time
            words = beside.submit(self.lexical.write, (*fresh, *updated), stale)
            chroma.upsert(fresh, vectors)
            chroma.update(updated)
            chroma.remove(stale)
            self.dense.write([paper.id for paper in fresh], vectors, stale, _tokens(fresh))
            words.result()
        self._wrote()

    def remove(self, ids: Sequence[str]) -> None:
        """Remove papers that are there; the lock is held."""
        self.write((), _NO_VECTORS, (), ids)

    def check_dimensions(self, vectors: Vectors) -> None:
        """Make sure that vectors have as many numbers as those that are there: a model may change, not its name.

        Raises:
            EmbedderChanged: they have more or fewer.
        """
        there, given = self.dense.dimensions, vectors.shape[-1]
        if vectors.size and there not in {0, given}:
            name = self.chroma.fingerprint
            raise EmbedderChanged.between(f"{name} of {there} dimensions", f"{name} of {given}")

    def reindex(
        self,
        fingerprint: str,
        batch: int,
        embed: Callable[[Sequence[Paper]], Vectors],
        progress: Callable[[int], object] = lambda _: None,
    ) -> int:
        """Embed every paper anew and rebuild both indexes; return how many papers there are. The lock is held.

        Searching goes on with the old vectors until the new ones are whole. What was embedded, `batch` papers at a
        time, is not embedded again when a rebuild that failed is run again.
        """
        rebuilds = self.chroma.begin_rebuild(fingerprint), self.dense.begin_rebuild(fingerprint)
        for page in self.chroma.pages(batch):
            papers = list(page.values())
            vectors = rebuilds[0].add(papers, embed)
            rebuilds[1].add(list(page), vectors, _tokens(papers))
            progress(len(papers))
        with self._opening:  # who opened it in the middle of the swap would take it for a killed one
            for rebuild in rebuilds:
                rebuild.finish()
            self._wrote()  # from now on others must read anew: the collection that they search is gone
        self.lexical.rebuild(page.values() for page in self.chroma.pages())
        self._wrote()
        return self.chroma.count()

    @property
    def generation(self) -> str:
        """A token that every write changes, in whichever process."""
        return self._token()

    def _token(self) -> str:
        try:
            return self._generation.read_text(encoding="utf-8")
        except FileNotFoundError:
            return ""

    def _note(self, ids: Sequence[str]) -> None:
        replace_file(self._journal, json.dumps(ids))

    def _wrote(self) -> None:
        """Tell other processes that there is something new, and forget the journal of what is now whole."""
        self._seen = secrets.token_hex(8)
        replace_file(self._generation, self._seen)
        self._journal.unlink(missing_ok=True)

    def _in_step(self) -> bool:
        papers = self.chroma.count()
        return (
            not self._journal.exists()
            and self.lexical.count() == self.dense.count() == papers
            and self.dense.fingerprint == self.chroma.fingerprint
        )

    def _repair(self) -> None:
        """Bring the indexes into step again, unless another process is writing and will do so itself."""
        try:
            with self._lock.acquire(timeout=0):
                self._mend()
        except filelock.Timeout:
            return

    def _mend(self) -> None:
        """Bring the indexes into step again if they are not; the lock is held."""
        if self._in_step():
            return
        self._chroma.refresh()  # a killed writer told nobody that it wrote
        chroma = self._chroma
        if self._journal.exists() and self.dense.fingerprint == chroma.fingerprint:
            noted = json.loads(self._journal.read_text(encoding="utf-8"))
            there = chroma.get(noted)
            gone = [key for key in noted if key not in there]
            self.lexical.write(there.values(), gone)
            ids, vectors = chroma.vectors(list(there))
            self.dense.write(ids, vectors, gone, _tokens([there[key] for key in ids]))
        if self.lexical.count() != chroma.count():
            self.lexical.rebuild(page.values() for page in chroma.pages())
        if self.dense.count() != chroma.count() or self.dense.fingerprint != chroma.fingerprint:
            rebuild = self.dense.begin_rebuild(chroma.fingerprint)
            for page in chroma.pages():
                ids, vectors = chroma.vectors(list(page))
                rebuild.add(ids, vectors, _tokens([page[key] for key in ids]))
            rebuild.finish()
        self._wrote()


def _tokens(papers: Sequence[Paper]) -> list[bytes]:
    return token_sets([document_text(paper) for paper in papers])
