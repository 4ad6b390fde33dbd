"""Retrieval quality and speed on a test collection, for each side of the search and for both together.

nDCG (Järvelin and Kekäläinen 2002) with the gain itself, not 2^gain - 1, as in trec_eval and BEIR.
"""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, Field
from tqdm import tqdm

from assistant.evals.collection import read_documents, read_queries
from index.embedders import Embedder
from index.query import Query
from index.search.retriever import HybridRetriever
from index.store.library import Library

_RESAMPLES = 1000
_SEED = 0  # the same interval in every run

Relevant = Mapping[str, float]  # document -> grade, above 0
Scores = Sequence[float] | npt.NDArray[np.float64]
_DEPTH = 100
_BATCH = 2000


class Measures(BaseModel, frozen=True):
    """Means over queries, each in [0, 1]."""

    ndcg_10: float = Field(serialization_alias="ndcg@10")
    recall_5: float = Field(serialization_alias="recall@5")
    recall_20: float = Field(serialization_alias="recall@20")
    recall_100: float = Field(serialization_alias="recall@100")
    mrr: float
    ndcg_10_ci: tuple[float, float] = Field(serialization_alias="ndcg@10_ci")


def ndcg(ranking: Sequence[str], relevant: Relevant, depth: int) -> float:
    """Return the normalised discounted cumulated gain of the first `depth` documents."""
    gain = sum(relevant.get(key, 0) / math.log2(place + 2) for place, key in enumerate(ranking[:depth]))
    ideal = sorted(relevant.values(), reverse=True)[:depth]
    best = sum(grade / math.log2(place + 2) for place, grade in enumerate(ideal))
    return gain / best if best else 0.0


def recall(ranking: Sequence[str], relevant: Relevant, depth: int) -> float:
    """Return the share of the relevant documents that stand among the first `depth`."""
    return len(set(ranking[:depth]) & set(relevant)) / len(relevant) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], relevant: Relevant) -> float:
    """Return one over the rank of the first relevant document, 0 if there is none."""
    return next((1 / place for place, key in enumerate(ranking, start=1) if key in relevant), 0.0)


def bootstrap(values: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of the mean by the percentile bootstrap over queries (Efron 1979)."""
    drawn = np.random.default_rng(_SEED).choice(np.asarray(values), size=(_RESAMPLES, len(values)))
    return interval(drawn.mean(axis=1))


def interval(drawn: Scores) -> tuple[float, float]:
    """Return the middle 95 % of what a bootstrap has drawn."""
    low, high = np.percentile(drawn, [2.5, 97.5])
    return round(float(low), 4), round(float(high), 4)


def measure(rankings: Sequence[Sequence[str]], judged: Sequence[Relevant]) -> Measures:
    """Return the means over queries; `rankings` and `judged` have one item a query."""

    def mean(values: Sequence[float]) -> float:
        return round(float(np.mean(values)), 4)

    pairs = list(zip(rankings, judged, strict=True))
    gains = [ndcg(ranking, relevant, 10) for ranking, relevant in pairs]
    recalls = {depth: mean([recall(ranking, relevant, depth) for ranking, relevant in pairs]) for depth in (5, 20, 100)}
    return Measures(
        ndcg_10=mean(gains),
        recall_5=recalls[5],
        recall_20=recalls[20],
        recall_100=recalls[100],
        mrr=mean([reciprocal_rank(ranking, relevant) for ranking, relevant in pairs]),
        ndcg_10_ci=bootstrap(gains),
    )


def share(true: Iterable[bool]) -> float | None:
    """Return the share of what is true; None of nothing."""
    each = list(true)
    return round(sum(each) / len(each), 4) if each else None


def auroc(higher: Scores, lower: Scores) -> float:
    """Return the area under the ROC curve, as the share of pairs in order (Mann and Whitney 1947); ties count half."""
    _, inverse, counts = np.unique(np.concatenate([higher, lower]), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[: len(higher)].sum() - len(higher) * (len(higher) + 1) / 2) / (len(higher) * len(lower)))


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
        library, documents = Library(Path(folder) / "library", embedder), read_documents(corpus)
        started = time.monotonic()
        with tqdm(desc="indexing", unit=" documents", disable=None, leave=False) as bar:
            while batch := {paper.id: paper for paper in islice(documents, _BATCH)}:
                library.put(batch.values())
                bar.update(len(batch))
        indexed = time.monotonic()
        retriever = HybridRetriever(library)
        with tqdm(asked, desc="searching", unit=" queries", disable=None, leave=False) as bar:
            found = [retriever.rank(Query(text=query.text, k=_DEPTH)) for query in bar]
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
