"""Test collections, as JSON Lines and BEIR's judgements have them, and the quality and speed of searching them."""

import gzip
import json
import lzma
import math
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from assistant.errors import SourceUnreadable
from index.embedders import Embedder
from index.paper import Paper
from index.query import Query
from index.search.retriever import HybridRetriever
from index.store.library import Library

_QRELS_FIELDS = 3
_OPENERS: Mapping[str, Callable[..., IO[str]]] = {".gz": gzip.open, ".xz": lzma.open}
_RESAMPLES = 1000
_SEED = 0  # the same interval in every run
Relevant = Mapping[str, float]  # document -> grade, above 0
Scores = Sequence[float] | npt.NDArray[np.float64]
_DEPTH = 100
_BATCH = 2000


class Judged(NamedTuple):
    """A query with the grades of its relevant documents."""

    text: str
    relevant: Mapping[str, float]


def read_documents(path: Path) -> Iterator[Paper]:
    """Yield the documents of a corpus under their own ids; one with neither title nor text is left out."""
    for number, row in _rows(path):
        title = str(row.get("title") or "").strip()
        text = str(row.get("abstract") or row.get("text") or "").strip()
        if title or text:
            yield Paper(id=_id(row, path, number), title=title or text[:80], abstract=text or title)


def read_queries(path: Path, judgements: Path | None) -> list[Judged]:
    """Return the queries that have a relevant document, by themselves or by a table; SourceUnreadable if none has."""
    table = _read_judgements(judgements) if judgements else {}
    queries = []
    for number, row in _rows(path):
        relevant = table.get(_id(row, path, number), {}) if table else {}
        own = row.get("relevant")
        own = dict.fromkeys(own, 1.0) if isinstance(own, list) else own
        grades = own if isinstance(own, Mapping) else {}
        relevant = relevant or {str(key): float(grade) for key, grade in grades.items() if float(grade) > 0}
        text = str(row.get("query") or row.get("question") or row.get("text") or "").strip()
        if text and relevant:
            queries.append(Judged(text, relevant))
    if not queries:
        raise SourceUnreadable(f"No query of {path.name} has a relevant document.", "Give the judgements with --qrels.")
    return queries


def _read_judgements(path: Path) -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    with _open(path) as lines:
        for number, line in enumerate(lines, start=1):
            fields = line.split()
            if len(fields) == _QRELS_FIELDS + 1:  # trec_eval's own form has an unused second field
                fields = [fields[0], *fields[2:]]
            try:
                query, document, grade = fields[0], fields[1], float(fields[2])
            except (IndexError, ValueError) as error:
                if number == 1:
                    continue  # the header
                what = f"{path.name}:{number} is no judgement."
                raise SourceUnreadable(what, "Lines: query corpus score.") from error
            if grade > 0:
                table.setdefault(query, {})[document] = grade
    return table


def _id(row: Mapping[str, Any], path: Path, number: int) -> str:
    for name in ("id", "_id", "doc_id"):
        if row.get(name) is not None:
            return str(row[name])
    raise SourceUnreadable(f"{path.name}:{number} has no id.", "Each line needs `id`, `_id` or `doc_id`.")


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    with _open(path) as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise SourceUnreadable(f"{path.name}:{number} is not JSON.", "Give JSON Lines.") from error
            if not isinstance(row, dict):
                raise SourceUnreadable(f"{path.name}:{number} is no JSON object.", "Give one object a line.")
            yield number, row


@contextmanager
def _open(path: Path) -> Iterator[IO[str]]:
    """Open a text file, plain or compressed, and turn what goes wrong into one line."""
    try:
        with _OPENERS.get(path.suffix, open)(path, "rt", encoding="utf-8") as lines:
            yield lines
    except (OSError, EOFError, lzma.LZMAError, UnicodeDecodeError) as error:
        what = f"{path.name} cannot be read ({error})."
        raise SourceUnreadable(what, "Check the path, or fetch it again.") from error


def read_rows(path: Path, *fields: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a JSON Lines file; SourceUnreadable if it is none, or one lacks one of these fields."""
    for number, row in _rows(path):
        if missing := [field for field in fields if field not in row]:
            what = f"{path.name}:{number} has no {missing[0]}."
            raise SourceUnreadable(what, f"Each line needs {', '.join(fields)}.")
        yield row


def ndcg(ranking: Sequence[str], relevant: Relevant, depth: int) -> float:
    """Return nDCG (Järvelin and Kekäläinen 2002) of the first documents, with the gain itself, as trec_eval has it."""
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


def measure(rankings: Sequence[Sequence[str]], judged: Sequence[Relevant]) -> dict[str, Any]:
    """Return the means over queries, each in [0, 1]; `rankings` and `judged` have one item a query."""

    def mean(values: Sequence[float]) -> float:
        return round(float(np.mean(values)), 4)

    pairs = list(zip(rankings, judged, strict=True))
    gains = [ndcg(ranking, relevant, 10) for ranking, relevant in pairs]
    recalls = {f"recall@{n}": mean([recall(ranking, relevant, n) for ranking, relevant in pairs]) for n in (5, 20, 100)}
    mrr = mean([reciprocal_rank(ranking, relevant) for ranking, relevant in pairs])
    return {"ndcg@10": mean(gains), **recalls, "mrr": mrr, "ndcg@10_ci": bootstrap(gains)}


def share(true: Iterable[bool]) -> float | None:
    """Return the share of what is true; None of nothing."""
    each = list(true)
    return round(sum(each) / len(each), 4) if each else None


def auroc(higher: Scores, lower: Scores) -> float:
    """Return the area under the ROC curve, as the share of pairs in order (Mann and Whitney 1947); ties count half."""
    _, inverse, counts = np.unique(np.concatenate([higher, lower]), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    return float((ranks[: len(higher)].sum() - len(higher) * (len(higher) + 1) / 2) / (len(higher) * len(lower)))


def evaluate(corpus: Path, queries: Path, judgements: Path | None, embedder: Embedder) -> dict[str, Any]:
    """Index a corpus into a temporary library and search it with every query; speeds are of this machine."""
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
        return {
            "corpus": library.count(),
            "queries": len(asked),
            "lexical": measure([ranking.lexical for ranking in found], judged),
            "dense": measure([ranking.dense for ranking in found], judged),
            "hybrid": measure([ranking.hybrid for ranking in found], judged),
            "documents_per_second": round(library.count() / (indexed - started), 1),
            "queries_per_second": round(len(asked) / (searched - indexed), 1),
        }
