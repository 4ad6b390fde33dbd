"""A killed ingest, run again, leaves every paper once in both stores."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index.embedders.base import document_text
from index.paper import Paper
from index.query import Filters
from index.store.library import Library
from index.terms import terms
from tests.faults.processes import Processes
from tests.support.embedder import HashedEmbedder
from tests.support.papers import paper

COUNT, BATCH = 60, 20
# Kills itself at the n-th arrival at one of the steps of a write, before or after it is done.
INGEST = """
import os, signal, sys
from pathlib import Path
from index.store import library as module
from index.store.library import Library
from tests.index.store.test_crash import BATCH, papers
from tests.support.embedder import HashedEmbedder

library = Library(Path(sys.argv[1]), HashedEmbedder())
step, when, arrival = sys.argv[2], sys.argv[3], int(sys.argv[4])
stores = library._stores
owner = {"note": stores, "words": stores.lexical, "vectors": stores.dense}.get(step, stores.chroma)
name = {"note": "_note", "words": "write", "vectors": "write"}.get(step, step)
original, arrivals = getattr(owner, name), 0

def dying(*arguments):
    global arrivals
    arrivals += 1
    if arrivals == arrival and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    original(*arguments)
    if arrivals == arrival and when == "after":
        os.kill(os.getpid(), signal.SIGKILL)

setattr(owner, name, dying)
everything = papers()
for start in range(0, len(everything), BATCH):
    library.upsert(everything[start:start + BATCH])
"""
STEPS = [("note", "before", 3), ("upsert", "after", 1), ("words", "before", 3), ("vectors", "after", 1)]


def papers() -> list[Paper]:
    return [paper(f"Paper w{n}w of many", f"This is about subject s{n}s and nothing else.") for n in range(COUNT)]


def whole(processes: Processes, folder: Path) -> None:
    """Ingest to the end, and see that every paper is there once."""
    assert processes.script(INGEST, folder, "note", "never", 0).code == 0
    assert_whole(folder)


def assert_whole(folder: Path) -> None:
    library = Library(folder, HashedEmbedder())
    expected = {one.id for one in papers()}
    assert sum(1 for _ in library.all()) == COUNT
    assert {one.id for one in library.all()} == expected
    assert library.lexical.count() == COUNT
    for number in range(COUNT):
        assert len(library.lexical.search(terms(f"s{number}s"), 5)) == 1
    for one in library.all():
        vector = HashedEmbedder().embed([document_text(one)])[0]
        ((key, cosine),) = library.nearest(vector, 1, Filters(papers=(one.id,)))
        assert (key, cosine) == (one.id, pytest.approx(1, abs=0.03))
    assert not (folder / "journal.json").exists()


@pytest.mark.parametrize(("step", "when", "arrival"), STEPS, ids=[f"{w}-{s}-{n}" for s, w, n in STEPS])
def test_killed_ingest_is_made_whole_by_the_next(
    processes: Processes, tmp_path: Path, step: str, when: str, arrival: int
) -> None:
    assert processes.script(INGEST, tmp_path, step, when, arrival).code == -9
    Library(tmp_path, HashedEmbedder())  # whoever opens it next repairs it
    reopened = Library(tmp_path, HashedEmbedder())
    assert reopened.count() == reopened.lexical.count() == reopened._stores.dense.count()
    whole(processes, tmp_path)


def test_two_ingests_at_once_corrupt_nothing(processes: Processes, tmp_path: Path) -> None:
    ran = processes.at_once(INGEST, *[(tmp_path, "note", "never", 0)] * 2)
    assert ran.code == 0 or "LibraryBusy" in ran.err, ran.err
    whole(processes, tmp_path)


# The title records of these papers are stored; then they come with their identifiers, and one with a new count.
MOVE = """
import os, signal, sys
from pathlib import Path
from index.store.library import Library
from tests.index.store.test_crash import identified
from tests.support.embedder import HashedEmbedder

library = Library(Path(sys.argv[1]), HashedEmbedder())
stores = library._stores
owner = {"words": stores.lexical, "vectors": stores.dense}.get(sys.argv[2], stores.chroma)
name = {"words": "write", "vectors": "write"}.get(sys.argv[2], sys.argv[2])
original = getattr(owner, name)

def dying(*arguments):
    original(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(owner, name, dying)
library.upsert(identified())
"""


def untitled() -> list[Paper]:
    return [paper(f"Paper w{n}w", f"About subject s{n}s.") for n in range(5)] + [paper("Plums", "Plums ripen.")]


def identified() -> list[Paper]:
    moved = [paper(one.title, one.abstract, f"2401.0000{n}") for n, one in enumerate(untitled()[:4])]
    return [*moved, paper("Plums", "Plums ripen.", upvotes=7)]


def assert_moved(library: Library) -> None:
    expected = {one.id for one in identified()} | {untitled()[4].id}
    assert {one.id for one in library.all()} == expected
    assert {key for key, _ in library.lexical.search(terms("subject plums"), 20)} == expected
    assert library.lexical.count() == len(expected)


@pytest.mark.parametrize("step", ["upsert", "update", "remove", "words", "vectors"])
def test_paper_that_was_moving_to_its_identifier_is_there_once(processes: Processes, tmp_path: Path, step: str) -> None:
    onlooker = Library(tmp_path, HashedEmbedder())  # as a web server that stays open
    onlooker.upsert(untitled())
    assert processes.script(MOVE, tmp_path, step).code == -9
    onlooker.upsert(identified())
    assert_moved(onlooker)
    assert not (tmp_path / "journal.json").exists()
    assert_moved(Library(tmp_path, HashedEmbedder()))


def test_ingest_killed_at_any_time_is_made_whole(processes: Processes, tmp_path: Path) -> None:
    def some_time_after_it_began(is_over: Callable[[], bool]) -> None:
        while not (tmp_path / "journal.json").exists() and not is_over():
            time.sleep(0.001)
        time.sleep(0.1)

    script = ("tests.faults.forks:script", INGEST, str(tmp_path), "note", "never", "0")
    processes.watched(some_time_after_it_began, *script)
    whole(processes, tmp_path)


def many(start: int) -> list[Paper]:
    return [paper(f"Paper w{n}w", f"About subject s{n}s.") for n in range(start, start + 1010)]


def test_vectors_of_a_killed_ingest_are_not_written_over(processes: Processes, tmp_path: Path) -> None:
    # After 1,000 papers Chroma writes its graph to files, and an onlooker's would take the place of it.
    onlooker = Library(tmp_path, HashedEmbedder())
    onlooker.upsert(untitled())
    onlooker.nearest(HashedEmbedder().embed(["plums"])[0], 1, Filters())
    script = MOVE.replace("identified()", "many(100)").replace("import identified", "import many")
    assert processes.script(script, tmp_path, "upsert").code == -9
    onlooker.upsert(many(2000))
    for library in (onlooker, Library(tmp_path, HashedEmbedder())):
        vector = HashedEmbedder().embed(["subject"])[0]
        assert (
            library.count()
            == library.lexical.count()
            == library._stores.dense.count()
            == len(library.nearest(vector, 5000, Filters()))
            == 2026
        )
