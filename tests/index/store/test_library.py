import datetime as dt
import errno
import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from index.embedders.base import document_text
from index.errors import EmbedderChanged, LibraryBusy, LibraryDamaged, StorageError, UnknownPaper
from index.paper import Paper
from index.query import Filters
from index.store.library import Library
from index.terms import terms
from tests.faults.processes import Processes
from tests.support.embedder import HashedEmbedder
from tests.support.papers import ALL, LANTERN, MOSSGATE, ZEBRAFOLD, paper


@pytest.fixture
def embedder() -> HashedEmbedder:
    return HashedEmbedder()


@pytest.fixture
def library(tmp_path: Path, embedder: HashedEmbedder) -> Library:
    library = Library(tmp_path / "library", embedder)
    library.upsert(ALL)
    return library


def found(library: Library, words: str, filters: Filters | None = None) -> set[str]:
    return {key for key, _ in library.lexical.search(terms(words), 10, filters)}


def test_papers_come_back_as_they_were(library: Library) -> None:
    assert library.get([LANTERN.id, ZEBRAFOLD.id, "title:none"]) == [LANTERN, ZEBRAFOLD]
    assert {one.id for one in library.all()} == {one.id for one in ALL}
    assert library.count() == 3


def test_second_ingest_embeds_nothing(library: Library, embedder: HashedEmbedder) -> None:
    before = embedder.embedded
    again = library.upsert(ALL)
    assert set(again.changes.values()) == {"unchanged"}
    assert (again.embedded, embedder.embedded) == (0, before)


def test_new_metadata_is_kept_without_embedding(library: Library, embedder: HashedEmbedder) -> None:
    before = embedder.embedded
    done = library.upsert([ZEBRAFOLD.model_copy(update={"upvotes": 7})])
    assert done.changes == {ZEBRAFOLD.id: "updated"}
    assert embedder.embedded == before
    assert library.get([ZEBRAFOLD.id])[0].upvotes == 7


def test_paper_moves_to_its_arxiv_identifier_in_both_stores(tmp_path: Path, embedder: HashedEmbedder) -> None:
    library = Library(tmp_path / "moving", embedder)
    title_only = paper(ZEBRAFOLD.title, ZEBRAFOLD.abstract, comments=3)
    library.upsert([title_only])
    assert library.upsert([ZEBRAFOLD]).changes == {ZEBRAFOLD.id: "updated"}
    assert library.count() == library.lexical.count() == 1
    assert library.get([ZEBRAFOLD.id])[0].comments == 3
    assert found(library, "Zebrafold") == {ZEBRAFOLD.id}


def test_odd_signs_survive(tmp_path: Path, embedder: HashedEmbedder) -> None:
    odd = paper("À-la-carte <SEG> | `x`", 'He said: "$\\alpha$ → 漢字 \U0001f600". \\eg ~5%')
    library = Library(tmp_path / "odd", embedder)
    library.upsert([odd])
    assert library.get([odd.id]) == [odd]


def test_removed_paper_is_in_neither_store(library: Library) -> None:
    assert library.remove([MOSSGATE.id, "title:none"]) == 1
    assert library.get([MOSSGATE.id]) == []
    assert found(library, "moss") == set()
    assert library.count() == library.lexical.count() == 2


def test_papers_are_found_by_date_in_both_stores(library: Library) -> None:
    january = Filters(since=dt.date(2024, 1, 1), until=dt.date(2024, 1, 31))
    assert library.between(january.since, january.until) == [ZEBRAFOLD]
    assert library.between(dt.date(2024, 1, 2), None) == [ZEBRAFOLD, MOSSGATE]
    assert found(library, "moss token lantern", january) == {ZEBRAFOLD.id}
    vector = HashedEmbedder().embed(["moss"])[0]
    assert [key for key, _ in library.nearest(vector, 5, january)] == [ZEBRAFOLD.id]
    day = Filters(since=dt.date(2024, 2, 3), until=dt.date(2024, 2, 3))
    assert [key for key, _ in library.nearest(vector, 5, day)] == [MOSSGATE.id]
    assert [key for key, _ in library.nearest(vector, 5, Filters(papers=(LANTERN.id,)))] == [LANTERN.id]


@pytest.mark.parametrize(
    "name",
    [
        ZEBRAFOLD.id,
        "2401.00001v3",
        "https://arxiv.org/abs/2401.00001",
        "zebrafold: folding token streams for cheap training",
        "zebrafold",
    ],
)
def test_person_names_a_paper_in_any_way(library: Library, name: str) -> None:
    assert library.resolve(name) == ZEBRAFOLD


def test_unknown_or_shared_names_are_said(library: Library) -> None:
    with pytest.raises(UnknownPaper, match="assistant search"):
        library.resolve("Nothing Like It")
    library.upsert([paper(LANTERN.title, "Quite other words stand here about ships and harbours.")])
    with pytest.raises(UnknownPaper, match="2 papers are called"):
        library.resolve(LANTERN.title)


