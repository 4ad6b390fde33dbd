"""How long an endpoint is waited for, and what becomes of a request that nobody waits for any more."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assistant import errors
from assistant.config import Settings
from assistant.engine import Assistant
from assistant.parsing.events import Waiting
from assistant.types import Claimed, Waited
from index.endpoint.line import Line, Overdue, Patience, Silent, read
from index.endpoint.models import Thinkers
from index.endpoint.sse import Piece
from tests.support.desk import DRAFTS, SAYS, Desk, evidence
from tests.support.openai_server import OpenAIServer, Reply, failure, says
from tests.support.papers import ALL

KEEPS_ALIVE = b": keep-alive\n\n"
EMPTY_DELTA = {"content": ""}
ROLE = {"role": "assistant"}
PATIENCE = 30  # seconds for a busy machine; what is waited for comes at once, and only what never comes takes them
NO_WORD = {
    "comments": says(*[KEEPS_ALIVE] * 60, SAYS, delay=0.05),
    "empty deltas": says(*[EMPTY_DELTA] * 60, SAYS, delay=0.05),
    "roles": says(*[ROLE] * 60, SAYS, delay=0.05),
    "single bytes without a line": says(*[b"d"] * 60, SAYS, delay=0.05),
}


def left_early(desk: Desk) -> bool:
    """Tell whether the server was left before it had said all; a busy machine asks late, and sees late that it is."""
    until = time.monotonic() + PATIENCE
    while not desk.server.asked and time.monotonic() < until:
        time.sleep(0.01)
    return desk.server.asked[0].hung_up.wait(PATIENCE)


@pytest.mark.parametrize("reply", NO_WORD.values(), ids=NO_WORD)
def test_signs_of_life_without_a_word_end_at_the_timeout(desk: Desk, reply: Reply) -> None:
    error = desk.fails(reply, timeout=1.0)
    assert "sent no word for 1 s" in str(error)
    assert "timeout" in error.todo
    assert left_early(desk)


def test_comments_between_words_are_no_harm(desk: Desk) -> None:
    words = [chunk for word in SAYS.split(" ") for chunk in (KEEPS_ALIVE, word + " ")]
    assert desk.answer(says(*words, delay=0.05), timeout=1.0) == DRAFTS


def test_slow_thinking_is_heard(desk: Desk) -> None:
    thoughts = [{"reasoning_content": "hm "}] * 24
    assert desk.answer(says(*thoughts, SAYS, delay=0.05), timeout=1.0)[-2:] == DRAFTS


def test_reader_can_leave_while_a_sentence_grows(desk: Desk) -> None:
    desk.server.script(says("LoRA trains ", *["and on "] * 60, delay=0.1))
    with closing(desk.writer().answer("What does LoRA do?", evidence())) as answer:
        assert next(answer) == next(answer) == Waiting()
    assert left_early(desk)


ENDLESS = {
    "thinking": says(*[{"reasoning_content": "hm "}] * 100, delay=0.04),
    "writing": says(*["and so on "] * 100, delay=0.04),
}


@pytest.mark.parametrize("reply", ENDLESS.values(), ids=ENDLESS)
def test_reply_without_an_end_is_left_at_the_deadline(desk: Desk, reply: Reply) -> None:
    error = desk.fails(reply, deadline=0.5)
    assert "did not finish within 0.5 s" in str(error)
    assert "deadline" in error.todo
    assert left_early(desk)


WITHOUT_AN_END = {
    "words": "and so on ",
    "stops": "e.g. ",
    "letters": "a",
    "brackets": "[(",
    "JSON": '{"answer": "and ',
    "musing": "Okay, the user ",
}


@pytest.mark.parametrize("words", WITHOUT_AN_END.values(), ids=WITHOUT_AN_END)
@pytest.mark.parametrize("at_once", [True, False], ids=["at once", "in pieces"])
def test_sentence_without_an_end_is_left(desk: Desk, words: str, at_once: bool) -> None:
    many = 60_000 // len(words)
    desk.server.default = says(*[words * many] if at_once else [words * (many // 200)] * 200)
    writer = desk.writer(thinkers=Thinkers(), timeout=60.0)
    with pytest.raises(errors.EndpointCut, match=r"tiny wrote on far beyond the limit of .* tokens, and was left"):
        list(writer.answer("Why?", evidence()))
    assert writer.usage.completion_tokens < 60_000


def test_thinking_without_an_end_is_left(desk: Desk) -> None:
    desk.server.default = says(*[{"reasoning_content": "hm " * 5_000}] * 10)
    with pytest.raises(errors.EndpointCut, match="wrote on far beyond the limit of 4,800 tokens"):
        desk.answer()


def test_reply_that_nobody_reads_waits_at_the_server(desk: Desk) -> None:
    """Else it would fill the memory: what came is held for the reader."""
    made: list[int] = []

    def source() -> Iterator[Piece]:
        for number in range(100_000):
            made.append(number)
            yield Piece("a")

    with closing(read(source(), Line())) as reply:  # type: ignore[arg-type]
        next(reply)
        time.sleep(0.3)
        assert len(made) < 2_000


def test_no_wait_goes_beyond_the_deadline(desk: Desk) -> None:
    error = desk.fails(failure(429, "Slow down", headers={"Retry-After": "7"}), deadline=5.0)
    assert isinstance(error, errors.EndpointBusy)
    assert desk.naps == []


def test_silence_is_not_waited_for_beyond_the_deadline(desk: Desk) -> None:
    desk.fails(says("x", silence=60), timeout=50.0, deadline=0.4)
    assert left_early(desk)


def test_patience_counts_words_and_not_bytes() -> None:
    now = [0.0]
    patience = Patience(10, 100, clock=lambda: now[0])

    for second in (9, 18, 27):
        now[0] = second
        patience.check()
        patience.heard()
    now[0] = 40
    with pytest.raises(Silent):
        patience.check()
    now[0] = 101
    with pytest.raises(Overdue):
        patience.check()
    assert patience.left == 0.001


# A reader who leaves


@pytest.fixture
def assistant(tmp_path: Path, openai_server: OpenAIServer) -> Assistant:
    assistant = Assistant.open(Settings(home=tmp_path, base_url=openai_server.url, model="tiny"))
    assistant.library.upsert(ALL)
    return assistant


LONG = says(*["Zebrafold folds a stream into layers [P1.S2]. ", "And so it goes on, and on. "] * 200, delay=0.01)


def test_server_sees_that_the_reader_of_an_answer_has_left(assistant: Assistant, openai_server: OpenAIServer) -> None:
    openai_server.script(LONG)
    events = assistant.ask("What is Zebrafold?")
    assert any(isinstance(event, Claimed) for event in events)
    events.close()  # type: ignore[attr-defined]
    assert openai_server.asked[0].hung_up.wait(PATIENCE)
    assert len(openai_server.asked) == 1


def test_what_was_written_until_the_reader_left_is_counted(assistant: Assistant, openai_server: OpenAIServer) -> None:
    from assistant.connections import spending_of

    openai_server.script(LONG)
    events = assistant.ask("What is Zebrafold?")
    assert any(isinstance(event, Claimed) for event in events)
    events.close()  # type: ignore[attr-defined]
    assert spending_of(assistant.settings).spent().calls == 1


def test_iterator_that_is_dropped_closes_the_connection(desk: Desk) -> None:
    desk.server.script(LONG)

    def read_a_little() -> None:
        next(desk.writer().answer("Why?", evidence()))

    reader = threading.Thread(target=read_a_little)
    reader.start()
    reader.join()
    assert left_early(desk)


THINKING = {
    "in a field": says(*[{"reasoning_content": "hm "}] * 20, SAYS, delay=0.04),
    "in tags": says("<think>", *["hm "] * 20, "</think>", SAYS, delay=0.04),
    "aloud": says("Okay, the user ", *["hm "] * 20, "\n</think>\n", SAYS, delay=0.04),
}


@pytest.mark.parametrize("reply", THINKING.values(), ids=THINKING)
def test_thinking_gives_signs_of_life_at_which_a_reader_can_stop(desk: Desk, reply: Reply) -> None:
    drafts = desk.heard(reply)
    assert drafts[0] == Waiting()
    assert [draft for draft in drafts if draft != Waiting()] == DRAFTS
    assert drafts.count(Waiting()) < 6


def test_server_sees_that_the_reader_left_while_the_model_was_thinking(
    assistant: Assistant, openai_server: OpenAIServer
) -> None:
    openai_server.script(says(*[{"reasoning_content": "hm "}] * 400, SAYS, delay=0.02))
    events = assistant.ask("What is Zebrafold?")
    assert any(isinstance(event, Waited) for event in events)
    events.close()  # type: ignore[attr-defined]
    assert openai_server.asked[0].hung_up.wait(PATIENCE)


LATE = {
    "before the headers": says(SAYS, silence=60),
    "before the first word": says(SAYS, stall=60),
    "between two tries": failure(429, "Slow down", headers={"Retry-After": "20"}),
    "with comments only": says(*[KEEPS_ALIVE] * 1200, SAYS, delay=0.05),
}


@pytest.mark.parametrize("reply", LATE.values(), ids=LATE)
def test_reader_can_leave_before_anything_came(assistant: Assistant, openai_server: OpenAIServer, reply: Reply) -> None:
    openai_server.script(reply)
    threads = threading.active_count()
    events = assistant.ask("What is Zebrafold?")
    assert any(isinstance(event, Waited) for event in events)
    events.close()  # type: ignore[attr-defined]
    if reply.status == 200:
        assert openai_server.asked[0].hung_up.wait(PATIENCE)
    until = time.monotonic() + 15  # before the next try
    while threading.active_count() > threads and time.monotonic() < until:
        time.sleep(0.05)
    assert threading.active_count() <= threads
    assert len(openai_server.asked) == 1


def test_deadline_holds_before_the_headers(desk: Desk) -> None:
    assert "did not finish within 0.6 s" in str(desk.fails(says(SAYS, silence=60), timeout=50.0, deadline=0.6))
    assert left_early(desk)
