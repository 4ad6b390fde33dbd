from itertools import permutations
from pathlib import Path

import pytest

from index.paper import Paper
from index.store.batch import Batch
from index.store.library import Library
from tests.support.embedder import HashedEmbedder
from tests.support.papers import MOSSGATE, ZEBRAFOLD, paper

TITLE_ONLY = paper(ZEBRAFOLD.title, f"{ZEBRAFOLD.abstract} Code is there.", sources=("pages:a",), upvotes=3)
SUMMARY = paper(ZEBRAFOLD.title, "In short.", abstract_kind="summary", organisation="Sample Institute")
BY_DOI = paper("Zebrafold, as Printed", "Nothing of this stands in the other one.", "10.1000/Z", sources=("crossref",))
WITH_DOI = ZEBRAFOLD.model_copy(update={"doi": "10.1000/z", "sources": ("arxiv",)})
CATS, MACHINES = paper("Attention", "Cats look at birds."), paper("Attention", "Machines translate text.")


def stored(*records: Paper) -> dict[str, Paper]:
    batch = Batch({})
    batch.add(records)
    return batch.papers


def library(folder: Path, *batches: list[Paper]) -> Library:
    made = Library(folder, HashedEmbedder())
    for batch in batches:
        made.upsert(batch)
    return made


def test_records_in_any_order_become_the_same_papers() -> None:
    title_only = paper(ZEBRAFOLD.title, ZEBRAFOLD.abstract, sources=("pages:a",))
    summary = paper(ZEBRAFOLD.title, "In short.", "2401.00001", abstract_kind="summary")
    results = [stored(*order) for order in permutations([ZEBRAFOLD, title_only, summary, MOSSGATE])]
    assert all(result == results[0] for result in results)
    assert set(results[0]) == {"arxiv:2401.00001", "arxiv:2402.00002"}


@pytest.mark.parametrize("order", list(permutations([ZEBRAFOLD, TITLE_ONLY, SUMMARY])))
@pytest.mark.parametrize("ingests", [1, 3], ids=["one batch", "three batches"])
def test_store_is_the_same_whatever_came_first(tmp_path: Path, order: tuple[Paper, ...], ingests: int) -> None:
    made = library(tmp_path, *([list(order)] if ingests == 1 else [[one] for one in order]))
    (only,) = made.all()
    assert only.id == ZEBRAFOLD.id
    assert (only.abstract, only.authors, only.published) == (
        TITLE_ONLY.abstract,
        ZEBRAFOLD.authors,
        ZEBRAFOLD.published,
    )
    assert (only.upvotes, only.organisation, only.sources) == (3, "Sample Institute", ("pages:a",))
    assert made.lexical.count() == 1


@pytest.mark.parametrize("order", list(permutations([WITH_DOI, BY_DOI, TITLE_ONLY])))
@pytest.mark.parametrize("ingests", [1, 3], ids=["one batch", "three batches"])
def test_doi_joins_records_of_other_titles(tmp_path: Path, order: tuple[Paper, ...], ingests: int) -> None:
    made = library(tmp_path, *([list(order)] if ingests == 1 else [[one] for one in order]))
    (only,) = made.all()
    assert (only.id, only.doi, only.sources) == (ZEBRAFOLD.id, "10.1000/z", ("arxiv", "crossref", "pages:a"))
    assert made.lexical.count() == 1
    assert made.lexical.with_doi(["doi:10.1000/z"]) == [ZEBRAFOLD.id]


def test_paper_is_found_by_the_doi_it_is_not_known_by(tmp_path: Path) -> None:
    made = library(tmp_path, [WITH_DOI, MOSSGATE])
    assert made.resolve("https://doi.org/10.1000/Z").id == ZEBRAFOLD.id


def test_record_may_tell_that_two_stored_papers_are_one(tmp_path: Path) -> None:
    made = library(tmp_path, [BY_DOI], [ZEBRAFOLD])
    assert made.count() == 2
    done = made.upsert([WITH_DOI])
    assert (done.changes, done.replaced) == ({ZEBRAFOLD.id: "updated"}, {BY_DOI.id: ZEBRAFOLD.id})
    assert made.count() == made.lexical.count() == 1


def test_what_a_record_learns_from_one_paper_may_tell_that_it_is_another_too() -> None:
    bare = paper("Attention", "Birds are watched at length by many cats.", "10.1000/a")
    printed = paper("On Attention", "In print.", "10.1000/a", authors=("Ada Example",))
    preprint = paper("Attention", "No word in common.", "2401.00007", authors=("A. Example",))
    for order in permutations([bare, printed, preprint]):
        assert set(stored(*order)) == {preprint.id}, [one.title for one in order]


