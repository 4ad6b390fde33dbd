"""What the encoder and the guard made of papers, in one SQLite file beside the library: it takes them 35 ms a paper.

All can be made again: a damaged file makes way, one that cannot be written is only read.
"""

import hashlib
import json
import logging
import sqlite3
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import faiss
import numpy as np

from index.embedders.base import Vectors
from index.embedders.encoder import DIMENSIONS, FINGERPRINT, encoder
from index.guard import Guarded, fingerprint, guarded, remember
from index.paper import Paper
from index.storage import stored

_REMEMBERED = 2000  # papers, some 4 kB each
_PATIENCE = 2.0  # seconds for another process that writes
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
# Of earlier encoders, whose vectors cannot be compared with those of this one.
_OLD = ("reading", "reading_2", "reading_3", "whole", "whole_3")
_TABLES = (
    *(f"DROP TABLE IF EXISTS {table}" for table in _OLD),
    """CREATE TABLE IF NOT EXISTS reading_4 (
    id TEXT PRIMARY KEY, text BLOB NOT NULL, vectors BLOB NOT NULL, guarded BLOB NOT NULL
)""",
    "CREATE TABLE IF NOT EXISTS whole_4 (id TEXT PRIMARY KEY, vector BLOB NOT NULL)",
)

_log = logging.getLogger(__name__)
_SCALE = 300.0  # of a number of a vector of unit length: one of 384 is seldom above .4, and is cut there
_MOST = np.iinfo(np.int8).max
_AGAIN = 2  # times as many are looked at: one that was read anew is there twice


class Row(NamedTuple):
    """What was made of a paper: what tells its text, its vectors, and a byte for the title and each sentence."""

    id: str
    text: bytes
    vectors: bytes
    guarded: bytes


