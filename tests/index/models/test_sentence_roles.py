"""What sentences do in abstracts of our own; `assistant eval roles` measures it on abstracts of others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.models.sentence_roles import ROLES, Role, roles

ABSTRACT: dict[str, Role] = {
    "Large libraries of lecture recordings are hard to search because speakers rarely say what is shown.": "background",
    "The goal of this work is to find the moment of a lecture at which a formula is explained.": "objective",
    "It is trained with a contrastive loss on 9,000 hours of lectures.": "method",
    "Experiments show that it outperforms the strongest baseline by 7.4 points on three benchmarks.": "result",
}
SENTENCES = tuple(ABSTRACT)
RELEASES = (
    "Our code and data are publicly available at https://example.org/chalkfinder.",
    "We release the code and all checkpoints.",
    "All data will be released.",
)


def test_each_sentence_of_a_plain_abstract_has_its_role() -> None:
    assert dict(zip(SENTENCES, roles(SENTENCES).of, strict=True)) == ABSTRACT


@pytest.mark.parametrize("release", RELEASES)
def test_sentence_that_gives_code_or_data_away_is_a_release(release: str) -> None:
    found = roles((*SENTENCES, release))
    assert found.of[-1] == "release"
    assert found.of.count("release") == 1


def test_abstract_without_a_limitation_or_a_release_has_none() -> None:
    assert {"limitation", "release"}.isdisjoint(roles(SENTENCES).of)


def test_same_sentence_has_another_role_in_another_place() -> None:
    alone, shift = "Deep networks are accurate.", "We measure how accurate they are."
    first, last = (alone, shift, shift), (shift, shift, alone)
    share = ROLES.index("background")
    assert roles(first).probabilities[0][share] > roles(last).probabilities[2][share]


def test_abstract_without_a_sentence_has_no_role() -> None:
    found = roles(())
    assert (found.of, found.probabilities.shape) == ((), (0, len(ROLES)))


@given(st.lists(st.text(max_size=80), min_size=1, max_size=20).map(tuple))
def test_any_text_has_one_role_a_sentence_and_probabilities_that_sum_to_one(sentences: tuple[str, ...]) -> None:
    found = roles(sentences)
    assert len(found.of) == len(sentences)
    assert set(found.of) <= set(ROLES)
    assert found.probabilities.shape == (len(sentences), len(ROLES))
    assert np.allclose(found.probabilities.sum(axis=1), 1, atol=1e-5)
    assert (found.probabilities >= 0).all()


def test_endless_sentence_is_read_in_part() -> None:
    start = "We propose moss. " + "moss " * 200
    one, other = roles((start + "We release the code. " * 50_000,)), roles((start + "However, it fails. ",))
    assert np.array_equal(one.probabilities, other.probabilities)
