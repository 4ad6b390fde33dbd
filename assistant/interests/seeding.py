"""Interests out of a BibTeX file, such as that of a thesis: who cites papers wants to read of the like."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from assistant.interests.papers import Finder
from index.errors import SourceUnreadable
from index.paper import Paper
from index.sources.base import Skipped, cannot_open, printable
from index.sources.bibtex import bibtex_entries
from index.sources.encodings import encoding_of
from index.sources.exports import Entry
from index.sources.fields import BadRow, read_row


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
