"""What a reader is told where nothing answers, or not surely: what was searched, what is missing, what to do next."""

import datetime as dt
from collections.abc import Sequence

import pytest

from assistant.conversation.utterance import is_talk
from assistant.jobs.abstention import Searched, missing_names
from assistant.jobs.answer import ask
from assistant.types import Answer, Finished
from assistant.writers.extractive import ExtractiveWriter
from index.query import Evidence, Query
from tests.support.papers import ALL, LANTERN, MOSSGATE, ZEBRAFOLD, evidence, paper, read_for
from tests.support.writers import FixedRetriever

SEARCHED = Searched(1240, (dt.date(2024, 1, 2), dt.date(2024, 5, 3)))
QUILT = paper("Quilt: Patching Datasets", "We propose Quilt. On GSM8K and PatchBench, Quilt gains 4.5 points.")
NEAREST = "These are the nearest abstracts; they may not answer this."


def answer(question: str, found: Sequence[Evidence] = evidence(*ALL), searched: Searched = SEARCHED) -> Answer:
    writers = [ExtractiveWriter()]
    *_, last = ask(Query(text=question), retriever=FixedRetriever(found), writers=writers, searched=searched)
    assert isinstance(last, Finished)
    return last.answer


def cited(result: Answer) -> set[str]:
    return {source.id for source in result.sources}


@pytest.mark.parametrize(
    ("searched", "words"),
    [
        (SEARCHED, "the 1,240 abstracts in the library, published 2 January 2024 to 3 May 2024"),
        (Searched(2, (dt.date(2024, 1, 2),) * 2), "the 2 abstracts in the library, published 2 January 2024"),
        (Searched(7), "the 7 abstracts in the library, none of them dated"),
        (Searched(1), "the one abstract in the library"),
    ],
)
def test_abstention_says_how_many_papers_of_which_dates_were_searched(searched: Searched, words: str) -> None:
    text = answer("Plums?", evidence(*ALL, relevance=0.0), searched).text
    assert text.startswith(f"Not answered in {words}: this looks like another subject than theirs")


def test_off_the_subject_no_paper_is_put_forward_and_the_next_step_is_told() -> None:
    result = answer("Who won the football cup?", evidence(*ALL, relevance=0.0))
    assert result.status == "abstained"
    assert result.claims == result.sources == result.nearest == ()
    assert "no model was asked" in result.text
    assert "name a paper" in result.text


def test_nothing_found_is_told_as_such() -> None:
    result = answer("What is moss?", ())
    assert (result.status, result.nearest) == ("abstained", ())
    assert "another subject" not in result.text
    assert "Ask in other words." in result.text


@pytest.mark.parametrize("question", ["How many points does Quilt gain on HotpotQA?", "How does Quilt do on HotpotQA?"])
def test_figure_of_one_dataset_is_not_passed_off_as_that_of_another(question: str) -> None:
    result = answer(question, read_for(question, QUILT, named=True))
    assert result.status == "related"
    assert result.notice == "Not stated in the abstract of Quilt: “HotpotQA”."


def test_figure_of_the_dataset_that_was_asked_for_is_told() -> None:
    question = "How many points does Quilt gain on GSM8K?"
    result = answer(question, read_for(question, QUILT, named=True))
    assert (result.status, result.notice) == ("answered", "")
    assert "4.5 points" in result.text


def test_named_paper_that_lacks_what_is_asked_is_told_of_from_no_neighbour() -> None:
    found = (*evidence(MOSSGATE, named=True), *evidence(QUILT, ZEBRAFOLD, LANTERN))
    result = answer("Does Mossgate help with ASR?", found)
    assert result.status == "related"
    assert result.notice == "Not stated in the abstract of Mossgate: “ASR”."
    assert cited(result) == {MOSSGATE.id}


def test_named_paper_that_hardly_answers_is_shown_as_related() -> None:
    question = "Does Mossgate grow on the marble roofs of Venice?"
    result = answer(question, evidence(MOSSGATE, named=True, answers=0.1))
    assert result.status == "related"
    assert result.notice == "The abstract of Mossgate may not say this."


@pytest.mark.parametrize("question", ["Summarize Mossgate", "briefly describe Mossgate, please"])
def test_abstract_tells_of_its_paper(question: str) -> None:
    assert answer(question, evidence(MOSSGATE, named=True, answers=0.1)).status == "answered"


