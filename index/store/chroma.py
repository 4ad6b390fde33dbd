"""The home of papers and vectors: one Chroma collection; everything else can be rebuilt from it.

A row's metadata hold the paper as JSON under `record`, and its vector, base64 of little endian float16, under `vector`.
No Chroma document: its full-text table costs twice the time and the disk. No embedding but the number 0: `dense`
searches, and who is killed while Chroma writes its graph leaves a library that does not open (see `chroma_files`).
"""

from __future__ import annotations

import base64
import binascii
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import chromadb
import numpy as np
from chromadb.api import ServerAPI
from chromadb.api.client import Client
from chromadb.config import Settings, System
from chromadb.errors import ChromaError, NotFoundError
from pydantic import ValidationError

from index.embedders.base import Vectors, document_text
from index.errors import EmbedderChanged
from index.paper import Paper
from index.store.chroma_files import ChromaFiles
from index.store.guarded import guarded

_NAME, _NEXT, _OLD = "papers", "papers-next", "papers-old"
_NEVER = 2**31 - 1  # writes, after which Chroma puts its graph into files
_GRAPH = {"space": "l2", "ef_construction": 1, "max_neighbors": 2, "sync_threshold": _NEVER}
_EMBEDDING, _VECTORS = "embedder", "vectors"  # what a collection says of itself
_FLOAT16 = "base64 of float16, in the metadata of each row"
_PAGE = 1000  # rows read at once; Chroma binds a variable for each in one SQL statement

_SAVING = (
    "Put a backup back with `assistant restore FILE --force`; without one, `assistant reindex` keeps every paper that "
    "can still be read, and keeps the damaged file beside it."
)

Row = dict[str, str | int]
_Found = TypeVar("_Found")


