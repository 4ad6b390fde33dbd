"""The papers that the encoder has read, searched by their meaning as a whole: its vectors, in memory.

What it finds joins what words and static vectors find. The vectors are those of `index.store.encodings`, read once and
then as they come; Faiss multiplies them as they are, in 8 bits, some 2 ms for 75,000 papers.
"""

from __future__ import annotations

import sqlite3
from threading import Lock

import faiss
import numpy as np

from index.embedders.base import Vectors

_SCALE = 300.0  # of a number of a vector of unit length: one of 384 is seldom above .4, and is cut there
_MOST = np.iinfo(np.int8).max
_AGAIN = 2  # times as many are looked at: one that was read anew is there twice


class Nearest:
    """What was read until now, of one file; any number of threads may ask."""

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
            (last,) = database.execute("SELECT max(rowid) FROM whole").fetchone()
            if (last or 0) < self._last:  # the file was begun anew
                self._forget()
            # A damaged row, which may have another length, is passed over.
            query = "SELECT id, vector FROM whole WHERE rowid > ? AND length(vector) = ? ORDER BY rowid"
            rows = database.execute(query, (self._last, self._dimensions)).fetchall()
            if rows:
                numbers = np.frombuffer(b"".join(vector for _, vector in rows), dtype=np.int8)
                self._vectors.add(numbers.reshape(len(rows), -1).astype(np.float32))
                self._ids += [key for key, _ in rows]
                self._last = last

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
