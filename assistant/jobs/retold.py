"""What a turn asks of what was talked of: to be told again, as a table or as grounds, or what is akin to it.

Nothing is searched: the turns keep which sentences their answers rest on, and which papers were shown. Akin are papers
by the same authors, or newer and of the same name.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from assistant.conversation.filters import day_in_words
from assistant.conversation.metadata import known
from assistant.conversation.state import Spot, Talk
from assistant.conversation.wishes import number
from assistant.jobs import records
from assistant.jobs.asked import SHOWN
from assistant.jobs.claims import Writing, text_of
from assistant.jobs.records import FIRST, Told, title_of
from assistant.types import Answer, AnswerEvent, Finished, Retrieved
from assistant.verification.citations import Citations
from assistant.writers.composition import gist_of
from assistant.writers.extractive import ExtractiveWriter
from index.embedders.base import document_text
from index.labels import label
from index.models.record_fields import RecordField, fields_asked
from index.models.turns import Act
from index.names import mentions
from index.paper import Paper
from index.query import Evidence, Filters
from index.statements import heading_of, statements_of, warning_of
from index.store.lexical import Wanted
from index.store.library import Library
from index.terms import terms

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
_AUTHORS = 25  # of a paper, whose other papers are looked for
_EACH = 50  # papers of one author
_NEAR = 5  # newer papers that are near it
_SURE = 2  # names that two papers share, from which they are by the same people
_VERSION = re.compile(r"(?:[\s-]*v?\d+(?:\.\d+)*|[\s-]+(?:plus|pro|next|ii+))$", re.IGNORECASE)


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


def by_authors(paper: Paper, text: str, library: Library) -> Told:
    """Return the other papers by the authors of a paper, or by those of them whom a turn names."""
    people = () if "authors" in warning_of(paper) else paper.authors[:_AUTHORS]
    called = [name for name in people if len(name.split()) > 1 and mentions(text, name)]
    people = tuple(called) or people
    title = title_of(paper)
    if not people:
        return Told(f"The record of “{title}” names no author.")
    shared = Counter[str]()
    for name in people:
        shared.update(library.lexical.first(Wanted(Filters(authors=(name,))), _EACH, "newest"))
    del shared[paper.id]
    least = min(_SURE, len(people), max(shared.values(), default=0))
    found = [one for one in library.get([key for key, many in shared.items() if many >= least]) if not one.withdrawn]
    found.sort(key=lambda one: (shared[one.id], one.published or dt.date.min), reverse=True)
    whom = " and ".join(called) if called else f"the authors of “{title}”"
    if not found:
        return Told(f"No other paper in the library is by {whom}, as far as records say.")
    n = len(found)
    said = f"{n} other {'paper' if n == 1 else 'papers'} in the library {'names' if n == 1 else 'name'}"
    if not called:
        said += f" {'two or more' if least >= _SURE else 'one'} of"
    unsure = "" if called or least >= _SURE else " A name may be shared by several people."
    left = f" {FIRST} are listed." if n > FIRST else ""
    shown = tuple(found[:FIRST])
    rows = tuple((title_of(one), str(one.published or "no date"), f"{shared[one.id]}") for one in shown)
    return Told(f"{said} {whom}.{unsure}{left}", shown, rows, ("Paper", "First published", "Shared authors"))


def successors(paper: Paper, library: Library) -> Told:
    """Return newer papers that have the name of a paper in their title, else those that speak of it or are near it."""
    name = label(heading_of(paper), statements_of(paper)) or title_of(paper)
    root = _VERSION.sub("", name).strip(" -") or name
    day = paper.published
    here = _dated(paper)
    if not day:
        return Told(f"The record of {here} has no date, so nothing can be told to be newer.", (paper,))
    since = Filters(since=day + dt.timedelta(days=1))
    keys = library.lexical.search(terms(root), _EACH, since)
    newer = [one for one in library.get([key for key, _ in keys]) if one.id != paper.id and not one.withdrawn]
    own = [one for one in newer if any(mentions(one.title, each) for each in (root, name)) or _is_of(root, one.title)]
    if own:
        own.sort(key=lambda one: one.published or dt.date.min, reverse=True)
        many = "paper has" if len(own) == 1 else "papers have"
        newest = f"the newest is {_dated(own[0])}"
        text = f"{len(own)} newer {many} “{root}” in the title; {newest}. The one talked of is {here}."
        return _with_dates(text, own)
    speak = [one for one in newer if mentions(one.abstract, name)]
    text = f"No newer version of “{name}” is in the library: {here} is the newest paper of that name there."
    if speak:
        text += f" {len(speak)} newer {'abstract speaks' if len(speak) == 1 else 'abstracts speak'} of it."
        return _with_dates(text, speak)
    vector = library.embed([document_text(paper)])[0]
    near = library.get([key for key, _ in library.nearest(vector, _NEAR, since)])
    return _with_dates(f"{text} Newer ones on its subject are listed." if near else text, near or [paper])


def _is_of(root: str, title: str) -> bool:
    """Tell whether a title begins with a name and a version: "Mossgate-v2", "Mossgate++"."""
    return bool(re.match(rf"{re.escape(root)}(?![a-z])", title, re.IGNORECASE)) and " " not in root


def _dated(paper: Paper) -> str:
    return f"“{title_of(paper)}”" + (f" ({day_in_words(paper.published)})" if paper.published else "")


def _with_dates(text: str, papers: Sequence[Paper]) -> Told:
    shown = tuple(papers[:FIRST])
    rows = tuple((title_of(one), str(one.published or "no date")) for one in shown)
    return Told(text, shown, rows, ("Paper", "First published"))
