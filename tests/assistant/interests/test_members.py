"""Which papers of the library an interest means, and what a question that is asked of these only finds."""

from pathlib import Path

import pytest

from assistant.config import Settings
from assistant.engine import Assistant
from assistant.interests.profile import Interest, InterestIsEmpty, UnknownInterest
from assistant.types import Answer, Finished
from assistant.web.pages.settings import _wishes
from index.query import Filters
from tests.assistant.interests.test_interests import PAPERS, ROBOT, ROBOT_TOO, SPEECH, SPEECH_TOO

WHISPERED = "whispered speech recognition"


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    assistant = Assistant.open(Settings(home=tmp_path))
    assistant.library.upsert(PAPERS)
    return assistant


def answered(assistant: Assistant, question: str, *interests: str) -> Answer:
    events = assistant.ask(question, filters=Filters(interests=interests))
    return next(event.answer for event in events if isinstance(event, Finished))


def test_topic_means_what_is_near_it_and_a_person_their_papers(assistant: Assistant) -> None:
    assistant.interests.add(Interest(topics=(WHISPERED,), authors=("Wei Wang",), categories=("cs.RO",)))
    assert set(assistant.interests.members(WHISPERED)) == {SPEECH.id, SPEECH_TOO.id}
    assert assistant.interests.members("Wei Wang") == (ROBOT.id,)
    assert set(assistant.interests.members("cs.RO")) == {ROBOT.id, ROBOT_TOO.id}
    assert set(assistant.interests.members("")) == {SPEECH.id, SPEECH_TOO.id, ROBOT.id, ROBOT_TOO.id}


def test_liked_paper_is_meant_and_a_disliked_one_is_not(assistant: Assistant) -> None:
    assistant.interests.like([SPEECH.id])
    assert SPEECH.id in assistant.interests.members("default")
    assistant.interests.add(Interest(topics=(WHISPERED,)))
    assistant.interests.dislike([SPEECH_TOO.id])
    assert SPEECH_TOO.id not in assistant.interests.members("default")


def test_names_that_can_be_chosen_are_understood(assistant: Assistant) -> None:
    assert assistant.interests.choices() == ()
    assistant.interests.add(Interest(topics=(WHISPERED,)))
    assistant.interests.add(Interest(topics=("robot hands",)), "work")
    assert assistant.interests.choices() == ("default", WHISPERED, "work")
    assert all(assistant.interests.members(name) for name in assistant.interests.choices())
    with pytest.raises(UnknownInterest):
        assistant.interests.members("poetry")


def test_question_is_answered_from_the_papers_of_the_interest(assistant: Assistant) -> None:
    assistant.interests.add(Interest(topics=(WHISPERED, "marine biology of eels")))
    answer = answered(assistant, "Which papers release a corpus?", WHISPERED)
    assert {source.id for source in answer.sources} <= {SPEECH.id, SPEECH_TOO.id}
    assert answer.understood == f"in my interest “{WHISPERED}”"
    assert answered(assistant, "How many papers are there?", "default").text.startswith(
        "2 papers are in your interests"
    )
    with pytest.raises(InterestIsEmpty):
        answered(assistant, "Which papers release a corpus?", "marine biology of eels")


def test_settings_tell_how_many_papers_an_interest_means(assistant: Assistant) -> None:
    assistant.interests.add(Interest(topics=(WHISPERED, "<b>eels</b>")))
    shown = " ".join(_wishes(assistant, is_test=True).split())
    assert f"<b>{WHISPERED}</b> <span>2 papers of the library</span>" in shown
    assert "<b>&lt;b&gt;eels&lt;/b&gt;</b> <span>0 papers of the library</span>" in shown
    assert "of the library" not in _wishes(assistant)
