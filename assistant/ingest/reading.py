"""What goes on beside other work: papers of other machines are taken in, and new papers are read by the encoder."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from assistant.errors import AssistantError, LibraryBusy
from index.store.library import Library

_LOOK = 2.0  # seconds between two looks at whether papers have come, or were written elsewhere
_PAUSE = 0.2  # seconds between two batches: whoever asks comes first

_log = logging.getLogger(__name__)


class _Stopped(Exception):
    """The server is going down."""


class ReadingBeside(Thread):
    """Reads what has not been read, whenever papers have come, until `stopping` is set; what was read is kept."""

    def __init__(self, library: Callable[[], Library], stopping: Event) -> None:
        super().__init__(name="encoder", daemon=True)
        self._library, self._stopping, self._seen = library, stopping, ""

    def run(self) -> None:
        """Go on until there is no more to do here."""
        while not self._stopping.wait(_LOOK):
            try:
                library = self._library()
                if (now := library.generation) != self._seen:
                    library.read(library.unread(), self._pause)
                    self._seen = now
            except _Stopped:
                return
            except AssistantError as error:  # such as a library that is damaged, which the pages tell
                _log.info("Papers are not read: %s", error)

    def _pause(self, _: int) -> None:
        if self._stopping.wait(_PAUSE):
            raise _Stopped


class FollowingBeside(Thread):
    """Brings the library up to date, if it is a shared one, until `stopping` is set; what was read stays."""

    def __init__(self, library: Callable[[], Library], stopping: Event) -> None:
        super().__init__(name="following", daemon=True)
        self._library, self._stopping, self._is_away = library, stopping, False

    def run(self) -> None:
        """Go on until there is no more to do here."""
        while self._library().is_shared and not self._stopping.wait(_LOOK):
            try:
                self._library().follow()
            except LibraryBusy:  # another process of this machine is writing, and will have it
                continue
            except AssistantError as error:
                if not self._is_away:
                    _log.warning("%s", error)
                self._is_away = True
            else:
                if self._is_away:
                    _log.warning("The server of the papers is back.")
                self._is_away = False
