"""Answers that rest on records: of one paper (who, when), or of the whole collection (how many, newest)."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.conversation import metadata
from assistant.jobs.abstention import asked_name
from assistant.types import Answer, AnswerEvent, Claim, Claimed, Finished, Miss, Noticed, Retrieved, Source, Table, Turn
from index.models.introducing import presents
from index.models.record_fields import LINKS, RecordField
from index.names import names
from index.paper import Paper
from index.query import Query, Retriever
from index.statements import heading_of

NAME = "records"  # what is named as the writer
_NEAREST = 3
FIRST = 10  # papers of an order, at most
_LISTED = re.compile(r" (?:One is|[\d,]+ are) listed, [^;]*; [\d,]+ more (?:is|are) not\.")


class Told(NamedTuple):
    """An answer: one to three sentences, the papers they tell of (best first, at most 25), and a table where it is one.

    `months` are all months from the first to the last with their papers, as ("2025-03", 12).
    """

    text: str
    papers: tuple[Paper, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    columns: tuple[str, ...] = ()
    months: tuple[tuple[str, int], ...] = ()


def of_papers(query: Query, fields: Sequence[RecordField], retriever: Retriever) -> Iterator[AnswerEvent] | None:
    """Return the events of an answer from fields of records; None if only abstracts may say it, as where code is."""
    found = retriever.search(query)
    name = "" if query.filters.papers else asked_name(query.text)
    asked = metadata.asked_about(query.text, found)
    if query.filters.papers and not any(item.named for item in found):  # "who wrote them?", of papers talked of
        asked = tuple(found)
    papers = [item.paper for item in asked if item.named or not name or presents(item.paper, name)]
    known = [field for field in fields if any(metadata.known(field, paper) for paper in papers)]
    if papers and not known and LINKS.issuperset(fields):
        return None
    if known:
        told = [claim for field in fields for claim in metadata.claims(field, papers, query.text)]
        return _events(_answer(told, _sources(papers)))
    is_named = bool(name or names(query.text))
    lacks = "No paper that is named here is in the library" if is_named else "No record says this"
    text = f"{lacks}; the nearest are listed."
    if papers:
        text = " ".join(claim.text for claim in metadata.claims(fields[0], papers, query.text))
    near = papers or [item.paper for item in found[:_NEAREST]]
    return said(text, [Miss.of(paper, f"its record {metadata.told(fields[0], paper)}") for paper in near])


def of_told(told: Told) -> Iterator[AnswerEvent]:
    """Return the events of an answer that records tell."""
    table = Table(columns=told.columns, rows=told.rows) if told.rows else None
    answer = _answer([_claim(told.text)], _sources(told.papers))
    return _events(answer.model_copy(update={"table": table, "months": told.months}))


def unlisted(text: str) -> str:
    """Return what is told without the sentence that says how many papers are listed."""
    return _LISTED.sub("", text)


def is_told(answer: Answer) -> bool:
    """Tell whether records alone tell an answer."""
    return answer.status == "answered" and all(claim.basis == "record" for claim in answer.claims)


def of_both(one: Answer, two: Answer, turn: Turn) -> Iterator[AnswerEvent]:
    """Return the events of two answers that records tell, in the turn that the second has made."""
    claims = [_claim(unlisted(claim.text)) for claim in (*one.claims, *two.claims)]
    *events, _ = _events(answer := _answer(claims, ()))
    yield from events
    yield Finished(answer=answer, turn=turn)


def behind(text: str, events: Iterator[AnswerEvent]) -> Iterator[AnswerEvent]:
    """Return the events of an answer behind a sentence that records tell."""
    first = _claim(text)
    for event in events:
        if isinstance(event, Finished):
            claims, whole = (first, *event.answer.claims), f"{text} {event.answer.text}"
            event = Finished(answer=event.answer.model_copy(update={"claims": claims, "text": whole}), turn=event.turn)
        yield event
        if isinstance(event, Retrieved):
            yield Claimed(claim=first)


def of_list(text: str, papers: Sequence[Miss]) -> Iterator[AnswerEvent]:
    """Return the events of what records tell of the papers of the last answer, in the order that it gives them."""
    shown = (one.model_dump(exclude={"reason"}) for one in papers)
    sources = tuple(Source(number=number, **one) for number, one in enumerate(shown, start=1))
    return _events(_answer([_claim(text)], sources))


def said(text: str, papers: Sequence[Miss] = (), **more: object) -> Iterator[AnswerEvent]:
    """Return the events of what is said where nothing answers, with papers that are told of, and more of the answer."""
    answer = Answer(status="abstained", text=text, nearest=tuple(papers), engine=NAME, seconds=0.0)
    return _events(answer.model_copy(update=more))


def _claim(text: str) -> Claim:
    return Claim(text=text, basis="record", verdict=None)


def _answer(claims: Sequence[Claim], sources: tuple[Source, ...]) -> Answer:
    text = " ".join(claim.text for claim in claims)
    return Answer(status="answered", text=text, claims=tuple(claims), sources=sources, engine=NAME, seconds=0.0)


def _events(answer: Answer) -> Iterator[AnswerEvent]:
    yield Retrieved(evidence=())
    if answer.notice:
        yield Noticed(text=answer.notice)
    yield from (Claimed(claim=claim) for claim in answer.claims)
    yield Finished(answer=answer)


def _sources(papers: Sequence[Paper]) -> tuple[Source, ...]:
    return tuple(Source.of(paper, number) for number, paper in enumerate(papers, start=1))


def title_of(paper: Paper) -> str:
    """Return a paper's title, or its id: a title that speaks to the assistant is not repeated."""
    return heading_of(paper) or paper.id
