"""What happens to the files of a folder, as it happens: inotify(7), by ctypes, on Linux."""

import ctypes
import os
import re
import select
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

_MODIFY, _MOVED_TO, _CREATE, _DELETE = 0x2, 0x80, 0x100, 0x200
_EVENTS, _IS_FOLDER, _NONBLOCK = _MODIFY | _MOVED_TO | _CREATE | _DELETE, 0x40000000, 0o4000
_HEAD = struct.Struct("iIII")
_TOKEN = re.compile(
    r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=-)[0-9a-f]{8}(?=\.)|(?<=\.tmp)\w{6}|(?<=\.)[0-9a-f]{8}(?=\.half)|\d{3,}"
)

AVAILABLE = sys.platform == "linux"


def kind(path: str) -> str:
    """Return a path with its random parts as one sign: which file of ours it is."""
    return _TOKEN.sub("*", path)


class Watch:
    """The events in a folder and those below it, also of folders to come. To be closed."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._libc = folder, ctypes.CDLL(None, use_errno=True)
        self._file = self._libc.inotify_init1(_NONBLOCK)
        self._names: dict[int, Path] = {}
        self._add(folder)

    def close(self) -> None:
        os.close(self._file)

    def _add(self, folder: Path) -> None:
        number = self._libc.inotify_add_watch(self._file, os.fsencode(folder), _EVENTS)
        if number < 0:
            return  # gone already
        self._names[number] = folder
        for path in folder.iterdir() if folder.is_dir() else ():
            if path.is_dir():
                self._add(path)

    def events(self) -> Iterator[str]:
        """Yield the kinds of the files to which something has happened since the last call."""
        try:
            data = os.read(self._file, 1 << 16)
        except BlockingIOError:
            return
        place = 0
        while place < len(data):
            number, mask, _, length = _HEAD.unpack_from(data, place)
            name = data[place + _HEAD.size : place + _HEAD.size + length].rstrip(b"\0").decode()
            place += _HEAD.size + length
            path = self._names.get(number, self._folder) / name
            if mask & _IS_FOLDER and mask & _CREATE:
                self._add(path)
            yield kind(path.relative_to(self._folder).as_posix())

    def all_until(self, is_over: Callable[[], bool]) -> list[str]:
        """Return the events until a process is over."""
        found: list[str] = []
        while not is_over():
            self._wait(0.02)
            found.extend(self.events())
        return [*found, *self.events()]

    def await_event(self, wanted: str, number: int, is_over: Callable[[], bool]) -> None:
        """Return when something has happened to a file of this kind for the `number`-th time, or all is over."""
        while not is_over():
            self._wait(0.02)
            for event in self.events():
                number -= event == wanted
                if not number:
                    return

    def _wait(self, seconds: float) -> None:
        waiting = select.poll()  # select(2) takes no number of 1,024 or more, and a long run of tests has those
        waiting.register(self._file, select.POLLIN)
        waiting.poll(seconds * 1000)
