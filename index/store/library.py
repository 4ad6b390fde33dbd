"""The papers of one person: merged as they come, embedded once, and searched; `index.store.consistency` keeps them."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from index.embedders.base import Embedder, Vectors, document_text
from index.errors import EmbedderChanged, OutOfResources, SeveralPapers, StorageError, UnknownPaper
from index.paper import Paper
from index.query import Filters
from index.storage import not_writable, stored
from index.store.batch import Batch, Change
from index.store.consistency import Stores
from index.store.copying import has_papers, readable_copy, unwritable
from index.store.dense import Density
from index.store.encodings import Encodings
from index.store.lexical import LexicalIndex
from index.store.merging import ids_of
from index.store.resolver import Resolver

if TYPE_CHECKING:
    from index.store.chroma_server import ChromaServer

Renamed = Callable[[Mapping[str, str]], object]
_READ_AT_ONCE = 32  # papers, a second of the encoder's work
_REMEMBERED = 500  # papers, some 5 kB each
_FEW, _MARGIN = 5000, 1.3  # papers that pass a filter, whose ids are fetched in 3 ms; more than are to be expected


class Upserted(NamedTuple):
    """What became of a batch: what happened to each paper, by id, and how many were embedded."""

    changes: dict[str, Change]
    replaced: dict[str, str]  # the id a paper was known by -> the one it is known by now
    embedded: int


class Library:
    """The papers under `folder`.

    `renamed` is told which papers get another id, the former one first, before they do: who keeps ids elsewhere has
    both then, wherever a process is killed. With `salvaging` a damaged database is replaced by what can be read of it;
    `reindex` is to follow. A folder that cannot be written is read from a copy, and every write fails. `allowed` is
    called before each write, and raises where who asks for it may not. With a `server` the papers are its, and the
    folder has a replica of them: see `index.store.shared`. Then every write, and opening it for the first time, can
    raise ServerUnreachable and ServerRefused as well.

    Opening raises StorageError or LibraryDamaged. What writes, and what searches by a vector, can also raise
    LibraryBusy, EmbedderChanged, and EmbedderError, after which everything is as it was.
    """

    def __init__(
        self,
        folder: Path,
        embedder: Embedder,
        *,
        renamed: Renamed = lambda _: None,
        allowed: Callable[[], object] = lambda: None,
        salvaging: bool = False,
        server: ChromaServer | None = None,
    ) -> None:
        self._folder, self._embedder, self._renamed = folder, embedder, renamed
        self._allowed, self._server = allowed, server
        with stored(folder.parent):
            folder.mkdir(parents=True, exist_ok=True)
            self._unwritable = not_writable(path) if (path := unwritable(folder)) else None
        self._stores = self._opened(salvaging=salvaging)
        self._counted = lru_cache(1)(lambda _generation: self._stores.chroma.count())
        self._density = lru_cache(1)(lambda _generation: self._stores.dense.density())
        self._read: tuple[str, dict[str, Paper]] = ("", {})  # a generation, and papers of it: a question has them often

    def _opened(self, *, salvaging: bool) -> Stores:
        """Open the stores; where nothing can be written, those of a copy, to be read."""
        folder = self._folder
        if self._unwritable is None:
            try:
                return self._stores_in(folder, salvaging=salvaging)
            except OutOfResources:  # a copy takes no less, and could not even be removed
                raise
            except StorageError as error:
                if salvaging or not has_papers(folder):
                    raise
                self._unwritable = error  # such as a full disk
        try:
            return self._stores_in(readable_copy(folder, self))
        except (OSError, sqlite3.Error, StorageError) as error:  # which tells of the copy
            raise self._unwritable from error

    def _stores_in(self, folder: Path, *, salvaging: bool = False) -> Stores:
        of, embed = self._embedder.fingerprint, self._embedded
        if self._server is None:
            return Stores(folder, of, embed, salvaging=salvaging)
        from index.store.shared import SharedStores  # noqa: PLC0415  its connections are of no use without a server

        return SharedStores(folder, of, embed, self._server, renamed=self._renamed, salvaging=salvaging)

    @property
    def is_shared(self) -> bool:
        """Whether other machines write to the same papers."""
        return self._server is not None

    def follow(self) -> None:
        """Read what other machines have written to the papers that are shared; without a server there is nothing.

        It raises ServerUnreachable, ServerRefused, LibraryBusy, and EmbedderError if new papers cannot be embedded.
        """
        self._stores.follow()

    @property
    def lexical(self) -> LexicalIndex:
        """The index of words."""
        return self._stores.lexical

    @cached_property
    def resolver(self) -> Resolver:
        """What finds the papers that a person names."""
        return Resolver(self)

    @cached_property
    def encodings(self) -> Encodings:
        """What the encoder made of the papers that it has read."""
        return Encodings(self._folder.parent / "encodings.sqlite")

    @property
    def generation(self) -> str:
        """A token that is another one after each write."""
        return self._stores.generation

    @property
    def fingerprint(self) -> str:
        """The embedder that the stored vectors come from."""
        return self._stores.chroma.fingerprint

    @property
    def batch(self) -> int:
        """How many papers are worth an `upsert`: what fails in one is embedded again."""
        return self._embedder.batch

    def writing(self) -> AbstractContextManager[None]:
        """Hold the library's lock, for several writes in a row; raise LibraryBusy if another process holds it."""
        self._check_writable()
        return self._stores.writing()

    def _transaction(self) -> AbstractContextManager[None]:
        self._check_writable()
        return self._stores.transaction()

    def _check_writable(self) -> None:
        self._allowed()
        if self._unwritable:
            raise self._unwritable

    def check_embedder(self) -> None:
        """Raise EmbedderChanged if stored and new vectors come from different embedders and cannot be compared."""
        if self.fingerprint != self._embedder.fingerprint:
            raise EmbedderChanged.between(self.fingerprint, self._embedder.fingerprint)

    def count(self) -> int:
        """Return the number of papers."""
        return self._counted(self.generation)

    def get(self, ids: Sequence[str]) -> list[Paper]:
        """Return the papers with these ids, in this order; an unknown id is left out."""
        generation = self.generation
        known = self._read[1] if self._read[0] == generation else {}
        if missing := [key for key in ids if key not in known]:
            known = known | self._stores.chroma.get(missing)
            self._read = generation, known if len(known) <= _REMEMBERED else {}
        return [known[key] for key in ids if key in known]

    def check(self) -> None:
        """Read the whole database of papers; raise LibraryDamaged if it is not sound."""
        self._stores.chroma.check()

    def unreadable(self) -> list[str]:
        """Return the ids of papers whose record or vector is not what was written."""
        return self._stores.chroma.unreadable()

    def all(self) -> Iterator[Paper]:
        """Yield every paper."""
        for page in self._stores.chroma.pages():
            yield from page.values()

    def span(self) -> tuple[dt.date, dt.date] | None:
        """Return the first and the last day on which any paper was published; None if none has a date."""
        return self.lexical.span()

    def between(self, since: dt.date | None, until: dt.date | None) -> list[Paper]:
        """Return the papers published from `since` to `until`, both included, oldest first."""
        ids = self.lexical.admitted(Filters(since=since or dt.date.min, until=until))
        return sorted(self.get(ids), key=lambda paper: (paper.published or dt.date.min, paper.id))

    def listed(self, since: dt.date | None, until: dt.date | None) -> list[Paper]:
        """Return the papers that stood on a daily list from `since` to `until`, both included, oldest first."""
        ids = self.lexical.admitted(Filters(since=since or dt.date.min, until=until, by_list=True))
        return sorted(self.get(ids), key=lambda paper: (paper.featured or dt.date.min, paper.id))

    def resolve(self, name: str) -> Paper:
        """Return the paper a person means by an id, a URL, a title, one of its names or its authors.

        It raises UnknownPaper if there is none, and SeveralPapers, which is one, if the name fits several.
        """
        papers = self.resolver.resolve(name).papers
        if len(papers) == 1:
            return papers[0]
        if papers:
            raise SeveralPapers.called(name, {paper.id: paper.title for paper in papers})
        near = ", ".join(f"“{title}”" for title in self.resolver.nearest(name))
        todo = f"Near it: {near}." if near else "Find its id with `assistant search`."
        raise UnknownPaper(f"No paper {name!r} is in the library.", todo)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts, shape (len(texts), dimensions), of the embedder the library is searched with."""
        return self._embedder.embed(texts)

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the stored vectors of papers, by id, to be compared with each other; an unknown id is left out."""
        return self._stores.dense.vectors(ids)

    def density(self) -> Density:
        """Return how near the papers are to each other."""
        return self._density(self.generation)

    def own_vector(self, vector: Vectors) -> Vectors:
        """Return a vector of the library's embedder as papers' are stored, to be compared with `density().middle`."""
        return self._stores.dense.own(vector)

    def token_sets(self, ids: Sequence[str]) -> dict[str, bytes]:
        """Return the tokens of papers as `index.embedders.late` reads them, by id; an unknown id is left out."""
        return self._stores.dense.token_sets(ids)

    def nearest(self, vector: Vectors, k: int, filters: Filters) -> list[tuple[str, float]]:
        """Return the `k` nearest papers that pass the filters, as (id, cosine), best first."""
        self._stores.check_dimensions(vector)
        dense, lexical = self._stores.dense, self.lexical
        if not filters:
            return dense.search(vector, k)
        passing, papers = lexical.matching(filters), dense.count()
        if passing <= _FEW:
            return dense.search(vector, k, lexical.admitted(filters))
        wanted = k
        while True:  # many pass: look at more of the nearest, and keep those
            wanted = min(papers, int(wanted * papers / passing * _MARGIN) + 1)
            nearest = dense.search(vector, wanted)
            kept = set(lexical.admitted(filters, [key for key, _ in nearest]))
            if len(kept) >= k or wanted >= papers:
                return [(key, cosine) for key, cosine in nearest if key in kept][:k]

    def upsert(self, papers: Sequence[Paper]) -> Upserted:
        """Merge papers into what is there, and write what changed; only new text is embedded."""
        with self._transaction():
            self.check_embedder()
            return self._upsert(papers)

    def put(self, papers: Iterable[Paper]) -> None:
        """Write papers under the ids they have, without merging: for test collections, whose ids must stay."""
        with self._transaction():
            self.check_embedder()
            self._stores.write(list(papers), self._embedded, (), ())

    def _upsert(self, papers: Sequence[Paper]) -> Upserted:
        batch = Batch(self._known(papers))
        batch.add(papers)
        changes, fresh = batch.changes(), batch.fresh()
        embedded = {paper.id for paper in fresh}
        kept = [paper for key, paper in batch.papers.items() if changes[key] != "unchanged" and key not in embedded]
        if renamed := batch.renamed():
            self._renamed(renamed)
        if fresh or kept or renamed:
            self._stores.write(fresh, self._embedded, kept, renamed)
        return Upserted(changes, batch.replaced, len(fresh))

    def _known(self, papers: Sequence[Paper]) -> dict[str, Paper]:
        """Return what is stored under the ids, the DOIs or the titles of these papers."""
        same_title = self.lexical.titled([paper.title for paper in papers])
        ids = {key for paper in papers for key in ids_of(paper)}
        ids |= set(self.lexical.with_doi([key for key in ids if key.startswith("doi:")])).union(*same_title.values())
        return self._stores.chroma.get(sorted(ids))

    def _embedded(self, papers: Sequence[Paper]) -> Vectors:
        return self.embed([document_text(paper) for paper in papers])

    def unread(self) -> list[str]:
        """Return the ids of the papers that the encoder has not read, the newest first."""
        return self.encodings.missing(self.lexical.latest(self.count(), Filters()))

    def read(self, ids: Sequence[str], progress: Callable[[int], object] = lambda _: None) -> None:
        """Let the encoder read papers, some thirty a second; `progress` is told how many each step has done.

        Who stops it loses a second of work: what was read is kept.
        """
        for start in range(0, len(ids), _READ_AT_ONCE):
            papers = self.get(ids[start : start + _READ_AT_ONCE])
            self.encodings.of(papers)
            progress(len(papers))

    def remove(self, ids: Sequence[str]) -> int:
        """Remove papers and return how many there were."""
        with self._transaction():
            there = list(self._stores.chroma.get(ids))
            if there:
                self._stores.write((), self._embedded, (), there)
            return len(there)

    def reindex(self, progress: Callable[[int], object] = lambda _: None) -> int:
        """Rebuild vectors and indexes from the papers in Chroma; return how many there are.

        Searching goes on with the old vectors until the new ones are whole. `progress` is told the size of each batch.
        One that failed goes on where it was when it is called again.
        """
        with self._transaction():
            embedder = self._embedder
            papers = self._stores.reindex(embedder.fingerprint, embedder.batch, self._embedded, progress)
            self.encodings.keep_only(frozenset(self._stores.chroma.ids()))
            return papers
