"""Whether the sentences that the extractive writer shows for a claim are those that people marked as its evidence.

The whole way is measured, retrieval and abstention with the choice of sentences; beside it the choice alone, with the
right abstracts given. Marked sentences are told by where they stand in the abstract, not by number: they were split by
somebody else.

    python -m tests.bench.measure_evidence CORPUS.jsonl CLAIMS.jsonl
"""

import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict
from tqdm import tqdm

from assistant.errors import SourceUnreadable
from assistant.evals.retrieval import bootstrap, read_rows
from assistant.jobs.abstention import Searched
from assistant.jobs.answer import ask
from assistant.parsing.events import Draft
from assistant.types import Finished
from assistant.writers.extractive import ExtractiveWriter
from index.embedders import Embedder, choose_embedder
from index.paper import Paper
from index.query import Evidence, Filters, Query
from index.search.retriever import HybridRetriever
from index.store.library import Library

SHOWN = 3  # sentences that count; what is shown behind them does not
_SAME = 0.5  # of the shorter of two sentences that overlap

Spot = tuple[str, int]  # a paper, and the number of a marked sentence in it
Spans = Sequence[tuple[int, int]]


class Found(BaseModel):
    """Over claims: how many have a marked sentence among the shown; over sentences: precision and recall."""

    model_config = ConfigDict(frozen=True)

    found: float
    found_ci: tuple[float, float]
    precision: float
    recall: float


class EvidenceFound(BaseModel):
    """What is printed. `given` is with the right abstracts given."""

    model_config = ConfigDict(frozen=True)

    corpus: int
    claims: int
    abstained: float
    shown: Found
    given: Found
    seconds_per_claim: float


class Marked(NamedTuple):
    """A claim, and for each paper with evidence the numbers, from 0, of the marked sentences."""

    text: str
    gold: Mapping[str, frozenset[int]]


def evaluate(corpus: Path, claims: Path, embedder: Embedder) -> EvidenceFound:
    """Index a corpus into a temporary library, enter every claim that has evidence, and compare what is shown.

    Raises:
        SourceUnreadable: a file is not what it should be, or no claim has evidence.
    """
    marked = list(_read_claims(claims))
    if not marked:
        raise SourceUnreadable(f"No claim in {claims.name} has evidence.", "Each line needs `claim` and `evidence`.")
    papers, spans = _read_corpus(corpus)
    with tempfile.TemporaryDirectory(prefix="assistant-eval-", ignore_cleanup_errors=True) as folder:
        library = Library(Path(folder) / "library", embedder)
        library.put(papers.values())
        retriever = HybridRetriever(library)
        started = time.monotonic()
        with tqdm(marked, desc="asking", unit=" claims", disable=None, leave=False) as bar:
            answers = [_answered(claim.text, retriever, len(papers)) for claim in bar]
        seconds = time.monotonic() - started
        given = [_with_given(claim, retriever) for claim in marked]
    return EvidenceFound(
        corpus=len(papers),
        claims=len(marked),
        abstained=round(sum(not shown for shown in answers) / len(marked), 4),
        shown=_measured(marked, answers, papers, spans),
        given=_measured(marked, given, papers, spans),
        seconds_per_claim=round(seconds / len(marked), 4),
    )


def _answered(claim: str, retriever: HybridRetriever, papers: int) -> list[Spot]:
    *_, last = ask(Query(text=claim), retriever=retriever, writers=[ExtractiveWriter()], searched=Searched(papers))
    assert isinstance(last, Finished)
    cited = (citation for one in last.answer.claims for citation in one.citations)
    return [(citation.paper, number) for citation in cited for number in citation.sentences][:SHOWN]


def _with_given(claim: Marked, retriever: HybridRetriever) -> list[Spot]:
    evidence = retriever.search(Query(text=claim.text, filters=Filters(papers=tuple(claim.gold))))
    return [_spot(draft, evidence) for draft in ExtractiveWriter().answer(claim.text, evidence)][:SHOWN]


