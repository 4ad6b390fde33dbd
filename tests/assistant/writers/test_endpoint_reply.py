"""What comes back from an endpoint, in whatever form."""

import re
from collections.abc import Iterator
from itertools import islice

import pytest

from assistant.parsing.events import Declined, Draft, Mark, Text, Waiting
from assistant.parsing.reply import whole
from assistant.parsing.thinking import without_thinking
from tests.support.desk import DRAFTS, SAYS, Desk, evidence
from tests.support.openai_server import Reply, says

GOOD = {
    "in one chunk": says(SAYS),
    "in single characters": says(*SAYS),
    "as one document": says(SAYS, ignores_stream=True),
    "slowly": says(*re.findall(r"\S+\s*", SAYS), delay=0.01),
    "without a length": says(SAYS, chunked=False),
    "without [DONE]": says(SAYS, done=False),
    "without a finish reason": says(SAYS, finish=None),
    "as an event stream called JSON": says(SAYS, headers={"Content-Type": "application/json"}),
    "with comments in between": says(b": keep-alive\n\n", SAYS, b": keep-alive\n\nevent: ping\ndata:\n\n"),
    "with carriage returns": says(
        b'data: {"choices": [{"delta": {"content": "' + SAYS.encode() + b'"}, "index": 0}]}\r\n\r\n'
    ),
    "after thinking": says("<think>Is it [P9.S9]? Yes.</think>\n\n", SAYS),
    "after thinking, split anywhere": says(*f"<Think>\nHm < 3 </th </think>{SAYS}"),
    "after thinking twice": says("<think>a</think>\n<reasoning>b</reasoning>", SAYS),
    "after thinking that began in the prompt": says("</think>\n", SAYS),
    "after reasoning_content": says({"reasoning_content": "I think [P9.S9]."}, {"reasoning": "so"}, SAYS),
    "after a null": says({"role": "assistant", "content": None}, {}, SAYS),
    "behind a byte order mark": says(b"\xef\xbb\xbf", SAYS),
    "with carriage returns alone": says(
        b'data: {"choices": [{"delta": {"content": "' + SAYS.encode() + b'"}, "index": 0}]}\r\rdata: [DONE]\r\r',
        done=False,
    ),
    "with a null event": says(b"data: null\n\n", SAYS),
    "in parts": says({"content": [{"type": "text", "text": SAYS}]}),
    "as a refusal": says({"content": None, "refusal": SAYS}),
    "beside another choice": says(
        SAYS, b'data: {"choices": [{"delta": {"content": " Another one."}, "index": 1, "finish_reason": null}]}\n\n'
    ),
    "after strange choices": says(b'data: {"choices": [7], "usage": 3}\n\n', b'data: {"choices": null}\n\n', SAYS),
}


@pytest.mark.parametrize("reply", GOOD.values(), ids=GOOD)
def test_answer_is_read(desk: Desk, reply: Reply) -> None:
    written = desk.answer(reply)
    assert [(" ".join(draft.text.split()), draft.marks) for draft in written] == [
        (draft.text, draft.marks) for draft in DRAFTS
    ]
    assert len(desk.server.asked) == 1


def test_line_separators_do_not_break_events(desk: Desk) -> None:
    written = desk.answer(says("LoRA trains\u2028low-rank\x85matrices [P1.S2]."))
    assert " ".join(draft.text for draft in written).split() == DRAFTS[0].text.split()


@pytest.mark.parametrize("alone", [False, True])
def test_sign_that_was_cut_in_two_is_whole_again_or_replaced(desk: Desk, alone: bool) -> None:
    def half(code: str) -> bytes:
        return b'data: {"choices": [{"index": 0, "delta": {"content": "' + code.encode() + b'"}}]}\n\n'

    rest = [] if alone else [half("\\udd14 it.")]
    (draft,) = desk.answer(says(half("LoRA trains \\ud835"), *rest, " [P1.S2]"))
    assert draft.text.encode()
    assert draft.text == ("LoRA trains \ufffd" if alone else "LoRA trains \U0001d514 it.")


MARKS = {
    "invented": ("It helps [P9.S9][P1.S99].", (Mark(9, 9), Mark(1, 99))),
    "numbers": ("It helps [1].", (Mark(1, None),)),
    "parentheses": ("It helps (1).", (Mark(1, None),)),
    "lenticular": ("It helps 【1】.", (Mark(1, None),)),
}


@pytest.mark.parametrize(("text", "marks"), MARKS.values(), ids=MARKS)
def test_marks_pass_as_they_are_for_others_to_judge(desk: Desk, text: str, marks: tuple[Mark, ...]) -> None:
    assert desk.answer(says(*text)) == [Draft("It helps.", marks)]


def test_tag_in_the_middle_of_a_line_is_text(desk: Desk) -> None:
    (draft,) = desk.answer(says("It adds <think> and </think> tokens [P1.S1]."))
    assert draft.text == "It adds <think> and </think> tokens."


@pytest.mark.parametrize(
    "text",
    ["NOT ANSWERED", "Not answered.", "**NOT ANSWERED**\n", '"not\nanswered."', "<think>Hm.</think> NOT ANSWERED"],
)
def test_declining_is_said_so(desk: Desk, text: str) -> None:
    assert desk.answer(says(*text)) == desk.answer(says(text)) == [Declined()]


@pytest.mark.parametrize("text", ["Not answered by LoRA is why [P1.S1].", "No [P1.S1].", "NOT ANSWERED is a phrase."])
def test_answer_that_begins_like_declining_is_an_answer(desk: Desk, text: str) -> None:
    assert len(desk.answer(says(*text))) == 1


def test_text_comes_while_the_model_still_writes(desk: Desk) -> None:
    written = ("One is here [P1.S1]. ", "Two is as well [P1.S2]. ", "The end of all")
    desk.server.script(says(*written, stall=60, stall_at=2))
    answer = desk.writer().answer("Why?", evidence())
    assert next(event for event in answer if not isinstance(event, Waiting)).text == "One is here."
    answer.close()  # type: ignore[attr-defined]
    assert desk.server.asked[0].hung_up.wait(30)  # it still wrote


def test_server_notices_that_nobody_reads_on(desk: Desk) -> None:
    desk.server.script(says(*["A sentence of some words [P1.S1].\n"] * 500, delay=0.01))
    drafts = desk.writer().answer("Why?", evidence())
    assert len(list(islice(drafts, 2))) == 2
    assert isinstance(drafts, Iterator)
    drafts.close()
    assert desk.server.asked[0].hung_up.wait(30)


def test_paragraph_is_written(desk: Desk) -> None:
    desk.server.script(says(SAYS))
    assert list(desk.writer().paragraph("tuning", evidence())) == DRAFTS
    assert "compared for: tuning" in desk.server.asked[0].body["messages"][1]["content"]


def test_visible_text_does_not_depend_on_where_it_is_cut() -> None:
    text = (
        "<think>a <b> </think>\n\nOne <think> two.\n  <Thinking>x</thinking>Three </think> to four\n"
        "<think>b</think>five <thi"
    )
    read = [whole(without_thinking(Text(piece) for piece in pieces)) for pieces in (text, [text])]
    assert read == ["One <think> two.\n  Three </think> to four\nfive <thi"] * 2
