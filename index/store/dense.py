"""The dense index: every vector as int8 in one file beside Chroma, searched whole.

It is derived data, like the lexical index: dropped and rebuilt from Chroma at will. Reading 75,000 rows of 512
numbers takes 2 ms, finds what an exact search finds (.996 of the first 300), and takes a filter as a set of rows.
Chroma's own graph takes 3 ms, finds .99, takes 110 ms with a filter on a date, is not seen by other processes
until they open it again, and loses papers after many changes (https://github.com/chroma-core/chroma/issues/7758).
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import faiss
import numpy as np

from index.embedders.base import Vectors
from index.store.guarded import guarded
from index.store.rows import GONE, HERE, Codes, Contents, Manifest, RowFiles, rows_of


class Density(NamedTuple):
    """How near the papers of a library are to each other: means and standard deviations of cosines.

    `nearest` has the mean cosine with the first, the first ten and the first fifty other papers, `spread` their
    deviations; `middle` is the mean vector of unit length, about which the papers' cosines are `around`.
    """

    nearest: tuple[float, ...]
    spread: tuple[float, ...]
    middle: Vectors
    around: tuple[float, float]


# Of a library of 8,000 papers on machine learning: stands in where the library's vectors are of another embedder.
TYPICAL = Density((0.58, 0.5, 0.43), (0.09, 0.08, 0.07), np.zeros(0, np.float32), (0.36, 0.12))


_WASTE = 0.25  # of the rows may be out of date before the files are written anew
_SMALL = 4096  # rows that are too few for tidying to be worth anything
_MEASURED, _LEAST_MEASURED = 64, 8  # papers that their nearness to the others is measured on
_BLOCK = 8192  # rows handed to Faiss at once, which takes them as float32


@guarded("The dense index", ValueError, OSError)
class DenseIndex:
    """The vectors in a folder, made when it is not there, and empty if it was damaged.

    Every use can raise:
        StorageError: the disk is full, or rights are missing.
        LibraryDamaged: a file is not what was written.
    """

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self.folder, self._files = folder, RowFiles(folder)
        if self._files.manifest() is None:
            self._files.commit(Manifest(fingerprint, secrets.token_hex(4)))
        self._loaded: _Loaded | None = None
        self._written: tuple[Manifest, dict[str, int]] | None = None  # the writer's view, without any vectors

    @property
    def fingerprint(self) -> str:
        """The embedder that the vectors come from."""
        return self._manifest().fingerprint

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has; 0 before the first one."""
        return self._manifest().dimensions

    def count(self) -> int:
        """Return the number of papers."""
        return self._manifest().papers

    def is_whole(self) -> bool:
        """Tell whether the files are what was written, by their checksums."""
        return self._files.are_whole(self._manifest())

    def write(
        self, ids: Sequence[str], vectors: Vectors, removed: Sequence[str] = (), tokens: Sequence[bytes] = ()
    ) -> None:
        """Add vectors, shape (len(ids), dimensions), in the place of what has their ids, and remove others.

        `tokens` are what `index.embedders.late.token_sets` makes of the papers.
        """
        manifest, row_of = self._state()
        gone = [key for key in removed if key in row_of]
        for key in gone:
            del row_of[key]
        row_of |= {key: manifest.rows + len(gone) + place for place, key in enumerate(ids)}
        fitted = manifest.fitted(vectors)
        codes = np.zeros((len(gone) + len(ids), fitted.dimensions), dtype=np.int8)
        if ids:
            codes[len(gone) :] = fitted.coded(vectors)
        lines = [GONE + key for key in gone] + [HERE + key for key in ids]
        sets = [b""] * len(gone) + list(tokens or [b""] * len(ids))
        after = self._files.append(fitted, lines, codes, sets)._replace(papers=len(row_of))
        self._files.commit(after)
        self._written = after, row_of
        if after.rows > max(_SMALL, len(row_of) * (1 + _WASTE)):
            self._tidy(after, row_of)

    def begin_rebuild(self, fingerprint: str) -> DenseRebuild:
        """Start new files beside these; readers see the old ones until `finish`."""
        return DenseRebuild(self._files, fingerprint)

    def select(self, ids: Sequence[str]) -> Selection:
        """Return papers to search among, for any number of searches: those of now, whatever is written since."""
        loaded = self._load()
        rows = {loaded.row_of[key] for key in ids if key in loaded.row_of}
        return Selection(loaded, loaded.selected(rows), len(rows))

    def search(self, vector: Vectors, k: int, among: Selection | None = None) -> list[tuple[str, float]]:
        """Return the `k` nearest papers as (id, cosine), best first; with `among`, of these only.

        `vector` has unit length and shape (dimensions,); a cosine is right to about .005.
        """
        chosen = among or self._load().everything
        loaded = chosen.loaded
        k = min(k, chosen.papers)
        if k <= 0:
            return []
        question = loaded.manifest.coded(vector[None, :]).astype(np.float32)  # Faiss multiplies int8 with int8
        faiss.omp_set_num_threads(1)  # in this thread; more would wait for each other, longest on a busy machine
        scores, places = loaded.vectors.search(question, k, params=_parameters(chosen.selector))
        length = loaded.manifest.scale**2
        return [(loaded.ids[row][1:], float(score) / length) for row, score in zip(places[0], scores[0], strict=True)]

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors of papers as they are stored, by id; an unknown id is left out.

        They can be compared with each other only: all are turned by one rotation.
        """
        loaded = self._load()
        scale, row_of = loaded.manifest.scale, loaded.row_of
        return {key: np.asarray(loaded.contents.codes[row_of[key]] / scale, np.float32) for key in ids if key in row_of}

    def restored(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors of papers as they were given, but for rounding, by id; an unknown id is left out."""
        loaded = self._load()
        there = [key for key in ids if key in loaded.row_of]
        if not there:
            return {}
        vectors = loaded.manifest.decoded(loaded.contents.codes[[loaded.row_of[key] for key in there]])
        return dict(zip(there, vectors, strict=True))

    def density(self) -> Density:
        """Return how near the papers are to each other, measured on some of them, in the vectors as they are stored."""
        return self._load().density

    def own(self, vector: Vectors) -> Vectors:
        """Return a vector as it is stored, turned by the rotation of this index, of the same length."""
        manifest = self._manifest()
        return np.asarray(manifest.coded(vector[None, :])[0] / manifest.scale, np.float32)

    def token_sets(self, ids: Sequence[str]) -> dict[str, bytes]:
        """Return the tokens of papers as `index.embedders.late` reads them, by id; an unknown id is left out."""
        loaded = self._load()
        return {key: loaded.contents.token_set(loaded.row_of[key]) for key in ids if key in loaded.row_of}

    def _manifest(self) -> Manifest:
        manifest = self._files.manifest()
        if manifest is None:
            raise self._files.damaged("its manifest is gone")
        return manifest

    def _load(self) -> _Loaded:
        """Return the index as it is on disk; another process may have written."""
        for _ in range(3):
            manifest, known = self._manifest(), self._loaded
            if known is not None and known.manifest == manifest:
                return known
            try:
                self._loaded = loaded = _Loaded(manifest, self._files.read(manifest))
            except FileNotFoundError:  # tidied away by another process since the line before
                continue
            return loaded
        raise self._files.damaged("its files are gone")

    def _state(self) -> tuple[Manifest, dict[str, int]]:
        """Return what is on disk, as the one who writes needs it; the library's lock is held."""
        manifest = self._manifest()
        if self._written is None or self._written[0] != manifest:
            self._written = manifest, rows_of(self._files.read(manifest).ids)
        return self._written

    def _tidy(self, old: Manifest, row_of: dict[str, int]) -> None:
        """Write the rows that count into new files."""
        there, kept = self._files.read(old), list(row_of.values())
        empty = old._replace(token=secrets.token_hex(4), rows=0, names=0, tokens=0, sums=())
        sets = [there.token_set(row) for row in kept]
        new = self._files.append(empty, [HERE + key for key in row_of], there.codes[kept], sets)
        self._files.commit(new)
        self._files.sweep(new)


