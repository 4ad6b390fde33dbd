"""A server on this machine that speaks `GET /api/daily_papers` as Hugging Face does, and fails as it can.

`HubServer(days)` takes a list of items for each day, `folder_days(path)` those of captured answers. What goes wrong is
scripted, one fault for each request to come (`None`: nothing does), or decided by `server.hook`, which sees the request
before it is answered and may change `server.days` as well, so that pages shift.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import lzma
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

import pytest


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one answer; the list stays what it is where `body` is None."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str = "application/json; charset=utf-8"
    delay: float = 0  # seconds before anything is sent
    drip: float = 0  # seconds before each hundred bytes
    cut: Literal["", "length", "chunks", "unnoticed"] = ""  # in the middle of the body, by how its end is told


def slow(seconds: float) -> Fault:
    return Fault(delay=seconds)


def cut(how: Literal["length", "chunks", "unnoticed"] = "length") -> Fault:
    return Fault(cut=how)


def throttled(after: str | None = None, status: int = 429) -> Fault:
    headers = {} if after is None else {"Retry-After": after}
    return Fault(status, headers, b'{"error":"Too many requests"}')


def broken(status: int = 500) -> Fault:
    return Fault(status, body=b"Internal Server Error", content_type="text/plain")


def refused(status: int, message: str) -> Fault:
    return Fault(status, body=json.dumps({"error": message}).encode())


def page() -> Fault:
    return Fault(body=b"<!DOCTYPE html><html><h1>Back soon</h1></html>", content_type="text/html")


def malformed() -> Fault:
    return Fault(body=b'[{"paper": {"id": oops}}]')


def empty() -> Fault:
    return Fault(body=b"[]")


def moved(to: str, status: int = 302) -> Fault:
    return Fault(status, {"Location": to}, b"")


@dataclass
class Asked:
    """A request as it came, at a time of `time.time`."""

    params: dict[str, str]
    headers: dict[str, str]
    at: float
    path: str = ""
    status: int = 0  # of the answer


Hook = Callable[[Asked], Fault | None]


class FolderDays(Mapping[str, list[Any]]):
    """Days of captured answers, `DAY.json.xz` each, read when they are asked for."""

    def __init__(self, folder: Path, only: frozenset[str] | None = None) -> None:
        names = {path.name.removesuffix(".json.xz"): path for path in sorted(folder.glob("*.json.xz"))}
        self._files = {name: path for name, path in names.items() if only is None or name in only}

    def __getitem__(self, day: str) -> list[Any]:
        with lzma.open(self._files[day], "rt", encoding="utf-8") as text:
            items: list[Any] = json.load(text)
        return items

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


class HubServer(ThreadingHTTPServer):
    """The server; it runs between `with` and its end."""

    daemon_threads = False  # so that closing waits for the handlers, and no socket outlives a test

    def __init__(self, days: Mapping[str, list[Any]] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.days: Mapping[str, list[Any]] = {} if days is None else days
        self.today = dt.date(2026, 4, 1)  # later days are answered with 400
        self.largest_page = 100
        self.hook: Hook = lambda _: None
        self.etags = True
        self.asked: list[Asked] = []
        self.failures: list[BaseException | None] = []
        self.closing = threading.Event()
        self._script: list[Fault | None] = []
        self._connections: set[socket.socket] = set()
        self._one_by_one = threading.Lock()

    def script(self, *faults: Fault | None) -> None:
        """Add what goes wrong with the next requests, one each."""
        self._script.extend(faults)

    def fault(self, asked: Asked) -> Fault | None:
        """Take note of a request, and return what goes wrong with it."""
        with self._one_by_one:
            self.asked.append(asked)
            return self._script.pop(0) if self._script else self.hook(asked)

    def answer(self, params: Mapping[str, str]) -> tuple[int, object]:
        """Return status and document of a request, as the site itself would answer it."""
        limit, start = int(params.get("limit", "50")), int(params.get("p", "0"))
        if limit > 100:
            return 400, {"error": "limit must be at most 100"}
        if "date" in params:
            if dt.date.fromisoformat(params["date"]) > self.today:
                return 400, {"error": "The list of that date is not available yet"}
            items = list(self.days.get(params["date"], []))
        elif "week" in params:
            week = [day for day in self.days if f"{dt.date.fromisoformat(day):%G-W%V}" == params["week"]]
            items = _by_votes([item for day in week for item in self.days[day]])[:50]
        else:
            items = [item for day in self.days if day.startswith(params["month"]) for item in self.days[day]]
        size = min(limit, self.largest_page)
        return 200, items[start * size : (start + 1) * size]

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(error := sys.exc_info()[1], ConnectionError):  # that is a client that left
            self.failures.append(error)

    def __enter__(self) -> HubServer:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        for connection in list(self._connections):  # those that a client keeps alive
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RD)
        self.server_close()
        assert not self.failures, f"The server itself failed: {self.failures}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # 40 ms a request otherwise
    server: HubServer
    _date = ""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        path, query = urlsplit(self.path)[2:4]
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(dict(parse_qsl(query)), headers, time.time(), path)
        fault = self.server.fault(asked) or Fault()
        status, document = self.server.answer(asked.params)
        if path != "/api/daily_papers":
            status, document = 404, {"error": "Not found"}
        status = fault.status if fault.status != 200 else status
        body = json.dumps(document, ensure_ascii=False).encode() if fault.body is None else fault.body
        tag = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
        if status == 200 and self.server.etags and headers.get("if-none-match") == tag:
            status, body = 304, b""
        asked.status = status
        self._date = fault.headers.get("Date", "")
        if self.server.closing.wait(fault.delay):
            self.close_connection = True
            return
        with suppress(ConnectionError):
            self._send(status, {"ETag": tag} if self.server.etags else {}, body, fault)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return self._date or super().date_time_string(timestamp)

    def _send(self, status: int, headers: dict[str, str], body: bytes, fault: Fault) -> None:
        self.send_response(status)
        framing = {
            "": {"Content-Length": str(len(body))},
            "length": {"Content-Length": str(len(body))},
            "chunks": {"Transfer-Encoding": "chunked"},
            "unnoticed": {"Connection": "close"},
        }[fault.cut]
        for name, value in ({"Content-Type": fault.content_type} | headers | framing | dict(fault.headers)).items():
            if name != "Date":  # it is there already
                self.send_header(name, value)
        self.end_headers()
        sent = body[: len(body) // 2] if fault.cut else body
        step = 100 if fault.drip else len(sent) or 1
        for start in range(0, len(sent), step):
            piece = sent[start : start + step]
            if fault.drip and self.server.closing.wait(fault.drip):
                break
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if fault.cut == "chunks" else piece)
        if fault.cut:
            self.close_connection = True
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)


def _by_votes(items: list[Any]) -> list[Any]:
    return sorted(items, key=lambda item: -item["paper"]["upvotes"])


def item(number: int, **fields: Any) -> dict[str, Any]:
    """A made-up item, as the site shows one; `fields` go into its `paper`."""
    return {
        "paper": {
            "id": f"2603.{number:05}",
            "authors": [
                {"_id": "a", "name": "Ada Example", "hidden": False},
                {"_id": "b", "name": "Bo Sample", "hidden": False},
            ],
            "publishedAt": "2026-03-26T15:37:25.000Z",
            "submittedOnDailyAt": "2026-03-31T01:21:47.983Z",
            "title": f"Lantern number {number}\n  for daily lists",
            "summary": f"We light lantern w{number}w for daily lists.\nIt burns for {number} hours.",
            "upvotes": number % 7,
            "discussionId": "z",
            "ai_summary": "A retelling that nobody is to see.",
            **fields,
        },
        "publishedAt": "2026-03-26T11:37:25.000Z",
        "title": f"Lantern number {number} for daily lists",
        "thumbnail": "https://example.org/t.png",
        "numComments": 1,
        "isAuthorParticipating": False,
    }


@pytest.fixture(scope="session")
def captured() -> Path:
    """Captured answers of the site, `DAY.json.xz` each, which are not part of the repository."""
    folder = Path(__file__).parents[3] / "shared" / "data" / "hf_daily_api"
    if not folder.is_dir():
        pytest.skip("the captured lists are not beside the project")
    return folder


@pytest.fixture
def hub_server() -> Iterator[HubServer]:
    """A server for one test."""
    with HubServer() as server:
        yield server
