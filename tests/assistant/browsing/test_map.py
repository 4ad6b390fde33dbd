"""The map: near papers lie near each other, groups have names of their own, and it is made once."""

import json
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest

from assistant.browsing import atlas as atlases
from assistant.browsing.atlas import Atlas, Atlases, figure
from assistant.browsing.layout import grouped, labels, neighbours, number_of, placed, reduced
from assistant.browsing.rows import Shelves
from assistant.errors import LibraryError
from index.embedders.static import StaticEmbedder
from index.paper import Paper
from index.store.library import Library
from tests.support.papers import paper

SUBJECTS = {
    "Moss Retrieval": "Moss images are retrieved by their species. The forest has many kinds of moss.",
    "Robot Arms": "A robot arm grasps cups and plates. The gripper is controlled by torque.",
    "Speech Codecs": "Speech is coded at few bits. Listeners hear the voice and the microphone.",
}


def papers(each: int) -> list[Paper]:
    return [
        paper(f"{subject} Number {chr(97 + n % 26)}{n}", f"{text} It is sample {n}.", f"24{k:02}.{n:05}")
        for k, (subject, text) in enumerate(SUBJECTS.items(), start=1)
        for n in range(each)
    ]


@pytest.fixture(scope="module")
def clouds() -> tuple[Any, Any]:
    """Six clouds of 60 points in 30 dimensions, and the cloud of each point."""
    chance = np.random.default_rng(1)
    middles = chance.normal(0, 3, (6, 30))
    of = np.repeat(np.arange(6), 60)
    return (middles[of] + chance.normal(0, 1, (360, 30))).astype(np.float32), of


def test_points_of_one_cloud_are_nearest_to_each_other_on_the_plane(clouds: tuple[Any, Any]) -> None:
    points, of = clouds
    plane = placed(points)
    apart = ((plane[:, None] - plane[None]) ** 2).sum(axis=2)
    np.fill_diagonal(apart, np.inf)
    assert (of[apart.argmin(axis=1)] == of).mean() > 0.98
    assert (plane == placed(points)).all()


@pytest.mark.parametrize("many", [1, 2, 5, 16, 17, 40])
def test_a_few_points_have_places_too(many: int) -> None:
    plane = placed(reduced(np.random.default_rng(2).normal(0, 1, (many, 60)).astype(np.float32)))
    assert plane.shape == (many, 2)
    assert np.isfinite(plane).all()


def test_points_that_are_all_the_same_have_places() -> None:
    assert np.isfinite(placed(np.ones((40, 20), np.float32))).all()


def test_edges_go_both_ways_and_are_sure_to_some_degree(clouds: tuple[Any, Any]) -> None:
    heads, tails, weights = neighbours(clouds[0])
    pairs = dict(zip(zip(heads.tolist(), tails.tolist(), strict=True), weights, strict=True))
    assert all(np.isclose(pairs[tail, head], weight, atol=1e-5) for (head, tail), weight in pairs.items())
    assert 0 < weights.max() <= 1.0001


def test_clouds_are_found_as_groups_the_largest_first(clouds: tuple[Any, Any]) -> None:
    points, of = clouds
    found = grouped(np.concatenate([points, points[:30] + 0.01]), 6)
    counts = np.bincount(found)
    assert list(counts) == sorted(counts, reverse=True)
    assert all(len(set(found[:360][of == cloud].tolist())) == 1 for cloud in range(6))


def test_groups_are_called_by_what_their_titles_have_and_others_lack() -> None:
    titles = ["Learning Robot Grasping", "Robot Grasping by Touch", "Robots Learn"] * 3
    titles += ["Learning Speech Codecs", "Speech Codecs", "Codecs for Speech Learning"] * 3
    robots, speech = labels(titles, np.repeat([0, 1], 9))
    assert robots[0].lower() in {"robot", "robot grasping", "robots"}
    assert speech[0].lower() in {"speech", "codecs", "speech codecs"}
    assert not {word.lower() for word in robots} & {word.lower() for word in speech}


def test_few_papers_have_few_groups() -> None:
    assert [number_of(papers) for papers in (1, 20, 200, 7405, 100_000)] == [1, 1, 4, 24, 24]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    library = Library(tmp_path_factory.mktemp("library"), StaticEmbedder())
    library.upsert(papers(20))
    return library


def test_a_map_is_made_with_progress_and_kept(library: Library, tmp_path: Path, monkeypatch: Any) -> None:
    steps = list(Atlases(library, Shelves(library, tmp_path)).make(Event()))
    assert [step.share for step in steps] == sorted(step.share for step in steps)
    made = steps[-1].atlas
    assert made is not None
    assert len(made.papers) == len(made.x) == len(made.group) == 60
    assert sum(group.papers for group in made.groups) == 60
    monkeypatch.setattr(atlases, "placed", lambda *_: pytest.fail("it was made again"))
    (step,) = Atlases(library, Shelves(library, tmp_path)).make(Event())
    assert step.atlas == made


def test_a_map_has_the_papers_of_now(tmp_path: Path) -> None:
    library = Library(tmp_path / "library", StaticEmbedder())
    library.upsert(papers(8))
    shelves = Shelves(library, tmp_path)
    list(Atlases(library, shelves).make(Event()))
    library.upsert(papers(20))
    made = [step.atlas for step in Atlases(library, shelves).make(Event())][-1]
    assert made
    assert len(made.papers) == 60


def test_a_map_that_nobody_waits_for_is_not_made(library: Library, tmp_path: Path) -> None:
    stop = Event()
    stop.set()
    shelves = Shelves(library, tmp_path)
    assert not [step.atlas for step in Atlases(library, shelves).make(stop) if step.atlas]
    assert Atlases(library, shelves).kept() is None


def test_a_map_of_an_earlier_state_or_a_damaged_one_is_not_shown(library: Library, tmp_path: Path) -> None:
    shelves = Shelves(library, tmp_path)
    list(Atlases(library, shelves).make(Event()))
    file = shelves.folder / "map.json"
    kept = json.loads(file.read_text())
    file.write_text(json.dumps(kept | {"generation": "another"}))
    assert Atlases(library, shelves).kept() is None
    file.write_text(json.dumps({"generation": library.generation}))
    assert Atlases(library, shelves).kept() is None


def test_an_error_reaches_who_waits(library: Library, tmp_path: Path, monkeypatch: Any) -> None:
    def fails(*_: object) -> None:
        raise LibraryError("There is no place.", "")

    monkeypatch.setattr(atlases, "placed", fails)
    with pytest.raises(LibraryError, match="no place"):
        list(Atlases(library, Shelves(library, tmp_path)).make(Event()))


def test_titles_are_text_on_the_map() -> None:
    one = {"terms": ("<b>",), "papers": 1, "x": 0.0, "y": 0.0, "central": ("a",)}
    made = Atlas(generation="g", papers=("a",), x=(0.0,), y=(0.0,), group=(0,), groups=(one,))  # type: ignore[arg-type]
    drawn = json.loads(figure(made, {"a": "<img src=x onerror=alert(1)>"}, webgl=False))
    assert "<img" not in drawn["data"][0]["text"][0]
    assert drawn["layout"]["annotations"][0]["text"] == "&lt;b&gt;"
    assert drawn["data"][0]["customdata"] == ["a"]
