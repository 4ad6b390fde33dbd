import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedders import Embedder, choose_embedder
from index.errors import EmbedderChanged
from index.language import is_english
from index.paper import Paper
from index.query import Filters, Query
from index.search.relevance import FLOOR
from index.search.retriever import HybridRetriever
from index.store.library import Library
from tests.support.embedder import HashedEmbedder
from tests.support.papers import ALL, LANTERN, MOSSGATE, ZEBRAFOLD, paper


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return choose_embedder("static")


@pytest.fixture(scope="module")
def retriever(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> HybridRetriever:
    library = Library(tmp_path_factory.mktemp("retriever"), embedder)
    library.upsert([*ALL, *(paper(f"Filler {n}", f"Number {n} is about bread, cheese and wine.") for n in range(5))])
    return HybridRetriever(library)


def test_best_comes_first_and_no_more_than_are_wanted(retriever: HybridRetriever) -> None:
    for k in (1, 3, 50):
        found = retriever.search(Query(text="moss images", k=k))
        assert len(found) == min(k, 8)
        assert found[0].paper == MOSSGATE
        assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_word_that_stands_nowhere_does_not_hide_a_paper_near_in_meaning(retriever: HybridRetriever) -> None:
    assert retriever.search(Query(text="photo search"))[0].paper == MOSSGATE


@given(text=st.text(), k=st.integers(1, 9))
def test_any_text_is_searched_for(retriever: HybridRetriever, text: str, k: int) -> None:
    found = retriever.search(Query(text=text, k=k))
    assert len({one.paper.id for one in found}) == len(found)
    assert len(found) == min(k, 8) or not is_english(text)  # what shares no word with English finds nothing
    assert all(0 <= one.relevance <= 1 for one in found)


DAYS = st.none() | st.sampled_from([dt.date(2023, 1, 1), dt.date(2024, 1, 2), dt.date(2024, 2, 3), dt.date(2025, 1, 1)])
NAMED = st.lists(st.sampled_from([*(one.id for one in ALL), "arxiv:2499.00001", "title:gone"]), max_size=3).map(tuple)


@given(filters=st.builds(Filters, since=DAYS, until=DAYS, papers=NAMED))
def test_just_the_papers_that_pass_the_filters_are_found(retriever: HybridRetriever, filters: Filters) -> None:
    found = retriever.search(Query(text="moss tokens lantern bread", filters=filters, k=50))
    everything = retriever._library.all()
    assert {one.paper.id for one in found} == {one.id for one in everything if _passes(one, filters)}


def _passes(one: Paper, filters: Filters) -> bool:
    if filters.papers and one.id not in filters.papers:
        return False
    bounds = (filters.since or dt.date.min, filters.until or dt.date.max)
    dated = one.published is not None and bounds[0] <= one.published <= bounds[1]
    return dated or not (filters.since or filters.until)


def test_question_about_a_paper_that_was_removed_finds_nothing(tmp_path: Path, embedder: Embedder) -> None:
    library = Library(tmp_path, embedder)
    library.upsert([ZEBRAFOLD, LANTERN])
    library.remove([ZEBRAFOLD.id])
    query = Query(text="And by how much?", context="What is Zebrafold?", filters=Filters(papers=(ZEBRAFOLD.id,)))
    assert HybridRetriever(library).search(query) == ()


def test_empty_library_has_nothing(tmp_path: Path, embedder: Embedder) -> None:
    assert HybridRetriever(Library(tmp_path, embedder)).search(Query(text="moss")) == ()


def test_vectors_of_another_embedder_are_not_searched(tmp_path: Path, embedder: Embedder) -> None:
    Library(tmp_path, HashedEmbedder()).upsert(ALL)
    changed = Library(tmp_path, embedder)
    with pytest.raises(EmbedderChanged, match=r"hashed-32.*static-arxiv.*assistant reindex"):
        HybridRetriever(changed).search(Query(text="moss"))
    changed.reindex()
    assert HybridRetriever(changed).search(Query(text="moss images"))[0].paper == MOSSGATE


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("By how much does Zebrafold reduce the training time?", 3),
        ("What is Zebrafold?", 2),
        ("What results does Zebrafold get?", 3),
    ],
)
def test_sentence_that_gives_what_is_asked_stands_first(
    retriever: HybridRetriever, question: str, expected: int
) -> None:
    best = retriever.search(Query(text=question, k=1))[0]
    assert (best.paper, best.sentences[0]) == (ZEBRAFOLD, expected)


@pytest.mark.parametrize(
    ("context", "expected"), [("moss images", MOSSGATE), ("lantern networks", LANTERN), ("Zebrafold", ZEBRAFOLD)]
)
def test_context_says_what_a_question_leaves_out(retriever: HybridRetriever, context: str, expected: object) -> None:
    assert [one.paper for one in retriever.search(Query(text="How does it work?", context=context, k=1))] == [expected]


def test_papers_are_read_with_our_embedder_whatever_the_library_has(retriever: HybridRetriever, tmp_path: Path) -> None:
    library = Library(tmp_path, HashedEmbedder())
    library.upsert(list(retriever._library.all()))
    other = HybridRetriever(library)
    for query in (Query(text="How does Mossgate retrieve moss images?"), Query(text="Why?", context="moss")):
        read = [{one.paper.id: one.sentences for one in each.search(query)} for each in (retriever, other)]
        assert read[0] == read[1]
    assert max(one.relevance for one in other.search(Query(text="Who won the cup?"))) < FLOOR


def test_papers_talked_of_are_read_with_those_found(retriever: HybridRetriever) -> None:
    alone = retriever.search(Query(text="How are moss images retrieved?", k=1))
    assert [one.paper for one in alone] == [MOSSGATE]
    both = retriever.search(Query(text="How are moss images retrieved?", k=1, also=(ZEBRAFOLD.id,)))
    assert [one.paper for one in both] == [MOSSGATE, ZEBRAFOLD]
    gone = Query(text="How are moss images retrieved?", k=1, also=("arxiv:0000.00000",))
    assert retriever.search(gone) == alone
    only = Query(text="How are moss images retrieved?", filters=Filters(papers=(MOSSGATE.id,)), also=(ZEBRAFOLD.id,))
    assert [one.paper for one in retriever.search(only)] == [MOSSGATE]
