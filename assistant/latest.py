"""Papers in the order in which they came out, for who asks for the latest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from index.query import Evidence, Query, Retriever
from index.relevance import FLOOR


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
        others = [item for item in found if item.relevance < FLOOR]
        placed = enumerate((*relevant, *others))
        ordered = [item.model_copy(update={"score": 1.0 / (place + 1)}) for place, item in placed]
        return tuple(ordered[: self.most] if relevant else ordered)
