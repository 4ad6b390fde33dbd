"""What plain questions ask for; how well the model tells is measured by `tests/bench/train_types.py`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.models.question_types import TYPES, QuestionType, question_type

QUESTIONS: dict[str, QuestionType] = {
    "What is quill pruning?": "definition",
    "What does ZBF stand for?": "definition",
    "How does Zebrafold work?": "method",
    "How is the gate of Mossgate trained?": "method",
    "How much does Zebrafold reduce the training time?": "figure",
    "What accuracy does Mossgate reach on Quillset?": "figure",
    "Which papers study moss images?": "papers",
    "papers on folding token streams": "papers",
    "Compare Zebrafold and Mossgate.": "comparison",
    "What is the difference between folding and gating?": "comparison",
    "Why do folded models forget?": "why",
    "What are the limitations of Zebrafold?": "limits",
    "Which datasets are used to train Mossgate?": "data",
    "Do larger gates help with rare species?": "open",
    "Folding a stream improves arithmetic.": "claim",
    "Who wrote the Zebrafold paper?": "record",
    "When was Mossgate published?": "record",
    "How many papers are in the library?": "collection",
    "What are the newest papers?": "collection",
    "hello": "talk",
    "thanks a lot!": "talk",
    "Was ist Zebrafold?": "definition",
    "Um wie viel Prozent verkürzt Zebrafold die Trainingszeit?": "figure",
    "Wie viele Artikel sind in der Bibliothek?": "collection",
    "Danke!": "talk",
}


@pytest.mark.parametrize(("question", "expected"), QUESTIONS.items(), ids=QUESTIONS)
def test_plain_question_has_its_type(question: str, expected: QuestionType) -> None:
    assert question_type(question).type == expected


def test_every_type_is_asked_for_here() -> None:
    assert set(QUESTIONS.values()) == set(TYPES)


def test_slips_and_small_letters_change_no_type() -> None:
    assert question_type("how mcuh does zebrafold redcue the trainign time").type == "figure"
    assert question_type("wich papers study moss images").type == "papers"


def test_how_many_papers_asks_for_no_figure_of_a_paper() -> None:
    assert question_type("How many papers are about moss?").type == "collection"
    assert question_type("How many parameters does Mossgate have?").type == "figure"


def test_decision_that_would_be_wrong_for_others_needs_to_be_sure() -> None:
    sure = question_type("How many papers are in the library?")
    assert sure.surely("collection")
    assert not sure.surely("figure")
    assert not sure.surely("collection", least=1.01)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_at_all_is_talk(text: str) -> None:
    assert question_type(text).type == "talk"


@given(st.text())
def test_any_text_has_a_type_and_probabilities_that_sum_to_one(text: str) -> None:
    found = question_type(text)
    assert set(found.probabilities) == set(TYPES)
    assert sum(found.probabilities.values()) == pytest.approx(1, abs=1e-4)
    assert not text.strip() or found.probabilities[found.type] == max(found.probabilities.values())


def test_end_of_an_endless_question_changes_nothing() -> None:
    start = "What is quill pruning? " + "very " * 100
    one, other = question_type(start + "hello " * 100_000), question_type(start + "Who wrote it? " * 1000)
    assert one.probabilities == other.probabilities
