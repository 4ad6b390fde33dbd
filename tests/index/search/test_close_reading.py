"""What the first papers say, read with the question, puts them in order and tells whether they answer."""

import pytest

from index.query import Evidence
from index.search.fusion import READ, read_closely
from tests.support.papers import LANTERN, MOSSGATE, ZEBRAFOLD, evidence, paper

ASKED = "How often does a search for pictures of moss hit the correct kind?"


def found() -> tuple[Evidence, ...]:
    return tuple(
        item.model_copy(update={"strengths": (0.5,) * len(item.sentences)})
        for item in evidence(ZEBRAFOLD, LANTERN, MOSSGATE)
    )


def test_paper_that_fits_comes_first_with_the_sentence_that_answers() -> None:
    read = read_closely(ASKED, found(), ())
    assert read[0].paper == MOSSGATE
    assert read[0].answers > max(item.answers for item in read[1:])
    assert read[0].sentences[0] == 3
    assert list(read[0].strengths) == sorted(read[0].strengths, reverse=True)
    assert [item.score for item in read] == sorted((item.score for item in read), reverse=True)


def test_paper_that_is_named_stays_first() -> None:
    first, *others = found()
    named = first.model_copy(update={"score": 3.0})
    assert read_closely(ASKED, (named, *others), {ZEBRAFOLD.id})[0].paper == ZEBRAFOLD


def test_papers_that_are_not_read_stay_behind_and_answer_nothing() -> None:
    many = evidence(*(paper(f"Stone {n}", f"Stone {n} is grey. It lies here.") for n in range(READ + 2)))
    many = tuple(item.model_copy(update={"strengths": (0.5, 0.4)}) for item in many)
    read = read_closely("How grey are stones?", many, ())
    assert [item.paper for item in read[READ:]] == [item.paper for item in many[READ:]]
    assert all(item.answers == 0.0 for item in read[READ:])
    assert read[READ - 1].score >= read[READ].score


def test_nothing_found_is_nothing_read() -> None:
    assert read_closely("What is moss?", (), ()) == ()


@pytest.mark.parametrize("asked", ["", "?"])
def test_question_without_words_is_read_as_well(asked: str) -> None:
    assert len(read_closely(asked, found(), ())) == 3
