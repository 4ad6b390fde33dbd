"""One reply of a site: asked for until it is good, or until there is no sense in asking again."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple

import httpx

from index.errors import SourceBadReply, SourceError, SourceThrottled, SourceUnreachable
from index.sources.cache import CachedReply
from index.sources.turns import Clock, NoTurn, Turns
from index.waits import retry_after

_AGAIN = "Run it again later; what came before stays."


def throttled(host: str, until: float | None = None) -> SourceThrottled:
    """Return the error of a site that asks for fewer requests; `until` is in seconds of the epoch."""
    if until is None:
        return SourceThrottled(f"{host} asks for fewer requests.", _AGAIN)
    when = dt.datetime.fromtimestamp(math.ceil(until / 60) * 60).astimezone()
    return SourceThrottled(f"{host} asks for no request before {when:%Y-%m-%d %H:%M} ({when:%Z}).", _AGAIN)


def unreachable(host: str, why: str) -> SourceUnreachable:
    """Return the error of a site that did not answer; `why` completes a sentence that begins with the site's name."""
    return SourceUnreachable(f"{host} {why}.", _AGAIN)


@contextmanager
def failures_told(host: str) -> Iterator[None]:
    """Turn what httpx raises into an error that a person can do something about.

    Raises:
        SourceUnreachable: there is no connection, a time-out, or a reply that ends too early.
        SourceBadReply: the address is none that can be asked.
    """
    try:
        yield
    except httpx.TimeoutException as error:
        raise unreachable(host, "did not answer in time") from error
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise SourceBadReply(f"{host} cannot be asked ({error}).", "Check its address.") from error
    except (httpx.RemoteProtocolError, httpx.DecodingError, httpx.ReadError) as error:
        raise unreachable(host, "cut off its answer") from error
    except httpx.HTTPError as error:
        raise SourceUnreachable(f"{host} cannot be reached ({error}).", "Check the network.") from error


_LARGEST = 64 * 2**20  # bytes of a body; a page of 2,000 abstracts has about 5 MB
_REDIRECTS = 5
_THROTTLED = (429, 503)
_NOT_NOW = (408, 425)
_UNNAMED_REST = 20  # spacings, where a site throttles and names no time: a minute for arXiv, ten seconds for the hub
_OFFLINE_TRIES = 3  # where there is not even a connection, a person is told within seconds
_FIRST_PAUSE = 1.0  # seconds before a site is asked again that did not answer; doubled each time


class Manners(NamedTuple):
    """How a site is to be treated; times are seconds.

    `name` names the lock and the cache in the client's folder. `spacing` is the least time between the starts of two
    requests, over all processes that share the folder. For one reply the site is asked `tries` times and waited for
    `patience` at most. The reply is then given from the cache for the time `keep`, after which the site is asked
    whether it has changed.
    """

    name: str
    spacing: float
    tries: int = 5
    patience: float = 180.0
    keep: float = 86_400.0


class Reply(NamedTuple):
    """A whole reply; names of headers are in lower case. `cached`: its body was not sent anew."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    cached: bool

    @property
    def host(self) -> str:
        """The site's name, for messages."""
        return httpx.URL(self.url).host


Judge = Callable[[Reply], SourceError | None]


def is_success(reply: Reply) -> SourceError | None:
    """Return None for a 2xx reply, else the error that names the status."""
    if 200 <= reply.status < 300:
        return None
    return SourceBadReply(f"{reply.url} is answered with HTTP {reply.status}.", "Check what was asked for.")


class Request(NamedTuple):
    """What is asked for, what is kept of an earlier answer, and when to give up (seconds of the epoch)."""

    url: str
    accept: str
    stored: CachedReply | None
    deadline: float

    @property
    def host(self) -> str:
        """The site's name, for messages."""
        return httpx.URL(self.url).host

    def headers(self) -> dict[str, str]:
        """Return the headers, conditional where an earlier answer is kept."""
        kept = self.stored.headers if self.stored else {}
        conditions = {"If-None-Match": kept.get("etag"), "If-Modified-Since": kept.get("last-modified")}
        return {"Accept": self.accept, **{name: value for name, value in conditions.items() if value}}


class Site(NamedTuple):
    """What an errand works with."""

    folder: Path
    client: httpx.Client
    clock: Clock
    notify: Callable[[str], object]


