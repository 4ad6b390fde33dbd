"""Late interaction: a token of the question counts as much as the best token of the text meets it."""

import numpy as np
import pytest

from index.embedders.late import match, token_sets
from index.embedders.static import table


def scores(question: str, *texts: str) -> list[float]:
    return [float(score) for score in match(question, token_sets(texts))]


@pytest.mark.parametrize(
    "text", ["", "one", "one one one", "graph neural networks of graphs, neural nets and ¿others?"]
)
def test_set_has_each_token_once_in_order(text: str) -> None:
    (found,) = token_sets([text])
    (tokens,) = table().encode([text])
    assert np.frombuffer(found, dtype="<u2").tolist() == sorted(set(tokens.tolist()))


def test_text_that_has_every_token_meets_the_question_wholly() -> None:
    assert scores("sparse retrieval", "We study retrieval that is sparse.") == [pytest.approx(1, abs=1e-3)]


def test_order_of_words_and_repetition_do_not_count() -> None:
    one, other = scores("graph neural networks", "networks of neural graph graph graph", "graph neural networks")
    assert one == pytest.approx(other, abs=1e-3)


def test_related_words_meet_better_than_others() -> None:
    near, far = scores("summarization", "abstractive summaries of documents", "autonomous driving in traffic")
    assert near > far + 0.1


def test_one_good_sentence_counts_in_a_long_text() -> None:
    long = "Cars drive on roads at night. " * 30 + "It detects hate speech."
    whole, other = scores("hate speech detection", long, "Cars drive on roads at night. " * 30)
    assert whole > 0.8 > other


def test_nothing_meets_nothing() -> None:
    assert scores("retrieval", "", "retrieval") == [0, pytest.approx(1, abs=1e-3)]
    assert scores("", "retrieval") == [0]
    assert scores("retrieval") == []
    assert np.isfinite(scores("retrieval", "\0", "的")).all()
