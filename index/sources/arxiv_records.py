"""A paper from what arXiv says of it, be it in its API, in a daily listing or over OAI-PMH; and a page of its API.

A page is an Atom feed: https://info.arxiv.org/help/api/user-manual.html#_details_of_atom_results_returned
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple
from xml.etree.ElementTree import Element

from index.errors import SourceBadReply
from index.identity import arxiv_id, bare_doi
from index.paper import Paper
from index.sources.arxiv_replies import root_of, text_of
from index.sources.base import Skipped
from index.sources.cleaning import clean, raw
from index.sources.fields import BadRow, papers_of
from index.withdrawn import is_withdrawn

SOURCE = "arxiv"

_VERSION = re.compile(r"v(\d+)$")
_CATEGORY = re.compile(r"[a-z-]+(?:\.[A-Za-z-]+)?")  # API and listing also name classes of ACM and MSC: I.2.7, 68T05
_BRACKETS = re.compile(r"\([^()]*\)")  # behind a name: where its bearer works
_BETWEEN_NAMES = re.compile(r"[,;]\s*(?:and\s+|&\s*)?|\s+(?:and|&)\s+", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?", re.IGNORECASE)
ATOM = "{http://www.w3.org/2005/Atom}"
ARXIV = "{http://arxiv.org/schemas/atom}"
_OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


class Record(NamedTuple):
    """The fields of a paper as arXiv gives them; "", () or None where it says nothing.

    `id` may be spelled in any way, and end in a version. `categories` begin with the primary one.
    """

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    published: dt.date | None = None  # version 1
    updated: dt.date | None = None  # this version
    version: int | None = None
    note: str = ""
    venue: str = ""
    doi: str = ""


def to_paper(record: Record) -> Paper:
    """Return the paper of a record.

    Raises:
        BadRow: it has no identifier, title or abstract.
    """
    identifier = arxiv_id(record.id)
    if not identifier:
        raise BadRow(f"{record.id[:60]!r} is no arXiv identifier" if record.id else "no identifier")
    title, abstract, note = clean(record.title), clean(record.abstract), clean(record.note)
    if not (title and abstract):
        raise BadRow(f"{identifier} has no {'abstract' if title else 'title'}")
    return Paper(
        id=f"arxiv:{identifier}",
        title=title,
        abstract=abstract,
        authors=tuple(name for name in map(clean, record.authors) if _has_letters(name)),
        published=record.published,
        categories=tuple(dict.fromkeys(filter(_CATEGORY.fullmatch, record.categories))),
        url=f"https://arxiv.org/abs/{identifier}",
        doi=next(filter(None, map(bare_doi, record.doi.split())), None),
        venue=clean(record.venue) or None,
        note=note or None,
        version=record.version or version_of(record.id),
        updated=record.updated,
        withdrawn=is_withdrawn(abstract, note),
        sources=(SOURCE,),
        raw_title=raw(record.title, title),
        raw_abstract=raw(record.abstract, abstract),
    )


def version_of(identifier: str) -> int | None:
    """Return the version that an identifier ends in."""
    found = _VERSION.search(identifier)
    return int(found[1]) if found else None


def author_names(text: str) -> tuple[str, ...]:
    """Return the names in one string of all authors, as listing and OAI-PMH have it.

    `A. Ada (Univ. X), B. Bell, Jr. and C. Cole` has three; what stands in brackets is left out.
    """
    while (bare := _BRACKETS.sub(" ", text)) != text:
        text = bare
    names: list[str] = []
    for part in _BETWEEN_NAMES.split(text):
        name = " ".join(part.split()).strip(" :()")
        if names and _SUFFIX.fullmatch(name):
            names[-1] = f"{names[-1]} {name}"
        elif _has_letters(name):
            names.append(name)
    return tuple(names)


def _has_letters(name: str) -> bool:
    """Tell a name from a sign: arXiv has a colon among the authors, behind an institution."""
    return any(map(str.isalpha, name))


def day_of(text: str) -> dt.date | None:
    """Return the day of an ISO time, in its own zone; None if it is none."""
    found = time_of(text)
    return found.date() if found else None


def time_of(text: str) -> dt.datetime | None:
    """Return an ISO time, in GMT where it names no zone; None if it is none."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


class Page(NamedTuple):
    """Some of the papers found, from number `start` on, and how many are found in `total`."""

    total: int
    start: int
    papers: tuple[Paper | Skipped, ...]


def parse_page(body: bytes) -> Page:
    """Return the page in a reply of the API; an entry that is no paper is skipped.

    Raises:
        SourceBadReply: it is no such page, or says that the request is wrong.
    """
    feed = root_of(body, f"{ATOM}feed")
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        if "api/errors" in text_of(entry, f"{ATOM}id"):
            why = " ".join(text_of(entry, f"{ATOM}summary").split())[:200]
            raise SourceBadReply(f"arXiv refuses the request: {why}.", "Change what is asked for.")
    total, start = (text_of(feed, f"{_OPENSEARCH}{name}") for name in ("totalResults", "startIndex"))
    if not total.isdecimal():
        raise SourceBadReply("arXiv's answer does not say how many papers were found.", "Run it again later.")
    first = int(start) if start.isdecimal() else 0
    return Page(int(total), first, tuple(papers_of(entries, _paper, "arXiv", first + 1)))


def _paper(entry: Element) -> Paper:
    primary = entry.find(f"{ARXIV}primary_category")
    terms = [category.get("term", "") for category in entry.findall(f"{ATOM}category")]
    record = Record(
        id=text_of(entry, f"{ATOM}id"),
        title=text_of(entry, f"{ATOM}title"),
        abstract=text_of(entry, f"{ATOM}summary"),
        authors=tuple(text_of(author, f"{ATOM}name") for author in entry.findall(f"{ATOM}author")),
        categories=(*([primary.get("term", "")] if primary is not None else []), *terms),
        published=day_of(text_of(entry, f"{ATOM}published")),
        updated=day_of(text_of(entry, f"{ATOM}updated")),
        note=text_of(entry, f"{ARXIV}comment"),
        venue=text_of(entry, f"{ARXIV}journal_ref"),
        doi=text_of(entry, f"{ARXIV}doi"),
    )
    return to_paper(record)
