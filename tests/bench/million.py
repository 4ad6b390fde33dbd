"""One library that grows to a million papers: real ones first, then such as are made of two real ones each.

    python -m tests.bench.million FILE... --folder FOLDER --sizes 300000 600000 1000000 --into tests/bench/scale.json

A made paper has the first half of one title and abstract and the second half of another's, so that words and lengths
are those of real ones while no two papers are alike. After each size speed, disk and memory are measured as
`tests.bench.scale` does; the rows are put into its file, and its plot is drawn anew. The folder is left as it is; run
again, it goes on.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.scale import BATCH, PLOT, ask, disk, middle_day, papers, plot

QUERIES = 40  # the encoder reads some fifty papers for each and each filter, thirty a second
_APART = 7919  # a prime: from one half of a made paper to the other


def halves(first: str, second: str, mark: str) -> str:
    """Return the first half of one text and the second half of another, cut at a mark."""
    begun, ended = first.split(mark), second.split(mark)
    return mark.join([*begun[: (len(begun) + 1) // 2], *ended[len(ended) // 2 :]])


def numbered(real: list, start: int, end: int) -> Iterator:
    """Yield the papers of some numbers; those past the real ones are made."""
    from index.paper import Paper

    for number in range(start, end):
        one = real[number % len(real)]
        if number < len(real):
            yield one
        else:
            other = real[(number * _APART + number // len(real)) % len(real)]
            yield Paper(
                id=f"made:{number}",
                title=f"{halves(one.title, other.title, ' ')} {number}",
                abstract=halves(one.abstract, other.abstract, ". "),
                published=one.published,
                categories=one.categories,
            )


def grow(real: list, many: int, folder: Path) -> dict:
    """Add papers until there are so many, and leave what the asking needs beside the library."""
    from index.embedders import choose_embedder
    from index.store.library import Library

    library = Library(folder, choose_embedder("static"))
    before, begun = library.count(), time.monotonic()
    batch: list = []
    for paper in numbered(real, before, many):
        batch.append(paper)
        if len(batch) == BATCH:
            library.upsert(batch)
            batch.clear()
    library.upsert(batch)
    seconds = time.monotonic() - begun
    there = real[:many]
    questions = [paper.title for paper in there[:: max(1, len(there) // QUERIES)]]
    asked = {"questions": questions, "day": middle_day(real).isoformat()}
    (folder.parent / "asked.json").write_text(json.dumps(asked))
    count = library.count()
    return {"papers": count, "ingest_per_second": round((count - before) / seconds), "disk_mb": round(disk(folder))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", default=[300_000, 600_000, 1_000_000])
    parser.add_argument("--real", type=int, default=10_000_000, help="how many papers of the files are taken at most")
    parser.add_argument("--into", type=Path, help="scale.json, which rows of the same size are replaced in")
    parser.add_argument("--step", choices=["grow", "ask"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    library = options.folder / "library"
    if options.step == "grow":
        print(json.dumps(grow(papers(options.data, options.real), options.sizes[0], library)))
        return
    if options.step == "ask":
        print(json.dumps(ask("ours", library)))
        return
    options.folder.mkdir(parents=True, exist_ok=True)
    rows = {row["papers"]: row for row in json.loads(options.into.read_text())} if options.into else {}
    for many in options.sizes:
        found: dict = {}
        for step in ("grow", "ask"):  # in processes of their own, so that memory is that of asking
            asked = ["--folder", options.folder, "--sizes", many, "--real", options.real, "--step", step]
            command = [sys.executable, "-m", "tests.bench.million", *map(str, [*options.data, *asked])]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
            found |= json.loads(done.stdout.splitlines()[-1])
            print(many, found, flush=True)
        rows[found["papers"]] = {"papers": found["papers"], "made": found}
        if options.into:
            ordered = [rows[size] for size in sorted(rows)]
            options.into.write_text(json.dumps(ordered, indent=1) + "\n")
            plot(ordered, PLOT)


if __name__ == "__main__":
    main()
