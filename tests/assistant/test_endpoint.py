from __future__ import annotations

import email.utils
import logging
import re
import subprocess
import sys
import time
import traceback
from collections.abc import Iterator
from itertools import islice

import httpx
import pytest

from assistant import errors
from assistant.budget import count_tokens
from assistant.grounding.marks import Draft, Mark
from assistant.writers.base import CellDraft, Writer
from assistant.writers.cells import parse_cell
from assistant.writers.endpoint import Endpoint, EndpointWriter, probe
from assistant.writers.reply import Opening, Visible
from index.cues import ASPECTS
from index.paper import Paper
from index.query import Evidence
from tests.support import openai_server as support
from tests.support.openai_server import Asked, OpenAIServer, Reply, failure, page, says

server = support.openai_server

KEY = "5up3r.secret"
SAYS = "LoRA trains low-rank matrices [P1.S2]. It needs less memory [P1.S3]."
DRAFTS = [Draft("LoRA trains low-rank matrices.", (Mark(1, 2),)), Draft("It needs less memory.", (Mark(1, 3),))]
BROKEN_JSON = b'data: {"choices": [{"delta": {"con\n\n'


def evidence(papers: int = 2) -> list[Evidence]:
    abstract = "Tuning all weights is costly. LoRA trains low-rank matrices. It needs 3 times less memory."
    found = [Paper(id=f"x:{n}", title=f"Paper number {n}", abstract=abstract) for n in range(1, papers + 1)]
    return [Evidence(paper=paper, score=1 / n, relevance=0.9, sentences=(2,)) for n, paper in enumerate(found, start=1)]


class Desk:
    """Makes writers for one server, and remembers how long they waited between tries."""

    def __init__(self, server: OpenAIServer) -> None:
        self.server = server
        self.naps: list[float] = []

    def endpoint(self, **changes: object) -> Endpoint:
        return Endpoint(**{"model": "tiny", "base_url": self.server.url, "api_key": KEY, "timeout": 5.0} | changes)

    def writer(self, **changes: object) -> EndpointWriter:
        return EndpointWriter(self.endpoint(**changes), sleep=self.naps.append)

    def answer(self, *replies: Reply, **changes: object) -> list[Draft]:
        self.server.script(*replies)
        return list(self.writer(**changes).answer("What does LoRA do?", evidence()))

    def fails(self, *replies: Reply, **changes: object) -> errors.WriterError:
        with pytest.raises(errors.WriterError) as caught:
            self.answer(*replies, **changes)
        return caught.value


@pytest.fixture
def desk(server: OpenAIServer) -> Desk:
    return Desk(server)


# What is sent


def test_request_holds_the_prompt_and_asks_for_the_same_answer_every_time(desk: Desk) -> None:
    desk.answer()
    (asked,) = desk.server.asked
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    system, user = asked.body.pop("messages")
    assert (system["role"], user["role"]) == ("system", "user")
    assert 'id="P2"' in user["content"]
    assert "What does LoRA do?" in user["content"]
    assert asked.body == {
        "model": "tiny",
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0,
        "seed": 1,
        "max_tokens": 800,
    }


def test_environment_has_no_influence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID", "WEBHOOK_SECRET"):
        monkeypatch.setenv(f"OPENAI_{name}", "from-the-environment")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Evil: from-the-environment\nAuthorization: from-the-environment")
    desk.answer(api_key=None, model=None)
    probe(desk.endpoint(api_key=None))
    for asked in (*desk.server.asked, *desk.server.listed):
        assert asked.headers["authorization"] == "Bearer none"
        assert "from-the-environment" not in str(asked.headers)


def test_openai_itself_needs_a_key_and_a_model(desk: Desk) -> None:
    assert isinstance(desk.fails(base_url=None, api_key=None), errors.EndpointRefused)
    assert isinstance(desk.fails(base_url=None, model=None), errors.ModelUnknown)


def test_first_model_that_is_no_embedder_writes_when_none_is_named(desk: Desk) -> None:
    desk.server.models = ["nomic-embed-text", "qwen3", "llama3"]
    writer = desk.writer(model=None)
    assert writer.name == "the endpoint's model"
    assert list(writer.answer("Why?", evidence()))
    assert writer.name == desk.server.asked[0].body["model"] == "qwen3"


