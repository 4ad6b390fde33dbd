"""The first job: a question is answered from the abstracts, or not at all."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant import metadata
from assistant.abstention import (
    Searched,
    abstention,
    is_talk,
    nearest,
    shortfall,
)
from assistant.claims import Writing, text_of
from assistant.notices import notices
from assistant.outside import why_outside
from assistant.parsing.events import Draft, DraftEvent, Retracted
from assistant.reading.filters import said
from assistant.reading.wishes import Manner
from assistant.types import Answer, AnswerEvent, Finished, Miss, Retrieved
from assistant.verification.citations import Citations
from assistant.verification.judge import Judge
from assistant.writers.base import Writer
from assistant.writers.extractive import NAME as EXTRACTIVE
from index.kinds import asking
from index.lexical import terms
from index.query import Evidence, Filters, Query, Retriever
from index.relevance import FLOOR

_OUTSIDE = 3  # papers that do not pass the filters, named where nothing else answers
# A claim is not answered: what the abstracts say on it is shown, for or against, and who reads judges. At this
# relevance SciFact's claims find a gold sentence for 70 %, at FLOOR for 67 %; no claim of another field passes either.
_CLAIM_FLOOR = 0.4


class Frame(NamedTuple):
    """What was understood around a question: the filters in words, how to answer, and what is to be said first.

    With `drop`, what the judge calls not stated is left out of the answer.
    """

    understood: str = ""
    manner: Manner = Manner()
    notice: str = ""
    drop: bool = True


def understood(query: Query, filters: Filters, manner: Manner) -> str:
    """Return in words what a query may find, how it is to be answered, and how it follows the last answer."""
    scope = "about the papers of the last answer" if query.context and query.filters.papers else ""
    others = "other papers than those cited before" if query.filters.others_than else ""
    return "; ".join(filter(None, (said(filters), scope, others, manner.said())))


def ask(
    query: Query,
    *,
    retriever: Retriever,
    writers: Sequence[Writer],
    searched: Searched,
    judge: Judge | None = None,
    frame: Frame = Frame(),  # noqa: B008  never changed
) -> Iterator[AnswerEvent]:
    """Yield `Retrieved`, then a `Claimed` for each sentence, a `Noticed` for each hitch, and last of all `Finished`.

    A `Replaced` brings what the judge makes of a sentence, or takes back one that it calls not stated.

    No writer is called when nothing is relevant enough: abstaining costs nothing. `searched` is what the library
    holds, for the abstention.

    Raises:
        WriterError: the last of the writers failed.
    """
    started = time.monotonic()
    found = tuple(retriever.search(query))
    relevant = _relevant(query, found)
    yield Retrieved(evidence=relevant, understood=frame.understood)

    writing, citations = Writing(writers, judge=judge, drop=frame.drop), Citations(relevant, query.text)
    if frame.notice:
        yield writing.notice(frame.notice)
    if relevant:
        most = frame.manner.sentences
        yield from writing.write(
            lambda writer: _at_most(most, writer.answer(_asked(query, frame.manner, writer), relevant), writing),
            citations,
        )
        for notice in notices(query, relevant, writing):
            yield writing.notice(notice)
        if frame.manner.language and EXTRACTIVE in writing.engine:
            yield writing.notice(
                f"The abstracts' own sentences are in English; for {frame.manner.language}, set a model."
            )

    answered = any(claim.verdict.support != "unsupported" for claim in writing.claims)
    outside = () if answered else _outside(query, retriever, found)
    yield Finished(
        answer=Answer(
            status="answered" if answered else "abstained",
            text=text_of(writing.claims) if answered else abstention(query, searched, found, outside=bool(outside)),
            claims=tuple(writing.claims) if answered else (),
            sources=citations.sources() if answered else (),
            nearest=() if answered else (*outside, *nearest(query, found)),
            engine=writing.engine,
            usage=writing.usage,
            seconds=round(time.monotonic() - started, 3),
            notice=" ".join(writing.notices),
            understood=frame.understood,
        )
    )


def _relevant(query: Query, found: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return what may answer, best first: the first one sets the ranking, relevance decides who is in at all."""
    if metadata.wanted(query.text) or is_talk(query.text):
        return ()
    ranked = sorted(found, key=_rank)
    floor = _CLAIM_FLOOR if asking(query.text).kind == "claim" else FLOOR
    enough = (item for item in ranked if item.relevance >= floor)
    return tuple(item for item in enough if not shortfall(query.text, item))


def _rank(item: Evidence) -> tuple[float, float, str]:
    """Return what orders papers; equal ones go by their ids, so that equal input gives equal prompts."""
    return -item.score, -item.relevance, item.paper.id


def _asked(query: Query, manner: Manner, writer: Writer) -> str:
    """Return what a writer is asked; wishes are for a model, and what has no model is cut to length."""
    asked = f"{query.text} (asked after: {query.context})" if query.context else query.text
    return f"{asked}\n{manner.wish()}" if manner.wish() and writer.name != EXTRACTIVE else asked


def _at_most(count: int | None, drafts: Iterator[DraftEvent], writing: Writing) -> Iterator[DraftEvent]:
    """Yield no more sentences than there may be, with those of an earlier writer that hold.

    It reads to the end: a model may still say that what it wrote was thinking.
    """
    held = sum(claim.verdict.support != "unsupported" for claim in writing.claims)
    said_now = 0
    for draft in drafts:
        if isinstance(draft, Retracted):
            said_now = 0
        said_now += isinstance(draft, Draft)
        if count is None or not isinstance(draft, Draft) or held + said_now <= count:
            yield draft


def _outside(query: Query, retriever: Retriever, inside: Sequence[Evidence]) -> tuple[Miss, ...]:
    """Return the papers that would answer, were it not for the filters; those that were named stay the only ones."""
    wider = Filters(papers=query.filters.papers, others_than=query.filters.others_than)
    if query.filters == wider or not terms(query.text):
        return ()
    found = retriever.search(query.model_copy(update={"filters": wider, "k": _OUTSIDE}))
    passing = {item.paper.id for item in inside}
    papers = [item.paper for item in found if item.relevance >= FLOOR and item.paper.id not in passing]
    return tuple(
        Miss(
            id=p.id,
            title=p.title,
            url=p.url,
            published=p.published,
            reason=why_outside(p, query.filters),
            flagged=p.warning,
        )
        for p in papers
    )
