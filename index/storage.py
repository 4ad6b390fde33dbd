"""What the system, SQLite and the stores say when a file cannot be used, as errors that a person can act on.

Whoever writes or reads files does it within `stored`. Libraries that are not in Python put the system's number into a
text of their own.
"""

import errno
import mmap
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock

from index.errors import AssistantError, LibraryBusy, LibraryDamaged, OutOfResources, StorageError

# "No space left on device (os error 28)" and "Os { code: 24, kind: TooManyOpenFiles" in Rust; "(code: 13) database or
# disk is full" of SQLite in Chroma.
_SYSTEM = re.compile(r"(?:os error|Errno|Os \{ code:) (\d+)")
_SQLITE = re.compile(r"\(code: (\d+)\)")
_PRIMARY = 0xFF  # of a code, without what extends it: https://sqlite.org/rescode.html
_AS_OF_SYSTEM = {
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_BUSY: errno.EBUSY,
    sqlite3.SQLITE_LOCKED: errno.EBUSY,
}
_SAID = {  # by SQLite, within what Chroma makes of it without the number
    "database or disk is full": errno.ENOSPC,
    "readonly database": errno.EROFS,
    "disk I/O error": errno.EIO,
    "database is locked": errno.EBUSY,
    "Failed to apply logs": errno.EIO,  # Chroma does not say why: it could not write
}
# The folders of a path: from a slash or a drive on, names with slashes behind them. A name may have spaces.
_NAME = r"(?:[^/\\\s()\[\],;:'\"“”`]|(?<!\.) (?=\S))+"
_FOLDERS = re.compile(rf"(?<![^\s'\"“(\[=])(?:/|[A-Za-z]:\\)(?:{_NAME}[/\\])+")
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
RIGHTS = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_FILES = frozenset({errno.EMFILE, errno.ENFILE})
_RESOURCES = _FILES | {errno.ENOMEM}
_KIND = frozenset({errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENOTEMPTY, errno.ELOOP})
_ELSEWHERE = "or choose another directory with --home or ASSISTANT_HOME."
_NOTHING = 4_000_000  # bytes that are left on a full disk, at most: SQLite asks for more at once
_OPEN, _MEMORY = 24, 64_000_000  # files that a process must be able to open, and bytes that it must get, to do anything
_WORDS = {
    **dict.fromkeys(FULL, "Free some space, and run it again: what was there before is whole."),
    **dict.fromkeys(RIGHTS, f"Give your account the right to read and write it, {_ELSEWHERE}"),
    **dict.fromkeys(_FILES, "Let the program open more (`ulimit -n 1024`), and run it again; nothing is damaged."),
    errno.ENOMEM: "Let the program have more memory, and run it again; nothing is damaged.",
    errno.ENOENT: f"Make it, {_ELSEWHERE}",
    **dict.fromkeys(_KIND, f"Something that is not the assistant's has its name: rename that, {_ELSEWHERE}"),
}


def number_of(error: BaseException) -> int | None:
    """Return the system's number of what went wrong (errno(3)); None if an error tells none."""
    if isinstance(error, OSError) and error.errno:
        return error.errno
    code = getattr(error, "sqlite_errorcode", None)
    said = str(error)
    if code is None and (found := _SQLITE.search(said)):
        code = int(found[1])
    if code is not None:
        return _AS_OF_SYSTEM.get(code & _PRIMARY)
    if found := _SYSTEM.search(said):
        return int(found[1])
    return next((number for words, number in _SAID.items() if words in said), None)


def told(path: Path, error: BaseException, damaged: Callable[[str], AssistantError] | None = None) -> AssistantError:
    """Return the error to raise for one of the system or of a store, on a file or folder.

    `damaged` makes it where the system is not to blame, from a text that says why.
    """
    number = number_of(error)
    if number in {None, errno.EIO} and _is_full(path):
        number = errno.ENOSPC
    if number in {None, errno.EIO, errno.EACCES}:
        number = _shortage() or number
    if number == errno.EBUSY:
        return LibraryBusy(f"Another process holds {path}.", "Try again when it has finished.")
    if number is None:
        why = " ".join(str(error).split()) or type(error).__name__
        return damaged(why) if damaged else LibraryDamaged(f"{path} is damaged ({why}).", "Run `assistant doctor`.")
    where = Path(os.fsdecode(error.filename)) if isinstance(error, OSError) and error.filename else path
    if not where.is_absolute():
        where = path
    what = f"The disk is full: {where} cannot be written" if number in FULL else f"{where} cannot be used"
    todo = _WORDS.get(number, f"Look whether the disk is well (`assistant doctor` reads all), {_ELSEWHERE}")
    kind = OutOfResources if number in _RESOURCES else StorageError
    return kind(f"{what} ({os.strerror(number)}).", todo)


def without_folders(text: str) -> str:
    """Return a message for who is not at this machine: of each path the last name alone."""
    return _FOLDERS.sub("", text)


def _is_full(path: Path) -> bool:
    try:
        there = next((each for each in (path, *path.parents) if each.exists()), Path.cwd())
        return shutil.disk_usage(there).free < _NOTHING
    except OSError:
        return False


def inside(folder: Path) -> Iterator[Path]:
    """Yield what is in a folder, parents first; unlike Path.rglob raise OSError for a folder that cannot be read."""
    for path in sorted(folder.iterdir()):
        yield path
        if path.is_dir() and not path.is_symlink():
            yield from inside(path)


def _shortage() -> int | None:
    """Return of what the process may have no more, which SQLite and Chroma tell as something else; None: of nothing."""
    opened: list[int] = []
    try:
        while len(opened) < _OPEN:
            opened.append(os.open(os.devnull, os.O_RDONLY))
        mmap.mmap(-1, _MEMORY).close()
    except OSError as error:
        return error.errno if error.errno in _RESOURCES else None
    finally:
        for number in opened:
            os.close(number)
    return None


def not_writable(path: Path) -> StorageError:
    """Return the error of something that can be read only, or not even that."""
    how = "written, only read" if os.access(path, os.R_OK) else "read or written"
    return StorageError(f"{path} cannot be {how}.", _WORDS[errno.EACCES])


@contextmanager
def stored(path: Path) -> Iterator[None]:
    """Raise what the system or SQLite say in this block as a StorageError, LibraryBusy or LibraryDamaged."""
    try:
        yield
    except (BrokenPipeError, filelock.Timeout):  # who read the output has gone away; who waits for a lock says so
        raise
    except (OSError, sqlite3.Error) as error:
        raise told(path, error) from error