def test_packing_keeps_a_prefix_of_whole_abstracts(desk: Desk) -> None:
    list(desk.writer(budget=500).answer("Why?", evidence(30)))
    system, sent = (message["content"] for message in desk.server.asked[0].body["messages"])
    assert 400 < count_tokens(system) + count_tokens(sent) <= 500
    papers = sent.count("<abstract")
    assert 1 < papers < 30
    assert f"Paper number {papers}" in sent
    assert sent.count("It needs 3 times less memory.") == papers


def test_module_is_cheap_to_import() -> None:
    check = "import sys, assistant.writers.endpoint; sys.exit('openai' in sys.modules or 'httpx' in sys.modules)"
    subprocess.run([sys.executable, "-c", check], check=True)


# What comes back

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
    "after strange choices": says(b'data: {"choices": [7], "usage": 3}\n\n', b'data: {"choices": null}\n\n', SAYS),
}


@pytest.mark.parametrize("reply", GOOD.values(), ids=GOOD)
def test_answer_is_read(desk: Desk, reply: Reply) -> None:
    written = desk.answer(reply)
    assert [(" ".join(draft.text.split()), draft.marks) for draft in written] == [tuple(draft) for draft in DRAFTS]
    assert len(desk.server.asked) == 1


def test_line_separators_do_not_break_events(desk: Desk) -> None:
    written = desk.answer(says("LoRA trains\u2028low-rank\x85matrices [P1.S2]."))
    assert " ".join(draft.text for draft in written).split() == DRAFTS[0].text.split()


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
def test_declining_writes_nothing(desk: Desk, text: str) -> None:
    assert desk.answer(says(*text)) == desk.answer(says(text)) == []


@pytest.mark.parametrize("text", ["Not answered by LoRA is why [P1.S1].", "No [P1.S1].", "NOT ANSWERED is a phrase."])
def test_answer_that_begins_like_declining_is_an_answer(desk: Desk, text: str) -> None:
    assert len(desk.answer(says(*text))) == 1


def test_text_comes_while_the_model_still_writes(desk: Desk) -> None:
    desk.server.script(says("One is here [P1.S1]. ", "Two is as well [P1.S2]. ", "The end of all", stall=3, stall_at=2))
    start = time.monotonic()
    assert next(desk.writer().answer("Why?", evidence())).text == "One is here."
    assert time.monotonic() - start < 2


def test_server_notices_that_nobody_reads_on(desk: Desk) -> None:
    desk.server.script(says(*["A sentence of some words [P1.S1].\n"] * 500, delay=0.01))
    drafts = desk.writer().answer("Why?", evidence())
    assert len(list(islice(drafts, 2))) == 2
    assert isinstance(drafts, Iterator)
    drafts.close()
    assert desk.server.asked[0].hung_up.wait(2)


def test_paragraph_is_written(desk: Desk) -> None:
    desk.server.script(says(SAYS))
    assert list(desk.writer().paragraph("tuning", evidence())) == DRAFTS
    assert "[P1.S2] [P2.S2]" in desk.server.asked[0].body["messages"][1]["content"]


# What it costs


def test_usage_is_the_servers(desk: Desk) -> None:
    writer: Writer = desk.writer()
    assert list(writer.answer("Why?", evidence()))
    assert list(writer.paragraph("Why?", evidence()))
    assert (writer.usage.calls, writer.usage.prompt_tokens, writer.usage.completion_tokens) == (2, 2000, 2)


@pytest.mark.parametrize("reply", [says(SAYS, counts=False), says(SAYS, counts=False, ignores_stream=True)])
def test_usage_is_counted_where_the_server_is_silent(desk: Desk, reply: Reply) -> None:
    desk.server.script(reply)
    writer = desk.writer()
    assert list(writer.answer("Why?", evidence()))
    assert writer.usage.calls == 1
    assert 300 < writer.usage.prompt_tokens < 600
    assert 20 < writer.usage.completion_tokens < 40


def test_answer_that_is_left_early_is_paid_for(desk: Desk) -> None:
    desk.server.script(says(SAYS + " " + SAYS, "more", stall=3, stall_at=1))
    writer = desk.writer()
    drafts = writer.answer("Why?", evidence())
    next(drafts)
    drafts.close()
    assert writer.usage.completion_tokens > 20


# What goes wrong

