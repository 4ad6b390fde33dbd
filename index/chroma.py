"""The home of papers and vectors: one Chroma collection; everything else can be rebuilt from it.

A paper is stored as JSON in the metadata of its row, and not as a Chroma document: documents feed a
full-text table that is not used here, at twice the time and the disk (1,145 against 2,551 papers a
second, 296 against 172 MB for 20,000 papers).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import chromadb
from chromadb.api import ClientAPI, ServerAPI
from chromadb.api.client import Client
from chromadb.config import Settings, System
from chromadb.errors import ChromaError, NotFoundError

from index.embedders.base import Vectors
from index.errors import LibraryDamaged
from index.paper import Paper

_NAME, _NEXT, _OLD = "papers", "papers-next", "papers-old"
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
            self._client = _connect(folder)
            self._finish_swap()
            self._papers = self._collection(_NAME, fingerprint)
            self._papers.count()  # Chroma reads the files of the vectors only when it needs them
        except (ChromaError, ValueError, OSError) as error:
            raise LibraryDamaged(
                f"The library at {folder} does not open ({type(error).__name__}: {error}).",
                "Restore it from a copy, or move the folder away and ingest again.",
            ) from error

    def _collection(self, name: str, fingerprint: str) -> chromadb.Collection:
        return self._client.get_or_create_collection(
            name,
            embedding_function=None,  # the default one downloads a model
            configuration={"hnsw": {"space": "cosine"}},
            metadata={"embedder": fingerprint},
        )

    def refresh(self) -> None:
        """Read the store anew, after another process has written to it.

        Chroma keeps the graph of its vectors in memory and never looks again: searching would miss the other's
        papers, or fail with "Error finding id", and writing could put the old graph over the new one
        (https://github.com/chroma-core/chroma/issues/3792). A search that is under way keeps what it has.
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

    def pages(self) -> Iterator[dict[str, Paper]]:
        """Yield all papers, by id, some at a time."""
        for start in range(0, self.count(), _PAGE):
            rows = self._papers.get(limit=_PAGE, offset=start, include=["metadatas"])
            yield _papers(rows["metadatas"])

    def between(self, since: dt.date | None, until: dt.date | None) -> list[Paper]:
        """Return the papers published from `since` to `until`, both included."""
        rows = self._papers.get(where=cast(Any, _within(since, until)), include=["metadatas"])
        return list(_papers(rows["metadatas"]).values())

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

    def nearest(
        self,
        vector: Vectors,
        k: int,
        *,
        ids: Sequence[str] = (),
        since: dt.date | None = None,
        until: dt.date | None = None,
    ) -> list[tuple[str, float]]:
        """Return the `k` nearest papers as (id, cosine), best first. `vector` has shape (dimensions,)."""
        options: dict[str, Any] = {}
        if ids:  # Chroma fails with "Error finding id" on one that it does not have
            options["ids"] = self._papers.get(ids=list(set(ids)), include=[])["ids"]
        if not (options["ids"] if ids else self.count()):
            return []
        if since or until:
            options["where"] = _within(since, until)
        rows = self._papers.query(query_embeddings=vector[None, :], n_results=k, include=["distances"], **options)
        distances = rows["distances"] or [[]]
        return [(key, 1 - float(distance)) for key, distance in zip(rows["ids"][0], distances[0], strict=True)]

    def begin_rebuild(self, fingerprint: str) -> ChromaRebuild:
        """Start a second collection beside this one; readers see the old one until `finish`."""
        self._drop(_NEXT)
        return ChromaRebuild(self, self._collection(_NEXT, fingerprint))

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

    def add(self, papers: Sequence[Paper], vectors: Vectors) -> None:
        """Write papers with their vectors."""
        self._collection.upsert(
            ids=[paper.id for paper in papers],
            embeddings=vectors,
            metadatas=[cast(Any, _row(paper)) for paper in papers],
        )

    def finish(self) -> None:
        """Make it the collection that is searched, and drop the old one."""
        self._store.swap_in(self._collection)


def _connect(folder: Path) -> ClientAPI:
    """Return a client that shares nothing with any other; `PersistentClient` shares what is cached of a folder."""
    # chromadb would otherwise report its use to a server of its makers.
    settings = Settings(is_persistent=True, persist_directory=str(folder), anonymized_telemetry=False)
    system = System(settings)
    system.instance(ServerAPI)  # type: ignore[type-abstract]  # the settings say which
    system.start()
    return Client.from_system(system)


def _row(paper: Paper) -> dict[str, str | int]:
    row: dict[str, str | int] = {"record": paper.model_dump_json(exclude_defaults=True)}
    if paper.published:
        row["published"] = paper.published.toordinal()
    return row


def _papers(rows: Sequence[Mapping[str, object]] | None) -> dict[str, Paper]:
    read = (Paper.model_validate_json(str(row["record"])) for row in rows or ())
    return {paper.id: paper for paper in read}


def _within(since: dt.date | None, until: dt.date | None) -> dict[str, object]:
    bounds: list[dict[str, object]] = [{"published": {"$gte": (since or dt.date.min).toordinal()}}]
    if until:
        bounds.append({"published": {"$lte": until.toordinal()}})
    return {"$and": bounds} if len(bounds) > 1 else bounds[0]
