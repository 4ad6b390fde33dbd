"""The first sentence of a brief, which rests on records: whose days, how many papers, what many titles share, votes."""

import datetime as dt
import re
from collections.abc import Sequence

from assistant.jobs.brief_days import SEARCHED, Found, Span
from assistant.jobs.brief_subjects import in_titles
from assistant.types import Brief, Claim
from index.names import mentions, names
from index.paper import Paper
from index.statements import heading_of

_IS = re.compile(r"(?:[^().,;]+ \()?(?P<name>[^\s()]+)\)? is (?:an?|the)\b")  # `Mossgate is a`, `Moss Gate (MG) is a`


def opening(
    span: Span, found: Found, first: Paper, *, told: bool = True, others: Sequence[Paper] = (), name: str = ""
) -> str:
    """Return the sentence, of 10 to 35 words; `first` is the best paper, called by its title, or its `name` if told.

    What many titles share is said if one of `others` has it, which are the papers that are told behind the sentence.
    """
    many = len(found.papers)
    papers = f"{many:,} paper{'s' if many != 1 else ''}"
    shared = in_titles(found.papers, others)
    behind = f", {shared}" if shared else ""
    title = (told and name) or (f"“{heading_of(first)}”" if heading_of(first) else "")
    voted = _voted(found, first, title, told=told)
    when = f"on {_days(span)}" if span.since == span.until else _days(span)
    if span.topic:
        least = "at least " if many >= SEARCHED else ""
        days = f" {when}" if span.since or span.until else ""
        return f"The search for “{span.topic}” found {least}{papers}{days}{behind}{voted}."
    if found.by_list:
        lists = "The daily list of" if span.since == span.until else "The daily lists"
        has = "has" if span.since == span.until else "have"
        return f"{lists} {_days(span)} {has} {papers}{behind}{voted}."
    was = "was" if many == 1 else "were"
    return f"{papers[0].upper()}{papers[1:]} in the library {was} published {when}{behind}{voted}."


def with_told_name(paper: Paper, claims: Sequence[Claim]) -> str:
    """Return a title with the name behind it by which sentences tell what the paper is, "" if the title has it."""
    told = (claim.text for claim in claims if any(citation.paper == paper.id for citation in claim.citations))
    found, title = _IS.match(next(told, "")), heading_of(paper)
    name = found["name"] if found else ""
    return f"“{title}” ({name})" if title and names(name) == [name] and not mentions(title, name) else ""


def without_days(brief: Brief) -> Brief:
    """Return a brief whose first sentence does not name its days, for where they stand above it."""
    days = _days(Span(brief.since, brief.until))
    if brief.topic or not days or not brief.claims:
        return brief
    first, *others = brief.claims
    text = first.text
    for said, short in (
        (f"list of {days} ", "list "),
        (f"lists {days} ", "lists "),
        (f"published on {days}", "published on this day"),
        (f"published {days}", "published on these days"),
    ):
        text = text.replace(said, short, 1)
    return brief.model_copy(update={"claims": (first.model_copy(update={"text": text}), *others)})


def _voted(found: Found, first: Paper, name: str, *, told: bool) -> str:
    """Return that the first paper has most votes, where it has, alone; it is named anyhow if it is not `told`."""
    most = max((paper.upvotes or 0 for paper in found.papers if paper.id != first.id), default=None)
    if not name or (told and (most is None or found.by_relevance)):
        return ""
    if most is not None and not found.by_relevance and (first.upvotes or 0) > most:
        return f"; {name} has the most votes, {first.upvotes:,}"
    if told:
        return ""
    return f": {name}" if most is None else f"; among them is {name}"


def _days(span: Span) -> str:
    if span.since and span.until:
        if span.since == span.until:
            return f"{span.until:%A}, {_day(span.until)}"
        same = (span.since.year, span.since.month) == (span.until.year, span.until.month)
        first = str(span.since.day) if same else _day(span.since, with_year=span.since.year != span.until.year)
        return f"from {first} to {_day(span.until)}"
    return f"since {_day(span.since)}" if span.since else f"until {_day(span.until)}" if span.until else ""


def _day(day: dt.date, *, with_year: bool = True) -> str:
    return f"{day.day} {day:%B}" + (f" {day.year}" if with_year else "")
