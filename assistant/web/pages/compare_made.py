"""Comparisons that were made, kept for a while: whoever goes back or takes a file neither waits nor pays again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from threading import Lock

from assistant.comparison import table
from assistant.comparison.columns import column_of
from assistant.comparison.questions import Asker
from assistant.engine import Assistant
from assistant.types import Comparison
from assistant.web.pages.compare_wanted import Wanted

_KEPT = 32


class Made:
    """The comparisons of an assistant."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant, self._lock = assistant, Lock()
        self._kept: OrderedDict[Hashable, Comparison] = OrderedDict()

    def of(self, wanted: Wanted) -> Comparison:
        """Return the comparison of papers, given by their ids, or of a topic."""
        key = self._key(wanted)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        result = self._make(wanted)
        if not result.notice and not any(row.failed for row in result.rows):
            with self._lock:
                self._kept[key] = result
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return result

    def growing(self, wanted: Wanted) -> Iterator[tuple[Comparison, bool]]:
        """Yield a comparison, and whether it is whole: what a model writes comes after the abstracts' own words."""
        if self._assistant.settings.has_endpoint and wanted.papers and self._key(wanted) not in self._kept:
            yield self._quoted(wanted), False
        yield self.of(wanted), True

    def _key(self, wanted: Wanted) -> Hashable:
        return wanted._replace(added=()), self._assistant.library.generation, self._assistant.settings

    def _make(self, wanted: Wanted) -> Comparison:
        if wanted.topic:
            return self._assistant.compare_topic(wanted.topic, k=wanted.k, columns=wanted.columns)
        return self._assistant.compare(wanted.papers, columns=wanted.columns)

    def _quoted(self, wanted: Wanted) -> Comparison:
        library = self._assistant.library
        columns = [column_of(words) for words in wanted.columns]
        return table.compare("", library.get(wanted.papers), columns=columns, asker=Asker(library.lexical.weights))
