"""Speed, disk and memory as a library grows, beside a plain Chroma collection with the same vectors in the same run.

    python -m tests.bench.scale FILE... --out FOLDER --sizes 10000 75000 218000

Reads JSON Lines of papers as `assistant ingest file` does. Writes `scale.json` and, where `matplotlib` is installed,
the plot of the documentation. Every size runs in a process of its own, ours and Chroma's one after the other. Figures
of one machine say little; the ratios are what counts.
"""

import argparse
import datetime as dt
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

BATCH, QUERIES, WARM = 1000, 200, 5
PLOT = Path(__file__).parents[2] / "docs" / "pictures" / "scale.svg"
_LINES = (  # `made` is what `tests.bench.million` measures, on other days: lines are not joined
    ("ours", "o-", "ours"),
    ("chroma", "s--", "Chroma"),
    ("made", "^:", "ours, made papers, busy core"),
)
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


def fill_ours(everything: list, folder: Path) -> None:
    from index.embedders import choose_embedder
    from index.store.library import Library

    library = Library(folder, choose_embedder("static"))
    for start in range(0, len(everything), BATCH):
        library.upsert(everything[start : start + BATCH])


def ask_ours(folder: Path, questions: Sequence[str], day: dt.date) -> dict[str, float]:
    from index.embedders import choose_embedder
    from index.query import Filters, Query
    from index.search.retriever import HybridRetriever
    from index.store.library import Library

    retriever = HybridRetriever(Library(folder, choose_embedder("static")))
    filters = {"query": Filters(), "dated": Filters(since=day), "category": Filters(categories=("cs.CL",))}
    result: dict[str, float] = {}
    for name, chosen in filters.items():

        def ranked(text: str, chosen: Filters = chosen) -> object:
            return retriever.rank(Query(text=text, filters=chosen, k=20))

        for question in questions:  # the encoder reads what it has not read, once in the life of a library
            ranked(question)
        result[f"{name}_ms"], result[f"{name}_p95_ms"] = times(ranked, questions)
    result["memory_mb"] = round(resident())
    for place in range(2000):
        retriever.rank(Query(text=questions[place % len(questions)], k=20))
    return result | {"memory_later_mb": round(resident())}


def plain_chroma(folder: Path):
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    return client.get_or_create_collection(
        "papers", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )


def fill_chroma(everything: list, folder: Path) -> None:
    """A collection as its documentation makes it: texts as documents, the date as metadata, all settings its own."""
    from index.embedders import choose_embedder
    from index.embedders.base import document_text

    embedder, collection = choose_embedder("static"), plain_chroma(folder)
    for start in range(0, len(everything), BATCH):
        batch = everything[start : start + BATCH]
        collection.upsert(
            ids=[paper.id for paper in batch],
            embeddings=embedder.embed([document_text(paper) for paper in batch]),
            documents=[f"{paper.title}\n{paper.abstract}" for paper in batch],
            metadatas=[{"title": p.title, "day": p.published.toordinal() if p.published else 0} for p in batch],
        )


def ask_chroma(folder: Path, questions: Sequence[str], day: dt.date) -> dict[str, float]:
    from index.embedders import choose_embedder

    embedder, collection = choose_embedder("static"), plain_chroma(folder)
    result: dict[str, float] = {}
    for name, where in (("query", None), ("dated", {"day": {"$gte": day.toordinal()}})):
        result[f"{name}_ms"], result[f"{name}_p95_ms"] = times(
            lambda text, where=where: collection.query(
                query_embeddings=embedder.embed([text]), n_results=20, where=where
            ),
            questions,
        )
    result["memory_mb"] = round(resident())
    for place in range(2000):
        collection.query(query_embeddings=embedder.embed([questions[place % len(questions)]]), n_results=20)
    return result | {"memory_later_mb": round(resident())}


def fill(who: str, many: int, files: Sequence[Path], folder: Path) -> dict:
    """Ingest, and leave what the asking needs beside the library."""
    everything = papers(files, many)
    begun = time.monotonic()
    {"ours": fill_ours, "chroma": fill_chroma}[who](everything, folder)
    seconds = time.monotonic() - begun
    questions = [paper.title for paper in everything[:: max(1, len(everything) // QUERIES)]]
    asked = {"questions": questions, "day": middle_day(everything).isoformat()}
    (folder.parent / "asked.json").write_text(json.dumps(asked))
    return {
        "papers": len(everything),
        "ingest_per_second": round(len(everything) / seconds),
        "disk_mb": round(disk(folder)),
    }


def ask(who: str, folder: Path) -> dict:
    asked = json.loads((folder.parent / "asked.json").read_text())
    return {"ours": ask_ours, "chroma": ask_chroma}[who](
        folder, asked["questions"], dt.date.fromisoformat(asked["day"])
    )


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
        for who, style, told in _LINES:
            shown_of = [row for row in rows if who in row]
            axis.plot(
                [row["papers"] / 1000 for row in shown_of], [row[who][name] for row in shown_of], style, label=told
            )
        axis.set(title=label, xlabel="thousand papers", ylim=(0, None))
    axes[0].legend()
    pyplot.rcParams.update({"svg.hashsalt": "scale", "svg.fonttype": "none"})  # the same bytes each time, and few
    figure.savefig(path, metadata={"Date": None})


def table(rows: list[dict]) -> str:
    lines = ["| papers | | " + " | ".join(label for _, label in COLUMNS) + " |", "|" + "---|" * (len(COLUMNS) + 2)]
    for row in rows:
        for who in ("ours", "chroma"):
            cells = [str(row[who].get(name, "")) for name, _ in COLUMNS]
            lines.append(f"| {row['papers']:,} | {who} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def one(who: str, many: int, files: Sequence[Path]) -> dict:
    """Fill and ask in processes of their own, so that memory is that of asking."""
    with tempfile.TemporaryDirectory() as folder:
        found: dict = {}
        for step in ("fill", "ask"):
            command = [sys.executable, "-m", "tests.bench.scale", *map(str, files), "--step", step, who, folder]
            command += ["--sizes", str(many)]
            found |= json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.splitlines()[-1])
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=Path())
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 75_000])
    parser.add_argument("--step", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        step, who, folder = options.step
        library = Path(folder) / "library"
        print(json.dumps(fill(who, options.sizes[0], options.data, library) if step == "fill" else ask(who, library)))
        return
    rows = []
    for many in options.sizes:
        row = {who: one(who, many, options.data) for who in ("ours", "chroma")}
        rows.append({"papers": row["ours"]["papers"], **row})
        print(table(rows[-1:]), flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "scale.json").write_text(json.dumps(rows, indent=1) + "\n")
    plot(rows, PLOT)


if __name__ == "__main__":
    main()
