"""The home of papers and vectors: one Chroma collection; everything else can be rebuilt from it.

A paper is stored as JSON in the metadata of its row, and not as a Chroma document: documents feed a
full-text table that is not used here, at twice the time and the disk (1,145 against 2,551 papers a
second, 296 against 172 MB for 20,000 papers). The database has larger pages than SQLite's own, because its index
of strings would else take two 4 KB pages for every paper: 184 against 127 MB for 20,000.

Searching is done by `index.dense`; Chroma's graph is there for other tools that open the collection.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import chromadb
import numpy as np
from chromadb.api import ClientAPI, ServerAPI
from chromadb.api.client import Client
from chromadb.config import Settings, System
from chromadb.errors import ChromaError, InvalidArgumentError, NotFoundError

from index.embedders.base import Vectors, document_text
from index.errors import EmbedderChanged, LibraryDamaged
from index.paper import Paper

_NAME, _NEXT, _OLD = "papers", "papers-next", "papers-old"
_SQLITE_PAGE = 16384  # bytes
# Half of Chroma's own effort for the graph: 3,450 against 2,409 papers a second, .94 against .99 of the true first 300.
_GRAPH = {"space": "cosine", "ef_construction": 40, "max_neighbors": 8}
_PAGE = 1000  # rows read at once; Chroma binds a variable for each in one SQL statement


class ChromaStore:
    """The collection of papers in a folder, made when it is not there.

    Raises:
        LibraryDamaged: the folder holds something that Chroma cannot open.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._folder = folder
            _prepare(folder / "chroma.sqlite3")
            self._client = _connect(folder)
            self._finish_swap()
            self._papers = self._collection(_NAME, fingerprint)
            self._papers.count()  # Chroma reads the files of the vectors only when it needs them
        except (ChromaError, sqlite3.Error, ValueError, OSError) as error:
            raise LibraryDamaged(
                f"The library at {folder} does not open ({type(error).__name__}: {error}).",
                "Restore it from a copy, or move the folder away and ingest again.",
            ) from error

    def _collection(self, name: str, fingerprint: str) -> chromadb.Collection:
        return self._client.get_or_create_collection(
            name,
            embedding_function=None,  # the default one downloads a model
            configuration=cast(Any, {"hnsw": _GRAPH}),
            metadata={"embedder": fingerprint},
        )

    def refresh(self) -> None:
        """Read the store anew, after another process has written to it.

        Chroma keeps the graph of its vectors in memory and never looks again: writing could put the old graph over
        the new one (https://github.com/chroma-core/chroma/issues/3792). What is being read goes on as it was.
        """
        client = _connect(self._folder)
        self._papers = client.get_collection(_NAME, embedding_function=None)
        self._client = client

    @property
    def fingerprint(self) -> str:
        """The embedder that the stored vectors come from."""
        return str((self._papers.metadata or {}).get("embedder", "an unknown embedder"))

    def count(self) -> int:
        """Return the number of papers."""
        return self._papers.count()

    def get(self, ids: Sequence[str]) -> dict[str, Paper]:
        """Return the papers with these ids, by id; an unknown id is left out."""
        found: dict[str, Paper] = {}
        unique = list(dict.fromkeys(ids))  # Chroma refuses an id that is given twice
        for start in range(0, len(unique), _PAGE):
            rows = self._papers.get(ids=unique[start : start + _PAGE], include=["metadatas"])
            found.update(_papers(rows["metadatas"]))
        return found

    def pages(self, size: int = _PAGE) -> Iterator[dict[str, Paper]]:
        """Yield all papers, by id, some at a time."""
        for start in range(0, self.count(), size):
            rows = self._papers.get(limit=size, offset=start, include=["metadatas"])
            yield _papers(rows["metadatas"])

    def vectors(self, ids: Sequence[str]) -> tuple[list[str], Vectors]:
        """Return the ids that are there, with their vectors: shape (ids, dimensions)."""
        if not ids:
            return [], np.zeros((0, 0), dtype=np.float32)
        rows = self._papers.get(ids=list(ids), include=["embeddings"])
        return list(rows["ids"]), np.array(rows["embeddings"], dtype=np.float32, ndmin=2)

    def upsert(self, papers: Sequence[Paper], vectors: Vectors) -> None:
        """Write papers with their vectors, at most Chroma's own batch size at once."""
        step = self._client.get_max_batch_size()
        for start in range(0, len(papers), step):
            batch = papers[start : start + step]
            self._papers.upsert(
                ids=[paper.id for paper in batch],
                embeddings=vectors[start : start + step],
                metadatas=[cast(Any, _row(paper)) for paper in batch],
            )

    def update(self, papers: Sequence[Paper]) -> None:
        """Write papers whose vectors stay as they are."""
        step = self._client.get_max_batch_size()
        for start in range(0, len(papers), step):
            batch = papers[start : start + step]
            self._papers.update(
                ids=[paper.id for paper in batch], metadatas=[cast(Any, _row(paper)) for paper in batch]
            )

    def remove(self, ids: Sequence[str]) -> None:
        """Remove papers; an unknown id is no error."""
        if ids:
            self._papers.delete(ids=list(ids))

    def begin_rebuild(self, fingerprint: str) -> ChromaRebuild:
        """Start a second collection beside this one; readers see the old one until `finish`.

        One that was cut short goes on, unless it is of another embedder.
        """
        begun = self._collection(_NEXT, fingerprint)
        if (begun.metadata or {}).get("embedder") != fingerprint:
            self.drop_rebuild()
            begun = self._collection(_NEXT, fingerprint)
        return ChromaRebuild(self, begun)

    def drop_rebuild(self) -> None:
        """Throw away a rebuild that was cut short."""
        self._drop(_NEXT)

    def swap_in(self, rebuilt: chromadb.Collection) -> None:
        """Put the rebuilt collection in the place of the current one."""
        self._papers.modify(name=_OLD)
        rebuilt.modify(name=_NAME)
        self._drop(_OLD)
        self._papers = rebuilt

    def _finish_swap(self) -> None:
        """Put right what a killed rebuild left: one step of `swap_in` was the last one done."""
        names = {collection.name for collection in self._client.list_collections()}
        if _OLD in names and _NAME not in names:
            self._client.get_collection(_OLD, embedding_function=None).modify(name=_NAME)
        elif _OLD in names:
            self._drop(_OLD)

    def _drop(self, name: str) -> None:
        try:
            self._client.delete_collection(name)
        except NotFoundError:
            return


