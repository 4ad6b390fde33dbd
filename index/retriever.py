"""Hybrid search: lexical and dense candidates, fused, each with its relevance and its best sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from index.fusion import fuse
from index.lexical import terms
from index.library import Library
from index.names import names
from index.paper import Paper
from index.query import Evidence, Query
from index.relevance import Asked, read, stack

_CANDIDATES = 100  # from each side


class HybridRetriever:
    """Finds papers in a library by their words and by their meaning."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def search(self, query: Query) -> tuple[Evidence, ...]:
        """Return at most `query.k` papers that pass the filters, best first.

        Raises:
            EmbedderChanged: the library's vectors come from another embedder than the query's would.
        """
        self._library.check_embedder()
        text = f"{query.text} {query.context}".strip()
        words, own = terms(text), terms(query.text)
        vectors = self._library.embed([text, query.text])
        many = max(_CANDIDATES, query.k)
        lexical = dict(self._library.lexical.search(words, many, query.filters))
        dense = dict(self._library.nearest(vectors[0], many, query.filters))
        scores = fuse(lexical, dense)
        best = sorted(scores, key=lambda key: (-scores[key], key))[: query.k]
        asked = Asked(
            text=query.text,
            weights=self._library.lexical.weights(own),
            vector=vectors[1],
            follows_up=bool(query.context),
            names=tuple(names(query.text)),
        )
        return tuple(self._evidence(self._library.get(best), scores, asked))

    def _evidence(self, papers: Sequence[Paper], scores: Mapping[str, float], asked: Asked) -> Iterator[Evidence]:
        vectors = self._library.embed(stack(papers))
        start = 0
        for paper in papers:
            end = start + 1 + len(paper.sentences)
            found = read(asked, paper, vectors[start:end])
            start = end
            yield Evidence(paper=paper, score=scores[paper.id], relevance=found.relevance, sentences=found.sentences)