def _spot(draft: Draft, evidence: Sequence[Evidence]) -> Spot:
    ((place, number),) = draft.marks
    return evidence[place - 1].paper.id, number or 0


def _measured(
    marked: Sequence[Marked], shown: Sequence[Sequence[Spot]], papers: Mapping[str, Paper], spans: Mapping[str, Spans]
) -> Found:
    met: list[set[Spot]] = []
    right = 0
    for claim, spots in zip(marked, shown, strict=True):
        each = [
            {(key, n) for n in _same_as(papers[key], number, spans[key]) & claim.gold.get(key, frozenset())}
            for key, number in spots
        ]
        right += sum(map(bool, each))
        met.append(set().union(*each))
    hits = [float(bool(found)) for found in met]
    return Found(
        found=round(sum(hits) / len(hits), 4),
        found_ci=bootstrap(hits),
        precision=round(right / max(sum(map(len, shown)), 1), 4),
        recall=round(sum(map(len, met)) / sum(len(n) for claim in marked for n in claim.gold.values()), 4),
    )


def _same_as(paper: Paper, number: int, spans: Spans) -> set[int]:
    """Return the numbers of the corpus' own sentences that sentence `number` of `paper` is, or is half of."""
    start = _starts(paper)[number - 1]
    end = start + len(paper.sentences[number - 1])
    return {
        place
        for place, (low, high) in enumerate(spans)
        if min(end, high) - max(start, low) >= _SAME * max(min(end - start, high - low), 1)
    }


def _starts(paper: Paper) -> list[int]:
    starts, at = [], 0
    for sentence in paper.sentences:
        starts.append(paper.abstract.index(sentence, at))
        at = starts[-1] + len(sentence)
    return starts


def _read_claims(path: Path) -> Iterator[Marked]:
    for row in read_rows(path):
        text, evidence = str(row.get("claim") or row.get("text") or "").strip(), row.get("evidence")
        if not text or not isinstance(evidence, Mapping):
            continue
        try:
            gold = {str(key): frozenset(_numbers(sets)) for key, sets in evidence.items()}
        except (TypeError, ValueError, KeyError) as error:
            todo = 'Give each paper a list of {"sentences": [0, 2]}, or of numbers.'
            raise SourceUnreadable(f"{path.name}: the evidence of {text[:60]!r} cannot be read.", todo) from error
        if any(gold.values()):
            yield Marked(text, {key: numbers for key, numbers in gold.items() if numbers})


def _numbers(sets: Iterable[Any]) -> Iterator[int]:
    """Yield the numbers in any of the forms: of sets with their label, of bare sets, or numbers alone."""
    for one in sets:
        numbers = one["sentences"] if isinstance(one, Mapping) else one
        yield from map(int, numbers if isinstance(numbers, list) else [numbers])


def _read_corpus(path: Path) -> tuple[dict[str, Paper], dict[str, Spans]]:
    """Return the papers by id, and where each of their sentences begins and ends."""
    papers: dict[str, Paper] = {}
    spans: dict[str, Spans] = {}
    for row in read_rows(path, "abstract"):
        key = str(row.get("doc_id", row.get("id", row.get("_id"))))
        sentences = [str(text).strip() for text in row["abstract"]] if isinstance(row["abstract"], list) else []
        if not sentences:
            raise SourceUnreadable(f"{path.name}: abstract {key} is not split.", "Give a list of its sentences.")
        ends = [sum(len(text) + 1 for text in sentences[: n + 1]) - 1 for n in range(len(sentences))]
        spans[key] = [(end - len(text), end) for end, text in zip(ends, sentences, strict=True)]
        abstract = " ".join(sentences)
        papers[key] = Paper(id=key, title=str(row.get("title") or abstract[:80]), abstract=abstract)
    return papers, spans


if __name__ == "__main__":
    print(evaluate(Path(sys.argv[1]), Path(sys.argv[2]), choose_embedder("static")).model_dump_json(indent=2))
