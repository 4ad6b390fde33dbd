"""Places in the plane for vectors: near ones stay near, as in UMAP (McInnes et al. 2018, arXiv:1802.03426); and groups.

PCA alone keeps few neighbours: of the ten nearest of 7,405 papers, .015 are among the ten nearest in its plane, and .21
in this one. What is left out of UMAP: its spectral start (PCA is the start here) and updates edge by edge (a slice of
the edges is moved at once, which NumPy does in a hundredth of the time).
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set

import faiss
import numpy as np
import numpy.typing as npt

from index.terms import terms

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
_TERMS = 3
_PAIR = 1.5  # two words tell more than one
_LEAST = 3  # titles of a group that have a term
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


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
    heads, tails, weights = neighbours(points)
    for round_ in range(_ROUNDS):
        step = 1 - round_ / _ROUNDS
        taken = np.flatnonzero(chance.random(len(weights)) < weights / weights.max())
        chance.shuffle(taken)
        for part in np.array_split(taken, _SLICES):
            _move(plane, heads[part], tails[part], step, chance)
        progress(round_ + 1, _ROUNDS)
    return reduced(plane, 2)  # the longest way lies across


def neighbours(points: Floats, k: int = _NEIGHBOURS) -> tuple[Integers, Integers, Floats]:
    """Return the edges of the fuzzy neighbour graph, both ways, as heads, tails and how sure they are, in (0, 1]."""
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
    return keys // count, keys % count, forward + back - forward * back  # section 3.1 of the paper


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


def number_of(papers: int) -> int:
    """Return how many groups there are: about 24 of 7,000 papers, fewer of few, so that each has a name of its own."""
    return max(1, min(24, round(math.sqrt(papers) / 3.5)))


def grouped(points: Floats, groups: int) -> Integers:
    """Return the group of each point, shape (n, d) -> (n,), the largest first; the same points, the same groups."""
    if groups < 2 or len(points) < 2 * groups:
        return np.zeros(len(points), dtype=np.int64)
    contiguous = np.ascontiguousarray(points, dtype=np.float32)
    kmeans = faiss.Kmeans(
        points.shape[1], groups, niter=25, nredo=2, seed=_SEED, min_points_per_centroid=1, max_points_per_centroid=1000
    )
    kmeans.train(contiguous)
    _, nearest = kmeans.index.search(contiguous, 1)
    _, found, counts = np.unique(nearest[:, 0], return_inverse=True, return_counts=True)
    return np.argsort(np.argsort(-counts, kind="stable"))[found].astype(np.int64)


def labels(titles: Sequence[str], of: Integers) -> list[tuple[str, ...]]:
    """Return the terms of each group, best first.

    A term is a word or two in a row of a title, told apart by stems and shown as most titles write it. Its weight is
    p log(p / q) with p and q the shares of titles that have it in the group and in all: what it adds to the divergence
    of the group from the whole (Kullback and Leibler 1951). Class-based tf-idf (Grootendorst 2022, arXiv:2203.05794)
    called 8 of 24 groups of 7,405 papers "language models". No two groups have the same first term.
    """
    found = [dict(_terms(title)) for title in titles]
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for title in found:
        for stem, shown in title.items():
            written[stem][shown] += 1
    total = Counter(stem for title in found for stem in title)
    named: list[tuple[str, ...]] = []
    first = set[str]()
    for group in range(int(of.max()) + 1 if len(of) else 0):
        members = [found[at] for at in np.flatnonzero(of == group)]
        chosen = _best(members, total, len(titles), first)
        first |= set(chosen[:1])
        named.append(tuple(written[term].most_common(1)[0][0] for term in chosen))
    return named


def _best(members: Sequence[Mapping[str, str]], total: Counter[str], papers: int, first: Set[str]) -> list[str]:
    """Return the terms with the most weight that share no word, none of `first` at the beginning."""
    count = Counter(term for title in members for term in title)
    least = min(_LEAST, max(count.values(), default=0))
    weights: dict[str, float] = {}
    for term, often in count.items():
        if often >= least:
            share = often / len(members)
            weights[term] = share * math.log(share * papers / total[term]) * (_PAIR if " " in term else 1)
    chosen: list[str] = []
    for term in sorted(weights, key=lambda term: (-weights[term], term)):
        seen = {word for other in chosen for word in (*other.split(), other.replace(" ", ""))}
        if seen.isdisjoint({*term.split(), term.replace(" ", "")}) and (chosen or term not in first):
            chosen.append(term)
        if len(chosen) == _TERMS:
            break
    return chosen


def _terms(title: str) -> Iterable[tuple[str, str]]:
    """Yield the words and pairs of words of a title as (stems, as shown)."""
    before: tuple[str, str] | None = None
    for word in _WORD.findall(title):
        stems = terms(word)
        if not stems:
            before = None
            continue
        stem, shown = "".join(stems), word if not word.istitle() else word.lower()
        yield stem, shown
        if before:
            yield f"{before[0]} {stem}", f"{before[1]} {shown}"
        before = stem, shown
