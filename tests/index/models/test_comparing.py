"""What the models of comparisons say of questions that they were not trained on."""

import pytest

from index.embedders.static import StaticEmbedder
from index.models.comparing import comparing, other_names, respect, without_names


@pytest.mark.parametrize(
    "question",
    [
        "So how exactly does GlimmerNet differ from ZebraFold?",
        "GlimmerNet vs. ZebraFold on tables",
        "please compare GlimmerNet, ZebraFold and Lark-3",
        "Wie unterscheidet sich GlimmerNet von ZebraFold?",
        "would GlimmerNet be faster than ZebraFold?",
    ],
)
def test_questions_that_set_names_side_by_side(question: str) -> None:
    assert comparing(question).sides > 0.6


@pytest.mark.parametrize(
    "question",
    ["compare approaches to watermarking audio", "how do methods for pruning graphs differ?"],
)
def test_questions_that_set_a_topic_side_by_side(question: str) -> None:
    assert comparing(question).topic > 0.6


@pytest.mark.parametrize(
    "question",
    [
        "What is GlimmerNet?",
        "Who wrote GlimmerNet and ZebraFold?",
        "Which data does GlimmerNet share with ZebraFold's authors?",
        "Which papers use both GlimmerNet and ZebraFold?",
        "By how many points does GlimmerNet beat ZebraFold?",
    ],
)
def test_other_questions_with_names(question: str) -> None:
    found = comparing(question)
    assert max(found.sides, found.topic) < 0.6


def test_name_that_is_known_counts_in_small_letters() -> None:
    assert comparing("how is larkwing unlike mossgate", ("larkwing", "mossgate")).sides > 0.6


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ("which of these runs on the least hardware?", "cost"),
        ("which of them has the smallest memory needs", "cost"),
        ("which ones can be used with no fine-tuning at all?", "training"),
        ("which of these gets the best scores?", "results"),
        ("which of them put their code online", "code"),
        ("which of these were written in Norway?", ""),
    ],
)
def test_respect_in_which_papers_are_asked_for(question: str, column: str) -> None:
    found, sure = respect(StaticEmbedder().embed([without_names(question)])[0])
    assert found == column or (not column and sure < 0.6)


def test_names_are_told_by_how_they_are_written() -> None:
    assert other_names("compare GlimmerNet, doc3vec and “Folding Streams” with ferns", ("GlimmerNet",)) == (
        "doc3vec",
        "Folding Streams",
    )
