"""The retriever of a library and of an archive in Chroma's Cloud: what both have, the most relevant first."""

import logging
from typing import NamedTuple

from index.errors import ServerRefused, ServerUnreachable
from index.paper import Paper
from index.query import Evidence, Query
from index.search.retriever import HybridRetriever
from index.store.chroma_archive import ChromaArchive

_log = logging.getLogger(__name__)


class WithArchive(NamedTuple):
    """A retriever that also finds what an archive has, where it can be asked with a query's filters.

    What its papers are worth is told as of the library's own, whose words and vectors say what is rare and on its
    subject. While the archive is away, the library alone is searched.
    """

    retriever: HybridRetriever
    archive: ChromaArchive

    def search(self, query: Query) -> tuple[Evidence, ...]:
        """Return at most `query.k` papers that pass the filters, the most relevant first."""
        here = self.retriever.search(query)
        found = {item.paper.id: item for item in (*self.retriever.judged(query, self._there(query)), *here)}
        if len(found) == len(here):
            return here
        best = sorted(found.values(), key=lambda item: (-item.named, -item.relevance))
        return tuple(best[: query.k])

    def _there(self, query: Query) -> list[Paper]:
        if not self.archive.takes(query.filters):
            return []
        try:
            return self.archive.search(f"{query.text} {query.context}".strip(), query.filters)
        except (ServerUnreachable, ServerRefused) as error:
            _log.warning("The archive was not searched: %s", error)
            return []
