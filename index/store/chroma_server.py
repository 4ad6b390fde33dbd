"""The papers that several machines share: two collections on a Chroma server, or in Chroma's Cloud.

A row of `assistant-papers` is as in `chroma`, with the embedder and the number of its last write; one that was removed
has `gone` alone. No value exceeds the Cloud's limit: a longer text goes on under `record1` and so on. A row of
`assistant-writes` is a write: see `write_log`.
"""

import weakref
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import count, takewhile
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

import chromadb
import numpy as np
from chromadb.api import ServerAPI
from chromadb.api.fastapi import FastAPI
from chromadb.config import DEFAULT_DATABASE, DEFAULT_TENANT, Settings, System
from pydantic import ValidationError

from index.embedders.base import Vectors
from index.endpoint.address import shown
from index.errors import LibraryNewer, ServerRefused
from index.paper import Paper
from index.store.chroma import decoded, encoded
from index.store.chroma_session import Patience, PatientSession

_PAPERS, _WRITES = "assistant-papers", "assistant-writes"
_FORMAT = 1
_CLOUD, CLOUD_ROWS = "trychroma.com", 300  # rows of a request: https://docs.trychroma.com/cloud/quotas-limits
_ROWS = 1000  # rows of a request elsewhere, some 4 MB; the server's own limit is 5,461, and 40 MB
_IDS = 50_000  # ids of a reply elsewhere
_VALUE = 4096  # bytes of a value, and
_PIECES = 14  # values of a text, at most, in Chroma's Cloud, which takes 32 keys a row
# The server writes its graph of zeros to disk once in so many rows, and clears its log then.
_GRAPH = {"space": "l2", "ef_construction": 1, "max_neighbors": 2, "sync_threshold": 10_000}

Value = str | int | bool | None
Row = dict[str, Value]


class Place(NamedTuple):
    """Where the papers are: the address of a Chroma server, and what lets us in."""

    url: str
    token: str = ""
    tenant: str = ""
    database: str = ""
    patience: Patience = Patience()

    @property
    def is_cloud(self) -> bool:
        """Whether it is Chroma's own Cloud, which has limits of its own."""
        return (urlsplit(self.url).hostname or "").endswith(_CLOUD)


class Shared(NamedTuple):
    """What the server has of a paper."""

    id: str
    paper: Paper | None  # None: it was removed
    now: str  # the id that it has now, if it was removed for another; else ""
    vector: Vectors  # shape (dimensions,), without numbers if there is none
    embedder: str  # the fingerprint of what made it


class Write(NamedTuple):
    """A write: its number, a token of who writes, how often that said that it goes on, and whether it is over."""

    number: int
    owner: str
    beat: int = 0
    done: bool = False


