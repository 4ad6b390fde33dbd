"""What an answer costs, in tokens."""

import json
from typing import Any

import pytest

from assistant.writers.base import Writer
from tests.support.desk import SAYS, Desk, evidence
from tests.support.openai_server import Reply, says


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


NO_COUNTS: list[Any] = [-5, 10**12, None, "12", True, 1.5, [], {}, float("inf")]


@pytest.mark.parametrize("value", NO_COUNTS, ids=str)
@pytest.mark.parametrize("name", ["prompt_tokens", "completion_tokens"])
def test_usage_that_cannot_be_is_counted_by_us(desk: Desk, name: str, value: Any) -> None:
    told = {"prompt_tokens": 1000, "completion_tokens": 20, "total_tokens": 1020, name: value}
    event = f"data: {json.dumps({'choices': [], 'usage': told})}\n\n".encode()
    desk.server.script(says(SAYS, event, counts=False))
    writer = desk.writer()
    assert list(writer.answer("Why?", evidence()))
    assert 300 < writer.usage.prompt_tokens < 600
    assert 10 < writer.usage.completion_tokens < 40
