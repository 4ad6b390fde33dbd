"""One reply of a site: asked for in our turn, until it is good, or until there is no sense in asking again.

Turns are shared by all processes that share a folder. `<name>.lock` is held from the moment a turn is due until the
reply is there: one connection at a time, as arXiv's terms of use ask for (https://info.arxiv.org/help/api/tou.html).
`<name>.json` has the start of the last request and the time until which the site wants to be left alone.
"""

import datetime as dt
import json
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import filelock
import httpx

from index.atomic import replace_file
from index.errors import SourceBadReply, SourceError, SourceThrottled, SourceUnreachable
from index.storage import stored
from index.waits import retry_after

_AGAIN = "Run it again later; what came before stays."
_LEAST_PATIENCE = 0.2  # seconds to wait for another process, however late it is
_LONGEST_REST = 86_400.0  # seconds; a site that names a longer time, or a clock that was set back, is not believed
_LARGEST = 64 * 2**20  # bytes of a body; a page of 2,000 abstracts has about 5 MB
_REDIRECTS = 5
_THROTTLED = (429, 503)
_NOT_NOW = (408, 425)
_UNNAMED_REST = 20  # spacings, where a site throttles and names no time: a minute for arXiv, ten seconds for the hub
_OFFLINE_TRIES = 3  # where there is not even a connection, a person is told within seconds
_FIRST_PAUSE = 1.0  # seconds before a site is asked again that did not answer; doubled each time


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
    """Turn what httpx raises into a `SourceUnreachable`, or a `SourceBadReply` where the address cannot be asked."""
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
    """A whole reply; names of headers are in lower case. `cached`: its body was not sent anew.

    `asked_at` is when the site was last asked about a reply that is kept, in seconds of the epoch.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    cached: bool = False
    asked_at: float = 0.0

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


class Clock(NamedTuple):
    """What tells the time, in seconds of the epoch, and what lets it pass."""

    now: Callable[[], float]
    sleep: Callable[[float], object]


class _State(NamedTuple):
    """Of the turns at a site, in seconds of the epoch."""

    last: float = 0.0  # start of the last request
    until: float = 0.0  # no request before this


class NoTurn(Exception):
    """No turn came in time. `at` is when the site may be asked again; None: another process is asking all the time."""

    def __init__(self, at: float | None) -> None:
        super().__init__(at)
        self.at = at


class Turns:
    """The turns of one site: at least `spacing` seconds from the start of a request to the start of the next."""

    def __init__(self, folder: Path, manners: Manners, clock: Clock) -> None:
        self._lock_file, self._state_file = folder / f"{manners.name}.lock", folder / f"{manners.name}.json"
        self._spacing, self._clock = manners.spacing, clock

    @contextmanager
    def turn(self, host: str, deadline: float, notify: Callable[[str], object]) -> Iterator[None]:
        """Wait for a turn, and hold it; raise `NoTurn` if none is due before the deadline."""
        while True:
            with self._locked(deadline):
                state, now = self._state(), self._clock.now()
                rest = max(min(state.until - now, _LONGEST_REST), 0.0)
                if rest and now + rest > deadline:
                    raise NoTurn(now + rest)
                if not rest:
                    if (wait := min(state.last + self._spacing - now, self._spacing)) > 0:
                        self._clock.sleep(wait)
                    self._write(_State(last=self._clock.now()))
                    yield
                    return
            notify(f"waiting {math.ceil(rest)} s for {host}: it asked for fewer requests")
            self._clock.sleep(rest)  # without the lock, so that others learn of it too

    def rest(self, seconds: float, deadline: float) -> None:
        """Have every process leave the site alone for a time."""
        with self._locked(deadline):
            state = self._state()
            until = self._clock.now() + min(seconds, _LONGEST_REST)
            self._write(state._replace(until=max(state.until, until)))

    @contextmanager
    def _locked(self, deadline: float) -> Iterator[None]:
        lock = filelock.FileLock(self._lock_file)
        try:
            with stored(self._lock_file):
                lock.acquire(timeout=max(deadline - self._clock.now(), _LEAST_PATIENCE))
        except filelock.Timeout:
            raise NoTurn(None) from None
        try:
            yield
        finally:
            lock.release()

    def _state(self) -> _State:
        try:
            with stored(self._state_file):
                text = self._state_file.read_text(encoding="utf-8") if self._state_file.exists() else "{}"
            return _State(**{name: float(number) for name, number in json.loads(text).items()})
        except (ValueError, TypeError, AttributeError):
            return _State(last=self._clock.now())  # it cannot be read: as if somebody had just asked

    def _write(self, state: _State) -> None:
        with stored(self._state_file):
            replace_file(self._state_file, json.dumps(state._asdict()))


class Site(NamedTuple):
    """What an errand works with: the turns at a site, and how to treat it."""

    client: httpx.Client
    clock: Clock
    notify: Callable[[str], object]
    turns: Turns
    manners: Manners


class Errand(NamedTuple):
    """One reply to be had from a site. `kept` is an earlier answer; `deadline` is in seconds of the epoch."""

    site: Site
    judge: Judge
    url: str
    accept: str
    kept: Reply | None
    deadline: float

    def run(self) -> Reply:
        """Return the reply, or raise as `PoliteClient.get` does."""
        attempt = 0
        try:
            while (reply := self._attempt(attempt)) is None:
                attempt += 1
        except NoTurn as none:
            if none.at is None:
                raise unreachable(self._host, "is being asked by another process all the time") from None
            raise throttled(self._host, none.at) from None
        return reply

    def _attempt(self, attempt: int) -> Reply | None:
        """Return the reply, or None where the site is to be asked again."""
        headers: Mapping[str, str] = {}
        try:
            reply = self._answered()
            headers = reply.headers
            if error := throttled(self._host) if reply.status in _THROTTLED else self.judge(reply):
                raise error
        except SourceThrottled as error:
            self._rest(error, headers, attempt)
        except SourceUnreachable as error:
            self._wait(error, attempt)
        else:
            return reply
        return None

    @property
    def _host(self) -> str:
        return httpx.URL(self.url).host

    def _rest(self, error: SourceThrottled, headers: Mapping[str, str], attempt: int) -> None:
        """Have every process rest; the wait itself is that for the next turn."""
        now, manners = self.site.clock.now(), self.site.manners
        named = retry_after(headers, now)
        rest = _UNNAMED_REST * manners.spacing * 2**attempt if named is None else max(named, manners.spacing)
        gives_up = attempt + 1 >= manners.tries or now + rest > self.deadline
        if named is not None or not gives_up:
            self.site.turns.rest(rest, self.deadline)
        if gives_up:
            raise error if named is None else throttled(self._host, now + rest)

    def _wait(self, error: SourceUnreachable, attempt: int) -> None:
        clock, pause, tries = self.site.clock, _FIRST_PAUSE * 2**attempt, self.site.manners.tries
        if isinstance(error.__cause__, httpx.ConnectError):
            tries = min(tries, _OFFLINE_TRIES)
        if attempt + 1 >= tries or clock.now() + pause > self.deadline:
            raise error
        self.site.notify(f"waiting {pause:.0f} s to ask again: {error.what}")
        clock.sleep(pause)

    def _answered(self) -> Reply:
        """Ask once, and follow where the site sends us."""
        url = self.url
        for _ in range(_REDIRECTS + 1):
            with self.site.turns.turn(self._host, self.deadline, self.site.notify):
                response, body = self._exchange(url)
            if response.next_request is None:
                if response.status_code == httpx.codes.NOT_MODIFIED and self.kept:
                    return self.kept._replace(headers={**self.kept.headers, **response.headers})
                return Reply(self.url, response.status_code, dict(response.headers), body)
            url = str(response.next_request.url)
            if response.next_request.url.scheme not in ("http", "https"):
                break
        what = f"{self._host} sends us to {url} in place of an answer."
        raise SourceBadReply(what, "Check the address of the site.")

    def _exchange(self, url: str) -> tuple[httpx.Response, bytes]:
        kept = self.kept.headers if self.kept else {}  # an earlier answer makes the request conditional
        conditions = {"If-None-Match": kept.get("etag", ""), "If-Modified-Since": kept.get("last-modified", "")}
        headers = {"Accept": self.accept, **{name: value for name, value in conditions.items() if value}}
        with failures_told(self._host), self.site.client.stream("GET", url, headers=headers) as response:
            if response.status_code in _THROTTLED:
                return response, b""  # what counts are its headers
            if response.status_code >= 500 or response.status_code in _NOT_NOW:
                raise unreachable(self._host, f"answers HTTP {response.status_code}")
            return response, self._body(response)

    def _body(self, response: httpx.Response) -> bytes:
        parts, size = [], 0
        for part in response.iter_bytes():
            parts.append(part)
            size += len(part)
            if size > _LARGEST:
                raise SourceBadReply(f"{self.url} is longer than {_LARGEST:,} bytes.", "Ask for less at once.")
            if self.site.clock.now() > self.deadline:
                raise unreachable(self._host, "did not finish its answer in time")
        return b"".join(parts)
