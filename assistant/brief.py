"""The second job: one paragraph over the papers of some days, or of a topic."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from typing import NamedTuple

from assistant.claims import Writing, text_of
from assistant.types import Brief
from assistant.verification.citations import Citations
from assistant.verification.judge import Judge
from assistant.writers.base import Writer
from index import cues
from index.aspects import sentences_on
from index.gist import gist
from index.library import Library
from index.paper import Paper
from index.query import Evidence, Filters, Query, Retriever
from index.relevance import FLOOR

_TOLD = 5  # papers in a brief: a paragraph, not a list
_SEARCHED = 30


class Span(NamedTuple):
    """The days and the topic that a brief is about. Either may be open."""

    since: dt.date | None
    until: dt.date | None
    topic: str | None = None

    def __str__(self) -> str:
        days = f"{self.since} to {self.until}" if self.since != self.until else f"{self.since}"
        if not (self.since or self.until):
            days = ""
        elif self.until is None:
            days = f"since {self.since}"
        elif self.since is None:
            days = f"until {self.until}"
        return " ".join(part for part in (f"“{self.topic}”" if self.topic else "", days) if part) or "all days"


def brief(
    span: Span,
    *,
    library: Library,
    retriever: Retriever,
    writers: Sequence[Writer],
    judge: Judge | None = None,
    drop: bool = True,
) -> Brief:
    """Return one paragraph over the papers of `span`, or why there is none; see `Writing` for `drop`.

    Raises:
        WriterError: the last of the writers failed.
    """
    started = time.monotonic()
    papers = _papers(span, library, retriever)
    evidence = [_evidence(paper) for paper in papers[:_TOLD]]
    writing, citations = Writing(writers, judge=judge, drop=drop), Citations(evidence)
    if evidence:
        topic = span.topic or f"papers of {span}"
        for _ in writing.write(lambda writer: writer.paragraph(topic, evidence), citations, may_decline=False):
            pass  # a brief is shown whole
    return Brief(
        since=span.since,
        until=span.until,
        topic=span.topic,
        text=text_of(writing.claims),
        claims=tuple(writing.claims),
        sources=citations.sources(),
        papers=len(papers),
        empty="" if papers else _why_empty(span, library),
        engine=writing.engine,
        usage=writing.usage,
        seconds=round(time.monotonic() - started, 3),
        notice=" ".join(writing.notices),
    )


def _papers(span: Span, library: Library, retriever: Retriever) -> list[Paper]:
    """Return the papers of the span, those to be told of first: by relevance to a topic, else by votes and date."""
    if span.topic:
        query = Query(text=span.topic, filters=Filters(since=span.since, until=span.until), k=_SEARCHED, is_topic=True)
        return [item.paper for item in retriever.search(query) if item.relevance >= FLOOR]
    papers = library.between(span.since, span.until)
    return sorted(papers, key=lambda p: (-(p.upvotes or 0), -(p.comments or 0), -_day(p), p.id))


def _day(paper: Paper) -> int:
    return paper.published.toordinal() if paper.published else 0


def _evidence(paper: Paper) -> Evidence:
    """Return the paper with the sentences that may be told: the one that sums it up, and its best result."""
    chosen = gist(paper.title, paper.statements)
    results = [number for number in sentences_on("results", paper.statements) if number != chosen]
    alone = [number for number in results if not cues.leans_back(paper.sentences[number - 1])] or results
    told = tuple(number for number in (chosen, *alone[:1]) if paper.statements[number - 1])
    return Evidence(paper=paper, score=1.0, relevance=1.0, sentences=told)


def _why_empty(span: Span, library: Library) -> str:
    total = library.count()
    dated = library.between(None, None)
    if not total:
        return "The library is empty: run `assistant ingest sample` or `assistant ingest pages FILE` first."
    if not dated:
        return f"None of the {total:,} papers in the library has a date; ask for a topic instead."
    within = library.between(span.since, span.until) if span.since or span.until else dated
    if span.topic and within:
        return f"None of the {len(within):,} papers of these days is about “{span.topic}”; widen the days or the topic."
    undated = total - len(dated)
    newest = dated[-1].published
    also = f", and {undated:,} have no date" if undated else ""
    return (
        f"No paper in the library was published {_on(span)}. The {len(dated):,} dated papers run from "
        f"{dated[0].published} to {newest}{also}. Try `assistant brief --date {newest}`, or ingest newer papers."
    )


def _on(span: Span) -> str:
    bare = span._replace(topic=None)
    return (
        f"on {span.since}" if span.since == span.until else f"from {bare}" if span.since and span.until else f"{bare}"
    )
