"""Work that reports how far it is by a call, as an iterator: a page shows each report, and can stop it."""

from collections.abc import Callable, Iterator
from contextvars import copy_context
from queue import SimpleQueue
from threading import Event, Thread
from typing import TypeVar

_Report = TypeVar("_Report")
_PARTING = 5.0  # seconds for work whose watcher is gone to see it


class _Stopped(Exception):
    """Nobody waits for it any more."""


def watched(work: Callable[[Callable[[_Report], None]], object], stop: Event | None = None) -> Iterator[_Report]:
    """Yield what `work` reports from a thread, and raise what it raises; it ends when `stop` is set or nobody asks."""
    gone, reports, errors = Event(), SimpleQueue[tuple[_Report, ...]](), list[BaseException]()

    def report(what: _Report) -> None:
        reports.put((what,))
        if gone.is_set() or (stop and stop.is_set()):
            raise _Stopped

    def run() -> None:
        try:
            work(report)
        except _Stopped:
            pass
        except BaseException as error:  # noqa: BLE001  raised again below
            errors.append(error)
        finally:
            reports.put(())

    thread = Thread(target=copy_context().run, args=(run,), name="watched", daemon=True)
    thread.start()
    try:
        while some := reports.get():
            yield from some
    finally:
        gone.set()
        thread.join(_PARTING)
    if errors:
        raise errors[0]
