"""Papers from files of rows: JSON Lines, a JSON array, CSV and TSV, plain or packed with gzip or xz.

What a file is, its first bytes tell before its name does. Rows are read one at a time, except those of
a JSON array. Texts are UTF-8.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, cast

from index.errors import SourceUnreadable
from index.paper import Paper
from index.sources.base import Skipped, cannot_open, printable
from index.sources.fields import BadRow, to_paper

if TYPE_CHECKING:
    from _csv import Reader

    _Bytes = io.BufferedReader[io.RawIOBase]

_PACKED = (".gz", ".xz")
_LINES = (".jsonl", ".ndjson", ".json-lines", ".jsonlines")
_TABLES = (".csv", ".tsv")
_FORMATS = "Give a .jsonl, .json, .csv or .tsv file of papers, plain, .gz or .xz."
_DAMAGED = (EOFError, gzip.BadGzipFile, lzma.LZMAError, zlib.error)
_LARGEST_FIELD = 2**20  # characters; the standard library stops at an eighth of it


class _Row(NamedTuple):
    """A row, or what is wrong with it, and the line on which it begins."""

    line: int | None
    value: object
    wrong: str = ""


def read_file(path: Path) -> Iterator[Paper | Skipped]:
    """Yield a paper for each row of the file, and a `Skipped` for each row that is none.

    Raises:
        SourceUnreadable: the file is missing, empty, damaged, of no known format, or has no paper in it.
            A packed file may turn out to be damaged only after papers have been given out.
    """
    try:
        with path.open("rb") as packed, io.BufferedReader(_unpacked(packed)) as file:
            yield from _papers(path, file)
    except _DAMAGED as error:
        what = "ends too early: it was cut off" if isinstance(error, EOFError) else "is damaged: it cannot be unpacked"
        raise SourceUnreadable(f"{printable(path)} {what}.", "Fetch it again.") from error
    except OSError as error:
        raise cannot_open(path, error) from error


def _unpacked(packed: BinaryIO) -> io.RawIOBase:
    """Return the file with its packing undone. Typeshed does not see that these read as raw files do."""
    start = packed.read(6)
    packed.seek(0)
    if start.startswith(b"\x1f\x8b"):
        return cast("io.RawIOBase", gzip.open(packed))
    return cast("io.RawIOBase", lzma.open(packed) if start.startswith(b"\xfd7zXZ") else packed)


def _papers(path: Path, file: _Bytes) -> Iterator[Paper | Skipped]:
    wrong = None
    found = False
    for row in _rows(path, file):
        try:
            if row.wrong:
                raise BadRow(row.wrong)
            paper = to_paper(row.value, source=f"file:{printable(path.name)}")
        except BadRow as error:
            skipped = Skipped(file=printable(path), line=row.line, reason=str(error))
            wrong = wrong or skipped
            yield skipped
        else:
            found = True
            yield paper
    if not found:
        why = f"; first, line {wrong.line}: {wrong.reason}" if wrong else ""
        raise SourceUnreadable(
            f"{printable(path)} has no paper in it{why}.", "Each row needs a `title` and an `abstract`."
        )


def _rows(path: Path, file: _Bytes) -> Iterator[_Row]:
    """Choose how to read the file: by its first bytes, where they tell, else by its name."""
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() not in _PACKED]
    suffix = suffixes[-1] if suffixes else ""
    start = file.peek(4096).removeprefix(codecs.BOM_UTF8).lstrip()
    if not start and not file.peek(1):
        raise SourceUnreadable(f"{printable(path)} is empty.", _FORMATS)
    if suffix in _TABLES:
        return _table_rows(path, file, tabs=suffix == ".tsv")
    if start.startswith(b"["):
        return _array_rows(path, file)
    if suffix in _LINES or start.startswith(b"{"):
        return _line_rows(file)
    raise SourceUnreadable(f"{printable(path)} is of no format that is known here.", _FORMATS)


def _line_rows(file: _Bytes) -> Iterator[_Row]:
    for number, line in enumerate(file, 1):
        text = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
        if text.strip():
            yield _json_row(number, text)


def _json_row(number: int, text: bytes) -> _Row:
    try:
        return _Row(number, json.loads(text.decode()))
    except UnicodeDecodeError:
        return _Row(number, None, "not UTF-8")
    except (ValueError, RecursionError):
        return _Row(number, None, "not JSON")


def _array_rows(path: Path, file: _Bytes) -> Iterator[_Row]:
    try:
        values = json.loads(file.read().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        place = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise SourceUnreadable(
            f"{printable(path)} is not whole JSON{place}.", "Fetch it again, or write a line a paper."
        ) from error
    for value in values:
        yield _Row(None, value)


def _table_rows(path: Path, file: _Bytes, *, tabs: bool) -> Iterator[_Row]:
    """Yield the rows below the first, which names the columns.

    Bytes that are not UTF-8 become lone surrogates, so that they cost their row only.
    """
    first = file.peek(4096).split(b"\n")[0]
    delimiter = "\t" if tabs else max(",;\t", key=lambda sign: first.count(sign.encode()))
    csv.field_size_limit(_LARGEST_FIELD)
    with io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
        rows = _cells(csv.reader(text, delimiter=delimiter, strict=True))
        _, header = next(rows, (1, ""))
        names = [name.strip().casefold() for name in header] if isinstance(header, list) else []
        if "title" not in names:
            what = f"{printable(path)} has no column `title`."
            raise SourceUnreadable(what, "Name the columns in the first line of the file.")
        for line, cells in rows:
            if isinstance(cells, str):
                yield _Row(line, None, f"not CSV: {cells}")
            elif len(cells) != len(names):
                yield _Row(line, None, f"{len(cells)} fields, but {len(names)} columns")
            else:
                yield _Row(line, dict(zip(names, cells, strict=True)))


def _cells(reader: Reader) -> Iterator[tuple[int, list[str] | str]]:
    """Yield the line on which a row begins, and its cells or what the reader has against it."""
    while True:
        line = reader.line_num + 1
        try:
            if cells := next(reader):
                yield line, cells
        except StopIteration:
            return
        except csv.Error as error:
            yield line, str(error)