def test_other_embedder_is_refused_until_reindexed(library: Library, tmp_path: Path) -> None:
    other = Library(tmp_path / "library", HashedEmbedder("other-32"))
    with pytest.raises(EmbedderChanged, match="assistant reindex"):
        other.upsert([LANTERN])
    assert other.reindex() == 3
    other.check_embedder()
    assert {one.id for one in other.all()} == {one.id for one in ALL}
    assert other.lexical.count() == 3


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_reindex_that_was_killed_leaves_a_whole_library(library: Library, tmp_path: Path, steps: int) -> None:
    rebuild = library._stores.chroma.begin_rebuild("other-32")
    rebuild.add(list(ALL), lambda papers: HashedEmbedder().embed([one.title for one in papers]))
    client = library._stores.chroma._client  # the swap, step by step, as far as it got
    swap = [
        lambda: client.get_collection("papers", embedding_function=None).modify(name="papers-old"),
        lambda: client.get_collection("papers-next", embedding_function=None).modify(name="papers"),
        lambda: client.delete_collection("papers-old"),
    ]
    for step in swap[:steps]:
        step()
    again = Library(tmp_path / "library", HashedEmbedder())
    assert {one.id for one in again.all()} == {one.id for one in ALL}
    assert again.reindex() == 3


@pytest.mark.parametrize("lost", ["lexical", "dense"])
def test_lost_index_is_rebuilt(library: Library, tmp_path: Path, lost: str) -> None:
    vector = HashedEmbedder().embed(["moss"])[0]
    before = library.nearest(vector, 3, Filters())
    shutil.rmtree(tmp_path / "library" / lost)
    again = Library(tmp_path / "library", HashedEmbedder())
    assert found(again, "Zebrafold") == {ZEBRAFOLD.id}
    assert [key for key, _ in again.nearest(vector, 3, Filters())] == [key for key, _ in before]


def test_paper_that_only_the_lexical_index_has_is_dropped(library: Library, tmp_path: Path) -> None:
    library.lexical.write([paper("Later", "Plums ripen in autumn.")])
    assert found(Library(tmp_path / "library", HashedEmbedder()), "plums moss") == {MOSSGATE.id}


def test_store_that_does_not_open_is_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "broken" / "chroma"
    folder.mkdir(parents=True)
    (folder / "chroma.sqlite3").write_text("this is no database at all, but it is long enough to be read as one" * 99)
    with pytest.raises(LibraryDamaged) as caught:
        Library(tmp_path / "broken", HashedEmbedder())
    assert "\n" not in str(caught.value)


HOLDS = """
import sys, time
from pathlib import Path
from index.store.library import Library
from tests.support.embedder import HashedEmbedder

with Library(Path(sys.argv[1]), HashedEmbedder()).writing():
    Path(sys.argv[2]).touch()
    time.sleep(600)
"""


def test_second_writer_is_told_and_readers_go_on(library: Library, tmp_path: Path, processes: Processes) -> None:
    held = tmp_path / "held"

    def while_it_is_held(is_over: Callable[[], bool]) -> None:
        while not held.exists():
            assert not is_over()
            time.sleep(0.01)
        with pytest.raises(LibraryBusy, match="Another process"):
            library.upsert([LANTERN])
        assert library.get([LANTERN.id]) == [LANTERN]
        assert found(Library(tmp_path / "library", HashedEmbedder()), "moss") == {MOSSGATE.id}

    processes.watched(while_it_is_held, "tests.faults.forks:script", HOLDS, str(tmp_path / "library"), str(held))
    assert library.upsert([LANTERN]).changes == {LANTERN.id: "unchanged"}


def _elsewhere(processes: Processes, work: str, folder: Path) -> None:
    script = f"""
from pathlib import Path
from index.embedders.base import document_text
from index.store.library import Library
from tests.faults.processes import Processes
from tests.support.embedder import HashedEmbedder
from tests.support.papers import paper
folder = Path({str(folder)!r})
{work}
"""
    assert processes.script(script).code == 0


