"""Which papers of a list a turn picks."""

import pytest

from assistant.conversation.follow_ups import Outcome, after_turn, to_query
from assistant.conversation.listed import calls_by_place, picked
from assistant.conversation.state import Talk
from index.query import Filters

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
        ("das zweite bitte", (1,)),
        ("the ninth one", ()),
        ("paper 2024", ()),
    ],
)
def test_places_in_the_list(asked: str, places: tuple[int, ...]) -> None:
    assert picked(asked, COUNT, sure=True) == places


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ("What are the limits of the second paper?", (1,)),
        ("who is the first author?", ()),
        ("the second stage of training", ()),
        ("how many layers does the last layer have", ()),
        ("does it use 2 layers?", ()),
    ],
)
def test_question_about_papers_picks_only_what_it_calls_a_paper(asked: str, places: tuple[int, ...]) -> None:
    assert picked(asked, COUNT, sure=False) == places


@pytest.mark.parametrize(
    ("asked", "calls"),
    [
        ("What are the limitations of the first one?", True),
        ("What are the limits of the second paper?", True),
        ("What is the source of the first error?", False),
        ("What was the first paper on bees?", False),
        ("What data does the ninth one use?", False),
    ],
)
def test_paper_is_called_by_its_place(asked: str, calls: bool) -> None:
    assert calls_by_place(asked, COUNT) == calls


def test_paper_that_is_picked_is_asked_about() -> None:
    talk = after_turn(Talk(), "new", "Which papers fold?", Outcome(("y", "z")))
    called = lambda ids: ("Fernet", "Ferns in Boxes")  # noqa: E731
    only = to_query("pick", "and the second one?", talk, Filters(), called=called)
    assert (only.text, only.filters.papers) == ("What is Fernet?", ("z",))
    more = to_query("pick", "how many boxes does the second one need?", talk, Filters(), called=called)
    assert (more.text, more.filters.papers) == ("how many boxes does the second one need?", ("z",))
    named = to_query("pick", "the one on ferns", talk, Filters(), called=called)
    assert (named.filters.papers, named.k) == (("y", "z"), 1)


def test_papers_picked_are_compared() -> None:
    talk = after_turn(Talk(), "new", "Which papers fold?", Outcome(("x", "y", "z")))
    query = to_query("compare", "compare the first and the third", talk, Filters(), called=lambda ids: (ids[0], ""))
    assert (query.text, query.filters.papers) == ("Compare x and z", ("x", "z"))
    assert to_query("compare", "how do they differ?", talk, Filters()).filters.papers == ("x", "y", "z")
