"""What the first papers say, read with the question, puts them in order and tells whether they answer."""

import pytest

from index.query import Evidence
from index.search.close_reading import read_closely
from tests.support.papers import LANTERN, MOSSGATE, ZEBRAFOLD, evidence, paper

MOST = 6  # papers that are read, at most
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
    many = evidence(*(paper(f"Stone {n}", f"Stone {n} is grey. It lies here.") for n in range(MOST + 2)))
    many = tuple(item.model_copy(update={"strengths": (0.5, 0.4)}) for item in many)
    read = read_closely("How grey are stones?", many, ())
    assert [item.paper for item in read[MOST:]] == [item.paper for item in many[MOST:]]
    assert all(item.answers == 0.0 for item in read[MOST:])
    assert read[MOST - 1].score >= read[MOST].score


def test_nothing_found_is_nothing_read() -> None:
    assert read_closely("What is moss?", (), ()) == ()


@pytest.mark.parametrize("asked", ["", "?"])
def test_question_without_words_is_read_as_well(asked: str) -> None:
    assert len(read_closely(asked, found(), ())) == 3


def test_score_is_the_likelihood_that_a_paper_is_sought() -> None:
    best, *others = read_closely(ASKED, found(), ())
    assert 0.5 < best.score < 1
    assert all(item.score < 0.1 for item in others)


def test_further_papers_are_read_where_none_of_the_first_is_likely_to_be_sought() -> None:
    stones = evidence(*(paper(f"Stone {n}", f"Stone {n} is grey. It lies here.") for n in range(MOST - 2)))
    stones = tuple(item.model_copy(update={"strengths": (0.5, 0.4)}) for item in stones)
    moss = found()[-1].model_copy(update={"score": stones[-1].score})
    best = read_closely(ASKED, (*stones, moss), ())[0]
    assert best.paper == MOSSGATE
    assert best.answers > 0
    first = moss.model_copy(update={"score": stones[0].score + 1})
    assert read_closely(ASKED, (first, *stones), ())[-1].answers == 0.0  # one is enough


def test_name_beside_what_is_asked_does_not_make_its_paper_the_answer() -> None:
    lantern = found()[1].model_copy(update={"named": True, "score": 4.0})
    moss = found()[2]
    asked = "How often does a gated search for pictures of moss hit the right species? We use Lantern networks."
    read = read_closely(asked, (lantern, moss), {LANTERN.id})
    assert (read[0].paper, read[1].named) == (MOSSGATE, False)


def test_paper_of_the_last_answer_is_read_and_preferred() -> None:
    stones = tuple(
        item.model_copy(update={"strengths": (0.5, 0.4)})
        for item in evidence(*(paper(f"Stone {n}", f"Stone {n} is grey. It lies here.") for n in range(MOST + 2)))
    )
    last = stones[-1].paper
    read = read_closely("How grey is it?", stones, (), also=(last.id,))
    assert read[0].paper == last
    assert read_closely("How grey is it?", stones, ())[0].paper != last
