"""What can be wrong with a reader's interests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from assistant.errors import AssistantError


class InterestsError(AssistantError):
    """The interests cannot be used as they are."""


class InterestsUnreadable(InterestsError):
    """The file is no TOML, or holds what no interest has. It is left as it is."""

    @classmethod
    def at(cls, file: Path, line: int | None, why: str) -> InterestsUnreadable:
        """Name the line, counted from 1, and what is wrong with it."""
        where = f"{file}, line {line}" if line else f"{file}"
        return cls(f"{where}: {why}.", "Mend it with an editor; nothing in it was changed.")


class UnknownInterest(InterestsError):
    """No interest of that name is in the file."""

    @classmethod
    def named(cls, name: str, known: Sequence[str]) -> UnknownInterest:
        """Name those that there are."""
        have = f"There are: {', '.join(known)}." if known else "There is none yet."
        todo = f'{have} Make it with `assistant interests add --interest "{name}" --topic ...`.'
        return cls(f"No interest is called {name!r}.", todo)


class InterestIsEmpty(InterestsError):
    """No paper of the library is near an interest."""
