"""The format of a library: a later one is refused, and an earlier one loses no paper."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from index.embedders.base import Vectors, document_text
from index.errors import EmbedderChanged, LibraryNewer
from index.paper import Paper
from index.query import Filters
from index.store.library import Library
from index.terms import terms
from tests.support.embedder import HashedEmbedder
from tests.support.old_library import tear_graph
from tests.support.papers import ALL, LANTERN, paper


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


def test_library_without_vectors_in_its_rows_opens_though_its_graph_is_torn_and_is_whole_when_reindexed(
    tmp_path: Path,
) -> None:
    tear_graph(tmp_path, many(0, 300), many(300, 500))
    library = Library(tmp_path, HashedEmbedder())
    assert {one.id for one in library.all()} == {one.id for one in many(0, 500)}
    with pytest.raises(EmbedderChanged, match="assistant reindex"):
        library.check_embedder()
    assert library.reindex() == 500
    assert_whole(tmp_path, many(0, 500))


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