class ChromaServer:
    """The collections at a place, made when they are not there. Nothing is asked before the first use.

    Every use can raise ServerUnreachable, ServerRefused, LibraryNewer if a later release wrote it, and
    ConfigurationError if the environment names a proxy or a certificate that cannot be used.
    """

    def __init__(self, place: Place) -> None:
        self.place = place

    @cached_property
    def api(self) -> FastAPI:
        """Chroma's client, with connections of ours in the place of its own."""
        place = self.place
        headers = {"X-Chroma-Token": place.token} if place.token else {}
        if place.token and not place.is_cloud:
            headers["Authorization"] = f"Bearer {place.token}"  # which of the two a proxy looks at is its choice
        session = PatientSession(place.url, headers, place.patience)
        settings = Settings(
            chroma_api_impl="chromadb.api.fastapi.FastAPI",
            chroma_server_host=place.url,
            chroma_server_http_port=urlsplit(place.url).port or 0,  # which the address has, if any: it must be given
            anonymized_telemetry=False,
        )
        api = cast(FastAPI, System(settings).instance(ServerAPI))  # type: ignore[type-abstract]  # the settings say which
        session.headers.update({key: api._session.headers[key] for key in ("Content-Type", "User-Agent")})
        api._session.close()
        api._session = session
        weakref.finalize(self, session.close)
        return api

    @cached_property
    def home(self) -> tuple[str, str]:
        """Tenant and database; those that are not set are the token's in the Cloud, elsewhere Chroma's own defaults."""
        place = self.place
        if place.is_cloud and not (place.tenant and place.database):
            who = self.api.get_user_identity()
            databases = [name for name in who.databases or () if name != "*"]
            if not (place.database or len(databases) == 1):
                what = f"The token for {shown(place.url)} is not of one database."
                raise ServerRefused(what, "Name the database with ASSISTANT_CHROMA_DATABASE.")
            return place.tenant or str(who.tenant), place.database or databases[0]
        return place.tenant or DEFAULT_TENANT, place.database or DEFAULT_DATABASE

    @cached_property
    def _papers(self) -> chromadb.Collection:
        return self._collection(_PAPERS)

    @cached_property
    def _writes(self) -> chromadb.Collection:
        return self._collection(_WRITES)

    def _collection(self, name: str) -> chromadb.Collection:
        tenant, database = self.home
        model = self.api.get_or_create_collection(
            name,
            configuration=None if self.place.is_cloud else cast(Any, {"hnsw": _GRAPH}),
            metadata={"format": _FORMAT},
            tenant=tenant,
            database=database,
        )
        form = (model.metadata or {}).get("format")
        if form != _FORMAT:
            what = f"The papers at {shown(self.place.url)} are of format {form!r}; this release knows format {_FORMAT}."
            raise LibraryNewer(what, "Upgrade the program: pip install --upgrade daily-papers-assistant.")
        return chromadb.Collection(client=self.api, model=model, embedding_function=None)

    @cached_property
    def _rows(self) -> int:
        """How many rows a request has at most."""
        most = self.api.get_max_batch_size()
        return min(CLOUD_ROWS if self.place.is_cloud else _ROWS, most if most > 0 else _ROWS)

    @property
    def id(self) -> str:
        """The id of the collection: another one is another library, also at the same address."""
        return str(self._papers.id)

    def told(self) -> str:
        """Return where the papers are, and how many rows they have, for a person."""
        return f"at {shown(self.place.url)}, {self._papers.count():,} with those that were removed"

    def changed(self, after: int, until: int) -> list[str]:
        """Return the ids of the rows last written in a write numbered from `after` (not included) to `until`."""
        where: Any = {"$and": [{"write": {"$gt": after}}, {"write": {"$lte": until}}]}
        most, found = CLOUD_ROWS if self.place.is_cloud else _IDS, dict[str, None]()
        while True:
            before, start, full = len(found), 0, True
            while full:
                page = self._papers.get(where=where, limit=most, offset=start, include=[])["ids"]
                found |= dict.fromkeys(page)
                start, full = start + len(page), len(page) == most
            if start <= most or len(found) == before:  # a row that is written meanwhile moves those behind it forward
                return list(found)

    def get(self, ids: Sequence[str]) -> list[Shared]:
        """Return what there is of papers; an unknown id is left out, and a record that cannot be read."""
        found = list[Shared]()
        for start in range(0, len(ids), self._rows):
            rows = self._papers.get(ids=list(ids[start : start + self._rows]), include=["metadatas"])
            read = (_read(key, row or {}) for key, row in zip(rows["ids"], rows["metadatas"] or (), strict=True))
            found += [one for one in read if one]
        return found

    def put(self, write: int, papers: Sequence[Paper], vectors: Vectors, embedder: str) -> None:
        """Write papers with their vectors, shape (len(papers), dimensions)."""
        rows = [_record(paper) | _vector(vector, embedder) for paper, vector in zip(papers, vectors, strict=True)]
        self._put(write, [paper.id for paper in papers], rows)

    def update(self, write: int, papers: Sequence[Paper]) -> None:
        """Write papers whose vectors stay as they are."""
        self._put(write, [paper.id for paper in papers], [_record(paper) for paper in papers])

    def remove(self, write: int, ids: Mapping[str, str]) -> None:
        """Remove papers; each has the id that it is known by from now on, or none."""
        nothing: Row = {f"{name}{place or ''}": None for name in ("record", "vector") for place in range(_PIECES)}
        nothing |= {"embedder": None, "gone": True}
        self._put(write, list(ids), [{**nothing, "now": now or None} for now in ids.values()])

    def touch(self, write: int, ids: Sequence[str]) -> None:
        """Have everybody read rows again, as they are; unknown ids are left out."""
        self._update(ids, [{"write": write}] * len(ids))

    def set_vectors(self, papers: Sequence[str], vectors: Vectors, embedder: str) -> None:
        """Put other vectors in the place of those of papers; nobody is told."""
        self._update(papers, [_vector(vector, embedder) for vector in vectors])

    def writes(self, since: int) -> list[Write]:
        """Return the writes numbered from `since` on, in order."""
        where: Any = {"number": {"$gte": since}}
        rows = self._writes.get(where=where, limit=CLOUD_ROWS, include=["metadatas"])["metadatas"] or ()
        read = [
            Write(int(cast(Any, row["number"])), str(row["owner"]), int(cast(Any, row["beat"])), bool(row["done"]))
            for row in rows
        ]
        return sorted(read)

    def begin(self, write: Write) -> None:
        """Note a write, unless there is one of its number: Chroma leaves a row that is there as it is."""
        rows: Any = [write._asdict()]
        self._writes.add(ids=[str(write.number)], embeddings=_zeros(1), metadatas=rows)

    def beat(self, write: int, beat: int) -> None:
        """Note that a write goes on."""
        self._writes.update(ids=[str(write)], metadatas=[{"beat": beat}])

    def end(self, write: int) -> None:
        """Note that a write is over; no beat that comes late changes that."""
        self._writes.update(ids=[str(write)], metadatas=[{"done": True}])

    def forget(self, before: int) -> None:
        """Drop what is noted of the writes of lower numbers."""
        where: Any = {"number": {"$lt": before}}
        self._writes.delete(where=where)

    def _put(self, write: int, ids: Sequence[str], rows: Sequence[Row]) -> None:
        for start in range(0, len(ids), self._rows):
            some: Any = [{**row, "write": write} for row in rows[start : start + self._rows]]
            self._papers.upsert(ids=list(ids[start : start + self._rows]), embeddings=_zeros(len(some)), metadatas=some)

    def _update(self, ids: Sequence[str], rows: Sequence[Row]) -> None:
        for start in range(0, len(ids), self._rows):
            some: Any = rows[start : start + self._rows]
            self._papers.update(ids=list(ids[start : start + self._rows]), metadatas=some)


