"""All papers of a category since a day, over OAI-PMH (https://info.arxiv.org/help/bulk_data.html).

`oaipmh-scythe` is not used: a page that was cut off passes for the last one there, its own HTTP client does not see our
spacing and lock, and it loses the numbers of versions. Where a harvest stands is kept in a file, so that one which was
stopped goes on: with its token, which is good until midnight (GMT), or from the day that it had reached.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

from pydantic import BaseModel, ValidationError

from index.atomic import replace_file
from index.errors import SourceBadReply
from index.paper import Paper
from index.sources.arxiv import PARTED
from index.sources.arxiv_replies import (
    MANNERS,
    NAMES,
    EmptyPage,
    Question,
    ask,
    author_names,
    day_of,
    root_of,
    row_of,
    text_of,
    time_of,
    to_paper,
    version_of,
)
from index.sources.base import Skipped
from index.sources.fields import BadRow
from index.sources.http import PoliteClient
from index.storage import stored

ENDPOINT = "https://oaipmh.arxiv.org/oai"

_EARLIEST = dt.date(2005, 9, 16)  # the first day on which a record was changed, as `Identify` has it
# A page of some 1,300 records takes arXiv from 5 seconds to more than a minute.
_MANNERS = MANNERS._replace(keep=0.0, patience=900.0)
# Only it has the versions with their days; `created` of `arXiv` is the day of the last one since March 2025.
FORMAT = "arXivRaw"

_NAMED = ("id", "title", "abstract", "authors", "categories", "doi")
_PATHS = {**{name: f"raw:{name}" for name in _NAMED}, "note": "raw:comments", "venue": "raw:journal-ref"}
_OWN_GROUP = frozenset(PARTED) - {"astro-ph", "cond-mat", "nlin"}  # the others belong to the group `physics`


class Standing(BaseModel, frozen=True, extra="forbid"):
    """Where a harvest stands: the day that it has reached, the token of its next page, and what it has brought."""

    reached: dt.date
    token: str = ""
    expires: dt.datetime | None = None
    records: int = 0
    complete: bool = False


class Wanted(NamedTuple):
    """A category or archive, and the first day of its papers' first version."""

    category: str
    since: dt.date


class Harvest:
    """The papers of a category whose first version is of a day or later.

    Records are asked for by the day of their last change, which is no earlier; older papers that were changed
    are left out. `folder` keeps where it stands, which `afresh` has forgotten; `now` tells the time.
    """

    def __init__(
        self,
        client: PoliteClient,
        folder: Path,
        wanted: Wanted,
        *,
        endpoint: str = ENDPOINT,
        afresh: bool = False,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    ) -> None:
        self._client, self._endpoint, self._now = client, endpoint, now
        self._set, self._since = set_of(wanted.category), wanted.since
        self._file = folder / f"oai-{self._set.replace(':', '.')}-{wanted.since}.json"
        self.standing = Standing(reached=wanted.since) if afresh else self._load()
        self._restarted: dt.date | None = None

    def pages(self) -> Iterator[tuple[Paper | Skipped, ...]]:
        """Yield the papers of each page; when the next is asked for, the last counts as taken, and is gone on from."""
        self.standing = self.standing.model_copy(update={"complete": False})
        while not self.standing.complete:
            page = self._next()
            yield tuple(
                record
                for record in page.papers
                if not isinstance(record, Paper) or record.published is None or record.published >= self._since
            )
            self._keep(page)

    def _next(self) -> OaiPage:
        """Return the next page; where its token does not lead on, the one that begins on the day reached."""
        token, expires = self.standing.token, self.standing.expires
        if not token:
            return self._ask("")
        try:
            page = OaiPage(()) if expires and expires <= self._now() else self._ask(token)
        except TokenExpired:
            if self._restarted == self.standing.reached:  # from there no token has led on before
                raise
            page = OaiPage(())
        if page.papers:
            return page
        self._restarted = self.standing.reached
        return self._ask("")

    def _ask(self, token: str) -> OaiPage:
        first = {"metadataPrefix": FORMAT, "set": self._set, "from": str(max(self.standing.reached, _EARLIEST))}
        params = {"verb": "ListRecords", **({"resumptionToken": token} if token else first)}
        return ask(self._client, Question(self._endpoint, params, "text/xml", _MANNERS), parse_records)

    def _load(self) -> Standing:
        try:
            return Standing.model_validate_json(self._file.read_text(encoding="utf-8"))
        except (OSError, ValidationError):
            return Standing(reached=self._since)

    def _keep(self, page: OaiPage) -> None:
        before = self.standing
        self.standing = Standing(
            reached=max(before.reached, page.reached or before.reached),
            token=page.token,
            expires=page.expires,
            records=before.records + len(page.papers),
            complete=not page.token,
        )
        with stored(self._file):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            replace_file(self._file, self.standing.model_dump_json())


