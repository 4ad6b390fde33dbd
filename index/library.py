"""The papers, kept in Chroma and in the lexical index, the two in step.

Chroma is written first, and is right when they disagree. Before a batch is written its ids go into a
small journal, which is removed when both stores have it: whoever opens the library after a crash repairs
just these papers. One process writes at a time; reading needs no lock.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

import filelock

from index import identity
from index.chroma import ChromaStore
from index.embedders.base import Embedder, Vectors, document_text
from index.errors import EmbedderChanged, LibraryBusy, LibraryError, UnknownPaper
from index.lexical import LexicalIndex
from index.merging import Batch
from index.paper import Paper
from index.query import Filters

Change = Literal["new", "updated", "unchanged"]
_PAGE = 1000
_PATIENCE = 2.0  # seconds to wait for another writer before saying so


class Upserted(NamedTuple):
    """What became of a batch: what happened to each paper, by id, and how many were embedded."""

    changes: dict[str, Change]
    replaced: dict[str, str]  # the id a paper was known by -> the one it is known by now
    embedded: int


class Library:
    """The papers under `folder`.

    Raises:
        LibraryError: the folder cannot be made.
        LibraryDamaged: a store does not open.
    """

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._folder, self._embedder = folder, embedder
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            what = f"The data directory {folder.parent} cannot be used ({error.strerror})."
            raise LibraryError(what, "Choose another with --home or ASSISTANT_HOME.") from error
        self._lock = filelock.FileLock(folder / "write.lock")
        self._journal = folder / "journal.json"
        self._generation = folder / "generation"  # a new token after each write, so that others read anew
        self._seen = self._token()
        self._opening = filelock.FileLock(folder / "open.lock")
        with self._opening:  # two that make Chroma's tables at once get in each other's way
            self._chroma = ChromaStore(folder / "chroma", embedder.fingerprint)
            self.lexical = LexicalIndex(folder / "lexical")
        if self._journal.exists() or self.chroma.count() != self.lexical.count():
            self._repair()

    def _token(self) -> str:
        try:
            return self._generation.read_text()
        except FileNotFoundError:
            return ""

    @property
    def chroma(self) -> ChromaStore:
        """The store of papers and vectors, read anew if another process has written since."""
        token = self._token()
        if token != self._seen:
            self._chroma.refresh()
            self._seen = token
        return self._chroma

    def _wrote(self) -> None:
        """Tell other processes that there is something new, and forget the journal of what is now whole."""
        self._seen = secrets.token_hex(8)
        _replace_file(self._generation, self._seen)
        self._journal.unlink(missing_ok=True)

    def check_embedder(self) -> None:
        """Make sure that stored and new vectors can be compared.

        Raises:
            EmbedderChanged: they come from different embedders.
        """
        if self.chroma.fingerprint != self._embedder.fingerprint:
            raise EmbedderChanged.between(self.chroma.fingerprint, self._embedder.fingerprint)

    def count(self) -> int:
        """Return the number of papers."""
        return self.chroma.count()

    def get(self, ids: Sequence[str]) -> list[Paper]:
        """Return the papers with these ids, in this order; an unknown id is left out."""
        found = self.chroma.get(ids)
        return [found[key] for key in ids if key in found]

    def all(self) -> Iterator[Paper]:
        """Yield every paper."""
        for page in self.chroma.pages():
            yield from page.values()

    def between(self, since: dt.date | None, until: dt.date | None) -> list[Paper]:
        """Return the papers published from `since` to `until`, both included, oldest first."""
        return sorted(self.chroma.between(since, until), key=lambda paper: (paper.published or dt.date.min, paper.id))

    def resolve(self, name: str) -> Paper:
        """Return the paper a person means by an id, an arXiv identifier or URL, or a whole title.

        Raises:
            UnknownPaper: there is none, or the title belongs to several.
        """
        arxiv = identity.arxiv_id(name)
        ids = [f"arxiv:{arxiv}" if arxiv else name.strip()]
        for same in self.lexical.titled([name]).values():
            ids.extend(same)
        papers = self.get(list(dict.fromkeys(ids)))
        if len(papers) == 1:
            return papers[0]
        if papers:
            known = ", ".join(paper.id for paper in papers)
            raise UnknownPaper(f"{len(papers)} papers have the title {name!r}.", f"Name one by its id: {known}.")
        raise UnknownPaper(f"No paper {name!r} is in the library.", "Find its id with `assistant search`.")

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts, shape (len(texts), dimensions), of the embedder the library is searched with."""
        return self._embedder.embed(texts)

    def nearest(self, vector: Vectors, k: int, filters: Filters) -> list[tuple[str, float]]:
        """Return the `k` nearest papers that pass the filters, as (id, cosine), best first."""
        return self.chroma.nearest(vector, k, ids=filters.papers, since=filters.since, until=filters.until)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the library's lock; only one process at a time writes.

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

    def upsert(self, papers: Sequence[Paper]) -> Upserted:
        """Merge papers into what is there, and write what changed; only new text is embedded.

        Raises:
            EmbedderChanged: the library's vectors come from another embedder.
            LibraryBusy: another process is writing.
        """
        with self.writing():
            self.check_embedder()
            return self._upsert(papers)

    def put(self, papers: Iterable[Paper]) -> None:
        """Write papers under the ids they have, without merging: for test collections, whose ids must stay.

        Raises:
            EmbedderChanged: the library's vectors come from another embedder.
            LibraryBusy: another process is writing.
        """
        with self.writing():
            self.check_embedder()
            self._write(list(papers), (), ())

    def _upsert(self, papers: Sequence[Paper]) -> Upserted:
        batch = Batch(self._known(papers))
        batch.add(papers)
        stale = [old for old in batch.replaced if old in batch.known]
        moved = {batch.replaced[old] for old in stale}
        changes: dict[str, Change] = {}
        for key, paper in batch.papers.items():
            before = batch.known.get(key)
            changes[key] = "unchanged" if paper == before else "updated" if before or key in moved else "new"
        changed = [paper for key, paper in batch.papers.items() if changes[key] != "unchanged"]
        fresh = [p for p in changed if p.id not in batch.known or document_text(batch.known[p.id]) != document_text(p)]
        embedded = {paper.id for paper in fresh}
        if changed or stale:
            self._write(fresh, [paper for paper in changed if paper.id not in embedded], stale)
        return Upserted(changes, batch.replaced, len(fresh))

    def _known(self, papers: Sequence[Paper]) -> dict[str, Paper]:
        """Return what is stored under the ids or the titles of these papers."""
        same_title = self.lexical.titled([paper.title for paper in papers])
        ids = {paper.id for paper in papers}.union(*same_title.values())
        return self.chroma.get(sorted(ids))

    def _write(self, fresh: Sequence[Paper], updated: Sequence[Paper], stale: Sequence[str]) -> None:
        self._note([paper.id for paper in (*fresh, *updated)] + list(stale))
        if fresh:
            self.chroma.upsert(fresh, self._embedder.embed([document_text(paper) for paper in fresh]))
        self.chroma.update(updated)
        self.chroma.remove(stale)
        self.lexical.write((*fresh, *updated), stale)
        self._wrote()

    def remove(self, ids: Sequence[str]) -> int:
        """Remove papers and return how many there were.

        Raises:
            LibraryBusy: another process is writing.
        """
        with self.writing():
            there = list(self.chroma.get(ids))
            if there:
                self._note(there)
                self.chroma.remove(there)
                self.lexical.write((), there)
                self._wrote()
            return len(there)

    def reindex(self, progress: Callable[[int], object] = lambda _: None) -> int:
        """Rebuild vectors and lexical index from the papers in Chroma; return how many there are.

        Searching goes on with the old vectors until the new ones are whole. `progress` is told the size
        of each batch.

        Raises:
            LibraryBusy: another process is writing.
        """
        with self.writing():
            rebuild = self.chroma.begin_rebuild(self._embedder.fingerprint)
            for page in self.chroma.pages():
                papers = list(page.values())
                rebuild.add(papers, self._embedder.embed([document_text(paper) for paper in papers]))
                progress(len(papers))
            with self._opening:  # who opened it in the middle of the swap would take it for a killed one
                rebuild.finish()
                self._wrote()  # from now on others must read anew: the collection that they search is gone
            self._rebuild_lexical()
            self._wrote()
            return self.count()

    def _note(self, ids: Sequence[str]) -> None:
        _replace_file(self._journal, json.dumps(ids))

    def _repair(self) -> None:
        """Bring the lexical index into step again, unless another process is writing and will do so itself."""
        try:
            with self._lock.acquire(timeout=0):
                self._mend()
        except filelock.Timeout:
            return

    def _mend(self) -> None:
        """Bring the lexical index into step again if it is not; the lock is held."""
        if not self._journal.exists() and self.chroma.count() == self.lexical.count():
            return
        self._chroma.refresh()  # a killed writer told nobody that it wrote
        if self._journal.exists():
            noted = json.loads(self._journal.read_text())
            there = self.chroma.get(noted)
            self.lexical.write(there.values(), [key for key in noted if key not in there])
        if self.chroma.count() != self.lexical.count():
            self._rebuild_lexical()
        self._wrote()

    def _rebuild_lexical(self) -> None:
        self.lexical.clear()
        for page in self.chroma.pages():
            self.lexical.write(page.values())


def _replace_file(path: Path, text: str) -> None:
    """Write a small file whole or not at all."""
    whole = path.with_suffix(".new")
    whole.write_text(text)
    whole.replace(path)
