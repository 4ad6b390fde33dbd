"""Where files that a reader adds lie until they are read: a folder of the data directory, for nobody else to read."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import time
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from index.storage import told

FOLDER = "uploads"
_log = logging.getLogger(__name__)
CLEANED = 3600, 24 * 3600  # seconds between two looks, and the age at which a file goes; at the end of a server all go


def take_in(home: Path) -> Path:
    """Make the folder, take out what a killed server left in it, and let Gradio put its files there; return it.

    Gradio asks the environment of the process for its folder each time, and has no argument for it.
    """
    folder = home / FOLDER
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.iterdir():
            if time.time() - left.stat().st_mtime > CLEANED[1]:
                shutil.rmtree(left, ignore_errors=True)
    except OSError:  # the pages can be read where nothing can be written
        folder = Path(tempfile.mkdtemp(prefix="daily-papers-"))
    os.environ["GRADIO_TEMP_DIR"] = str(folder)
    return folder


def leave(folder: Path) -> None:
    """Remove the folder if nothing is left in it but empty ones; another server may still use it."""
    with suppress(OSError):
        for inner in sorted(folder.rglob("*"), reverse=True):
            inner.rmdir()
        folder.rmdir()


class Uploads:
    """The middleware of the route that takes files in: what it cannot write is told in a line, and nothing is left.

    Gradio names a file when it is whole, and leaves a part where a disk is full or a browser goes away.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app, self._under_way = app, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take one request in."""
        failed = False

        async def passed(message: Message) -> None:
            nonlocal failed
            failed = failed or message.get("status") == HTTPStatus.INTERNAL_SERVER_ERROR
            if not failed:
                await send(message)

        self._under_way += 1
        said = "These files could not be taken in."
        try:
            await self._app(scope, receive, passed)
        except OSError as error:
            failed, said = True, str(told(temporary(), error))
        except ClientDisconnect:
            return
        finally:
            self._under_way -= 1
            if not self._under_way:
                _remove_parts(temporary())
        if failed:
            _log.warning("%s", said)
            await PlainTextResponse(said, HTTPStatus.INSUFFICIENT_STORAGE)(scope, receive, send)


def temporary() -> Path:
    """Return the folder that was taken."""
    return Path(os.environ.get("GRADIO_TEMP_DIR") or Path(tempfile.gettempdir(), "gradio"))  # as Gradio has it


def _remove_parts(folder: Path) -> None:
    for part in folder.glob(f"{tempfile.gettempprefix()}*"):
        if part.is_file():
            part.unlink(missing_ok=True)