@guarded("The database of papers (chroma.sqlite3)", ChromaError, sqlite3.Error, ValueError, OSError, todo=_SAVING)
class ChromaStore:
    """The collection of papers in a folder, made when it is not there. Every use can raise the errors of `guarded`."""

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self.folder, self._files = folder, ChromaFiles(folder, (_NAME, _NEXT, _OLD))
        self._files.prepare()
        self._client = _connect(folder)
        self._files.shrink()
        self._finish_swap()
        self._papers = self._collection(_NAME, fingerprint)
        self._papers.count()  # reads what Chroma reads only when it needs it

    def _collection(self, name: str, fingerprint: str) -> chromadb.Collection:
        return self._client.get_or_create_collection(
            name,
            embedding_function=None,  # the default one downloads a model
            configuration=cast(Any, {"hnsw": _GRAPH}),
            metadata={_EMBEDDING: fingerprint, _VECTORS: _FLOAT16},
        )

    def refresh(self) -> None:
        """Read the store anew, after another process has written to it; what is being read goes on as it was.

        Chroma keeps in memory what it has once read (https://github.com/chroma-core/chroma/issues/3792).
        """
        client = _connect(self.folder)
        self._papers = client.get_collection(_NAME, embedding_function=None)
        self._client = client

    def _read(self, work: Callable[[chromadb.Collection], _Found]) -> _Found:
        """Return what `work` reads of the papers, of those that another process has just put in their place if it has.

        Who reindexes drops the collection that others have open, and can tell them only afterwards.
        """
        try:
            return work(self._papers)
        except NotFoundError:
            self.refresh()
            return work(self._papers)

    def rows(self, **which: object) -> tuple[list[str], Sequence[Mapping[str, object] | None]]:
        """Return ids and metadata of the rows that Chroma's `get` finds."""
        rows = self._read(lambda papers: papers.get(**cast(Any, which), include=["metadatas"]))
        return list(rows["ids"]), rows["metadatas"] or ()

    def close(self) -> None:
        """Let go of the files."""
        self._client.close()

    @property
    def fingerprint(self) -> str:
        """The embedder that the stored vectors come from."""
        return str((self._papers.metadata or {}).get(_EMBEDDING, "an unknown embedder"))

    @property
    def has_graph(self) -> bool:
        """Whether the vectors are not in the rows: the collection was made by a release that left them to the graph."""
        return (self._papers.metadata or {}).get(_VECTORS) != _FLOAT16

    def count(self) -> int:
        """Return the number of papers."""
        return self._read(lambda papers: papers.count())

    def ids(self) -> list[str]:
        """Return the ids of all papers."""
        return list(self._read(lambda papers: papers.get(include=[]))["ids"])

    def get(self, ids: Sequence[str]) -> dict[str, Paper]:
        """Return the papers with these ids, by id; an unknown id is left out."""
        found: dict[str, Paper] = {}
        unique = list(dict.fromkeys(ids))  # Chroma refuses an id that is given twice
        for start in range(0, len(unique), _PAGE):
            found |= _papers(self.rows(ids=unique[start : start + _PAGE])[1])
        return found

    def pages(self, size: int = _PAGE) -> Iterator[dict[str, Paper]]:
        """Yield all papers, by id, some at a time."""
        for start in range(0, self.count(), size):
            yield _papers(self.rows(limit=size, offset=start)[1])

    def check(self) -> None:
        """Read the whole database, and raise LibraryDamaged if it is not sound."""
        self._files.check()

    def unreadable(self) -> list[str]:
        """Return the ids of the rows whose record or vector is not what was written; they are left out elsewhere."""
        broken: list[str] = []
        for start in range(0, self.count(), _PAGE):
            ids, rows = self.rows(limit=_PAGE, offset=start)
            found, sizes = _papers(rows), [len(_vector(row)) for row in rows]
            usual = max(set(sizes), key=sizes.count, default=0)
            broken += [key for key, size in zip(ids, sizes, strict=True) if key not in found or size != usual]
        return broken

    def vectors(self, ids: Sequence[str]) -> tuple[list[str], Vectors]:
        """Return the ids that are there, with their vectors: shape (ids, dimensions); zeros for one that is broken."""
        there, rows = self.rows(ids=list(ids)) if ids else ([], ())
        return there, _vectors(rows)

    def upsert(self, papers: Sequence[Paper], vectors: Vectors) -> None:
        """Write papers with their vectors."""
        self.put(self._papers, papers, vectors)

    def update(self, papers: Sequence[Paper]) -> None:
        """Write papers whose vectors stay as they are."""
        self.put(self._papers, papers)

    def put(self, collection: chromadb.Collection, papers: Sequence[Paper], vectors: Vectors | None = None) -> None:
        """Write rows into a collection, at most Chroma's own batch size at once; without vectors, those there stay."""
        step = self._client.get_max_batch_size()
        for start in range(0, len(papers), step):
            batch = papers[start : start + step]
            ids, rows = [paper.id for paper in batch], [_row(paper) for paper in batch]
            if vectors is None:
                collection.update(ids=ids, metadatas=cast(Any, rows))
                continue
            for row, vector in zip(rows, vectors[start : start + step], strict=True):
                row["vector"] = encoded(vector)
            nothing = np.zeros((len(batch), 1), dtype=np.float32)
            collection.upsert(ids=ids, embeddings=nothing, metadatas=cast(Any, rows))

    def remove(self, ids: Sequence[str]) -> None:
        """Remove papers; an unknown id is no error."""
        if ids:
            self._papers.delete(ids=list(ids))

    def begin_rebuild(self, fingerprint: str) -> ChromaRebuild:
        """Start a second collection beside this one; readers see the old one until `finish`.

        One that was cut short goes on, unless it is of another embedder or keeps its vectors elsewhere.
        """
        begun = self._collection(_NEXT, fingerprint)
        if begun.metadata != {_EMBEDDING: fingerprint, _VECTORS: _FLOAT16}:
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
        self._files.drop_graphs()

    def _finish_swap(self) -> None:
        """Put right what a killed rebuild left: one step of `swap_in` was the last one done."""
        names = {collection.name for collection in self._client.list_collections()}
        if _OLD in names and _NAME not in names:
            self._client.get_collection(_OLD, embedding_function=None).modify(name=_NAME)
        elif _OLD in names:
            self._drop(_OLD)

    def _drop(self, name: str) -> None:
        with suppress(NotFoundError):
            self._client.delete_collection(name)


