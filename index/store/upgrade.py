"""Libraries of format 1, which left the vectors to Chroma's graph, are brought up to date when they are opened.

A second collection, with vectors made anew, takes the first one's place; an upgrade that was killed goes on.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from pathlib import Path

import numpy as np

from index.atomic import replace_file
from index.embedders.base import Vectors
from index.errors import EmbedderError, LibraryNewer
from index.identity import canonical_stored_id
from index.paper import Paper
from index.store.chroma import ChromaStore
from index.store.merging import merge

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


class Upgrade:
    """The upgrade of a collection, under the library's lock. `embed` makes its vectors; None if nobody can."""

    def __init__(self, chroma: ChromaStore, embed: Embed | None) -> None:
        self._chroma, self._embed = chroma, embed
        self._rebuild = chroma.begin_rebuild(chroma.fingerprint)
        self._today = {key: canonical_stored_id(key) for key in chroma.ids()}
        renamed = {new for old, new in self._today.items() if old != new}
        self._sources: defaultdict[str, list[str]] = defaultdict(list)  # today's id -> the stored ones, if they differ
        for old, new in self._today.items():
            if new in renamed:
                self._sources[new].append(old)
        self._lost, self._dimensions = 0, 1

    @property
    def renamed(self) -> set[str]:
        """The ids, former and new, of the papers that get another."""
        return {*self._sources, *(old for olds in self._sources.values() for old in olds)}

    def fill(self) -> None:
        """Fill the new collection, or what a kill left of it."""
        if self._today:
            _log.warning("Bringing a library of %s papers up to date; this is done once.", f"{len(self._today):,}")
        done: set[str] = set()
        for page in self._chroma.pages():
            if papers := list(self._as_today(page, done)):
                self._rebuild.add(papers, self._vectors)

    def finish(self) -> None:
        """Put it in the place of the old one, and tell of it."""
        if self._lost:
            self._rebuild.rename_embedder(f"{self._chroma.fingerprint}, with {self._lost} vectors lost")
        self._rebuild.finish()
        if self._sources:
            merged = sum(len(olds) - 1 for olds in self._sources.values())
            _log.warning("Papers that have another id now: %d; records merged: %d.", len(self._sources), merged)
        if self._lost:
            _log.warning("Papers without a vector: %d. Run `assistant reindex`.", self._lost)

    def _as_today(self, page: Mapping[str, Paper], done: set[str]) -> Iterator[Paper]:
        """Yield papers under the ids of today, merged where two stored ones become one, which are noted as `done`."""
        for old, paper in page.items():
            new = self._today[old]
            if new not in self._sources:
                yield paper
            elif new not in done:
                done.add(new)
                yield reduce(merge, self._chroma.get(self._sources[new]).values()).model_copy(update={"id": new})

    def _vectors(self, papers: Sequence[Paper]) -> Vectors:
        """Return new vectors of papers, or zeros where they cannot be made: shape (len(papers), dimensions)."""
        if self._embed:
            try:
                vectors = self._embed(papers)
            except EmbedderError:
                self._embed = None
            else:
                self._dimensions = vectors.shape[1]
                return vectors
        self._lost += len(papers)
        return np.zeros((len(papers), self._dimensions), dtype=np.float32)
