"""How much one person may ask, and how often somebody may try to log in. Counts are of this process, and in memory."""

from __future__ import annotations

import time

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant.people.person import LimitReached, Person

_OF_ADDRESS = RateLimitItemPerMinute(30, 5, "address")  # tries of one address in five minutes
_OF_NAME = RateLimitItemPerHour(60, 1, "name")  # tries of all addresses


class Limits:
    """The counts. Any number of threads may use them."""

    def __init__(self) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())

    def question(self, person: Person, an_hour: int) -> None:
        """Count a question, a search, a comparison or a brief of a person."""
        what = f"One person may ask {an_hour:,} times an hour."
        self._count(RateLimitItemPerHour(an_hour, 1, "questions"), person.id, what)

    def attempt(self, name: str, address: str) -> None:
        """Count a try to log in."""
        what = "There were too many tries to log in."
        self._count(_OF_ADDRESS, address, what)
        self._count(_OF_NAME, name.strip().casefold()[:64], what)

    def _count(self, limit: RateLimitItem, key: str, what: str) -> None:
        if not self._windows.hit(limit, key):
            until = self._windows.get_window_stats(limit, key).reset_time
            left = max(1, round(until - time.time()))
            wait = f"{left} seconds" if left < 100 else f"{round(left / 60)} minutes"
            raise LimitReached(what, f"Try again in {wait}.")
