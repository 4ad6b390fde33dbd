"""What goes wrong at an endpoint, what is tried again, and what is never said of it."""

import email.utils
import logging
import time
import traceback

import pytest

from assistant import errors
from assistant.parsing.events import Draft
from tests.support.desk import DRAFTS, KEY, SAYS, Desk, evidence
from tests.support.openai_server import Reply, failure, page, says

BROKEN_JSON = b'data: {"choices": [{"delta": {"con\n\n'
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
    "context of an old llama.cpp": (
        failure(500, "the request exceeds the available context size"),
        errors.EndpointBroken,
        "prompt_tokens",
    ),
    "context of LM Studio": (
        says(b'event: error\ndata: {"error": {"message": "loaded with context length of only 4096 tokens"}}\n\n'),
        errors.EndpointBroken,
        "prompt_tokens",
    ),
    "too large": (failure(413, "Payload too large"), errors.EndpointBroken, "prompt_tokens"),
    "unknown model in the stream": (
        says(b'data: {"error": {"message": "model tiny not found, try pulling it first"}}\n\n'),
        errors.ModelUnknown,
        "'tiny'",
    ),
    "error as an object": (
        says(b'data: {"object": "error", "message": "bad luck", "code": 400}\n\n'),
        errors.EndpointBroken,
        "bad luck",
    ),
    "failed in mid-answer": (says("", finish="error"), errors.EndpointBroken, "failed in mid-answer"),
    "not implemented": (failure(501, "Later"), errors.EndpointBroken, "ends in /v1"),
    "redirect": (
        Reply(status=308, headers={"Location": "https://u:p@moss.example/v1/chat/completions?key=x"}, body=""),
        errors.EndpointBroken,
        "redirects to https://moss.example/v1 (308). Set base_url to https://moss.example/v1",
    ),
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
    "408": failure(408, "Too slow"),
    "425": failure(425, "Too early"),
    "520": failure(520, "Unknown"),
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


@pytest.mark.parametrize(
    "message",
    ["System role not supported", "Only user and assistant roles are supported!", "Roles must alternate user/"],
)
def test_instructions_go_with_the_question_where_a_template_knows_no_system(desk: Desk, message: str) -> None:
    assert desk.answer(failure(400, message), says(SAYS)) == DRAFTS
    first, second = (asked.body["messages"] for asked in desk.server.asked)
    assert second == [{"role": "user", "content": f"{first[0]['content']}\n\n{first[1]['content']}"}]


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