@pytest.mark.parametrize("question", ["Which species does Mossgate find?", "How does Mossgate retrieve moss images?"])
def test_nothing_is_said_to_be_missing_where_the_abstract_states_it(question: str) -> None:
    result = answer(question, read_for(question, MOSSGATE, named=True))
    assert (result.status, result.notice) == ("answered", "")


def test_missing_figure_is_told() -> None:
    result = answer("How much faster are lantern networks?", evidence(LANTERN, named=True))
    assert result.status == "related"
    assert result.notice == "Not stated in the abstract of A Survey of Lantern Networks: a figure."


def test_limits_that_are_not_stated_are_not_made_up() -> None:
    question = "What are the limitations of Mossgate?"
    result = answer(question, read_for(question, MOSSGATE, named=True))
    assert result.status == "related"
    assert result.notice == "Not stated in the abstract of Mossgate: a limitation."


@pytest.mark.parametrize("question", ["Which papers use HotpotQA?", "What is the best score on HotpotQA?"])
def test_name_that_no_near_abstract_has_is_told_and_refuses_nothing(question: str) -> None:
    result = answer(question, evidence(QUILT, LANTERN))
    assert result.status == "related"
    assert result.claims
    assert result.notice.startswith("None of the nearest abstracts mentions “HotpotQA”.")


def test_other_version_is_not_told_for_the_one_that_is_named() -> None:
    other = paper("Quilt 2.5", "We present Quilt 2.5, a reader with a context window of 4,000 patches.")
    result = answer("What is the context window of Quilt 1.5 for long pages?", evidence(other))
    assert result.status == "related"
    assert result.notice.startswith("None of the nearest abstracts mentions “Quilt 1.5”.")


@pytest.mark.parametrize(
    "question", ["Quilt 2-bit speed", "Quilt at 3x of its length?", "Is Quilt 7B slow?", "Quilt on a 3-4B model?"]
)
def test_number_that_is_no_version_is_looked_for_in_no_abstract(question: str) -> None:
    assert missing_names(question, QUILT) == ()


def test_work_that_is_only_spoken_of_is_not_answered_by_its_neighbour() -> None:
    text = "QuiltNet patches datasets of cloth. It outperforms PatchBot-3 by 4.1 points and has 12 million parameters."
    neighbour = paper("QuiltNet: Patching Datasets of Cloth", text)
    result = answer("How many parameters does PatchBot-3 have?", evidence(neighbour))
    assert result.status == "related"
    assert result.notice == "No paper in the library seems to present “PatchBot-3” itself; these only speak of it."
    assert answer("How many parameters does QuiltNet have?", evidence(neighbour)).status == "answered"


def test_name_that_a_near_abstract_has_is_not_missed() -> None:
    result = answer("Which papers use GSM8K?", evidence(LANTERN, QUILT))
    assert result.status == "answered"
    assert "GSM8K" not in result.notice


def test_papers_of_the_field_that_may_not_answer_are_shown_as_related() -> None:
    result = answer("Which nets store light?", evidence(*ALL, answers=0.3))
    assert result.status == "related"
    assert result.claims
    assert result.notice == NEAREST
    assert answer("Which nets store light?", evidence(*ALL, answers=0.9)).status == "answered"


def test_two_named_papers_are_compared_however_little_the_question_says() -> None:
    result = answer("How do Zebrafold and Mossgate differ?", evidence(ZEBRAFOLD, MOSSGATE, relevance=0.1, named=True))
    assert (result.status, result.notice) == ("answered", "")
    assert cited(result) == {ZEBRAFOLD.id, MOSSGATE.id}


@pytest.mark.parametrize(
    "text", ["hello", "Hi there!", "thank you very much", "Thanks, bye.", "What can you do?", "12*13?", "?!"]
)
def test_talk_is_no_question(text: str) -> None:
    assert is_talk(text)


@pytest.mark.parametrize(
    "text",
    ["Hello World benchmarks for code models", "ok-robot", "How does helpfulness work?", "Hi-Fi audio", "moss images"],
)
def test_question_that_begins_like_talk_is_a_question(text: str) -> None:
    assert not is_talk(text)
