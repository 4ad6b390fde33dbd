"""Which papers on a topic are worth a row each: those on it that do not say the same as one that has a row.

By maximal marginal relevance (Carbonell and Goldstein, The Use of MMR, Diversity-Based Reranking, SIGIR 1998).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.embedders.base import Vectors
from index.paper import Paper
from index.query import Evidence

WIDER = 3  # times as many papers as are wanted are looked at
_RELEVANCE = 0.7  # weight of relevance against likeness


def distinct(found: Sequence[Evidence], vectors: Mapping[str, Vectors], k: int) -> list[Paper]:
    """Return at most `k` of these papers, the most relevant first; `vectors` are of unit length, by id."""
    chosen, left = list[Evidence](), list(found)
    while left and len(chosen) < k:
        best = max(left, key=lambda item: (_worth(item, chosen, vectors), item.relevance, item.paper.id))
        chosen.append(best)
        left.remove(best)
    return [item.paper for item in chosen]


def _worth(item: Evidence, chosen: Sequence[Evidence], vectors: Mapping[str, Vectors]) -> float:
    own = vectors.get(item.paper.id)
    others = [vectors[one.paper.id] for one in chosen if one.paper.id in vectors]
    like = max((float(own @ other) for other in others), default=0.0) if own is not None else 0.0
    return _RELEVANCE * item.relevance - (1 - _RELEVANCE) * like
