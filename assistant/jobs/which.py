"""Which paper is meant where a question needs one and names several: "What data does Gridnet use?", of two Gridnets."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.conversation import metadata
from assistant.jobs import records
from assistant.types import AnswerEvent, Choice
from index.models.question_types import question_type
from index.paper import Paper
from index.query import Query
from index.store.library import Library
from index.store.resolver import Mention
from index.terms import terms

_OF_ONE = frozenset({"definition", "method", "figure", "why", "limits", "data", "claim", "record"})  # question types
_OF_MANY = re.compile(r"\b(?:papers|works|studies|articles|methods|models|approaches)\b", re.IGNORECASE)


class Named(NamedTuple):
    """A name as it is written in a question, and the papers that it may stand for: one if it can be no other."""

    name: str
    papers: tuple[Paper, ...]


def named(query: Query, library: Library, talked: Sequence[str] = ()) -> Named | None:
    """Return the name in a question that needs one paper, and has a name of several; None for other questions.

    A paper is the only one that is meant if no other passes the filters or is named twice, if of these only it was
    `talked` of last (ids), or if its title alone has most of the other words of the question.
    """
    mentions = [one for one in library.resolver.mentioned(query.text) if one.papers]
    several = [one for one in mentions if len(one.papers) > 1]
    if not several or query.filters.others_than or not _needs_one(query.text, library):
        return None
    shared = _shared(mentions)
    if not shared and len(several) > 1:  # it is about two things
        return None
    papers = shared or list(several[0].papers)
    passing = set(library.lexical.admitted(query.filters, [paper.id for paper in papers]))
    papers = [paper for paper in papers if paper.id in passing]
    before = [paper for paper in papers if paper.id in talked]
    papers = before if len(before) == 1 else _titled(query.text, mentions, papers)
    if len(papers) == 1 and len(mentions) > 1 and not shared:
        return None  # the others that are named are to be found, too
    return Named(several[0].text, tuple(papers)) if papers else None


def ask(name: Named, typed: str) -> Iterator[AnswerEvent]:
    """Yield the events of an answer that asks which paper is meant by a name in what was `typed`."""
    text = f"“{name.name}” may be any of {len(name.papers)} papers. Which one is meant?"
    return records.said(text, choices=tuple(Choice.of(paper, typed) for paper in name.papers))


def _needs_one(question: str, library: Library) -> bool:
    if metadata.fields_asked(question, library.resolver):
        return True
    return question_type(question).type in _OF_ONE and not _OF_MANY.search(question)


def _shared(mentions: Sequence[Mention]) -> list[Paper]:
    """Return the papers that every name in a question may stand for: "RAG by Lewis et al."."""
    ids = [{paper.id for paper in one.papers} for one in mentions]
    return [paper for paper in mentions[0].papers if all(paper.id in each for each in ids)]


def _titled(question: str, mentions: Sequence[Mention], papers: list[Paper]) -> list[Paper]:
    """Return the one paper whose title has more of a question's words beside the names than the others' have."""
    for one in reversed(mentions):
        question = f"{question[: one.start]} {question[one.end :]}"
    asked = set(terms(question))
    there = [len(asked & set(terms(paper.title))) for paper in papers]
    best = max(there, default=0)
    return [papers[there.index(best)]] if there.count(best) == 1 else papers