def test_later_version_replaces_the_text_that_is_searched(tmp_path: Path) -> None:
    first, second = (
        paper("Sparse Routes", f"It reaches {score} points. {more}", f"2401.00003v{n}", version=n)
        for n, score, more in ((1, "41", "There are many more details in the appendix."), (2, "38", ""))
    )
    for order in ([first, second], [second, first]):
        made = library(tmp_path / order[0].abstract[11:13], *([one] for one in order))
        assert [one.abstract for one in made.all()] == [second.abstract]
        assert made.lexical.frequency("appendix") == 0


def test_id_of_an_earlier_release_is_replaced_by_todays(tmp_path: Path) -> None:
    old = paper("Knots in Chains", "The gap closes.").model_copy(update={"id": "arxiv:math.GT/0309136"})
    made = Library(tmp_path, HashedEmbedder())
    made.put([old])
    done = made.upsert([paper("Knots in Chains", "The gap closes.", "math/0309136v2")])
    assert done.replaced == {old.id: "arxiv:math/0309136"}
    assert [one.id for one in made.all()] == ["arxiv:math/0309136"]


def test_record_with_unsorted_lists_is_unchanged_the_second_time(tmp_path: Path) -> None:
    unsorted = paper("Unsorted", "Some words.", categories=("cs.LG", "cs.CL", "cs.LG"), sources=("file:b", "file:a"))
    made = Library(tmp_path, HashedEmbedder())
    assert made.upsert([unsorted]).changes == {unsorted.id: "new"}
    assert made.upsert([unsorted]).changes == {unsorted.id: "unchanged"}


def test_paper_whose_title_is_taken_is_known_again(tmp_path: Path) -> None:
    made = library(tmp_path, [CATS])
    assert list(made.upsert([MACHINES]).changes.values()) == ["new"]
    assert set(made.upsert([MACHINES, CATS]).changes.values()) == {"unchanged"}
    assert {one.abstract for one in made.all()} == {CATS.abstract, MACHINES.abstract}


def test_papers_that_share_the_doi_of_their_volume_stay_apart(tmp_path: Path) -> None:
    volume = [
        paper("Cats at Windows", "Cats look at birds.", "10.1000/volume", authors=("Ada Example",)),
        paper("Translation Without Pairs", "Machines translate text.", "10.1000/volume", authors=("Bo Other",)),
    ]
    made = library(tmp_path, volume)
    assert {one.title for one in made.all()} == {one.title for one in volume}
    assert set(made.upsert(volume).changes.values()) == {"unchanged"}


def test_id_that_a_paper_gives_up_is_told() -> None:
    title_only = paper(ZEBRAFOLD.title, ZEBRAFOLD.abstract)
    batch = Batch({title_only.id: title_only})
    batch.add([ZEBRAFOLD])
    assert batch.replaced == {title_only.id: ZEBRAFOLD.id}


def test_id_that_was_given_up_twice_leads_to_the_last_one() -> None:
    title_only, by_doi = paper("Cats", "Cats look at birds."), paper("Cats", "Cats look at birds.", "10.1000/c")
    batch = Batch({title_only.id: title_only})
    batch.add([by_doi, paper("Cats", "Cats look at birds.", "2401.00005", doi="10.1000/c")])
    assert batch.replaced == {title_only.id: "arxiv:2401.00005", by_doi.id: "arxiv:2401.00005"}


def test_id_that_was_given_up_may_go_to_another_paper(tmp_path: Path) -> None:
    made = library(tmp_path, [CATS])
    made.upsert([paper("Attention", CATS.abstract, "2401.00006"), MACHINES])
    assert {one.abstract for one in made.all()} == {CATS.abstract, MACHINES.abstract}


def test_two_papers_of_one_title_stay_two() -> None:
    assert {p.abstract for p in stored(CATS, MACHINES).values()} == {CATS.abstract, MACHINES.abstract}
    assert len(stored(CATS, MACHINES, MACHINES, CATS)) == 2


def test_two_identifiers_of_one_title_stay_two() -> None:
    other = paper(ZEBRAFOLD.title, ZEBRAFOLD.abstract, "2401.99999")
    assert set(stored(ZEBRAFOLD, other)) == {ZEBRAFOLD.id, other.id}
    assert len(stored(ZEBRAFOLD, other, paper(ZEBRAFOLD.title, ZEBRAFOLD.abstract))) == 2


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
