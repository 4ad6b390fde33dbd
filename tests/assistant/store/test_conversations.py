"""Conversations are kept as they were shown, found again, renamed, forked, and deleted so that it can be undone."""

import datetime as dt
import threading
from pathlib import Path

import pytest

from assistant.conversation.state import State, Talk
from assistant.store.conversations import Conversations
from assistant.store.database import Database
from assistant.store.errors import StoreError, UnknownConversation
from assistant.store.turns import Recording, history
from assistant.types import Answer, Citation, Claim, Source, Turn, Verdict
from tests.faults.processes import Processes

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
CLAIM = Claim(
    text="Mossgate finds moss.",
    citations=(Citation(number=1, paper="x:1", sentences=(2,)),),
    verdict=Verdict(support="quoted"),
)
SOURCE = Source(number=1, id="x:1", title="Mossgate", url="https://example.org/1", quotes=("Mossgate finds moss.",))
ANSWER = Answer(
    status="answered", text="Mossgate finds moss. [1]", claims=(CLAIM,), sources=(SOURCE,), engine="tiny", seconds=0.1
)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> dt.datetime:
        self.now += dt.timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "home" / "app.sqlite")


@pytest.fixture
def conversations(database: Database, clock: Clock) -> Conversations:
    return Conversations(database, now=clock)


def talk(conversations: Conversations, *questions: str, answer: Answer = ANSWER) -> str:
    conversation = ""
    for question in questions:
        recording = conversations.begin(question, conversation)
        recording.finished(answer, Turn(question=question, papers=("x:1",), state=State(talk=Talk(topic=question))))
        conversation = recording.conversation
    return conversation


def test_whole_answer_and_the_state_after_it_come_back(conversations: Conversations) -> None:
    conversation = talk(conversations, "Who finds moss?", "And how fast?")
    first, second = conversations.turns(conversation)
    assert (first.question, first.place, first.state, first.answer) == ("Who finds moss?", 1, "finished", ANSWER)
    assert second.place == 2
    assert [turn.state and turn.state.talk.topic for turn in history([first, second])] == [
        "Who finds moss?",
        "And how fast?",
    ]


def test_first_question_is_the_title(conversations: Conversations) -> None:
    short, long = talk(conversations, "  Who finds\n moss? "), talk(conversations, "Why is moss green? " * 30)
    assert conversations.get(short).title == "Who finds moss?"
    assert len(conversations.get(long).title) <= 80
    assert conversations.get(long).title.endswith("…")
    assert conversations.turns(short)[0].question == "  Who finds\n moss? "


def test_newest_stands_first_and_pages_are_counted(conversations: Conversations) -> None:
    one, two, three = (talk(conversations, f"Question {n}?") for n in range(3))
    conversations.begin("And more?", one)
    assert [each.id for each in conversations.listed()] == [one, three, two]
    assert [each.turns for each in conversations.listed()] == [2, 1, 1]
    assert [each.id for each in conversations.listed(limit=1, offset=1)] == [three]
    assert conversations.count() == 3


@pytest.mark.parametrize("words", ["moss", "MOSS mossgate", "finds", "ossgat", "blätter", "blatter", "苔藓"])
def test_words_are_found_in_questions_and_answers(conversations: Conversations, words: str) -> None:
    found = talk(conversations, "Haben Moose Blätter, 那么苔藓呢?")
    talk(conversations, "Anything else?", answer=ANSWER.model_copy(update={"text": "No."}))
    assert [each.id for each in conversations.listed(words)] == [found]
    assert conversations.count(words) == 1


@pytest.mark.parametrize("words", ["lichen", "moss lichen", "100%", "m%s", "m_ss", "\\\\", "' OR 1"])
def test_words_that_nobody_said_find_nothing(conversations: Conversations, words: str) -> None:
    talk(conversations, "Who finds moss?")
    assert conversations.listed(words) == ()
    assert conversations.count(words) == 0


def test_renamed_one_is_found_by_its_title(conversations: Conversations) -> None:
    conversation = talk(conversations, "Who finds moss?")
    conversations.rename(conversation, "  Éponges\n")
    conversations.rename(conversation, "  ")
    assert conversations.get(conversation).title == "Éponges"
    assert [each.id for each in conversations.listed("eponges")] == [conversation]


