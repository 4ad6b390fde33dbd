"""Papers of tables: CSV with any of the usual signs between its fields, TSV, and the tables of Scopus and others."""

import csv
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Literal, TextIO

from index.errors import SourceUnreadable
from index.sources.base import printable
from index.sources.encodings import lines
from index.sources.exports import Entry, Kind, kind_of

_NOT_CSV = "not CSV"
_OPEN = f"{_NOT_CSV}: unexpected end of data"  # as the standard library calls it
_SIGNS = ",;\t|"
_LARGEST = 2**20  # characters of a field, and of a row of several lines; the standard library stops at an eighth of it


def table_entries(path: Path, text: TextIO, first: str) -> Iterator[Entry]:
    """Yield the rows below the first line; raise `SourceUnreadable` if it names no column with titles."""
    sign = max(_SIGNS, key=first.count)
    csv.field_size_limit(_LARGEST)
    names, kind = _columns(first, sign)
    if kind is None:
        raise SourceUnreadable(
            f"{printable(path)} has no column `title`.", "Name the columns in the first line of the file."
        )
    # Web of Science never quotes a field.
    quoting: Literal[0, 3] = csv.QUOTE_NONE if kind.name == "web-of-science" else csv.QUOTE_MINIMAL
    rows = _rows(text, len(names), sign, quoting)
    next(rows, None)
    for line, cells in rows:
        if isinstance(cells, str):
            yield Entry(line, None, cells)
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


def _rows(text: TextIO, width: int, sign: str, quoting: Literal[0, 3]) -> Iterator[tuple[int, list[str] | str]]:
    """Yield the line on which a row begins, and its cells, as many as there are columns, or what is wrong with it.

    A quote that is not closed takes the lines behind it into its row: those are read again, each as a row of its own.
    """

    def read(row: list[str]) -> tuple[list[str], str]:
        try:
            cells = next(csv.reader(row, delimiter=sign, strict=True, quoting=quoting), [])
        except csv.Error as error:
            return [], f"{_NOT_CSV}: {error}"
        while len(cells) > width and not cells[-1].strip():  # empty ones behind the last column
            cells.pop()
        return cells, f"{len(cells)} fields, but {width} columns" if cells and len(cells) != width else ""

    def may_begin(line: str) -> bool:
        cells, wrong = read([line])
        return wrong.startswith(_NOT_CSV) or bool(cells and not wrong)  # it opens a quote, or is itself at fault

    new, again, number = lines(text), deque[str](), 1
    while row := [again.popleft()] if again else list(islice(new, 1)):
        (cells, wrong), size = read(row), len(row[0])
        while wrong == _OPEN and not again and size <= _LARGEST and (line := next(new, "")):
            row.append(line)
            size += len(line)
            if line.count('"') % 2:  # the row may end here
                cells, wrong = read(row)
        if wrong and (end := next((at for at, line in enumerate(row) if at and may_begin(line)), 0)):
            wrong = f"{_NOT_CSV}: a quote is opened and not closed"
            again.extend(row[end:])
            del row[end:]
        if wrong or cells:
            yield number, wrong or cells
        number += len(row)
