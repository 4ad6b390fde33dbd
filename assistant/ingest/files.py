"""From files to the library or to an archive in Chroma's Cloud: a bad one changes nothing. Also the bundled sample."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tqdm import tqdm

from assistant.errors import SourceError
from assistant.types import Archived, Ingested, IngestError
from index.paper import Paper
from index.sources.base import Skipped
from index.sources.files import read_file
from index.store.batch import Change
from index.store.library import Library

if TYPE_CHECKING:
    from index.store.chroma_archive import ChromaArchive

Read = Callable[[Path], Iterator[Paper | Skipped]]
SOURCE = "sample"  # of well-known papers with summaries in our own words, so that the first minute needs nothing
_BATCH = 6000  # papers put into the archive at once, which are of some months
_RANK: tuple[Change, ...] = ("unchanged", "updated", "new")  # what a paper seen twice counts as


def ingest(files: Sequence[Path], read: Read, library: Library) -> Ingested:
    """Read files and store their papers; what cannot be read is reported, and costs nothing else."""
    tally = Tally(library)
    with library.writing():
        library.check_embedder()
        for file in files:
            try:
                records = list(read(file))
            except SourceError as error:
                tally.errors.append(IngestError(file=file.name, line=None, reason=str(error)))
                continue
            tally.store(records, file.name)
    return tally.result()


class Counts(NamedTuple):
    """What became of some records: distinct papers, how many of them are new or changed, and records left out."""

    papers: int
    new: int
    updated: int
    skipped: int


class Tally:
    """Stores records, and counts over all of one ingest."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._started = time.monotonic()
        self.errors: list[IngestError] = []
        self._records = self._embedded = self._skipped = 0
        self._changes: dict[str, Change] = {}

    def store(self, records: Sequence[Paper | Skipped], label: str | None = None) -> Counts:
        """Store papers in batches; under a label with a progress bar, if somebody is watching."""
        told = [record for record in records if isinstance(record, Skipped)]
        skipped = sum(not record.kept for record in told)
        self._skipped += skipped
        self.errors.extend(IngestError(file=t.file, line=t.line, reason=t.reason) for t in told)
        papers = [record for record in records if isinstance(record, Paper)]
        changes: dict[str, Change] = {}
        hidden = None if label else True  # None: where nobody is watching
        with tqdm(total=len(papers), desc=label, unit=" papers", disable=hidden, leave=False) as bar:
            for start in range(0, len(papers), self._library.batch):
                batch = papers[start : start + self._library.batch]
                self._count(batch, changes)
                bar.update(len(batch))
        became = list(changes.values())
        return Counts(len(became), became.count("new"), became.count("updated"), skipped)

    def _count(self, batch: Sequence[Paper], changes: dict[str, Change]) -> None:
        done = self._library.upsert(batch)
        self._records += len(batch)
        self._embedded += done.embedded
        for counted in (self._changes, changes):
            for old, new in done.replaced.items():
                if old in counted:
                    counted[new] = counted.pop(old)
            for key, change in done.changes.items():
                counted[key] = max(counted.get(key, change), change, key=_RANK.index)

    def result(self) -> Ingested:
        """Return the counts so far."""
        changes = list(self._changes.values())
        return Ingested(
            records=self._records,
            papers=len(changes),
            new=changes.count("new"),
            updated=changes.count("updated"),
            unchanged=changes.count("unchanged"),
            merged=self._records - len(changes),
            skipped=self._skipped,
            embedded=self._embedded,
            errors=tuple(self.errors),
            seconds=round(time.monotonic() - self._started, 3),
        )


def sample_file() -> AbstractContextManager[Path]:
    """Return the file of the sample, wherever the package is installed."""
    return resources.as_file(resources.files("assistant") / "data" / "sample.jsonl")


def read_sample(path: Path) -> Iterator[Paper | Skipped]:
    """Yield the papers of the sample, marked as what they are."""
    for record in read_file(path):
        if isinstance(record, Paper):
            record = record.model_copy(update={"sources": (SOURCE,), "abstract_kind": "summary"})
        yield record


def archive_files(files: Sequence[Path], read: Read, archive: ChromaArchive) -> Archived:
    """Put the papers of files into an archive; what cannot be read is reported. Run again, it writes the same."""
    started, errors, records = time.monotonic(), list[IngestError](), 0

    def papers() -> Iterator[Paper]:
        for file in files:
            try:
                for record in read(file):
                    if isinstance(record, Skipped):
                        errors.append(IngestError(file=record.file, line=record.line, reason=record.reason))
                    else:
                        yield record
            except SourceError as error:
                errors.append(IngestError(file=file.name, line=None, reason=str(error)))

    rest = papers()
    while batch := list(islice(rest, _BATCH)):
        archive.put(batch)
        records += len(batch)
    return Archived(records=records, errors=tuple(errors), seconds=round(time.monotonic() - started, 3))
