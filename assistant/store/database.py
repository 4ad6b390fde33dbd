"""The one SQLite file: opened for each use, brought up to date by the first, and never deleted.

It is in WAL mode, so that who reads does not wait. Each step of `STEPS` is a transaction that counts up `user_version`:
a kill leaves the file as it was before the step. Who makes or changes it holds a lock, as SQLite would let two fail at
once. A new file gets its name when it is whole, so that an empty one is never a beginning: it has lost what was in it.
"""

import datetime as dt
import errno
import os
import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from filelock import FileLock, Timeout
from pydantic import BaseModel, ValidationError

from assistant.store.errors import StoreBusy, StoreDamaged, StoreError, StoreTooNew, store_error
from index.atomic import sync_folder

FILE_NAME = "app.sqlite"
PATIENCE = 10.0  # seconds for another process; each holds the file for milliseconds
Step = tuple[str, ...]
_Model = TypeVar("_Model", bound=BaseModel)

# Each step is as many statements as `steps.sql` has of it.
STEPS: tuple[Step, ...] = tuple(
    tuple(filter(None, map(str.strip, step.split(";\n"))))
    for step in re.split(r"-- Step \d+\n", (resources.files("assistant.store") / "steps.sql").read_text("utf-8"))[1:]
)


def utc_now() -> dt.datetime:
    """Return the time of UTC."""
    return dt.datetime.now(dt.UTC)


class Database:
    """A file that may not be there yet, for any number of threads and processes; every use can raise StoreError."""

    def __init__(self, file: Path, *, steps: Sequence[Step] = STEPS, patience: float = PATIENCE) -> None:
        self.file, self._steps, self._patience = file, steps, patience
        self._is_opened = False

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection to read with: all that is read in one use is of one moment."""
        with ExitStack() as held:
            try:
                connection = held.enter_context(self._using("BEGIN"))
            except (StoreDamaged, StoreTooNew, StoreBusy):
                raise
            except StoreError:  # even a reader makes files beside it, which a full disk or missing rights forbid
                if not self.file.exists():
                    raise
                connection = held.enter_context(self._only_read())
            yield connection

    @contextmanager
    def _only_read(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection that needs no lock, and no log beside the file."""
        self._check_present()
        with (
            stated(self.file),
            closing(sqlite3.connect(unchanging(self.file), uri=True, isolation_level=None)) as connection,
        ):
            if _version(connection) != len(self._steps):
                raise StoreError(f"{self.file} is of another release, and cannot be written.", "Make it writable.")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection whose changes are kept together when the block ends, or none of them if it fails."""
        with self._using("BEGIN IMMEDIATE") as connection:
            yield connection

    def rows(self, query: str, *values: object) -> list[Any]:
        """Return all rows that a query finds."""
        with self.reading() as connection:
            return connection.execute(query, values).fetchall()

    def change(self, statement: str, *rows: Sequence[object]) -> None:
        """Execute a statement with each of these rows of values, all of it or nothing."""
        with self.writing() as connection:
            connection.executemany(statement, rows)

    def check(self) -> None:
        """Read the whole file, and raise StoreDamaged if it is not sound."""
        ((found,), *_) = self.rows("PRAGMA quick_check(1)")
        if found != "ok":
            raise StoreDamaged.of(self.file, " ".join(str(found).split()))

    @contextmanager
    def _using(self, begin: str) -> Iterator[sqlite3.Connection]:
        with stated(self.file), closing(self._opened()) as connection, connection:  # kept together, or none of it
            connection.execute(begin)
            yield connection

    def _opened(self) -> sqlite3.Connection:
        """Return a connection to the file, brought up to date if it is not: another may have been put in its place."""
        if self._is_opened and self.file.exists():
            connection = self._connection(self.file)
            if _version(connection) == len(self._steps):
                return connection
            connection.close()
        with locked(self.file, self._patience):
            self._check_present()
            if self.file.exists():
                self._migrate(self.file)
            else:
                self._make()
        self._is_opened = True
        return self._connection(self.file)

    def _check_present(self) -> None:
        """Raise StoreDamaged if what was in the file is gone, StoreError if a folder is in its place."""
        if self.file.is_dir():
            raise StoreError.unusable(self.file, IsADirectoryError(errno.EISDIR, "", str(self.file)))
        log = self.file.with_name(f"{self.file.name}-wal")
        if self.file.is_file() and self.file.stat().st_size <= 1:  # SQLite takes a lone sign for nothing, too
            raise StoreDamaged.of(self.file, "it is empty")
        if not self.file.exists() and log.exists() and log.stat().st_size:
            raise StoreDamaged.of(log, f"{self.file.name}, to which it belongs, is missing")

    def _make(self) -> None:
        whole = self.file.with_suffix(".new")
        try:
            for left in ("", "-journal", "-wal", "-shm"):  # by a process that was killed
                whole.with_name(f"{whole.name}{left}").unlink(missing_ok=True)
            os.close(os.open(whole, os.O_CREAT | os.O_RDWR | os.O_EXCL, 0o600))  # it and its log are its owner's alone
            self._migrate(whole)
            whole.replace(self.file)
            sync_folder(self.file.parent)
        except OSError as error:
            raise StoreError.unusable(self.file, error) from error

    def _connection(self, file: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(file, timeout=self._patience, isolation_level=None)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.create_function("folded", 1, folded, deterministic=True)
            _version(connection)
        except sqlite3.Error:  # SQLite reads nothing of a file before it must
            connection.close()
            raise
        return connection

    def _migrate(self, file: Path) -> None:
        with closing(self._connection(file)) as connection:
            version = _version(connection)
            if version > len(self._steps):
                what = f"{self.file} was written by a newer version of the assistant (format {version}; this one knows "
                todo = "Update the assistant, or choose another directory with --home."
                raise StoreTooNew(f"{what}{len(self._steps)}).", todo)
            for number, step in enumerate(self._steps[version:], start=version + 1):
                with connection:  # rolled back if it fails
                    connection.execute("BEGIN IMMEDIATE")
                    for statement in step:
                        connection.execute(statement)
                    connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("PRAGMA journal_mode = WAL")  # some file systems cannot: it then stays as it was


def folded(text: str) -> str:
    """Return text as it is searched: without the difference of capitals, accents and other forms of a letter."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def parsed(model: type[_Model], text: str | None) -> _Model | None:
    """Return the model that a text is the JSON of; None without one, or of one in another release's form."""
    try:
        return model.model_validate_json(text) if text else None
    except ValidationError:
        return None


def unchanging(file: Path) -> str:
    """Return the address of a database to be read as it stands, where nothing can be written beside it."""
    return f"{file.absolute().as_uri()}?mode=ro&immutable=1"


@contextmanager
def stated(file: Path) -> Iterator[None]:
    """Raise what SQLite says in this block as an error of ours, unless it is a mistake of the program."""
    try:
        yield
    except sqlite3.Error as error:
        if told := store_error(file, error):
            raise told from error
        raise


def _version(connection: sqlite3.Connection) -> int:
    ((version,),) = connection.execute("PRAGMA user_version").fetchall()
    return int(version)


@contextmanager
def locked(file: Path, patience: float) -> Iterator[None]:
    """Hold the lock of a file, named like it with `.lock` at the end, or raise StoreBusy after `patience` seconds."""
    lock = FileLock(file.with_suffix(".lock"), timeout=patience)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise StoreBusy.of(file) from error
    except OSError as error:
        raise StoreError.unusable(file, error) from error
    try:
        yield
    finally:
        lock.release()
