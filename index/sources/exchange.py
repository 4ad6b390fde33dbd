"""The turns of those who ask one site, how it is to be treated, and what it answers.

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

_AGAIN = "Run it again later; what came before stays."
_LEAST_PATIENCE = 0.2  # seconds to wait for another process, however late it is
_LONGEST_REST = 86_400.0  # seconds; a site that names a longer time, or a clock that was set back, is not believed


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
    """How a site is to be treated; times are seconds."""

    name: str  # of its lock and its cache in the client's folder
    spacing: float  # from the start of a request to that of the next, over all processes that share the folder
    tries: int = 5  # for one reply
    patience: float = 180.0  # with all tries for one reply
    keep: float = 86_400.0  # for which a reply is given from the cache; then the site is asked whether it has changed


class Reply(NamedTuple):
    """A whole reply; names of headers are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    cached: bool = False  # its body was not sent anew
    asked_at: float = 0.0  # when the site was last asked about a reply that is kept, in seconds of the epoch

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


class _State(NamedTuple):
    """Of the turns at a site, in seconds of the epoch."""

    last: float = 0.0  # start of the last request
    until: float = 0.0  # no request before this


class NoTurn(Exception):
    """No turn came in time; `error` says why."""

    def __init__(self, error: SourceError) -> None:
        super().__init__(error)
        self.error = error


class Turns:
    """The turns of one site: at least `spacing` seconds from the start of a request to the start of the next."""

    def __init__(
        self, folder: Path, manners: Manners, host: str, now: Callable[[], float], sleep: Callable[[float], object]
    ) -> None:
        self._lock_file, self._state_file = folder / f"{manners.name}.lock", folder / f"{manners.name}.json"
        self._host, self._now, self._sleep = host, now, sleep
        self._spacing = manners.spacing

    @contextmanager
    def turn(self, deadline: float, notify: Callable[[str], object]) -> Iterator[None]:
        """Wait for a turn, and hold it; raise `NoTurn` if none is due before the deadline."""
        while True:
            with self._locked(deadline):
                state, now = self._state(), self._now()
                rest = max(min(state.until - now, _LONGEST_REST), 0.0)
                if rest and now + rest > deadline:
                    raise NoTurn(throttled(self._host, now + rest))
                if not rest:
                    if (wait := min(state.last + self._spacing - now, self._spacing)) > 0:
                        self._sleep(wait)
                    self._write(_State(last=self._now()))
                    yield
                    return
            notify(f"waiting {math.ceil(rest)} s for {self._host}: it asked for fewer requests")
            self._sleep(rest)  # without the lock, so that others learn of it too

    def rest(self, seconds: float, deadline: float) -> None:
        """Have every process leave the site alone for a time."""
        with self._locked(deadline):
            state = self._state()
            until = self._now() + min(seconds, _LONGEST_REST)
            self._write(state._replace(until=max(state.until, until)))

    @contextmanager
    def _locked(self, deadline: float) -> Iterator[None]:
        lock = filelock.FileLock(self._lock_file)
        try:
            with stored(self._lock_file):
                lock.acquire(timeout=max(deadline - self._now(), _LEAST_PATIENCE))
        except filelock.Timeout:
            raise NoTurn(unreachable(self._host, "is being asked by another process all the time")) from None
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
            return _State(last=self._now())  # it cannot be read: as if somebody had just asked

    def _write(self, state: _State) -> None:
        with stored(self._state_file):
            replace_file(self._state_file, json.dumps(state._asdict()))
