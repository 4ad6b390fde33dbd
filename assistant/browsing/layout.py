"""Places in the plane for vectors: near ones stay near, as in UMAP (McInnes et al. 2018, arXiv:1802.03426).

PCA alone keeps few neighbours: of the ten nearest of 7,405 papers, .015 are among the ten nearest in its plane, and .21
in this one. What is left out of UMAP: its spectral start (PCA is the start here) and updates edge by edge (a slice of
the edges is moved at once, which NumPy does in a hundredth of the time).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import faiss
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Progress = Callable[[int, int], object]  # rounds done, and of how many

_REDUCED = 50  # dimensions in which neighbours are looked for
_NEIGHBOURS = 15
_ROUNDS = 150
_SLICES = 8  # of the edges in a round
_A, _B = 1.577, 0.8951  # the curve of a least distance of .1: 1 / (1 + a d^2b); section 4.2 of the paper
_AGAINST = 5  # points pushed away for each edge
_CLIP = 4.0
_SEED = 20240501


class Edges(NamedTuple):
    """Pairs of neighbours, and how surely they are such, in (0, 1]."""

    heads: Integers
    tails: Integers
    weights: Floats


def reduced(vectors: Floats, dimensions: int = _REDUCED) -> Floats:
    """Return vectors, shape (n, d), as their first principal components, shape (n, at most `dimensions`)."""
    count, given = vectors.shape
    dimensions = min(dimensions, given, max(count - 1, 1))
    pca = faiss.PCAMatrix(given, dimensions)
    if count <= dimensions:  # Faiss wants more points than components
        centred = vectors - vectors.mean(axis=0)
        _, _, axes = np.linalg.svd(centred, full_matrices=False)
        return np.ascontiguousarray(centred @ axes[:dimensions].T, dtype=np.float32)
    points = np.ascontiguousarray(vectors, dtype=np.float32)
    pca.train(points)
    return np.asarray(pca.apply(points), dtype=np.float32)


def placed(points: Floats, progress: Progress = lambda _done, _of: None) -> Floats:
    """Return places for points, shape (n, d) -> (n, 2); the same points get the same places."""
    count = len(points)
    start = reduced(points, 2)
    if count <= _NEIGHBOURS or start.shape[1] < 2:
        return np.pad(start, ((0, 0), (0, 2 - start.shape[1])))
    chance = np.random.default_rng(_SEED)
    plane = start * (10 / (np.abs(start).max() or 1)) + chance.normal(0, 1e-3, start.shape).astype(np.float32)
    edges = neighbours(points)
    for round_ in range(_ROUNDS):
        step = 1 - round_ / _ROUNDS
        taken = np.flatnonzero(chance.random(len(edges.weights)) < edges.weights / edges.weights.max())
        chance.shuffle(taken)
        for part in np.array_split(taken, _SLICES):
            _move(plane, edges.heads[part], edges.tails[part], step, chance)
        progress(round_ + 1, _ROUNDS)
    return reduced(plane, 2)  # the longest way lies across


def neighbours(points: Floats, k: int = _NEIGHBOURS) -> Edges:
    """Return the edges of the fuzzy neighbour graph of points, each in both directions; section 3.1 of the paper."""
    count = len(points)
    index = faiss.IndexFlatL2(points.shape[1])
    contiguous = np.ascontiguousarray(points, dtype=np.float32)
    index.add(contiguous)
    squared, found = index.search(contiguous, k + 1)
    distances, found = np.sqrt(np.maximum(squared[:, 1:], 0)), found[:, 1:]  # the first one is the point itself
    weights = _sureness(distances)
    heads, tails = np.repeat(np.arange(count), k), found.ravel().astype(np.int64)
    both = np.concatenate([heads * count + tails, tails * count + heads])
    keys, places = np.unique(both, return_inverse=True)
    forward, back = (np.zeros(len(keys), np.float32) for _ in range(2))
    forward[places[: len(heads)]], back[places[len(heads) :]] = weights.ravel(), weights.ravel()
    return Edges(keys // count, keys % count, forward + back - forward * back)


def _sureness(distances: Floats) -> Floats:
    """Return exp(-(d - nearest) / s) for each row, with s such that a row adds up to log2 of its length."""
    nearest = distances[:, :1]
    low, high = np.full_like(nearest, 1e-6), np.full_like(nearest, distances.max() * 10 + 1e-3)
    target = np.log2(distances.shape[1])
    for _ in range(40):
        middle = (low + high) / 2
        is_more = np.exp(-(distances - nearest) / middle).sum(axis=1, keepdims=True) > target
        low, high = np.where(is_more, low, middle), np.where(is_more, middle, high)
    return np.asarray(np.exp(-(distances - nearest) / middle), dtype=np.float32)


def _move(plane: Floats, heads: Integers, tails: Integers, step: float, chance: np.random.Generator) -> None:
    """Draw the ends of edges together, and push their heads away from other points, in place."""
    apart = plane[heads] - plane[tails]
    squared = (apart**2).sum(axis=1, keepdims=True) + 1e-6
    pull = -2 * _A * _B * squared ** (_B - 1) / (1 + _A * squared**_B)
    drawn = np.clip(pull * apart, -_CLIP, _CLIP) * step
    others = np.repeat(heads, _AGAINST)
    apart = plane[others] - plane[chance.integers(0, len(plane), len(others))]
    squared = (apart**2).sum(axis=1, keepdims=True)
    push = 2 * _B / ((0.001 + squared) * (1 + _A * squared**_B))
    pushed = np.clip(push * apart, -_CLIP, _CLIP) * step
    _add(plane, np.concatenate([heads, others]), np.concatenate([drawn, pushed]))


def _add(plane: Floats, rows: Integers, steps: Floats) -> None:
    for axis in range(2):
        plane[:, axis] += np.bincount(rows, steps[:, axis], len(plane)).astype(np.float32)
