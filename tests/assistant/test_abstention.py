"""What a reader gets in place of an answer: what was searched, why the nearest papers miss, and what to do next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from assistant import metadata
from assistant.abstention import Searched, is_talk
from assistant.answer import ask
from assistant.types import Answer, Finished
from assistant.writers.extractive import ExtractiveWriter
from index.query import Evidence, Query
from tests.support.papers import ALL, LANTERN, MOSSGATE, ZEBRAFOLD, evidence, paper
from tests.support.writers import FixedRetriever

SEARCHED = Searched(1240, (dt.date(2024, 1, 2), dt.date(2024, 5, 3)))
QUILT = paper(
    "Quilt: Patching Datasets",
    "We propose Quilt. On GSM8K and PatchBench, Quilt gains 4.5 points.",
    organisation="Field Lab",
    upvotes=12,
)


def answer(question: str, found: Sequence[Evidence] = evidence(*ALL), searched: Searched = SEARCHED) -> Answer:
    writers = [ExtractiveWriter()]
    *_, last = ask(Query(text=question), retriever=FixedRetriever(found), writers=writers, searched=searched)
    assert isinstance(last, Finished)
    return last.answer


@pytest.mark.parametrize(
    ("searched", "words"),
    [
        (SEARCHED, "the 1,240 abstracts in the library, published 2 January 2024 to 3 May 2024."),
        (Searched(2, (dt.date(2024, 1, 2),) * 2), "the 2 abstracts in the library, published 2 January 2024."),
        (Searched(7), "the 7 abstracts in the library, none of them dated."),
        (Searched(1), "the one abstract in the library."),
    ],
)
def test_abstention_says_how_many_papers_of_which_dates_were_searched(searched: Searched, words: str) -> None:
    assert f"Not answered in {words}" in answer("Plums?", evidence(*ALL, relevance=0.1), searched).text


@pytest.mark.parametrize("question", ["How many points does Quilt gain on HotpotQA?", "How does Quilt do on HotpotQA?"])
def test_figure_of_one_dataset_answers_nothing_about_another(question: str) -> None:
    result = answer(question, evidence(QUILT))
    assert result.status == "abstained"
    assert result.nearest[0].reason == "it does not mention “HotpotQA”; it reports on GSM8K, PatchBench"


def test_next_step_is_the_question_without_what_is_missing() -> None:
    found = evidence(ZEBRAFOLD)
    assert "ask without “HotpotQA”" in answer("How much time does Zebrafold save on HotpotQA?", found).text
    assert "ask without" not in answer("How much time does FernNet save on HotpotQA?", found).text


def test_figure_of_the_dataset_that_was_asked_for_is_told() -> None:
    result = answer("How many points does Quilt gain on GSM8K?", evidence(QUILT))
    assert result.status == "answered"
    assert "4.5 points" in result.text
    assert result.notice == ""


def test_reader_is_told_what_the_cited_abstract_does_not_mention() -> None:
    result = answer("Does Quilt use HotpotQA?", evidence(QUILT))
    assert result.status == "answered"
    assert result.notice == "The cited abstract does not mention “HotpotQA”."


@pytest.mark.parametrize("question", ["Which papers use HotpotQA?", "Can you suggest papers that use HotpotQA?"])
def test_literature_near_the_subject_needs_not_every_name(question: str) -> None:
    assert answer(question, evidence(QUILT, LANTERN)).notice == ""


@pytest.mark.parametrize(
    "text", ["hello", "Hi there!", "thank you very much", "Thanks, bye.", "What can you do?", "12*13?"]
)
def test_talk_is_met_with_what_can_be_asked(text: str) -> None:
    result = answer(text)
    assert (result.status, result.nearest) == ("abstained", ())
    assert "Ask what a method is" in result.text
    assert "1,240 abstracts" in result.text


@pytest.mark.parametrize("text", ["hello world programs", "ok-robot", "How does helpfulness work?", "Hi-Fi audio", ""])
def test_question_that_begins_like_talk_is_a_question(text: str) -> None:
    assert not is_talk(text)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Who wrote Zebrafold?", "authors"),
        ("Who are the authors of Zebrafold?", "authors"),
        ("When was Zebrafold published?", "date"),
        ("In which year was Zebrafold released?", "date"),
        ("Where was Zebrafold published?", "venue"),
        ("At which conference was Zebrafold presented?", "venue"),
        ("Which university is Zebrafold from?", "organisation"),
        ("How many citations does Zebrafold have?", "citations"),
        ("How does Zebrafold write?", None),
        ("Where does Zebrafold fail?", None),
        ("When does Zebrafold help?", None),
        ("How many times faster is Zebrafold?", None),
    ],
)
def test_question_for_metadata(question: str, wanted: str | None) -> None:
    assert metadata.wanted(question) == wanted


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Who wrote the paper Zebrafold: Folding Token Streams for Cheap Training?", "names Ada Example, Bo Example"),
        ("Who wrote Mossgate: Gated Retrieval of Moss Images?", "names no author"),
        ("When was MOSSGATE published?", "says 2024-02-03"),
        ("When was A Survey of Lantern Networks published?", "has no date"),
        ("Where was MossGate published?", "names no venue; it was published 2024-02-03"),
    ],
)
def test_metadata_is_told_from_the_record_of_the_paper_that_was_named_and_of_no_other(question: str, told: str) -> None:
    result = answer(question, evidence(*ALL, relevance=0.2))
    assert result.status == "abstained"
    assert result.claims == ()
    assert told in result.text
    assert len(result.nearest) == 1
    assert told in result.nearest[0].reason


def test_organisation_and_upvotes_are_told_from_the_record() -> None:
    assert "names Field Lab" in answer("Which lab is Quilt from?", evidence(QUILT)).text
    assert "it had 12 upvotes" in answer("How many citations does Quilt have?", evidence(QUILT)).text


def test_record_of_no_paper_is_told_where_the_one_named_is_not_there() -> None:
    result = answer("Who wrote HotpotQA?", evidence(MOSSGATE, LANTERN, relevance=0.7))
    assert "no paper that is named here is in the library" in result.text