BAD = {
    "401": (failure(401, "No such key"), errors.EndpointRefused, "401: No such key"),
    "403": (failure(403, "Not in your country"), errors.EndpointRefused, "403: Not in your country"),
    "unknown model": (failure(404, "model 'tiny' not found, try pulling it"), errors.ModelUnknown, "'tiny'"),
    "unknown model as 400": (failure(400, "tiny is not a valid model", "model_not_found"), errors.ModelUnknown, "400"),
    "404": (Reply(status=404, body={"detail": "Not Found"}), errors.EndpointBroken, "ends in /v1"),
    "quota": (failure(429, "You exceeded it", "insufficient_quota"), errors.EndpointRefused, "Add credit"),
    "long wait": (failure(429, "Slow down", headers={"Retry-After": "3600"}), errors.EndpointBusy, "wait 3600 s"),
    "long wait of 503": (failure(503, "Loading", headers={"Retry-After": "99"}), errors.EndpointBusy, "wait 99 s"),
    "context": (failure(400, "Too much: context size exceeded"), errors.EndpointBroken, "prompt_tokens"),
    "400": (failure(400, "I do not like it"), errors.EndpointBroken, "400: I do not like it"),
    "broken document": (Reply(body='{"choices": ['), errors.EndpointBroken, "not JSON"),
    "deep document": (Reply(body="[" * 100_000), errors.EndpointBroken, "not JSON"),
    "other document": (Reply(body={"hello": "world"}), errors.EndpointBroken, "ends in /v1"),
    "list": (Reply(body=[1]), errors.EndpointBroken, "ends in /v1"),
    "web page": (page(), errors.EndpointBroken, "ends in /v1"),
    "error with 200": (Reply(body={"error": "out of memory"}), errors.EndpointBroken, "out of memory"),
    "error in the stream": (says(b'data: {"error": {"message": "oops"}}\n\n'), errors.EndpointBroken, "oops"),
    "broken chunk": (says(BROKEN_JSON), errors.EndpointBroken, "not JSON"),
    "empty": (says(""), errors.EndpointBroken, "tiny sent an empty answer"),
    "empty choices": (Reply(body={"choices": []}), errors.EndpointBroken, "tiny sent an empty answer"),
    "endless thinking": (says("<think>Hm. ", "And then"), errors.EndpointBroken, "tiny sent an empty answer"),
    "only reasoning": (says({"reasoning_content": "Hm"}), errors.EndpointBroken, "tiny sent an empty answer"),
}


@pytest.mark.parametrize(("reply", "kind", "says_so"), BAD.values(), ids=BAD)
def test_failure_is_told_in_one_line_and_not_tried_again(
    desk: Desk, reply: Reply, kind: type[errors.WriterError], says_so: str
) -> None:
    error = desk.fails(reply)
    assert type(error) is kind
    assert says_so in str(error)
    assert "\n" not in str(error)
    assert error.todo.endswith(".")
    assert len(desk.server.asked) == 1
    assert desk.naps == []


AGAIN = {
    "500": failure(500, "Oops"),
    "502 with a page": page("Bad Gateway", status=502),
    "503": failure(503, "Loading the model"),
    "504": failure(504, ""),
    "429": failure(429, "Slow down"),
    "cut before the first word": says({"role": "assistant"}, cut_at=1),
    "cut in thought": says({"reasoning_content": "Hm"}, cut_at=1),
    "cut in a document": says(SAYS, cut_at=0, ignores_stream=True),
    "empty reply": Reply(body="", content_type="text/event-stream"),
}


@pytest.mark.parametrize("reply", AGAIN.values(), ids=AGAIN)
def test_passing_failure_is_tried_again(desk: Desk, reply: Reply) -> None:
    assert desk.answer(reply, reply, says(SAYS)) == DRAFTS
    first, second = desk.naps
    assert 0.25 <= first <= 0.75
    assert 0.5 <= second <= 1.5


@pytest.mark.parametrize("reply", AGAIN.values(), ids=AGAIN)
def test_tries_are_bounded(desk: Desk, reply: Reply) -> None:
    error = desk.fails(*[reply] * 9)
    assert isinstance(error, (errors.EndpointBroken, errors.EndpointBusy))
    assert "<" not in str(error)
    assert len(desk.server.asked) == 3


WAITS = {
    "seconds": ({"Retry-After": "7"}, 7),
    "milliseconds": ({"retry-after-ms": "1500", "Retry-After": "2"}, 1.5),
    "long past": ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
}


