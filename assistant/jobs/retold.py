"""What was told before in a conversation, told again: in short, as a table of papers, or with its sentences as grounds.

Nothing is searched: the turns keep which sentences their answers rest on, and which papers were shown.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from assistant.conversation.metadata import known
from assistant.conversation.state import Spot, Talk
from assistant.conversation.wishes import number
from assistant.jobs import records
from assistant.jobs.claims import Writing, text_of
from assistant.jobs.told import SHOWN, Told, title_of
from assistant.types import Answer, AnswerEvent, Finished, Retrieved
from assistant.verification.citations import Citations
from assistant.writers.composition import gist_of
from assistant.writers.extractive import ExtractiveWriter
from index.models.record_fields import RecordField, fields_asked
from index.models.turns import Act
from index.paper import Paper
from index.query import Evidence
from index.store.library import Library

_POINTS = 3  # sentences of a summary, where no number is asked for
_TITLES = re.compile(r"\b(?:titles?|names?)\b", re.IGNORECASE)
_GROUNDS = "The last answer rests on these sentences, which stand in the abstracts word for word."
_OF_RECORDS = "The last answer was told from the records of the papers, not from sentences of their abstracts."
_COLUMNS: dict[RecordField, str] = {
    "authors": "Authors",
    "organisation": "Organisation",
    "votes": "Votes",
    "stars": "Stars",
    "code": "Code",
    "link": "Link",
}


def ask(act: Act, text: str, talk: Talk, library: Library, most: int | None) -> Iterator[AnswerEvent] | None:
    """Return the events of what a turn wants told again, in `most` sentences; None if nothing was told."""
    if act == "check":
        if talk.told:
            return _quoted(talk.told[-1], library, _GROUNDS)
        return records.said(_OF_RECORDS) if talk.papers and not talk.near else None
    if act == "recap" and talk.told:
        return _quoted(points(talk.told, most or number(text) or _POINTS), library)
    papers = library.get(talk.seen[:SHOWN])
    return records.of_told(_listed(papers, text)) if papers else None


def points(told: Sequence[Sequence[Spot]], most: int) -> tuple[Spot, ...]:
    """Return so many of the sentences that answers rest on, oldest first: the best of the first answer and the last."""
    ranked = [spot for rank in zip_longest(told[0], *told[:0:-1]) for spot in rank if spot]
    chosen = list(dict.fromkeys(ranked))[:most]
    order = [spot for each in told for spot in each]
    return tuple(sorted(chosen, key=order.index))


def _quoted(spots: Sequence[Spot], library: Library, first: str = "") -> Iterator[AnswerEvent]:
    """Yield the events of an answer that consists of these sentences, paper by paper."""
    there = {paper.id: paper for paper in library.get(list(dict.fromkeys(spot.paper for spot in spots)))}
    numbers = {key: tuple(spot.sentence for spot in spots if spot.paper == key) for key in there}
    evidence = tuple(Evidence(paper=there[key], score=1.0, relevance=1.0, sentences=numbers[key]) for key in numbers)
    yield Retrieved(evidence=evidence)
    writing, citations = Writing((ExtractiveWriter(),)), Citations(evidence, "")
    if first:
        yield writing.notice(first)
    yield from writing.write(lambda writer: writer.paragraph("", evidence), citations)
    yield Finished(
        answer=Answer(
            status="answered" if writing.claims else "abstained",
            text=text_of(writing.claims) or "The papers that were told of are no longer in the library.",
            claims=tuple(writing.claims),
            sources=citations.sources(),
            engine=writing.engine,
            seconds=0.0,
            notice=" ".join(writing.notices),
        )
    )


def _listed(papers: Sequence[Paper], text: str) -> Told:
    """Return a table of papers: their dates, what else of records is named, or what they are."""
    fields = [field for field in fields_asked(text) if field in _COLUMNS]
    gist = not (fields or _TITLES.search(text))
    columns = ("Paper", "First published", *(_COLUMNS[field] for field in fields), *(["In short"] if gist else []))
    rows = tuple(
        (
            title_of(paper),
            str(paper.published or "no date"),
            *(known(field, paper).partition(" ")[2] or "not recorded" for field in fields),  # without the verb
            *([gist_of(paper)] if gist else []),
        )
        for paper in papers
    )
    n = len(papers)
    text = f"The {n} papers that were shown on this subject so far." if n > 1 else "The one paper shown so far."
    return Told(text, tuple(papers), rows, columns)
