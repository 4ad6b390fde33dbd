"""The rows of the library: what is known of each paper without its abstract, in memory, and on disk for a restart."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from index.atomic import replace_file
from index.identity import normalised_title
from index.paper import Paper
from index.store.library import Library

FOLDER = "cache"  # in the data directory: everything in it can be made anew
_FILE, _FORMAT = "rows.json", 4


class Row(NamedTuple):
    """A paper in a list; `day` is that of its daily list, else of its first version. Words are made by `spaced`."""

    id: str
    title: str
    authors: tuple[str, ...]
    day: dt.date | None
    published: dt.date | None
    votes: int | None
    categories: tuple[str, ...]
    sources: tuple[str, ...]
    words: str
    author_words: tuple[str, ...]

    @property
    def is_listed(self) -> bool:
        """Whether `day` is that of a daily list and not the day on which it was published."""
        return self.day != self.published

    @classmethod
    def of(cls, paper: Paper) -> Row:
        """Return the row of a paper."""
        day, by = paper.featured or paper.published, tuple(map(spaced, paper.authors))
        sources = tuple(source.partition(":")[0] for source in paper.sources)  # `file:old.bib` is a `file`
        record = paper.id, paper.title, paper.authors, day, paper.published, paper.upvotes, paper.categories
        return cls(*record, sources, spaced(paper.title) + "".join(by), by)


def spaced(text: str) -> str:
    """Return the words of a text with a space before each and one behind the last, for words to be looked for."""
    return f" {normalised_title(text)} "


class Shelf(NamedTuple):
    """All rows, the newest first and those without a day last, at one state of the library."""

    generation: str
    rows: tuple[Row, ...]
    categories: tuple[tuple[str, int], ...]  # with the number of papers, most first
    sources: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, generation: str, rows: Iterable[Row]) -> Shelf:
        """Return rows in order."""
        ordered = tuple(sorted(rows, key=lambda row: (row.day or dt.date.min, row.votes or 0, row.id), reverse=True))
        return cls(
            generation,
            ordered,
            tuple(Counter(category for row in ordered for category in row.categories).most_common()),
            tuple(Counter(source for row in ordered for source in dict.fromkeys(row.sources)).most_common()),
        )


class Shelves:
    """The shelf of a library, read anew when something has been written, by whichever process."""

    def __init__(self, library: Library, home: Path) -> None:
        self._library, self.folder, self._lock = library, home / FOLDER, Lock()
        self._shelf: Shelf | None = None

    def shelf(self) -> Shelf:
        """Return all rows as they are now."""
        with self._lock:
            generation = self._library.generation
            if self._shelf is None or self._shelf.generation != generation:
                self._shelf = self._kept(generation) or self._read(generation)
            return self._shelf

    def _read(self, generation: str) -> Shelf:
        shelf = Shelf.of(generation, map(Row.of, self._library.all()))
        with suppress(OSError):  # it is made anew, then
            self.folder.mkdir(parents=True, exist_ok=True)
            replace_file(self.folder / _FILE, _form().dump_json((_FORMAT, generation, shelf.rows)).decode())
        return shelf

    def _kept(self, generation: str) -> Shelf | None:
        try:
            form, of, rows = _form().validate_json((self.folder / _FILE).read_bytes())
        except (OSError, ValidationError):
            return None
        return Shelf.of(generation, rows) if generation and (form, of) == (_FORMAT, generation) else None


@cache
def _form() -> TypeAdapter[tuple[int, str, tuple[Row, ...]]]:
    return TypeAdapter(tuple[int, str, tuple[Row, ...]])  # version of the form, state of the library, rows
