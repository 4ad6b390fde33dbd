"""A lock between processes, which the system frees when its holder dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.store.errors import StoreBusy, StoreError


@contextmanager
def locked(file: Path, patience: float) -> Iterator[None]:
    """Hold the lock of a file, named like it with `.lock` at the end; its folder is made if it is not there.

    Raises:
        StoreBusy: another process holds it for more than `patience` seconds.
        StoreError: the folder cannot be written to.
    """
    lock = FileLock(file.with_suffix(".lock"), timeout=patience)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise StoreBusy.of(file) from error
    except OSError as error:
        raise StoreError.unusable(file, error) from error
    try:
        yield
    finally:
        lock.release()
