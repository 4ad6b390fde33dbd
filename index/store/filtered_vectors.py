"""The nearest papers among those that pass filters: the dense index searched, as the lexical one says who passes."""

from __future__ import annotations

from threading import Lock

from index.embedders.base import Vectors
from index.query import Filters
from index.store.consistency import Stores
from index.store.dense import Selection

_FEW = 5000  # papers that pass a filter: their ids are fetched in 3 ms
_MARGIN = 1.3
_REMEMBERED = 32  # filters: 10 kB each at 75,000 papers


class FilteredVectors:
    """The vectors of a library; any number of threads may search."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._selections: dict[Filters, Selection | None] = {}  # those used last, at one generation of the stores
        self._selected_at, self._selecting = "", Lock()

    def nearest(self, vector: Vectors, k: int, filters: Filters) -> list[tuple[str, float]]:
        """Return the `k` nearest papers that pass the filters, as (id, cosine), best first."""
        self._stores.check_dimensions(vector)
        dense = self._stores.dense
        if not filters:
            return dense.search(vector, k)
        passing, papers = self._stores.lexical.matching(filters), dense.count()
        among = self._among(filters, passing)
        if among:
            return dense.search(vector, k, among)
        wanted = k
        while True:  # many pass, and it is the first time: look at more, and keep those
            wanted = min(papers, int(wanted * papers / passing * _MARGIN) + 1)
            nearest = dense.search(vector, wanted)
            kept = set(self._stores.lexical.admitted(filters, [key for key, _ in nearest]))
            if len(kept) >= k or wanted >= papers:
                return [(key, cosine) for key, cosine in nearest if key in kept][:k]

    def _among(self, filters: Filters, passing: int) -> Selection | None:
        """Return the papers that pass, if they are few or the filters were used before: a conversation repeats them.

        Fetching 30,000 ids takes 30 ms, once; a search among them takes no longer than one among all.
        """
        with self._selecting:
            now = self._stores.generation
            if now != self._selected_at:
                self._selections, self._selected_at = {}, now
            again = filters in self._selections
            selection = self._selections.pop(filters, None)
            if selection is None and (again or passing <= _FEW):
                selection = self._stores.dense.select(self._stores.lexical.admitted(filters))
            self._selections[filters] = selection
            if len(self._selections) > _REMEMBERED:
                del self._selections[next(iter(self._selections))]
            return selection
