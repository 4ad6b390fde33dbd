"""The lexical index, fusion and the retriever, with the embedder that is shipped."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedders import Embedder, choose_embedder
from index.paper import Paper
from index.query import Filters, Query
from index.search.fusion import fuse
from index.search.relevance import FLOOR
from index.search.retriever import HybridRetriever
from index.store.lexical import LexicalIndex
from index.store.library import Library
from index.terms import terms
from tests.support.papers import ALL, LANTERN, MOSSGATE, ZEBRAFOLD, paper

MORE = (
    paper(
        "Parrot: A Benchmark of Spoken Summaries",
        "Spoken summaries are rarely tested. We present Parrot, 4,000 spoken summaries of news.",
    ),
    paper(
        "On the Cost of Long Prompts",
        "Long prompts cost money. We study how the cost of prompts grows with their length.",
    ),
    paper("Quartz", "Deep models forget. We introduce a replay buffer that keeps old examples and halves forgetting."),
)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return choose_embedder("static")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Library:
    library = Library(tmp_path_factory.mktemp("search"), embedder)
    library.upsert([*ALL, *MORE])
    return library


@pytest.fixture(scope="module")
def retriever(library: Library) -> HybridRetriever:
    return HybridRetriever(library)


def test_embedder_gives_unit_rows_in_order(embedder: Embedder) -> None:
    rows = embedder.embed(["dense retrieval", "cooking pasta", "dense retrieval"])
    assert rows.shape == (3, 512)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)
    assert np.array_equal(rows[0], rows[2])
    assert embedder.embed([]).shape == (0, 512)
    assert np.isfinite(embedder.embed([""])).all()


def test_embedder_knows_what_is_near(embedder: Embedder) -> None:
    query, near, far = embedder.embed(["finding documents", "document retrieval", "cake with cherries"])
    assert query @ near > query @ far


def test_question_words_and_endings_do_not_count() -> None:
    assert terms("Which papers are about retrieving?") == terms("retrieve") == terms("Retrieval")[:1]
    assert terms("Who was it?") == []


def test_word_is_found_in_title_and_abstract_by_its_stem(library: Library) -> None:
    assert [key for key, _ in library.lexical.search(terms("zebrafolds"), 5)] == [ZEBRAFOLD.id]
    assert library.lexical.search(terms("gated retriever"), 5)[0][0] == MOSSGATE.id
    assert library.lexical.search([], 5) == []


def test_rare_terms_weigh_more_and_unheard_ones_most(library: Library) -> None:
    weights = library.lexical.weights(["lantern", "prompt", "plutonium"])
    common = library.lexical.weights(terms("streams training moss"))
    assert weights["plutonium"] > max(weights["lantern"], *common.values())


def test_commit_of_another_handle_is_seen(library: Library, tmp_path: Path) -> None:
    reader = LexicalIndex(tmp_path / "lexical")
    assert reader.count() == 0
    LexicalIndex(tmp_path / "lexical").write([LANTERN])
    assert reader.count() == 1


SCORES = st.dictionaries(st.sampled_from("abcdef"), st.floats(0.01, 50), max_size=6)


@given(SCORES, SCORES)
def test_fusion_keeps_every_paper_and_puts_the_double_winner_first(lexical: dict, dense: dict) -> None:
    fused = fuse(lexical, dense)
    assert set(fused) == {*lexical, *dense}
    for key in fused:
        if (
            key in lexical
            and key in dense
            and lexical[key] == max(lexical.values())
            and dense[key] == max(dense.values())
        ):
            assert fused[key] == max(fused.values())


@given(SCORES, SCORES)
def test_fusion_without_weight_is_the_lexical_order(lexical: dict, dense: dict) -> None:
    fused = fuse(lexical, dense, 0)
    assert sorted(lexical, key=lambda k: (lexical[k], k)) == sorted(
        lexical, key=lambda k: (fused[k] * max(lexical.values()), k)
    ) or (len(set(lexical.values())) < len(lexical))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How much does Zebrafold reduce the training time?", ZEBRAFOLD),
        ("how can moss species be told apart in pictures", MOSSGATE),
        ("What is Quartz?", MORE[2]),
        ("benchmarks for speech summarization", MORE[0]),
    ],
)
def test_right_paper_comes_first_and_is_relevant(retriever: HybridRetriever, question: str, expected: object) -> None:
    best = retriever.search(Query(text=question))[0]
    assert best.paper == expected


@pytest.mark.parametrize(
    "question", ["Who won the world cup in 2018?", "What does Glimmernet do?", "best pizza in town"]
)
def test_question_from_elsewhere_has_no_relevant_paper(retriever: HybridRetriever, question: str) -> None:
    assert all(item.relevance < FLOOR for item in retriever.search(Query(text=question)))


def test_named_paper_is_relevant(retriever: HybridRetriever) -> None:
    best = retriever.search(Query(text="How much does Zebrafold reduce the training time on Quillset?"))[0]
    assert best.relevance >= FLOOR
    assert best.sentences[0] == 3  # the one with the figure


def test_filters_are_enforced(retriever: HybridRetriever) -> None:
    only = retriever.search(Query(text="Zebrafold training", filters=Filters(papers=(LANTERN.id,))))
    assert [item.paper for item in only] == [LANTERN]
    later = retriever.search(Query(text="Zebrafold training", filters=Filters(since=MOSSGATE.published)))
    assert [item.paper for item in later] == [MOSSGATE]


def test_further_question_is_on_the_subject_of_what_was_asked_before(retriever: HybridRetriever) -> None:
    def ask(text: str, context: str = "") -> float:
        filters = Filters(papers=(ZEBRAFOLD.id,)) if context else Filters()
        return max(item.relevance for item in retriever.search(Query(text=text, context=context, filters=filters)))

    assert ask("what about its limitations?", "What is Zebrafold?") > 0
    assert ask("and by how much?", "What is Zebrafold?") > 0
    assert ask("what is its capital?") == 0


def test_search_is_the_same_every_time(retriever: HybridRetriever) -> None:
    query = Query(text="cost of training long streams")
    assert retriever.search(query) == retriever.search(query)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does 2402.00002 say about training streams?", MOSSGATE),
        ('What is said in "A Survey of Lantern Networks" on the training of token streams?', LANTERN),
        ("Parrot", MORE[0]),
        ("a survey of lantern networks", LANTERN),
    ],
)
def test_paper_that_is_named_exactly_comes_first(retriever: HybridRetriever, question: str, expected: object) -> None:
    found = retriever.search(Query(text=question))
    assert found[0].paper == expected
    assert found[0].score > found[1].score
    assert expected not in [
        item.paper for item in retriever.search(Query(text=question, filters=Filters(papers=(ZEBRAFOLD.id,))))
    ]


@pytest.mark.seeds
def test_every_name_that_stands_in_a_title_only_finds_its_paper(seeds: list[Path], tmp_path: Path) -> None:
    from index.sources.pages import read_pages

    library = Library(tmp_path / "all", choose_embedder("static"))
    for file in seeds:
        library.upsert([record for record in read_pages(file) if isinstance(record, Paper)])
    papers = list(library.all())
    named = {one.id: one.title.split(":")[0].strip() for one in papers if ":" in one.title}
    hidden = [one for one in papers if one.id in named and named[one.id].lower() not in one.abstract.lower()]
    assert len(hidden) >= 58
    # To read all papers that some question finds takes 20 seconds: those that are likeliest to come before are enough.
    asked = {named[one.id]: one for one in hidden[::4]}
    rivals = {paper for name in asked for paper in likeliest(library, name)}
    few = Library(tmp_path / "few", choose_embedder("static"))
    few.upsert([*asked.values(), *library.get(sorted(rivals))])
    retriever = HybridRetriever(few)
    assert not [name for name, one in asked.items() if retriever.rank(Query(text=name)).hybrid[0] != one.id]


def likeliest(library: Library, name: str) -> list[str]:
    """Return the papers that have most of the words of a name, and those that are nearest to it."""
    words, vector = terms(name), library.embed([name])[0]
    found = (*library.lexical.search(words, 3, Filters()), *library.nearest(vector, 3, Filters()))
    return [paper for paper, _ in found]
