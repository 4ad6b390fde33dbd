"""Chroma and the two indexes that search it, written in step; Chroma is right when they disagree.

Before a batch is written its ids go into a journal, which is removed when all three have it: whoever opens the stores
after a crash repairs just these papers. One process writes at a time; reading needs no lock.
"""

import json
import logging
import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import filelock
from pydantic import TypeAdapter

from index.atomic import remove_file, replace_file, sealed, unsealed
from index.embedders.base import Vectors, document_text
from index.embedders.late import token_sets
from index.errors import AssistantError, EmbedderChanged, LibraryBusy, LibraryDamaged
from index.paper import Paper
from index.storage import stored
from index.store.chroma import ChromaStore
from index.store.dense import DenseIndex
from index.store.lexical import LexicalIndex
from index.store.salvage import check_present, gone, salvage
from index.store.upgrade import FORMAT, Embed, check_format, upgrade, write_format

_PATIENCE = 2.0  # seconds to wait for another writer before saying so
_OPENING = 60.0  # seconds to wait for others to open the library, one of which may bring it up to date
_REPAIRED = 1000  # papers repaired at once
_IDS = TypeAdapter(list[str])

_log = logging.getLogger(__name__)


class Stores:
    """The stores in a folder, made when they are not there, brought up to date, and repaired if a writer was killed.

    `embed` makes the vectors of an upgrade with the embedder of this fingerprint. With `salvaging` a database that does
    not open is replaced by what can be read of it, to be reindexed. It raises LibraryBusy if another process opens or
    writes it for long, LibraryDamaged if one does not open, and LibraryNewer.
    """

    def __init__(self, folder: Path, fingerprint: str, embed: Embed | None = None, *, salvaging: bool = False) -> None:
        self._folder = folder
        self._lock = filelock.FileLock(folder / "write.lock")
        self._journal = folder / "journal.json"
        self._generation = folder / "generation"  # a new token after each write, so that others read anew
        self._seen = self.generation
        self._opening = filelock.FileLock(folder / "open.lock")
        with stored(folder), _held(self._opening, _OPENING, "opening"):  # two would make Chroma's tables at once
            check_format(folder)
            try:
                self._open(fingerprint)
                if salvaging:
                    self._chroma.check()  # which finds a page that nothing has read yet
            except LibraryDamaged:
                if not salvaging:
                    raise
                with _held(self._lock, _PATIENCE, "writing to"):
                    salvage(folder / "chroma")
                    remove_file(self._journal)  # whatever it noted, the indexes are made anew
                    DenseIndex(folder / "dense", fingerprint).reset(fingerprint)
                self._open(fingerprint)
            self._upgrade(embed if fingerprint == self._chroma.fingerprint else None)
        if not (self.lexical.is_whole() and self.dense.is_whole() and self._in_step()):
            self._repair()

    def _open(self, fingerprint: str) -> None:
        check_present(self._folder)
        self._chroma = ChromaStore(self._folder / "chroma", fingerprint)
        self.lexical = LexicalIndex(self._folder / "lexical")
        self.dense = DenseIndex(self._folder / "dense", self._chroma.fingerprint)
        if not self._journal.exists() and self.dense.count() and not self._chroma.count():
            raise gone(self._folder, "has no paper")

    def _upgrade(self, embed: Embed | None) -> None:
        """Bring a library of an earlier release up to date; that may take a minute."""
        if self._chroma.has_graph:
            with _held(self._lock, _PATIENCE, "writing to"):
                upgrade(self._chroma, embed)
                self._announce()
        if check_format(self._folder) != FORMAT:
            write_format(self._folder)

    @property
    def chroma(self) -> ChromaStore:
        """The store of papers and vectors, read anew if another process has written since."""
        token = self.generation
        if token != self._seen:
            self._chroma.refresh()
            self._seen = token
        return self._chroma

    @contextmanager
    def writing(self, patience: float = _PATIENCE) -> Iterator[None]:
        """Hold the lock, waited for so many seconds: one process at a time writes. Else raise LibraryBusy."""
        with stored(self._folder), _held(self._lock, patience, "writing to"):
            self._mend()  # the last writer may have been killed since this library was opened
            yield

    def transaction(self) -> AbstractContextManager[None]:
        """Hold the lock from reading what is there to writing what becomes of it; see `writing`."""
        return self.writing()

    def follow(self) -> None:
        """Read what other machines have written; there are none."""

    def write(
        self, fresh: Sequence[Paper], vectors: Vectors | Embed, updated: Sequence[Paper], stale: Collection[str]
    ) -> None:
        """Write papers with their vectors, others whose vectors stay, and remove ids; the lock is held.

        What makes the vectors may be given in their place: that goes on while the words are written. Ids to remove may
        be a mapping to those that their papers have from now on. After EmbedderChanged, for vectors of other
        dimensions, and EmbedderError, if there are none, nothing has changed.
        """
        stale = list(stale)
        self._note([paper.id for paper in (*fresh, *updated)] + stale)
        with ThreadPoolExecutor(2) as beside:  # words take long, and what goes onto the disk waits for it
            words = beside.submit(self.lexical.write, (*fresh, *updated), stale)
            try:
                made = vectors(fresh) if callable(vectors) else vectors
                self.check_dimensions(made)
            except AssistantError:
                words.result()
                self._mend()  # takes the words back
                raise
            chroma = self.chroma
            chroma.upsert(fresh, made)
            chroma.update(updated)
            chroma.remove(stale)
            self.dense.write([paper.id for paper in fresh], made, stale, _tokens(fresh))
            words.result()
        self._wrote()

    def check_dimensions(self, vectors: Vectors) -> None:
        """Raise EmbedderChanged if vectors have other dimensions than those there: a model may change, not its name."""
        there, given = self.dense.dimensions, vectors.shape[-1]
        if vectors.size and there not in {0, given}:
            name = self.chroma.fingerprint
            raise EmbedderChanged.between(f"{name} of {there} dimensions", f"{name} of {given}")

    def reindex(
        self, fingerprint: str, batch: int, embed: Embed, progress: Callable[[int], object] = lambda _: None
    ) -> int:
        """Embed every paper anew and rebuild both indexes; return how many papers there are. The lock is held.

        Searching goes on with the old vectors until the new ones are whole. A rebuild that failed goes on where it was.
        """
        if broken := self.chroma.unreadable():
            _log.warning("Records or vectors that cannot be read, left out or made anew: %s", ", ".join(broken))
        rebuild = self.chroma.begin_rebuild(fingerprint)
        with ExitStack() as held:
            with self.dense.rebuild(fingerprint) as put:
                for page in self.chroma.pages(batch):
                    papers = list(page.values())
                    if papers:
                        put(list(page), rebuild.add(papers, embed), _tokens(papers))
                    progress(len(papers))
                held.enter_context(self._opening)  # who opened it in mid-swap would take it for a killed one
                rebuild.finish()
            self._wrote()  # from now on others must read anew: the collection that they search is gone
        self.lexical.rebuild(page.values() for page in self.chroma.pages())
        self._wrote()
        return self.chroma.count()

    @property
    def generation(self) -> str:
        """A token that every write changes, in whichever process."""
        try:
            return self._generation.read_text(encoding="utf-8", errors="replace")
        except (FileNotFoundError, IsADirectoryError):
            return ""

    def _note(self, ids: Sequence[str]) -> None:
        replace_file(self._journal, sealed(json.dumps(ids)))

    def _noted(self) -> list[str]:
        """Return the ids of a write that did not come to its end; all of them if they cannot be read."""
        try:
            return _IDS.validate_json(unsealed(self._journal.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return []
        except (ValueError, IsADirectoryError):
            return self._chroma.ids()

    def _announce(self) -> None:
        """Tell other processes that there is something new."""
        self._seen = secrets.token_hex(8)
        replace_file(self._generation, self._seen)

    def _wrote(self) -> None:
        """Tell other processes that there is something new, and forget the journal of what is now whole."""
        self._announce()
        remove_file(self._journal)

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
            with stored(self._folder), self._lock.acquire(timeout=0):
                if not self.lexical.is_whole():  # asked again: nobody writes now
                    _log.warning("The lexical index is damaged; it is made anew.")
                    self.lexical.reset()
                if not self.dense.is_whole():
                    _log.warning("The dense index is damaged; it is made anew.")
                    self.dense.reset(self._chroma.fingerprint)
                self._mend()
        except filelock.Timeout:
            return

    def _mend(self) -> None:
        """Bring the indexes into step again if they are not; the lock is held."""
        if self._in_step():
            return
        self._chroma.refresh()  # a killed writer told nobody that it wrote
        chroma = self._chroma
        for start in range(0, len(noted := self._noted()), _REPAIRED):
            self._rewrite(noted[start : start + _REPAIRED])
        if self.lexical.count() != chroma.count():
            self.lexical.rebuild(page.values() for page in chroma.pages())
        if self.dense.count() != chroma.count() or self.dense.fingerprint != chroma.fingerprint:
            with self.dense.rebuild(chroma.fingerprint) as put:
                for page in chroma.pages():
                    ids, vectors = chroma.vectors(list(page))
                    put(ids, vectors, _tokens([page[key] for key in ids]))
        self._wrote()

    def _rewrite(self, ids: Sequence[str]) -> None:
        """Put into both indexes what Chroma has of these papers."""
        there = self._chroma.get(ids)
        gone = [key for key in ids if key not in there]
        self.lexical.write(there.values(), gone)
        if self.dense.fingerprint == self._chroma.fingerprint:
            kept, vectors = self._chroma.vectors(list(there))
            self.dense.write(kept, vectors, gone, _tokens([there[key] for key in kept]))


@contextmanager
def _held(lock: filelock.BaseFileLock, patience: float, doing: str) -> Iterator[None]:
    try:
        with lock.acquire(timeout=patience):
            yield
    except filelock.Timeout as error:
        raise LibraryBusy(f"Another process is {doing} this library.", "Try again when it has finished.") from error


def _tokens(papers: Sequence[Paper]) -> list[bytes]:
    return token_sets([document_text(paper) for paper in papers])
