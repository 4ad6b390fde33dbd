"""A library in a folder that cannot be written, which is read from a copy: Chroma and Tantivy write when they open."""

import os
import shutil
import sqlite3
import tempfile
import weakref
from contextlib import closing
from pathlib import Path

from index.storage import inside

_DATABASE = Path("chroma") / "chroma.sqlite3"
_WRITTEN = (".", "chroma", _DATABASE, "lexical", "dense", "open.lock", "write.lock")


def unwritable(folder: Path) -> Path | None:
    """Return the first path that opening a library writes to and that cannot be written; what is not there is made."""
    paths = (folder / name for name in _WRITTEN)
    return next((path for path in paths if path.exists() and not os.access(path, os.W_OK)), None)


def has_papers(folder: Path) -> bool:
    """Tell whether there is a database, so that there is something to be read."""
    database = folder / _DATABASE
    return database.is_file() and database.stat().st_size > 0


def readable_copy(folder: Path, owner: object) -> Path:
    """Return a copy of a library's folder, which is there as long as `owner` is."""
    copy = Path(tempfile.mkdtemp(prefix="assistant-"))
    weakref.finalize(owner, shutil.rmtree, copy, ignore_errors=True)
    for path in inside(folder):
        to = copy / path.relative_to(folder)
        if path.is_dir():
            to.mkdir(exist_ok=True)
        elif path.name.endswith(".lock"):
            continue
        elif path == folder / _DATABASE and path.stat().st_size and not path.with_name(f"{path.name}-journal").exists():
            _copy_database(path, to)
        else:
            shutil.copyfile(path, to)
    return copy


def _copy_database(path: Path, to: Path) -> None:
    """Copy a database as it is at one moment: another account may write to it."""
    with (
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as original,
        closing(sqlite3.connect(to)) as copied,
    ):
        original.backup(copied)
