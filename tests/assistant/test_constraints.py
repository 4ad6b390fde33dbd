"""What was asked for earlier in a conversation holds until it is changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from assistant.constraints import InForce, in_force, merged, relaxed
from assistant.typed import understand
from assistant.types import Turn
from index.query import Filters

SINCE_2024 = Filters(since=dt.date(2024, 1, 1))


def asked(question: str, *earlier: str) -> InForce:
    history: Sequence[Turn] = [Turn(question=text, papers=("x",)) for text in earlier]
    return in_force(question, history, lambda text: understand(text, dt.date(2026, 11, 20)))


def test_filter_holds_for_what_comes_after() -> None:
    for standing in ("only papers since 2024", "Please only use papers since 2024 from now on: what is moss?"):
        result = asked("What is a fern?", "What is moss?", standing, "What is bark?")
        assert (result.text, result.filters) == ("What is a fern?", SINCE_2024)
        assert result.said == "published since 1 January 2024"


def test_filter_of_one_question_is_not_that_of_the_next() -> None:
    assert asked("What is a fern?", "papers on moss since 2024").filters == Filters()


def test_later_filter_takes_the_place_of_an_earlier_one() -> None:
    result = asked("What is a fern before 2020?", "only papers since 2024 in cs.CL")
    assert result.filters == Filters(until=dt.date(2019, 12, 31), categories=("cs.CL",))


@pytest.mark.parametrize("lifting", ["What is a fern, any year?", "all papers: what is a fern?"])
def test_filter_is_lifted(lifting: str) -> None:
    assert asked(lifting, "only papers since 2024").filters == Filters()
    assert asked("What is a tree?", "only papers since 2024", lifting).filters == Filters()


def test_filter_alone_asks_the_last_question_again() -> None:
    result = asked("only papers since 2024", "What is moss?")
    assert (result.text, result.filters, result.again) == ("What is moss?", SINCE_2024, True)
    assert asked("only papers since 2024").again is False


@pytest.mark.parametrize(
    ("question", "sentences", "language", "left"),
    [
        ("What is moss, in one sentence?", 1, "", "What is moss?"),
        ("In two sentences: what is moss?", 2, "", "what is moss?"),
        ("Briefly, what is moss?", 2, "", "what is moss?"),
        ("What is moss? Answer in German.", None, "German", "What is moss?"),
        ("What is moss? Answer in one sentence.", 1, "", "What is moss?"),
        ("Was ist moss, auf Deutsch", None, "German", "Was ist moss"),
        ("What is moss?", None, "", "What is moss?"),
        ("How are German sentences parsed?", None, "", "How are German sentences parsed?"),
        ("Which papers split text in sentences?", None, "", "Which papers split text in sentences?"),
    ],
)
def test_wishes_about_the_answer_are_read(question: str, sentences: int | None, language: str, left: str) -> None:
    result = asked(question)
    assert (result.manner.sentences, result.manner.language) == (sentences, language)
    assert result.text == left


def test_wishes_hold_until_they_are_changed() -> None:
    assert asked("And ferns?", "Answer in German in one sentence: what is moss?").manner == (1, "German")
    assert asked("Ferns, in detail, answer in English", "Answer in German in one sentence.").manner == (None, "")
    again = asked("in one sentence please", "What is moss since 2024?")
    assert (again.text, again.filters, again.again) == ("What is moss?", SINCE_2024, True)


def test_given_bounds_replace_both_typed_ones() -> None:
    typed = Filters(since=dt.date(2020, 1, 1), until=dt.date(2021, 1, 1), authors=("Asai",))
    assert merged(typed, SINCE_2024) == Filters(since=dt.date(2024, 1, 1), authors=("Asai",))
    assert merged(typed, Filters()) == typed


def test_filters_that_no_paper_passes_are_dropped_in_turn() -> None:
    filters = Filters(since=dt.date(2024, 1, 1), authors=("Asai",), without=("moss",), papers=("x",))
    passing = Filters(since=dt.date(2024, 1, 1), papers=("x",))
    assert relaxed(filters, lambda left: int(left == passing)) == (passing, "by Asai; without “moss”")
    assert relaxed(filters, lambda _: 1) == (filters, "")
    left, dropped = relaxed(filters, lambda _: 0)
    assert left == Filters(papers=("x",))
    assert dropped == "published since 1 January 2024; by Asai; without “moss”"
