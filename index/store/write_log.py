"""Who writes to the papers that several machines share: one after the other, each write with a number.

Chroma has no locks, but a row that is added under an id that is there changes nothing: who finds the own token in the
row of a number has that write. Who writes says so every few seconds (`beat`); one that has not for a while was killed
or stalled, and is passed, by which it knows that its write is to be done again. Clocks of others are not trusted.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from threading import Event, Thread

from index.errors import LibraryBusy, ServerRefused, ServerUnreachable
from index.store.chroma_server import ChromaServer, Write

_KEPT = 100  # writes whose rows are left, so that no number is ever taken twice
_MOST_COUNTED = 1.0  # seconds of a gap between two looks: longer ones were ours or the server's, not the writer's


class WriteLog:
    """The writes to what a server has."""

    def __init__(self, server: ChromaServer) -> None:
        self._server, self._waits = server, server.place.patience
        self._newest = Write(0, "", done=True)  # when it was last asked for: no number below is of interest
        self._mine = 0  # the number of our last one

    def newest(self) -> Write:
        """Return the write of the highest number; of number 0 if there was none yet."""
        found = self._server.writes(self._newest.number) or self._server.writes(0)  # it may have been put back
        self._newest = found[-1] if found else Write(0, "", done=True)
        return self._newest

    def complete(self) -> int:
        """Return the number up to which nothing will be written any more, but for a stalled writer's second time."""
        newest = self.newest()
        return newest.number if newest.done else newest.number - 1

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Have a number, for which all lower ones are complete or passed."""
        turn = Turn(self, self._server, self._taken().number)
        over = Event()
        beating = Thread(target=self._beat, args=(turn.number, over), name="write log", daemon=True)
        beating.start()
        try:
            yield turn
        finally:
            over.set()
            beating.join()
            self._mine = turn.number
            with suppress(ServerUnreachable, ServerRefused):  # others wait a while, and pass it
                turn.end()

    def _beat(self, number: int, over: Event) -> None:
        """Tell the others from time to time that a write goes on."""
        beats = count(1)
        while not over.wait(self._waits.lease / 4):
            with suppress(ServerUnreachable, ServerRefused):
                self._server.beat(number, next(beats))

    def _taken(self) -> Write:
        until = time.monotonic() + self._waits.turn
        first = self.newest()
        if first.number == self._mine:
            time.sleep(2 * self._waits.look)  # who has waited comes first
        while (last := self._after_others(until)) is not None:
            mine = Write(last.number + 1, secrets.token_hex(8))
            self._server.begin(mine)
            if (now := self.newest())[:2] == mine[:2]:
                if now.number % _KEPT == 0:
                    self._server.forget(now.number - _KEPT)
                return now
        raise LibraryBusy("Another machine is writing to these papers.", "Try again when it has finished.")

    def _after_others(self, until: float) -> Write | None:
        """Return the newest write, once it is done or gives no sign of life; None if that takes too long."""
        seen, silent, looked = self.newest(), 0.0, time.monotonic()
        while not seen.done and silent < self._waits.lease:
            if looked > until:
                return None
            time.sleep(self._waits.look)
            now, before, looked = self.newest(), looked, time.monotonic()
            silent = silent + min(looked - before, _MOST_COUNTED) if now == seen else 0.0
            seen = now
        return seen


class Turn:
    """A write under way, and its number."""

    def __init__(self, log: WriteLog, server: ChromaServer, number: int) -> None:
        self._log, self._server, self.number, self._ended = log, server, number, False

    def check(self) -> None:
        """Raise LibraryBusy if somebody has passed it; what was written of it is to be written again."""
        if self._log.newest().number != self.number:
            what = "This machine stood still while it was writing, and another one went on."
            raise LibraryBusy(what, "Run it again: nothing is lost, and nothing is done twice.")

    def end(self) -> None:
        """Tell the others that it is over, whatever it has come to."""
        if not self._ended:
            self._server.end(self.number)
            self._ended = True
