"""An answer is kept while it grows: whoever is killed, what was shown is there."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.errors import EndpointBroken
from assistant.jobs.recorded import recorded
from assistant.store.conversations import Conversations
from assistant.store.database import Database
from assistant.store.turns import StoredTurn
from assistant.types import (
    Answer,
    AnswerEvent,
    Citation,
    Claim,
    Claimed,
    Finished,
    Noticed,
    Replaced,
    Retrieved,
    Turn,
    Verdict,
    Waited,
)
from tests.faults.processes import Processes
from tests.support.papers import ZEBRAFOLD, evidence

ANSWER = Answer(status="answered", text="Whole.", engine="tiny", seconds=1.0)
# Shows a sentence, tells that it did, and waits until it is killed.
GROWS = """
import sys, time
from pathlib import Path
from assistant.jobs.recorded import recorded
from assistant.store.conversations import Conversations
from assistant.store.database import Database
from assistant.types import Claimed, Waited
from tests.assistant.jobs.test_recorded import claimed

def events():
    for number in range(1000):
        yield claimed(f"Sentence {number}.")
        for _ in range(3):
            time.sleep(0.2)
            yield Waited()

recording = Conversations(Database(Path(sys.argv[1]))).begin("Why?")
shown, told = 0, Path(sys.argv[2]).open("w")
for event in recorded(events(), recording):
    if isinstance(event, Claimed):
        shown += 1
    else:  # what was shown half a second ago is kept by now
        print(shown - 1, file=told, flush=True)
"""


def claimed(text: str, sentence: int = 1) -> Claimed:
    citation = Citation(number=1, paper=ZEBRAFOLD.id, sentences=(sentence,))
    return Claimed(claim=Claim(text=text, citations=(citation,), verdict=Verdict(support="quoted")))


def keep(tmp_path: Path, events: Iterator[AnswerEvent], most: int = 100) -> tuple[list[AnswerEvent], StoredTurn]:
    conversations = Conversations(Database(tmp_path / "app.sqlite"))
    recording = conversations.begin("Why?")
    kept, passed = recorded(events, recording), list[AnswerEvent]()
    for event in kept:
        passed.append(event)
        if len(passed) == most:
            kept.close()  # type: ignore[attr-defined]
    (turn,) = conversations.turns(recording.conversation)
    return passed, turn


def test_events_pass_and_the_whole_answer_is_kept(tmp_path: Path) -> None:
    events = [claimed("One."), Waited(), Finished(answer=ANSWER, turn=Turn(question="Why?"))]
    passed, turn = keep(tmp_path, iter(events))
    assert passed == events
    assert (turn.state, turn.answer, turn.turn) == ("finished", ANSWER, Turn(question="Why?"))


def test_answer_that_is_stopped_is_kept_as_far_as_it_was_shown(tmp_path: Path) -> None:
    events: list[AnswerEvent] = [
        Retrieved(evidence=evidence(ZEBRAFOLD), understood="since 2024"),
        Noticed(text="Mind."),
        claimed("One.", 2),
        claimed("Two.", 1),
        claimed("Three."),
        Replaced(place=0, claim=None),
        Replaced(place=1, claim=claimed("Third.").claim),
        Waited(),
    ]
    _, turn = keep(tmp_path, iter(events), most=7)
    assert turn.state == "stopped"
    assert turn.answer
    assert turn.answer.text == "Two. [1] Third. [1]"
    assert (turn.answer.notice, turn.answer.understood, turn.answer.engine) == ("Mind.", "since 2024", "")
    assert [source.quotes for source in turn.answer.sources] == [ZEBRAFOLD.sentences[:1]]


def test_failure_is_kept_and_passed_on(tmp_path: Path) -> None:
    def fails() -> Iterator[AnswerEvent]:
        yield claimed("One.")
        raise EndpointBroken("The model broke.", "Try again.")

    conversations = Conversations(Database(tmp_path / "app.sqlite"))
    recording = conversations.begin("Why?")
    with pytest.raises(EndpointBroken):
        list(recorded(fails(), recording))
    (turn,) = conversations.turns(recording.conversation)
    assert (turn.state, turn.message) == ("failed", "The model broke. Try again.")
    assert turn.answer
    assert turn.answer.text == "One. [1]"


def test_answer_goes_on_where_it_cannot_be_kept(tmp_path: Path) -> None:
    database = Database(tmp_path / "app.sqlite")
    recording = Conversations(database).begin("Why?")
    database.file.write_bytes(b"This is no database." * 500)
    events = [claimed("One."), claimed("Two."), Finished(answer=ANSWER)]
    told, *others = recorded(iter(events), recording)
    assert isinstance(told, Noticed)
    assert told.text.startswith("This answer is not kept: ")
    assert others == events


@pytest.mark.parametrize("lines", [1, 5])
def test_what_was_shown_is_there_after_a_kill(processes: Processes, tmp_path: Path, lines: int) -> None:
    file, told = tmp_path / "app.sqlite", tmp_path / "told"

    def until_shown(is_over: Callable[[], bool]) -> None:
        while not is_over() and (not told.exists() or told.read_text().count("\n") < lines):
            time.sleep(0.01)

    processes.watched(until_shown, "tests.faults.forks:script", GROWS, str(file), str(told))
    shown = int(told.read_text().splitlines()[-1])
    conversations = Conversations(Database(file))
    Database(file).check()
    (conversation,) = conversations.listed()
    (turn,) = conversations.turns(conversation.id)
    assert turn.state == "growing"
    assert turn.answer
    assert len(turn.answer.claims) >= shown
    conversations.begin("And now?", conversation.id).finished(ANSWER, None)
    assert [each.state for each in conversations.turns(conversation.id)] == ["growing", "finished"]
