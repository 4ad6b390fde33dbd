"""A reader's own column: a question in words, asked of each paper by itself.

The sentence that answers best is found as for `assistant ask` (`index.search.sentence_ranking`). It stands in the cell
only if it has most of what the question asks for, by the weight of its terms; else the abstract does not state it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from assistant.comparison.values import Span, cut
from assistant.types import Cell, Verdict
from index.embedders.static import StaticEmbedder
from index.paper import Paper
from index.search.reading import PaperReader
from index.search.sentence_ranking import rank
from index.store.encodings import Encodings
from index.terms import terms
from index.text import plain, tokens

Weights = Callable[[Sequence[str]], Mapping[str, float]]  # inverse document frequencies of terms in a library

_COVERED = 0.6  # share of the weight of a question's terms that a sentence must have
_STRONG = 0.35  # strength from which a sentence answers
_LOOKED_AT = 3  # sentences of a paper, best first
_ASKING = frozenset("need needs use uses require requires work works kind type method paper approach".split())


class Asker:
    """Answers questions of single papers; `weights` are those of the library, without which all terms count equally."""

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = weights or (lambda words: dict.fromkeys(words, 1.0))

    @cached_property
    def _papers(self) -> PaperReader:
        return PaperReader(StaticEmbedder(), Encodings(None))

    def cells(self, column: str, words: str, papers: Sequence[Paper]) -> list[Cell]:
        """Return the cell of each paper in a column that asks `words`."""
        asked = terms(words)
        weights = self._weights(asked)
        question = self._papers.question(words, weights)
        wanted = {term: weights.get(term, 0.0) for term in asked if term not in _ASKING} or dict(weights)
        found = rank(question, self._papers.read(papers))
        return [
            self._cell(column, paper, each.numbers, each.strengths, wanted)
            for paper, each in zip(papers, found, strict=True)
        ]

    @staticmethod
    def _cell(
        column: str, paper: Paper, numbers: Sequence[int], strengths: Sequence[float], wanted: Mapping[str, float]
    ) -> Cell:
        total = sum(wanted.values())
        for number, strength in list(zip(numbers, strengths, strict=True))[:_LOOKED_AT]:
            there = set(terms(paper.sentences[number - 1]))
            covered = sum(weight for term, weight in wanted.items() if term in there)
            if (
                total
                and strength >= _STRONG
                and covered >= _COVERED * total
                and (value := _value(paper, number, wanted))
            ):
                quote = paper.sentences[number - 1]
                return Cell(
                    column=column, value=value, quotes=(quote,), sentences=(number,), verdict=Verdict(support="quoted")
                )
        return Cell.not_stated(column)


def _value(paper: Paper, number: int, wanted: Mapping[str, float]) -> str:
    text = plain(paper.sentences[number - 1])
    spans = [
        Span(each.start, each.start + len(each.text)) for each in tokens(text) if set(terms(each.text)) & wanted.keys()
    ]
    return cut(text, spans) or cut(text)
