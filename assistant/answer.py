"""The first job: a question is answered from the abstracts, or not at all."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.abstention import abstention, lacks_aspect, nearest
from assistant.claims import Writing, text_of
from assistant.grounding.citations import Citations
from assistant.types import Answer, AnswerEvent, Finished, Noticed, Retrieved
from assistant.writers.base import Writer
from index import cues
from index.query import Evidence, Query, Retriever
from index.relevance import FLOOR


def ask(
    query: Query, *, retriever: Retriever, writers: Sequence[Writer], papers: int, drop: bool = False
) -> Iterator[AnswerEvent]:
    """Yield `Retrieved`, then a `Claimed` for each sentence, a `Noticed` for each hitch, and last of all `Finished`.

    A `Replaced` corrects a sentence that failed, or with `drop` takes back one that could not be corrected.

    No writer is called when nothing is relevant enough: abstaining costs nothing. `papers` is the number of
    papers in the library, for the abstention.

    Raises:
        WriterError: the last of the writers failed.
    """
    started = time.monotonic()
    found = tuple(retriever.search(query))
    relevant = _relevant(query, found)
    yield Retrieved(evidence=relevant)

    writing, citations = Writing(writers, drop=drop), Citations(relevant)
    if relevant:
        yield from writing.write(lambda writer: writer.answer(_asked(query), relevant), citations)
        for notice in filter(
            None, (_senses(relevant), _unanswered(found, relevant), _no_figure(query, writing, relevant))
        ):
            writing.notices.append(notice)
            yield Noticed(text=notice)

    answered = any(claim.verdict.support != "unsupported" for claim in writing.claims)
    yield Finished(
        answer=Answer(
            status="answered" if answered else "abstained",
            text=text_of(writing.claims) if answered else abstention(query, papers, found),
            claims=tuple(writing.claims) if answered else (),
            sources=citations.sources() if answered else (),
            nearest=() if answered else nearest(query, found),
            engine=writing.engine,
            usage=writing.usage,
            seconds=round(time.monotonic() - started, 3),
            notice=" ".join(writing.notices),
        )
    )


def _relevant(query: Query, found: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return what may answer, best first: the first one sets the ranking, relevance decides who is in at all."""
    if cues.wants_metadata(query.text):
        return ()
    ranked = (sorted(tied, key=lambda item: item.paper.id) for _, tied in groupby(found, _rank))
    enough = (item for tied in ranked for item in tied if item.relevance >= FLOOR)
    return tuple(item for item in enough if not lacks_aspect(query.text, item))


def _rank(item: Evidence) -> tuple[float, float]:
    """Return what orders papers; equal ones go by their ids, so that equal input gives equal prompts."""
    return item.score, item.relevance


def _asked(query: Query) -> str:
    return f"{query.text} (asked after: {query.context})" if query.context else query.text


def _senses(relevant: Sequence[Evidence]) -> str:
    """Say so when an acronym in the question stands for several things."""
    meanings = [f"“{meaning}”" for meaning in dict.fromkeys(item.sense for item in relevant) if meaning]
    if len(meanings) < 2:
        return ""
    return f"It stands for several things in these papers: {', '.join(meanings)}. Ask with the words to have one only."


def _unanswered(found: Sequence[Evidence], relevant: Sequence[Evidence]) -> str:
    """Say which of several questions in one nothing answers."""
    answered = {item.part for item in relevant}
    parts = [f"“{part}”" for part in dict.fromkeys(item.part for item in found) if part not in answered]
    return f"Nothing in the library answers {' or '.join(parts)}." if parts else ""


def _no_figure(query: Query, writing: Writing, relevant: Sequence[Evidence]) -> str:
    """Say so when a figure was asked for and the abstracts that were cited give none."""
    if not writing.claims or not cues.wants_quantity(query.text):
        return ""
    cited = {citation.paper for claim in writing.claims for citation in claim.citations}
    papers = [item.paper for item in relevant if item.paper.id in cited]
    if not papers or any(cues.has_quantity(sentence) for paper in papers for sentence in paper.sentences):
        return ""
    return "The cited abstract gives no figure." if len(papers) == 1 else "The cited abstracts give no figure."
