"""Speed, disk and memory as a library grows, beside a plain Chroma collection with the same vectors in the same run.

    python -m tests.bench.scale FILE... --out FOLDER --sizes 10000 75000 218000

Reads JSON Lines of papers as `assistant ingest file` does. Writes `scale.json` and, where `matplotlib` is installed,
`scale.png`. Every size runs in a process of its own, ours and Chroma's one after the other. Figures of one machine say
little; the ratios are what counts.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

BATCH, QUERIES, WARM = 1000, 200, 20
COLUMNS = (
    ("ingest_per_second", "papers/s, ingested"),
    ("query_ms", "query, median ms"),
    ("query_p95_ms", "p95"),
    ("dated_ms", "since a date, median ms"),
    ("dated_p95_ms", "p95"),
    ("category_ms", "in a category, median ms"),
    ("category_p95_ms", "p95"),
    ("disk_mb", "disk MB"),
    ("memory_mb", "memory MB"),
    ("memory_later_mb", "after 2,000 queries"),
)


def papers(files: Sequence[Path], many: int) -> list:
    from index.paper import Paper
    from index.sources.files import read_file

    def every() -> Iterator[Paper]:
        for file in files:
            yield from (record for record in read_file(file) if isinstance(record, Paper))

    return list({paper.id: paper for paper in islice(every(), many)}.values())


def resident() -> float:
    """Return the memory in use now, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def disk(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def times(ask: Callable[[str], object], questions: Sequence[str]) -> tuple[float, float]:
    """Return median and 95th percentile in ms."""
    taken = []
    for place, question in enumerate(questions):
        begun = time.perf_counter()
        ask(question)
        if place >= WARM:
            taken.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(taken), 2), round(statistics.quantiles(taken, n=20)[-1], 2)


def middle_day(everything: list) -> dt.date:
    days = sorted(paper.published for paper in everything if paper.published)
    return days[len(days) // 2]


def measure_ours(everything: list, folder: Path) -> dict[str, float]:
    from index.embedders import choose_embedder
    from index.library import Library
    from index.query import Filters, Query
    from index.retriever import HybridRetriever

    library = Library(folder, choose_embedder("static"))
    begun = time.monotonic()
    for start in range(0, len(everything), BATCH):
        library.upsert(everything[start : start + BATCH])
    seconds = time.monotonic() - begun
    retriever = HybridRetriever(Library(folder, choose_embedder("static")))
    questions = [paper.title for paper in everything[:: max(1, len(everything) // QUERIES)]]
    filters = {
        "query": Filters(),
        "dated": Filters(since=middle_day(everything)),
        "category": Filters(categories=("cs.CL",)),
    }
    result = {"papers": len(everything), "ingest_per_second": round(len(everything) / seconds)}
    for name, chosen in filters.items():
        result[f"{name}_ms"], result[f"{name}_p95_ms"] = times(
            lambda text, chosen=chosen: retriever.rank(Query(text=text, filters=chosen, k=20)), questions
        )
    result |= {"disk_mb": round(disk(folder)), "memory_mb": round(resident())}
    for place in range(2000):
        retriever.rank(Query(text=questions[place % len(questions)], k=20))
    return result | {"memory_later_mb": round(resident())}


def measure_chroma(everything: list, folder: Path) -> dict[str, float]:
    """A collection as its documentation makes it: texts as documents, the date as metadata, all settings its own."""
    import chromadb
    from chromadb.config import Settings

    from index.embedders import choose_embedder
    from index.embedders.base import document_text

    embedder = choose_embedder("static")
    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    papers = client.create_collection("papers", embedding_function=None, configuration={"hnsw": {"space": "cosine"}})
    seconds = 0.0
    for start in range(0, len(everything), BATCH):
        batch = everything[start : start + BATCH]
        begun = time.monotonic()
        papers.upsert(
            ids=[paper.id for paper in batch],
            embeddings=embedder.embed([document_text(paper) for paper in batch]),
            documents=[f"{paper.title}\n{paper.abstract}" for paper in batch],
            metadatas=[{"title": p.title, "day": p.published.toordinal() if p.published else 0} for p in batch],
        )
        seconds += time.monotonic() - begun
    questions = [paper.title for paper in everything[:: max(1, len(everything) // QUERIES)]]
    day = middle_day(everything).toordinal()
    result = {"papers": len(everything), "ingest_per_second": round(len(everything) / seconds)}
    for name, where in (("query", None), ("dated", {"day": {"$gte": day}})):
        result[f"{name}_ms"], result[f"{name}_p95_ms"] = times(
            lambda text, where=where: papers.query(query_embeddings=embedder.embed([text]), n_results=20, where=where),
            questions,
        )
    result |= {"disk_mb": round(disk(folder)), "memory_mb": round(resident())}
    for place in range(2000):
        papers.query(query_embeddings=embedder.embed([questions[place % len(questions)]]), n_results=20)
    return result | {"memory_later_mb": round(resident())}


def plot(rows: list[dict], path: Path) -> None:
    try:
        import matplotlib
    except ImportError:
        return
    matplotlib.use("Agg")
    from matplotlib import pyplot

    shown = [
        ("ingest_per_second", "papers ingested a second"),
        ("query_ms", "query, median ms"),
        ("dated_ms", "query since a date, median ms"),
        ("disk_mb", "disk, MB"),
        ("memory_later_mb", "memory, MB"),
    ]
    figure, axes = pyplot.subplots(1, len(shown), figsize=(4 * len(shown), 3.4), constrained_layout=True)
    for axis, (name, label) in zip(axes, shown, strict=True):
        for who, style in (("ours", "o-"), ("chroma", "s--")):
            axis.plot([row["papers"] / 1000 for row in rows], [row[who][name] for row in rows], style, label=who)
        axis.set(title=label, xlabel="thousand papers", ylim=(0, None))
    axes[0].legend()
    figure.savefig(path, dpi=110)


def table(rows: list[dict]) -> str:
    lines = ["| papers | | " + " | ".join(label for _, label in COLUMNS) + " |", "|" + "---|" * (len(COLUMNS) + 2)]
    for row in rows:
        for who in ("ours", "chroma"):
            cells = [str(row[who].get(name, "")) for name, _ in COLUMNS]
            lines.append(f"| {row['papers']:,} | {who} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def one(who: str, many: int, files: Sequence[Path]) -> dict:
    """Measure in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "tests.bench.scale", *map(str, files), "--only", who, "--sizes", str(many)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=Path())
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 75_000])
    parser.add_argument("--only", choices=["ours", "chroma"])
    options = parser.parse_args()
    if options.only:
        measure = {"ours": measure_ours, "chroma": measure_chroma}[options.only]
        with tempfile.TemporaryDirectory() as folder:
            found = measure(papers(options.data, options.sizes[0]), Path(folder) / "library")
        peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        print(json.dumps(found | {"peak_mb": peak}))
        return
    rows = []
    for many in options.sizes:
        row = {who: one(who, many, options.data) for who in ("ours", "chroma")}
        rows.append({"papers": row["ours"]["papers"], **row})
        print(table(rows[-1:]), flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "scale.json").write_text(json.dumps(rows, indent=1) + "\n")
    plot(rows, options.out / "scale.png")


if __name__ == "__main__":
    main()
