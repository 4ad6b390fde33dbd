"""Which organisations in a question are those that papers are to be from."""

import datetime as dt

import pytest

from assistant.conversation.filters import There, understand

HOUSES = {"Moss Labs", "moss labs", "Fernworks", "Oak University"}


def read(question: str, *, sure: bool = False) -> tuple[str, tuple[str, ...]]:
    house = lambda words: words if words in HOUSES else ""  # noqa: E731
    text, filters, _ = understand(question, dt.date(2026, 11, 20), There(house, lambda _: False), sure=sure)
    return text, filters.organisations


@pytest.mark.parametrize(
    ("question", "left", "houses"),
    [
        ("papers from Fernworks", "papers", ("Fernworks",)),
        ("papers by moss labs on ferns", "papers on ferns", ("moss labs",)),
        ("How many papers did Fernworks publish?", "How many papers?", ("Fernworks",)),
        ("what did Fernworks publish about ferns?", "what about ferns?", ("Fernworks",)),
        ("who works on ferns at Moss Labs?", "who works on ferns?", ("Moss Labs",)),
        ("fern models from Oak University", "fern models", ("Oak University",)),
        ("papers from Fernworks or Moss Labs about oaks", "papers about oaks", ("Fernworks or Moss Labs",)),
        ("Fernworks papers on oaks", "papers on oaks", ("Fernworks",)),
        ("Fernworks's latest papers", "latest papers", ("Fernworks",)),
        ("papers on LLMs by Fernworks researchers", "papers on LLMs", ("Fernworks",)),
    ],
)
def test_papers_of_an_organisation(question: str, left: str, houses: tuple[str, ...]) -> None:
    assert read(question) == (left, houses)


@pytest.mark.parametrize(
    "question",
    [
        "models trained by Fernworks",
        "models trained on data from Fernworks",
        "papers by Fernworks search",
        "papers on moss labs",
        "How does Fernworks fold ferns?",
    ],
)
def test_organisation_of_something_else(question: str) -> None:
    assert read(question)[1] == ()


@pytest.mark.parametrize(
    "question",
    [
        "papers on oaks, not from Fernworks",
        "papers on oaks but not by Fernworks",
        "papers on oaks except those from Fernworks",
    ],
)
def test_papers_of_an_organisation_may_be_left_out(question: str) -> None:
    there = There(lambda words: words if words in HOUSES else "", lambda _: False)
    text, filters, said = understand(question, dt.date(2026, 11, 20), there)
    assert (filters.not_from, filters.organisations, said) == (("Fernworks",), (), "not from Fernworks")
    assert text.startswith("papers on oaks")


def test_turn_that_sets_a_limit_may_name_an_organisation_alone() -> None:
    assert read("only Fernworks", sure=True)[1] == ("Fernworks",)
    assert read("only by Fernworks authors", sure=True)[1] == ("Fernworks",)


def test_lone_sign_is_no_organisation() -> None:
    assert read("only these ' .", sure=True)[1] == ()
