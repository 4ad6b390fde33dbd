"""Retrieval quality and speed on a test collection, for each side of the search and for both together."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from pydantic import BaseModel
from tqdm import tqdm

from assistant.evals.collection import Judged, read_documents, read_queries
from assistant.evals.metrics import Measures, measure
from index.embedders import Embedder
from index.query import Query
from index.search.retriever import HybridRetriever, Rankings
from index.store.library import Library

_DEPTH = 100
_BATCH = 2000


class Evaluation(BaseModel, frozen=True):
    """What `assistant eval retrieval` prints. Speeds are of one process on this machine."""

    corpus: int
    queries: int
    lexical: Measures
    dense: Measures
    hybrid: Measures
    documents_per_second: float
    queries_per_second: float


def evaluate(corpus: Path, queries: Path, judgements: Path | None, embedder: Embedder) -> Evaluation:
    """Index a corpus into a temporary library and search it with every query."""
    asked = read_queries(queries, judgements)
    with tempfile.TemporaryDirectory(prefix="assistant-eval-", ignore_cleanup_errors=True) as folder:
        library = Library(Path(folder) / "library", embedder)
        started = time.monotonic()
        _index(corpus, library)
        indexed = time.monotonic()
        found = _search(asked, HybridRetriever(library))
        searched = time.monotonic()
        judged = [query.relevant for query in asked]
        return Evaluation(
            corpus=library.count(),
            queries=len(asked),
            lexical=measure([ranking.lexical for ranking in found], judged),
            dense=measure([ranking.dense for ranking in found], judged),
            hybrid=measure([ranking.hybrid for ranking in found], judged),
            documents_per_second=round(library.count() / (indexed - started), 1),
            queries_per_second=round(len(asked) / (searched - indexed), 1),
        )


def _index(corpus: Path, library: Library) -> None:
    with tqdm(desc="indexing", unit=" documents", disable=None, leave=False) as bar:
        documents = read_documents(corpus)
        while batch := {paper.id: paper for paper in islice(documents, _BATCH)}:
            library.put(batch.values())
            bar.update(len(batch))


def _search(asked: Sequence[Judged], retriever: HybridRetriever) -> list[Rankings]:
    with tqdm(asked, desc="searching", unit=" queries", disable=None, leave=False) as bar:
        return [retriever.rank(Query(text=query.text, k=_DEPTH)) for query in bar]
