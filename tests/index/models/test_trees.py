"""Boosted trees as they are shipped, against a loop that walks every tree node by node."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save_file

from index.models import trees
from index.models.trees import Trees

WIDTH = 3  # features


class Split(NamedTuple):
    """A node that sends a value up to `threshold` to the left; a leaf is a number."""

    feature: int
    threshold: float
    left: Split | float
    right: Split | float


Node = Split | float
NUMBERS = st.sampled_from([-2.0, -0.5, 0.0, 0.25, 1.0, 3.5])
NODES: st.SearchStrategy[Node] = st.recursive(
    NUMBERS, lambda inner: st.builds(Split, st.integers(0, WIDTH - 1), NUMBERS, inner, inner), max_leaves=9
)


def value(node: Node, row: Sequence[float]) -> float:
    while isinstance(node, Split):
        node = node.left if row[node.feature] <= node.threshold else node.right
    return node


def write(folder: Path, grown: Sequence[Node]) -> None:
    """Write trees as `tests/bench/model_files.py` does."""
    every = []
    for root in grown:
        nodes: list[Node] = [root]
        places = {}
        for at, node in enumerate(nodes):
            if isinstance(node, Split):
                places[at] = (len(nodes), len(nodes) + 1)
                nodes += [node.left, node.right]
        every.append((nodes, places))
    shape = len(grown), max(len(nodes) for nodes, _ in every)
    feature = np.full(shape, -1, np.int16)
    threshold, leaf = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    children = np.zeros((*shape, 2), np.uint8)
    for tree, (nodes, places) in enumerate(every):
        for at, node in enumerate(nodes):
            if isinstance(node, Split):
                feature[tree, at], threshold[tree, at] = node.feature, node.threshold
                children[tree, at] = places[at]
            else:
                leaf[tree, at] = node
    tensors = {"feature": feature, "threshold": threshold, "children": children, "value": leaf}
    save_file(tensors, folder / "tiny.safetensors", {"features": json.dumps(["a", "b", "c"]), "data": "made up"})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that models are read from."""
    monkeypatch.setattr(resources, "files", lambda _: tmp_path)
    return tmp_path


def rows(*values: Sequence[float]) -> npt.NDArray[np.float64]:
    return np.array(values, dtype=np.float64).reshape(-1, WIDTH)


@given(grown=st.lists(NODES, min_size=1, max_size=4), asked=st.lists(st.tuples(*[NUMBERS] * WIDTH), max_size=6))
def test_scores_are_those_of_a_plain_walk(
    grown: list[Node], asked: list[tuple[float, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("trees")
    write(folder, grown)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resources, "files", lambda _: folder)
        found = Trees("tiny").scores(rows(*asked))
    assert found.tolist() == pytest.approx([sum(value(root, row) for root in grown) for row in asked])


def test_value_on_the_threshold_goes_left(folder: Path) -> None:
    write(folder, [Split(1, 0.5, -1.0, 2.0)])
    assert Trees("tiny").scores(rows([9, 0.5, 9], [9, 0.500001, 9], [9, -9, 9])).tolist() == [-1, 2, -1]


def test_trees_of_different_depth_add_up(folder: Path) -> None:
    deep: Node = 1.0
    for _ in range(12):
        deep = Split(0, 0.0, 100.0, deep)
    write(folder, [deep, 0.25])
    assert Trees("tiny").scores(rows([1, 0, 0], [0, 0, 0])).tolist() == [1.25, 100.25]


def test_no_row_has_no_score(folder: Path) -> None:
    write(folder, [Split(0, 0.0, 1.0, 2.0)])
    assert Trees("tiny").scores(rows()).shape == (0,)


def test_model_says_what_it_looks_at_and_was_trained_on(folder: Path) -> None:
    write(folder, [1.0])
    model = Trees("tiny")
    assert (model.features, model.about["data"]) == (("a", "b", "c"), "made up")


@pytest.mark.parametrize("name", ["subject", "relevance"])
def test_shipped_model_is_read_once_and_scores_what_it_names(name: str) -> None:
    model = trees.load_trees(name)
    assert trees.load_trees(name) is model
    scores = model.scores(np.random.default_rng(0).standard_normal((50, len(model.features))))
    assert np.isfinite(scores).all()
    assert len(set(scores.tolist())) > 1
