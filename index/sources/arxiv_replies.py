"""What arXiv answers with: an XML document that was asked for, or one of its ways to refuse.

It throttles with 429 and 503, with 406, and with 200 and the text `Rate exceeded.`; it reports a bad request as an
Atom entry called "Error", under 200 or 400; and between a query and its page come HTML pages, pages without entries,
and documents that were cut off. None of these is an empty result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeVar
from xml.etree.ElementTree import Element, ParseError

import httpx
from defusedxml.ElementTree import fromstring

from index.errors import SourceBadReply, SourceError, SourceUnreachable
from index.sources.exchange import throttled, unreachable
from index.sources.http import Manners, PoliteClient, Reply, is_success

# At most one request every three seconds and one connection, for API, OAI-PMH and listing together; what is found
# changes once a day (https://info.arxiv.org/help/api/tou.html and user-manual.html).
MANNERS = Manners("arxiv", spacing=3.0)

T = TypeVar("T")

_REFUSED = 406  # how the API throttles since 2025: blazickjp/arxiv-mcp-server issue 277
_RATE = b"rate exceeded"
_CUT = (3, 5, 6, 20)  # expat: the document ends in an element, a token, a character, a CDATA section
_LATER = "Run it again later."


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
    """Return what `parse` makes of the answer; an answer that it does not understand is no answer.

    Raises:
        SourceBadReply: it answers with something else, or again and again with an empty page.
    """
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
    """Return the root of a document that begins with the element `tag`.

    Raises:
        SourceUnreachable: the document was cut off.
        SourceBadReply: it is a document of another kind.
    """
    try:
        root: Element = fromstring(body)
    except ParseError as error:
        if error.code in _CUT and not _is_page(body):
            raise unreachable("arXiv", "cut off its answer") from error
        raise OtherDocument.of(body) from error
    except ValueError as error:  # defusedxml: it declares entities, which arXiv does not
        raise OtherDocument.of(body) from error
    if root.tag != tag:
        raise OtherDocument.of(body)
    return root


def _is_page(body: bytes) -> bool:
    return body[:1000].lstrip().lower().startswith((b"<!doctype html", b"<html"))


def text_of(element: Element | None, path: str = ".") -> str:
    """Return the text below an element, with its line breaks; "" where there is none."""
    found = element.find(path) if element is not None else None
    return "".join(found.itertext()).strip() if found is not None else ""
