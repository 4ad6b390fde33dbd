"""The bundled sample: well-known papers with summaries in our own words, so that the first minute needs nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from importlib import resources
from pathlib import Path

from index.paper import Paper
from index.sources.base import Skipped
from index.sources.files import read_file

SOURCE = "sample"


def sample_file() -> AbstractContextManager[Path]:
    """Return the file of the sample, wherever the package is installed."""
    return resources.as_file(resources.files("assistant") / "data" / "sample.jsonl")


def read_sample(path: Path) -> Iterator[Paper | Skipped]:
    """Yield the papers of the sample, marked as what they are."""
    for record in read_file(path):
        if isinstance(record, Paper):
            record = record.model_copy(update={"sources": (SOURCE,), "abstract_kind": "summary"})
        yield record
