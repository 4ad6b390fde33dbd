"""Kill a writer with SIGKILL at random moments, and look whether the library opens with every paper once.

    python -m tests.bench.kills FOLDER --kills 30 [--seed 0] [--home OLD]

The writer ingests papers in small batches, writes new metadata, removes some, and reindexes, round and round. After
each kill a process of its own opens the library, since one that Chroma's code kills cannot be caught. With `--home`
the folder is filled from a copy of a home that an earlier release has written, before each kill anew, and what is
killed is its upgrade. Prints one JSON object; exit code 1 if a library did not open, or lost or doubled a paper.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

BATCH, ROUND = 100, 1500  # papers written at once, and between two reindexes


def made_up(number: int, votes: int = 0):
    from tests.support.papers import paper

    text = f"This is about subject s{number}s. " + "It says so in a few more sentences, which differ in nothing. " * 15
    return paper(f"Paper w{number}w of many", text, upvotes=votes)


def write(folder: Path) -> Iterator[str]:
    """Write to a library without an end; yield what is there for certain, as the numbers of the first and the last."""
    from index.store.library import Library
    from tests.support.embedder import HashedEmbedder

    library = Library(folder, HashedEmbedder())
    yield "open"
    start = library.count()
    for turn in range(1000):
        while start % ROUND or not library.count():
            library.upsert([made_up(number) for number in range(start, start + BATCH)])
            start += BATCH
            yield f"papers {start}"
        library.upsert([made_up(number, turn + 1) for number in range(0, start, 3)])
        library.reindex()
        library.upsert([made_up(number) for number in range(start, start + BATCH)])
        start += BATCH
        yield f"papers {start}"


def look(folder: Path) -> dict[str, int]:
    from index.embedders import choose_embedder
    from index.errors import EmbedderChanged
    from index.store.library import Library
    from tests.support.embedder import HashedEmbedder

    library = Library(folder, HashedEmbedder())
    try:
        library.check_embedder()
    except EmbedderChanged:
        library = Library(folder, choose_embedder("static"))
        library.check_embedder()
    ids = [paper.id for paper in library.all()]
    graphs = sum(path.stat().st_size for path in (folder / "chroma").rglob("*.bin"))
    counts = {"words": library.lexical.count(), "vectors": library._stores.dense.count(), "graph_bytes": graphs}
    return {"papers": len(ids), "once": len(set(ids)), "journal": (folder / "journal.json").exists(), **counts}


def seen(folder: Path) -> dict[str, int] | str:
    command = [sys.executable, "-m", "tests.bench.kills", str(folder), "--look"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    if done.returncode:
        return f"exit code {done.returncode}: {done.stderr.strip().splitlines()[-1:]}"
    return json.loads(done.stdout.splitlines()[-1])


def killed(folder: Path, seconds: float, wait_for_open: bool) -> int:
    """Start a writer, kill it, and return how many papers it has reported as written."""
    command = [sys.executable, "-m", "tests.bench.kills", str(folder), "--write"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as writer:
        assert writer.stdout
        if wait_for_open:
            writer.stdout.readline()
        time.sleep(seconds)
        writer.kill()
        told = [line.split() for line in writer.stdout.read().splitlines()]
    return max((int(line[1]) for line in told if line[:1] == ["papers"]), default=0)


def wrong(found: dict[str, int] | str, least: int) -> str:
    if isinstance(found, str):
        return found
    counts = {found["papers"], found["once"], found["words"], found["vectors"]}
    if len(counts) > 1 or found["journal"]:
        return f"out of step: {found}"
    return f"{least - found['papers']} papers lost" if found["papers"] < least else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--longest", type=float, default=2.5, help="seconds a writer lives")
    parser.add_argument("--least", type=int, default=0, help="papers that are in the home")
    parser.add_argument("--write", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--look", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        for line in write(options.folder):
            print(line, flush=True)
    elif options.look:
        print(json.dumps(look(options.folder)))
    else:
        sys.exit(run(options))


def run(options: argparse.Namespace) -> int:
    moments, least, failures, folder = random.Random(options.seed), options.least, [], options.folder
    found: dict[str, int] | str = {}
    for number in range(options.kills):
        if options.home:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(options.home / "library", folder)
        least = max(least, killed(folder, moments.uniform(0, options.longest), wait_for_open=not options.home))
        found = seen(folder)
        if fault := wrong(found, least):
            failures.append({"kill": number, "fault": fault})
            shutil.rmtree(folder)
            least = options.least
    print(json.dumps({"kills": options.kills, "failures": failures, "at last": found}))
    return bool(failures)


if __name__ == "__main__":
    main()
