"""Bulk ingest beside a plain Chroma upsert of the same papers and vectors, in one run, turn by turn.

    python -m tests.bench.bulk FILE... [--papers 4000] [--turns 3]

Reads papers as `assistant ingest file` does, and writes a thousand at a time: ours through `Library.upsert` (merged,
journalled, into records, words and vectors, safe against a kill at any moment), Chroma's as its documentation has it
(`upsert` with texts, metadata and embeddings, all settings its own). Each is measured with the vectors made before,
and with the making of them. Every fill has a process of its own; the best of the turns counts, for others use the
machine too, and beside the ratio of times stands that of the processors' time, which they change less. Prints one JSON
object.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from tests.bench.scale import BATCH, papers, plain_chroma


class Made:
    """An embedder whose vectors are there already."""

    batch = BATCH

    def __init__(self, texts: Sequence[str]) -> None:
        from index.embedders import choose_embedder

        embedder = choose_embedder("static")
        self.fingerprint = embedder.fingerprint
        self._vectors = dict(zip(texts, embedder.embed(texts), strict=True))

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        return np.stack([self._vectors[text] for text in texts])


def fill(who: str, everything: list, embedder: Any, folder: Path) -> tuple[float, float]:
    """Write all papers, the opening of an empty library included; return the seconds, and those of processors."""
    from index.embedders.base import document_text
    from index.store.library import Library

    begun, used = time.monotonic(), time.process_time()
    library = Library(folder, embedder) if who == "ours" else None
    collection = None if library else plain_chroma(folder)
    for start in range(0, len(everything), BATCH):
        batch = everything[start : start + BATCH]
        if library:
            library.upsert(batch)
        elif collection:
            collection.upsert(
                ids=[paper.id for paper in batch],
                embeddings=embedder.embed([document_text(paper) for paper in batch]),
                documents=[f"{paper.title}\n{paper.abstract}" for paper in batch],
                metadatas=[{"title": p.title, "day": p.published.toordinal() if p.published else 0} for p in batch],
            )
    return time.monotonic() - begun, time.process_time() - used


def step(who: str, how: str, files: Sequence[Path], many: int) -> dict[str, float]:
    """Return how long the reading took, and the writing after everything was loaded once."""
    from index.embedders import choose_embedder
    from index.embedders.base import document_text

    begun = time.monotonic()
    everything = papers(files, many)
    reading = time.monotonic() - begun
    texts = [document_text(paper) for paper in everything]
    embedder = Made(texts) if how == "without embedding" else choose_embedder("static")
    embedder.embed(texts[:1])
    with tempfile.TemporaryDirectory() as folder:
        fill(who, everything[:2], embedder, Path(folder) / "first")
        seconds, busy = fill(who, everything, embedder, Path(folder) / "all")
    return {"papers": len(everything), "reading": reading, "seconds": seconds, "busy": busy}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--papers", type=int, default=4000)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--step", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        print(json.dumps(step(*options.step, options.data, options.papers)))
        return
    best: dict[str, dict[str, float]] = {}
    for _ in range(options.turns):
        for how in ("without embedding", "with embedding"):
            for who in ("ours", "chroma"):
                command = [sys.executable, "-m", "tests.bench.bulk", *map(str, options.data), "--step", who, how]
                done = subprocess.run(
                    [*command, "--papers", str(options.papers)], check=True, stdout=subprocess.PIPE, text=True
                )
                found = json.loads(done.stdout.splitlines()[-1])
                known = best.setdefault(f"{who}, {how}", found)
                known |= {name: min(known[name], found[name]) for name in ("reading", "seconds", "busy")}
    result: dict[str, object] = {"papers": next(iter(best.values()))["papers"]}
    result |= {f"{name}: papers a second": round(each["papers"] / each["seconds"]) for name, each in best.items()}
    for how in ("without embedding", "with embedding"):
        for name, key in (("", "seconds"), (" of processors", "busy")):
            result[f"ratio{name}, {how}"] = round(best[f"chroma, {how}"][key] / best[f"ours, {how}"][key], 2)
    result["reading, rows a second"] = round(max(each["papers"] / each["reading"] for each in best.values()))
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
