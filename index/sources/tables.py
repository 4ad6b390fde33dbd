"""Papers of tables: CSV with any of the usual signs between its fields, TSV, and the tables of Scopus and others."""

import csv
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Literal, TextIO

from index.errors import SourceUnreadable
from index.sources.base import printable
from index.sources.encodings import lines
from index.sources.exports import Entry, Kind, kind_of

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

    A quote that is not closed takes the rows behind it into its own: these are read again.
    """
    reader = partial(csv.reader, delimiter=sign, strict=True, quoting=quoting)

    def may_begin(line: str) -> bool:
        try:
            return not _wrong(next(reader([line]), []), width)
        except csv.Error:  # it opens a quote, or is itself at fault
            return True

    source = _Lines(text)
    rows = reader(source)
    while True:
        source.begin()
        try:
            cells = next(rows)
            wrong = cells and _wrong(cells, width)
        except StopIteration:
            return
        except csv.Error as error:
            cells, wrong = [], f"not CSV: {error}"
        if wrong and source.end_before(may_begin):
            wrong = "not CSV: a quote is opened and not closed"
        if wrong or cells:
            yield source.line, wrong or cells


def _wrong(cells: list[str], width: int) -> str:
    """Take empty cells behind the last column away, and tell what is still wrong with the number of cells."""
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    return "" if len(cells) == width else f"{len(cells)} fields, but {width} columns"


class _Lines:
    """The lines of a text for a reader of rows. Those of the row under way are kept, and may be given out once more."""

    def __init__(self, text: TextIO) -> None:
        self._new, self._again = lines(text), deque[str]()
        self._row: list[str] = []
        self._size, self.line = 0, 1  # characters of the row under way, and the line on which it begins

    def __iter__(self) -> Iterator[str]:
        """Return itself."""
        return self

    def __next__(self) -> str:
        """Return the next line of the row, if it may go on."""
        if self._row and (self._again or self._size > _LARGEST):
            raise StopIteration  # the reader says that the text ends within a quote, and can be asked on
        line = self._again.popleft() if self._again else next(self._new)
        self._row.append(line)
        self._size += len(line)
        return line

    def begin(self) -> None:
        """Begin a row."""
        self.line += len(self._row)
        self._row, self._size = [], 0

    def end_before(self, may_begin: Callable[[str], bool]) -> bool:
        """End the row before the first further line with which another may begin, and tell whether there is one."""
        end = next((at for at, line in enumerate(self._row) if at and may_begin(line)), len(self._row))
        given_back, self._row = self._row[end:], self._row[:end]
        self._again.extend(given_back)
        return bool(given_back)
