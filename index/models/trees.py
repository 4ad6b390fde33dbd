"""Gradient-boosted regression trees as shipped, evaluated with NumPy: what LightGBM trained, without LightGBM.

Each tree is one row of four matrices: the feature a node looks at (-1 in a leaf), the threshold up to which a value
goes left, the places of its children (left, then right), and the value of a leaf. Ke et al., LightGBM: A Highly
Efficient Gradient Boosting Decision Tree, NeurIPS 2017.
"""

import json
from functools import cache

import numpy as np
import numpy.typing as npt

from index.models.linear import shipped

Scores = npt.NDArray[np.float64]


class Trees:
    """The trees of one model; `about` says on what it was trained, and the names of its features in their order."""

    def __init__(self, name: str) -> None:
        self.about, tensors = shipped(name)
        self.features: tuple[str, ...] = tuple(json.loads(self.about["features"]))
        leaf = tensors["feature"] < 0
        own = np.broadcast_to(np.arange(leaf.shape[1])[None, :, None], tensors["children"].shape)
        self._feature = np.where(leaf, 0, tensors["feature"]).astype(np.intp)
        self._threshold = tensors["threshold"].astype(np.float64)
        self._children = np.where(leaf[:, :, None], own, tensors["children"]).astype(np.intp)  # a leaf leads to itself
        self._value = tensors["value"].astype(np.float64)
        self._depth = _depth(tensors["children"], leaf)

    def scores(self, rows: npt.NDArray[np.float64]) -> Scores:
        """Return the sum of the trees' values for each row of features: shape (rows,)."""
        trees, size = self._feature.shape
        root = np.arange(trees, dtype=np.intp) * size  # of each tree, in the matrices laid out in one row
        node = np.repeat(root[None, :], len(rows), axis=0)
        start = np.arange(len(rows), dtype=np.intp)[:, None] * rows.shape[1]
        for _ in range(self._depth):
            value = rows.take(start + self._feature.take(node))
            right = value > self._threshold.take(node)
            node = root + self._children.take(2 * node + right)
        return np.asarray(self._value.take(node).sum(axis=1))


def _depth(children: npt.NDArray[np.uint8], leaf: npt.NDArray[np.bool_]) -> int:
    """Return how many steps lead from the root of a tree to its deepest leaf, at most over all trees."""
    depth = np.zeros(leaf.shape, dtype=np.intp)
    trees = np.arange(len(leaf))
    for place in range(leaf.shape[1]):  # children stand behind their parents
        for side in (0, 1):
            child = children[:, place, side]
            inner = ~leaf[:, place]
            depth[trees[inner], child[inner]] = depth[inner, place] + 1
    return int(depth.max(initial=0))


@cache
def load_trees(name: str) -> Trees:
    """Return a shipped model, read once."""
    return Trees(name)
