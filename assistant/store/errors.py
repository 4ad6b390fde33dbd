"""What can be wrong with the file in which the assistant keeps its memory."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from assistant.errors import AssistantError
from index.storage import told

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})
_HELD = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_PRIMARY = 0xFF  # of a code, without what extends it: https://sqlite.org/rescode.html


class StoreError(AssistantError):
    """The file cannot be read or written."""

    @classmethod
    def unusable(cls, file: Path, error: OSError | sqlite3.Error) -> StoreError:
        """Say why the file cannot be used."""
        said = told(file, error)
        return cls(said.what, said.todo)


class StoreDamaged(StoreError):
    """The file is no database, or a damaged one. It is left as it is."""

    @classmethod
    def of(cls, file: Path, why: object) -> StoreDamaged:
        """Say what is wrong, and what is lost by starting anew."""
        todo = (
            "Nothing was deleted. Put a backup in its place with `assistant restore FILE --force`. Without one, rename "
            "it to start a new one: papers and interests are kept elsewhere; conversations, marks, notes and the "
            "record of briefs are in it alone."
        )
        return cls(f"{file} is damaged ({why}).", todo)


class StoreTooNew(StoreError):
    """A newer version of the assistant wrote the file."""


class StoreBusy(StoreError):
    """Another process holds the file for too long."""

    @classmethod
    def of(cls, file: Path) -> StoreBusy:
        """Name the file."""
        return cls(f"Another process holds {file}.", "Wait until it is done, and try again.")


class UnknownConversation(AssistantError):
    """There is no conversation of this id: it was removed, or an address was copied in part."""

    @classmethod
    def of(cls, conversation: str) -> UnknownConversation:
        """Name the id."""
        return cls(f"There is no conversation {conversation[:40]!r}.", "Choose one from the list, or start a new one.")


class BackupError(AssistantError):
    """A backup cannot be made, or is not one that can be taken back."""


def store_error(file: Path, error: sqlite3.Error) -> StoreError | None:
    """Return what an error of SQLite means to a person, such as another program's file; None if it is our mistake."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or code & _PRIMARY in {sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISUSE, sqlite3.SQLITE_RANGE}:
        return None
    if code & _PRIMARY in _DAMAGED:
        return StoreDamaged.of(file, error)
    return StoreBusy.of(file) if code & _PRIMARY in _HELD else StoreError.unusable(file, error)
