"""From sources to the library: a file is read whole, then stored in batches; a bad file changes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tqdm import tqdm

from assistant.errors import SourceError
from assistant.types import Ingested, IngestError
from index.library import Change, Library
from index.paper import Paper
from index.sources.base import Skipped

Read = Callable[[Path], Iterator[Paper | Skipped]]
_RANK: tuple[Change, ...] = ("unchanged", "updated", "new")  # what a paper seen twice counts as


def ingest(files: Sequence[Path], read: Read, library: Library) -> Ingested:
    """Read files and store their papers; what cannot be read is reported, and costs nothing else.

    Raises:
        EmbedderChanged: the library's vectors come from another embedder.
        EmbedderError: texts cannot be embedded; the batches before stay, and are not embedded again.
        LibraryBusy: another process is writing.
    """
    tally = _Tally(library)
    with library.writing():
        library.check_embedder()
        for file in files:
            try:
                records = list(read(file))
            except SourceError as error:
                tally.errors.append(IngestError(file=file.name, line=None, reason=str(error)))
                continue
            tally.store(file, records)
    return tally.result()


class _Tally:
    """Counts over all files of one ingest."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._started = time.monotonic()
        self.errors: list[IngestError] = []
        self._records = self._embedded = self._skipped = 0
        self._changes: dict[str, Change] = {}

    def store(self, file: Path, records: Sequence[Paper | Skipped]) -> None:
        """Store the papers of a file, with a progress bar when somebody is watching."""
        skipped = [record for record in records if isinstance(record, Skipped)]
        self._skipped += len(skipped)
        self.errors.extend(IngestError(file=s.file, line=s.line, reason=s.reason) for s in skipped)
        papers = [record for record in records if isinstance(record, Paper)]
        with tqdm(total=len(papers), desc=file.name, unit=" papers", disable=None, leave=False) as bar:
            for start in range(0, len(papers), self._library.batch):
                batch = papers[start : start + self._library.batch]
                self._count(batch)
                bar.update(len(batch))

    def _count(self, batch: Sequence[Paper]) -> None:
        done = self._library.upsert(batch)
        self._records += len(batch)
        self._embedded += done.embedded
        for old, new in done.replaced.items():
            if old in self._changes:
                self._changes[new] = self._changes.pop(old)
        for key, change in done.changes.items():
            self._changes[key] = max(self._changes.get(key, change), change, key=_RANK.index)

    def result(self) -> Ingested:
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
