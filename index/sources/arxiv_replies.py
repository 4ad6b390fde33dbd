"""What arXiv answers with: an XML document that was asked for, with its papers, or one of its ways to refuse.

It throttles with 429, 503, 406, and with 200 and the text `Rate exceeded.`; it reports a bad request as an Atom entry
called "Error"; and in between come pages for people, pages without entries and cut documents. None is an empty result.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar
from xml.etree.ElementTree import Element, ParseError

import httpx
from defusedxml.ElementTree import fromstring

from index.errors import SourceBadReply, SourceError, SourceUnreachable
from index.identity import arxiv_id
from index.paper import Paper
from index.sources.base import Skipped
from index.sources.exchange import throttled, unreachable
from index.sources.exports import ROWS, kinds
from index.sources.fields import BadRow, papers_of, read_row
from index.sources.http import Manners, PoliteClient, Reply, is_success

# At most one request every three seconds and one connection, for API, OAI-PMH and listing together; what is found
# changes once a day (https://info.arxiv.org/help/api/tou.html and user-manual.html).
MANNERS = Manners("arxiv", spacing=3.0)

T = TypeVar("T")

_REFUSED = 406  # how the API throttles since 2025: blazickjp/arxiv-mcp-server issue 277
_RATE = b"rate exceeded"
_CUT = (3, 5, 6, 20)  # expat: the document ends in an element, a token, a character, a CDATA section
_LATER = "Run it again later."
NAMES = {  # spaces of names in what arXiv answers with
    "atom": "http://www.w3.org/2005/Atom",
    "arxiv": "http://arxiv.org/schemas/atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "oai": "http://www.openarchives.org/OAI/2.0/",
    "raw": "http://arxiv.org/OAI/arXivRaw/",
    "search": "http://a9.com/-/spec/opensearch/1.1/",
}


class EmptyPage(SourceUnreachable):
    """A page has no entries, where more were promised. It is asked for again."""


class OtherDocument(SourceBadReply):
    """The body is no document of the kind that was asked for."""

    @classmethod
    def of(cls, body: bytes) -> OtherDocument:
        """Say what it is instead."""
        what = "a page for people" if _is_page(body) else "something else than was asked for"
        return cls(f"arXiv answers with {what}.", _LATER)


class Question(NamedTuple):
    """What is asked of which address, and how long an answer to it holds."""

    url: str
    params: Mapping[str, str] = {}
    accept: str = "application/atom+xml"
    manners: Manners = MANNERS


def ask(client: PoliteClient, question: Question, parse: Callable[[bytes], T], *, fresh: bool = False) -> T:
    """Return what `parse` makes of the answer; raise `SourceBadReply` if that is something else, or empty each time."""
    parsed: list[T] = []

    def judge(reply: Reply) -> SourceError | None:
        try:
            parsed[:] = [_read(reply, parse)]
        except SourceError as error:
            return error
        return None

    url, params, accept, manners = question
    try:
        client.get(url, params=params, manners=manners, accept=accept, judge=judge, fresh=fresh)
    except EmptyPage as error:
        raise SourceBadReply(error.what, _LATER) from error
    return parsed[0]


def _read(reply: Reply, parse: Callable[[bytes], T]) -> T:
    start = reply.body[:1000].lstrip().lower()
    if reply.status == _REFUSED or (_RATE in start and not start.startswith(b"<?xml")):
        raise throttled(httpx.URL(reply.url).host)
    try:
        parsed = parse(reply.body)
    except (OtherDocument, SourceUnreachable) as error:
        raise is_success(reply) or error from None
    if refused := is_success(reply):
        raise refused
    return parsed


def root_of(body: bytes, tag: str) -> Element:
    """Return the root of a document that begins with `tag`; a cut one is `SourceUnreachable`, another a bad reply."""
    try:
        root: Element = fromstring(body)
    except ParseError as error:
        if error.code in _CUT and not _is_page(body):
            raise unreachable("arXiv", "cut off its answer") from error
        raise OtherDocument.of(body) from error
    except ValueError as error:  # defusedxml: it declares entities, which arXiv does not
        raise OtherDocument.of(body) from error
    space, _, name = tag.partition(":")
    if root.tag != f"{{{NAMES[space]}}}{name}":
        raise OtherDocument.of(body)
    return root


def _is_page(body: bytes) -> bool:
    return body[:1000].lstrip().lower().startswith((b"<!doctype html", b"<html"))


def text_of(element: Element | None, path: str = ".") -> str:
    """Return the text below an element, with its line breaks; "" where there is none."""
    found = element.find(path, NAMES) if element is not None else None
    return "".join(found.itertext()).strip() if found is not None else ""


SOURCE = "arxiv"

_VERSION = re.compile(r"v(\d+)$")
_CATEGORY = re.compile(r"[a-z-]+(?:\.[A-Za-z-]+)?")  # API and listing also name classes of ACM and MSC: I.2.7, 68T05
_BRACKETS = re.compile(r"\([^()]*\)")  # behind a name: where its bearer works
_BETWEEN_NAMES = re.compile(r"[,;]\s*(?:and\s+|&\s*)?|\s+(?:and|&)\s+", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?", re.IGNORECASE)
_PATHS = {
    "id": "atom:id",
    "title": "atom:title",
    "abstract": "atom:summary",
    "published": "atom:published",
    "updated": "atom:updated",
    "note": "arxiv:comment",
    "venue": "arxiv:journal_ref",
    "doi": "arxiv:doi",
}


def row_of(element: Element | None, paths: Mapping[str, str]) -> dict[str, Any]:
    """Return the texts at some paths below an element, by our names of the fields."""
    return {name: text_of(element, path) for name, path in paths.items()}


def to_paper(row: Mapping[str, Any]) -> Paper:
    """Return the paper of a row with our names of the fields; raise `BadRow` without an identifier, title or abstract.

    Its `id` may be spelled in any way, and end in a version. `categories` begin with the primary one.
    """
    identifier = arxiv_id(row["id"])
    if not identifier:
        raise BadRow(f"{row['id'][:60]!r} is no arXiv identifier" if row["id"] else "no identifier")
    ours = [category for category in dict.fromkeys(row["categories"]) if _CATEGORY.fullmatch(category)]
    lists = {"authors": [*row.get("authors", ())], "categories": ours, "doi": row["doi"].split()}
    try:
        return read_row({**row, **lists}, SOURCE, kinds()[ROWS]).paper
    except BadRow as error:
        raise BadRow(
            f"{identifier} has {error}" if str(error).startswith("no ") else f"{identifier}: {error}"
        ) from error


def version_of(identifier: str) -> int | None:
    """Return the version that an identifier ends in."""
    found = _VERSION.search(identifier)
    return int(found[1]) if found else None


def author_names(text: str) -> tuple[str, ...]:
    """Return the names in one string of all authors, as listing and OAI-PMH have it, without what is in brackets."""
    while (bare := _BRACKETS.sub(" ", text)) != text:
        text = bare
    names: list[str] = []
    for part in _BETWEEN_NAMES.split(text):
        name = " ".join(part.split()).strip(" :()")
        if names and _SUFFIX.fullmatch(name):
            names[-1] = f"{names[-1]} {name}"
        elif any(map(str.isalpha, name)):  # a colon stands among the authors, behind an institution
            names.append(name)
    return tuple(names)


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
    """Some of the papers found, and how many are found in `total`."""

    total: int
    papers: tuple[Paper | Skipped, ...]


def parse_page(body: bytes) -> Page:
    """Return the page in a reply; raise `SourceBadReply` if it is no such page, or says that the request is wrong."""
    feed = root_of(body, "atom:feed")
    entries = feed.findall("atom:entry", NAMES)
    for entry in entries:
        if "api/errors" in text_of(entry, "atom:id"):
            why = " ".join(text_of(entry, "atom:summary").split())[:200]
            raise SourceBadReply(f"arXiv refuses the request: {why}.", "Change what is asked for.")
    total, start = (text_of(feed, f"search:{name}") for name in ("totalResults", "startIndex"))
    if not total.isdecimal():
        raise SourceBadReply("arXiv's answer does not say how many papers were found.", "Run it again later.")
    first = int(start) if start.isdecimal() else 0
    return Page(int(total), tuple(papers_of(entries, _paper, "arXiv", first + 1)))


def _paper(entry: Element) -> Paper:
    primary = entry.findall("arxiv:primary_category", NAMES)[:1]
    authors = [text_of(author, "atom:name") for author in entry.findall("atom:author", NAMES)]
    categories = [each.get("term", "") for each in (*primary, *entry.findall("atom:category", NAMES))]
    return to_paper({**row_of(entry, _PATHS), "authors": authors, "categories": categories})
