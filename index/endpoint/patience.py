"""How long a reply is waited for: so long without a word, and so long in all.

A socket's own time-out starts anew with every byte, so comments that keep a connection alive would keep a dead
reply alive for ever. Here only what the model says counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable


class Silent(Exception):
    """The server sends bytes, but the model says nothing."""


class Overdue(Exception):
    """The reply takes too long in all."""


class Patience:
    """The time for one request, with its further tries. `silence` and `total` are seconds."""

    def __init__(self, silence: float, total: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._silence, self._clock = silence, clock
        self._last = clock()
        self._end = self._last + total

    @property
    def left(self) -> float:
        """The seconds that are left in all, at least a thousandth."""
        return max(0.001, self._end - self._clock())

    def heard(self) -> None:
        """Note that the model has said something, or that a new try begins."""
        self._last = self._clock()

    def check(self) -> None:
        """Do nothing, as long as there is time.

        Raises:
            Silent: nothing was heard for too long.
            Overdue: the time is over.
        """
        now = self._clock()
        if now > self._end:
            raise Overdue
        if now > self._last + self._silence:
            raise Silent
