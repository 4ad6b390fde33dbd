"""Retrievers that change what another one finds: the newest first, or with the papers talked of last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from index.query import Evidence, Query, Retriever
from index.search.relevance import FLOOR

_STEP = 0.01  # by which one paper stands behind the other: enough for an order, and none is too weak for its place


class LatestFirst(NamedTuple):
    """A retriever that puts the newest of the relevant papers first; those without a date stand behind them."""

    retriever: Retriever
    most: int | None = None

    def search(self, query: Query) -> Sequence[Evidence]:
        """Return what the other retriever finds, the relevant papers by date."""
        found = self.retriever.search(query)
        relevant = sorted(
            (item for item in found if item.relevance >= FLOOR),
            key=lambda item: item.paper.published or dt.date.min,
            reverse=True,
        )
        if not relevant:
            return found[: self.most]
        others = [item for item in found if item.relevance < FLOOR]
        best = max((strength for item in relevant for strength in item.strengths), default=1.0)
        return tuple(_placed(item, place, best) for place, item in enumerate((*relevant, *others)))[: self.most]


def _placed(item: Evidence, place: int, best: float) -> Evidence:
    """Return a paper that stands at this place, whatever it says: who writes takes the strongest sentences first."""
    falling = 1 - place * _STEP
    own = max(item.strengths, default=0.0)
    strengths = tuple(strength / own * best * falling for strength in item.strengths) if own > 0 else item.strengths
    return item.model_copy(update={"score": falling, "strengths": strengths})


class WithTalkedOf(NamedTuple):
    """A retriever that also reads these papers (ids) for a query, and puts the most relevant of all first.

    They are those of the last answer: remedies often stand beside problems.
    """

    retriever: Retriever
    papers: tuple[str, ...]

    def search(self, query: Query) -> Sequence[Evidence]:
        """Return what the other retriever finds, and what it finds in these papers."""
        here = query.model_copy(update={"filters": query.filters.model_copy(update={"papers": self.papers})})
        found = {item.paper.id: item for item in (*self.retriever.search(query), *self.retriever.search(here))}
        return sorted(found.values(), key=lambda item: -item.relevance)[: query.k]
