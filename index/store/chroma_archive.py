"""Papers in Chroma's Cloud alone, searched there: for a corpus that no machine has a replica of.

A collection a month, so that none reaches the Cloud's limit of rows. A row has title and abstract as its document, the
rest under `record`, our own embedder's vector, and BM25 weights under `words`. Only the Cloud has `Search`.
"""

import json
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from operator import and_, or_
from typing import Any, cast

import chromadb
from chromadb import K, Knn, Rrf, Schema, Search, SparseVector, SparseVectorIndexConfig, VectorIndexConfig
from pydantic import ValidationError

from index.embedders.base import Embedder, Vectors, document_text
from index.paper import Paper
from index.query import Filters
from index.store.chroma_server import CLOUD_ROWS, ChromaServer, joined, pieces
from index.terms import terms

_NAME, _UNDATED = "assistant-archive-", "undated"
_DOCUMENT = 16_384  # bytes, a limit of the Cloud
_SATURATION, _LENGTH, _USUAL = 1.2, 0.75, 120  # k and b of BM25, and the terms of a usual abstract
_CANDIDATES = 100  # of each side of a month
_FOUND, _LEAST = 100, 5  # papers of all months together, and of each at least
_AT_ONCE = 8  # requests; the Cloud takes ten of one collection
_FRESH = 600.0  # seconds for which it is remembered which months there are
_SAID = {"title", "abstract"}  # in the document


class ChromaArchive:
    """The collections at the place of a server; see `ChromaServer` for what every use can raise."""

    def __init__(self, server: ChromaServer, embedder: Embedder) -> None:
        self._server, self._embedder = server, embedder
        self._months: dict[str, chromadb.Collection] = {}  # by name, such as 2024-05
        self._listed_at = float("-inf")

    @staticmethod
    def takes(filters: Filters) -> bool:
        """Tell whether it can be searched with filters: with days, categories and papers to leave out alone."""
        rest = {"since": None, "until": None, "categories": (), "others_than": ()}
        return not filters.model_copy(update=rest)

    def put(self, papers: Sequence[Paper]) -> None:
        """Write papers, in the place of those of the same ids and months. Nothing is merged."""
        months = defaultdict[str, list[Paper]](list)
        for paper in papers:
            months[f"{paper.published:%Y-%m}" if paper.published else _UNDATED].append(paper)
        for month, those in months.items():
            collection = self._made(month)
            for start in range(0, len(those), CLOUD_ROWS):
                some = those[start : start + CLOUD_ROWS]
                collection.upsert(
                    ids=[paper.id for paper in some],
                    embeddings=self._embedder.embed([document_text(paper) for paper in some]),
                    documents=[_document(paper) for paper in some],
                    metadatas=cast(Any, [_row(paper) for paper in some]),
                )

    def search(self, text: str, filters: Filters) -> list[Paper]:
        """Return some hundred papers that may be on what is asked, in no order, as each month has its own."""
        months = [collection for month, collection in self._listed().items() if _has_days(month, filters)]
        asked = _search(text, self._embedder.embed([text])[0], filters, max(_LEAST, _FOUND // max(len(months), 1)))
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            replies = threads.map(lambda month: month.search(asked), months)
            return list({paper.id: paper for reply in replies for paper in _papers(cast(Any, reply))}.values())

    def _made(self, month: str) -> chromadb.Collection:
        schema = Schema().create_index(VectorIndexConfig(space="cosine"))
        schema = schema.create_index(SparseVectorIndexConfig(bm25=True), key="words")
        tenant, database = self._server.home
        model = self._server.api.get_or_create_collection(
            _NAME + month, schema=schema, tenant=tenant, database=database
        )
        return self._collection(model)

    def _collection(self, model: Any) -> chromadb.Collection:  # noqa: ANN401  as Chroma's client makes it
        return chromadb.Collection(client=self._server.api, model=model, embedding_function=None)

    def _listed(self) -> dict[str, chromadb.Collection]:
        """Return the months that there are."""
        if time.monotonic() - self._listed_at > _FRESH:
            (tenant, database), found = self._server.home, list[Any]()
            while True:
                page = self._server.api.list_collections(CLOUD_ROWS, len(found), tenant, database)
                found += page
                if len(page) < CLOUD_ROWS:
                    break
            ours = [model for model in found if model.name.startswith(_NAME)]
            self._months = {model.name.removeprefix(_NAME): self._collection(model) for model in ours}
            self._listed_at = time.monotonic()
        return self._months


def _search(text: str, vector: Vectors, filters: Filters, many: int) -> Search:
    """Return what one month is asked: what is near by meaning or by words, joined by reciprocal ranks."""
    ranks: list[Any] = [Knn(vector.tolist(), limit=_CANDIDATES, return_rank=True, default=float(_CANDIDATES))]
    if words := _weights(terms(text), asked=True):
        ranks.append(Knn(words, key="words", limit=_CANDIDATES, return_rank=True, default=float(_CANDIDATES)))
    return Search(where=_where(filters), rank=Rrf(ranks), limit=many).select(K.DOCUMENT, K.METADATA)


def _where(filters: Filters) -> Any:  # noqa: ANN401  an expression of Chroma's
    wanted = list[Any]()
    if filters.since:
        wanted.append(K("day") >= filters.since.toordinal())
    if filters.until:
        wanted.append(K("day") <= filters.until.toordinal())
    if filters.others_than:
        wanted.append(K.ID.not_in(list(filters.others_than)))
    if filters.categories:
        wanted.append(reduce(or_, (K("categories").contains(category) for category in filters.categories)))
    return reduce(and_, wanted) if wanted else None


def _has_days(month: str, filters: Filters) -> bool:
    if month == _UNDATED:
        return not (filters.since or filters.until)
    first, last = (f"{day:%Y-%m}" if day else month for day in (filters.since, filters.until))
    return first <= month <= last


def _weights(words: Sequence[str], *, asked: bool = False) -> SparseVector | None:
    """Return what BM25 makes of terms but for how rare they are; in a question, each counts once. None without any."""
    most = _SATURATION * (1 - _LENGTH + _LENGTH * len(words) / _USUAL)
    counts = Counter(zlib.crc32(word.encode()) for word in words)
    found = {key: 1.0 if asked else n * (_SATURATION + 1) / (n + most) for key, n in sorted(counts.items())}
    return SparseVector(indices=list(found), values=list(found.values())) if found else None


def _document(paper: Paper) -> str:
    return f"{' '.join(paper.title.split())}\n{paper.abstract}".encode()[:_DOCUMENT].decode(errors="ignore")


def _row(paper: Paper) -> dict[str, object]:
    record = paper.model_dump_json(exclude=_SAID, exclude_defaults=True)
    row: dict[str, object] = {key: piece for key, piece in pieces("record", record).items() if piece is not None}
    if words := _weights(terms(document_text(paper))):
        row["words"] = words
    if paper.published:
        row["day"] = paper.published.toordinal()
    if paper.categories:
        row["categories"] = list(paper.categories)
    return row


def _papers(reply: dict[str, Any]) -> list[Paper]:
    """Return the papers of a reply to one search; one that cannot be read is left out."""
    found = list[Paper]()
    for document, row in zip((reply["documents"] or [()])[0] or (), (reply["metadatas"] or [()])[0] or (), strict=True):
        title, _, abstract = (document or "").partition("\n")
        try:
            record = json.loads(joined(row or {}, "record"))
            found.append(Paper.model_validate_json(json.dumps({**record, "title": title, "abstract": abstract})))
        except (ValueError, ValidationError):
            continue
    return found
