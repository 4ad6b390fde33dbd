"""Papers that other machines add to a shared library are here seconds later; see `index.store.shared`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from assistant.errors import AssistantError, LibraryBusy
from index.store.library import Library

_LOOK = 2.0  # seconds between two looks at what others have written

_log = logging.getLogger(__name__)


class FollowingBeside:
    """Brings the library up to date in a thread until `stopping` is set."""

    def __init__(self, library: Callable[[], Library], stopping: Event) -> None:
        self._library, self._stopping, self._is_away = library, stopping, False

    def start(self) -> None:
        """Begin, if the library is a shared one; wherever the process ends, what was read stays."""
        if self._library().is_shared:
            Thread(target=self._run, name="following", daemon=True).start()

    def _run(self) -> None:
        while not self._stopping.wait(_LOOK):
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
