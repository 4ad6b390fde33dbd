"""A conversation as Markdown: questions as headings, answers with their marks, and under each what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.export.text import escaped, is_list, linked, table_lines, table_of, told
from assistant.jobs.records import NAME as RECORDS
from assistant.store.turns import StoredTurn
from assistant.types import Answer, Miss, Source
from assistant.writers.extractive import NAME as EXTRACTIVE

MADE_BY = {EXTRACTIVE: "Quotes from the abstracts", RECORDS: "From the papers' records"}
ENDED_EARLY = {"growing": "This answer was not finished.", "stopped": "This answer was stopped."}


def transcript(title: str, turns: Sequence[StoredTurn]) -> str:
    """Return a conversation as a Markdown document. Numbers of sources count anew in each answer."""
    lines = [f"# {escaped(title)}"]
    for turn in turns:
        lines += ["", f"## {escaped(turn.question)}", "", *_turn(turn)]
    return "\n".join(lines).rstrip() + "\n"


def _turn(turn: StoredTurn) -> Iterator[str]:
    yield f"*{turn.asked_at:%Y-%m-%d %H:%M} UTC*"
    if turn.answer:
        yield from _answer(turn.answer)
    for said in filter(None, (turn.message, ENDED_EARLY.get(turn.state, ""))):
        yield ""
        yield escaped(said)


def _answer(answer: Answer) -> Iterator[str]:
    if answer.comparison:
        yield ""
        yield from table_lines(table_of(answer.comparison))
    yield ""
    if is_list(answer.claims, answer.comparison):
        yield from (f"- {escaped(told([claim]))}" for claim in answer.claims)
    else:
        yield escaped(told(answer.claims) or answer.text)
    if answer.table:
        yield ""
        yield from table_lines(answer.table)
    if answer.notice:
        yield ""
        yield f"*{escaped(answer.notice)}*"
    if answer.sources or answer.nearest:
        yield ""
    for source in answer.sources:
        quotes = " ".join(f"“{escaped(quote)}”" for quote in source.quotes)
        yield f"{source.number}. {dated(source)}{' ' + quotes if quotes else ''}"
    for miss in answer.nearest:
        yield f"- {dated(miss)} {escaped(miss.reason)}"
    if answer.engine:
        yield ""
        yield f"*{MADE_BY.get(answer.engine) or f'Written by {escaped(answer.engine)}'}*"


def dated(paper: Source | Miss) -> str:
    """Return a paper with its link and its day, in Markdown."""
    return f"{linked(paper)}, {paper.published}." if paper.published else f"{linked(paper)}."