class Errand:
    """One reply to be had: asked for until it is good, or there is no sense in asking again."""

    def __init__(self, site: Site, request: Request, manners: Manners, judge: Judge) -> None:
        self._site, self._request, self._manners, self._judge = site, request, manners, judge
        self._turns = Turns(site.folder, manners.name, manners.spacing, site.clock)

    def run(self) -> Reply:
        """Return the reply, or raise as `PoliteClient.get` does."""
        try:
            for attempt in count():
                reply, error = self._attempt()
                if reply is not None and error is None:
                    return reply
                if isinstance(error, SourceThrottled):
                    self._rest(error, reply.headers if reply else {}, attempt)
                elif isinstance(error, SourceUnreachable):
                    self._wait(error, attempt)
                elif error:
                    raise error
        except NoTurn as none:
            if none.at is None:
                raise unreachable(self._request.host, "is being asked by another process all the time") from None
            raise throttled(self._request.host, none.at) from None
        raise AssertionError("it is asked until something is raised or returned")

    def _attempt(self) -> tuple[Reply | None, SourceError | None]:
        try:
            reply = self._answered()
        except SourceUnreachable as error:
            return None, error
        return reply, throttled(self._request.host) if reply.status in _THROTTLED else self._judge(reply)

    def _rest(self, error: SourceThrottled, headers: Mapping[str, str], attempt: int) -> None:
        """Have every process rest; the wait itself is that for the next turn."""
        now = self._site.clock.now()
        named = retry_after(headers, now)
        spacing = self._manners.spacing
        rest = _UNNAMED_REST * spacing * 2**attempt if named is None else max(named, spacing)
        gives_up = attempt + 1 >= self._manners.tries or now + rest > self._request.deadline
        if named is not None or not gives_up:
            self._turns.rest(rest, self._request.deadline)
        if gives_up:
            raise error if named is None else throttled(self._request.host, now + rest)

    def _wait(self, error: SourceUnreachable, attempt: int) -> None:
        clock, pause = self._site.clock, _FIRST_PAUSE * 2**attempt
        is_offline = isinstance(error.__cause__, httpx.ConnectError)
        tries = min(self._manners.tries, _OFFLINE_TRIES) if is_offline else self._manners.tries
        if attempt + 1 >= tries or clock.now() + pause > self._request.deadline:
            raise error
        self._site.notify(f"waiting {pause:.0f} s to ask again: {error.what}")
        clock.sleep(pause)

    def _answered(self) -> Reply:
        """Ask once, and follow where the site sends us."""
        url = self._request.url
        for _ in range(_REDIRECTS + 1):
            with self._turns.turn(self._request.deadline, self._tell_rest):
                response, body = self._exchange(url)
            if response.next_request is None:
                return self._reply(response, body)
            url = str(response.next_request.url)
            if response.next_request.url.scheme not in ("http", "https"):
                break
        what = f"{self._request.host} sends us to {url} in place of an answer."
        raise SourceBadReply(what, "Check the address of the site.")

    def _exchange(self, url: str) -> tuple[httpx.Response, bytes]:
        host = self._request.host
        with (
            failures_told(host),
            self._site.client.stream("GET", url, headers=self._request.headers()) as response,
        ):
            if response.status_code in _THROTTLED:
                return response, b""  # what counts are its headers
            if response.status_code >= 500 or response.status_code in _NOT_NOW:
                raise unreachable(host, f"answers HTTP {response.status_code}")
            return response, self._body(response)

    def _body(self, response: httpx.Response) -> bytes:
        parts, size = [], 0
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > _LARGEST:
                raise SourceBadReply(f"{self._request.url} is longer than {_LARGEST:,} bytes.", "Ask for less at once.")
            if self._site.clock.now() > self._request.deadline:
                raise unreachable(self._request.host, "did not finish its answer in time")
        return b"".join(parts)

    def _reply(self, response: httpx.Response, body: bytes) -> Reply:
        headers = {name.lower(): value for name, value in response.headers.items()}
        stored = self._request.stored
        if response.status_code == httpx.codes.NOT_MODIFIED and stored:
            return Reply(self._request.url, stored.status, {**stored.headers, **headers}, stored.body, cached=True)
        return Reply(self._request.url, response.status_code, headers, body, cached=False)

    def _tell_rest(self, seconds: float) -> None:
        host = self._request.host
        self._site.notify(f"waiting {math.ceil(seconds)} s for {host}: it asked for fewer requests")
