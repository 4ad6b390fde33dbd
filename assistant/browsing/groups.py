"""Groups of papers by k-means over their vectors, each called by the terms that its titles have and others lack."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set

import faiss
import numpy as np

from assistant.browsing.layout import Floats, Integers
from index.terms import terms

_ROUNDS = 25
_SEED = 20240501
_TERMS = 3
_PAIR = 1.5  # two words tell more than one
_LEAST = 3  # titles of a group that have a term
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")


def number_of(papers: int) -> int:
    """Return how many groups there are: about 24 of 7,000 papers, fewer of few, so that each has a name of its own."""
    return max(1, min(24, round(math.sqrt(papers) / 3.5)))


def grouped(points: Floats, groups: int) -> Integers:
    """Return the group of each point, shape (n, d) -> (n,), the largest first; the same points, the same groups."""
    if groups < 2 or len(points) < 2 * groups:
        return np.zeros(len(points), dtype=np.int64)
    contiguous = np.ascontiguousarray(points, dtype=np.float32)
    kmeans = faiss.Kmeans(
        points.shape[1],
        groups,
        niter=_ROUNDS,
        nredo=2,
        seed=_SEED,
        min_points_per_centroid=1,
        max_points_per_centroid=1000,
    )
    kmeans.train(contiguous)
    _, nearest = kmeans.index.search(contiguous, 1)
    found = nearest[:, 0]
    order = [group for group, _ in Counter(found.tolist()).most_common()]
    place = {group: at for at, group in enumerate(order)}
    return np.array([place[group] for group in found.tolist()], dtype=np.int64)


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
