"""From files to the archive in Chroma's Cloud: in batches as they are read, for what is too large to be held."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from assistant.errors import SourceError
from assistant.ingest.files import Read
from assistant.types import Archived, IngestError
from index.paper import Paper
from index.sources.base import Skipped
from index.store.chroma_archive import ChromaArchive

_BATCH = 6000  # papers, which are of some months


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