class Selection(NamedTuple):
    """Some of the papers of an index, as Faiss takes them."""

    loaded: _Loaded
    selector: faiss.IDSelector
    papers: int


class DenseRebuild:
    """Vectors being written beside the current ones."""

    def __init__(self, files: RowFiles, fingerprint: str) -> None:
        self._files, self._manifest = files, Manifest(fingerprint, secrets.token_hex(4))

    def add(self, ids: Sequence[str], vectors: Vectors, tokens: Sequence[bytes] = ()) -> None:
        """Write vectors, shape (len(ids), dimensions), and tokens."""
        fitted = self._manifest.fitted(vectors)
        lines, sets = [HERE + key for key in ids], list(tokens or [b""] * len(ids))
        after = self._files.append(fitted, lines, fitted.coded(vectors), sets)
        self._manifest = after._replace(papers=after.rows)

    def finish(self) -> None:
        """Make them what is searched, and delete the old ones."""
        self._files.commit(self._manifest)
        self._files.sweep(self._manifest)


class _Loaded:
    """The index in memory, never changed: a search goes on with it while another is loaded."""

    def __init__(self, manifest: Manifest, contents: Contents) -> None:
        self.manifest, self.ids, self.contents = manifest, contents.ids, contents
        self.row_of = rows_of(contents.ids)
        self.vectors = _searchable(contents.codes)
        self.everything = Selection(self, self.selected(self.row_of.values()), len(self.row_of))

    @cached_property
    def density(self) -> Density:
        rows = np.array(sorted(self.row_of.values()))
        rows = rows[np.linspace(0, len(rows) - 1, min(len(rows), _MEASURED), dtype=np.intp)] if len(rows) else rows
        if len(rows) < _LEAST_MEASURED:
            return TYPICAL
        own = self.contents.codes[rows].astype(np.float32)
        scores, _ = self.vectors.search(own, min(51, len(self.row_of)), params=_parameters(self.everything.selector))
        others = scores[:, 1:] / self.manifest.scale**2  # the first one is the paper itself
        near = np.column_stack([others[:, :many].mean(axis=1) for many in (1, 10, 50)])
        unit = own / self.manifest.scale
        middle = unit.mean(axis=0)
        middle /= np.linalg.norm(middle)
        around = unit @ middle
        return Density(
            tuple(map(float, near.mean(axis=0))),
            tuple(map(float, near.std(axis=0))),
            middle,
            (float(around.mean()), float(around.std())),
        )

    def selected(self, rows: Iterable[int]) -> faiss.IDSelector:
        """Return these rows as Faiss takes them."""
        mask = np.zeros(len(self.ids), dtype=bool)
        mask[list(rows)] = True
        bits = np.packbits(mask, bitorder="little")
        return faiss.IDSelectorBitmap(bits)  # type: ignore[call-arg, arg-type]  # the stub knows the C++ side only


def _searchable(codes: Codes) -> faiss.IndexScalarQuantizer:
    kind = faiss.ScalarQuantizer.QT_8bit_direct_signed
    vectors = faiss.IndexScalarQuantizer(codes.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
    for start in range(0, len(codes), _BLOCK):
        vectors.add(codes[start : start + _BLOCK].astype(np.float32))
    return vectors


def _parameters(selector: faiss.IDSelector) -> faiss.SearchParameters:
    return faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # the stub knows the C++ side only