class Encodings:
    """The vectors of papers that the encoder has read, by id, rounded to 8 bits; any number of processes may use it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._nearest = Nearest(DIMENSIONS)

    def check(self) -> None:
        """Return if there is no file, or one that can be opened."""
        if self._file.exists():
            with stored(self._file):
                self._file.open("rb").close()

    def cosines(self, question: Vectors, ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the cosine of a question with each paper and then each of its sentences; one not read is left out.

        Its text is not looked at: where it has changed since, that of the earlier one serves for an order.
        """
        kept = self._kept(ids)
        if not kept:
            return {}
        found = _unpacked(b"".join(row.vectors for row in kept)) @ question
        ends = np.cumsum([len(row.vectors) // DIMENSIONS for row in kept])
        return {row.id: each for row, each in zip(kept, np.split(found, ends[:-1]), strict=True)}

    def nearest(self, question: Vectors, k: int) -> list[str]:
        """Return the ids of the `k` papers nearest to a question as a whole, of those that were read, best first."""
        self._use(self._nearest.follow, new=False)
        return self._nearest.search(question, k)

    def of(self, papers: Sequence[Paper]) -> list[Vectors]:
        """Return a row for each paper and then one for each sentence, (1 + sentences, 384); who was not read is now."""
        texts = {paper.id: _text(paper) for paper in papers}
        kept = {row.id: row for row in self._kept(list(texts)) if row.text == texts[row.id]}
        for paper in papers:
            if paper.id in kept:
                remember(paper.title, paper.sentences, _parted(kept[paper.id].guarded))
        made = [_row(paper, texts[paper.id]) for paper in papers if paper.id not in kept]
        self._keep(made)
        kept |= {row.id: row for row in made}
        return [_unpacked(kept[paper.id].vectors) for paper in papers]

    def missing(self, ids: Sequence[str]) -> list[str]:
        """Return the ids of papers that were not read, in their order."""
        there = {row.id for row in self._kept(ids, "''")}
        return [key for key in ids if key not in there]

    def keep_only(self, ids: Collection[str]) -> None:
        """Forget what is not of these papers."""

        def tidy(database: sqlite3.Connection) -> None:
            gone = [row for row in database.execute("SELECT id FROM reading_4").fetchall() if row[0] not in ids]
            for table in ("reading_4", "whole_4"):
                database.executemany(f"DELETE FROM {table} WHERE id = ?", gone)  # noqa: S608  our tables

        self._use(tidy, new=False)

    def _kept(self, ids: Sequence[str], vectors: str = "vectors") -> list[Row]:
        found: list[Row] = []
        these = "SELECT value FROM json_each(?)"
        query = f"SELECT id, text, {vectors}, guarded FROM reading_4 WHERE id IN ({these})"  # noqa: S608  our column

        def look(database: sqlite3.Connection) -> None:
            found.extend(map(Row._make, database.execute(query, (json.dumps(list(ids)),))))

        self._use(look, new=False)
        return found

    def _keep(self, rows: Sequence[Row]) -> None:
        def write(database: sqlite3.Connection) -> None:
            for statement in _TABLES:
                database.execute(statement)
            database.executemany("INSERT OR REPLACE INTO reading_4 VALUES (?, ?, ?, ?)", rows)
            wholes = [(row.id, packed(_unpacked(row.vectors[:DIMENSIONS])[0]).tobytes()) for row in rows]
            database.executemany("INSERT OR REPLACE INTO whole_4 VALUES (?, ?)", wholes)

        if rows:
            self._use(write)

    def _use(self, work: Callable[[sqlite3.Connection], None], *, new: bool = True) -> None:
        """Do something with the file in one transaction; what SQLite cannot do is left undone, and logged."""
        if not (new or self._file.exists()):
            return
        try:
            with closing(sqlite3.connect(self._file, timeout=_PATIENCE)) as database, database:
                work(database)
        except sqlite3.Error as error:
            _log.info("What the encoder made of papers is not kept in %s: %s", self._file, error)
            if getattr(error, "sqlite_errorcode", None) in _DAMAGED:
                self._file.unlink(missing_ok=True)


def _row(paper: Paper, text: bytes) -> Row:
    found = guarded(paper.title, paper.sentences)
    flags = bytes((n in found.withheld) + 2 * (n in found.told) for n in range(len(paper.sentences) + 1))
    return Row(paper.id, text, _read(paper.title, paper.abstract), flags)


def _parted(flags: bytes) -> Guarded:
    withheld, told = (frozenset(n for n, flag in enumerate(flags) if flag & bit) for bit in (1, 2))
    return Guarded(withheld, told)


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
    """Return what tells whether a paper, its sentences, the encoder and the guard are still as they were."""
    made_by = f"{FINGERPRINT} {fingerprint()} {len(paper.sentences)}"
    return hashlib.blake2b(f"{made_by}\n{paper.title}\n{paper.abstract}".encode(), digest_size=12).digest()


class Nearest:
    """What was read until now, of one file; any number of threads may ask.

    Faiss multiplies the vectors as they are kept, in 8 bits: some 2 ms for 75,000 papers.
    """

    def __init__(self, dimensions: int) -> None:
        self._dimensions, self._lock = dimensions, Lock()
        self._forget()

    def _forget(self) -> None:
        self._ids: list[str] = []
        self._last = 0  # the number of the row that was read last
        kind = faiss.ScalarQuantizer.QT_8bit_direct_signed
        self._vectors = faiss.IndexScalarQuantizer(self._dimensions, kind, faiss.METRIC_INNER_PRODUCT)

    def follow(self, database: sqlite3.Connection) -> None:
        """Read the rows that were written since."""
        with self._lock:
            (last,) = database.execute("SELECT max(rowid) FROM whole_4").fetchone()
            if (last or 0) < self._last:  # the file was begun anew
                self._forget()
            # A damaged row, which may have another length, is passed over.
            query = "SELECT rowid, id, vector FROM whole_4 WHERE rowid > ? AND length(vector) = ? ORDER BY rowid"
            rows = database.execute(query, (self._last, self._dimensions)).fetchall()
            if rows:  # others may have written since the first statement, also into a table that was empty then
                numbers = np.frombuffer(b"".join(vector for *_, vector in rows), dtype=np.int8)
                self._vectors.add(numbers.reshape(len(rows), -1).astype(np.float32))
                self._ids += [key for _, key, _ in rows]
                self._last = rows[-1][0]

    def search(self, question: Vectors, k: int) -> list[str]:
        """Return the ids of the `k` nearest papers, best first; `question` has unit length and shape (dimensions,)."""
        with self._lock:
            if not self._ids:
                return []
            faiss.omp_set_num_threads(1)  # as in `index.store.dense`
            asked = packed(question).astype(np.float32)[None, :]
            _, places = self._vectors.search(asked, min(_AGAIN * k, len(self._ids)))
            return list(dict.fromkeys(self._ids[place] for place in places[0]))[:k]


def packed(vector: Vectors) -> np.ndarray:
    """Return a vector of unit length in 8 bits a number."""
    return np.clip(np.round(vector * _SCALE), -_MOST, _MOST).astype(np.int8)
