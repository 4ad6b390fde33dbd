"""The papers that names in an interest, or a BibTeX file, mean. A name is only taken for what it surely is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from index.errors import SourceUnreadable
from index.identity import identifiers
from index.paper import Paper
from index.sources.base import Skipped, cannot_open, printable
from index.sources.bibtex import bibtex_entries
from index.sources.encodings import encoding_of
from index.sources.exports import Entry
from index.sources.fields import BadRow, read_row
from index.store.library import Library
from index.store.merging import ids_of, share_author
from index.store.resolver import Resolver

_NAME_WORDS = 6  # a longer text is a title, whole or not at all: a similar one is that of another paper


class Finder:
    """Finds papers of a library by the names that stand in an interest."""

    def __init__(self, library: Library) -> None:
        self._library, self._resolver = library, Resolver(library)

    def all(self, names: Iterable[str]) -> dict[str, Paper]:
        """Return the papers that are meant, by the names that mean one; others are left out."""
        found = ((name, self.named(name)) for name in names)
        return {name: paper for name, paper in found if paper}

    def named(self, name: str) -> Paper | None:
        """Return the one paper that has this id, title or name of its own; None if none or several have it."""
        if identifiers(name) or len(name.split()) <= _NAME_WORDS:
            resolved = self._resolver.resolve(name)
            sure = resolved.papers if resolved.how in {"id", "title", "name"} else ()
        else:
            sure = tuple(self._titled(name))
        return sure[0] if len(sure) == 1 else None

    def same(self, record: Paper) -> Paper | None:
        """Return the paper of the library that a record from elsewhere is of: by its ids, else by title and authors."""
        ids = ids_of(record)
        dois = [key for key in ids if key.startswith("doi:")]
        if there := self._library.get([*ids, *self._library.lexical.with_doi(dois)]):
            return there[0]
        same = [
            paper
            for paper in self._titled(record.title)
            if not (record.authors and paper.authors) or share_author(record.authors, paper.authors)
        ]
        return same[0] if len(same) == 1 else None

    def _titled(self, title: str) -> list[Paper]:
        return self._library.get([key for ids in self._library.lexical.titled([title]).values() for key in ids])


class Seeds(NamedTuple):
    """What a file cites: papers of the library, the titles of others, and the entries that could not be read."""

    papers: tuple[Paper, ...]
    titles: tuple[str, ...]
    skipped: tuple[Skipped, ...]


def read_seeds(path: Path, finder: Finder) -> Seeds:
    """Return the papers that a BibTeX file cites; an entry needs no abstract here.

    Raises:
        SourceUnreadable: the file cannot be opened, or has no entry with a title.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise cannot_open(path, error) from error
    text = content.decode(encoding_of(content).name, "replace").replace("\r\n", "\n").replace("\r", "\n")
    papers, titles, skipped = dict[str, Paper](), dict[str, None](), list[Skipped]()
    for entry in bibtex_entries(text):
        try:
            record = _record(entry)
        except BadRow as error:
            skipped.append(Skipped(file=printable(path), line=entry.line, reason=str(error)))
            continue
        if there := finder.same(record):
            papers[there.id] = there
        else:
            titles[record.title] = None
    if not papers and not titles:
        raise SourceUnreadable(f"{printable(path)} has no BibTeX entry with a title.", "Give a .bib file.")
    return Seeds(tuple(papers.values()), tuple(titles), tuple(skipped))


def _record(entry: Entry) -> Paper:
    """Return what is known of an entry: its ids, title and authors."""
    if entry.wrong or not isinstance(entry.value, Mapping):
        raise BadRow(entry.wrong or "not an entry with fields")
    title = entry.value.get("title")
    return read_row({**entry.value, "abstract": title}, "bibtex", entry.kind).paper
