"""Papers of tables: CSV with any of the usual signs between its fields, TSV, and the tables of Scopus and others."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

from index.errors import SourceUnreadable
from index.sources.base import printable
from index.sources.entries import Entry
from index.sources.exports import Kind, kind_of
from index.sources.pieces import lines

if TYPE_CHECKING:
    from _csv import Reader

_SIGNS = ",;\t|"
_LARGEST_FIELD = 2**20  # characters; the standard library stops at an eighth of it


def table_entries(path: Path, text: TextIO, first: str) -> Iterator[Entry]:
    """Yield the rows below the first line, which names the columns.

    Raises:
        SourceUnreadable: there is no column with titles.
    """
    sign = max(_SIGNS, key=first.count)
    csv.field_size_limit(_LARGEST_FIELD)
    names, kind = _columns(first, sign)
    # Web of Science never quotes a field.
    quoting: Literal[0, 3] = csv.QUOTE_NONE if kind and kind.name == "web-of-science" else csv.QUOTE_MINIMAL
    rows = _cells(csv.reader(lines(text), delimiter=sign, strict=True, quoting=quoting))
    next(rows, None)
    if kind is None:
        raise SourceUnreadable(
            f"{printable(path)} has no column `title`.", "Name the columns in the first line of the file."
        )
    for line, cells in rows:
        if isinstance(cells, str):
            yield Entry(line, None, f"not CSV: {cells}")
            continue
        while len(cells) > len(names) and not cells[-1].strip():
            cells.pop()
        if len(cells) != len(names):
            yield Entry(line, None, f"{len(cells)} fields, but {len(names)} columns")
        else:
            yield Entry(line, dict(zip(names, cells, strict=True)), kind=kind)


def is_header(first: str) -> bool:
    """Tell whether a line names the columns of a table of papers."""
    sign = max(_SIGNS, key=first.count)
    return sign in first and _columns(first, sign)[1] is not None


def _columns(first: str, sign: str) -> tuple[list[str], Kind | None]:
    """Return the names of the columns in lower case, and the kind of export, or None where none of them has titles."""
    try:
        names = next(csv.reader([first.rstrip(sign)], delimiter=sign, strict=True), [])
    except csv.Error:
        return [], None
    names = [name.strip().casefold() for name in names]
    kind = kind_of(dict.fromkeys(names, "x"))
    return names, kind if any(path in names for path in kind.fields["title"]) else None


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
