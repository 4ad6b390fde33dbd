"""A page of arXiv's OAI-PMH interface, in its format `arXivRaw`.

`arXivRaw` and not `arXiv`: only it has the versions with their days. The other's `created` is the day of the *last*
version since March 2025, so that a paper of 2016 looks like one of today. https://info.arxiv.org/help/oa/index.html
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from xml.etree.ElementTree import Element

from index.errors import SourceBadReply
from index.paper import Paper
from index.sources.arxiv_query import PARTED
from index.sources.arxiv_records import Record, author_names, day_of, time_of, to_paper, version_of
from index.sources.arxiv_replies import EmptyPage, root_of, text_of
from index.sources.base import Skipped
from index.sources.fields import BadRow

FORMAT = "arXivRaw"

_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_RAW = "{http://arxiv.org/OAI/arXivRaw/}"
_OWN_GROUP = frozenset(PARTED) - {"astro-ph", "cond-mat", "nlin"}  # the others belong to the group `physics`


class TokenExpired(SourceBadReply):
    """The resumption token is not taken any more: it was made yesterday (`badResumptionToken`)."""


class OaiPage(NamedTuple):
    """Some records, in the order in which they were changed; `token` asks for the next page, and is "" on the last.

    The token is good until `expires`; `reached` is the day on which the last of them was changed (its datestamp).
    """

    papers: tuple[Paper | Skipped, ...]
    token: str = ""
    expires: dt.datetime | None = None
    reached: dt.date | None = None


def set_of(category: str) -> str:
    """Return the set of a category or archive: `cs:cs:LG`, `physics:astro-ph:CO`, `physics:hep-th`, `cs`."""
    archive, _, part = category.partition(".")
    group = archive if archive in _OWN_GROUP else "physics"
    if part:
        return f"{group}:{archive}:{part}"
    return f"{group}:{archive}" if group != archive or archive == "physics" else archive


def parse_records(body: bytes) -> OaiPage:
    """Return the records in a reply to `ListRecords`; that no record matches is a page without any.

    Raises:
        EmptyPage: it holds neither records nor a reason.
    """
    root = root_of(body, f"{_OAI}OAI-PMH")
    if (error := root.find(f"{_OAI}error")) is not None:
        return _without_records(error.get("code", ""), text_of(error))
    records = root.findall(f"{_OAI}ListRecords/{_OAI}record")
    if not records:
        raise EmptyPage("arXiv answers with neither records nor a reason.", "")
    days = (day_of(text_of(record, f"{_OAI}header/{_OAI}datestamp")) for record in records)
    token = root.find(f"{_OAI}ListRecords/{_OAI}resumptionToken")
    return OaiPage(
        papers=tuple(_papers(records)),
        token=text_of(token),
        expires=time_of(token.get("expirationDate", "")) if token is not None else None,
        reached=max(filter(None, days), default=None),
    )


def _without_records(code: str, why: str) -> OaiPage:
    if code == "noRecordsMatch":
        return OaiPage(())
    if code == "badResumptionToken":
        raise TokenExpired("arXiv does not take the resumption token any more.", "Run it again.")
    raise SourceBadReply(
        f"arXiv refuses the request: {' '.join(f'{code} {why}'.split())[:200]}.", "Check what is asked for."
    )


def _papers(records: list[Element]) -> Iterator[Paper | Skipped]:
    for number, record in enumerate(records, 1):
        name = text_of(record, f"{_OAI}header/{_OAI}identifier")
        header = record.find(f"{_OAI}header")
        if header is not None and header.get("status") == "deleted":
            yield Skipped(file=name, line=number, reason="arXiv has deleted it")
            continue
        try:
            yield to_paper(_record(record))
        except BadRow as error:
            yield Skipped(file=name or "arXiv", line=number, reason=str(error))


def _record(record: Element) -> Record:
    raw = record.find(f"{_OAI}metadata/{_RAW}arXivRaw")
    if raw is None:
        raise BadRow("no metadata")
    versions = {
        version_of(one.get("version", "")) or 0: _mail_day(text_of(one, f"{_RAW}date"))
        for one in raw.iter(f"{_RAW}version")
    }
    last = max(versions, default=0)
    return Record(
        id=text_of(raw, f"{_RAW}id"),
        title=text_of(raw, f"{_RAW}title"),
        abstract=text_of(raw, f"{_RAW}abstract"),
        authors=author_names(text_of(raw, f"{_RAW}authors")),
        categories=tuple(text_of(raw, f"{_RAW}categories").split()),
        published=versions.get(1),
        updated=versions.get(last),
        version=last or None,
        note=text_of(raw, f"{_RAW}comments"),
        venue=text_of(raw, f"{_RAW}journal-ref"),
        doi=text_of(raw, f"{_RAW}doi"),
    )


def _mail_day(text: str) -> dt.date | None:
    """Return the day of a time such as `Wed, 25 Jun 2008 15:29:38 GMT`."""
    try:
        return parsedate_to_datetime(text).date()
    except ValueError:
        return None
