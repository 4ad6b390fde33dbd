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
from pathlib import Path
from types import TracebackType

import httpx

from index.errors import ConfigurationError
from index.sources.exchange import Clock, Errand, Judge, Manners, Reply, Site, Turns, failures_told, is_success
from index.storage import stored

__all__ = ["Judge", "Manners", "PoliteClient", "Reply", "is_success", "user_agent"]

_PRODUCT = "daily-papers-assistant"
_DIRECT = ("all://localhost", "all://127.0.0.1", "all://[::1]")  # never through a proxy
_KEPT_HEADERS = ("content-type", "etag", "last-modified")
_MOST_BYTES = 256 * 2**20  # of all replies of a site; Atom pages of 2,000 abstracts pack to about 1 MB each
_OLDEST = 45 * 86_400.0  # seconds; the longest time that a catch-up is likely to be resumed after
_SWEEP_EVERY = 100  # replies written by one client


class PoliteClient:
    """The client; locks, times and replies are kept under `folder`.

    `contact` (an address of mail or of a page) goes into the User-Agent, for the people who run the site. `notify` is
    told of every wait that a site causes, in one line.

    Raises:
        StorageError: the folder cannot be made.
        ConfigurationError: the environment names a proxy that cannot be used.
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
        self._folder, self._notify, self._clock = folder, notify, Clock(now, sleep)
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

        Raises:
            SourceThrottled: the site asks for fewer requests, for longer than our patience.
            SourceUnreachable: it does not answer, answers 5xx, or not to the end.
            SourceBadReply: the reply is too long, or is redirected in circles or to something that is not HTTP.
            SourceError: what the judge made of the reply.
            StorageError: the folder cannot be used.
        """
        with failures_told(url):
            address = str(httpx.URL(url).copy_merge_params(params or {}))
        cache = self._caches.setdefault(manners.name, ReplyCache(self._folder / manners.name))
        kept, now = cache.find(address, accept), self._clock.now()
        kept = kept if kept and judge(kept) is None else None
        if kept and not fresh and 0 <= now - kept.asked_at < manners.keep:
            return kept
        turns = Turns(self._folder, manners, self._clock)
        site = Site(self._client, self._clock, self._notify, turns, manners)
        reply = Errand(site, judge, address, accept, kept, now + manners.patience).run()
        if reply.status == 200:
            headers = {name: reply.headers[name] for name in _KEPT_HEADERS if name in reply.headers}
            cache.put(reply._replace(headers=headers, asked_at=self._clock.now()), accept)
        return reply

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
