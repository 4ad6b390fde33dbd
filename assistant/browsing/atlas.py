"""The map of the library: a place in the plane for each paper, and groups with names; made once for each state."""

import html
import json
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import resources
from threading import Event, Lock
from typing import NamedTuple

import numpy as np
from pydantic import BaseModel, ValidationError

from assistant.browsing.layout import Floats, grouped, labels, number_of, placed, reduced
from assistant.browsing.rows import Row, Shelves
from assistant.watched import watched
from index.atomic import replace_file
from index.store.library import Library

_FILE = "map.json"
LEAST = 20  # papers; of fewer a map shows nothing
_CENTRAL = 8  # papers that stand for a group
# Its colours are hues of one lightness, told apart on white and on black; groups of one hue differ much in size.
_LOOK = json.loads(resources.files("assistant.browsing").joinpath("map_look.json").read_text(encoding="utf-8"))
_EDGE = 0.2  # of the width, where a name would not end within the map
_MARGIN = 0.04  # of the width, around the points
_MANY = 2000  # papers, from which points are small


class Group(BaseModel, frozen=True, extra="forbid"):
    """Papers that are near each other: the terms that name them, where the name stands, and the most central papers."""

    terms: tuple[str, ...]
    papers: int
    x: float
    y: float
    central: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is called on the map."""
        return ", ".join(self.terms[:2]) or "others"


class Atlas(BaseModel, frozen=True, extra="forbid"):
    """A map of one state of the library. `x`, `y` and `group` are in the order of `papers`, which are ids."""

    generation: str
    papers: tuple[str, ...]
    x: tuple[float, ...]
    y: tuple[float, ...]
    group: tuple[int, ...]
    groups: tuple[Group, ...]


class Making(NamedTuple):
    """How far a map is: what is being done, and the share of the whole that is done; at the end the map."""

    doing: str
    share: float
    atlas: Atlas | None = None


Report = Callable[[Making], None]


class Atlases:
    """The map of a library, kept in a file beside its rows. It is made in one thread, whoever waits for it."""

    def __init__(self, library: Library, shelves: Shelves) -> None:
        self._library, self._shelves, self._lock = library, shelves, Lock()
        self._atlas: Atlas | None = None

    def kept(self) -> Atlas | None:
        """Return the map of the library as it is now, if it has been made."""
        generation = self._library.generation
        if self._atlas is None or self._atlas.generation != generation:
            with suppress(OSError, ValidationError):
                self._atlas = Atlas.model_validate_json((self._shelves.folder / _FILE).read_bytes())
        return self._atlas if self._atlas and generation and self._atlas.generation == generation else None

    def make(self, stop: Event) -> Iterator[Making]:
        """Make the map, or wait for who makes it, and yield how far it is; it ends without one when `stop` is set."""

        def work(report: Report) -> None:
            with self._lock:
                atlas = self.kept() or self._made(report)
            report(Making("Done.", 1.0, atlas))

        return watched(work, stop)

    def _made(self, report: Report) -> Atlas:
        report(Making("Reading the papers…", 0.02))
        shelf = self._shelves.shelf()
        stored = self._library.vectors([row.id for row in shelf.rows])
        rows = [row for row in shelf.rows if row.id in stored]
        vectors = np.stack([stored[row.id] for row in rows])
        points = reduced(vectors)
        report(Making("Finding which papers are near each other…", 0.1))

        def progress(done: int, of: int) -> None:
            if done % 5 == 0:
                report(Making(f"Placing {len(rows):,} papers…", 0.15 + 0.75 * done / of))

        plane = placed(points, progress)
        report(Making("Naming the groups…", 0.92))
        of = grouped(points, number_of(len(rows)))
        names = labels([row.title for row in rows], of)
        members = [np.flatnonzero(of == number) for number in range(len(names))]
        self._atlas = Atlas(
            generation=shelf.generation,
            papers=tuple(row.id for row in rows),
            x=tuple(round(float(x), 3) for x in plane[:, 0]),
            y=tuple(round(float(y), 3) for y in plane[:, 1]),
            group=tuple(map(int, of)),
            groups=tuple(
                _group([rows[at] for at in some], terms, vectors[some], plane[some])
                for some, terms in zip(members, names, strict=True)
            ),
        )
        with suppress(OSError):  # it is made anew, then
            replace_file(self._shelves.folder / _FILE, self._atlas.model_dump_json())
        return self._atlas


def _group(rows: Sequence[Row], terms: tuple[str, ...], vectors: Floats, plane: Floats) -> Group:
    """Return a group of papers: their rows, the terms that name it, their vectors (n, d) and their places (n, 2)."""
    x, y = map(float, np.median(plane, axis=0))
    far = ((vectors - vectors.mean(axis=0)) ** 2).sum(axis=1)
    central = tuple(rows[at].id for at in np.argsort(far, kind="stable")[:_CENTRAL])
    return Group(terms=terms, papers=len(rows), x=round(x, 3), y=round(y, 3), central=central)


def colour(group: int) -> str:
    """Return the colour of a group."""
    return str(_LOOK["colours"][group % len(_LOOK["colours"])])


def figure(atlas: Atlas, titles: Mapping[str, str], *, webgl: bool) -> str:
    """Return the map as JSON, as plotly.js draws it: a point for each paper with its title, and the names of groups."""
    many = len(atlas.papers) > _MANY
    trace = {
        **_LOOK["trace"],
        "type": "scattergl" if webgl else "scatter",
        "x": atlas.x,
        "y": atlas.y,
        "customdata": atlas.papers,
        "meta": atlas.group,
        "text": ["<br>".join(map(html.escape, textwrap.wrap(titles.get(paper, ""), 60))) for paper in atlas.papers],
        "marker": {"size": 4 if many else 8, "opacity": 0.75, "color": [colour(group) for group in atlas.group]},
    }
    return json.dumps({"data": [trace], "layout": _layout(atlas), "config": _LOOK["config"]}, ensure_ascii=False)


def _layout(atlas: Atlas) -> dict[str, object]:
    low, high = _range(atlas.x)
    named = []
    for group in atlas.groups:
        share = (group.x - low) / ((high - low) or 1)  # a name stays within the map
        side = "left" if share < _EDGE else "right" if share > 1 - _EDGE else "center"
        where = {"x": group.x, "y": group.y, "text": html.escape(group.name), "xanchor": side}
        named.append({**_LOOK["annotation"], **where})
    axes = {"xaxis": {**_LOOK["axis"], "range": (low, high)}, "yaxis": {**_LOOK["axis"], "range": _range(atlas.y)}}
    return {**_LOOK["layout"], **axes, "annotations": named}


def _range(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    return low - (high - low) * _MARGIN, high + (high - low) * _MARGIN
