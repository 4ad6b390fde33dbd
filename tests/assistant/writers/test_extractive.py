"""The answers of the extractive writer: which sentences, from which papers, in which order, and under whose name."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.jobs.abstention import Searched
from assistant.jobs.answer import ask
from assistant.parsing.events import Draft, Mark
from assistant.types import Answer, Finished
from assistant.verification.citations import Citations
from assistant.writers.extractive import ExtractiveWriter
from index.embedders import choose_embedder
from index.paper import Paper
from index.query import Evidence, Filters, Query
from index.search.retriever import HybridRetriever
from index.store.library import Library
from tests.support.papers import LANTERN, MOSSGATE, ZEBRAFOLD, evidence, paper, read_for
from tests.support.writers import FixedRetriever

IVY = paper(
    "Ivy Learning for Wall Climbing",
    "Wall climbing is hard for nets. Ivy learning is a way to climb walls with few steps. "
    "We present IvyNet, an ivy learner. It climbs three walls in 12.5 seconds. "
    "However, it falls off wet walls. Our code is available at https://example.org/ivy.",
    "2403.00003",
)
COPY = paper(
    "Ivy Learning Again",
    "Ivy learning is a way to climb walls with few steps. Our study repeats it on glass. Glass takes 20 seconds.",
    "2404.00004",
)


KINDS = ("cut", "melt", "weigh", "paint", "stack", "throw", "polish", "count")


def told(question: str, *papers: Paper) -> list[str]:
    return [draft.text for draft in ExtractiveWriter().answer(question, read_for(question, *papers))]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "library", choose_embedder("static"))
    library.upsert([ZEBRAFOLD, MOSSGATE, LANTERN, IVY, COPY])
    return library


def answer(library: Library, question: str, *papers: Paper) -> Answer:
    """Ask a library, of these papers only where some are given."""
    query = Query(text=question, filters=Filters(papers=tuple(one.id for one in papers)))
    *_, last = ask(
        query, retriever=HybridRetriever(library), writers=[ExtractiveWriter()], searched=Searched(library.count())
    )
    assert isinstance(last, Finished)
    return last.answer


def answered_from(found: Sequence[Evidence], question: str) -> Answer:
    writers = [ExtractiveWriter()]
    *_, last = ask(Query(text=question), retriever=FixedRetriever(found), writers=writers, searched=Searched(99))
    assert isinstance(last, Finished)
    return last.answer


def cited(result: Answer) -> list[tuple[str, int]]:
    return [(c.paper, n) for claim in result.claims for c in claim.citations for n in c.sentences]


@pytest.mark.parametrize(
    "question", ["What is ivy learning?", "Which papers are there?", "How does it climb?", "Compare ivy and moss.", "?"]
)
def test_answer_is_short_and_says_nothing_twice(question: str) -> None:
    sentences = told(question, IVY, COPY, ZEBRAFOLD, MOSSGATE, LANTERN)
    assert 2 <= len(sentences) <= 6
    assert len(set(sentences)) == len(sentences)
    assert sum("a way to climb walls" in sentence for sentence in sentences) <= 1


def test_sentences_of_a_paper_stand_together_behind_the_first_in_the_order_of_its_abstract(library: Library) -> None:
    for question in (
        "How does ivy learning climb walls?",
        "What is Zebrafold?",
        "Ivy learning climbs walls with steps.",
    ):
        spots = cited(answer(library, question))
        papers = [key for key, _ in spots]
        assert papers == sorted(papers, key=papers.index)
        behind = [spot for n, spot in enumerate(spots) if spot[0] in papers[:n]]
        assert all(one[1] < two[1] for one, two in pairwise(behind) if one[0] == two[0])


def test_paper_is_named_where_the_sentence_says_only_we() -> None:
    abstract = "Walls are high. We present a way to climb them. We climb three walls."
    one = paper("Ivy: Climbing Walls", abstract)
    sentences = told("What is climbed?", one)
    assert "Ivy: We present a way to climb them." in sentences
    assert "We climb three walls." in sentences  # it has just been named


def test_sentence_that_has_the_name_or_speaks_of_others_is_left_alone() -> None:
    assert "Ivy learning is a way to climb walls with few steps." in told("What is ivy learning?", IVY)
    assert all(not sentence.startswith("Zebrafold:") for sentence in told("What is Zebrafold?", ZEBRAFOLD))


def test_name_before_a_sentence_holds_if_it_is_the_papers_own() -> None:
    one = paper("Ivy: Climbing Walls", "Walls are high. We climb faster than MossNet on all walls.")

    def support(text: str) -> str:
        return Citations(evidence(one)).ground(Draft(text, (Mark(1, 2),))).verdict.support

    assert support(f"Ivy: {one.sentences[1]}") == "quoted"
    assert support(f"MossNet: {one.sentences[1]}") != "quoted"
    assert support("Ripe plums fall in sunny autumn gardens.") == "unsupported"


def test_each_claim_of_an_answer_is_a_quotation(library: Library) -> None:
    for question, *papers in (
        ("What is ivy learning?", IVY, COPY),
        ("Which papers are about walls?", IVY, COPY),
        ("Compare Zebrafold and Mossgate.",),
    ):
        result = answer(library, question, *papers)
        assert result.claims
        assert {claim.verdict.support for claim in result.claims} == {"quoted"}


def test_definition_comes_for_what_is_and_the_figure_for_how_much(library: Library) -> None:
    assert "a way to climb walls" in answer(library, "What is ivy learning?").text
    assert (IVY.id, 4) in cited(answer(library, "How many seconds does ivy learning take to climb walls?"))


def test_one_sentence_of_each_further_paper_for_which_papers() -> None:
    drafts = list(
        ExtractiveWriter().answer("Which papers are there?", read_for("Which papers?", ZEBRAFOLD, MOSSGATE, IVY))
    )
    papers = [draft.marks[0].paper for draft in drafts]
    assert set(papers) == {1, 2, 3}
    assert len(papers) - papers.count(papers[0]) == 2
    assert papers.count(papers[0]) <= 2


def test_both_sides_of_a_comparison_are_found_and_told_of(library: Library) -> None:
    result = answer(library, "How do Zebrafold and Mossgate differ?")
    assert {source.id for source in result.sources} == {ZEBRAFOLD.id, MOSSGATE.id}
    assert result.sources[0].id == ZEBRAFOLD.id  # in the order of the question
    assert result.notice == ""
    result = answer(library, "Is IvyNet better than Mossgate?")
    assert {IVY.id, MOSSGATE.id} <= {source.id for source in result.sources}


def test_side_of_a_comparison_that_nothing_is_there_on_is_said(library: Library) -> None:
    result = answer(library, "How do Zebrafold and GlimmerNet differ?")
    assert result.status == "related"
    assert result.notice == "Not stated in the abstract of Zebrafold: “GlimmerNet”."
    assert {source.id for source in result.sources} == {ZEBRAFOLD.id}


def test_figure_comes_with_its_paper() -> None:
    one = paper("Fern Nets", "Fern nets fold the QV store. They cut the QV store by 75%. They are green.")
    sentences = told("By how much do fern nets cut the QV store?", one)
    assert sentences[:2] == ["Fern nets fold the QV store.", "They cut the QV store by 75%."]


def test_sentence_that_needs_the_one_before_brings_it_along() -> None:
    one = paper(
        "Nets on Walls",
        "Nets climb walls by hooks. However, they fall off wet ones. We compare nets of ferns on 30 walls. "
        "Nets with more hooks hold longer.",
    )
    (found,) = evidence(one)
    best_first = found.model_copy(update={"sentences": (2, 4, 3, 1), "strengths": (0.9, 0.3, 0.2, 0.1)})
    sentences = [draft.text for draft in ExtractiveWriter().answer("Do nets fall?", [best_first])]
    assert sentences[:2] == ["However, they fall off wet ones.", "Nets climb walls by hooks."]


def test_claim_is_met_with_three_sentences_of_evidence(library: Library) -> None:
    result = answer(library, "Ivy learning climbs walls with few steps.")
    assert result.status == "answered"
    assert len(result.claims) == 3
    assert answer(library, "Brazil has won the football cup.").status == "abstained"


def test_sentence_with_both_sides_of_a_comparison_comes_first(library: Library) -> None:
    moss = "FernNet grows on stones. In the shade, FernNet is half as tall as Mossgate. It likes rain."
    library.upsert([paper("FernNet: Ferns on Stones", moss)])
    result = answer(library, "How do Mossgate and FernNet differ?")
    assert result.claims[0].text == "In the shade, FernNet is half as tall as Mossgate."
    assert result.notice == ""


def test_side_that_a_cited_paper_tells_of_is_not_said_to_be_missing(library: Library) -> None:
    library.upsert([paper("FernNet: Ferns on Stones", "We propose FernNet. FernNet beats PlumBot on all stones.")])
    assert answer(library, "Is FernNet better than PlumBot?").notice == ""


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("How many stones does FernNet cover?", "With care, it covers 351 kinds of stones."),
        ("By how much does FernNet grow a year?", "FernNet grows by 12.5% a year."),
        ("How many gardeners does FernNet need?", "It needs two gardeners for all of its ferns."),
    ],
)
def test_figure_that_is_asked_for_leads(library: Library, question: str, figure: str) -> None:
    abstract = (
        "We propose FernNet. Ferns are old. With care, it covers 351 kinds of stones. It needs two gardeners for "
    )
    library.upsert(
        [paper("FernNet: Ferns on Stones", f"{abstract}all of its ferns. It is green. FernNet grows by 12.5% a year.")]
    )
    texts = [claim.text for claim in answer(library, question).claims]
    assert figure in texts[: 3 if figure.startswith("It") else 1]  # "It" stands behind what it needs


def test_paper_with_the_number_that_is_asked_for_is_told_of_alone(library: Library) -> None:
    library.upsert([paper("Stone Tests", "StoneBench covers 57 stones.", "2405.00001")])
    library.upsert(
        [paper("More Stone Tests", "We extend StoneBench and cover stones with 4-5% of moss.", "2405.00002")]
    )
    result = answer(library, "How many stones does StoneBench cover?")
    assert [source.id for source in result.sources] == ["arxiv:2405.00001"]


def test_list_has_one_sentence_of_each_of_at_most_six_papers_but_the_best() -> None:
    stones = [paper(f"Stone {word}", f"We {word} stones. Stones are old.") for word in KINDS]
    question = "Which papers are on stones?"
    drafts = list(ExtractiveWriter().answer(question, evidence(*stones)))
    papers = [draft.marks[0].paper for draft in drafts]
    assert len(set(papers)) == 6
    assert [papers.count(place) for place in dict.fromkeys(papers)] == [2, 1, 1, 1, 1, 1]


def test_further_paper_has_one_sentence() -> None:
    question = "How do nets of ferns save water?"
    one = paper(
        "Fern Nets", "Nets of ferns save water by shade. Dew that ferns gather at night is a third of what nets save."
    )
    other = paper(
        "Moss Nets",
        "In bogs, ferns over moss save more water than nets alone. Pumps for nets of ferns take less water.",
    )
    first, second = read_for(question, one, other)
    both = [one.model_copy(update={"strengths": (0.9, 0.8)}) for one in (first, second)]
    marks = [draft.marks[0].paper for draft in ExtractiveWriter().answer(question, both)]
    assert sorted(map(marks.count, set(marks))) == [1, 2]


def test_list_says_of_a_paper_what_it_is() -> None:
    one = paper(
        "StoneSet: A Dataset of Stones",
        "Stones are hard to tell apart. We introduce StoneSet, a dataset of 4,000 pictures of stones for telling them "
        "apart. Each picture of stones was taken at noon.",
    )
    assert told("Which papers are on pictures of stones?", one)[0].startswith("We introduce StoneSet")


def test_each_sentence_of_a_list_tells_which_paper_it_is_of() -> None:
    one = paper("Stone Pictures", "To see stones, cameras are used.")
    assert told("Which papers are on stones?", one) == ["Stone Pictures: To see stones, cameras are used."]
    assert told("How are stones seen?", one) == ["To see stones, cameras are used."]


def test_reader_is_told_that_more_papers_come_near() -> None:
    stones = evidence(*(paper(f"Stone {word}", f"We {word} stones.") for word in KINDS))
    question = "Which papers are on stones?"
    assert answered_from(stones, question).notice == "2 more papers come near: ask for more, or search."
    assert "more" not in answered_from(stones, "How are stones cut?").notice
    unlikely = [item.model_copy(update={"relevance": 0.1}) for item in stones[1:]]
    assert "more" not in answered_from((stones[0], *unlikely), question).notice


def test_paper_whose_own_work_is_named_is_told_of_also_where_it_does_not_answer(library: Library) -> None:
    result = answer(library, "On how many GPUs was Mossgate trained?")
    assert {source.id for source in result.sources} == {MOSSGATE.id}
    assert result.status == "related"
    assert result.notice == "The abstract of Mossgate may not say this."


def test_second_sentence_is_shown_of_a_paper_that_is_asked_about_alone(library: Library) -> None:
    assert len(answer(library, "What is IvyNet?", IVY).claims) >= 2


def test_so_many_sentences_of_the_best_paper_are_shown_as_answer_and_one_of_another() -> None:
    strengths = {4: 0.9, 2: 0.5, 6: 0.3, 3: 0.1, 5: 0.1, 1: 0.1}
    ivy = Evidence(paper=IVY, score=3.0, relevance=0.9, sentences=tuple(strengths), strengths=tuple(strengths.values()))
    moss = Evidence(paper=MOSSGATE, score=3.0, relevance=0.9, sentences=(3, 2), strengths=(0.6, 0.5))
    drafts = ExtractiveWriter().answer("How fast are walls climbed?", [ivy, moss])
    spots = [(mark.paper, mark.sentence) for draft in drafts for mark in draft.marks]
    assert spots == [(1, 3), (1, 4), (1, 2), (1, 6), (2, 3)]  # the third says what "it" is in the fourth


def test_short_sentence_does_not_stand_for_a_longer_one() -> None:
    one = paper("Quilt: Patches", "We propose Quilt. Quilt gains 4.5 points on GSM8K.")
    assert len(told("What is Quilt?", one)) == 2


def test_sentence_that_asks_itself_does_not_lead() -> None:
    asks = paper("Moss", "Why does moss grow on roofs? Moss grows where a roof stays wet for nine days.", "2405.00007")
    found = [one.model_copy(update={"strengths": (0.9, 0.6)}) for one in evidence(asks)]
    assert next(iter(ExtractiveWriter().answer("Why does moss grow on roofs?", found))).text.endswith("nine days.")
