"""Which sentences state a limit of the work itself."""

import pytest

from index.limits import limits
from index.paper import Paper

OPENING = "Tagging moss by hand is slow. We propose MossTag, a network that tags moss with two passes."
LIMITS = (
    "Our method is limited to English labels.",
    "MossTag cannot tell wet moss from dry moss.",
    "However, our approach fails on photographs of moss that are taken at night.",
    "A limitation is the cost of labels.",
    "One limit is the number of labels.",
    "We leave the tagging of other plants to future work.",
    "We do not evaluate other plants.",
)
NO_LIMITS = (
    "Our method does not require any labels.",
    "MossTag is not only faster but also more accurate.",
    "Existing taggers are limited to English labels.",
    "Our evaluation shows that current models struggle with wet moss.",
    "Our findings highlight the need for better taggers.",
    "This approach eliminates the need for labels.",
    "Extensive experiments reveal limitations of large models.",
    "Unlike prior work, MossTag needs no labels.",
)


def stated(text: str, opening: str = OPENING) -> bool:
    return 3 in limits(Paper(id="x:1", title="MossTag: Tagging Moss", abstract=f"{opening} {text}"))


@pytest.mark.parametrize("text", LIMITS)
def test_limit_of_the_work_is_found(text: str) -> None:
    assert stated(text)


@pytest.mark.parametrize("text", NO_LIMITS)
def test_limits_of_others_and_boasts_are_none(text: str) -> None:
    assert not stated(text)


def test_what_is_said_of_it_counts_behind_a_sentence_on_the_work() -> None:
    text = "It does not handle moss on roofs."
    assert stated(text)
    assert not stated(text, "Moss is slow to tag. Gorse is a tagger of others.")


def test_limit_that_the_next_sentence_remedies_is_none() -> None:
    assert not stated("However, our approach cannot be trained directly. Hence, we further propose an estimator.")
