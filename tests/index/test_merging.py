from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from index.library import Library
from index.merging import Batch
from index.paper import Paper
from tests.support.embedder import HashedEmbedder
from tests.support.papers import ZEBRAFOLD, paper

TITLE_ONLY = paper(ZEBRAFOLD.title, f"{ZEBRAFOLD.abstract} Code is there.", sources=("pages:a",), upvotes=3)
SUMMARY = paper(ZEBRAFOLD.title, "In short.", abstract_kind="summary", organisation="Sample Institute")


@pytest.mark.parametrize("order", list(permutations([ZEBRAFOLD, TITLE_ONLY, SUMMARY])))
@pytest.mark.parametrize("ingests", [1, 3], ids=["one batch", "three batches"])
def test_store_is_the_same_whatever_came_first(tmp_path: Path, order: tuple[Paper, ...], ingests: int) -> None:
    library = Library(tmp_path, HashedEmbedder())
    for batch in [order] if ingests == 1 else [[one] for one in order]:
        library.upsert(batch)
    (only,) = library.all()
    assert only.id == ZEBRAFOLD.id
    assert (only.abstract, only.authors, only.published) == (
        TITLE_ONLY.abstract,
        ZEBRAFOLD.authors,
        ZEBRAFOLD.published,
    )
    assert (only.upvotes, only.organisation, only.sources) == (3, "Sample Institute", ("pages:a",))
    assert library.lexical.count() == 1


def test_record_with_unsorted_lists_is_unchanged_the_second_time(tmp_path: Path) -> None:
    unsorted = paper("Unsorted", "Some words.", categories=("cs.LG", "cs.CL", "cs.LG"), sources=("file:b", "file:a"))
    library = Library(tmp_path, HashedEmbedder())
    assert library.upsert([unsorted]).changes == {unsorted.id: "new"}
    assert library.upsert([unsorted]).changes == {unsorted.id: "unchanged"}


def test_paper_whose_title_is_taken_is_known_again(tmp_path: Path) -> None:
    first, second = paper("Attention", "Cats look at birds."), paper("Attention", "Machines translate text.")
    library = Library(tmp_path, HashedEmbedder())
    library.upsert([first])
    assert list(library.upsert([second]).changes.values()) == ["new"]
    assert set(library.upsert([second, first]).changes.values()) == {"unchanged"}
    assert {one.abstract for one in library.all()} == {first.abstract, second.abstract}


def test_title_goes_to_the_first_of_two_identifiers() -> None:
    other = paper(ZEBRAFOLD.title, ZEBRAFOLD.abstract, "2401.99999")
    batch = Batch({other.id: other, ZEBRAFOLD.id: ZEBRAFOLD})
    batch.add([TITLE_ONLY])
    assert set(batch.papers) == {ZEBRAFOLD.id}
    assert batch.replaced == {}


def test_title_of_one_paper_may_change_between_versions() -> None:
    renamed = paper("Zebrafold, Second Edition", ZEBRAFOLD.abstract + " It is longer.", "2401.00001v2")
    batch = Batch({ZEBRAFOLD.id: ZEBRAFOLD})
    batch.add([renamed])
    assert {one.title for one in batch.papers.values()} == {renamed.title}
