"""A polite HTTP client: it says who it is, keeps its distance, waits when told to, and never gives out half a reply.

Whatever a site does, the caller gets a whole reply that its judge found good, or a `SourceError`. A site that is down,
throttles or answers nonsense is never taken for one that has nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType

import httpx

from index.errors import ConfigurationError
from index.sources.cache import CachedReply, ReplyCache
from index.sources.exchange import Errand, Judge, Manners, Reply, Request, Site, failures_told, is_success
from index.sources.turns import Clock
from index.storage import stored

__all__ = ["Judge", "Manners", "PoliteClient", "Reply", "is_success", "user_agent"]

_PRODUCT = "daily-papers-assistant"
_DIRECT = ("all://localhost", "all://127.0.0.1", "all://[::1]")  # never through a proxy
_KEPT_HEADERS = ("content-type", "etag", "last-modified")


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
        self._site = Site(folder, _open(contact, timeout), Clock(now, sleep), notify)
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
        stored, now = self._cache(manners).find(address, accept), self._site.clock.now()
        kept = Reply(address, stored.status, stored.headers, stored.body, cached=True) if stored else None
        if kept and stored and judge(kept) is None:
            if not fresh and 0 <= now - stored.asked_at < manners.keep:
                return kept
        else:
            stored = None
        request = Request(address, accept, stored, now + manners.patience)
        reply = Errand(self._site, request, manners, judge).run()
        if reply.status == 200:
            headers = {name: reply.headers[name] for name in _KEPT_HEADERS if name in reply.headers}
            asked = CachedReply(address, reply.status, headers, self._site.clock.now(), reply.body)
            self._cache(manners).put(asked, accept)
        return reply

    def close(self) -> None:
        """Close the connections."""
        self._site.client.close()

    def __enter__(self) -> PoliteClient:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _cache(self, manners: Manners) -> ReplyCache:
        return self._caches.setdefault(manners.name, ReplyCache(self._site.folder / manners.name))


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
