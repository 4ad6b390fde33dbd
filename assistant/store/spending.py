"""What was spent today (of UTC, as providers bill), in a file of the data directory, and the budget of a day.

Several processes may write: each adds to what it finds, under a lock. Answers under way are not counted yet, so a
budget may be exceeded by those, and no more.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import BaseModel

from assistant.errors import BudgetSpent
from assistant.types import Usage
from index.atomic import replace_file, sealed, unsealed
from index.errors import StorageError
from index.storage import stored, without_folders

FILE_NAME = "spending.json"
# Seconds for the lock. Who holds it waits for the disk, some milliseconds, or a second where the machine is busy.
_TO_ASK = 5.0  # before a call: then another writer answers
_TO_COUNT = 60.0  # after a call: what is not counted now is never counted
_BETWEEN_TRIES = 0.01  # who tries more seldom may find it taken by others again and again
_log = logging.getLogger(__name__)


class Day(BaseModel, frozen=True, extra="ignore"):
    """What one day has cost so far."""

    day: dt.date
    calls: int = 0
    tokens: int = 0
    usd: float = 0.0

    def plus(self, usage: Usage) -> Day:
        """Return the day with one more use."""
        return self.model_copy(
            update={
                "calls": self.calls + usage.calls,
                "tokens": self.tokens + usage.prompt_tokens + usage.completion_tokens,
                "usd": round(self.usd + (usage.cost_usd or 0.0), 9),
            }
        )


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


class Spending:
    """The account of a data directory, with limits for one day, None for no limit; it counts in that `of_all` too."""

    def __init__(
        self,
        home: Path,
        *,
        usd: float | None = None,
        tokens: int | None = None,
        of_all: Spending | None = None,
        today: Callable[[], dt.date] = _today,
    ) -> None:
        self.file, self.usd, self.tokens = home / FILE_NAME, usd, tokens
        self._lock = FileLock(self.file.with_suffix(".lock"))
        self._of_all, self._today = of_all, today

    def spent(self) -> Day:
        """Return what was spent today; nothing if the file is not there or damaged."""
        try:
            day = Day.model_validate_json(unsealed(self.file.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return Day(day=self._today())
        return day if day.day == self._today() else Day(day=self._today())

    def allow(self, *, priced: bool, model: str) -> None:
        """Return if a model may be called, else raise BudgetSpent. `priced` says whether its price is known."""
        if self._of_all:
            self._of_all.allow(priced=priced, model=model)
        if self.tokens is None and self.usd is None:
            return
        spent = self._writable()
        if self.tokens is not None and spent.tokens >= self.tokens:
            raise BudgetSpent.of(f"{self.tokens:,} tokens")
        if self.usd is None:
            return
        if not priced:
            todo = "Add it to prices.toml in the data directory, or set budget_tokens instead of budget_usd."
            raise BudgetSpent(f"The price of {model} is not known, so no budget in dollars can be kept.", todo)
        if spent.usd >= self.usd:
            raise BudgetSpent.of(f"{self.usd:g} US dollars")

    def _writable(self) -> Day:
        """Return what was spent today, after it was written again: what cannot be written cannot be counted."""
        try:
            with stored(self.file), self._lock.acquire(_TO_ASK, _BETWEEN_TRIES):
                spent = self.spent()
                self._replace(spent)
        except StorageError as error:
            what = without_folders(f"No budget can be kept: {error.what}")  # an answer says it, to whoever reads it
            raise BudgetSpent(what, error.todo) from error
        except Timeout as error:
            what = f"No budget can be kept: Another process holds {self.file.name}."
            raise BudgetSpent(what, "Try again when it has finished.") from error
        return spent

    def add(self, usage: Usage) -> None:
        """Count what was used; what cannot be counted is told in the log."""
        if self._of_all:
            self._of_all.add(usage)
        if not usage.calls:
            return
        try:
            with self._lock.acquire(_TO_COUNT, _BETWEEN_TRIES):
                self._replace(self.spent().plus(usage))
        except (OSError, Timeout) as error:
            why = "another process holds it" if isinstance(error, Timeout) else error
            _log.warning("What an answer cost (%s) could not be written to %s: %s", usage, self.file, why)

    def _replace(self, day: Day) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self.file, sealed(day.model_dump_json()))
