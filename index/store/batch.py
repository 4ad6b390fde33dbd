"""A batch of incoming papers, merged among themselves and with what is stored."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal

from index.embedders.base import document_text
from index.identity import normalised_title
from index.paper import Paper
from index.store.merging import apart, ids_of, merge, normal, same_paper

Change = Literal["new", "updated", "unchanged"]


class Batch:
    """Papers as they will be stored. `known` are the stored papers that share an id, a DOI or a title with one of them.

    After `add`, `papers` holds the merged records by id, and `replaced` the id that a paper was known by before:
    `title:…` becomes `arxiv:…` when a record with the identifier arrives.
    """

    def __init__(self, known: Mapping[str, Paper]) -> None:
        self.known = known
        self.papers: dict[str, Paper] = {}
        self.replaced: dict[str, str] = {}
        self._by_id: dict[str, Paper] = {}
        self._by_title: defaultdict[str, set[str]] = defaultdict(set)
        self._by_doi: defaultdict[str, set[str]] = defaultdict(set)
        for paper in known.values():
            self._remember(paper)

    def add(self, papers: Iterable[Paper]) -> None:
        """Merge papers in, one after the other."""
        for paper in papers:
            self._add(normal(paper))
        for old, new in self.replaced.items():
            while new in self.replaced:
                new = self.replaced[new]
            self.replaced[old] = new

    def renamed(self) -> dict[str, str]:
        """Return the stored papers that get another id, with that."""
        return {old: new for old, new in self.replaced.items() if old in self.known}

    def changes(self) -> dict[str, Change]:
        """Return what happens to each paper, by id."""
        moved, found = set(self.renamed().values()), dict[str, Change]()
        for key, paper in self.papers.items():
            before = self.known.get(key)
            found[key] = "unchanged" if paper == before else "updated" if before or key in moved else "new"
        return found

    def fresh(self) -> list[Paper]:
        """Return the papers whose text is not stored under their ids: those that are to be embedded."""
        known = {key: document_text(paper) for key, paper in self.known.items()}
        return [paper for key, paper in self.papers.items() if known.get(key) != document_text(paper)]

    def _add(self, paper: Paper) -> None:
        holder = self._by_id.get(paper.id)
        if holder and not paper.id.startswith("arxiv:") and not same_paper(paper, holder):
            paper = apart(paper)  # another paper has this title or DOI, and came first
        gone: list[str] = []
        while same := self._same(paper):  # with what it learns from one it may be known as another
            for other in same:
                paper = merge(paper, other)
                self._forget(other)
                gone.append(other.id)
        self.replaced |= dict.fromkeys((key for key in gone if key != paper.id), paper.id)
        self._remember(paper)
        self.papers[paper.id] = paper

    def _same(self, paper: Paper) -> list[Paper]:
        """Return the records of the same paper, at most one of them with an arXiv identifier."""
        ids = {*ids_of(paper), *self._by_title.get(normalised_title(paper.title), ())}
        if paper.doi:
            ids.update(self._by_doi.get(paper.doi, ()))
        there = (self._by_id[key] for key in sorted(ids) if key in self._by_id)
        same = [other for other in there if other.id == paper.id or same_paper(paper, other)]
        arxiv = [other for other in same if other.id.startswith("arxiv:")]
        return [other for other in same if other not in arxiv[1:]]

    def _remember(self, paper: Paper) -> None:
        self._by_id[paper.id] = paper
        self._by_title[normalised_title(paper.title)].add(paper.id)
        if paper.doi:
            self._by_doi[paper.doi].add(paper.id)
        self.replaced.pop(paper.id, None)  # another paper goes by the id that one gave up

    def _forget(self, paper: Paper) -> None:
        del self._by_id[paper.id]
        self._by_title[normalised_title(paper.title)].discard(paper.id)
        if paper.doi:
            self._by_doi[paper.doi].discard(paper.id)
        self.papers.pop(paper.id, None)
