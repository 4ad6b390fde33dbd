"""Making a backup while others write: copies of one moment are made under the library's lock, and packed without it."""

import datetime as dt
import errno
import hashlib
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from assistant.backup import taking
from assistant.store.database import PATIENCE, locked, unchanging
from assistant.store.errors import BackupError
from index.atomic import sync_folder
from index.storage import inside, number_of, told
from index.store.salvage import ASIDE, check_present
from index.store.upgrade import check_format

_WAIT = 600.0  # seconds for another process that writes to the library
_PASSING = (".lock", ".new", "-journal", "-wal", "-shm")  # ends of names that belong to a process at work
_DATABASE = (".sqlite", ".sqlite3")
_DERIVED = f"{taking.LIBRARY}/dense/"  # made anew from the papers when the library is opened
_FOLDERS, _BEGUN_ANEW = (taking.LIBRARY, "people"), ("spending.json", "judges.json")


class Backup(NamedTuple):
    """A backup that was made: its size in bytes, and what of a person's in the data directory is not, by name."""

    file: Path
    size: int
    files: int
    left_out: tuple[str, ...]


def back_up(
    home: Path,
    file: Path,
    *,
    progress: taking.Progress = lambda _size, _total: None,
    waiting: Callable[[], object] = lambda: None,
    patience: float = _WAIT,
) -> Backup:
    """Write library and store into one file, or raise BackupError; `waiting` is called if another process writes."""
    file = file.absolute()
    if not any((home / name).exists() for name in taking.PARTS):
        raise BackupError(f"There is nothing to keep in {home}.", "Name the data directory with --home.")
    _check_place(file)
    work = file.with_name(f".{file.name}.part")
    try:
        with locked(home / "backup", 0) if os.access(home, os.W_OK) else nullcontext():
            shutil.rmtree(work, ignore_errors=True)  # of one that was killed
            work.mkdir(mode=0o700)
            try:
                copies = _copied(home, work / "home", waiting, patience)
                packed = _pack(copies, work / "home", work / "packed", progress)
                packed.replace(file)
                sync_folder(file.parent)
            finally:
                shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        said = told(file, error)
        todo = said.todo if str(error.filename).startswith(str(home)) else "Free some space, or choose another file."
        raise BackupError(f"No backup was made; an earlier one is as it was. {said.what}", todo) from error
    known = {*taking.PARTS, *taking.MADE_ANEW}
    aside = (path.relative_to(home).as_posix() for path in (home / taking.LIBRARY).glob(f"*{ASIDE}*"))
    left_out = (path.name for path in home.iterdir() if path.name not in known and not _passes(path.name))
    return Backup(file, file.stat().st_size, len(copies), tuple(sorted((*left_out, *aside))))


def _check_place(file: Path) -> None:
    """Make sure that nothing but an earlier backup is written over."""
    if not file.exists():
        if not file.parent.is_dir():
            raise BackupError(f"There is no folder {file.parent}.", "Make it, or choose another file.")
        return
    try:
        with zipfile.ZipFile(file) as archive:
            if taking.MANIFEST in archive.namelist():
                return
    except (OSError, zipfile.BadZipFile):
        pass
    raise BackupError(f"{file} is there, and no backup of the assistant.", "Choose another file.")


def _copied(home: Path, into: Path, waiting: Callable[[], object], patience: float) -> list[str]:
    """Copy what is kept, all of one moment, and return the paths, with slashes."""
    with taking.still(home / taking.LIBRARY, waiting, patience):
        check_format(home / taking.LIBRARY)
        if (home / taking.LIBRARY).is_dir():
            check_present(home / taking.LIBRARY)
        names = sorted(_names(home))
        for name in names:
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            if name.endswith(_DATABASE):
                _copy_database(home / name, into / name)
            else:
                shutil.copyfile(home / name, into / name)
    return names


def _names(home: Path) -> Iterator[str]:
    for path in _paths(home):
        name = path.relative_to(home).as_posix()
        if path.is_file() and not _passes(name) and ASIDE not in name and not name.startswith(_DERIVED):
            yield name


def _paths(home: Path) -> Iterator[Path]:
    """Yield what there is of all parts; raise OSError if something else has the name of one that would be missed."""
    for part in taking.PARTS:
        path = home / part
        if part in _FOLDERS and path.is_dir():
            yield from inside(path)
        elif path.is_dir() and part not in _BEGUN_ANEW:
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        elif path.exists() or path.is_symlink():
            path.stat()  # raises for a link that leads nowhere
            yield path


def _passes(name: str) -> bool:
    return name.endswith(_PASSING)


def _copy_database(source: Path, target: Path) -> None:
    try:
        try:
            found = _copied_database(source.absolute().as_uri(), target)
        except sqlite3.OperationalError as error:
            if number_of(error) in {None, errno.EBUSY}:
                raise
            found = _copied_database(unchanging(source), target)  # nothing can be written beside the original
    except sqlite3.Error as error:
        if number := number_of(error):
            unusable = target if os.access(source, os.R_OK) else source
            raise OSError(number, os.strerror(number), str(unusable)) from error
        found = str(error)
    if source.stat().st_size <= 1:  # SQLite takes a lone sign for nothing, too
        found = "it is empty"
    if found != "ok":
        what = f"{source} is damaged ({' '.join(found.split())}), so no backup was made; an earlier one is kept."
        raise BackupError(what, "Run `assistant doctor`.")


def _copied_database(source: str, target: Path) -> str:
    """Copy a database by its address, and return "ok", or what is wrong with it."""
    with (
        closing(sqlite3.connect(source, uri=True, timeout=PATIENCE)) as original,
        closing(sqlite3.connect(target)) as copy,
    ):
        original.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        ((found,), *_) = copy.execute("PRAGMA quick_check(1)").fetchall()
    return str(found)


def _pack(names: list[str], copies: Path, packed: Path, progress: taking.Progress) -> Path:
    """Pack the copies, each gone when it is packed, and return the file, which is on the disk."""
    formats = _formats(copies)
    total = sum((copies / name).stat().st_size for name in names)
    files: dict[str, taking.Entry] = {}
    # Notes and conversations are for nobody else.
    with os.fdopen(os.open(packed, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600), "w+b") as raw:
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name in names:
                files[name] = _packed(archive, copies / name, name, lambda size: progress(size, total))
                (copies / name).unlink()
            manifest = taking.Manifest(
                format=taking.FORMAT,
                version=version("daily-papers-assistant"),
                made_at=dt.datetime.now(dt.UTC),
                library_format=formats[0],
                store_format=formats[1],
                files=files,
            )
            with archive.open(taking.MANIFEST, "w") as packing:  # `writestr` would put in the time
                packing.write(manifest.model_dump_json(indent=1).encode())
        raw.flush()
        os.fsync(raw.fileno())
    return packed


def _packed(archive: zipfile.ZipFile, file: Path, name: str, done: Callable[[int], object]) -> taking.Entry:
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as copy, archive.open(name, "w", force_zip64=True) as packing:
        while block := copy.read(taking.BLOCK):
            packing.write(block)
            digest.update(block)
            size += len(block)
            done(len(block))
    return taking.Entry(size=size, sha256=digest.hexdigest())


def _formats(home: Path) -> tuple[int, int]:
    """Return the formats of library and store, 0 for what is not there."""
    library = check_format(home / taking.LIBRARY) if (home / taking.LIBRARY).is_dir() else 0
    if not (home / taking.STORE).exists():
        return library, 0
    with closing(sqlite3.connect(home / taking.STORE)) as store:
        return library, int(store.execute("PRAGMA user_version").fetchone()[0])
