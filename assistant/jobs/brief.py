"""The second job: one paragraph over the papers of a day, of several days, or of a topic.

A brief is written once: what was told, and when, is kept by a `Ledger`, so that the same days give the same brief and
no paper is told again in the two weeks after.
"""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple, Protocol

from assistant.interests.taste import Taste
from assistant.jobs.brief_days import DISLIKED, Candidate, Found, Span, candidates, found, why_empty
from assistant.jobs.brief_opening import grouped, opening, with_told_name
from assistant.jobs.claims import Desk, Writing, text_of
from assistant.store.errors import StoreError
from assistant.types import Brief, Citation, Claim, Other, Pick
from assistant.verification.citations import Citations
from assistant.writers.composition import ASKED_FOR, MOST_WORDS, gist_of, leading_ways, short_name, ways_of
from assistant.writers.extractive import NAME as EXTRACTIVE
from index.paper import Paper
from index.query import Evidence
from index.statements import heading_of
from index.storage import without_folders

_WEEKS = 14  # days in which no paper is told again
_OTHERS = 50
_TOO_LONG = 1.15  # times the most words, from which sentences at the end are left out


class BriefKey(NamedTuple):
    """What a brief is known by: its days, its topic, and the name of the interest it was written for, "" for none."""

    since: dt.date | None
    until: dt.date | None
    topic: str | None
    interest: str


class Ledger(Protocol):
    """The memory of which briefs were written, and which papers they told; see `assistant.store.ledger`."""

    def told(self, key: BriefKey) -> Brief | None:
        """Return the brief that was recorded last under a key, None if none was."""

    def shown_before(self, day: dt.date, days: int, interest: str) -> frozenset[str]:
        """Return the ids of the papers that briefs of an interest told on the `days` days before `day`, without it."""

    def record(self, key: BriefKey, brief: Brief) -> None:
        """Keep a brief under its key, in the place of an earlier one."""


class Audience(NamedTuple):
    """Whom a brief is for: the name of an interest, what it asks for, and what was told before."""

    interest: str
    taste: Taste
    ledger: Ledger


def brief(span: Span, desk: Desk, audience: Audience, *, again: bool = False) -> Brief:
    """Return one paragraph over the papers of `span`, or why there is none.

    One that was recorded for the same span and interest is returned as it is, unless `again` is set. What is written is
    recorded if both ends of the span are known: of open ones other papers may come tomorrow. Where that fails, as on a
    full disk, a notice says so.

    Raises:
        WriterError: the last of the writers failed.
    """
    key = BriefKey(span.since, span.until, span.topic, audience.interest)
    if not again and (before := audience.ledger.told(key)):
        return before
    written = _written(span, desk, audience)
    if written.claims and span.since and span.until:
        try:
            audience.ledger.record(key, written)
        except StoreError as error:
            notice = f"{written.notice} It is not kept that this brief was told: {without_folders(str(error))}".strip()
            return written.model_copy(update={"notice": notice})
    return written


def _written(span: Span, desk: Desk, audience: Audience) -> Brief:
    started = time.monotonic()
    there = found(span, desk.library, desk.retriever)
    day = span.since or span.until
    shown = audience.ledger.shown_before(day, _WEEKS, audience.interest) if day else frozenset[str]()
    chosen = candidates(there, desk.library, audience.taste, shown)
    evidence = [_evidence(each, there, span) for each in chosen]
    writing, citations = Writing(desk.writers, judge=desk.judge, drop=desk.drop), Citations(evidence)
    claims: tuple[Claim, ...] = ()
    if evidence:
        best = chosen[0].paper
        is_ours = desk.writers[0].name == EXTRACTIVE
        is_told = not is_ours or bool(leading_ways(best))
        opens = partial(opening, span, there, best, name=short_name(best) if is_ours else "")
        first = Claim(text=opens(told=is_told), basis="record", verdict=None)
        asked = _untold(chosen, evidence) if is_ours else []
        begun = " ".join(claim.text for claim in (first, *asked))
        for _ in writing.write(lambda writer: writer.brief(begun, evidence), citations, may_decline=False):
            pass  # a brief is shown whole
        claims = tuple(citations.renumber(_joined([first, *asked], writing, opens, chosen, desk)))
    told = {citation.paper for claim in claims for citation in claim.citations}
    return Brief(
        since=span.since,
        until=span.until,
        topic=span.topic,
        text=text_of(claims),
        claims=claims,
        sources=citations.sources(),
        others=_others(there, told, audience.taste),
        picks=tuple(Pick(id=each.paper.id, reason=each.reason) for each in chosen if each.paper.id in told),
        papers=len(there.papers),
        empty="" if claims else why_empty(span, desk.library, shown=len(there.papers)),
        engine=writing.engine,
        usage=writing.usage,
        seconds=round(time.monotonic() - started, 3),
        notice=" ".join(writing.notices),
    )


