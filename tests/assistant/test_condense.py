"""Follow-ups that a model puts into words of their own, and what is not believed of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.condense import stand_alone
from assistant.config import Settings
from assistant.engine import Assistant, last
from assistant.errors import EndpointBroken
from assistant.question import to_query
from assistant.types import Turn
from assistant.writers.extractive import ExtractiveWriter
from index.query import Filters, Query
from tests.support import openai_server as support
from tests.support.openai_server import OpenAIServer, failure, says
from tests.support.papers import ALL, ZEBRAFOLD
from tests.support.writers import ScriptedWriter

server = support.openai_server

HISTORY = [Turn(question="What is Zebrafold?", papers=(ZEBRAFOLD.id,))]
ASKED = "what about its limitations?"
ALONE = "What are the limitations of Zebrafold?"


class Condensing(ScriptedWriter):
    """Makes the same of every follow-up; nothing at all fails."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.condensed = text
        self.given: list[tuple[str, Sequence[str], Sequence[str]]] = []

    def condense(self, question: str, earlier: Sequence[str], titles: Sequence[str]) -> str:
        self.given.append((question, earlier, titles))
        if not self.condensed:
            raise EndpointBroken("The model stopped.", "Try again.")
        return self.condensed


def condensed(text: str, asked: str = ASKED, history: Sequence[Turn] = HISTORY) -> Query:
    filters = Filters()
    query = to_query(asked, history, filters)
    return stand_alone(query, asked, history, filters, writer=Condensing(text), titles=[ZEBRAFOLD.title])


GOOD = {
    "plain": ALONE,
    "label": f"Standalone question: {ALONE}",
    "quotes and bold": f'**"{ALONE}"**',
    "empty lines around": f"\n\n  {ALONE}\n",
    "talk after it": f"{ALONE}\n\nThis resolves the pronoun.",
    "said to be": f'The rewritten question is: "{ALONE}"',
    "announced": f"Sure! Here is the rewritten question: {ALONE}",
    "announced on a line": f"Here's the question, rewritten:\n\n{ALONE}",
}


@pytest.mark.parametrize("text", GOOD.values(), ids=GOOD)
def test_follow_up_becomes_a_question_that_stands_alone(text: str) -> None:
    query = condensed(text)
    assert query.text == ALONE
    assert (query.context, query.filters.papers) == ("", ())


NONSENSE = {
    "failure": "",
    "blank": " \n ",
    "nothing said before": "How do volcanoes erupt in winter over Iceland?",
    "other question on the same paper": "Who funded the expensive Zebrafold laboratory in Iceland during winter?",
    "nothing resolved": "what about its limitations?",
    "an answer": "Zebrafold fails on streams shorter than a page, and its limitations include memory, speed, and heat.",
    "too long": f"{ALONE} " * 20,
    "refusal": "I'm sorry, I cannot help with that.",
}


@pytest.mark.parametrize("text", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_leaves_the_follow_up_as_it_was(text: str) -> None:
    assert condensed(text) == to_query(ASKED, HISTORY, Filters())


def test_question_that_stands_alone_is_not_sent() -> None:
    writer = Condensing(ALONE)
    for asked, history in ((ASKED, []), ("How does Mossgate retrieve images of moss?", HISTORY)):
        query = to_query(asked, history, Filters())
        assert stand_alone(query, asked, history, Filters(), writer=writer, titles=[]) == query
    assert writer.given == []


def test_writer_without_a_model_is_not_asked() -> None:
    query = to_query(ASKED, HISTORY, Filters())
    assert stand_alone(query, ASKED, HISTORY, Filters(), writer=ExtractiveWriter(), titles=[]) == query


def test_bounds_of_the_reader_hold_and_those_of_the_last_answer_do_not() -> None:
    filters = Filters(since="2024-01-01")
    query = to_query(ASKED, HISTORY, filters)
    assert query.filters.papers == (ZEBRAFOLD.id,)
    alone = stand_alone(query, ASKED, HISTORY, filters, writer=Condensing(ALONE), titles=[])
    assert alone.filters == filters


def test_history_is_bounded_by_tokens_and_the_newest_stays() -> None:
    writer = Condensing(ALONE)
    history = [Turn(question=f"What is moss number {n}? {'very ' * 30}", papers=("x",)) for n in range(50)]
    stand_alone(to_query(ASKED, history, Filters()), ASKED, history, Filters(), writer=writer, titles=[])
    ((_, earlier, _),) = writer.given
    assert 5 < len(earlier) < 15
    assert "number 49" in earlier[-1]


@pytest.fixture
def assistant(tmp_path: Path, server: OpenAIServer) -> Assistant:
    assistant = Assistant.open(Settings(home=tmp_path, base_url=server.url, model="tiny"))
    assistant.library.upsert(ALL)
    return assistant


FAILS_SHORT = "Zebrafold fails on streams shorter than a page [P1.S4]."


def test_engine_condenses_with_the_titles_that_were_cited_and_counts_the_call(
    assistant: Assistant, server: OpenAIServer
) -> None:
    server.script(says(ALONE), says(FAILS_SHORT))
    result = last(assistant.ask(ASKED, history=HISTORY)).answer
    assert result.usage.calls == 2
    first, second = (asked.body["messages"][1]["content"] for asked in server.asked)
    assert ZEBRAFOLD.title in first
    assert first.endswith(f"Last question: {ASKED}")
    assert f"Question: {ALONE}" in second
    assert [claim.verdict.support for claim in result.claims] == ["quoted"]


@pytest.mark.parametrize("reply", [failure(500, "Oops"), says("Volcanoes!"), says("<think>hm")])
def test_engine_answers_though_condensing_fails(
    assistant: Assistant, server: OpenAIServer, reply: support.Reply
) -> None:
    server.script(reply, says(FAILS_SHORT))
    result = last(assistant.ask(ASKED, history=HISTORY)).answer
    assert [source.id for source in result.sources] == [ZEBRAFOLD.id]
    assert ASKED in server.asked[1].body["messages"][1]["content"]
    assert len(server.asked) == 2  # a rewriting is not worth a second try
