"""Which sentence may be told behind which, with those between them left out."""

from __future__ import annotations

import pytest

from assistant.writers.following import follows, strange
from assistant.writers.retelling import Telling, tellings
from index.paper import Paper
from tests.support.papers import paper

OPENS = "We introduce Tarnfish, a sonar decoder that counts trout in mountain lakes without any nets."


def of(*sentences: str) -> Paper:
    authors = ("Ada Example", "Bo Other")
    return paper("Tarnfish: Counting Trout by Sonar", " ".join([OPENS, *sentences]), "2503.00001", authors=authors)


def told(where: Paper, number: int) -> Telling:
    return next(each for each in tellings(where, opens=number == 1) if each.number == number)


PAIRS = {
    "right behind": ("It reads the echoes of nine boats at once and needs no more than one person.", True),
    "named before": ("Tarnfish is small and cheap to build. It has an error of only 4.5% in nine field tests.", True),
    "another between": (
        "We also build Quillnet, a net of glass fibres. It has an error of 11.2% in nine tests.",
        False,
    ),
    "our method": ("We split the echoes by their length. Our method has an error of 4.5% in nine field tests.", True),
    "our other method": (
        "We also build Quillnet, a net of glass. Our method has an error of 4.5% in nine tests.",
        False,
    ),
    "them": ("Two rivals are made by Oakdial. Tarnfish surpasses both of them by 7% on the average of tests.", False),
}


@pytest.mark.parametrize(("rest", "expected"), PAIRS.values(), ids=PAIRS)
def test_pronoun_and_method_mean_what_was_told(rest: str, expected: bool) -> None:
    where = of(rest)
    last = len(where.sentences)
    assert follows(where, told(where, 1), told(where, last)) is expected


def test_name_that_was_given_to_a_part_in_a_sentence_left_out_is_strange() -> None:
    where = of("We build EchoSplit from it to cut sounds in two.", "EchoSplit lowers the error to 4.5% in nine tests.")
    assert strange(where, told(where, 1), told(where, 3)) > 0
    assert strange(where, told(where, 2), told(where, 3)) == 0


def test_it_is_not_another_thing_for_standing_in_the_title() -> None:
    sentences = ["Tarnfish is trained on the tones.", "It has an error of only 4.5% in all of the nine tests."]
    authors = ("Ada Example", "Bo Other")
    first = "We build a mill of tones that turns the films of nine lakes into ten thousand echoes."
    where = paper("Tarnfish: Counting Trout by Sonar", " ".join([first, *sentences]), "2503.00001", authors=authors)
    assert not follows(where, told(where, 1), told(where, 3))