def _evidence(candidate: Candidate, there: Found, span: Span) -> Evidence:
    """Return a paper as evidence, one that the reader asked for above all; of several days, `part` is its own."""
    part = str(there.day_of(candidate.paper)) if span.since != span.until and not span.topic else ""
    score = candidate.worth + ASKED_FOR * candidate.is_wanted
    return Evidence(paper=candidate.paper, score=score, relevance=1.0, part=part)


def _untold(chosen: Sequence[Candidate], evidence: Sequence[Evidence]) -> list[Claim]:
    """Return a sentence that names what the reader asked for by its title, if no sentence of it can be told."""
    others = zip(chosen[1:], evidence[1:], strict=True)
    wanted = next((each.paper for each, item in others if each.is_wanted and not ways_of(item)), None)
    if not wanted or not heading_of(wanted):
        return []
    text, citations = f"On what you asked for there is “{heading_of(wanted)}”.", (_whole(wanted),)
    return [Claim(text=text, basis="record", citations=citations, verdict=None)]


def _whole(paper: Paper) -> Citation:
    return Citation(number=0, paper=paper.id, sentences=())


def _joined(
    begun: Sequence[Claim], writing: Writing, opens: Callable[..., str], chosen: Sequence[Candidate], desk: Desk
) -> list[Claim]:
    """Return the first sentence, which names the best paper by its title if nothing is told of it, and the others."""
    first, *asked = begun
    resting = [claim for claim in writing.claims if claim.citations]  # models join papers by bare sentences
    kept = _fitting(first, resting if desk.drop and resting else writing.claims)
    best, papers = chosen[0].paper, [each.paper for each in chosen]
    cited = {citation.paper for claim in kept for citation in claim.citations}
    is_told = best.id in cited
    opens = partial(opens, told=is_told)
    if (called := with_told_name(best, kept)) and _words([first, *kept]) < MOST_WORDS:
        opens = partial(opens, name=called)
    resting_on = () if is_told else (_whole(best),)
    first = first.model_copy(update={"text": opens(), "citations": resting_on})
    if writing.engine == EXTRACTIVE:
        joined = grouped(kept, papers, desk.library.vectors([paper.id for paper in papers]))
        kept = joined if _words([first, *joined]) <= MOST_WORDS else kept
    counts = opens(others=[paper for paper in papers if paper.id in cited])
    counting = first.model_copy(update={"text": counts})
    is_grouped = any(claim.basis == "record" for claim in kept)
    kept = [*asked, *kept]
    return [first if is_grouped or _words([counting, *kept]) > MOST_WORDS else counting, *kept]


def _fitting(first: Claim, claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims that there is room for behind the first sentence: a model may write too much."""
    kept = list(claims)
    while len(kept) > 1 and _words([first, *kept]) > _TOO_LONG * MOST_WORDS:
        kept.pop()
    return kept


def _words(claims: Sequence[Claim]) -> int:
    return sum(len(claim.text.split()) for claim in claims)


def _others(there: Found, told: set[str], taste: Taste) -> tuple[Other, ...]:
    """Return the papers of the days that the paragraph does not tell of, most votes first; none is disliked."""
    left = [paper for paper in there.papers if paper.id not in told and taste.score(paper)[0] > DISLIKED]
    if not there.by_relevance:
        left.sort(key=lambda paper: (-(paper.upvotes or 0), paper.id))
    return tuple(
        Other(id=one.id, title=heading_of(one) or one.id, url=one.url, gist=gist_of(one), upvotes=one.upvotes)
        for one in left[:_OTHERS]
    )
