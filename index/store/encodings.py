"""What the encoder made of papers, kept in one SQLite file beside the library: reading a paper takes it some 30 ms.

Nothing is lost with the file that cannot be made again. A damaged one makes way, one that cannot be written is only
read, and a paper whose text has changed is read anew.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path

import numpy as np

from index.embedders.base import Vectors
from index.embedders.encoder import DIMENSIONS, FINGERPRINT, encoder
from index.paper import Paper

_REMEMBERED = 2000  # papers, some 4 kB each
_PATIENCE = 2.0  # seconds for another process that writes
_ASKED = 500  # ids in one statement: SQLite's limit was 999 once
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_TABLE = "CREATE TABLE IF NOT EXISTS encoding (id TEXT PRIMARY KEY, text BLOB NOT NULL, vectors BLOB NOT NULL)"

_log = logging.getLogger(__name__)

Row = tuple[str, bytes, bytes]  # the id, what tells its text, and the vectors


class Encodings:
    """The vectors of papers that the encoder has read, by id, rounded to 8 bits; without a file nothing is kept.

    Any number of processes may use it.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file

    def cosines(self, question: Vectors, ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the cosine of a question with each paper and then each of its sentences; one not read is left out.

        Its text is not looked at: where it has changed since, that of the earlier one serves for an order.
        """
        kept = self._kept(ids, "vectors")
        if not kept:
            return {}
        found = _unpacked(b"".join(vectors for _, _, vectors in kept)) @ question
        ends = np.cumsum([len(vectors) // DIMENSIONS for _, _, vectors in kept])
        return {key: each for (key, _, _), each in zip(kept, np.split(found, ends[:-1]), strict=True)}

    def of(self, papers: Sequence[Paper]) -> list[Vectors]:
        """Return a row for each paper and then one for each sentence, (1 + sentences, 384); who was not read is now."""
        texts = {paper.id: _text(paper) for paper in papers}
        kept = {key: vectors for key, text, vectors in self._kept(list(texts), "vectors") if text == texts[key]}
        made = {paper.id: _read(paper.title, paper.abstract) for paper in papers if paper.id not in kept}
        self._keep([(key, texts[key], vectors) for key, vectors in made.items()])
        return [_unpacked((kept | made)[paper.id]) for paper in papers]

    def missing(self, ids: Sequence[str]) -> list[str]:
        """Return the ids of papers that were not read, in their order."""
        there = {key for key, _, _ in self._kept(ids, "''")}
        return [key for key in ids if key not in there]

    def keep_only(self, ids: Collection[str]) -> None:
        """Forget what is not of these papers."""

        def tidy(database: sqlite3.Connection) -> None:
            gone = [row for row in database.execute("SELECT id FROM encoding").fetchall() if row[0] not in ids]
            database.executemany("DELETE FROM encoding WHERE id = ?", gone)

        self._use(tidy, new=False)

    def _kept(self, ids: Sequence[str], column: str) -> list[Row]:
        found: list[Row] = []

        def look(database: sqlite3.Connection) -> None:
            for start in range(0, len(ids), _ASKED):
                some = ids[start : start + _ASKED]
                marks = ",".join("?" * len(some))
                found.extend(database.execute(f"SELECT id, text, {column} FROM encoding WHERE id IN ({marks})", some))  # noqa: S608  marks and our own column

        self._use(look, new=False)
        return found

    def _keep(self, rows: Sequence[Row]) -> None:
        def write(database: sqlite3.Connection) -> None:
            database.execute(_TABLE)
            database.executemany("INSERT OR REPLACE INTO encoding VALUES (?, ?, ?)", rows)

        if rows:
            self._use(write)

    def _use(self, work: Callable[[sqlite3.Connection], None], *, new: bool = True) -> None:
        """Do something with the file in one transaction; what SQLite cannot do is left undone, and logged."""
        if not self._file or not (new or self._file.exists()):
            return
        try:
            with closing(sqlite3.connect(self._file, timeout=_PATIENCE)) as database, database:
                work(database)
        except sqlite3.Error as error:
            _log.info("What the encoder made of papers is not kept in %s: %s", self._file, error)
            if getattr(error, "sqlite_errorcode", None) in _DAMAGED:
                self._file.unlink(missing_ok=True)


@lru_cache(_REMEMBERED)
def _read(title: str, abstract: str) -> bytes:
    """Return the vectors of a paper, packed; each keeps its direction when its largest number becomes 127."""
    vectors = encoder().paper(Paper(id="-", title=title, abstract=abstract))
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    return bytes(np.round(vectors / largest * np.iinfo(np.int8).max).astype(np.int8).tobytes())


def _unpacked(packed: bytes) -> Vectors:
    vectors = np.frombuffer(packed, dtype=np.int8).reshape(-1, DIMENSIONS).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def _text(paper: Paper) -> bytes:
    """Return what tells whether a paper, its sentences and the encoder are still as they were."""
    return hashlib.blake2b(
        f"{FINGERPRINT} {len(paper.sentences)}\n{paper.title}\n{paper.abstract}".encode(), digest_size=12
    ).digest()
