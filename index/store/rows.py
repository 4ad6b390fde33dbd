"""The files of the dense index: int8 numbers, an id and the tokens for each row, and a manifest of what is valid.

Rows are appended; a paper's last row counts, and one that was removed has a row that says so. The manifest is
replaced whole and last, so that a writer that is killed leaves nothing half done.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.atomic import replace_file, sealed, unsealed
from index.embedders.base import Vectors
from index.errors import LibraryDamaged

_FORMAT, _UNSUMMED = 3, 2  # the earlier one has no checksums
HERE, GONE = "+", "-"  # before each id
_SPARE = 1.5  # the scale leaves room for numbers that much larger than the largest of the first batch

_MOST_MIXED = 128  # numbers, each with each

Codes = npt.NDArray[np.int8]


class Manifest(NamedTuple):
    """The token in the files' names, how much of them is valid, and how numbers are stored."""

    fingerprint: str  # of the embedder
    token: str
    papers: int = 0
    rows: int = 0
    names: int = 0  # bytes of the file of ids
    tokens: int = 0  # bytes of the file of tokens
    dimensions: int = 0
    scale: float = 0.0  # a stored number is the vector's, times this
    sums: tuple[int, ...] = ()  # CRC-32 of what is valid of ids, rows, ends and tokens; none of an earlier release

    def fitted(self, vectors: Vectors) -> Manifest:
        """Return it with dimensions and scale, which the first vectors decide."""
        if self.dimensions or not len(vectors):
            return self
        largest = float(np.abs(_mixed(vectors)).max()) or 1.0
        return self._replace(dimensions=vectors.shape[1], scale=127 / (_SPARE * largest))

    def coded(self, vectors: Vectors) -> Codes:
        """Return vectors as they are stored."""
        return np.asarray(np.clip(np.rint(_mixed(vectors) * self.scale), -127, 127), dtype=np.int8)

    def decoded(self, codes: Codes) -> Vectors:
        """Return vectors from what is stored of them, with its errors of rounding: about .005 of a cosine."""
        return _unmixed(codes.astype(np.float32) / np.float32(self.scale))


class Contents(NamedTuple):
    """What the files hold: ids with their marks, codes of shape (rows, dimensions), and where each row's tokens end."""

    ids: list[str]
    codes: Codes
    ends: npt.NDArray[np.int64]
    tokens: npt.NDArray[np.uint8]

    def token_set(self, row: int) -> bytes:
        """Return the tokens of a row, as `index.embedders.late` reads them."""
        return self.tokens[self.ends[row - 1] if row else 0 : self.ends[row]].tobytes()


class _Files(NamedTuple):
    names: Path
    rows: Path
    ends: Path
    tokens: Path


