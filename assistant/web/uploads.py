"""Where files that a reader adds lie until they are read: a folder of the data directory, for nobody else to read."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

FOLDER = "uploads"
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
