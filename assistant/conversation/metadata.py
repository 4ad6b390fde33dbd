"""Questions that no abstract answers and a record may: who wrote a paper, when, where, and how it was received.

What is told of a record came with it from its source. What it lacks is said to be missing and never guessed.
"""

import re
from collections.abc import Sequence

from assistant.types import Claim
from index.identity import normalised_title
from index.models import record_fields
from index.models.record_fields import UNTOLD, RecordField
from index.names import mentions, names
from index.paper import Paper, web_link
from index.query import Evidence
from index.search.relevance import FLOOR
from index.statements import heading_of, warning_of
from index.store.resolver import Resolver

_AUTHORS = 25  # as many are named
_PAPERS = 5
_LACKING: dict[RecordField, str] = {
    "authors": "names no author",
    "date": "has no date",
    "organisation": "names no organisation",
    "venue": "names no venue",
    "citations": "counts no citations",
    "votes": "has no number of votes",
    "comments": "has no number of comments",
    "stars": "has no number of stars",
    "code": "links to no code",
    "project": "links to no project page",
    "link": "has no link",
    "title": "has no title",
}
# One of the authors, or how many they are.
_ONE_AUTHOR = re.compile(r"\b(?:(?P<first>first|lead)|(?P<last>last|senior))\s+authors?\b", re.IGNORECASE)
_MANY = re.compile(r"\b(?:how\s+many|number\s+of|count\s+of)\s+(?:co-?)?(?:authors?|people)\b", re.IGNORECASE)


def fields_asked(question: str, resolver: Resolver) -> tuple[RecordField, ...]:
    """Return the fields of records that a question asks for, whatever the papers are called that it names."""
    for mention in reversed(resolver.mentioned(question)):
        question = f"{question[: mention.start]} {UNTOLD} {question[mention.end :]}" if mention.papers else question
    return record_fields.fields_asked(question)


def asked_about(question: str, found: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the papers whose record is asked for: those that are named, else those that are relevant; maybe none."""
    text, named = f" {normalised_title(question)} ", names(question)
    exact = [item for item in found if f" {normalised_title(item.paper.title)} " in text]
    own = [item for item in found if item.named]
    called = own or [item for item in found if any(mentions(item.paper.title, name) for name in named)]
    return tuple(exact or called or [item for item in found if item.relevance >= FLOOR and not named])


def told(field: RecordField, paper: Paper) -> str:
    """Say what the record of a paper does, as in "its record names no author"."""
    return known(field, paper) or _LACKING[field] + _instead(field, paper)


def known(field: RecordField, paper: Paper) -> str:
    """Return what a record says of a field, "" if nothing that can be relied on."""
    match field:
        case "date":
            return f"says {paper.published}" if paper.published else ""
        case "authors":
            people = () if "authors" in warning_of(paper) else paper.authors
            return f"names {_listed(people, paper.author_count)}" if people else ""
        case "organisation":
            house = "" if "organisation" in warning_of(paper) else paper.organisation
            return f"names {house}" if house else ""
        case "venue":
            place = "" if "venue" in warning_of(paper) else paper.venue
            return f"names {place}" if place else ""
        case "votes" | "comments" | "stars":
            number = {"votes": paper.upvotes, "comments": paper.comments, "stars": paper.stars}[field]
            noun = field[:-1] if number == 1 else field
            return "" if number is None else f"counted {number:,} {noun} when it was read"
        case "code" | "project" | "link":
            link = web_link({"code": paper.code_url, "project": paper.project_url, "link": paper.url}[field])
            return f"links to {link}" if link else ""
        case "title":
            return f"gives that title to {paper.id}" if heading_of(paper) else ""
        case "citations":
            return ""


def _instead(field: RecordField, paper: Paper) -> str:
    """Return what a record says that comes near to what it lacks."""
    if field == "venue" and paper.published:
        return f"; it was published {paper.published}"
    if field == "citations" and paper.upvotes is not None:
        return f"; it {known('votes', paper)}"
    return ""


def claims(field: RecordField, papers: Sequence[Paper], question: str) -> tuple[Claim, ...]:
    """Return one sentence a paper that says what its record does to a question for this field."""
    texts = []
    for paper in papers[:_PAPERS]:
        says = (_of_authors(paper, question) if field == "authors" else "") or told(field, paper)
        texts.append(f"The record of “{heading_of(paper) or paper.id}” {says}.")
    return tuple(Claim(text=text, basis="record", verdict=None) for text in texts)


def _of_authors(paper: Paper, question: str) -> str:
    """Return what a record says of how many authors there are, or of the first or the last; "" if all are asked for."""
    if not known("authors", paper):
        return ""
    if _MANY.search(question):
        n = max(paper.author_count or 0, len(paper.authors))
        return f"counts {n:,} {'author' if n == 1 else 'authors'}"
    if not (one := _ONE_AUTHOR.search(question)):
        return ""
    if one["last"] and (paper.author_count or 0) > len(paper.authors):
        return f"does not name the last of its {paper.author_count:,} authors"
    name = paper.authors[0] if one["first"] else paper.authors[-1]
    return f"names {name} as the {'first' if one['first'] else 'last'} author"


def _listed(authors: Sequence[str], count: int | None) -> str:
    """Return the authors as a list; a source may count more than it names."""
    more = max(count or 0, len(authors)) - len(authors[:_AUTHORS])
    return ", ".join(authors[:_AUTHORS]) + (f" and {more} more" if more > 0 else "")
