"""Papers of JSON: a line each, an array, or the answer of a service with the records somewhere inside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from index.errors import SourceUnreadable
from index.sources.base import printable
from index.sources.exports import Entry
from index.sources.pieces import LONGEST, Elements

_WRAPPERS = ("data", "results", "items", "notes", "records", "papers", "works", "message")  # looked into first
_INNER = ("data", "attributes", "citingPaper", "citedPaper", "_source")  # the record of an entry with more beside it
_OWN = frozenset("title titles display_name content paper abstract summary".split())  # what only records have
_DEEPEST = 4  # wrappers in each other
_NOT_UTF8 = re.compile(r"[\udc80-\udcff]")
_SPACE = re.compile(r"\s*")


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
    decoder, start = json.JSONDecoder(), 0
    with _told(path):
        while start < len(text):
            value, end = decoder.raw_decode(text, start)
            for place, each in _values(text, start, _way_in(value)):
                yield Entry(text.count("\n", 0, place) + 1, _record(each))
            start = _after_space(text, end)


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
        if isinstance(inner, list) and (name in known or any(map(_holds_record, inner[:1]))):
            return (name,)
        if isinstance(inner, Mapping) and (_is_record(inner) or _way_in(inner, depth - 1)):
            return (name, *_way_in(inner, depth - 1))
    return ()


def _holds_record(value: object) -> bool:
    record = _record(value)
    return isinstance(record, Mapping) and _is_record(record)


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


def _values(text: str, place: int, way: tuple[str, ...]) -> Iterator[tuple[int, object]]:
    """Yield the place and the value of each record behind `way` in the object at `place`, decoding one at a time."""
    for name in way:
        place = next(start for key, start in _members(text, place) if key == name)
    decoder = json.JSONDecoder()
    if text[place] != "[":
        yield from ((place, each) for each in _each(decoder.raw_decode(text, place)[0]))
        return
    place = _after_space(text, place + 1)
    while text[place : place + 1] != "]":
        value, end = decoder.raw_decode(text, place)
        yield place, value
        place = _next(text, end, "]")


def _members(text: str, place: int) -> Iterator[tuple[object, int]]:
    """Yield the name and the place of the value of each member of an object."""
    decoder = json.JSONDecoder()
    place = _after_space(text, place + 1)
    while text[place] != "}":
        name, end = decoder.raw_decode(text, place)
        start = _after_space(text, _after_space(text, end) + 1)
        yield name, start
        place = _next(text, decoder.raw_decode(text, start)[1], "}")


def _next(text: str, end: int, close: str) -> int:
    """Return the place of the next element behind a comma, or of what closes them."""
    place = _after_space(text, end)
    if text[place : place + 1] == close:
        return place
    if text[place : place + 1] != ",":
        raise json.JSONDecodeError("Expecting ',' delimiter", text, place)
    return _after_space(text, place + 1)


def _after_space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return found.end() if found else place
