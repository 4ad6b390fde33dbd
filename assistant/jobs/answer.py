"""The first job: a question is answered from the abstracts, or what is related to it is shown, or nothing is.

Nothing is shown, and no model is called, only where the question is off the library's subject, or no question.
"""

import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.conversation.state import Manner
from assistant.jobs import withdrawals
from assistant.jobs.abstention import Searched, abstention, nearest, shortfall
from assistant.jobs.claims import Writing, stands, text_of
from assistant.jobs.notices import notices, why_outside
from assistant.parsing.events import Draft, DraftEvent, Retracted
from assistant.types import Answer, AnswerEvent, Claim, Claimed, Finished, Miss, Retrieved
from assistant.verification.citations import Citations
from assistant.verification.judge import Judge
from assistant.writers.base import Writer
from assistant.writers.extractive import NAME as EXTRACTIVE
from index.models.question_types import question_type
from index.query import Evidence, Filters, Query, Retriever
from index.search.relevance import FLOOR
from index.terms import terms

_OUTSIDE = 3  # papers that do not pass the filters, named where nothing else answers
_READ = 10  # papers that a writer is given; a model, as many of them as its budget holds
_SEVERAL = frozenset({"papers", "comparison"})  # types of questions that the one paper named does not answer


class Frame(NamedTuple):
    """What was understood around a question: the filters in words, how to answer, and what is to be said first.

    With `drop`, what the judge calls not stated is left out of the answer.
    """

    understood: str = ""
    manner: Manner = Manner()
    notice: str = ""
    drop: bool = True


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

    A `Replaced` brings what the judge makes of a sentence, or takes back one that it calls not stated. `searched` is
    what the library holds, for the abstention. Of a paper that was withdrawn and is asked for by name the first
    sentence says so; no other one is read.
    """
    started = time.monotonic()
    found = tuple(retriever.search(query))
    evidence = _evidence(query, found)
    yield Retrieved(evidence=evidence, understood=frame.understood)

    writing, citations = Writing(writers, judge=judge, drop=frame.drop), Citations(evidence, query.text)
    if frame.notice:
        yield writing.notice(frame.notice)
    lacks = shortfall(query, evidence)
    before = withdrawals.statements(item.paper for item in evidence)
    yield from (Claimed(claim=claim) for claim in before)
    if evidence:
        most = frame.manner.sentences
        written = writing.write(
            lambda writer: _at_most(most, writer.answer(_asked(query, frame.manner, writer), evidence), writing),
            citations,
        )
        yield from withdrawals.behind(before, written)
        by_model = bool(writing.engine) and EXTRACTIVE not in writing.engine
        wished = frame.manner.language if EXTRACTIVE in writing.engine else ""
        english = f"The abstracts' own sentences are in English; for {wished}, set a model." if wished else ""
        said = ("" if by_model else lacks, withdrawals.notice(found, query), *notices(query, evidence, writing))
        yield from (writing.notice(notice) for notice in (*said, english) if notice)
    told = _Told(query, found, before, writing, citations, is_sure=not lacks)
    yield Finished(answer=told.answer(retriever, searched, frame, started))


class _Told(NamedTuple):
    """What a job has made: what was found, said before all else and written, and whether it is sure to answer."""

    query: Query
    found: Sequence[Evidence]
    before: tuple[Claim, ...]
    writing: Writing
    citations: Citations
    is_sure: bool

    def answer(self, retriever: Retriever, searched: Searched, frame: Frame, started: float) -> Answer:
        """Return the answer; a model that was given the evidence has decided itself that it answers."""
        query, writing = self.query, self.writing
        told = any(map(stands, writing.claims))
        related = told and not self.is_sure and EXTRACTIVE in writing.engine
        outside = () if told and not related else _outside(query, retriever, self.found)
        text = text_of((*self.before, *writing.claims))
        if not told:
            why = abstention(query, searched, self.found, outside=bool(outside))
            text = " ".join([*(claim.text for claim in self.before), why])
        return Answer(
            status="related" if related else "answered" if told else "abstained",
            text=text,
            claims=(*self.before, *writing.claims) if told else (),
            sources=self.citations.sources() if told else (),
            nearest=outside if told else (*outside, *nearest(query, _evidence(query, self.found) or self.found)),
            engine=writing.engine,
            usage=writing.usage,
            seconds=round(time.monotonic() - started, 3),
            notice=" ".join(writing.notices),
            understood=frame.understood,
        )


def _evidence(query: Query, found: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return what a writer is given, best first: nothing off the subject; else by rank, or the one paper it names."""
    on_subject = [item for item in found if item.relevance > 0 and withdrawals.is_usable(item, query)]
    named = [item for item in on_subject if item.named]
    if len(named) == 1 and question_type(query.text).type not in _SEVERAL and not named[0].part:
        return tuple(named)
    # Equal ones go by their ids, so that equal input gives equal prompts.
    return tuple(sorted(on_subject, key=lambda item: (-item.score, -item.relevance, item.paper.id)))[:_READ]


def _asked(query: Query, manner: Manner, writer: Writer) -> str:
    """Return what a writer is asked; wishes are for a model, and what has no model is cut to length."""
    if writer.name == EXTRACTIVE:
        return query.text
    asked = f"{query.text} (asked after: {query.context})" if query.context else query.text
    return f"{asked}\n{manner.wish()}" if manner.wish() else asked


def _at_most(count: int | None, drafts: Iterator[DraftEvent], writing: Writing) -> Iterator[DraftEvent]:
    """Yield no more sentences than there may be, with those of an earlier writer that hold.

    It reads to the end: a model may still say that what it wrote was thinking.
    """
    held = sum(map(stands, writing.claims))
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
    near = (item.paper for item in found if item.relevance >= FLOOR and item.paper.id not in passing)
    return tuple(Miss.of(paper, why_outside(paper, query.filters)) for paper in near if not paper.withdrawn)
