"""A batch of incoming papers, merged among themselves and with what is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from index.identity import apart, merge, normalised_title, same_paper
from index.paper import Paper


class Batch:
    """Papers as they will be stored. `known` are the stored papers that share an id or a title with one of them.

    After `add`, `papers` holds the merged records by id, and `replaced` the id that a paper was known by
    before it got another: `title:…` becomes `arxiv:…` when a record with the identifier arrives.
    """

    def __init__(self, known: Mapping[str, Paper]) -> None:
        self.known = known
        self.papers: dict[str, Paper] = {}
        self.replaced: dict[str, str] = {}
        self._by_id: dict[str, Paper] = {}
        self._by_title: defaultdict[str, set[str]] = defaultdict(set)
        for paper in known.values():
            self._remember(paper)

    def add(self, papers: Iterable[Paper]) -> None:
        """Merge papers in, one after the other."""
        for paper in papers:
            self._add(merge(paper, paper))  # in the form that a merged record has, so that it equals itself next time

    def _add(self, paper: Paper) -> None:
        holder = self._by_id.get(paper.id)
        if holder and paper.id.startswith("title:") and not same_paper(paper, holder):
            paper = apart(paper)  # another paper has this title, and came first
        for other in self._same(paper):
            paper = merge(paper, other)
            self._forget(other)
            if other.id != paper.id:
                self.replaced[other.id] = paper.id
        self._remember(paper)
        self.papers[paper.id] = paper

    def _same(self, paper: Paper) -> list[Paper]:
        """Return the records of the same paper, at most one of them with an arXiv identifier."""
        ids = {paper.id, *self._by_title[normalised_title(paper.title)]}
        there = (self._by_id[key] for key in sorted(ids) if key in self._by_id)
        same = [other for other in there if other.id == paper.id or same_paper(paper, other)]
        arxiv = [other for other in same if other.id.startswith("arxiv:")]
        return [other for other in same if other not in arxiv[1:]]

    def _remember(self, paper: Paper) -> None:
        self._by_id[paper.id] = paper
        self._by_title[normalised_title(paper.title)].add(paper.id)

    def _forget(self, paper: Paper) -> None:
        del self._by_id[paper.id]
        self._by_title[normalised_title(paper.title)].discard(paper.id)
        self.papers.pop(paper.id, None)
