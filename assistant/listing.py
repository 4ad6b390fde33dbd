"""Turns about the papers of the last answer as a list: which one is picked, which is newest, where they are.

What records tell stands in place of an answer, as in `assistant.metadata`: nothing of it is written by a writer.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from assistant.question import Called
from assistant.reading.filters import day_in_words
from assistant.reading.listed import Picked, Told, compares_list, picked, told_of_list
from assistant.state import Talk
from assistant.types import Miss
from index.paper import Paper
from index.query import Filters, Query

_COMPARES = re.compile(r"\b(?:compare|contrast|differ\w*|versus|vs\.?|better|between)\b", re.IGNORECASE)
_OF_TWO = re.compile(r"\b(?:newer|older|earlier|more\s+recent)\b", re.IGNORECASE)
# A turn that only points: "and the second one?", "tell me more about the third".
_ONLY_POINTS = re.compile(
    r"^\W*(?:(?:and|but|so|ok|okay|now|then|what|how|about|tell|me|us|more|show|give|explain|describe|summari[sz]e|is|are|of|please"
    r"|can|you|in|detail|say|to)\b\W*)*$",
    re.IGNORECASE,
)
_LONGEST_NAME = 4  # words; what is longer is a title


def to_listed(question: str, talk: Talk, filters: Filters, k: int = 10, *, called: Called) -> Query | None:
    """Return the query of a question that picks papers of the last list or compares them, or None if it does not.

    `called` is that of `assistant.question.to_query`.
    """
    last = talk.papers
    if filters.papers or not last:
        return None
    if compares_list(question):
        papers = last if len(last) > 1 else _two_subjects(talk)
        if len(papers) > 1:
            return _compared(papers, filters, k, called)
        named = tuple(reversed(talk.named))
        return Query(text=f"Compare {' and '.join(named)}", filters=filters, k=k) if len(named) > 1 else None
    several = talk.several or last
    picks = picked(question, len(several))
    if not picks:
        return None
    papers = tuple(several[place] for place in picks.places)
    if len(papers) > 1 and _COMPARES.search(question):
        return _compared(papers, filters, k, called)
    text = talk.which if _only_points(question, picks) else ""
    text = text or _with_names(question, picks, [_name(paper, called) for paper in papers])
    return Query(text=text, filters=filters.model_copy(update={"papers": papers}), k=k, context=talk.topic)


def listed_papers(question: str, talk: Talk) -> tuple[Told, tuple[str, ...]] | None:
    """Return what a turn wants told of the papers listed, and which those are; None if it asks something else."""
    told, last = told_of_list(question), talk.papers
    if not told or not last:
        return None
    if told == "link" or len(last) > 1:
        return told, last
    return told, talk.several if talk.several and not _OF_TWO.search(question) else _two_subjects(talk)


def told(what: Told, papers: Sequence[Paper]) -> tuple[str, tuple[Miss, ...]]:
    """Return the sentences that tell it, and the papers in order, each with what its record says."""
    if what == "link":
        linked = [paper for paper in papers if paper.url]
        text = "The links are with the papers listed." if linked else "Their records have no link."
        if len(papers) == 1:
            text = f"“{papers[0].heading}”: {papers[0].url}" if linked else "Its record has no link."
        return text, tuple(Miss.of(paper, paper.url or "its record has no link") for paper in papers)
    dated = [paper for paper in papers if paper.published]
    newest = what.startswith("newest")
    dated.sort(key=lambda paper: paper.published or dt.date.min, reverse=newest)
    undated = [paper for paper in papers if not paper.published]
    listed = tuple(Miss.of(paper, _dated(paper)) for paper in (*dated, *undated))
    if not dated:
        return "The records of these papers have no dates.", listed
    best, day = dated[0], dated[0].published
    same = sum(paper.published == day for paper in dated) - 1
    side = "newest" if newest else "oldest"
    text = f"Of these, “{best.heading}” is the {side} by its record: {day_in_words(day)}"
    text += f", the same day as {same} more." if same else "."
    missing = len(undated)
    return text + (f" {missing} {'has' if missing == 1 else 'have'} no date." if missing else ""), listed


def _dated(paper: Paper) -> str:
    return f"its record says {day_in_words(paper.published)}" if paper.published else "its record has no date"


def _two_subjects(talk: Talk) -> tuple[str, ...]:
    """Return the papers of the last answer and of the last one before it that was about others."""
    newest = talk.lists[0] if talk.lists else ()
    other = next((papers for papers in talk.lists if not set(papers) <= set(newest)), ())
    return tuple(dict.fromkeys((*other, *newest)))


def _compared(papers: Sequence[str], filters: Filters, k: int, called: Called) -> Query:
    named = [_name(paper, called) for paper in papers]
    text = f"Compare {', '.join(named[:-1])} and {named[-1]}"
    return Query(text=text, filters=filters.model_copy(update={"papers": tuple(papers)}), k=k)


def _name(paper: str, called: Called) -> str:
    """Return what a paper is called: its name, or its title where that is all it has."""
    label, title = (*called([paper]), "", "")[:2]
    return label if label and len(label.split()) <= _LONGEST_NAME else title or label


def _with_names(question: str, picks: Picked, named: Sequence[str]) -> str:
    """Return a question with names in the place of "the second one"; one that only points asks what they are."""
    rest, names = question, list(named)
    if len(named) == len(picks.spans):
        for (start, end), name in sorted(zip(picks.spans, names, strict=True), reverse=True):
            rest = f"{rest[:start]}{name}{rest[end:]}"
    else:
        start, end = picks.spans[0]
        rest = f"{question[:start]}{' and '.join(names)}{question[end:]}"
    return f"What is {' and '.join(names)}?" if _only_points(question, picks) else rest


def _only_points(question: str, picks: Picked) -> bool:
    for start, end in sorted(picks.spans, reverse=True):
        question = f"{question[:start]} {question[end:]}"
    return bool(_ONLY_POINTS.match(question))
