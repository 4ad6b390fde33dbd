"""All papers read again, as another measure of meaning needs: with progress, and so that it can be stopped."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from threading import Event

from assistant.config import Settings
from assistant.connections import embeddings_of
from assistant.engine import Assistant
from index.embedders import choose_embedder
from index.store.library import Library


class _Stopped(Exception):
    """Nobody waits for it any more."""


def needs_reading(assistant: Assistant, settings: Settings) -> bool:
    """Tell whether the papers were read in with another embedder than settings choose."""
    chosen = choose_embedder(settings.embedder, embeddings_of(settings))
    return chosen.fingerprint != assistant.library.fingerprint


def read_again(settings: Settings) -> Iterator[int | Library]:
    """Read all papers again with the embedder that settings choose; yield how many are done, and at last the library.

    Who stops asking stops it: everything is as it was then, and another time it goes on where it ended.

    Raises:
        EmbedderError: texts cannot be embedded; everything is as it was.
        LibraryBusy: another process is writing.
    """
    library = Assistant.open(settings).library
    stop, counts = Event(), SimpleQueue[int | None]()

    def progress(papers: int) -> None:
        if stop.is_set():
            raise _Stopped
        counts.put(papers)

    with ThreadPoolExecutor(1, thread_name_prefix="reading") as pool:
        work = pool.submit(library.reindex, progress)
        work.add_done_callback(lambda _: counts.put(None))
        done = 0
        try:
            while (papers := counts.get()) is not None:
                done += papers
                yield done
            work.result()
        finally:
            stop.set()
    yield library
