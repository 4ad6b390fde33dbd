"""What was asked for earlier in a conversation holds until it is changed."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.config import Settings
from assistant.conversation import turn
from assistant.conversation.filters import merged, relaxed
from assistant.conversation.lookup import Lookup
from assistant.conversation.state import Manner, Talk
from assistant.conversation.turn import Conversation, Meant
from assistant.engine import Assistant
from assistant.types import Turn
from assistant.writers.extractive import ExtractiveWriter
from index.query import Filters
from tests.support.papers import paper
from tests.support.runaway import ends

SINCE_2024 = Filters(since=dt.date(2024, 1, 1))
MOSS = paper(
    "Moss in Woods",
    "Moss is a green plant. It grows on bark.",
    "2401.00021",
    published=dt.date(2025, 1, 2),
    categories=("cs.CL",),
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Meant]:
    assistant = Assistant.open(Settings(home=tmp_path_factory.mktemp("turns")))
    assistant.library.upsert([MOSS])
    conversation = Conversation(assistant.library, Lookup(assistant.library), ExtractiveWriter())

    def meant(question: str, *earlier: str) -> Meant:
        return conversation.meant(question, [Turn(question=text, papers=(MOSS.id,)) for text in earlier], Filters())

    return meant


def test_paper_called_by_its_place_is_the_one_asked_about(tmp_path: Path) -> None:
    assistant = Assistant.open(Settings(home=tmp_path))
    fern = paper("Ferns in Woods", "Ferns are green plants. They grow in shade.", "2401.00022")
    assistant.library.upsert([MOSS, fern])
    conversation = Conversation(assistant.library, Lookup(assistant.library), ExtractiveWriter())
    before = [Turn(question="What is green?", papers=(MOSS.id, fern.id))]
    for question in ("What are the limitations of the second one?", "What are the limits of the second paper?"):
        assert conversation.meant(question, before, Filters()).query.filters.papers == (fern.id,)


def test_filter_holds_for_what_comes_after(asked: Callable[..., Meant]) -> None:
    for standing in ("only papers since 2024", "Please only use papers since 2024 from now on: what is moss?"):
        result = asked("What is a fern?", "What is moss?", standing, "What is bark?")
        assert (result.query.text, result.state.here) == ("What is a fern?", SINCE_2024)


def test_filter_of_one_question_is_not_that_of_the_next(asked: Callable[..., Meant]) -> None:
    assert asked("What is a fern?", "papers on moss since 2024").state.here == Filters()


def test_later_filter_takes_the_place_of_an_earlier_one(asked: Callable[..., Meant]) -> None:
    result = asked("papers on ferns before 2020", "only papers since 2024 in cs.CL")
    assert result.state.here == Filters(until=dt.date(2019, 12, 31), categories=("cs.CL",))


@pytest.mark.parametrize("lifting", ["What is a fern, any year?", "all papers: what is a fern?"])
def test_filter_is_lifted(asked: Callable[..., Meant], lifting: str) -> None:
    assert asked(lifting, "only papers since 2024").state.here == Filters()
    assert asked("What is a tree?", "only papers since 2024", lifting).state.here == Filters()


@pytest.mark.parametrize("day", ["12. März 2026", "the 12th of March 2026", "March 12, 2026"])
def test_date_alone_limits_the_last_question(asked: Callable[..., Meant], day: str) -> None:
    result = asked(day, "What is moss?")
    that = dt.date(2026, 3, 12)
    assert (result.query.text, result.state.here) == ("What is moss?", Filters(since=that, until=that))


def test_filter_alone_asks_the_last_question_again(asked: Callable[..., Meant]) -> None:
    result = asked("only papers since 2024", "What is moss?")
    assert (result.query.text, result.state.here, result.talk) == ("What is moss?", SINCE_2024, Talk())


@pytest.mark.parametrize(
    ("question", "sentences", "language", "left"),
    [
        ("What is moss, in one sentence?", 1, "", "What is moss?"),
        ("In two sentences: what is moss?", 2, "", "what is moss?"),
        ("Briefly, what is moss?", 2, "", "what is moss?"),
        ("What is moss? Answer in German.", None, "German", "What is moss?"),
        ("What is moss? Answer in one sentence.", 1, "", "What is moss?"),
        ("Was ist moss, auf Deutsch", None, "German", "Was ist moss"),
        ("What is moss?", None, "", "What is moss?"),
        ("How are German sentences parsed?", None, "", "How are German sentences parsed?"),
        ("Which papers split text in sentences?", None, "", "Which papers split text in sentences?"),
    ],
)
def test_wishes_about_the_answer_are_read(
    asked: Callable[..., Meant], question: str, sentences: int | None, language: str, left: str
) -> None:
    result = asked(question)
    assert (result.manner.sentences, result.manner.language) == (sentences, language)
    assert result.query.text == left


def test_wishes_hold_until_they_are_changed(asked: Callable[..., Meant]) -> None:
    assert asked("And ferns?", "Answer in German in one sentence: what is moss?").manner == Manner(1, "German")
    assert asked("Ferns, in detail, answer in English", "Answer in German in one sentence.").manner == Manner()
    again = asked("in one sentence please", "What is moss since 2024?")
    assert (again.query.text, again.state.here, again.talk) == ("What is moss?", SINCE_2024, Talk())


def test_given_bounds_replace_both_typed_ones() -> None:
    typed = Filters(since=dt.date(2020, 1, 1), until=dt.date(2021, 1, 1), authors=("Asai",))
    assert merged(typed, SINCE_2024) == Filters(since=dt.date(2024, 1, 1), authors=("Asai",))
    assert merged(typed, Filters()) == typed


def test_filters_that_no_paper_passes_are_dropped_in_turn() -> None:
    filters = Filters(since=dt.date(2024, 1, 1), authors=("Asai",), without=("moss",), papers=("x",))
    passing = Filters(since=dt.date(2024, 1, 1), papers=("x",))
    dropped = Filters(authors=("Asai",), without=("moss",))
    assert relaxed(filters, lambda left: int(left == passing)) == (passing, dropped)
    assert relaxed(filters, lambda _: 1) == (filters, Filters())


def test_nothing_is_dropped_in_vain() -> None:
    assert relaxed(SINCE_2024, lambda _: 0) == (SINCE_2024, Filters())
    filters = Filters(authors=("Nobody",), without=("moss",))
    left, dropped = relaxed(filters, lambda left: int(not left.authors))
    assert (left, dropped) == (Filters(without=("moss",)), Filters(authors=("Nobody",)))


def test_filter_that_was_given_is_never_dropped() -> None:
    filters = Filters(since=dt.date(2024, 1, 1), authors=("Asai",))
    assert relaxed(filters, lambda left: int(not left.since), SINCE_2024) == (filters, Filters())
    assert relaxed(filters, lambda left: int(not left.authors), SINCE_2024)[0] == SINCE_2024


@pytest.mark.parametrize(
    "listing", ["What's new since 2024?", "Which papers are there since 2024?", "show me papers since 2024"]
)
def test_question_for_what_is_new_says_nothing_of_the_next(asked: Callable[..., Meant], listing: str) -> None:
    assert asked(listing, "What is moss?").query.text != "What is moss?"
    assert asked("What is a fern?", listing).state.here == Filters()


def test_one_filter_is_lifted_and_the_others_hold(asked: Callable[..., Meant]) -> None:
    result = asked("What is a fern, any year?", "only papers since 2024 in cs.CL")
    assert (result.query.text, result.state.here) == ("What is a fern?", Filters(categories=("cs.CL",)))


@pytest.mark.parametrize("question", ["Do all papers agree on moss?", "Did any author claim that moss is blue?"])
def test_words_that_lift_nothing(asked: Callable[..., Meant], question: str) -> None:
    assert asked(question, "only papers since 2024").state.here == SINCE_2024


def test_only_in_a_question_is_about_the_question(asked: Callable[..., Meant]) -> None:
    question = "Which papers since 2024 need only attention?"
    assert asked("What is a fern?", question).state.here == Filters()


def test_short_further_question_keeps_its_words(asked: Callable[..., Meant]) -> None:
    result = asked("why, in one sentence?", "What is moss?")
    assert (result.query.text, result.manner.sentences) == ("What is moss: why?", 1)


def test_paper_that_was_listed_is_gone_back_to_where_no_subject_was_left(tmp_path: Path) -> None:
    """What was asked last was asked again: "back to the drawer one, can i download the model"."""
    assistant = Assistant.open(Settings(home=tmp_path))
    fern = paper("Ferns in Woods", "Ferns are green plants. They grow in shade.", "2401.00022")
    assistant.library.upsert([MOSS, fern])
    conversation = Conversation(assistant.library, Lookup(assistant.library), ExtractiveWriter())
    before = [Turn(question="What is green?", papers=(MOSS.id, fern.id)), Turn(question="why?", papers=(MOSS.id,))]
    result = conversation.meant("back to the fern one, how big is it?", before, Filters())
    assert (result.query.text, result.query.filters.papers) == ("how big is it?", (fern.id,))


@pytest.mark.parametrize("said", ["back to quantization:", "back to my original question,"])
def test_what_is_gone_back_to_and_was_not_listed_stays_in_the_question(asked: Callable[..., Meant], said: str) -> None:
    result = asked(f"{said} how big is a fern?", "What is a tree?")
    assert (result.query.text, result.talk.topic) == (f"{said} how big is a fern?", "What is a tree?")


def test_limit_on_a_list_takes_no_earlier_one_back(asked: Callable[..., Meant]) -> None:
    result = asked("just the ones since 2025", "What is moss?", "only papers since 2024")
    assert result.state.here.since == dt.date(2025, 1, 1)


def test_earlier_questions_are_handed_on_without_filters_and_wishes(asked: Callable[..., Meant]) -> None:
    result = asked("why?", "What is moss since 2024, in one sentence?")
    assert (result.talk.topic, result.talk.questions) == ("What is moss?", ("What is moss?",))


def test_limits_add_up_and_are_taken_back_one_by_one(asked: Callable[..., Meant]) -> None:
    turns = ("What is moss?", "only since 2024", "without ferns", "but not oaks")
    assert asked("What is bark?", *turns).state.here == Filters(since=SINCE_2024.since, without=("ferns", "oaks"))
    assert asked("you may mention oaks again", *turns).state.here.without == ("ferns",)
    assert asked("forget that", *turns).state.here == SINCE_2024
    assert asked("forget the date limit", *turns).state.here == Filters(without=("ferns", "oaks"))
    assert asked("What is bark?", *turns, "start over").state.here == Filters()


def test_without_something_is_a_question_where_no_papers_were_listed(asked: Callable[..., Meant]) -> None:
    question = "and without labels?"
    assert asked(question, "How green is moss?").query.text == f"How green is moss: {question}"
    assert asked(question, "How green is moss?").state.here == Filters()
    assert asked("without ferns", "Which papers are about moss?").state.here == Filters(without=("ferns",))


def test_manner_is_taken_back(asked: Callable[..., Meant]) -> None:
    turns = ("answer in German", "What is moss, in one sentence?")
    assert asked("forget the one sentence limit", *turns).manner == Manner(language="German")
    assert asked("forget that", *turns).manner == Manner(language="German")
    assert asked("What is a fern?", *turns, "forget that", "ignore that restriction").manner == Manner()


def test_list_goes_on_under_its_own_dates(asked: Callable[..., Meant]) -> None:
    listed = "Which papers since 2024 are about moss?"
    for question in ("and about ferns?", "more papers", "and about bark?"):
        assert asked(question, listed, "and about ferns?").state.here == SINCE_2024
    assert asked("more papers", listed, "why?").state.here == SINCE_2024
    assert asked("is this greener than bark?", listed).state.here == Filters()
    assert asked("What is bark?", listed).state.here == Filters()


def test_fewer_papers_are_those_of_the_last_question(asked: Callable[..., Meant]) -> None:
    result = asked("show me only two papers", "Which papers are about moss?")
    assert (result.query.text, result.most) == ("Which papers are about moss?", 2)


@pytest.mark.parametrize(
    ("question", "text", "most"),
    [
        ("Give me three papers on moss", "Give me papers on moss", 3),
        ("Could you give me 4 papers on moss?", "Could you give me papers on moss?", 4),
        ("top 5 papers about moss", "papers about moss", 5),
        ("the two most recent studies of moss", "most recent studies of moss", 2),
        ("Which three layers does moss have?", "Which three layers does moss have?", None),
        ("How do papers age?", "How do papers age?", None),
    ],
)
def test_number_of_papers_is_wished(asked: Callable[..., Meant], question: str, text: str, most: int | None) -> None:
    result = asked(question)
    assert (result.query.text, result.most) == (text, most)


def test_pasted_text_is_understood_as_it_is(asked: Callable[..., Meant]) -> None:
    for text in (" " * 20_000, "answer in one sentence " * 800, "\n" * 20_000):
        with ends():
            assert asked(text, text).query.text == text


def test_of_a_long_history_no_more_is_read_than_of_a_short_one(
    asked: Callable[..., Meant], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    look = turn.read
    monkeypatch.setattr(turn, "read", lambda said, *rest: read.append(said) or look(said, *rest))
    for turns in (100, 2000):
        asked("why?", *["What is moss since 2024?"] * turns)
    assert len(read) == 2 * (50 + 1)


@pytest.mark.parametrize(
    ("turn", "most"),
    [("just one", 1), ("only 3 papers please", 3), ("those of 2019 only", None), ("one that is open", None)],
)
def test_number_of_papers_is_no_year_and_no_pronoun(asked: Callable[..., Meant], turn: str, most: int | None) -> None:
    assert asked(turn, "What is moss?").most == most


def test_later_turn_is_on_the_subject_of_what_it_goes_on_from(asked: Callable[..., Meant]) -> None:
    assert asked("and on bark?", "What is moss?").query.goes_on
    assert not asked("What is moss?").query.goes_on
