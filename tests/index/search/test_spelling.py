"""Misspelt words set right by the words of a library, and what is left as it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search.spelling import mended
from tests.support.runaway import ends

PAPERS = {"speculative": 4, "decoding": 20, "training": 50, "retrieval": 12, "retrieves": 1, "models": 60, "moss": 5}


def papers_with(word: str) -> int:
    return PAPERS.get(word, 0)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("What is speculatve decoding?", "What is speculative decoding?"),
        ("How does retreival help in practice?", "How does retrieval help in practice?"),
        ("Why does the trainig of large models cost so much?", "Why does the training of large models cost so much?"),
        ("retreival, retreival and more retreival", "retrieval, retrieval and more retrieval"),
        ("What is decodign, and what is speculatve about it?", "What is decoding, and what is speculative about it?"),
    ],
)
def test_slip_is_set_right_wherever_it_stands(typed: str, meant: str) -> None:
    assert mended(typed, papers_with).text == meant


def test_reader_is_told_what_each_word_was_taken_for() -> None:
    found = mended("What is decodign, and what is speculatve about it?", papers_with)
    assert found.words == (("decodign", "decoding"), ("speculatve", "speculative"))
    assert str(found) == "read as “decoding”, “speculative”"


def test_swapped_letters_are_meant_before_another_word_that_more_papers_have() -> None:
    known = {"form": 3, "four": 900}
    found = mended("Which fomr of training helps the most?", lambda word: known.get(word, 0))
    assert found.words == (("fomr", "form"),)


def test_slip_of_a_word_that_says_nothing_is_left() -> None:
    assert not mended("wich training helps?", lambda word: {"with": 900, "wish": 3}.get(word, 0)).words


def test_plural_of_a_word_that_is_known_is_no_slip() -> None:
    assert not mended(
        "can it read xrays and my followups?", lambda word: {"rays": 9, "followers": 4}.get(word, 0)
    ).words
    assert mended("how do modles learn?", papers_with).words == (("modles", "models"),)


def test_longer_word_is_no_slip_of_its_end_nor_one_two_slips_away() -> None:
    known = {"captioned": 40, "tomography": 9, "population": 30}.get
    for word in ("uncaptioned", "sonography", "popup"):
        assert not mended(f"how good is {word} video?", lambda one: known(one, 0)).words


def test_nearer_word_is_meant_before_one_that_more_papers_have() -> None:
    known = {"training": 1, "trading": 900}
    assert mended("How does trainng help?", lambda word: known.get(word, 0)).words == (("trainng", "training"),)


def test_of_words_as_near_the_one_that_most_papers_have_is_meant() -> None:
    for most, other in (("training", "tracing"), ("tracing", "training")):
        known = {most: 9, other: 2}
        found = mended("How does traning help?", lambda word, known=known: known.get(word, 0))
        assert found.words == (("traning", most),)


@pytest.mark.parametrize(
    "text",
    [
        "What does photosynthesis need?",  # a word that no paper has is no slip
        "What is the effect of Retreival?",  # a name
        "What does RetreivalNet do?",
        "was ist eigentlich retreival bei großen modellen, und wie wird es dort gemessen?",
        "How many upvotes have these papers?",
        "What is self-atention good for?",  # joined words are left alone
        "How is the mos of it found?",  # too short to tell
        "What is qwzxkvbn about?",  # nothing is near
        "",
    ],
)
def test_what_is_no_slip_or_cannot_be_told_stays(text: str) -> None:
    found = mended(text, papers_with)
    assert (found.text, found.words, str(found)) == (text, (), "")


def test_slip_at_the_beginning_is_set_right_in_spite_of_its_capital() -> None:
    assert mended("Retreival of what helps most?", papers_with).text.lower() == "retrieval of what helps most?"


def test_word_is_mended_only_into_one_that_papers_have() -> None:
    assert mended("What is speculatve decoding?", lambda word: 0).words == ()


def test_slip_that_papers_have_too_stays() -> None:
    assert mended("How does retreival help?", lambda word: {"retreival": 1, "retrieval": 9}.get(word, 0)).words == ()


@given(st.text())
def test_only_the_words_that_are_named_change(text: str) -> None:
    found = mended(text, papers_with)
    assert bool(found.words) is (found.text != text)
    assert all(was in text and meant in found.text for was, meant in found.words)


def test_endless_text_is_read_to_its_end() -> None:
    with ends():
        mended("retreival " * 20_000 + "a" * 100_000, papers_with)
