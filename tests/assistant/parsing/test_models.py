"""Models as they are: they think aloud, ignore the grammar, talk, loop, or write in another language."""

from collections.abc import Iterator

import pytest

from assistant.jobs.abstention import Searched
from assistant.jobs.answer import ask
from assistant.parsing.events import Text
from assistant.parsing.marks import drafts_of
from assistant.parsing.reply import sentences, whole
from assistant.parsing.thinking import without_thinking
from assistant.types import Answer, AnswerEvent, Claimed, Finished, Replaced
from assistant.writers.extractive import ExtractiveWriter
from index.query import Query
from tests.support import streams
from tests.support.desk import Desk
from tests.support.openai_server import Reply, says
from tests.support.papers import ALL, evidence
from tests.support.writers import FixedRetriever

EXPECTED = [
    "Zebrafold folds a stream into layers.",
    "On Quillset, Zebrafold reduces the training time by 46%.",
]


def events(desk: Desk, *replies: Reply) -> list[AnswerEvent]:
    desk.server.script(*replies)
    writers = (desk.writer(), ExtractiveWriter())
    return list(
        ask(
            Query(text="What is Zebrafold?"),
            retriever=FixedRetriever(evidence(*ALL)),
            writers=writers,
            searched=Searched(3),
        )
    )


def answer(desk: Desk, *replies: Reply) -> Answer:
    last = events(desk, *replies)[-1]
    assert isinstance(last, Finished)
    return last.answer


@pytest.mark.parametrize("reply", (streams.THINKING | streams.HABITS).values(), ids=streams.THINKING | streams.HABITS)
def test_answer_is_what_the_model_tells_the_reader(desk: Desk, reply: Reply) -> None:
    result = answer(desk, reply)
    assert [claim.text for claim in result.claims] == EXPECTED
    assert {claim.verdict.support for claim in result.claims} == {"supported"}
    assert (result.engine, result.notice) == ("tiny", "")
    assert len(desk.server.asked) == 1


@pytest.mark.parametrize("name", ["vLLM, the tag opened in the prompt", "llama.cpp, harmony as it is"])
def test_thinking_is_not_even_shown_for_a_moment(desk: Desk, name: str) -> None:
    seen = events(desk, streams.THINKING[name])
    assert [event.claim.text for event in seen if isinstance(event, Claimed)] == EXPECTED
    assert not [event for event in seen if isinstance(event, Replaced)]


def test_thinking_that_was_taken_for_an_answer_is_taken_back(desk: Desk) -> None:
    shown: list[str] = []
    for event in events(desk, streams.THINKING["thinking that is a whole answer"]):
        if isinstance(event, Claimed):
            shown.append(event.claim.text)
        if isinstance(event, Replaced):
            assert event.claim is None
            del shown[event.place]
    assert shown == EXPECTED


@pytest.mark.parametrize("reply", streams.NONSENSE.values(), ids=streams.NONSENSE)
def test_after_nonsense_the_abstracts_speak(desk: Desk, reply: Reply) -> None:
    result = answer(desk, reply)
    assert len(desk.server.asked) == 1
    assert result.engine == "extractive"
    assert "Nothing that tiny wrote holds" in result.notice
    assert result.claims[-1].verdict.support == "quoted"


def test_answer_in_another_language_is_shown_as_not_verified(desk: Desk) -> None:
    result = answer(desk, streams.GERMAN)
    assert (result.engine, result.claims[0].verdict.support) == ("tiny", "unverified")
    assert "another language" in result.claims[0].verdict.reason


def test_loop_is_left_before_it_has_cost_much(desk: Desk) -> None:
    reply = says(*[f"{streams.SAVES} "] * 400, delay=0.005)
    assert [claim.text for claim in answer(desk, reply).claims] == EXPECTED[1:]
    assert desk.server.asked[0].hung_up.wait(30)


CUT = {
    "aloud": says(*streams.THOUGHT.split(" "), finish="length"),
    "in tags": says("<think>\nOkay.", finish="length"),
    "in a field": says({"reasoning_content": "Okay."}, finish="length"),
    "hidden": says(finish="length"),
}


@pytest.mark.parametrize("reply", CUT.values(), ids=CUT)
def test_model_that_is_cut_off_while_it_thinks_is_given_more_tokens(desk: Desk, reply: Reply) -> None:
    result = answer(desk, reply, streams.THINKING["seed"])
    assert ([claim.text for claim in result.claims], result.notice) == (EXPECTED, "")
    first, second = (asked.body["max_tokens"] for asked in desk.server.asked)
    assert (first, second >= 4000) == (800, True)
    assert result.usage.calls == 2


