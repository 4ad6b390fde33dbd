"""Libraries of format 1, which left the vectors to Chroma's graph, are brought up to date when they are opened.

A second collection, with vectors made anew, takes the first one's place; an upgrade that was killed goes on.
"""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.atomic import replace_file
from index.embedders.base import Vectors
from index.errors import EmbedderError, LibraryNewer
from index.paper import Paper
from index.store.chroma import ChromaStore

FORMAT = 2
_FILE = "format"

_log = logging.getLogger(__name__)

Embed = Callable[[Sequence[Paper]], Vectors]


def check_format(folder: Path) -> int:
    """Return the format of a library, 1 if it says none that can be read; raise LibraryNewer if it is a later one."""
    try:
        said = (folder / _FILE).read_text(encoding="utf-8", errors="replace").strip()
    except (FileNotFoundError, IsADirectoryError):
        return 1
    if not said.isdecimal():
        return 1
    if int(said) <= FORMAT:
        return int(said)
    what = f"The library at {folder} is of format {said[:20]!r}; this release knows formats up to {FORMAT}."
    raise LibraryNewer(what, "Upgrade the program: pip install --upgrade daily-papers-assistant.")


def write_format(folder: Path) -> None:
    """Say that the library in a folder is of the format of this release."""
    replace_file(folder / _FILE, f"{FORMAT}\n")


def upgrade(chroma: ChromaStore, embed: Embed | None) -> None:
    """Put a collection with new vectors, or none if nobody can make them, in the place of one; the lock is held."""
    papers, fingerprint = chroma.count(), chroma.fingerprint
    _log.warning("Bringing a library of %s papers up to date; this is done once.", f"{papers:,}")
    if embed is not None:
        try:
            return _fill(chroma, fingerprint, embed)
        except EmbedderError as error:
            _log.warning("%s", error)
    _fill(chroma, f"{fingerprint}, with {papers} vectors lost", lambda some: np.zeros((len(some), 1), np.float32))
    _log.warning("Papers without a vector: %d. Run `assistant reindex`.", papers)
    return None


def _fill(chroma: ChromaStore, fingerprint: str, embed: Embed) -> None:
    rebuild = chroma.begin_rebuild(fingerprint)
    for page in filter(None, chroma.pages()):
        rebuild.add(list(page.values()), embed)
    rebuild.finish()