class RowFiles:
    """The files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._path = folder, folder / "dense.json"
        folder.mkdir(parents=True, exist_ok=True)

    def manifest(self) -> Manifest | None:
        """Return what is valid now; None if nothing was ever written, in another format only, or it is damaged."""
        try:
            said = json.loads(unsealed(self._path.read_text(encoding="utf-8")))
            if said.pop("format", None) not in {_FORMAT, _UNSUMMED}:
                return None
            return Manifest(**{**said, "sums": tuple(said.get("sums", ()))})
        except (FileNotFoundError, IsADirectoryError, ValueError, TypeError, AttributeError):
            return None

    def damaged(self, why: str) -> LibraryDamaged:
        """Return the error to raise when the files are not what they should be."""
        todo = "Run it again: the index is made anew from the papers when the library is opened."
        return LibraryDamaged(f"The dense index is damaged ({why}).", todo)

    def are_whole(self, manifest: Manifest) -> bool:
        """Tell whether what is valid of the files is what was written."""
        if not manifest.rows:
            return True
        sizes = (manifest.names, manifest.rows * manifest.dimensions, manifest.rows * 8, manifest.tokens)
        try:
            found = [_summed(path, size) for path, size in zip(self._files(manifest), sizes, strict=True)]
        except (FileNotFoundError, IsADirectoryError):
            return False
        return None not in found and (not manifest.sums or found == list(manifest.sums))

    def read(self, manifest: Manifest) -> Contents:
        """Return what is valid; rows and tokens are read when they are looked at.

        Raises:
            FileNotFoundError: another process has put new files in the place of these.
            LibraryDamaged: a file is shorter than it was written.
        """
        if not manifest.rows:
            return Contents(
                [], np.zeros((0, 0), dtype=np.int8), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint8)
            )
        files = self._files(manifest)
        try:
            rows = np.memmap(files.rows, dtype=np.int8, mode="r", shape=(manifest.rows, manifest.dimensions))
            ends = np.fromfile(files.ends, dtype=np.int64, count=manifest.rows)
            tokens = np.fromfile(files.tokens, dtype=np.uint8, count=manifest.tokens)
        except ValueError as error:
            raise self.damaged(str(error)) from error
        if len(ends) < manifest.rows or len(tokens) < manifest.tokens:
            raise self.damaged("a file is too short")
        return Contents(_lines(files.names.read_bytes()[: manifest.names]), rows, ends, tokens)

    def append(self, manifest: Manifest, lines: Sequence[str], codes: Codes, tokens: Sequence[bytes]) -> Manifest:
        """Write rows behind the valid ones, and return what will make them valid."""
        text = "".join(f"{_escaped(line)}\n" for line in lines).encode()
        ends = manifest.tokens + np.cumsum([len(each) for each in tokens], dtype=np.int64)
        files, sets = self._files(manifest), b"".join(tokens)
        _write_at(files.rows, manifest.rows * manifest.dimensions, codes.tobytes())
        _write_at(files.names, manifest.names, text)
        _write_at(files.ends, manifest.rows * ends.itemsize, ends.tobytes())
        _write_at(files.tokens, manifest.tokens, sets)
        sums = manifest.sums or (() if manifest.rows else (0,) * len(files))
        written = (text, codes.tobytes(), ends.tobytes(), sets)
        return manifest._replace(
            rows=manifest.rows + len(lines),
            names=manifest.names + len(text),
            tokens=manifest.tokens + len(sets),
            sums=tuple(zlib.crc32(data, before) for data, before in zip(written, sums, strict=True)) if sums else (),
        )

    def commit(self, manifest: Manifest) -> None:
        """Make it what is valid."""
        replace_file(self._path, sealed(json.dumps({"format": _FORMAT, **manifest._asdict()})))

    def sweep(self, manifest: Manifest) -> None:
        """Delete the files that it does not name; who still reads those keeps them open."""
        wanted = {*self._files(manifest), self._path}
        for path in self._folder.iterdir():
            if path not in wanted and path.is_file():
                path.unlink(missing_ok=True)

    def _files(self, manifest: Manifest) -> _Files:
        names = (f"ids-{manifest.token}.txt", *(f"{name}-{manifest.token}.bin" for name in ("rows", "ends", "tokens")))
        return _Files(*(self._folder / name for name in names))


def _mixed(vectors: Vectors) -> Vectors:
    """Return vectors with their numbers mixed, by the same rotation each: no cosine changes, and none stands out.

    One scale for all numbers serves badly where a few are large, as in most models. Random signs, a random order and
    Hadamard's matrix on blocks make all alike (the rotation of QuaRot, arXiv:2404.00456).
    """
    dimensions = vectors.shape[1]
    order, signs, block = _rotation(dimensions)
    blocks = (vectors * signs)[:, order].reshape(len(vectors), -1, len(block))
    return np.asarray((blocks @ block).reshape(len(vectors), dimensions), dtype=np.float32)


def _unmixed(mixed: Vectors) -> Vectors:
    """Undo `_mixed`: Hadamard's matrix, so scaled, is its own inverse."""
    dimensions = mixed.shape[1]
    order, signs, block = _rotation(dimensions)
    blocks = mixed.reshape(len(mixed), -1, len(block)) @ block
    vectors = np.empty_like(mixed)
    vectors[:, order] = blocks.reshape(len(mixed), dimensions)
    return np.asarray(vectors * signs, dtype=np.float32)


@cache
def _rotation(dimensions: int) -> tuple[npt.NDArray[np.intp], Vectors, Vectors]:
    random = np.random.default_rng(0)
    order = random.permutation(dimensions)
    signs = random.choice(np.array([-1, 1], dtype=np.float32), dimensions)
    block = np.ones((1, 1), dtype=np.float32)
    while dimensions % (2 * len(block)) == 0 and len(block) < _MOST_MIXED:
        block = np.block([[block, block], [block, -block]])
    return order, signs, np.asarray(block / np.sqrt(len(block)), dtype=np.float32)


def rows_of(ids: Sequence[str]) -> dict[str, int]:
    """Return the row of each paper that is there; `ids` have their marks."""
    rows: dict[str, int] = {}
    for row, key in enumerate(ids):
        if key.startswith(GONE):
            rows.pop(key[1:], None)
        else:
            rows[key[1:]] = row
    return rows


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("\n", "\\n") if "\\" in line or "\n" in line else line


def _lines(data: bytes) -> list[str]:
    lines = data.decode().split("\n")[:-1]
    if b"\\" not in data:
        return lines
    return [line.replace("\\\\", "\0").replace("\\n", "\n").replace("\0", "\\") for line in lines]


def _summed(path: Path, size: int) -> int | None:
    """Return the CRC-32 of the first bytes of a file; None if it has fewer."""
    with path.open("rb") as file:
        data = file.read(size)
    return zlib.crc32(data) if len(data) == size else None


def _write_at(path: Path, place: int, data: bytes) -> None:
    """Write `data` from `place` on, over what a killed writer left there, and onto the disk."""
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.truncate(place)
        file.seek(place)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
