"""Libraries of earlier releases are brought up to date when they are opened.

A library's folder says in a file which format it is of: 1, where there is no such file, left the vectors to Chroma's
graph, and 2 keeps them in the rows. Nothing is changed in place: a second collection is filled beside the first one,
and then takes its place, so that an upgrade which is killed goes on when the library is opened again.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import reduce
from pathlib import Path

import numpy as np

from index.atomic import replace_file
from index.embedders.base import Vectors, document_text
from index.errors import EmbedderError, LibraryNewer
from index.identity import canonical_stored_id
from index.paper import Paper
from index.store.chroma import ChromaStore
from index.store.dense import DenseIndex
from index.store.merging import merge

FORMAT = 2
_FILE = "format"

_log = logging.getLogger(__name__)

Embed = Callable[[Sequence[Paper]], Vectors]


def check_format(folder: Path) -> int:
    """Return the format of the library in a folder; 1 if the folder does not say, or cannot be understood.

    Raises:
        LibraryNewer: it is one that this release does not know.
    """
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
    """The upgrade of a collection from format 1, under the library's lock.

    `unsure` are papers of a write that was cut short, whose vectors may be of an earlier text. `embed` makes vectors
    of the kind that is stored; None if nobody can.
    """

    def __init__(self, chroma: ChromaStore, dense: DenseIndex, unsure: Collection[str], embed: Embed | None) -> None:
        self._chroma, self._embed = chroma, embed
        self._rebuild = chroma.begin_rebuild(chroma.fingerprint)
        self._stored = _StoredVectors(chroma, dense, unsure)
        self._today = {key: canonical_stored_id(key) for key in chroma.ids()}
        renamed = {new for old, new in self._today.items() if old != new}
        self._sources: defaultdict[str, list[str]] = defaultdict(list)  # today's id -> the stored ones, if they differ
        for old, new in self._today.items():
            if new in renamed:
                self._sources[new].append(old)
        self._lost = 0

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
            papers = [paper for paper in self._as_today(page) if paper.id not in done]
            done.update(self._sources.keys() & {paper.id for paper in papers})
            if papers:
                self._rebuild.add(papers, self._vectors)

    def finish(self) -> None:
        """Put it in the place of the old one."""
        if self._lost:
            self._rebuild.rename_embedder(f"{self._chroma.fingerprint}, with {self._lost} vectors lost")
        self._rebuild.finish()
        self._tell()

    def _tell(self) -> None:
        merged = sum(len(olds) - 1 for olds in self._sources.values())
        if self._sources:
            _log.warning("Papers that have another id now: %d; records merged: %d.", len(self._sources), merged)
        if self._lost:
            _log.warning("Papers without a vector: %d. Run `assistant reindex`.", self._lost)

    def _as_today(self, page: Mapping[str, Paper]) -> Iterator[Paper]:
        """Yield papers under the ids of today, merged where two stored ones become one."""
        met: set[str] = set()
        for old, paper in page.items():
            new = self._today[old]
            if new not in self._sources:
                yield paper
            elif new not in met:
                met.add(new)
                yield reduce(merge, self._chroma.get(self._sources[new]).values()).model_copy(update={"id": new})

    def _vectors(self, papers: Sequence[Paper]) -> Vectors:
        """Return the stored vectors of papers, else new ones, else zeros: shape (len(papers), dimensions)."""
        known = self._stored.of([paper.id for paper in papers if paper.id not in self._sources])
        for paper in papers:
            if paper.id in self._sources:
                known |= self._vector_of_one_renamed(paper)
        missing = [paper for paper in papers if paper.id not in known]
        known |= self._embedded(missing)
        self._lost += len(papers) - len(known)
        dimensions = next((len(vector) for vector in known.values()), self._stored.dimensions)
        nothing = np.zeros(dimensions, dtype=np.float32)
        return np.stack([known.get(paper.id, nothing) for paper in papers])

    def _vector_of_one_renamed(self, paper: Paper) -> dict[str, Vectors]:
        """Return its vector, by its id, if one of its records had its text."""
        records = self._chroma.get(self._sources[paper.id])
        same = [key for key, record in records.items() if document_text(record) == document_text(paper)]
        found = list(self._stored.of(same).values())
        return {paper.id: found[0]} if found else {}

    def _embedded(self, papers: Sequence[Paper]) -> dict[str, Vectors]:
        if not papers or self._embed is None:
            return {}
        try:
            vectors = self._embed(papers)
        except EmbedderError:
            self._embed = None
            return {}
        return {paper.id: vector for paper, vector in zip(papers, vectors, strict=True)}


class _StoredVectors:
    """The vectors of a library of format 1 without its graph: the latest in Chroma's log, all in the dense index."""

    def __init__(self, chroma: ChromaStore, dense: DenseIndex, unsure: Collection[str]) -> None:
        self._logged, self._dense, self._unsure = chroma.logged_vectors(), dense, frozenset(unsure)
        self._is_right = dense.fingerprint == chroma.fingerprint
        logged = next((len(vector) for vector in self._logged.values()), 0)
        self.dimensions = logged or (dense.dimensions if self._is_right else 0) or 1

    def of(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """Return those that there are, by id."""
        kept = self._dense.restored([key for key in ids if key not in self._unsure]) if self._is_right else {}
        return kept | {key: self._logged[key] for key in ids if key in self._logged}
