"""A stop for work that runs away. It measures nothing: what ends at all ends in a small part of it anywhere."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_ENOUGH = 60  # seconds of this process on a processor, however busy the machine is


class RanAway(AssertionError):
    """The work goes on and on."""


@contextmanager
def ends() -> Iterator[None]:
    """Fail where the work inside has no end: give it a text so long that squared work takes many minutes, not one."""

    def stop(*_: object) -> None:
        raise RanAway(f"It had not ended after {_ENOUGH} s on a processor.")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, _ENOUGH)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
