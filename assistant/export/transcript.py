"""A conversation as Markdown: questions as headings, answers with their marks, and under each what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.export import verdicts
from assistant.jobs.records import NAME as RECORDS
from assistant.store.turns import StoredTurn
from assistant.types import Answer, Claim, Comparison, Miss, Source, Table
from assistant.writers.extractive import NAME as EXTRACTIVE
from index.paper import web_link

_SIGN = "°"  # behind what nobody confirmed, as on the command line
_MEANINGFUL = re.compile(r"[\\`*_<>#|~\[\]]")
_ENDS_A_LINK = re.compile(r"[<>\\\s]")  # between angle brackets
_BY_CODE = {EXTRACTIVE: "Quotes from the abstracts", RECORDS: "From the papers' records"}
_ENDED_EARLY = {
    "growing": "This answer was not finished.",
    "stopped": "This answer was stopped.",
}


def transcript(title: str, turns: Sequence[StoredTurn]) -> str:
    """Return a conversation as a Markdown document. Numbers of sources count anew in each answer."""
    lines = [f"# {_escaped(title)}"]
    for turn in turns:
        lines += ["", f"## {_escaped(turn.question)}", "", *_turn(turn)]
    return "\n".join(lines).rstrip() + "\n"


def _turn(turn: StoredTurn) -> Iterator[str]:
    yield f"*{turn.asked_at:%Y-%m-%d %H:%M} UTC*"
    if turn.answer:
        yield from _answer(turn.answer)
    for said in filter(None, (turn.message, _ENDED_EARLY.get(turn.state, ""))):
        yield ""
        yield _escaped(said)


def _answer(answer: Answer) -> Iterator[str]:
    if answer.comparison:
        yield ""
        yield from table_lines(compared(answer.comparison))
    yield ""
    if _is_list(answer):
        yield from (f"- {_claim(claim)}" for claim in answer.claims)
    else:
        yield " ".join(map(_claim, answer.claims)) or _escaped(answer.text)
    if answer.table:
        yield ""
        yield from table_lines(answer.table)
    if answer.notice:
        yield ""
        yield f"*{_escaped(answer.notice)}*"
    if answer.sources or answer.nearest:
        yield ""
    for source in answer.sources:
        quotes = " ".join(f"“{_escaped(quote)}”" for quote in source.quotes)
        yield f"{source.number}. {reference(source)}{' ' + quotes if quotes else ''}"
    for miss in answer.nearest:
        yield f"- {reference(miss)} {_escaped(miss.reason)}"
    if answer.engine:
        yield ""
        yield f"*{_BY_CODE.get(answer.engine) or f'Written by {_escaped(answer.engine)}'}*"


def _is_list(answer: Answer) -> bool:
    """Return whether each of several sentences is of a paper of its own, as where papers were asked for."""
    papers = [claim.citations[0].paper for claim in answer.claims if claim.citations]
    return not answer.comparison and len(answer.claims) > 1 and len(set(papers)) == len(answer.claims)


def _claim(claim: Claim) -> str:
    marks = "".join(f"\\[{citation.number}\\]" for citation in claim.citations)
    text = f"{_escaped(claim.text)} {marks}".rstrip()
    if claim.support == "unsupported" and claim.verdict:
        return f"{text} (not supported{': ' if claim.verdict.reason else ''}{_escaped(claim.verdict.reason)})"
    return f"{text}{_SIGN if claim.support == 'unverified' else ''}"


def compared(result: Comparison) -> Table:
    """Return papers side by side as rows of text; what nobody confirmed has its sign."""
    rows = tuple(
        (f"[{row.number}] {row.title}", *(cell.value + verdicts.doubt(cell.verdict) for cell in row.cells))
        for row in result.rows
    )
    return Table(columns=("Paper", *result.columns), rows=rows)


def table_lines(table: Table) -> Iterator[str]:
    """Yield the lines of a table."""
    for number, row in enumerate((table.columns, *table.rows)):
        yield f"| {' | '.join(map(_escaped, row))} |"
        if not number:
            yield "|" + " --- |" * len(table.columns)


def reference(paper: Source | Miss) -> str:
    """Return title, link and date; a link of another scheme, such as `javascript:`, is left out."""
    title, url = _escaped(paper.title), web_link(paper.url)
    link = _ENDS_A_LINK.sub(lambda found: f"%{ord(found[0]):02X}", url or "")
    named = f"[{title}](<{link}>)" if link else title
    return f"{named}, {paper.published}." if paper.published else f"{named}."


def _escaped(text: str) -> str:
    """Return text on one line, without a meaning in Markdown or HTML."""
    return _MEANINGFUL.sub(lambda found: f"\\{found[0]}", " ".join(text.split()))