class ChromaRebuild:
    """A collection being filled beside the current one."""

    def __init__(self, store: ChromaStore, collection: chromadb.Collection) -> None:
        self._store, self._collection = store, collection
        self._left = set(collection.get(include=[])["ids"])  # by a rebuild that was cut short

    def add(self, papers: Sequence[Paper], embed: Callable[[Sequence[Paper]], Vectors]) -> Vectors:
        """Write papers, and return their vectors, shape (len(papers), dimensions).

        Only those are embedded that a rebuild which was cut short had not, or whose text has changed since.

        Raises:
            EmbedderChanged: those of that rebuild have other dimensions; they are thrown away.
        """
        vectors = self._kept(papers)
        missing = [paper for paper in papers if paper.id not in vectors]
        if missing:
            made = embed(missing)
            rows = [cast(Any, _row(paper)) for paper in missing]
            try:
                self._collection.upsert(ids=[paper.id for paper in missing], embeddings=made, metadatas=rows)
            except InvalidArgumentError as error:
                self._store.drop_rebuild()
                what = f"The vectors of an earlier, unfinished reindex do not fit ({error})."
                raise EmbedderChanged(what, "They were dropped; run `assistant reindex` again.") from error
            vectors |= {paper.id: row for paper, row in zip(missing, made, strict=True)}
        self._left.difference_update(paper.id for paper in papers)
        return np.stack([vectors[paper.id] for paper in papers])

    def _kept(self, papers: Sequence[Paper]) -> dict[str, Vectors]:
        """Return the vectors of those that are there already, by id; what else is known of them is written anew."""
        there = [paper for paper in papers if paper.id in self._left]
        if not there:
            return {}
        rows = self._collection.get(ids=[paper.id for paper in there], include=["metadatas", "embeddings"])
        known = _papers(rows["metadatas"])
        same = [paper for paper in there if document_text(known[paper.id]) == document_text(paper)]
        if same:
            metadatas = [cast(Any, _row(paper)) for paper in same]
            self._collection.update(ids=[paper.id for paper in same], metadatas=metadatas)
        found = dict(zip(rows["ids"], np.array(rows["embeddings"], dtype=np.float32), strict=True))
        return {paper.id: found[paper.id] for paper in same}

    def finish(self) -> None:
        """Make it the collection that is searched, and drop the old one."""
        gone = sorted(self._left)
        for start in range(0, len(gone), _PAGE):
            self._collection.delete(ids=gone[start : start + _PAGE])
        self._store.swap_in(self._collection)


def _connect(folder: Path) -> ClientAPI:
    """Return a client that shares nothing with any other; `PersistentClient` shares what is cached of a folder."""
    # chromadb would otherwise report its use to a server of its makers.
    settings = Settings(is_persistent=True, persist_directory=str(folder), anonymized_telemetry=False)
    system = System(settings)
    system.instance(ServerAPI)  # type: ignore[type-abstract]  # the settings say which
    system.start()
    return Client.from_system(system)


def _prepare(database: Path) -> None:
    """Make an empty database with large pages, which Chroma then fills."""
    if not database.exists():
        with closing(sqlite3.connect(database)) as empty:
            empty.execute(f"PRAGMA page_size = {_SQLITE_PAGE}")
            empty.execute("VACUUM")


def _row(paper: Paper) -> dict[str, str | int]:
    row: dict[str, str | int] = {"record": paper.model_dump_json(exclude_defaults=True)}
    if paper.published:
        row["published"] = paper.published.toordinal()
    return row


def _papers(rows: Sequence[Mapping[str, object]] | None) -> dict[str, Paper]:
    read = (Paper.model_validate_json(str(row["record"])) for row in rows or ())
    return {paper.id: paper for paper in read}
