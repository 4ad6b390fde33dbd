"""What a backup is: a zip file with the files of a data directory, and `manifest.json` with their checksums."""

from __future__ import annotations

import datetime as dt
import os
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath

import filelock
from pydantic import BaseModel, ValidationError

from assistant.store.database import STEPS
from assistant.store.errors import BackupError
from index.errors import LibraryBusy
from index.store.upgrade import FORMAT as LIBRARY_FORMAT

FORMAT = 1
MANIFEST = "manifest.json"
LIBRARY, STORE, PEOPLE = "library", "app.sqlite", "people.sqlite"
# What is kept of a data directory. Not `config.toml` and `session.key`, which hold keys, nor what was cached of others.
PARTS = (LIBRARY, STORE, PEOPLE, "people", "interests.toml", "prices.toml", "spending.json", "judges.json")
MADE_ANEW = ("encodings.sqlite", "http", "cache", "uploads", "replica")  # from papers or servers; nobody misses it
BLOCK = 1 << 20  # bytes read at once
_LARGEST_MANIFEST = 16 << 20  # bytes; a library has some twenty files

Progress = Callable[[int, int], object]  # bytes done, of how many
_LOCKS = ("write.lock", "open.lock")  # those of `index.store.consistency`; others wait for the second for a minute
_SOON = 1.0  # seconds after which somebody is told that it takes longer


class Entry(BaseModel, frozen=True, extra="forbid"):
    """A file of a backup: its size in bytes, and the SHA-256 of its content in hexadecimal digits."""

    size: int
    sha256: str


class Manifest(BaseModel, frozen=True, extra="ignore"):
    """What is in a backup, and which formats its parts have; `files` go by their paths, with slashes."""

    format: int
    version: str
    made_at: dt.datetime
    library_format: int
    store_format: int
    files: dict[str, Entry]


class Count:
    """Counts bytes, and tells of it."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def add(self, size: int) -> None:
        """Count some more bytes."""
        self._done += size
        self._progress(self._done, self._total)


def read_manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    """Return what a backup says of itself.

    Raises:
        BackupError: it is none, is damaged, or was made by a newer version.
    """
    try:
        if archive.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
            raise damaged(file, "its list of files is too long")
        manifest = Manifest.model_validate_json(archive.read(MANIFEST))
    except (KeyError, ValidationError) as error:
        raise no_backup(file) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise damaged(file, "its list of files cannot be read") from error
    newer = manifest.format > FORMAT or manifest.library_format > LIBRARY_FORMAT or manifest.store_format > len(STEPS)
    if newer:
        what = f"{file} was made by a newer version of the assistant ({manifest.version})."
        raise BackupError(what, "Update the assistant, and restore then.")
    names = {info.filename for info in archive.infolist()} - {MANIFEST}
    if names != manifest.files.keys() or not all(map(_is_ours, names)):
        raise damaged(file, "its files are not those that it lists")
    return manifest


def _is_ours(name: str) -> bool:
    """Tell whether a name stays within the folder that it is put into, and is of a part that we know."""
    path = PurePosixPath(name)
    return path.parts[:1] != () and path.parts[0] in PARTS and ".." not in path.parts and "\\" not in name


def no_backup(file: Path) -> BackupError:
    """Return the error of a file that is something else."""
    return BackupError(f"{file} is no backup of the assistant, or was not made to its end.", "Choose another file.")


def damaged(file: Path, why: str) -> BackupError:
    """Return the error of a backup that is not as it was made."""
    return BackupError(f"{file} is damaged ({why}); nothing was changed.", "Restore another backup.")


@contextmanager
def still(library: Path, waiting: Callable[[], object], patience: float) -> Iterator[None]:
    """Hold the locks of the library in a folder, if there is one that can be written; `waiting` says it takes long."""
    until = time.monotonic() + patience
    with ExitStack() as held:
        for name in _LOCKS if library.is_dir() and os.access(library, os.W_OK) else ():
            lock = filelock.FileLock(library / name)
            try:
                try:
                    held.enter_context(lock.acquire(timeout=min(_SOON, patience)))
                except filelock.Timeout:
                    waiting()
                    held.enter_context(lock.acquire(timeout=max(0.0, until - time.monotonic())))
            except filelock.Timeout as error:
                what = "Another process is writing to this library."
                raise LibraryBusy(what, "Try again when it has finished.") from error
        yield
