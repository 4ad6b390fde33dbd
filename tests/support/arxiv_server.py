"""A server on this machine that speaks arXiv's API, its daily feed and its OAI-PMH interface, and fails as they can.

`ArxivServer(works)` answers `/api/query`, `/atom/CATEGORIES` and `/oai`. What goes wrong is scripted or decided by a
hook, as in `hub_server`, whose faults it shares.
"""

import datetime as dt
import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit
from xml.sax.saxutils import escape

import pytest

from tests.support.arxiv_works import Work, set_name
from tests.support.hub_server import Asked, Fault, HubServer, _Handler

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ATOM = (
    'xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom" '
    'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
_RANGE = re.compile(r"submittedDate:\[(\d{12}) TO (\d{12})\]")


def rate_exceeded() -> Fault:
    return Fault(body=b"Rate exceeded.", content_type="text/plain")


def not_acceptable() -> Fault:
    return Fault(406, body=b"Not Acceptable", content_type="text/html")


def empty_page(total: int) -> Fault:
    """A page that promises papers and has none."""
    return Fault(body=_feed([], total, 0).encode())


def error_entry(why: str, status: int = 200) -> Fault:
    return Fault(status, body=_error(why).encode())


def _error(why: str) -> str:
    entry = (
        f"<entry><id>https://arxiv.org/api/errors#x</id><title>Error</title><summary>{escape(why)}</summary></entry>"
    )
    return _feed([entry], 1, 0)


def _feed(entries: Sequence[str], total: int, start: int) -> str:
    counts = f"<opensearch:totalResults>{total}</opensearch:totalResults>"
    counts += f"<opensearch:startIndex>{start}</opensearch:startIndex>"
    return f"{_XML}<feed {_ATOM}><title>arXiv Query</title>{counts}{''.join(entries)}</feed>"


class ArxivServer(HubServer):
    """The server; it runs between `with` and its end."""

    def __init__(self, works: Sequence[Work] = ()) -> None:
        super().__init__()
        self.RequestHandlerClass = _ArxivHandler
        self.works = list(works)
        self.entries: dict[str, str] = {}  # captured ones, in place of works, for the API
        self.day = dt.date(2026, 3, 31)  # of the list
        self.made = dt.datetime(2026, 3, 31, 4, 0, 11, tzinfo=dt.UTC)  # when the feed was built
        self.known = {"cs", "cs.LG", "cs.CL", "cs.AI", "stat.ML", "hep-th", "math.AG"}
        self.feed_size = 2000
        self.deepest = 10_000
        self.oai_size = 1300
        self.oai_today = dt.date(2026, 4, 1)

    @property
    def api(self) -> str:
        return f"{self.url}/api/query"

    @property
    def listing(self) -> str:
        return f"{self.url}/atom"

    @property
    def oai(self) -> str:
        return f"{self.url}/oai"

    def asked_for(self, path: str) -> list[dict[str, str]]:
        return [asked.params for asked in self.asked if asked.path.startswith(path)]

    def document(self, path: str, params: dict[str, str]) -> tuple[int, str, str]:
        """Return status, document and type of an answer, as arXiv itself would give it."""
        if path == "/api/query":
            return (*self._query(params), "application/atom+xml; charset=utf-8")
        if path.startswith("/atom/"):
            return (*self._listing(path.removeprefix("/atom/")), "application/atom+xml; charset=utf-8")
        if path == "/oai":
            return (*self._records(params), "text/xml; charset=utf-8")
        return 404, "<html>Not found</html>", "text/html"

    def _query(self, params: dict[str, str]) -> tuple[int, str]:
        start, size = int(params.get("start", "0")), int(params.get("max_results", "10"))
        if size > 2000 or start + size > 30_000:
            return 400, _error("max_results must be at most 2000")
        if start + size > self.deepest:
            return 500, "Internal Server Error"
        if ids := params.get("id_list"):
            names = [re.sub(r"v\d+$", "", name) for name in ids.split(",")]
            if wrong := [name for name in names if not re.fullmatch(r"\d{4}\.\d{4,5}|[a-z-]+/\d{7}", name)]:
                return 400, _error(f"incorrect id format for {wrong[0]}")
            if self.entries:
                found = [self.entries[name] for name in names if name in self.entries]
            else:
                found = [work.api_entry() for work in self.works if work.id in names]
        elif self.entries:
            found = list(self.entries.values())
        else:
            works = sorted(filter(self._matcher(params["search_query"]), self.works), key=lambda work: work.versions[0])
            found = [work.api_entry() for work in reversed(works)]
        return 200, _feed(found[start : start + size], len(found), start)

    def _matcher(self, query: str) -> Callable[[Work], bool]:
        days = _RANGE.search(query)
        categories = re.findall(r"cat:([\w.*-]+)", query)
        words = [one or two for one, two in re.findall(r'all:(?:"([^"]+)"|(\w+))', query)]

        def matches(work: Work) -> bool:
            if days and not days[1] <= f"{work.versions[0]:%Y%m%d%H%M}" < days[2]:
                return False
            patterns = [re.escape(name).replace(r"\*", r"[\w-]+") for name in categories]
            if patterns and not any(re.fullmatch(p, name) for p in patterns for name in work.categories):
                return False
            text = f"{work.title} {work.abstract}".lower()
            return all(word.lower() in text for word in words)

        return matches

    def _listing(self, names: str) -> tuple[int, str]:
        wanted = unquote(names).split("+")
        if wrong := [name for name in wanted if name not in self.known]:
            error = f"Bad archive '{wrong[0]}'. Valid archive names are: cs, math."
            return 400, (
                f"{_XML}<feed {_ATOM}><title>Feed error for query: {names}</title><subtitle>{error}</subtitle></feed>"
            )
        entries = [
            work.feed_entry(self.day)
            for work in self.works
            if work.kind and any(name in (*work.categories, "cs") for name in wanted)
        ]
        return 200, (
            f"{_XML}<feed {_ATOM}><title>{', '.join(wanted)} updates on arXiv.org</title>"
            f"<updated>{self.made.isoformat()}</updated>{''.join(entries[: self.feed_size])}</feed>"
        )

    def _records(self, params: dict[str, str]) -> tuple[int, str]:
        if params.get("verb") != "ListRecords":
            return _oai_error("badVerb")
        asked = params
        if token := params.get("resumptionToken"):
            if set(params) != {"verb", "resumptionToken"}:
                return _oai_error("badArgument", "resumptionToken is exclusive")
            asked = dict(parse_qsl(unquote(token)))
            if "skip" not in asked or asked["made"] != str(self.oai_today):
                return _oai_error("badResumptionToken", "The value of the resumptionToken argument is expired.")
        if asked.get("metadataPrefix") != "arXivRaw":
            return _oai_error("cannotDisseminateFormat")
        since, spec, skip = asked.get("from", "2005-09-16"), asked.get("set", ""), int(asked.get("skip", "0"))
        if since < "2005-09-16" or since > str(self.oai_today):
            return _oai_error("badArgument", "from date out of range")
        works = sorted((w for w in self.works if str(w.changed) >= since), key=lambda work: (work.changed, work.id))
        works = [
            work for work in works if any((s + ":").startswith(spec + ":") for s in map(set_name, work.categories))
        ]
        page = works[skip : skip + self.oai_size]
        if not page:
            return _oai_error("noRecordsMatch", "The combination of the values results in an empty list.")
        rest = ""
        if len(works) > skip + self.oai_size:  # arXiv's tokens go on from the day of the last record
            last = page[-1].changed
            same = sum(work.changed == last for work in page) + (skip if str(last) == since else 0)
            rest = quote(urlencode({**asked, "from": last, "skip": same, "made": self.oai_today}))
            expires = f"{self.oai_today + dt.timedelta(days=1)}T00:00:00Z"
            rest = f'<resumptionToken expirationDate="{expires}">{rest}</resumptionToken>'
        elif token:
            rest = "<resumptionToken/>"
        records = "".join(work.oai_record() for work in page)
        return 200, _oai(f"<ListRecords>{records}{rest}</ListRecords>")


def _oai_error(code: str, why: str = "") -> tuple[int, str]:
    return 200, _oai(f'<error code="{code}">{why}</error>')


def _oai(inner: str) -> str:
    return (
        f'{_XML}<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
        f"<responseDate>2026-04-01T12:00:00Z</responseDate>{inner}</OAI-PMH>"
    )


class _ArxivHandler(_Handler):
    server: Any

    def do_GET(self) -> None:
        server: ArxivServer = self.server
        path, query = urlsplit(self.path)[2:4]
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(dict(parse_qsl(query)), headers, time.time(), path)
        fault = server.fault(asked) or Fault()
        status, text, kind = server.document(path, asked.params)
        status = fault.status if fault.status != 200 else status
        body = text.encode() if fault.body is None else fault.body
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if status == 200 and headers.get("if-none-match") == tag:
            status, body = 304, b""
        asked.status = status
        if server.closing.wait(fault.delay):
            self.close_connection = True
            return
        with suppress(ConnectionError):
            self._send(status, {"ETag": tag} | ({"Content-Type": kind} if fault.body is None else {}), body, fault)


@pytest.fixture(scope="session")
def captured_entries() -> dict[str, str]:
    """Entries of captured answers of the API by identifier, which are not part of the repository."""
    folder = Path(__file__).parents[3] / "shared" / "data" / "arxiv_api"
    if not folder.is_dir():
        pytest.skip("the captured answers are not beside the project")
    bodies = [json.loads(path.read_text())["body"] for path in sorted(folder.glob("*.json"))]
    entries = [entry for body in bodies for entry in re.findall(r"<entry>.*?</entry>", body, re.DOTALL)]
    names = [re.search(r"<id>http://arxiv.org/abs/(.+?)v\d+</id>", entry) for entry in entries]
    return {name[1]: entry for name, entry in zip(names, entries, strict=True) if name}


@pytest.fixture
def arxiv_server() -> Iterator[ArxivServer]:
    """A server for one test."""
    with ArxivServer() as server:
        yield server
