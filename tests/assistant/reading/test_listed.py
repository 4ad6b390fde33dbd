"""Which turns are about the papers of the last answer as a list, and which only have such words."""

from __future__ import annotations

import pytest

from assistant.reading.listed import asks_within, compares_list, picked, told_of_list

COUNT = 5


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ("and the second one?", (1,)),
        ("tell me more about the third", (2,)),
        ("the last one", (4,)),
        ("What are the limits of the second paper?", (1,)),
        ("What does [3] say?", (2,)),
        ("paper 2", (1,)),
        ("compare the first two", (0, 1)),
        ("compare the last two papers", (3, 4)),
        ("compare the first and the third", (0, 2)),
        ("How does the first paper differ from the second?", (0, 1)),
    ],
)
def test_places_in_the_list(asked: str, places: tuple[int, ...]) -> None:
    found = picked(asked, COUNT)
    assert found is not None
    assert found.places == places


@pytest.mark.parametrize(
    "asked",
    [
        "What was the first paper to use moss?",
        "the second stage of training",
        "In the first place, what is moss?",
        "the last layer",
        "the first two layers of a network",
        "paper 2024",
        "the ninth one",
        "What is moss?",
    ],
)
def test_no_place_in_the_list(asked: str) -> None:
    assert picked(asked, COUNT) is None


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("Which of these is the newest?", "newest"),
        ("which one is newer?", "newest"),
        ("Which one is the oldest?", "oldest"),
        ("sort them by date", "newest first"),
        ("in chronological order please", "oldest first"),
        ("give me the link", "link"),
        ("Where can I read it?", "link"),
        ("What is the newest paper on moss?", None),
        ("Which is the oldest moss?", None),
        ("Do links between papers matter?", None),
        ("sort moss by size", None),
        ("the first one?", None),
    ],
)
def test_what_is_told_of_the_list(asked: str, told: str | None) -> None:
    assert told_of_list(asked) == told


def test_list_is_compared_or_asked() -> None:
    assert all(map(compares_list, ("Compare them", "how do they differ?", "What is the difference?")))
    assert not any(map(compares_list, ("Compare moss and ferns", "What is the difference between moss and ferns?")))
    assert all(map(asks_within, ("which of them use moss?", "which one has the most gates?", "Which is better?")))
    assert not any(map(asks_within, ("Which is better, moss or ferns?", "which papers use moss?", "which one of moss")))
