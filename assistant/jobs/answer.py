"""The first job: a question is answered from the abstracts, or what is related to it is shown, or nothing is.

Nothing is shown, and no model is called, only where the question is off the library's subject, or no question.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from assistant.conversation.state import Manner
from assistant.jobs import withdrawals
from assistant.jobs.abstention import Searched, abstention, nearest, shortfall
from assistant.jobs.claims import Writing, stands, text_of
from assistant.jobs.notices import notices, why_outside
from assistant.parsing.events import Draft, DraftEvent, Retracted
from assistant.types import Answer, AnswerEvent, Claimed, Finished, Miss, Retrieved
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
    """How to answer; with `drop`, what the judge calls not stated is left out."""

    manner: Manner = Manner()
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
    found = tuple(retriever.search(query))
    evidence = _evidence(query, found)
    yield Retrieved(evidence=evidence)

    writing, citations = Writing(writers, judge=judge, drop=frame.drop), Citations(evidence, query.text)
    lacks = shortfall(query, evidence)
    before = withdrawals.statements(item.paper for item in evidence)
    yield from (Claimed(claim=claim) for claim in before)
    if evidence:
        yield from withdrawals.behind(
            before, writing.write(partial(_drafts, query, frame, citations, writing), citations)
        )
        by_model = bool(writing.engine) and EXTRACTIVE not in writing.engine
        said = ("" if by_model else lacks, withdrawals.notice(found, query), *notices(query, evidence, writing))
        yield from (writing.notice(notice) for notice in (*said, _only_english(frame.manner, writing)) if notice)
    told = any(map(stands, writing.claims))
    related = told and bool(lacks) and EXTRACTIVE in writing.engine
    outside = () if told and not related else _outside(query, retriever, found)
    claims = (*before, *writing.claims) if told else ()
    why = "" if told else abstention(query, searched, found, outside=bool(outside))
    yield Finished(
        answer=Answer(
            status="related" if related else "answered" if told else "abstained",
            text=text_of(claims) if told else " ".join([*(claim.text for claim in before), why]),
            claims=claims,
            sources=citations.sources() if told else (),
            nearest=outside if told else (*outside, *nearest(query, evidence or found)),
            engine=writing.engine,
            usage=writing.usage,
            seconds=0.0,
            notice=" ".join(writing.notices),
        )
    )


def _only_english(manner: Manner, writing: Writing) -> str:
    if not manner.language or EXTRACTIVE not in writing.engine:
        return ""
    return f"The abstracts' own sentences are in English; for {manner.language}, set a model."


def _evidence(query: Query, found: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return what a writer is given, best first: nothing off the subject; else by rank, or the one paper it names."""
    on_subject = [item for item in found if item.relevance > 0 and withdrawals.is_usable(item, query)]
    named = [item for item in on_subject if item.named]
    if len(named) == 1 and question_type(query.text).type not in _SEVERAL:
        return tuple(named)
    # Equal ones go by their ids, so that equal input gives equal prompts.
    return tuple(sorted(on_subject, key=lambda item: (-item.score, -item.relevance, item.paper.id)))[:_READ]


def _drafts(query: Query, frame: Frame, citations: Citations, writing: Writing, writer: Writer) -> Iterator[DraftEvent]:
    """Yield what a writer says to a question, cut to length; it reads to the end, where a model may take all back."""
    manner, asked = frame.manner, query.text
    if writer.name != EXTRACTIVE:
        asked += f" (asked after: {query.context})" if query.context else ""
        asked += f"\n{manner.wish()}" if manner.wish() else ""
    held, said_now = sum(map(stands, writing.claims)), 0
    for draft in writer.answer(asked, citations.evidence):
        if isinstance(draft, Retracted):
            said_now = 0
        said_now += isinstance(draft, Draft)
        if manner.sentences is None or not isinstance(draft, Draft) or held + said_now <= manner.sentences:
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
