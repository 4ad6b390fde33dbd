"""Whether an abstract presents what it names, or only speaks of it."""

import pytest

from index.models.introducing import has_name, presents
from tests.support.papers import paper

TITLE = "Reading Slowly with Small Models"
PRESENTED = [
    "To measure this, we introduce HedgeBench, a benchmark of 400 garden plans.",
    "We release HedgeBench, which holds 400 garden plans in nine languages.",
    "Our method, called HedgeBench, reads a plan twice.",
]
SPOKEN_OF = [
    "Our reader outperforms HedgeBench by 4.1 points on plans of gardens.",
    "Experiments on HedgeBench and OakQA show that reading twice helps.",
    "Recent systems such as HedgeBench need a plan of the whole garden.",
]


@pytest.mark.parametrize("text", PRESENTED)
def test_own_work_is_presented(text: str) -> None:
    assert presents(paper(TITLE, f"Plans are long. {text}"), "HedgeBench")


@pytest.mark.parametrize("text", SPOKEN_OF)
def test_work_of_others_is_spoken_of(text: str) -> None:
    assert not presents(paper(TITLE, f"Plans are long. {text}"), "HedgeBench")


def test_title_that_leads_with_a_name_presents_it() -> None:
    assert presents(paper("HedgeBench: Plans of Gardens", "Plans are long."), "HedgeBench")
    assert presents(paper("The Hedge 3 Herd of Models", "Plans are long."), "Hedge 3")
    assert not presents(paper("Has HedgeBench Understood Gardens?", "Plans are long."), "HedgeBench")


def test_version_is_part_of_a_name() -> None:
    assert has_name("as Hedge-3, does", "Hedge 3")
    assert has_name("a Hedge-3-based reader", "Hedge-3")
    assert not has_name("Hedge 3.5 reads", "Hedge 3")
    assert not has_name("Hedge-3-8B reads", "Hedge-3")
