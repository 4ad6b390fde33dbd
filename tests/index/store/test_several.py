"""Several papers named in one question and ambiguous acronyms, from the search to the extractive writer's answer."""

import pytest

from assistant.engine import last
from assistant.jobs.abstention import Searched
from assistant.jobs.answer import ask
from assistant.types import Answer
from assistant.writers.extractive import ExtractiveWriter
from index.embedders import choose_embedder
from index.query import Query
from index.search.retriever import HybridRetriever
from index.store.library import Library
from tests.support.papers import ALL, MOSSGATE, ZEBRAFOLD, paper

MTA = (
    paper("Moss Adaptation at Night", "We introduce moss tuning adaptation (MTA), which tunes moss. MTA is quick."),
    paper("Songs of the Attic", "We propose a music-to-attic (MTA) model that plays songs. MTA plays well."),
)
COPY = paper("Zebrafold: Folding Token Streams for Cheap Training, Part 2", ZEBRAFOLD.abstract)


@pytest.fixture(scope="module")
def retriever(tmp_path_factory: pytest.TempPathFactory) -> HybridRetriever:
    library = Library(tmp_path_factory.mktemp("several"), choose_embedder("static"))
    library.upsert([*ALL, *MTA, COPY])
    return HybridRetriever(library)


def answered(retriever: HybridRetriever, question: str) -> Answer:
    return last(
        ask(Query(text=question), retriever=retriever, writers=[ExtractiveWriter()], searched=Searched(6))
    ).answer


def test_both_parts_of_a_question_are_answered(retriever: HybridRetriever) -> None:
    answer = answered(retriever, "What is Zebrafold, and what is Mossgate?")
    assert {source.id for source in answer.sources} >= {ZEBRAFOLD.id, MOSSGATE.id}
    assert answer.notice == ""


def test_ambiguous_acronym_is_answered_on_both_sides(retriever: HybridRetriever) -> None:
    answer = answered(retriever, "What is MTA?")
    assert {source.id for source in answer.sources} == {one.id for one in MTA}
    assert "“moss tuning adaptation”" in answer.notice
    assert "“music-to-attic”" in answer.notice


def test_near_copy_does_not_take_the_place_of_another_paper(retriever: HybridRetriever) -> None:
    found = retriever.search(Query(text="folding token streams for training", k=3))
    assert len({ZEBRAFOLD.id, COPY.id} & {item.paper.id for item in found}) == 1


def test_near_copy_is_found_all_the_same(retriever: HybridRetriever) -> None:
    found = retriever.search(Query(text=f'"{COPY.title}"', k=6))
    assert found[0].paper.id == COPY.id
    assert len(found) == 6
