"""Chroma keeps no graph of vectors, its files stay small, and nothing that it was given is lost."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import chromadb
import numpy as np
import pytest
from chromadb.config import Settings

from index.embedders.base import Vectors, document_text
from index.errors import LibraryDamaged
from index.paper import Paper
from index.store.chroma import ChromaStore
from index.store.library import Library
from tests.support.embedder import HashedEmbedder
from tests.support.papers import ALL, LANTERN, paper


def many(start: int, end: int) -> list[Paper]:
    return [
        paper(f"Paper w{n}w", f"About subject s{n}s. " + "And more words about it. " * 40) for n in range(start, end)
    ]


def embed(papers: list[Paper]) -> Vectors:
    return HashedEmbedder().embed([document_text(one) for one in papers])


def store_in(folder: Path) -> ChromaStore:
    return ChromaStore(folder, "hashed-32")


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def graphs(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir()]


def test_vectors_come_back_from_the_rows(tmp_path: Path) -> None:
    store, papers = store_in(tmp_path), many(0, 50)
    store.upsert(papers, embed(papers))
    store.update([papers[3].model_copy(update={"upvotes": 4})])
    ids, vectors = store_in(tmp_path).vectors([papers[7].id, papers[3].id, "title:none"])
    expected = {papers[3].id: embed(papers)[3], papers[7].id: embed(papers)[7]}
    assert set(ids) == set(expected)
    for key, vector in zip(ids, vectors, strict=True):
        assert vector == pytest.approx(expected[key], abs=1e-3)


def test_no_graph_is_written_however_much_is(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    for start in range(0, 2000, 500):
        papers = many(start, start + 500)
        store.upsert(papers, embed(papers))
    assert sum(map(size, graphs(tmp_path))) < 10_000
    assert not list(tmp_path.rglob("*.pickle"))
    assert store_in(tmp_path).count() == 2000


@pytest.mark.parametrize("damage", [b"", b"no graph\n" * 50, bytes(5000)], ids=["empty", "text", "zeros"])
def test_whatever_the_files_of_a_graph_hold_papers_are_read_and_written(tmp_path: Path, damage: bytes) -> None:
    store, papers = store_in(tmp_path), many(0, 60)
    store.upsert(papers[:40], embed(papers[:40]))
    (graph,) = graphs(tmp_path)
    for name in ("data_level0.bin", "header.bin", "length.bin", "link_lists.bin", "index_metadata.pickle"):
        (graph / name).write_bytes(damage)
    again = store_in(tmp_path)
    again.upsert(papers[40:], embed(papers[40:]))
    assert set(store_in(tmp_path).get([one.id for one in papers])) == {one.id for one in papers}


def test_other_process_that_opens_the_store_is_no_hindrance(tmp_path: Path) -> None:
    store, papers = store_in(tmp_path), many(0, 1510)
    store.upsert(papers[:10], embed(papers[:10]))
    store_in(tmp_path)
    for start in range(10, 1510, 500):
        store.upsert(papers[start : start + 500], embed(papers[start : start + 500]))
    assert set(store_in(tmp_path).ids()) == {one.id for one in papers}


def test_database_does_not_grow_with_what_was_written_over(tmp_path: Path) -> None:
    library, papers = Library(tmp_path, HashedEmbedder()), many(0, 200)
    library.upsert(papers)
    before = size(tmp_path / "chroma")
    for votes in range(10):
        library.upsert([one.model_copy(update={"upvotes": votes}) for one in papers])
        library.put(papers)
    assert size(tmp_path / "chroma") < 1.5 * before


def test_three_reindexes_leave_nothing_behind(tmp_path: Path) -> None:
    library = Library(tmp_path, HashedEmbedder())
    library.upsert(many(0, 1200))
    library.reindex()
    before = size(tmp_path / "chroma")
    for _ in range(3):
        assert library.reindex() == 1200
    assert len(graphs(tmp_path / "chroma")) <= 1
    assert size(tmp_path / "chroma") < 1.05 * before
    Library(tmp_path, HashedEmbedder())
    assert len(graphs(tmp_path / "chroma")) == 1
    assert size(tmp_path / "chroma") < 1.05 * before


def test_what_is_written_after_all_was_removed_is_not_lost(tmp_path: Path) -> None:
    # Chroma counts its writes from the last one in its log; one that counted anew would pass over what comes next.
    library = Library(tmp_path, HashedEmbedder())
    for _ in range(3):
        library.upsert(list(ALL))
        assert library.remove([one.id for one in ALL]) == 3
        library.reindex()
    library.upsert([LANTERN])
    again = Library(tmp_path, HashedEmbedder())
    assert list(again.all()) == [LANTERN]
    assert again.upsert(list(ALL)).changes[LANTERN.id] == "unchanged"
    assert Library(tmp_path, HashedEmbedder()).count() == 3


def test_collection_of_somebody_else_keeps_its_graph(tmp_path: Path) -> None:
    store_in(tmp_path)
    client = chromadb.PersistentClient(str(tmp_path), Settings(anonymized_telemetry=False))
    configuration = {"hnsw": {"sync_threshold": 20}}
    theirs = client.create_collection("theirs", embedding_function=None, configuration=configuration)  # type: ignore[arg-type]
    vectors = np.random.default_rng(0).standard_normal((60, 8))
    theirs.upsert(ids=[f"t{n}" for n in range(60)], embeddings=vectors)
    chromadb.api.client.SharedSystemClient.clear_system_cache()
    store = store_in(tmp_path)
    store.upsert(list(ALL), embed(list(ALL)))
    store_in(tmp_path)
    client = chromadb.PersistentClient(str(tmp_path), Settings(anonymized_telemetry=False))
    found = client.get_collection("theirs", embedding_function=None).query(query_embeddings=vectors[7:8], n_results=1)
    assert found["ids"] == [["t7"]]
    chromadb.api.client.SharedSystemClient.clear_system_cache()


def test_folder_that_is_no_graph_is_left_alone(tmp_path: Path) -> None:
    store_in(tmp_path)
    (tmp_path / "copies").mkdir()
    (tmp_path / "copies" / "papers.jsonl").write_text("{}")
    store_in(tmp_path)
    assert (tmp_path / "copies" / "papers.jsonl").exists()


def test_store_that_was_half_made_is_made(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "chroma.sqlite3")) as database:
        database.execute("PRAGMA page_size = 16384")
        database.execute("VACUUM")
    store = store_in(tmp_path)
    store.upsert([LANTERN], embed([LANTERN]))
    assert store_in(tmp_path).get([LANTERN.id]) == {LANTERN.id: LANTERN}


def test_file_that_is_no_database_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").write_text("this is no database at all, but it is long enough to be read as one" * 99)
    with pytest.raises(LibraryDamaged, match="`assistant restore FILE --force`") as caught:
        store_in(tmp_path)
    assert "\n" not in str(caught.value)


def test_reader_goes_on_with_what_another_process_has_put_in_the_place_of_its_collection(tmp_path: Path) -> None:
    papers = many(0, 5)
    reader = store_in(tmp_path)
    reader.upsert(papers, embed(papers))
    readings = [store_in(tmp_path) for _ in range(5)]
    rebuild = store_in(tmp_path).begin_rebuild("hashed-32")
    rebuild.add(papers, embed)
    rebuild.finish()
    assert readings[0].count() == len(papers)
    assert readings[1].ids() == [one.id for one in papers]
    assert readings[2].get([papers[3].id]) == {papers[3].id: papers[3]}
    assert [list(page) for page in readings[3].pages()] == [[one.id for one in papers]]
    assert readings[4].vectors([papers[0].id])[0] == [papers[0].id]


def _log(folder: Path) -> int:
    """Return how many writes Chroma would read again at the next one."""
    with closing(sqlite3.connect(folder / "chroma.sqlite3")) as database:
        return int(database.execute("SELECT COUNT(*) FROM embeddings_queue").fetchone()[0])


def test_log_is_as_short_as_the_last_write_also_in_a_store_of_an_earlier_release(tmp_path: Path) -> None:
    store, papers = store_in(tmp_path), many(0, 40)
    store.upsert(papers, embed(papers))
    store.remove([papers[0].id])
    assert _log(tmp_path) == 1
    store.close()
    with closing(sqlite3.connect(tmp_path / "chroma.sqlite3")) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
    store = store_in(tmp_path)
    store.upsert(papers, embed(papers))
    assert _log(tmp_path) == 1
    assert store.count() == 40


def test_no_other_sqlite_opens_the_database_while_papers_are_written_and_read(tmp_path: Path) -> None:
    """Of two copies of SQLite in one process neither sees the other's locks: readers in other threads find damage."""
    library, opened, watching = Library(tmp_path, HashedEmbedder()), list[str](), True

    def heard(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event == "sqlite3.connect":
            opened.append(str(arguments[0]))

    sys.addaudithook(heard)
    try:
        library.upsert(list(ALL))
        library.remove([LANTERN.id])
        assert library.get([one.id for one in ALL])
    finally:
        watching = False
    assert not [name for name in opened if "chroma" in name]
