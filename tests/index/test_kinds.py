from __future__ import annotations

import pytest

from index.kinds import asking, follows_up

KINDS = {
    "What is Zebrafold?": ("definition", ("Zebrafold",)),
    "What is chain-of-moss prompting?": ("definition", ("chain-of-moss prompting",)),
    "Define gated retrieval.": ("definition", ("gated retrieval",)),
    "What does ZBF stand for?": ("definition", ("ZBF",)),
    "What are ZebraFold and MossGate?": ("definition", ("ZebraFold", "MossGate")),
    "How does Zebrafold work?": ("method", ()),
    "By how much does Zebrafold reduce the time?": ("figure", ()),
    "How many layers does it have?": ("figure", ()),
    "Which papers are about moss?": ("papers", ()),
    "List methods for folding streams.": ("papers", ()),
    "What datasets exist for moss images?": ("papers", ()),
    "gated moss retrieval": ("papers", ()),
    "Compare Zebrafold and Mossgate.": ("comparison", ("Zebrafold", "Mossgate")),
    "How do Zebrafold and Mossgate differ?": ("comparison", ("Zebrafold", "Mossgate")),
    "What is the difference between folding and gating?": ("comparison", ("folding", "gating")),
    "Is folding better than gating?": ("comparison", ("folding", "gating")),
    "Zebrafold vs Mossgate": ("comparison", ("Zebrafold", "Mossgate")),
    "Compare methods for folding streams.": ("papers", ()),
    "Compare ZebraFold on Quillset": ("definition", ("ZebraFold",)),
    "How do ZebraFold differ?": ("definition", ("ZebraFold",)),
    "ZebraFold": ("definition", ("ZebraFold",)),
    "Folding a stream reduces the training time.": ("claim", ()),
    "Moss is associated with stones in the shade": ("claim", ()),
    "What are the limitations of Zebrafold?": ("open", ()),
    "What is the effect of moss on stones?": ("open", ()),
    "Do larger layers help?": ("open", ()),
    "why": ("open", ()),
}


@pytest.mark.parametrize(("question", "expected"), KINDS.items(), ids=KINDS)
def test_kind_of_a_question_and_what_it_is_about(question: str, expected: tuple) -> None:
    assert asking(question)[:2] == expected


def test_what_is_compared_is_told_from_what_it_is_compared_on() -> None:
    assert asking("Compare Zebrafold and Mossgate on Quillset.") == (
        "comparison",
        ("Zebrafold", "Mossgate"),
        "on Quillset",
    )


@pytest.mark.parametrize(
    "question", ["Does Zebrafold outperform the state of the art?", "Is Zebrafold better than other methods?"]
)
def test_state_of_the_art_is_no_side_of_a_comparison(question: str) -> None:
    assert asking(question).kind == "open"


def test_question_that_a_follow_up_comes_after_does_not_decide_its_kind() -> None:
    further = "by how much? (asked after: Compare Zebrafold and Mossgate.)"
    assert follows_up(further)
    assert asking(further).kind == "figure"
    assert not follows_up("by how much?")


def test_endless_question_is_read_in_no_time() -> None:
    assert asking("Compare " + "a and " * 100_000 + "?").kind == "comparison"
