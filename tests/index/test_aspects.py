"""What an abstract states on each aspect that papers are compared by."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.aspects import ASPECTS, Aspect, contribution, sentences_on
from index.models.sentence_roles import roles
from tests.support.papers import MOSSGATE, ZEBRAFOLD

PLAIN = (
    "Large libraries of lecture recordings are hard to search because speakers rarely say what is shown.",
    "Existing tools compare pictures only, and most lectures have few of them.",
    "We propose Chalkfinder, a retrieval model that aligns speech with the strokes on a board.",
    "It is trained with a contrastive loss on lectures.",
    "Experiments show that it generalises well to new subjects.",
    "It outperforms the strongest baseline by 7.4 points on three benchmarks.",
)


@pytest.mark.parametrize(
    ("aspect", "first"),
    [("problem", 2), ("idea", 3), ("results", 6)],
)
def test_best_sentence_on_an_aspect_comes_first(aspect: Aspect, first: int) -> None:
    assert sentences_on(aspect, PLAIN)[0] == first


def test_problem_is_told_last_before_the_idea() -> None:
    found = sentences_on("problem", PLAIN)
    assert list(found) == sorted(found, reverse=True)


def test_result_with_a_figure_comes_before_one_without() -> None:
    found = sentences_on("results", PLAIN)
    assert found.index(6) < found.index(5)


@pytest.mark.parametrize("one", [ZEBRAFOLD, MOSSGATE], ids=["Zebrafold", "Mossgate"])
def test_short_abstract_has_its_problem_idea_and_result(one: object) -> None:
    found = [sentences_on(aspect, one.sentences)[:1] for aspect in ("problem", "idea", "results")]  # type: ignore[attr-defined, arg-type]
    assert found == [(1,), (2,), (3,)]


def test_aspect_that_is_not_stated_has_no_sentence() -> None:
    assert sentences_on("limits", PLAIN) == ()
    assert sentences_on("results", PLAIN[:3]) == ()
    assert contribution(PLAIN[:2]) is None


def test_contribution_is_the_first_sentence_of_the_idea() -> None:
    assert contribution(PLAIN) == sentences_on("idea", PLAIN)[0] == 3


def test_sentence_that_may_not_be_read_states_nothing() -> None:
    without = tuple("" if n == 3 else text for n, text in enumerate(PLAIN, start=1))
    assert 3 not in sentences_on("idea", without)
    assert all(without[n - 1] for aspect in ASPECTS for n in sentences_on(aspect, without))


@pytest.mark.parametrize("aspect", ASPECTS)
def test_nothing_is_stated_where_there_is_no_sentence(aspect: Aspect) -> None:
    assert sentences_on(aspect, ()) == sentences_on(aspect, ("",)) == ()


@settings(max_examples=60)
@given(st.lists(st.sampled_from([*PLAIN, "", "Moss."]), max_size=9).map(tuple))
def test_no_sentence_states_two_aspects(sentences: tuple[str, ...]) -> None:
    numbers = [n for aspect in ASPECTS for n in sentences_on(aspect, sentences)]
    assert len(set(numbers)) == len(numbers)
    told = {"background", "objective", "method", "result", "limitation"}
    assert set(numbers) == {n for n, role in enumerate(roles(sentences).of, 1) if role in told and sentences[n - 1]}
