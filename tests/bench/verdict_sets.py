"""Makes the sets on which verdicts are measured, in the form that `assistant eval verdicts` reads, from public data.

    python -m tests.bench.verdict_sets DATA OUT

DATA is a folder with `hf_daily_api`, `scifact` and `verification`, which are no part of the repository. None of the
sets is made by a program that plants edits: SciFact's, HealthVer's and CovidFact's claims were written and labelled by
people, the summaries by a language model, and the verdict pairs and near-copies (`tests/data`) for this project, one by
one, by writers who had not seen the checks. For a summary the false side is that of the paper most like its own.
"""

import csv
import json
import lzma
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.verification.overlap import weighted_overlap
from index.embedders.static import StaticEmbedder
from index.sentences import split

Row = dict[str, Any]
_ROWS = Path(__file__).parents[1] / "data"
_SUMMARISED = 3  # sentences that a summary is taken to rest on: those that have most of it, one after the other


def main(data: Path, out: Path) -> None:
    """Write one file a set."""
    out.mkdir(parents=True, exist_ok=True)
    papers = daily_papers(data / "hf_daily_api")
    sets = {
        "pairs_dev": pairs("verdict_pairs_dev", papers),
        "pairs_test": pairs("verdict_pairs_test", papers),
        "near_copies_dev": pairs("near_copies_dev", papers),
        "near_copies_test": pairs("near_copies_test", papers),
        "summaries": summaries(papers),
        "scifact": scifact(data / "scifact"),
        "healthver": healthver(data / "verification" / "healthver_dev.csv"),
        "covidfact": covidfact(data / "verification" / "covidfact_dev.jsonl"),
    }
    for name, rows in sets.items():
        with (out / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def daily_papers(folder: Path) -> dict[str, Row]:
    """Return title, abstract and summary of every paper of the daily lists, by id."""
    papers: dict[str, Row] = {}
    for file in sorted(folder.glob("*.json.xz")):
        for entry in json.loads(lzma.decompress(file.read_bytes())):
            paper = entry.get("paper") if isinstance(entry, dict) else None
            if isinstance(paper, dict) and paper.get("summary"):
                papers.setdefault(f"arxiv:{paper['id']}", paper)
    return papers


def cited(paper: Row, numbers: Iterable[int]) -> list[Row]:
    """Return the entries of `cited` for some sentences of a paper."""
    abstract = " ".join(paper["summary"].split())
    sentences = split(abstract)
    key = f"arxiv:{paper['id']}"
    return [{"paper": key, "title": paper["title"], "text": sentences[n - 1], "abstract": abstract} for n in numbers]


def pairs(name: str, papers: dict[str, Row]) -> Iterator[Row]:
    """Yield the rows of `tests/data/NAME.jsonl`, with the sentences they cite."""
    for line in (_ROWS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        row["cited"] = [entry for key, numbers in row["cited"].items() for entry in cited(papers[key], numbers)]
        row["kind"] = row["kind"] if row["lang"] == "en" else f"{row['kind']} ({row['lang']})"
        yield {key: row[key] for key in ("claim", "question", "cited", "true", "kind") if key in row}


def summaries(papers: dict[str, Row]) -> Iterator[Row]:
    """Yield each summary against its own paper, and that of the most similar other one against the same."""
    told = [paper for paper in papers.values() if paper.get("ai_summary") and len(paper["summary"]) > 300]
    vectors = StaticEmbedder().embed([f"{paper['title']}. {paper['summary']}" for paper in told])
    for place, paper in enumerate(told):
        near = vectors @ vectors[place]
        near[place] = -1
        other = told[int(np.argmax(near))]
        for summary, true in ((paper["ai_summary"], True), (other["ai_summary"], False)):
            sentences = split(" ".join(paper["summary"].split()))
            kind = "own" if true else "neighbour"
            yield {"claim": summary, "cited": cited(paper, _rests_on(summary, sentences)), "true": true, "kind": kind}


def _rests_on(summary: str, sentences: Sequence[str]) -> list[int]:
    chosen: list[int] = []
    for _ in range(min(_SUMMARISED, len(sentences))):
        left = [n for n in range(1, len(sentences) + 1) if n not in chosen]
        with_this = {n: weighted_overlap(summary, " ".join(sentences[k - 1] for k in (*chosen, n))) for n in left}
        best = max(left, key=lambda n: with_this[n])
        if chosen and with_this[best] - weighted_overlap(summary, " ".join(sentences[k - 1] for k in chosen)) < 0.05:
            break
        chosen.append(best)
    return sorted(chosen)


def scifact(folder: Path) -> Iterator[Row]:
    """Yield the claims of the training half that have evidence, against it."""
    with lzma.open(folder / "corpus_sentences.jsonl.xz", "rt", encoding="utf-8") as lines:
        corpus = {str(row["doc_id"]): row for row in map(json.loads, lines)}
    for line in (folder / "claims_train.jsonl").read_text(encoding="utf-8").splitlines():
        claim = json.loads(line)
        for key, found in claim["evidence"].items():
            paper = corpus[key]
            numbers = sorted({n for each in found for n in each["sentences"]})
            whole = " ".join(sentence.strip() for sentence in paper["abstract"])
            entries = [
                {"paper": key, "title": paper["title"], "text": paper["abstract"][n].strip(), "abstract": whole}
                for n in numbers
            ]
            label = found[0]["label"]
            yield {"claim": claim["claim"], "cited": entries, "true": label == "SUPPORT", "kind": label.lower()}


def healthver(file: Path) -> Iterator[Row]:
    """Yield the claims with the evidence they were labelled against; there is no title."""
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            text = " ".join(row["evidence"].split())
            entries = [{"title": "", "text": sentence, "abstract": text} for sentence in split(text)]
            label = row["label"].lower()
            true = label == "supports"
            yield {
                "claim": row["claim"].strip(),
                "question": row["question"],
                "cited": entries,
                "true": true,
                "kind": label,
            }


def covidfact(file: Path) -> Iterator[Row]:
    """Yield the claims with their evidence sentences; there is no title."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        entries = [{"title": "", "text": text} for text in row["evidence"]]
        label = row["label"].lower()
        yield {"claim": row["claim"], "cited": entries, "true": label == "supported", "kind": label}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
