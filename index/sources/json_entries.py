"""Papers of JSON: a line each, an array, or the answer of a service with the records somewhere inside."""

import io
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from index.errors import SourceUnreadable
from index.sources.base import printable
from index.sources.encodings import LONGEST
from index.sources.exports import Entry

_WRAPPERS = ("data", "results", "items", "notes", "records", "papers", "works", "message")  # looked into first
_INNER = ("data", "attributes", "citingPaper", "citedPaper", "_source")  # the record of an entry with more beside it
_OWN = frozenset("title titles display_name content paper abstract summary".split())  # what only records have
_DEEPEST = 4  # wrappers in each other
_NOT_UTF8 = re.compile(r"[\udc80-\udcff]")
_PIECE = 2**20  # characters that are read at a time
_SPACE = re.compile(r"[\s\ufeff]*")
_DECODER = json.JSONDecoder()


def line_entries(lines: Iterator[str]) -> Iterator[Entry]:
    """Yield the records of JSON Lines; a line may be a whole answer. One that is not JSON costs itself."""
    for number, line in enumerate(lines, 1):
        text = line.strip().removeprefix("\ufeff").rstrip(",")
        if not text:
            continue
        if len(line) == LONGEST:
            yield Entry(number, None, "the line is too long")
            continue
        if not text.isascii() and _NOT_UTF8.search(text):
            yield Entry(number, None, "not UTF-8")
            continue
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            yield Entry(number, None, "not JSON")
            continue
        yield from (Entry(number, _record(each)) for each in _each(_at(value, _way_in(value))))


def array_entries(path: Path, text: TextIO) -> Iterator[Entry]:
    """Yield the records of a JSON array of any size, each with its line."""
    with _told(path):
        for line, value in Elements(text):
            yield Entry(line, _record(value))


def document_entries(path: Path, text: str) -> Iterator[Entry]:
    """Yield the records of a JSON object, or of several one behind the other, each with its line."""
    start, line = 0, 1
    with _told(path):
        while start < len(text):
            value, end = _DECODER.raw_decode(text, start)
            way, reader = _way_in(value), Elements(io.StringIO(), text[start:end], line)
            for name in way:
                reader.enter(name)
            inner = _at(value, way)
            records = reader.here() if isinstance(inner, list) else ((reader.line, each) for each in _each(inner))
            for place, each in records:
                yield Entry(place, _record(each))
            while end < len(text) and text[end].isspace():
                end += 1
            start, line = end, line + text.count("\n", start, end)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (ValueError, RecursionError) as error:
        line = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise SourceUnreadable(
            f"{printable(path)} is not whole JSON{line}.", "Fetch it again, or write a line a paper."
        ) from error


def _way_in(value: object, depth: int = _DEEPEST) -> tuple[str, ...]:
    """Return the names of the fields that lead to the records; none where the value is one itself, or a list."""
    if not isinstance(value, Mapping) or _is_record(value) or _is_shelf(value) or not depth:
        return ()
    known = [name for name in _WRAPPERS if name in value]
    for name in (*known, *(name for name in value if name not in known)):
        inner = value[name]
        first = _record(inner[0]) if isinstance(inner, list) and inner else None
        if isinstance(inner, list) and (name in known or (isinstance(first, Mapping) and _is_record(first))):
            return (name,)
        if isinstance(inner, Mapping) and (_is_record(inner) or _way_in(inner, depth - 1)):
            return (name, *_way_in(inner, depth - 1))
    return ()


def _is_record(value: Mapping[str, object]) -> bool:
    return any(name.casefold() in _OWN for name in value)


def _is_shelf(value: Mapping[str, object]) -> bool:
    """Tell whether an object has nothing but records, by their ids."""
    return len(value) > 1 and all(isinstance(each, Mapping) and _is_record(each) for each in value.values())


def _each(value: object) -> list[object]:
    """Return the records of a list, of an object that has them by their ids, or of columns as pandas writes them."""
    if isinstance(value, list):
        return value
    if isinstance(value, Mapping):
        if _is_shelf(value):
            return [{"id": key, **record} for key, record in value.items()]
        titles = value.get("title")
        if isinstance(titles, Mapping) and all(key.isdecimal() for key in titles):
            columns = {name: column for name, column in value.items() if isinstance(column, Mapping)}
            return [{name: column.get(key) for name, column in columns.items()} for key in titles]
    return [value]


def _at(value: object, way: tuple[str, ...]) -> object:
    for name in way:
        value = value[name] if isinstance(value, Mapping) else None
    return value


def _record(value: object) -> object:
    if isinstance(value, Mapping) and not _is_record(value):
        return next((inner for name in _INNER if isinstance(inner := value.get(name), Mapping)), value)
    return value


class Elements:
    """The elements of the JSON array that a text is, decoded one at a time, each with the line on which it begins.

    Iterating raises json.JSONDecodeError, with the line of the text, where it is no whole array, or an element is
    longer than `LONGEST`. `held` is the beginning of the text, `line` the number of its first line.
    """

    def __init__(self, text: TextIO, held: str = "", line: int = 1) -> None:
        self._text, self._held, self._at, self.line = text, held, 0, line

    def __iter__(self) -> Iterator[tuple[int, object]]:
        """Yield the line and the value of each element."""
        yield from self.here()
        if self._sign():
            raise self._wrong("Extra data")

    def here(self) -> Iterator[tuple[int, object]]:
        """Yield as iterating does from the array at this place, whatever stands behind it."""
        self._take("[")
        sign = self._take("]") if self._sign() == "]" else ","
        while sign == ",":
            self._sign()
            yield self.line, self._value()
            sign = self._take(",]")

    def enter(self, name: str) -> None:
        """Go to the value of a member that the object at this place has."""
        self._take("{")
        while self._value() != name:
            self._take(":")
            self._value()
            self._take(",")
        self._take(":")
        self._sign()

    def _sign(self) -> str:
        """Skip space, and return the sign behind it without taking it, "" at the end of the text."""
        while True:
            space = _SPACE.match(self._held, self._at)
            self._go(space.end() if space else self._at)
            if self._at < len(self._held) or not self._more():
                return self._held[self._at : self._at + 1]

    def _take(self, signs: str) -> str:
        sign = self._sign()
        if not sign or sign not in signs:
            raise self._wrong(f"Expecting one of {signs}")
        self._go(self._at + 1)
        return sign

    def _value(self) -> object:
        self._sign()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._held, self._at)
            except json.JSONDecodeError as error:
                if len(self._held) - self._at > LONGEST or not self._more():
                    raise self._wrong(error.msg, self._held.count("\n", self._at, error.pos)) from error
            else:
                if self._held[end : end + 4].strip(".eE+-") or not self._more():  # a number might go on
                    self._go(end)
                    return value

    def _go(self, to: int) -> None:
        self.line += self._held.count("\n", self._at, to)
        self._at = to

    def _more(self) -> bool:
        """Read on, twice as much as is still held, and tell whether there was anything."""
        left = self._held[self._at :]
        more = self._text.read(max(_PIECE, len(left)))
        self._held, self._at = left + more, 0
        return bool(more)

    def _wrong(self, what: str, further: int = 0) -> json.JSONDecodeError:
        """Return an error so many lines behind the present one."""
        error = json.JSONDecodeError(what, "", 0)
        error.lineno = self.line + further
        return error
