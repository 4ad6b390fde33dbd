"""A question and an abstract read together: who answers, and with which sentence."""

import numpy as np
import pytest

from index.models import cross_encoder
from tests.support.papers import LANTERN, MOSSGATE, ZEBRAFOLD, paper

FINDS = "How often does a search for pictures of moss hit the correct kind?"


def test_paper_that_answers_in_other_words_is_told_from_its_neighbours() -> None:
    papers = [ZEBRAFOLD, LANTERN, MOSSGATE]
    scores = cross_encoder.scores(FINDS, papers)
    assert max(scores, key=lambda each: each.relevant) is scores[2]
    assert max(scores, key=lambda each: each.answers) is scores[2]
    assert [len(each.sentences) for each in scores] == [len(one.sentences) for one in papers]


def test_sentence_that_answers_is_the_best() -> None:
    (scores,) = cross_encoder.scores("In how many queries does it hit the correct kind of moss?", [MOSSGATE])
    assert int(np.argmax(scores.sentences)) == 2


@pytest.mark.parametrize("asked", ["On how many GPUs was Mossgate trained?", "Does Mossgate work on satellite videos?"])
def test_paper_that_is_asked_about_need_not_answer(asked: str) -> None:
    (stated,) = cross_encoder.scores("Which species does Mossgate find?", [MOSSGATE])
    (missing,) = cross_encoder.scores(asked, [MOSSGATE])
    assert missing.answers < 0 < stated.answers


def test_what_is_made_of_a_paper_does_not_depend_on_its_company() -> None:
    (alone,) = cross_encoder.scores(FINDS, [MOSSGATE])
    cross_encoder._begun.cache_clear()
    among = cross_encoder.scores(FINDS, [ZEBRAFOLD, MOSSGATE, LANTERN])[1]
    assert alone.relevant == among.relevant
    assert np.array_equal(alone.sentences, among.sentences)


def test_sentences_beyond_what_is_read_count_as_the_least() -> None:
    long = paper(
        "Endless: A Long Report", " ".join(f"The colour of stone {n} is grey and not blue at all." for n in range(90))
    )
    (scores,) = cross_encoder.scores("What is the colour of stones?", [long])
    assert len(scores.sentences) == 90
    assert scores.sentences[-1] == scores.sentences.min()
    (empty,) = cross_encoder.scores(" ".join(["stones"] * 300), [long])
    assert np.isfinite(empty.sentences).all()