@pytest.mark.parametrize(("headers", "seconds"), WAITS.values(), ids=WAITS)
def test_server_is_waited_for_as_it_asks(desk: Desk, headers: dict[str, str], seconds: float) -> None:
    assert desk.answer(failure(429, "Slow down", headers=headers), says(SAYS)) == DRAFTS
    assert desk.naps == [seconds]


def test_server_is_waited_for_until_the_time_it_names(desk: Desk) -> None:
    then = email.utils.formatdate(time.time() + 10, usegmt=True)
    assert desk.answer(failure(429, "Slow down", headers={"Retry-After": then}), says(SAYS)) == DRAFTS
    assert desk.naps == [pytest.approx(9, abs=2)]


def test_senseless_wait_is_no_wait(desk: Desk) -> None:
    assert desk.answer(failure(429, "Slow down", headers={"Retry-After": "soon"}), says(SAYS)) == DRAFTS
    assert desk.naps[0] < 1


BEGUN = f"{SAYS} The third sentence is beg"
CUTS = {
    "connection breaks": (says(BEGUN, "un.", cut_at=1), "tiny stopped in mid-answer"),
    "connection ends": (says(BEGUN, cut_at=1, chunked=False), "tiny stopped in mid-answer"),
    "stall": (says(BEGUN, "un.", stall=5, stall_at=1), "tiny stopped in mid-answer: .* sent nothing for 0.3 s"),
    "busy": (says(BEGUN, b'data: {"error": {"code": 429, "message": "oops"}}\n\n'), "tiny stopped .*429: oops"),
    "broken chunk": (says(BEGUN, BROKEN_JSON), "not JSON"),
    "token limit": (says(BEGUN, finish="length"), "tiny was cut off at the limit of 800 tokens"),
    "content filter": (says(BEGUN, finish="content_filter"), "content filter of tiny"),
    "token limit of a document": (says(BEGUN, finish="length", ignores_stream=True), "limit of 800 tokens"),
}


@pytest.mark.parametrize(("reply", "says_so"), CUTS.values(), ids=CUTS)
def test_whole_sentences_before_a_failure_stay(desk: Desk, reply: Reply, says_so: str) -> None:
    desk.server.script(reply)
    written: list[Draft] = []
    with pytest.raises(errors.WriterError, match=says_so):
        written.extend(desk.writer(timeout=0.3).answer("Why?", evidence()))
    assert written == DRAFTS
    assert len(desk.server.asked) == 1


def test_declining_that_is_cut_is_a_failure_and_no_text(desk: Desk) -> None:
    assert "stopped in mid-answer" in str(desk.fails(says("NOT ANSW", cut_at=1)))


@pytest.mark.parametrize("reply", [says("x", silence=5), says("x", stall=5)], ids=["before headers", "after headers"])
def test_stall_ends_with_the_seconds_in_the_text(desk: Desk, reply: Reply) -> None:
    error = desk.fails(reply, timeout=0.3)
    assert "sent nothing for 0.3 s" in str(error)
    assert len(desk.server.asked) == 1


@pytest.mark.parametrize("name", ["stream_options", "temperature", "seed", "max_tokens"])
def test_parameter_that_is_refused_is_left_out_from_then_on(desk: Desk, name: str) -> None:
    desk.server.refuses = {name}
    writer = desk.writer()
    assert list(writer.answer("Why?", evidence()))
    assert list(writer.answer("Why?", evidence()))
    first, *others = (set(asked.body) for asked in desk.server.asked)
    assert others == [first - {name} | ({"max_completion_tokens"} if name == "max_tokens" else set())] * 2


def test_parameter_we_cannot_do_without_is_an_error(desk: Desk) -> None:
    desk.server.refuses = {"messages", "temperature"}
    assert "'messages' is not supported" in str(desk.fails())


def test_prompt_that_is_too_long_is_told_as_such(desk: Desk) -> None:
    desk.server.context = 50
    assert "maximum context length is 50" in str(desk.fails())


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/v1", "http://user:hunter2@127.0.0.1:1/v1?key=hunter2"])
def test_nobody_there(desk: Desk, url: str) -> None:
    error = desk.fails(base_url=url)
    assert isinstance(error, errors.EndpointUnreachable)
    assert "No server answers at http://127.0.0.1:1/v1 (" in str(error)
    assert "assistant doctor" in str(error)
    assert "hunter2" not in str(error)
    assert len(desk.naps) == 2


