"""Libraries of earlier releases open, are brought up to date without loss, and say so, also after a kill."""

import json
import logging
import shutil
from collections.abc import Sequence
from pathlib import Path

import filelock
import pytest

from index.embedders.base import Vectors, document_text
from index.errors import EmbedderChanged, EmbedderUnavailable, LibraryBusy, LibraryNewer
from index.paper import Paper
from index.query import Filters
from index.store.consistency import Stores
from index.store.library import Library
from index.store.upgrade import Embed
from index.terms import terms
from tests.faults.processes import Processes
from tests.support.embedder import HashedEmbedder
from tests.support.old_library import SYNCED, old_library, put_into_chroma, tear_graph
from tests.support.papers import ALL, LANTERN, MOSSGATE, paper


def many(start: int, end: int) -> list[Paper]:
    return [paper(f"Paper w{n}w", f"About subject s{n}s.", upvotes=n) for n in range(start, end)]


def embed(papers: Sequence[Paper]) -> Vectors:
    return HashedEmbedder().embed([document_text(one) for one in papers])


def assert_whole(folder: Path, papers: Sequence[Paper]) -> None:
    """All are there once, as they were, and are found by their words and their vectors."""
    library = Library(folder, HashedEmbedder())
    assert sorted(library.all(), key=lambda one: one.id) == sorted(papers, key=lambda one: one.id)
    assert library.count() == library.lexical.count() == library._stores.dense.count() == len(papers)
    for one in papers[:: max(1, len(papers) // 20)]:
        ((key, cosine),) = library.nearest(embed([one])[0], 1, Filters(papers=(one.id,)))
        assert (key, cosine) == (one.id, pytest.approx(1, abs=0.03))
        assert one.id in {key for key, _ in library.lexical.search(terms(one.title), 3)}
    library.check_embedder()
    assert not (folder / "journal.json").exists()


def test_old_library_is_upgraded_once_and_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    papers = [*ALL, *many(0, 1200)]
    old_library(tmp_path, papers)
    with caplog.at_level(logging.WARNING):
        Library(tmp_path, HashedEmbedder())
        assert caplog.messages == ["Bringing a library of 1,203 papers up to date; this is done once."]
        assert_whole(tmp_path, papers)
    assert len(caplog.messages) == 1
    Library(tmp_path, HashedEmbedder()).upsert(many(1200, 1300))
    assert_whole(tmp_path, [*papers, *many(1200, 1300)])


def test_library_whose_graph_was_torn_opens(tmp_path: Path) -> None:
    tear_graph(tmp_path, many(0, 300), many(300, 500))
    library = Library(tmp_path, HashedEmbedder())
    library.upsert(many(500, 600))
    assert_whole(tmp_path, many(0, 600))


def test_write_that_was_killed_before_the_upgrade_is_made_whole(tmp_path: Path) -> None:
    old_library(tmp_path, many(0, 200))
    (tmp_path / "journal.json").write_text(f'["{many(200, 201)[0].id}", "{many(201, 202)[0].id}"]')
    put_into_chroma(tmp_path, many(200, 201))
    assert_whole(tmp_path, many(0, 201))


def test_vector_of_a_text_that_a_killed_write_replaced_is_made_anew(tmp_path: Path) -> None:
    old_library(tmp_path, many(0, 200))
    changed = many(7, 8)[0].model_copy(update={"abstract": "It is about plums, figs and pears now."})
    killed = [changed, *many(200, 200 + SYNCED)]  # as many as clear Chroma's log
    put_into_chroma(tmp_path, killed)
    (tmp_path / "journal.json").write_text(json.dumps([one.id for one in killed]))
    stores = Stores(tmp_path, "hashed-32", embed)
    ids, (vector,) = stores.chroma.vectors([changed.id])
    assert vector @ embed([changed])[0] == pytest.approx(1, abs=0.01)
    others = [one for one in many(0, 200 + SYNCED) if one.id not in ids]
    assert_whole(tmp_path, [*others, changed])


# Kills itself at the n-th arrival at a step of an upgrade, before or after it is done.
OPEN = """
import os, signal, sys
from pathlib import Path
from index.store import consistency as stores
from index.store.chroma import ChromaRebuild, ChromaStore
from index.store.library import Library
from index.store.consistency import Stores
from index.store.upgrade import Embed
from tests.support.embedder import HashedEmbedder

step, when, arrival = sys.argv[2], sys.argv[3], int(sys.argv[4])
owner = {"add": ChromaRebuild, "finish": ChromaRebuild, "write_format": stores}
owner = owner.get(step, ChromaStore)
original, arrivals = getattr(owner, step), 0

def dying(*arguments):
    global arrivals
    arrivals += 1
    if arrivals == arrival and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    result = original(*arguments)
    if arrivals == arrival and when == "after":
        os.kill(os.getpid(), signal.SIGKILL)
    return result

setattr(owner, step, dying)
Library(Path(sys.argv[1]), HashedEmbedder())
"""
STEPS = [
    ("add", "before", 2),
    ("add", "after", 2),
    ("finish", "before", 1),
    ("_drop", "before", 1),
    ("_drop", "after", 1),
    ("finish", "after", 1),
    ("write_format", "before", 1),
    ("write_format", "after", 1),
]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of an earlier release with two pages of papers."""
    folder = tmp_path_factory.mktemp("large")
    old_library(folder, many(0, 1500))
    return folder


@pytest.mark.parametrize(("step", "when", "arrival"), STEPS, ids=[f"{w}-{s}-{n}" for s, w, n in STEPS])
def test_upgrade_that_was_killed_goes_on(
    processes: Processes, large: Path, tmp_path: Path, step: str, when: str, arrival: int
) -> None:
    folder = shutil.copytree(large, tmp_path / "library")
    assert processes.script(OPEN, folder, step, when, arrival).code == -9
    assert_whole(folder, many(0, 1500))
    assert (folder / "format").read_text() == "2\n"


def test_half_a_reindex_of_the_old_release_is_in_nobodys_way(tmp_path: Path) -> None:
    old_library(tmp_path, list(ALL))
    put_into_chroma(tmp_path, [LANTERN], name="papers-next")
    assert_whole(tmp_path, list(ALL))


def test_lost_vectors_are_made_again_by_the_embedder_they_come_from(tmp_path: Path) -> None:
    old_library(tmp_path, many(0, 300))
    shutil.rmtree(tmp_path / "dense")
    Stores(tmp_path, "hashed-32", embed)
    assert_whole(tmp_path, many(0, 300))


def test_library_makes_lost_vectors_itself(tmp_path: Path) -> None:
    old_library(tmp_path, many(0, 300))
    shutil.rmtree(tmp_path / "dense")
    Library(tmp_path, HashedEmbedder()).check_embedder()
    assert_whole(tmp_path, many(0, 300))


def unavailable(papers: Sequence[Paper]) -> Vectors:
    raise EmbedderUnavailable("No server answers.", "Start it.")


@pytest.mark.parametrize("maker", [None, unavailable], ids=["nobody", "a server that is down"])
def test_vectors_that_nobody_can_make_are_told_and_no_paper_is_lost(
    tmp_path: Path, maker: Embed | None, caplog: pytest.LogCaptureFixture
) -> None:
    old_library(tmp_path, many(0, 300))
    shutil.rmtree(tmp_path / "dense")
    Stores(tmp_path, "hashed-32", maker)
    assert any("assistant reindex" in message for message in caplog.messages)
    library = Library(tmp_path, HashedEmbedder())
    assert {one.id for one in library.all()} == {one.id for one in many(0, 300)}
    assert library.lexical.count() == 300
    with pytest.raises(EmbedderChanged, match="assistant reindex"):
        library.check_embedder()
    assert library.reindex() == 300
    assert_whole(tmp_path, many(0, 300))


@pytest.mark.parametrize("said", ["3", "99"])
def test_library_of_a_later_release_is_refused_untouched(tmp_path: Path, said: str) -> None:
    Library(tmp_path, HashedEmbedder()).upsert([LANTERN])
    (tmp_path / "format").write_text(said)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.suffix != ".lock"}
    with pytest.raises(LibraryNewer, match="Upgrade the program") as caught:
        Library(tmp_path, HashedEmbedder())
    assert "\n" not in str(caught.value)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.suffix != ".lock"} == before


@pytest.mark.parametrize("before", ["new", "cut short", "lost"])
def test_library_says_its_format(tmp_path: Path, before: str) -> None:
    if before != "new":
        Library(tmp_path, HashedEmbedder()).upsert(list(ALL))
        (tmp_path / "format").unlink() if before == "lost" else (tmp_path / "format").write_text("")
    Library(tmp_path, HashedEmbedder())
    assert (tmp_path / "format").read_text() == "2\n"
    assert_whole(tmp_path, [] if before == "new" else list(ALL))


def test_journal_that_cannot_be_read_costs_nothing(tmp_path: Path) -> None:
    library = Library(tmp_path, HashedEmbedder())
    library.upsert(many(0, 1100))
    library.lexical.write([], [one.id for one in many(0, 5)])
    library.lexical.write(many(2000, 2005))
    (tmp_path / "journal.json").write_text('["arx')
    assert_whole(tmp_path, many(0, 1100))


def test_library_that_an_old_release_writes_to_is_left_to_it(tmp_path: Path) -> None:
    old_library(tmp_path, [MOSSGATE])
    with filelock.FileLock(tmp_path / "write.lock"), pytest.raises(LibraryBusy, match="writing to this library"):
        Library(tmp_path, HashedEmbedder())
    assert_whole(tmp_path, [MOSSGATE])
