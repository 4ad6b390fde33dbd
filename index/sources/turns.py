"""Whose turn it is to ask a site, over all processes that share a folder.

`<name>.lock` is held from the moment a turn is due until the reply is there: one connection at a time, as arXiv's terms
of use ask for (https://info.arxiv.org/help/api/tou.html). The operating system frees it when a process is killed.
`<name>.json` has the start of the last request and the time until which the site wants to be left alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import filelock

from index.atomic import replace_file
from index.storage import stored

_LEAST_PATIENCE = 0.2  # seconds to wait for another process, however late it is
_LONGEST_REST = 86_400.0  # seconds; a site that names a longer time, or a clock that was set back, is not believed


class Clock(NamedTuple):
    """What tells the time, in seconds of the epoch, and what lets it pass."""

    now: Callable[[], float]
    sleep: Callable[[float], object]


class NoTurn(Exception):
    """No turn came in time. `at` is when the site may be asked again; None: another process is asking all the time."""

    def __init__(self, at: float | None) -> None:
        super().__init__(at)
        self.at = at


class _State(NamedTuple):
    """Seconds of the epoch."""

    last: float = 0.0  # start of the last request
    until: float = 0.0  # no request before this


class Turns:
    """The turns of one site: at least `spacing` seconds from the start of a request to the start of the next."""

    def __init__(self, folder: Path, name: str, spacing: float, clock: Clock) -> None:
        self._lock_file, self._state_file = folder / f"{name}.lock", folder / f"{name}.json"
        self._spacing, self._clock = spacing, clock

    @contextmanager
    def turn(self, deadline: float, resting: Callable[[float], object]) -> Iterator[None]:
        """Wait for a turn, and hold it. `resting` is told the seconds of a wait that the site has asked for.

        Raises:
            NoTurn: none is due before the deadline.
        """
        while True:
            with self._locked(deadline):
                rest = max(min(self._state().until - self._clock.now(), _LONGEST_REST), 0.0)
                if rest and self._clock.now() + rest > deadline:
                    raise NoTurn(self._clock.now() + rest)
                if not rest:
                    self._keep_distance()
                    yield
                    return
            resting(rest)  # without the lock, so that others learn of it too
            self._clock.sleep(rest)

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

    def _keep_distance(self) -> None:
        wait = min(self._state().last + self._spacing - self._clock.now(), self._spacing)
        if wait > 0:
            self._clock.sleep(wait)
        self._write(_State(last=self._clock.now()))

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