def test_answer_that_is_cut_off_is_not_asked_for_again(desk: Desk) -> None:
    result = answer(desk, says(f"{streams.FOLDS} And so", finish="length"))
    assert result.claims[0].text == EXPECTED[0]
    assert "was cut off at the limit of 800 tokens" in result.notice
    assert len(desk.server.asked) == 1


def test_thinking_that_is_cut_off_is_no_answer(desk: Desk) -> None:
    result = answer(desk, *[says(*streams.THOUGHT.split(" "), finish="length")] * 2)
    assert result.engine == "extractive"
    assert "was cut off at the limit" in result.notice
    assert not any("the user" in claim.text for claim in result.claims)


def test_thinking_alone_is_an_empty_answer(desk: Desk) -> None:
    result = answer(desk, says(f"{streams.FOLDS} It is so, I believe it is.\n", "</think>"))
    assert result.engine == "extractive"
    assert "sent an empty answer" in result.notice


def test_declining_after_thinking_is_declining(desk: Desk) -> None:
    for text in (f"{streams.THOUGHT}\n</think>\n\nNOT ANSWERED", f"{streams.FOLDS} So it is.\n</think>\nNOT ANSWERED"):
        assert answer(desk, says(*pieces(text, 5))).status == "abstained"


def pieces(text: str, size: int) -> Iterator[str]:
    return (text[start : start + size] for start in range(0, len(text), size))


TEXTS = {
    "quoted tags": ("It adds <think> and </think> tokens.", "It adds <think> and </think> tokens."),
    "closing tag quoted": ("It ends with </think> tokens.", "It ends with </think> tokens."),
    "closing tag in back ticks": ("The model ends it with `</think>`.", "The model ends it with `</think>`."),
    "closing tag at the end": ("It adds <think> and </think>. So.", "It adds <think> and </think>. So."),
    "closing tag without a break": ("Zebrafold folds. It folds.</think>So.", "So."),
    "closing tag after a blank": ("Zebrafold folds [P1.S2] </thinking> So.", "So."),
    "closing tag after half a sentence": ("Zebrafold folds, so I cite S2 </think> So.", "So."),
    "opened in a line": ("Zebrafold folds. <think>The user asks.</think>So.", "So."),
    "opened at the end of a line": ("Zebrafold folds. <think>\nThe user.\n</think>So.", "Zebrafold folds. So."),
    "closed twice": ("<think>a</think>It folds, or not.</think>\nSo.", "So."),
    "closed again after all": ("<think>a</think>\nSo.</think>", "So."),
    "closed after talk of it": ("The </think> tag is next. It folds.</think>So.", "So."),
    "end token quoted": ("It reads <|endoftext|> as text.", "It reads <|endoftext|> as text."),
    "end token": ("It folds.<|im_end|>", "It folds."),
    "made-up turn": ("It folds.<|eot_id|><|start_header_id|>user", "It folds."),
    "brackets": ("It is [a] < b ◁ c.", "It is [a] < b ◁ c."),
    "two blocks": ("<think>a</think>\n<reasoning>b</reasoning>\nSo.", "So."),
    "never closed": ("<think>a", ""),
    "harmony without analysis": ("<|channel|>final<|message|>So.<|return|>", "So."),
}


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS)
def test_visible_text(text: str, expected: str, size: int) -> None:
    assert whole(without_thinking(Text(piece) for piece in pieces(text, size))) == expected


def test_answer_that_does_not_begin_like_thinking_is_not_held() -> None:
    events = without_thinking(Text(text) for text in ("Zebrafold ", "folds a stream ", "into ", "layers."))
    assert list(events) == [Text("Zebrafold folds a stream "), Text("into "), Text("layers.")]


def test_private_sign_of_ours_in_a_reply_means_nothing(desk: Desk) -> None:
    result = answer(desk, says(f"{streams.FOLDS} \ue000 {streams.SAVES}"))
    assert [claim.text for claim in result.claims] == EXPECTED


def test_sentence_that_talks_and_cites_is_a_claim() -> None:
    assert [draft.text for draft in sentences(drafts_of("Sure! It has three parts: [P1.S1]"))] == [
        "It has three parts:"
    ]
