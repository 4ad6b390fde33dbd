"""Taking a backup back: into a new or empty data directory, or in the place of another one, which is moved aside.

Everything is unpacked and compared with its checksums beside the data directory, and then takes its place by its name.
A kill before that leaves the data directory as it was; one between the two changes of a name leaves the old one whole
beside it, and a second run restores.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple

from assistant.backup.archive import (
    BLOCK,
    LIBRARY,
    PEOPLE,
    Count,
    Entry,
    Manifest,
    Progress,
    damaged,
    no_backup,
    read_manifest,
    still,
)
from assistant.config import FILE_NAME as SETTINGS
from assistant.people.person import FOLDER
from assistant.store.errors import BackupError
from index.atomic import sync_folder

_PATIENCE = 2.0  # seconds for another process that writes
_OF_NO_ACCOUNT = (".lock", SETTINGS)  # ends of names in a data directory that is as good as empty


class Restored(NamedTuple):
    """A backup that was taken back: when it was made, how many files it has, and where the old data directory is."""

    made_at: dt.datetime
    files: int
    aside: Path | None


def restore(file: Path, home: Path, *, force: bool = False, progress: Progress = lambda _done, _all: None) -> Restored:
    """Put a backup into a data directory; with `force` also into one that holds something, which is moved aside.

    The settings of the data directory, which no backup has, stay as they are. No process may use it meanwhile.

    Raises:
        BackupError: the file is no backup, is damaged or too new, the directory is not empty, or cannot be written.
    """
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
            count = Count(progress, sum(entry.size for entry in manifest.files.values()))
            for name, entry in manifest.files.items():
                (into / name).parent.mkdir(parents=True, exist_ok=True)
                if not _unpack(archive, name, entry, into / name, count):
                    raise damaged(file, f"{name} is not as it was")
                if name == PEOPLE:
                    (into / name).chmod(0o600)  # hashes of passwords are for nobody else
            if (into / FOLDER).exists():
                (into / FOLDER).chmod(0o700)
    except FileNotFoundError as error:
        raise no_backup(file) if not file.exists() else error from error
    except zipfile.BadZipFile as error:
        raise no_backup(file) from error
    for folder in (into, *(path for path in into.rglob("*") if path.is_dir())):
        sync_folder(folder)
    return manifest


def _unpack(archive: zipfile.ZipFile, name: str, entry: Entry, into: Path, count: Count) -> bool:
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
                count.add(len(block))
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
