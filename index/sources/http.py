"""A polite HTTP client: it says who it is, keeps its distance, waits when told to, and never gives out half a reply.

Whatever a site does, the caller gets a whole reply that its judge found good, or a `SourceError`. Replies are kept on
disk, so that nothing is asked for twice in a day.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, version
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

import httpx

from index.errors import ConfigurationError, SourceBadReply, SourceThrottled, SourceUnreachable
from index.sources.exchange import (
    Judge,
    Manners,
    NoTurn,
    Reply,
    Turns,
    failures_told,
    is_success,
    throttled,
    unreachable,
)
from index.storage import stored
from index.waits import retry_after

__all__ = ["Judge", "Manners", "PoliteClient", "Reply", "is_success", "user_agent"]

_PRODUCT = "daily-papers-assistant"
_DIRECT = ("all://localhost", "all://127.0.0.1", "all://[::1]")  # never through a proxy
_KEPT_HEADERS = ("content-type", "etag", "last-modified")
_MOST_BYTES = 256 * 2**20  # of all replies of a site; Atom pages of 2,000 abstracts pack to about 1 MB each
_OLDEST = 45 * 86_400.0  # seconds; the longest time that a catch-up is likely to be resumed after
_SWEEP_EVERY = 100  # replies written by one client
_LARGEST = 64 * 2**20  # bytes of a body; a page of 2,000 abstracts has about 5 MB
_REDIRECTS = 5
_THROTTLED = (429, 503)
_NOT_NOW = (408, 425)
_UNNAMED_REST = 20  # spacings, where a site throttles and names no time: a minute for arXiv, ten seconds for the hub
_OFFLINE_TRIES = 3  # where there is not even a connection, a person is told within seconds
_FIRST_PAUSE = 1.0  # seconds before a site is asked again that did not answer; doubled each time


class _Asked(NamedTuple):
    """A reply to be had from a site. `kept` is an earlier answer; `deadline` is in seconds of the epoch."""

    url: str
    host: str
    accept: str
    judge: Judge
    manners: Manners
    turns: Turns
    kept: Reply | None
    deadline: float


class PoliteClient:
    """The client; locks, times and replies are kept under `folder`.

    `contact` (an address of mail or of a page) goes into the User-Agent, for the people who run the site. `notify` is
    told of every wait that a site causes, in one line. It raises StorageError if the folder cannot be made, and
    ConfigurationError if the environment names a proxy that cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        *,
        contact: str = "",
        notify: Callable[[str], object] = lambda _: None,
        sleep: Callable[[float], object] = time.sleep,
        now: Callable[[], float] = time.time,
        timeout: float = 30.0,
    ) -> None:
        with stored(folder):
            folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._notify, self._sleep, self._now = folder, notify, sleep, now
        self._client = _open(contact, timeout)
        self._caches: dict[str, ReplyCache] = {}

    def get(
        self,
        url: str,
        *,
        manners: Manners,
        params: Mapping[str, str] | None = None,
        accept: str = "*/*",
        judge: Judge = is_success,
        fresh: bool = False,
    ) -> Reply:
        """Return the reply to a GET request, from the cache or from the site.

        `judge` says what a 2xx or 4xx reply is to the source: None if it is good; a `SourceThrottled` or
        `SourceUnreachable` has it asked for again; anything else is raised. With `fresh` the site is asked even when
        the cache would do, though it need not send again what has not changed.

        It raises SourceThrottled if the site asks for fewer requests, for longer than our patience; SourceUnreachable
        if it does not answer, answers 5xx, or not to the end; SourceBadReply if the reply is too long, or is redirected
        in circles or to something that is not HTTP; what the judge made of the reply; and StorageError.
        """
        with failures_told(url):
            address = str(httpx.URL(url).copy_merge_params(params or {}))
        cache = self._caches.setdefault(manners.name, ReplyCache(self._folder / manners.name))
        kept, now = cache.find(address, accept), self._now()
        kept = kept if kept and judge(kept) is None else None
        if kept and not fresh and 0 <= now - kept.asked_at < manners.keep:
            return kept
        host = httpx.URL(address).host
        turns = Turns(self._folder, manners, host, self._now, self._sleep)
        try:
            reply = self._reply(_Asked(address, host, accept, judge, manners, turns, kept, now + manners.patience))
        except NoTurn as none:
            raise none.error from None
        if reply.status == 200:
            headers = {name: reply.headers[name] for name in _KEPT_HEADERS if name in reply.headers}
            cache.put(reply._replace(headers=headers, asked_at=self._now()), accept)
        return reply

    def _reply(self, asked: _Asked) -> Reply:
        """Ask until the reply is good, or until there is no sense in asking again."""
        for attempt in count():
            headers: Mapping[str, str] = {}
            try:
                reply = self._answered(asked)
                headers = reply.headers
                if error := throttled(asked.host) if reply.status in _THROTTLED else asked.judge(reply):
                    raise error
            except SourceThrottled as error:
                self._rest(asked, error, headers, attempt)
            except SourceUnreachable as error:
                self._wait(asked, error, attempt)
            else:
                return reply
        raise AssertionError("the last try returns or raises")

    def _rest(self, asked: _Asked, error: SourceThrottled, headers: Mapping[str, str], attempt: int) -> None:
        """Have every process rest; the wait itself is that for the next turn."""
        now, manners = self._now(), asked.manners
        named = retry_after(headers, now)
        rest = _UNNAMED_REST * manners.spacing * 2**attempt if named is None else max(named, manners.spacing)
        gives_up = attempt + 1 >= manners.tries or now + rest > asked.deadline
        if named is not None or not gives_up:
            asked.turns.rest(rest, asked.deadline)
        if gives_up:
            raise error if named is None else throttled(asked.host, now + rest)

    def _wait(self, asked: _Asked, error: SourceUnreachable, attempt: int) -> None:
        pause, tries = _FIRST_PAUSE * 2**attempt, asked.manners.tries
        if isinstance(error.__cause__, httpx.ConnectError):
            tries = min(tries, _OFFLINE_TRIES)
        if attempt + 1 >= tries or self._now() + pause > asked.deadline:
            raise error
        self._notify(f"waiting {pause:.0f} s to ask again: {error.what}")
        self._sleep(pause)

    def _answered(self, asked: _Asked) -> Reply:
        """Ask once, and follow where the site sends us."""
        url, kept = asked.url, asked.kept
        for _ in range(_REDIRECTS + 1):
            with asked.turns.turn(asked.deadline, self._notify):
                response, body = self._exchange(asked, url)
            if response.next_request is None:
                if response.status_code == httpx.codes.NOT_MODIFIED and kept:
                    return kept._replace(headers={**kept.headers, **response.headers})
                return Reply(asked.url, response.status_code, dict(response.headers), body)
            url = str(response.next_request.url)
            if response.next_request.url.scheme not in ("http", "https"):
                break
        raise SourceBadReply(f"{asked.host} sends us to {url} in place of an answer.", "Check the address of the site.")

    def _exchange(self, asked: _Asked, url: str) -> tuple[httpx.Response, bytes]:
        kept = asked.kept.headers if asked.kept else {}  # an earlier answer makes the request conditional
        conditions = {"If-None-Match": kept.get("etag", ""), "If-Modified-Since": kept.get("last-modified", "")}
        headers = {"Accept": asked.accept, **{name: value for name, value in conditions.items() if value}}
        with failures_told(asked.host), self._client.stream("GET", url, headers=headers) as response:
            if response.status_code in _THROTTLED:
                return response, b""  # what counts are its headers
            if response.status_code >= 500 or response.status_code in _NOT_NOW:
                raise unreachable(asked.host, f"answers HTTP {response.status_code}")
            return response, self._body(asked, response)

    def _body(self, asked: _Asked, response: httpx.Response) -> bytes:
        body = bytearray()
        for part in response.iter_bytes():
            body += part
            if len(body) > _LARGEST:
                raise SourceBadReply(f"{asked.url} is longer than {_LARGEST:,} bytes.", "Ask for less at once.")
            if self._now() > asked.deadline:
                raise unreachable(asked.host, "did not finish its answer in time")
        return bytes(body)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> PoliteClient:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class ReplyCache:
    """The replies in one folder, at most `most_bytes` of them; what was used longest ago goes first.

    A file is a gzip stream: one line of JSON (address, status, headers, time) and then the body. gzip's checksum tells
    a damaged file from a whole one, so that what a killed writer leaves is not read.
    """

    def __init__(self, folder: Path, *, most_bytes: int = _MOST_BYTES) -> None:
        self._folder, self._most_bytes = folder, most_bytes
        self._written = 0

    def find(self, url: str, accept: str) -> Reply | None:
        """Return the reply that is kept for a request; None if there is none, or it is damaged."""
        try:
            head, body = gzip.decompress(self._path(url, accept).read_bytes()).split(b"\n", 1)
            kept = Reply(**json.loads(head), body=body, cached=True)
        except (OSError, EOFError, zlib.error, ValueError, TypeError):
            return None
        return kept if kept.url == url else None

    def put(self, reply: Reply, accept: str) -> None:
        """Keep a reply. A disk that is full or read-only costs the cache, not the reply."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._written % _SWEEP_EVERY == 0:
                self._sweep(reply.asked_at)
            self._written += 1
            path = self._path(reply.url, accept)
            head = {name: getattr(reply, name) for name in ("url", "status", "headers", "asked_at")}
            path.write_bytes(gzip.compress(json.dumps(head).encode() + b"\n" + reply.body, compresslevel=3, mtime=0))
            os.utime(path, (reply.asked_at, reply.asked_at))

    def _sweep(self, now: float) -> None:
        """Remove what is old, and the oldest of what is too much."""
        files = sorted(((e.stat().st_mtime, e.stat().st_size, e.path) for e in os.scandir(self._folder)), reverse=True)
        total = 0
        for changed, size, name in files:
            total += size
            if now - changed > _OLDEST or total > self._most_bytes:
                Path(name).unlink(missing_ok=True)

    def _path(self, url: str, accept: str) -> Path:
        return self._folder / f"{hashlib.sha256(f'{accept} {url}'.encode()).hexdigest()[:32]}.gz"


def _open(contact: str, timeout: float) -> httpx.Client:
    named, direct = {"User-Agent": user_agent(contact)}, dict.fromkeys(_DIRECT)
    none = CookieJar(DefaultCookiePolicy(allowed_domains=()))  # one that is not ASCII breaks httpx
    try:
        return httpx.Client(headers=named, cookies=none, timeout=timeout, mounts=direct)
    except (ImportError, ValueError) as error:  # of a proxy that the environment names
        raise ConfigurationError(f"The proxy cannot be used ({error}).", "Check HTTPS_PROXY and ALL_PROXY.") from error


def user_agent(contact: str = "") -> str:
    """Return how this program introduces itself: name, version, and whom to write to."""
    try:
        release = version(_PRODUCT)
    except PackageNotFoundError:
        release = "0"
    contact = " ".join(contact.encode("ascii", "ignore").decode().split())
    contact = f"mailto:{contact}" if "@" in contact and ":" not in contact else contact
    return f"{_PRODUCT}/{release} (+{contact})" if contact else f"{_PRODUCT}/{release}"