def _zeros(rows: int) -> Vectors:
    return np.zeros((rows, 1), dtype=np.float32)


def _record(paper: Paper) -> Row:
    return {**pieces("record", paper.model_dump_json(exclude_defaults=True)), "gone": None, "now": None}


def _vector(vector: Vectors, embedder: str) -> Row:
    return {**pieces("vector", encoded(vector)), "embedder": embedder}


def pieces(name: str, text: str) -> Row:
    """Return a text as values under `name`, `name1` and so on; it ends where there is none."""
    found, data = list[str](), text.encode()
    while data:
        found.append(data[:_VALUE].decode(errors="ignore"))  # a sign that is cut goes into the next one
        data = data[len(found[-1].encode()) :]
    return {f"{name}{place or ''}": piece for place, piece in enumerate([*found, None])}


def joined(row: Mapping[str, object], name: str) -> str:
    """Return the text that stands under `name`, `name1` and so on."""
    values = (row.get(f"{name}{place or ''}") for place in count())
    return "".join(map(str, takewhile(lambda value: value is not None, values)))


def _read(key: str, row: Mapping[str, object]) -> Shared | None:
    """Return what a row says; None if its record is not what was written."""
    nothing = np.zeros(0, dtype=np.float32)
    if row.get("gone"):
        return Shared(key, None, str(row.get("now") or ""), nothing, "")
    try:
        paper = Paper.model_validate_json(joined(row, "record"))
        vector = decoded(joined(row, "vector"))
    except ValidationError:
        return None
    return Shared(key, paper, "", vector, str(row.get("embedder") or "") if len(vector) else "")