class ChromaRebuild:
    """A collection being filled beside the current one."""

    def __init__(self, store: ChromaStore, collection: chromadb.Collection) -> None:
        self._store, self._collection = store, collection
        self._left = set(collection.get(include=[])["ids"])  # by a rebuild that was cut short
        self._dimensions = _vectors(collection.get(limit=1, include=["metadatas"])["metadatas"] or ()).shape[1]

    def add(self, papers: Sequence[Paper], embed: Callable[[Sequence[Paper]], Vectors]) -> Vectors:
        """Write papers, and return their vectors, shape (len(papers), dimensions).

        Only those are embedded that a rebuild which was cut short had not, or whose text has changed since.
        """
        vectors = self._kept(papers)
        missing = [paper for paper in papers if paper.id not in vectors]
        if missing:
            made = embed(missing)
            if self._dimensions not in {0, made.shape[1]}:
                self._store.drop_rebuild()
                old, new = self._dimensions, made.shape[1]
                what = f"The vectors of an earlier, unfinished reindex do not fit: {old} numbers, not {new}."
                raise EmbedderChanged(what, "They were dropped; run `assistant reindex` again.")
            self._dimensions = made.shape[1]
            self._store.put(self._collection, missing, made)
            vectors |= {paper.id: row for paper, row in zip(missing, made, strict=True)}
        self._left.difference_update(paper.id for paper in papers)
        return np.stack([vectors[paper.id] for paper in papers])

    def _kept(self, papers: Sequence[Paper]) -> dict[str, Vectors]:
        """Return the vectors of those that are there already, by id; what else is known of them is written anew."""
        there = [paper for paper in papers if paper.id in self._left]
        if not there:
            return {}
        rows = self._collection.get(ids=[paper.id for paper in there], include=["metadatas"])
        known = _papers(rows["metadatas"] or ())
        found = dict(zip(rows["ids"], _vectors(rows["metadatas"] or ()), strict=True))
        there = [paper for paper in there if paper.id in known and found[paper.id].any()]
        same = [paper for paper in there if document_text(known[paper.id]) == document_text(paper)]
        self._store.put(self._collection, [paper for paper in same if known[paper.id] != paper])
        return {paper.id: found[paper.id] for paper in same}

    def finish(self) -> None:
        """Make it the collection that is read, and drop the old one."""
        gone = sorted(self._left)
        for start in range(0, len(gone), _PAGE):
            self._collection.delete(ids=gone[start : start + _PAGE])
        self._store.swap_in(self._collection)


def _connect(folder: Path) -> Client:
    """Return a client that shares nothing with any other; `PersistentClient` shares what is cached of a folder."""
    system = System(_settings().model_copy(update={"persist_directory": str(folder)}))
    system.instance(ServerAPI)  # type: ignore[type-abstract]  # the settings say which
    system.start()
    return Client.from_system(system)


@cache
def _settings() -> Settings:
    """Return the settings of every client; to read them anew takes a third of the time of opening a library."""
    # chromadb would otherwise report its use to a server of its makers.
    return Settings(is_persistent=True, anonymized_telemetry=False)


def _row(paper: Paper) -> Row:
    row: Row = {"record": paper.model_dump_json(exclude_defaults=True)}
    if paper.published:
        row["published"] = paper.published.toordinal()
    return row


def _papers(rows: Sequence[Mapping[str, object] | None]) -> dict[str, Paper]:
    """Return the papers of rows, by id, without those that are not what was written."""
    found = {}
    for row in rows:
        with suppress(ValidationError):
            paper = Paper.model_validate_json(str((row or {}).get("record")))
            found[paper.id] = paper
    return found


def _vectors(rows: Sequence[Mapping[str, object] | None]) -> Vectors:
    """Return the vectors of rows, shape (rows, dimensions), zeros for one that is broken; (0, 0) of none."""
    read = [_vector(row) for row in rows]
    sizes = [len(vector) for vector in read]
    usual = max(set(sizes), key=sizes.count, default=0)
    right = [vector if len(vector) == usual else np.zeros(usual, dtype=np.float32) for vector in read]
    return np.array(right, dtype=np.float32).reshape(len(rows), usual)


def _vector(row: Mapping[str, object] | None) -> Vectors:
    return decoded(str((row or {}).get("vector")))


def encoded(vector: Vectors) -> str:
    """Return a vector as it stands in a row."""
    return base64.b64encode(vector.astype("<f2").tobytes()).decode()


def decoded(text: str) -> Vectors:
    """Return the vector of a row, shape (dimensions,), without any number if it is not what was written."""
    try:
        return np.frombuffer(base64.b64decode(text, validate=True), dtype="<f2").astype(np.float32)
    except (binascii.Error, ValueError):
        return np.zeros(0, dtype=np.float32)