class TokenExpired(SourceBadReply):
    """The resumption token is not taken any more: it was made yesterday (`badResumptionToken`)."""


class OaiPage(NamedTuple):
    """Some records, in the order in which they were changed."""

    papers: tuple[Paper | Skipped, ...]
    token: str = ""  # asks for the next page; "" on the last
    expires: dt.datetime | None = None  # until when the token is good
    reached: dt.date | None = None  # the day on which the last of them was changed (its datestamp)


def set_of(category: str) -> str:
    """Return the set of a category or archive: `cs:cs:LG`, `physics:astro-ph:CO`, `physics:hep-th`, `cs`."""
    archive, _, part = category.partition(".")
    group = archive if archive in _OWN_GROUP else "physics"
    if part:
        return f"{group}:{archive}:{part}"
    return f"{group}:{archive}" if group != archive or archive == "physics" else archive


def parse_records(body: bytes) -> OaiPage:
    """Return the records in a reply to `ListRecords`; raise `EmptyPage` if it holds neither records nor a reason."""
    root = root_of(body, "oai:OAI-PMH")
    if (error := root.find("oai:error", NAMES)) is not None:
        code, why = error.get("code", ""), text_of(error)
        if code == "noRecordsMatch":
            return OaiPage(())
        if code == "badResumptionToken":
            raise TokenExpired("arXiv does not take the resumption token any more.", "Run it again.")
        what = f"arXiv refuses the request: {' '.join(f'{code} {why}'.split())[:200]}."
        raise SourceBadReply(what, "Check what is asked for.")
    records = root.findall("oai:ListRecords/oai:record", NAMES)
    if not records:
        raise EmptyPage("arXiv answers with neither records nor a reason.", "")
    days = (day_of(text_of(record, "oai:header/oai:datestamp")) for record in records)
    token = root.find("oai:ListRecords/oai:resumptionToken", NAMES)
    return OaiPage(
        papers=tuple(_papers(records)),
        token=text_of(token),
        expires=time_of(token.get("expirationDate", "")) if token is not None else None,
        reached=max(filter(None, days), default=None),
    )


def _papers(records: list[Element]) -> Iterator[Paper | Skipped]:
    for number, record in enumerate(records, 1):
        name = text_of(record, "oai:header/oai:identifier")
        header = record.find("oai:header", NAMES)
        if header is not None and header.get("status") == "deleted":
            yield Skipped(file=name, line=number, reason="arXiv has deleted it")
            continue
        try:
            yield _paper(record)
        except BadRow as error:
            yield Skipped(file=name or "arXiv", line=number, reason=str(error))


def _paper(record: Element) -> Paper:
    raw = record.find("oai:metadata/raw:arXivRaw", NAMES)
    if raw is None:
        raise BadRow("no metadata")
    row = row_of(raw, _PATHS)
    days = {
        version_of(one.get("version", "")) or 0: text_of(one, "raw:date") for one in raw.findall("raw:version", NAMES)
    }
    last = max(days, default=0)
    row |= {"published": days.get(1), "updated": days.get(last), "version": last or None}
    return to_paper({**row, "authors": author_names(row["authors"]), "categories": row["categories"].split()})
