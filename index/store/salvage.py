"""Papers of a damaged database, as far as they can be read, put into a new one; the damaged file stays beside it.

SQLite reads around a bad page. Where that gives fewer papers than were indexed, records are looked for in the bytes.
The new database takes its place by renaming, so that a kill leaves the one or the other.
"""

import datetime as dt
import json
import logging
import mmap
import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from index.atomic import sync_folder
from index.errors import LibraryDamaged
from index.paper import Paper
from index.store.chroma import ChromaStore
from index.store.dense import papers_in

_DATABASE = "chroma.sqlite3"
_LEAST = 100  # bytes of a record with its vector
_MOST = 1 << 16  # bytes of a record that are looked at where SQLite reads none; those on several pages are torn
_BEGINNING = re.compile(rb'record(?=\{"id":)')  # a row of `_RECORD` as it stands on a page: its key, then its value
_RECORD = "SELECT string_value FROM embedding_metadata NOT INDEXED WHERE rowid = ? AND key = 'record'"
_GONE = (
    "Put a backup back with `assistant restore FILE --force`; without one, `assistant reindex` begins an empty "
    "library, to ingest into."
)

_log = logging.getLogger(__name__)

ASIDE = "-damaged-"  # in the name of what was put aside


def check_present(folder: Path) -> None:
    """Raise LibraryDamaged if a library's papers are gone, where its index has some: it would open as an empty one."""
    database = folder / "chroma" / _DATABASE
    if not database.exists():
        how = "is missing"
    elif database.is_dir():
        how = "is a folder"
    elif database.stat().st_size <= 1:  # SQLite takes a lone sign for nothing, too
        how = "is empty"
    else:
        return
    if papers_in(folder / "dense"):
        raise gone(folder, how)


def gone(folder: Path, how: str) -> LibraryDamaged:
    """Return the error of a library whose papers are not there."""
    indexed = papers_in(folder / "dense")
    return LibraryDamaged(f"{folder / 'chroma' / _DATABASE} {how}, though {indexed:,} papers were indexed.", _GONE)


def salvage(folder: Path) -> None:
    """Put a new database of the papers that can be read in the place of the one in `folder`, which is set aside.

    It has no vectors, and says so, and no paper where nothing can be read. The library's locks are held.
    """
    database, indexed = folder / _DATABASE, papers_in(folder.parent / "dense")
    papers = {paper.id: paper for paper in _readable(database)}
    if not indexed or len(papers) < indexed:
        papers = {paper.id: paper for paper in _torn(database)} | papers
    had_something = database.is_dir() or (database.exists() and database.stat().st_size > 0)
    aside = folder.with_name(f"{folder.name}{ASIDE}{dt.datetime.now():%Y%m%d-%H%M%S}")
    fresh = folder.with_name(f"{folder.name}-salvaged")
    _fill(fresh, list(papers.values()))
    if folder.exists():
        folder.replace(aside)
    fresh.replace(folder)
    sync_folder(folder.parent)
    kept = f"; the damaged database is kept in {aside}" if had_something else ""
    anew = "" if papers else " Put a backup back with `assistant restore FILE --force`, or ingest anew."
    _log.warning("Papers read from the damaged database: %d%s.%s", len(papers), kept, anew)


def _fill(folder: Path, papers: Sequence[Paper]) -> None:
    shutil.rmtree(folder, ignore_errors=True)  # of one that was killed
    store = ChromaStore(folder, "no embedder yet, since the papers were salvaged")
    store.upsert(papers, np.zeros((len(papers), 1), dtype=np.float32))
    store.close()


def _readable(file: Path) -> Iterator[Paper]:
    """Yield the papers whose records can be read, in the order in which they were written."""
    if not file.is_file():
        return
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
        database.text_factory = bytes
        database.execute("PRAGMA writable_schema = ON")  # opens a file that lacks its end
        last = _last(database, file.stat().st_size)
        for number in range(1, last + 1):
            with suppress(sqlite3.DatabaseError, ValidationError):
                for (record,) in database.execute(_RECORD, (number,)).fetchall():
                    yield Paper.model_validate_json(record)


def _torn(file: Path) -> Iterator[Paper]:
    """Yield the papers whose records stand in one piece in a file that SQLite cannot read.

    Some may have been removed or replaced since: nothing tells.
    """
    if not file.is_file() or not file.stat().st_size:
        return
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for found in _BEGINNING.finditer(data):
            text = data[found.end() : found.end() + _MOST].decode(errors="replace")
            with suppress(ValueError):  # of JSON, or pydantic's
                yield Paper.model_validate_json(text[: json.JSONDecoder().raw_decode(text)[1]])


def _last(database: sqlite3.Connection, size: int) -> int:
    """Return the number of the last record, or one that is beyond it."""
    try:
        ((last,),) = database.execute("SELECT max(rowid) FROM embedding_metadata").fetchall()
    except sqlite3.DatabaseError as error:
        return size // _LEAST if error.sqlite_errorcode == sqlite3.SQLITE_CORRUPT else 0
    return int(last or 0)
