"""A library that nobody writes to for a moment."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import filelock

from index.errors import LibraryBusy

_LOCKS = ("write.lock", "open.lock")  # those of `index.store.consistency`; others wait for the second for a minute
_SOON = 1.0  # seconds after which somebody is told that it takes longer


@contextmanager
def still(library: Path, waiting: Callable[[], object], patience: float) -> Iterator[None]:
    """Hold the locks of the library in a folder, if there is one that can be written; `waiting` says it takes long."""
    with ExitStack() as held:
        for name in _LOCKS if library.is_dir() and os.access(library, os.W_OK) else ():
            held.enter_context(_held(filelock.FileLock(library / name), waiting, patience))
        yield


@contextmanager
def _held(lock: filelock.BaseFileLock, waiting: Callable[[], object], patience: float) -> Iterator[None]:
    until = time.monotonic() + patience
    try:
        try:
            lock.acquire(timeout=min(_SOON, patience))
        except filelock.Timeout:
            waiting()
            lock.acquire(timeout=max(0.0, until - time.monotonic()))
    except filelock.Timeout as error:
        raise LibraryBusy("Another process is writing to this library.", "Try again when it has finished.") from error
    try:
        yield
    finally:
        lock.release()
