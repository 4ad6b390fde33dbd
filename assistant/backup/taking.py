"""What a backup is, a zip file with the files of a data directory and a manifest, and taking one back.

All is unpacked and checked beside the data directory, which is moved aside if it holds something, and then takes its
place by its name: a kill before leaves the old one as it was, one in between whole beside it, for a second run.
"""

import datetime as dt
import hashlib
import os
import shutil
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import filelock
from pydantic import BaseModel, ValidationError

from assistant.config import FILE_NAME as SETTINGS
from assistant.people.person import FOLDER
from assistant.store.database import STEPS
from assistant.store.errors import BackupError
from index.atomic import sync_folder
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

Progress = Callable[[int, int], object]  # so many more bytes are done, of how many
_LOCKS = ("write.lock", "open.lock")  # those of `index.store.consistency`; others wait for the second for a minute
_SOON = 1.0  # seconds after which somebody is told that it takes longer
_PATIENCE = 2.0  # seconds for another process that writes
_OF_NO_ACCOUNT = (".lock", SETTINGS)  # ends of names in a data directory that is as good as empty


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


def read_manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    """Return what a backup says of itself; raise BackupError if it is none, is damaged, or of a newer version."""
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


class Restored(NamedTuple):
    """A backup that was taken back: when it was made, how many files it has, and where the old data directory is."""

    made_at: dt.datetime
    files: int
    aside: Path | None


def restore(
    file: Path, home: Path, *, force: bool = False, progress: Progress = lambda _size, _total: None
) -> Restored:
    """Put a backup into a data directory, whose settings stay; with `force` what it holds is moved aside."""
    if not file.is_file():
        raise BackupError(f"There is no file {file}.", "Name a backup that `assistant backup` made.")
    home = home.absolute()
    if not (force or _is_empty(home)):
        what = f"{home} is not empty."
        raise BackupError(what, "Name another directory with --home, or add --force, which moves this one aside.")
    fresh = home.with_name(f".{home.name}.restoring")
    try:
        shutil.rmtree(fresh, ignore_errors=True)  # of one that was killed
        fresh.mkdir(parents=True)
        try:
            manifest = _unpacked(file, fresh, progress)
            if (home / SETTINGS).is_file():
                shutil.copy2(home / SETTINGS, fresh / SETTINGS)
            with still(home / LIBRARY, lambda: None, _PATIENCE):
                pass  # nobody writes there; on Windows a folder with a lock that is held keeps its name
            aside = _swapped(home, fresh)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        what = f"The backup cannot be put into {home} ({error.strerror or error}); nothing was changed."
        raise BackupError(what, "Free some space, or name another directory with --home.") from error
    return Restored(manifest.made_at, len(manifest.files), aside)


def _is_empty(home: Path) -> bool:
    return not home.exists() or (home.is_dir() and all(path.name.endswith(_OF_NO_ACCOUNT) for path in home.iterdir()))


def _unpacked(file: Path, into: Path, progress: Progress) -> Manifest:
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = read_manifest(archive, file)
            total = sum(entry.size for entry in manifest.files.values())
            for name, entry in manifest.files.items():
                (into / name).parent.mkdir(parents=True, exist_ok=True)
                if not _unpack(archive, name, entry, into / name, lambda size: progress(size, total)):
                    raise damaged(file, f"{name} is not as it was")
                if name == PEOPLE:
                    (into / name).chmod(0o600)  # hashes of passwords are for nobody else
            if (into / FOLDER).exists():
                (into / FOLDER).chmod(0o700)
    except zipfile.BadZipFile as error:
        raise no_backup(file) from error
    for folder in (into, *(path for path in into.rglob("*") if path.is_dir())):
        sync_folder(folder)
    return manifest


def _unpack(archive: zipfile.ZipFile, name: str, entry: Entry, into: Path, done: Callable[[int], object]) -> bool:
    """Write a file to the disk; return whether it is as it was packed. No more is read than it may have."""
    digest, left = hashlib.sha256(), entry.size
    try:
        with archive.open(name) as packed, into.open("xb") as target:
            while block := packed.read(min(BLOCK, left + 1)):
                left -= len(block)
                if left < 0:
                    return False
                digest.update(block)
                target.write(block)
                done(len(block))
            target.flush()
            os.fsync(target.fileno())
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        return False
    return left == 0 and digest.hexdigest() == entry.sha256


def _swapped(home: Path, fresh: Path) -> Path | None:
    """Put the new data directory in the place of the old one, and return where that is; None if it held nothing."""
    if not home.exists():
        fresh.replace(home)
        sync_folder(home.parent)
        return None
    was_empty = _is_empty(home)
    aside = home.with_name(f"{home.name}.before-{dt.datetime.now():%Y%m%d-%H%M%S-%f}")
    home.replace(aside)
    try:
        fresh.replace(home)
    except OSError:
        aside.replace(home)
        raise
    sync_folder(home.parent)
    if was_empty:
        shutil.rmtree(aside, ignore_errors=True)
        return None
    return aside
