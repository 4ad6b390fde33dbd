"""Answers that rest on records: of one paper (who, when), or of the whole collection (how many, newest)."""

import time
from collections.abc import Iterator, Sequence

from assistant.conversation import metadata
from assistant.jobs import collection
from assistant.jobs.abstention import asked_name
from assistant.jobs.answer import Frame
from assistant.jobs.told import Told
from assistant.types import (
    Answer,
    AnswerEvent,
    Choice,
    Claim,
    Claimed,
    Finished,
    Miss,
    Noticed,
    Retrieved,
    Source,
    Table,
)
from index.models.introducing import presents
from index.models.record_fields import RecordField
from index.paper import Paper
from index.query import Filters, Query, Retriever
from index.store.library import Library

NAME = "records"  # what is named as the writer
_NEAREST = 3
_IN_ABSTRACTS: frozenset[RecordField] = frozenset({"code", "project"})


def of_papers(
    query: Query, fields: Sequence[RecordField], retriever: Retriever, frame: Frame
) -> Iterator[AnswerEvent] | None:
    """Return the events of an answer to a question for fields of the records of papers; abstained where none is named.

    None if no record has the link that is asked for: abstracts often say where code is.
    """
    started = time.monotonic()
    found = retriever.search(query)
    name = "" if query.filters.papers else asked_name(query.text)
    asked = metadata.asked_about(query.text, found)
    if query.filters.papers and not any(item.named for item in found):  # "who wrote them?", of papers talked of
        asked = tuple(found)
    papers = [item.paper for item in asked if item.named or not name or presents(item.paper, name)]
    known = [field for field in fields if any(metadata.known(field, paper) for paper in papers)]
    if papers and not known and _IN_ABSTRACTS.issuperset(fields):
        return None
    told = tuple(claim for field in known and fields for claim in metadata.claims(field, papers, query.text))
    text = "No paper that is named here is in the library; the nearest are listed."
    if papers:
        text = " ".join(claim.text for claim in metadata.claims(fields[0], papers, query.text))
    near = () if told else papers or [item.paper for item in found[:_NEAREST]]
    nearest = tuple(Miss.of(paper, f"its record {metadata.told(fields[0], paper)}") for paper in near)
    answer = Answer(
        status="answered" if told else "abstained",
        text=" ".join(claim.text for claim in told) or text,
        claims=told,
        sources=_sources(papers if told else ()),
        nearest=nearest,
        engine=NAME,
        seconds=round(time.monotonic() - started, 3),
    )
    return _events(answer, frame)


def of_collection(asked: collection.Asked, library: Library, filters: Filters, frame: Frame) -> Iterator[AnswerEvent]:
    """Return the events of an answer to a question about the collection: exact, by filter and count."""
    started = time.monotonic()
    return of_told(collection.answer(asked, library, filters), frame, started)


def of_told(told: Told, frame: Frame, started: float) -> Iterator[AnswerEvent]:
    """Return the events of an answer that records tell; `started` is when, by the monotonic clock in seconds."""
    table = Table(columns=told.columns, rows=told.rows) if told.rows else None
    update = {"seconds": round(time.monotonic() - started, 3), "table": table, "months": told.months}
    return _events(_answer(told.text, _sources(told.papers)).model_copy(update=update), frame)


def of_list(text: str, papers: Sequence[Miss], frame: Frame) -> Iterator[AnswerEvent]:
    """Return the events of what records tell of the papers of the last answer, in the order that it gives them."""
    shown = (one.model_dump(exclude={"reason"}) for one in papers)
    sources = tuple(Source(number=number, **one) for number, one in enumerate(shown, start=1))
    return _events(_answer(text, sources), frame)


def _answer(text: str, sources: tuple[Source, ...]) -> Answer:
    claims = (Claim(text=text, basis="record", verdict=None),)
    return Answer(status="answered", text=text, claims=claims, sources=sources, engine=NAME, seconds=0.0)


def said(
    text: str, papers: Sequence[Miss], *, choices: Sequence[Choice] = (), missing: Sequence[str] = (), frame: Frame
) -> Iterator[AnswerEvent]:
    """Return the events of what is said where nothing is searched, with papers that are told of or may be chosen."""
    answer = Answer(status="abstained", text=text, nearest=tuple(papers), engine=NAME, seconds=0.0)
    return _events(answer.model_copy(update={"choices": tuple(choices), "missing": tuple(missing)}), frame)


def _events(answer: Answer, frame: Frame) -> Iterator[AnswerEvent]:
    yield Retrieved(evidence=(), understood=frame.understood)
    if frame.notice:
        yield Noticed(text=frame.notice)
    for claim in answer.claims:
        yield Claimed(claim=claim)
    yield Finished(answer=answer.model_copy(update={"notice": frame.notice, "understood": frame.understood}))


def _sources(papers: Sequence[Paper]) -> tuple[Source, ...]:
    return tuple(Source.of(paper, number) for number, paper in enumerate(papers, start=1))
