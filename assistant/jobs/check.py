"""The job of checking: a text that somebody pasted is laid against papers, sentence by sentence.

The text is the reader's own: every sentence of it stays as it is, with the sentences of the papers that it seems to
rest on, and a verdict. What a judge would write instead is a suggestion within the reason.
"""

import re
import time
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from itertools import zip_longest

from assistant.errors import NothingToCheck, QuestionTooLong, WriterError
from assistant.jobs.attribution import Attribution, Numbers, tells
from assistant.jobs.claims import Desk, text_of
from assistant.jobs.withdrawals import is_usable
from assistant.judges.judging import Ruling, rulings
from assistant.parsing.events import Draft, Mark, Waiting
from assistant.parsing.marks import drafts_of
from assistant.types import (
    Answer,
    AnswerEvent,
    Claim,
    Claimed,
    Finished,
    Noticed,
    Replaced,
    Retrieved,
    Usage,
    Verdict,
    Waited,
)
from assistant.verification.citations import Citations
from assistant.verification.judge import Judge
from index.names import names
from index.paper import Paper
from index.query import Evidence, Query, Retriever
from index.store.library import Library
from index.unseen import visible

NAME = "checked"  # the engine, where no judge has said anything
_LONGEST = 20_000  # characters: some ten pages
_FOUND = 5  # papers for a sentence; eight find no more of the right ones (of 156 true retellings, 151 either way)
_SHARED = 12  # papers that every sentence of a text may rest on, beside those found for it alone
_ARXIV = re.compile(r"(?<![\d.])\d{4}\.\d{4,5}(?!\d)")
_QUOTED = re.compile(r"[\"“]([^\"“”\n]{8,300})[\"”]")


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a pasted text, without marks, Markdown, and signs that are no text.

    Raises:
        NothingToCheck: there is no sentence.
        QuestionTooLong: it is longer than what is checked at once.
    """
    if len(text) > _LONGEST:
        raise QuestionTooLong(f"The text has {len(text):,} characters.", f"Check at most {_LONGEST:,} at a time.")
    found = [draft.text for draft in drafts_of(visible(text))]
    if not found:
        raise NothingToCheck("There is no sentence in the text.", "Give one, or - to read it from standard input.")
    return found


# A sentence with the papers that it seems to rest on, and the sentences of each; none if none is near.
Laid = tuple[str, Sequence[tuple[Paper, Numbers]]]


def check(sentences: Sequence[str], desk: Desk, papers: Sequence[Paper] = ()) -> Iterator[AnswerEvent]:
    """Yield `Retrieved`, a `Claimed` for each sentence, a `Replaced` where the judge rules, and last `Finished`."""
    started, judge = time.monotonic(), desk.judge
    laid = _laid(sentences, desk, papers)
    evidence = {paper.id: paper for _, papers_of in laid for paper, _ in papers_of}
    citations = Citations([Evidence(paper=paper, score=1.0, relevance=1.0) for paper in evidence.values()])
    yield Retrieved(evidence=citations.evidence)
    absent = f"{'none of the named papers' if papers else 'no paper in the library'} speaks of this"
    checked, notices = [_claim(each, citations, list(evidence), absent) for each in laid], list[str]()
    yield from (Claimed(claim=claim) for claim in checked)
    engine = (yield from _judged(checked, notices, citations, judge)) if judge else NAME
    claims = tuple(citations.renumber(checked))
    yield Finished(
        answer=Answer(
            status="answered" if any(claim.citations for claim in claims) else "abstained",
            text=text_of(claims),
            claims=claims,
            sources=citations.sources(),
            engine=engine,
            usage=judge.usage if judge else Usage(),
            seconds=round(time.monotonic() - started, 3),
            notice=" ".join(notices),
        )
    )


def _judged(
    claims: list[Claim], notices: list[str], citations: Citations, judge: Judge
) -> Generator[Replaced | Noticed | Waited, None, str]:
    """Change the verdicts in place to what the judge makes of them, and return the engine; no sentence is changed."""
    engine = NAME
    try:
        for each in rulings(tuple(claims), citations, judge):
            if isinstance(each, Waiting):
                yield Waited()
                continue
            engine = judge.name
            ruled = _ruled(claims[each.place], each)
            if ruled != claims[each.place]:
                claims[each.place] = ruled
                yield Replaced(place=each.place, claim=ruled)
    except WriterError as error:
        notices.append(f"{error} Sentences that no judge confirmed are marked as not verified.")
        yield Noticed(text=notices[-1])
    return engine


def _ruled(claim: Claim, ruling: Ruling) -> Claim:
    """Return a claim in the reader's words, with the judge's verdict and its correction as a suggestion."""
    if not ruling.mended:
        return ruling.claim
    reason = f"not stated in the cited abstract: {ruling.mended}"
    if ruling.claim.text != claim.text:
        reason += f"; suggested: {ruling.claim.text}"
    return claim.model_copy(update={"verdict": Verdict(support="unsupported", reason=reason)})


def _claim(laid: Laid, citations: Citations, places: Sequence[str], absent: str) -> Claim:
    """Return a sentence as a claim, checked against what it rests on."""
    sentence, papers = laid
    if not papers:
        reason = absent if tells(sentence) else "it says too little to be looked up"
        return Claim(text=sentence, verdict=Verdict(support="unsupported", reason=reason))
    marks = tuple(Mark(places.index(paper.id) + 1, n) for paper, numbers in papers for n in numbers)
    return citations.ground(Draft(sentence, marks))


def _laid(sentences: Sequence[str], desk: Desk, papers: Sequence[Paper]) -> list[Laid]:
    """Return each sentence with what it rests on."""
    telling = dict.fromkeys(sentence for sentence in sentences if not papers and tells(sentence))
    found = {sentence: _found_for(sentence, desk.library, desk.retriever) for sentence in telling}
    shared = list(papers) or _shared_by(list(found.values()))
    attribution, laid = Attribution(desk.library.embed), list[Laid]()
    before: set[str] = set()
    for sentence in sentences:
        among = list({paper.id: paper for paper in (*found.get(sentence, ()), *shared)}.values())
        rests = attribution.rests_on(sentence, among, chosen=bool(papers), before=before)
        before = {paper.id for paper, _ in rests}
        laid.append((sentence, rests))
    return laid


def _found_for(sentence: str, library: Library, retriever: Retriever) -> list[Paper]:
    """Return the papers that a sentence names by arXiv id, title or name, then those that the search finds for it."""
    ids = [f"arxiv:{number}" for number in _ARXIV.findall(sentence)]
    for same in library.lexical.titled([sentence, *_QUOTED.findall(sentence)]).values():
        ids += same
    for name in dict.fromkeys(names(sentence)):
        ids += library.lexical.named(name)
    query = Query(text=sentence, k=_FOUND)
    found = (item.paper for item in retriever.search(query) if is_usable(item, query))
    return list({paper.id: paper for paper in (*library.get(list(dict.fromkeys(ids))), *found)}.values())


def _shared_by(found: Sequence[Sequence[Paper]]) -> list[Paper]:
    """Return the papers that most sentences find, at equal counts those that stand first."""
    papers = {paper.id: paper for rank in zip_longest(*found) for paper in rank if paper}
    times = Counter(paper.id for each in found for paper in each)
    return [papers[key] for key in sorted(papers, key=lambda key: -times[key])[:_SHARED]]
