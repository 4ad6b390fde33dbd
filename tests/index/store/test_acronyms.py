"""What an acronym stands for, and when it stands for several things."""

import pytest

from index.store.acronyms import acronym, long_form, senses
from tests.support.papers import paper


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is MTA?", "MTA"),
        ("What does MTA mean?", "MTA"),
        ("Explain the MTAs method", "MTA"),
        ("How does MTA work for moss images?", None),  # the other words say which
        ("MTA or DPS?", None),
        ("What is Mossgate?", None),
        ("What is an LLM?", None),
        ("", None),
    ],
)
def test_question_about_an_acronym_and_nothing_else(question: str, expected: str | None) -> None:
    assert acronym(question) == expected


@pytest.mark.parametrize(
    ("abstract", "expected"),
    [
        ("We study moss tuning of adapters (MTA).", "moss tuning of adapters"),
        ("Earlier moss-time adaptation~(MTA) is slow.", "moss-time adaptation"),
        ("The Moss Taxonomy for All (MTAs), a benchmark.", "Moss Taxonomy for All"),
        ("In MTA, moss is tuned.", None),
        ("Nothing here (MTA) fits.", None),
    ],
)
def test_long_form_stands_before_the_parenthesis(abstract: str, expected: str | None) -> None:
    assert long_form("MTA", paper("A Title", abstract)) == expected


def test_long_form_may_stand_in_the_title_only() -> None:
    assert long_form("MTA", paper("Lanterns for Moss Tuning Agents", "MTA is slow.")) == "Moss Tuning Agents"
    assert long_form("MTA", paper("Lanterns for Moss Tuning Agents", "It is slow.")) is None


def test_spellings_of_one_long_form_are_one_sense() -> None:
    papers = [
        paper("A", "Direct Moss Optimization (DMO) works."),
        paper("B", "We use direct moss optimisation (DMO)."),
        paper("C", "A dated music object (DMO) plays."),
        paper("D", "DMO is used."),
    ]
    assert [(meaning, [one.title for one in group]) for meaning, group in senses("DMO", papers)] == [
        ("Direct Moss Optimization", ["A", "B"]),
        ("dated music object", ["C"]),
    ]


def test_sense_of_one_paper_among_many_is_a_slip() -> None:
    papers = [paper(f"P{n}", "We use direct moss optimisation (DMO).") for n in range(6)]
    papers.append(paper("C", "A dated music object (DMO) plays."))
    assert [meaning for meaning, _ in senses("DMO", papers)] == ["direct moss optimisation"]
