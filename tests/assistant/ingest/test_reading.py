"""A server reads papers beside its work, those that come later too, and stops when it is told."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from assistant.ingest import reading
from assistant.ingest.reading import ReadingBeside
from index.embedders.static import StaticEmbedder
from index.store.library import Library
from tests.support.papers import MOSSGATE, ZEBRAFOLD

MOST = 20.0  # seconds


def until(there: Callable[[], bool]) -> bool:
    waiting = Event()
    for _ in range(int(MOST / 0.05)):
        if there():
            return True
        waiting.wait(0.05)
    return False


def test_papers_are_read_as_they_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LOOK", 0.05)
    library, stopping = Library(tmp_path / "library", StaticEmbedder()), Event()
    library.upsert([MOSSGATE])
    beside = ReadingBeside(lambda: library, stopping)
    beside.start()
    try:
        assert until(lambda: not library.unread())
        library.upsert([ZEBRAFOLD])
        assert library.unread()
        assert until(lambda: not library.unread())
    finally:
        stopping.set()
    assert until(lambda: not beside.is_alive())