def test_deletion_can_be_undone_for_a_month(conversations: Conversations, clock: Clock, database: Database) -> None:
    kept, deleted, gone = (talk(conversations, f"Question {n}?") for n in range(3))
    conversations.delete(gone)
    clock.now += dt.timedelta(days=31)
    conversations.delete(deleted)
    assert [each.id for each in conversations.listed()] == [kept]
    with pytest.raises(UnknownConversation):
        conversations.restore(gone)
    conversations.restore(deleted)
    assert {each.id for each in conversations.listed()} == {kept, deleted}
    assert conversations.turns(deleted)[0].answer == ANSWER
    with database.reading() as connection:
        for table in ("turns", "turn_words"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (2,)


def test_asking_in_a_deleted_conversation_brings_it_back(conversations: Conversations) -> None:
    conversation = talk(conversations, "Who finds moss?")
    conversations.delete(conversation)
    conversations.begin("And how?", conversation)
    assert [each.id for each in conversations.listed()] == [conversation]


def test_fork_goes_its_own_way(conversations: Conversations) -> None:
    original = talk(conversations, "Who finds moss?", "And how fast?")
    conversations.begin("And where?", original)
    edited = conversations.fork(original, at=1)
    conversations.begin("And how slowly?", edited).finished(ANSWER, None)
    whole = conversations.fork(original, at=3)
    assert [turn.question for turn in conversations.turns(edited)] == ["Who finds moss?", "And how slowly?"]
    assert [turn.state for turn in conversations.turns(whole)] == ["finished", "finished", "stopped"]
    assert len(conversations.turns(original)) == 3
    assert conversations.get(edited).forked_from == original
    assert {each.id for each in conversations.listed("fast")} == {original, whole}


def test_unknown_one_is_told_in_one_line(conversations: Conversations) -> None:
    for use in (
        lambda: conversations.get("none"),
        lambda: conversations.begin("Why?", "none"),
        lambda: conversations.rename("none", "A title"),
        lambda: conversations.delete("none"),
        lambda: conversations.fork("none", at=1),
    ):
        with pytest.raises(UnknownConversation, match="There is no conversation 'none'") as caught:
            use()
        assert "\n" not in str(caught.value)
    assert conversations.turns("none") == ()
    assert conversations.count() == 0


def test_answer_of_another_release_leaves_the_question(conversations: Conversations, database: Database) -> None:
    conversation = talk(conversations, "Who finds moss?")
    with database.writing() as connection:
        connection.execute("""UPDATE turns SET answer = '{"new": 1}', turn = 'no JSON'""")
    (turn,) = conversations.turns(conversation)
    assert (turn.question, turn.answer, turn.turn) == ("Who finds moss?", None, None)
    assert history([turn]) == [Turn(question="Who finds moss?")]


def test_threads_that_ask_at_once_each_have_a_place(conversations: Conversations, database: Database) -> None:
    conversation = talk(conversations, "First?")

    def ask(name: int) -> None:
        for number in range(5):
            Conversations(database).begin(f"{name}.{number}?", conversation).finished(ANSWER, None)

    threads = [threading.Thread(target=ask, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    turns = conversations.turns(conversation)
    assert [turn.place for turn in turns] == list(range(1, 22))
    assert {turn.state for turn in turns} == {"finished"}


ASKS = """
import sys
from pathlib import Path
from assistant.store.conversations import Conversations
from assistant.store.database import Database

conversations = Conversations(Database(Path(sys.argv[1])))
for number in range(10):
    conversations.begin(f"{number}?", sys.argv[2]).stopped()
"""


def test_processes_that_ask_at_once_each_have_a_place(
    processes: Processes, conversations: Conversations, database: Database
) -> None:
    conversation = talk(conversations, "First?")
    assert processes.at_once(ASKS, *[(database.file, conversation)] * 3).code == 0
    assert [turn.place for turn in conversations.turns(conversation)] == list(range(1, 32))


class Seconds:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def partial(text: str) -> Answer:
    return ANSWER.model_copy(update={"text": text})


def test_growing_answer_is_written_at_most_every_half_second(conversations: Conversations, database: Database) -> None:
    begun = conversations.begin("Who finds moss?")
    seconds = Seconds()
    recording = Recording(database, begun.conversation, 1, "Who finds moss?", clock=seconds)

    def kept() -> str:
        (turn,) = conversations.turns(begun.conversation)
        assert turn.state == "growing"
        return turn.answer.text if turn.answer else ""

    recording.shown(partial("One."))
    assert kept() == "One."
    seconds.now += 0.3
    recording.shown(partial("One. Two."))
    assert kept() == "One."
    seconds.now += 0.3
    recording.shown(partial("One. Two."))
    assert kept() == "One. Two."
    recording.shown(partial("One. Two. Three."))
    recording.stopped()
    (turn,) = conversations.turns(begun.conversation)
    assert (turn.state, turn.answer and turn.answer.text) == ("stopped", "One. Two. Three.")


def test_what_is_over_is_not_changed_again(conversations: Conversations) -> None:
    recording = conversations.begin("Who finds moss?")
    recording.failed("The model is away.")
    recording.stopped()
    (turn,) = conversations.turns(recording.conversation)
    assert (turn.state, turn.message, turn.answer) == ("failed", "The model is away.", None)
    assert conversations.count("model away") == 1


def test_answer_that_cannot_be_kept_raises_nothing(conversations: Conversations, database: Database) -> None:
    recording = conversations.begin("Who finds moss?")
    database.file.write_bytes(b"This is no database." * 500)
    recording.shown(ANSWER)
    recording.finished(ANSWER, None)
    assert isinstance(recording.trouble, StoreError)
