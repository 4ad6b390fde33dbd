"""What was told is told again: in short, as a table, with its sentences; and papers akin to the one talked of."""

import datetime as dt
from collections.abc import Callable

import pytest

from assistant.config import Settings
from assistant.conversation.state import Spot
from assistant.engine import Assistant, last
from assistant.jobs.retold import points
from assistant.types import Answer, Turn
from tests.support.papers import paper

GATES = paper(
    "Mossgate: Gated Retrieval of Moss Images",
    "Moss images are hard to retrieve because species look alike. This paper introduces Mossgate, a gated retriever "
    "for moss images. Mossgate finds the right species in 88 of 100 queries.",
    "2402.00002",
    published=dt.date(2024, 2, 3),
    authors=("Ada Example", "Bo Example"),
)
NEWER = paper(
    "Mossgate-v2: Gated Retrieval of Moss Videos",
    "We present Mossgate-v2, a gated retriever for moss videos. It finds the right species twice as fast.",
    "2503.00003",
    published=dt.date(2025, 3, 4),
    authors=("Ada Example", "Bo Example", "Cy Example"),
)
FERNS = paper(
    "Fernet: Ferns in Boxes",
    "We present Fernet, which folds ferns into boxes. Fernet needs 12 boxes for a fern.",
    "2204.00004",
    published=dt.date(2022, 4, 5),
    authors=("Cy Example",),
)
ASKED = "How good is Mossgate at moss images?"
Say = Callable[..., Answer]


@pytest.fixture(scope="module")
def say(tmp_path_factory: pytest.TempPathFactory) -> Say:
    assistant = Assistant.open(Settings(home=tmp_path_factory.mktemp("retold")))
    assistant.library.upsert([GATES, NEWER, FERNS])

    def conversation(*turns: str) -> Answer:
        history = list[Turn]()
        for typed in turns:
            done = last(assistant.ask(typed, history=history))
            assert done.turn
            history.append(done.turn)
        return done.answer

    return conversation


def ids(answer: Answer) -> list[str]:
    return [source.id for source in answer.sources]


def test_doubt_shows_the_sentences_of_the_last_answer(say: Say) -> None:
    before, shown = say(ASKED), say(ASKED, "which sentence says so?")
    assert {claim.text for claim in shown.claims} == {claim.text for claim in before.claims}
    assert all(claim.support == "quoted" for claim in shown.claims)
    assert "word for word" in shown.notice


def test_summary_has_as_many_sentences_as_are_wanted_and_searches_nothing(say: Say) -> None:
    told = say(ASKED, "What is Fernet?", "sum all of that up in two sentences")
    assert len(told.claims) == 2
    assert set(ids(told)) <= {GATES.id, NEWER.id, FERNS.id}


def test_papers_shown_are_put_into_a_table(say: Say) -> None:
    told = say(ASKED, "put the papers into a table please")
    assert told.table
    assert GATES.title in [row[0] for row in told.table.rows]
    assert "2024-02-03" in [row[1] for row in told.table.rows]


def test_other_papers_of_the_authors_are_those_that_share_two(say: Say) -> None:
    told = say("What is Mossgate-v2?", "what other papers are by the same people?")
    assert ids(told) == [GATES.id]


def test_author_who_is_named_needs_no_second_one(say: Say) -> None:
    assert FERNS.id in ids(say("What is Mossgate-v2?", "what else has Cy Example done"))


def test_newer_paper_of_the_name_is_told_with_its_date(say: Say) -> None:
    told = say("What is Mossgate?", "has a newer version been released?")
    assert ids(told) == [NEWER.id]
    assert "4 March 2025" in told.text


def test_newest_paper_of_a_name_is_said_to_be_it(say: Say) -> None:
    told = say("What is Fernet?", "is there a v2?")
    assert told.text.startswith("No newer version of “Fernet” is in the library")


def test_subject_that_was_left_is_returned_to(say: Say) -> None:
    told = say("What is Fernet?", "What does Mossgate retrieve?", "back to the ferns: how many boxes?")
    assert ids(told) == [FERNS.id]


def test_points_begin_with_the_first_answer_and_the_last() -> None:
    told = [[Spot("a", 1), Spot("a", 2)], [Spot("b", 1)], [Spot("c", 1), Spot("c", 3)]]
    assert points(told, 2) == (Spot("a", 1), Spot("c", 1))
    assert points(told, 4) == (Spot("a", 1), Spot("a", 2), Spot("b", 1), Spot("c", 1))


def test_newer_papers_on_the_subject_are_listed_where_none_has_the_name(say: Say) -> None:
    told = say("What is Fernet?", "Is there a more recent method that improves on it?")
    assert FERNS.id not in ids(told)
    assert "Newer ones on its subject are listed" in told.text