@pytest.mark.parametrize("url", ["localhost:8000/v1", "http://[::1", "ftp://here/v1"])
def test_address_that_is_none(desk: Desk, url: str) -> None:
    assert isinstance(desk.fails(base_url=url), errors.EndpointUnreachable)


def test_path_that_is_forgotten(desk: Desk) -> None:
    error = desk.fails(base_url=desk.server.url.removesuffix("/v1"))
    assert "404 page not found" in str(error)
    assert "usually ends in /v1" in str(error)


# What is never said


@pytest.mark.parametrize("padding", [0, 100, 120, 140])
def test_key_is_in_no_message_no_log_and_no_repr(desk: Desk, caplog: pytest.LogCaptureFixture, padding: int) -> None:
    caplog.set_level(logging.DEBUG)
    for status in (400, 401, 403, 404, 429, 500):
        error = desk.fails(
            *[
                failure(
                    status,
                    "x" * padding
                    + f" {KEY} (not sk-proj-secret1, Bearer secret2)\x1b[31m\n is wrong \u202e "
                    + "y" * 400,
                )
            ]
            * 3
        )
        told = "".join(traceback.format_exception(error)) + repr(error)
        assert KEY not in told
        assert "secret" not in told
        assert not {"\x1b", "\u202e"} & set(told)
        assert len(str(error)) < 320
    desk.server.key = "another"
    assert "secret" not in str(desk.fails())
    assert KEY not in repr(desk.endpoint()) + caplog.text


def test_key_that_cannot_be_one_is_refused_before_it_is_sent(desk: Desk) -> None:
    for key in ("sk-seсret-in-cyrillic", "sk-two\nlines", "sk with spaces"):
        error = desk.fails(api_key=key)
        assert isinstance(error, errors.EndpointRefused)
        assert key not in "".join(traceback.format_exception(error))
    assert desk.server.asked == []


# Cells


def _table(papers: int = 2) -> list[str]:
    return [
        f"P{paper} | {aspect} | value of {aspect} [P{paper}.S1]" for paper in range(1, papers + 1) for aspect in ASPECTS
    ]


def test_cells_come_line_by_line(desk: Desk) -> None:
    rows = [*_table()]
    rows[0], rows[7] = "**P1** | Problem | not stated", "P2 | limits | needs [P2.S1]. More words [P2.S2]."
    desk.server.script(
        says(*"\n".join(["Here it is:", "| paper | aspect | value |", "|---|---|---|", *rows, "P1 | idea | B"]))
    )
    cells = list(desk.writer().cells(ASPECTS, evidence()))
    assert len(cells) == 7
    assert cells[0] == CellDraft(1, "idea", Draft("value of idea", (Mark(1, 1),)))
    assert cells[-1] == CellDraft(2, "limits", Draft("needs. More words.", (Mark(2, 1), Mark(2, 2))))


@pytest.mark.parametrize("reply", [says("I cannot."), says("NOT ANSWERED"), says("\n".join(_table()[:7]))])
def test_cells_that_are_passed_over_are_no_silent_not_stated(desk: Desk, reply: Reply) -> None:
    desk.server.script(reply)
    with pytest.raises(errors.EndpointBroken, match=r"left out [18] of 8 cells\."):
        list(desk.writer().cells(ASPECTS, evidence()))


def test_papers_that_do_not_fit_are_no_silent_not_stated(desk: Desk) -> None:
    desk.server.script(says("\n".join(_table(30))))
    with pytest.raises(errors.EndpointBroken, match="of 30 papers fit into the prompt"):
        list(desk.writer(budget=500).cells(ASPECTS, evidence(30)))


