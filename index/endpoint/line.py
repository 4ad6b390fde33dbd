"""A reply read in a thread of its own, so that whoever waits for it can look at the clock, and leave.

A blocked socket hears nothing: so the thread waits for the server, and the reader for the thread, in short steps.
"""

import queue
import socket
import threading
import time
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from typing import Any

from index.endpoint.sse import Piece

STEP = 0.5  # seconds between two looks at the clock
_AHEAD = 1000  # pieces that may wait for the reader; then the server waits
_OPENED = ("connect_tcp.complete", "start_tls.complete")


class Line:
    """The connection of one request, which another thread can cut, whatever is waited for at that moment."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._lock, self._is_cut = threading.Lock(), False

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Note the connection when it is there: httpx calls this at each step of a request (its `trace` extension)."""
        if event.endswith(_OPENED):
            opened = info["return_value"].get_extra_info("socket")
            with self._lock:
                self._sockets += [opened] if opened is not None else []
            if self._is_cut:
                self.cut()

    def cut(self) -> None:
        """End the connection, now or as soon as there is one; whoever reads from it gets an error."""
        with self._lock:
            self._is_cut = True
            for each in self._sockets:
                with suppress(OSError):  # closed already
                    socket.socket.shutdown(each, socket.SHUT_RDWR)  # that of TLS would wait for the other side


def read(source: Generator[Piece], line: Line) -> Generator[Piece | None]:
    """Yield the pieces as they come, and None after each step in which nothing came.

    What `source` raises is raised here. Who closes this generator cuts the line, with which the thread ends.
    """
    arrived: queue.Queue[Piece | None] = queue.Queue(_AHEAD)
    left = threading.Event()

    def hand_over(piece: Piece | None) -> None:
        while not left.is_set():
            with suppress(queue.Full):
                arrived.put(piece, timeout=STEP)
                return

    def work() -> None:
        try:
            with closing(source):
                for piece in source:
                    hand_over(piece)
                    if left.is_set():
                        return
        finally:
            hand_over(None)

    threads = ThreadPoolExecutor(1)
    done = threads.submit(work)
    try:
        while True:
            try:
                piece = arrived.get(timeout=STEP)
            except queue.Empty:
                yield None
                continue
            if piece is None:
                done.result()
                return
            yield piece
    finally:
        left.set()
        line.cut()
        threads.shutdown(wait=False)


class Silent(Exception):
    """The server sends bytes, but the model says nothing."""


class Overdue(Exception):
    """The reply takes too long in all."""


class Patience:
    """The time for one request, with its further tries. `silence` and `total` are seconds.

    Comments that keep a connection alive would keep a dead reply alive: here only what the model says counts.
    """

    def __init__(self, silence: float, total: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._silence, self._clock = silence, clock
        self._last = clock()
        self._end = self._last + total

    @property
    def left(self) -> float:
        """The seconds that are left in all, at least a thousandth."""
        return max(0.001, self._end - self._clock())

    def heard(self) -> None:
        """Note that the model has said something, or that a new try begins."""
        self._last = self._clock()

    def check(self) -> None:
        """Raise Silent if nothing was heard for too long, Overdue if the time is over."""
        now = self._clock()
        if now > self._end:
            raise Overdue
        if now > self._last + self._silence:
            raise Silent
