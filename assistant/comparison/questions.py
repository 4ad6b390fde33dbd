"""A reader's own column: a question in words, asked of each paper by itself.

The sentence that answers best stands in the cell only if it has most of what the question asks for, by the weight of
its terms, and a number if it asks for one. A question for what one of our columns is about is answered as that is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from assistant.comparison.cells import abstract_cell, is_own
from assistant.comparison.values import Span, piece_with
from assistant.types import Cell, Verdict
from index.cues import has_number
from index.embedders.static import StaticEmbedder
from index.models.comparing import respect, without_names
from index.models.question_types import question_type
from index.paper import Paper
from index.search.reading import PaperReader
from index.search.sentence_ranking import rank
from index.terms import terms
from index.text import plain, tokens

Weights = Callable[[Sequence[str]], Mapping[str, float]]  # inverse document frequencies of terms in a library

_COVERED = 0.6  # share of the weight of a question's terms that a sentence must have
_STRONG = 0.35  # strength from which a sentence answers
_ASKS_FIGURE = 0.6  # probability, from which a question wants a number
_OURS = {"code": 0.85, "limits": 0.85}  # columns that answer a question, and the probability from which they do
_LOOKED_AT = 3  # sentences of a paper, best first
_ASKING = frozenset("need needs use uses require requires work works kind type method paper approach".split())


class Asker:
    """Answers questions of single papers; `weights` are those of the library, without which all terms count equally."""

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = weights or (lambda words: dict.fromkeys(words, 1.0))

    @cached_property
    def _embedder(self) -> StaticEmbedder:
        return StaticEmbedder()

    @cached_property
    def _papers(self) -> PaperReader:
        return PaperReader(self._embedder)

    def cells(self, column: str, words: str, papers: Sequence[Paper]) -> list[Cell]:
        """Return the cell of each paper in a column that asks `words`."""
        if ours := self._column(words):
            return [abstract_cell(ours, paper).model_copy(update={"column": column}) for paper in papers]
        asked = terms(words)
        weights = self._weights(asked)
        question = self._papers.question(words, weights)
        wanted = {term: weights.get(term, 0.0) for term in asked if term not in _ASKING} or dict(weights)
        figure = question_type(words).surely("figure", _ASKS_FIGURE)
        cells = []
        for paper, found in zip(papers, rank(question, self._papers.read(papers)), strict=True):
            ranked = zip(found.numbers, found.strengths, strict=True)
            left = [(n, strength) for n, strength in ranked if not figure or has_number(paper.sentences[n - 1])]
            strong = (n for n, strength in left[:_LOOKED_AT] if strength >= _STRONG)
            cells.append(next(filter(None, (_cell(column, paper, n, wanted) for n in strong)), Cell.not_stated(column)))
        return cells

    def _column(self, words: str) -> str:
        """Return the column of ours that a question asks for, "" if it asks for something else or for a part of it."""
        column, sure = respect(self._embedder.embed([without_names(words)])[0])
        return column if sure >= _OURS.get(column, 2.0) else ""


def _cell(column: str, paper: Paper, number: int, wanted: Mapping[str, float]) -> Cell | None:
    """Return what a sentence answers, None if it has not enough of what is wanted."""
    quote, total = paper.sentences[number - 1], sum(wanted.values())
    there = set(terms(quote))
    covered = sum(weight for term, weight in wanted.items() if term in there)
    if not total or covered < _COVERED * total or not is_own(paper, number):
        return None
    value = _value(paper, number, wanted)
    verdict = Verdict(support="quoted")
    return Cell(column=column, value=value, quotes=(quote,), sentences=(number,), verdict=verdict) if value else None


def _value(paper: Paper, number: int, wanted: Mapping[str, float]) -> str:
    spans = [
        Span(each.start, each.start + len(each.text))
        for each in tokens(plain(paper.sentences[number - 1]))
        if set(terms(each.text)) & wanted.keys()
    ]
    return piece_with(paper, number, spans)
