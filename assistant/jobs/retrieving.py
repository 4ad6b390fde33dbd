"""A retriever that finds the papers talked of last as well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from index.query import Evidence, Query, Retriever


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
