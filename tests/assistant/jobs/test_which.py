"""A question that needs one paper, and names several."""

import pickle
from collections.abc import Callable
from typing import Any

import pytest

from assistant.config import Settings
from assistant.engine import Assistant, last
from assistant.errors import SeveralPapers, UnknownPaper
from assistant.types import Answer, Turn
from index.query import Filters
from tests.support.papers import paper

CELLS = paper(
    "Gridnet: Folding Cells into Grids",
    "Cells are hard to fold. We propose Gridnet, which folds cells into grids. On Quillset, Gridnet reduces the "
    "folding time by 46\\%. However, Gridnet fails on cells without walls.",
    "2301.00001",
    published="2023-01-02",
    authors=("Ada Okonkwo", "Bo Example"),
)
WIRES = paper(
    "Gridnet: Load Forecasts for Wires",
    "Loads of wires are hard to foresee. This paper introduces Gridnet, a forecaster for wires. On Voltset, Gridnet is "
    "right in 88 of 100 hours. However, Gridnet needs a year of loads.",
    "2402.00002",
    published="2024-02-03",
    authors=("Cy Okonkwo",),
)
MOSS = paper(
    "Mossgate: Gated Retrieval of Moss Images",
    "Moss images are hard to retrieve. This paper introduces Mossgate, a gated retriever. Mossgate finds the right "
    "species in 88 of 100 queries.",
    "2402.00003",
)
Say = Callable[..., list[Answer]]
SAVES = "How much time does Gridnet save?"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    assistant = Assistant.open(Settings(home=tmp_path_factory.mktemp("which")))
    assistant.library.upsert([CELLS, WIRES, MOSS])
    return assistant


@pytest.fixture(scope="module")
def say(assistant: Assistant) -> Say:
    def conversation(*turns: str, filters: Filters | None = None) -> list[Answer]:
        history, answers = list[Turn](), list[Answer]()
        for turn in turns:
            done = last(assistant.ask(turn, history=history, filters=filters))
            assert done.turn
            history.append(done.turn)
            answers.append(done.answer)
        return answers

    return conversation


def cited(answer: Answer) -> set[str]:
    return {source.id for source in answer.sources}


@pytest.mark.parametrize(
    "question", [SAVES, "who wrote Gridnet?", "When was Gridnet published?", "What limits Gridnet?"]
)
def test_fact_of_one_paper_that_may_be_of_two_asks_which(say: Say, question: str) -> None:
    (answer,) = say(question)
    assert answer.status == "abstained"
    assert "“Gridnet” may be any of 2 papers" in answer.text
    assert [choice.id for choice in answer.choices] == [CELLS.id, WIRES.id]
    assert [choice.made for choice in answer.choices] == ["Ada Okonkwo and others, 2023", "Cy Okonkwo, 2024"]
    assert not answer.claims


def test_question_of_a_choice_is_answered_from_that_paper(say: Say) -> None:
    (asked,) = say(SAVES)
    answers = [say(choice.question)[0] for choice in asked.choices]
    assert [cited(answer) for answer in answers] == [{CELLS.id}, {WIRES.id}]
    assert "46" in answers[0].text


@pytest.mark.parametrize(
    "question",
    [
        "Which papers are about Gridnet?",
        "Compare Gridnet and Mossgate",
        "How many papers mention Gridnet?",
        "What do the papers on Gridnet have in common?",
    ],
)
def test_question_of_many_papers_does_not(say: Say, question: str) -> None:
    assert not say(question)[0].choices


@pytest.mark.parametrize(
    ("question", "of"),
    [
        ("How much does Gridnet save in the folding of cells?", CELLS),
        ("What does Gridnet by Cy Okonkwo do?", WIRES),
        ("What is Gridnet, in papers since 2024?", WIRES),
    ],
)
def test_what_else_is_said_may_tell_which_is_meant(say: Say, question: str, of: Any) -> None:
    (answer,) = say(question)
    assert not answer.choices
    assert cited(answer) == {of.id}


def test_paper_that_is_named_by_a_flag_is_meant(say: Say) -> None:
    (answer,) = say(SAVES, filters=Filters(papers=(WIRES.id,)))
    assert not answer.choices
    assert cited(answer) <= {WIRES.id}


def test_authors_of_several_papers_ask_too_and_an_id_decides(say: Say) -> None:
    (answer,) = say("What does Okonkwo et al. propose?")
    assert {choice.id for choice in answer.choices} == {CELLS.id, WIRES.id}
    assert cited(say(answer.choices[1].question)[0]) == {answer.choices[1].id}


@pytest.mark.parametrize("reply", ["the second one", "the second", f"{SAVES} ({WIRES.id})"])
def test_choice_in_words_asks_again_and_holds_for_what_follows(say: Say, reply: str) -> None:
    answers = say(SAVES, reply, "What are its limits?", "Who wrote Gridnet?")
    assert answers[0].choices
    assert [cited(answer) for answer in answers[1:]] == [{WIRES.id}] * 3


def test_comparison_of_a_name_of_two_papers_carries_them(assistant: Assistant) -> None:
    with pytest.raises(SeveralPapers, match="2 papers are called 'Gridnet'") as caught:
        assistant.compare(["Gridnet", MOSS.id])
    assert isinstance(caught.value, UnknownPaper)
    assert set(caught.value.papers) == {CELLS.id, WIRES.id}
    assert caught.value.name == "Gridnet"
    assert CELLS.title in str(caught.value)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (str(copy), copy.papers) == (str(caught.value), caught.value.papers)
