"""A page of arXiv's API: an Atom feed with the papers it found, and how many there are altogether.

https://info.arxiv.org/help/api/user-manual.html#_details_of_atom_results_returned
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from index.errors import SourceBadReply
from index.paper import Paper
from index.sources.arxiv_records import Record, day_of, to_paper
from index.sources.arxiv_replies import root_of, text_of
from index.sources.base import Skipped
from index.sources.fields import BadRow

ATOM = "{http://www.w3.org/2005/Atom}"
ARXIV = "{http://arxiv.org/schemas/atom}"
_OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


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
    return Page(int(total), first, tuple(_papers(entries, first)))


def _papers(entries: list[Element], start: int) -> Iterator[Paper | Skipped]:
    for number, entry in enumerate(entries, start + 1):
        try:
            yield to_paper(_record(entry))
        except BadRow as error:
            yield Skipped(file="arXiv", line=number, reason=str(error))


def _record(entry: Element) -> Record:
    primary = entry.find(f"{ARXIV}primary_category")
    terms = [category.get("term", "") for category in entry.findall(f"{ATOM}category")]
    return Record(
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