LINES = {
    "plain": ("P1 | idea | text [P1.S3]", (1, "idea", "text [P1.S3]")),
    "bullet and bold": ("- **P2** | **Idea** | text", (2, "idea", "text")),
    "row": ("| P1 | `results` | text |", (1, "results", "text")),
    "escaped pipe": (r"| P1 | idea | p(a\|b) |", (1, "idea", "p(a|b)")),
    "pipe in the text": ("P1 | idea | p(a|b) holds", (1, "idea", "p(a|b) holds")),
    "brackets": ("[P1] | IDEA: | text", (1, "idea", "text")),
    "in words": ("1. Paper 2 | limits | text", (2, "limits", "text")),
    "not stated": ("P1 | idea | *Not stated.* [P1.S0]", (1, "idea", "")),
    "not stated in the abstract": ("P1 | idea | is not mentioned in the abstract", (1, "idea", "")),
    "n/a": ("| P1 | idea | N/A |", (1, "idea", "")),
    "dash": ("P1 | idea | —", (1, "idea", "")),
    "nothing": ("P1 | idea |", (1, "idea", "")),
    "starts like none": ("P1 | idea | none of the weights move", (1, "idea", "none of the weights move")),
    "header": ("| paper | aspect | value |", None),
    "rule": ("|---|---|---|", None),
    "fence": ("```", None),
    "paper that is not there": ("P3 | idea | text", None),
    "example": ("P0 | idea | text", None),
    "unknown aspect": ("P1 | price | text", None),
    "two fields": ("P1 | idea", None),
}


@pytest.mark.parametrize(("line", "cell"), LINES.values(), ids=LINES)
def test_parse_cell(line: str, cell: tuple[int, str, str] | None) -> None:
    assert parse_cell(line, ASPECTS, papers=2) == cell


def test_visible_text_does_not_depend_on_where_it_is_cut() -> None:
    text = "<think>a <b> </think>\n\nOne <think> two.\n  <Thinking>x</thinking>Three </think> < four\n</think>five <thi"
    visible = Visible()
    cut = "".join(map(visible.feed, text)) + visible.end()
    whole = Visible()
    assert cut == whole.feed(text) + whole.end() == "One <think> two.\n  Three </think> < four\nfive <thi"


def test_opening_is_held_back_no_longer_than_needed() -> None:
    opening = Opening()
    assert [opening.feed(text) for text in ("N", "ot ", "all", " of it")] == ["", "", "Not all", " of it"]


# The doctor


def test_probe_tells_what_is_there(desk: Desk) -> None:
    desk.server.models = ["tiny", "qwen3:latest"]
    found = probe(desk.endpoint(model=None))
    assert (found.url, found.models, found.model, found.known) == (
        desk.server.url,
        ("tiny", "qwen3:latest"),
        "tiny",
        True,
    )
    assert found.seconds < 5
    assert probe(desk.endpoint(model="qwen3")).known
    assert not probe(desk.endpoint(model="gpt-9")).known
    assert desk.server.asked == []


PROBES = {
    "refused": (failure(401, "No such key"), errors.EndpointRefused),
    "web page": (page(), errors.EndpointBroken),
    "other document": (Reply(body={"data": 7}), errors.EndpointBroken),
    "none": (Reply(body={"data": []}), errors.ModelUnknown),
    "stall": (Reply(silence=9, body={}), errors.EndpointBroken),
    "down": (failure(500, "Oops"), errors.EndpointBroken),
}


@pytest.mark.parametrize(("reply", "kind"), PROBES.values(), ids=PROBES)
def test_probe_fails_in_words(desk: Desk, reply: Reply, kind: type[errors.WriterError]) -> None:
    desk.server.models_reply = reply
    with pytest.raises(kind):
        probe(desk.endpoint(model=None, timeout=0.3))
    assert len(desk.server.listed) == 1


def test_connection_is_closed_with_the_reply_so_that_a_writer_can_be_dropped(desk: Desk) -> None:
    desk.server.script(says(SAYS, ignores_stream=True))
    writer = desk.writer()
    assert list(writer.answer("Why?", evidence()))
    end = time.monotonic() + 2
    while desk.server.connections and time.monotonic() < end:
        time.sleep(0.01)
    assert not desk.server.connections
    assert writer.usage.calls == 1


def test_client_that_was_given_is_used_and_left_open(desk: Desk) -> None:
    seen: list[str] = []
    with httpx.Client(event_hooks={"request": [lambda request: seen.append(request.url.path)]}) as client:
        assert probe(desk.endpoint(), http_client=client).known
        writer = EndpointWriter(desk.endpoint(), http_client=client)
        assert list(writer.answer("Why?", evidence()))
        assert not client.is_closed
    assert seen == ["/v1/models", "/v1/chat/completions"]


def test_server_can_answer_by_what_it_is_asked(desk: Desk) -> None:
    desk.server.script(lambda body: says(f"You use {body['model']} [P1.S1]."))
    assert desk.answer()[0].text == "You use tiny."
    assert isinstance(desk.server.asked[0], Asked)