def test_searching_by_vectors_goes_on_during_a_reindex(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, vector = Library(tmp_path / "library", HashedEmbedder()), HashedEmbedder().embed(["moss"])[0]
    before, rebuild, during = reader.nearest(vector, 3, Filters()), library.lexical.rebuild, []

    def search_and_rebuild(pages: Iterable[Iterable[Paper]]) -> None:
        during.extend(reader.nearest(vector, 3, Filters()))
        rebuild(pages)

    monkeypatch.setattr(library.lexical, "rebuild", search_and_rebuild)
    library.reindex(lambda _: during.extend(reader.nearest(vector, 3, Filters())))
    assert [key for key, _ in during] == [key for key, _ in (*before, *before)]


def test_papers_of_another_process_are_found_at_once(processes: Processes, library: Library, tmp_path: Path) -> None:
    library.nearest(HashedEmbedder().embed(["moss"])[0], 3, Filters())  # the vectors are in memory now
    _elsewhere(
        processes,
        "Library(folder, HashedEmbedder()).upsert([paper('Later', 'Plums ripen in autumn.')])",
        tmp_path / "library",
    )
    later = paper("Later", "Plums ripen in autumn.")
    vector = HashedEmbedder().embed([document_text(later)])[0]
    assert library.nearest(vector, 1, Filters())[0][0] == later.id
    assert library.nearest(vector, 1, Filters(papers=(later.id,)))[0][0] == later.id
    assert found(library, "plums") == {later.id}
    library.remove([LANTERN.id])
    _elsewhere(processes, "assert Library(folder, HashedEmbedder()).count() == 3", tmp_path / "library")


def test_filter_that_is_used_again_knows_what_was_written_since(
    processes: Processes, library: Library, tmp_path: Path
) -> None:
    vector, since = HashedEmbedder().embed(["plums"])[0], Filters(since=dt.date(2024, 1, 1))
    for _ in range(3):
        assert len(library.nearest(vector, 9, since)) == 2
    _elsewhere(
        processes,
        "import datetime; Library(folder, HashedEmbedder()).upsert("
        "[paper('Later', 'Plums ripen.', '2405.00001', published=datetime.date(2024, 5, 1))])",
        tmp_path / "library",
    )
    for _ in range(3):
        assert library.nearest(vector, 9, since)[0][0] == "arxiv:2405.00001"
    library.remove(["arxiv:2405.00001"])
    assert len(library.nearest(vector, 9, since)) == 2


def test_wide_filter_is_enforced(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.store.library._FEW", 1)
    vector, since = HashedEmbedder().embed(["moss"])[0], Filters(since=dt.date(2024, 1, 1))
    assert {key for key, _ in library.nearest(vector, 9, since)} == {ZEBRAFOLD.id, MOSSGATE.id}


def test_reindexing_elsewhere_is_noticed(processes: Processes, library: Library, tmp_path: Path) -> None:
    _elsewhere(processes, "Library(folder, HashedEmbedder('other-32')).reindex()", tmp_path / "library")
    assert library.count() == 3
    with pytest.raises(EmbedderChanged):
        library.check_embedder()


def test_ids_of_papers_that_are_gone_or_given_twice_do_no_harm(library: Library) -> None:
    vector = HashedEmbedder().embed(["moss"])[0]
    library.remove([MOSSGATE.id])
    named = Filters(papers=(MOSSGATE.id, LANTERN.id, LANTERN.id))
    assert [key for key, _ in library.nearest(vector, 5, named)] == [LANTERN.id]
    assert library.nearest(vector, 5, Filters(papers=(MOSSGATE.id,))) == []
    assert library.get([LANTERN.id, LANTERN.id]) == [LANTERN, LANTERN]


def test_library_of_more_than_a_page_is_read_whole(tmp_path: Path, embedder: HashedEmbedder) -> None:
    library = Library(tmp_path / "large", embedder)
    many = [paper(f"Number {n}", f"Words about {n}.") for n in range(1001)]
    library.upsert(many)
    assert {one.id for one in library.all()} == {one.id for one in many}
    assert library.get([one.id for one in many]) == many
    assert library.reindex() == library.lexical.count() == 1001


def test_more_papers_are_updated_than_chroma_takes_at_once(library: Library) -> None:
    unknown = [paper(f"Number {n}", "Words.") for n in range(6000)]
    library._stores.chroma.update([*unknown, ZEBRAFOLD.model_copy(update={"upvotes": 9})])
    assert library.get([ZEBRAFOLD.id])[0].upvotes == 9
    assert library.count() == 3


@pytest.mark.parametrize("damage", ["a file", "nothing"])
def test_lexical_folder_that_is_gone_is_made_again(library: Library, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "library" / "lexical"
    shutil.rmtree(folder)
    if damage == "a file":
        folder.write_text("no folder")
        with pytest.raises(StorageError, match="rename that"):
            Library(tmp_path / "library", HashedEmbedder())
        folder.rename(tmp_path / "no index")  # as the error says
    assert found(Library(tmp_path / "library", HashedEmbedder()), "Zebrafold") == {ZEBRAFOLD.id}


def test_write_that_failed_is_mended_by_the_next(
    library: Library, embedder: HashedEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = MOSSGATE.model_copy(update={"abstract": f"{MOSSGATE.abstract} It also knows ferns."})

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(library.lexical, "write", full)
        with pytest.raises(StorageError, match="disk is full"):
            library.upsert([changed])
    library.upsert([paper("Later", "Plums ripen in autumn.")])
    assert found(library, "ferns") == {MOSSGATE.id}
    assert found(library, "plums") != set()
