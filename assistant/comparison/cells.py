"""The cells that abstracts fill without a model: a short value cut from the sentences that state it, or not stated.

`index.models.cell_reader` tells how surely a sentence states a column; in columns that nearly every abstract states the
role of the sentence counts as well. A reader's own column is a question in words: the sentence that answers best, read
closely, stands there only if it has enough of what is asked for, by the weight of its terms.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from assistant.comparison.figures import own_figures
from assistant.comparison.naming import OTHERS_MADE, called
from assistant.comparison.values import MOST, Span, piece_with, pieces, shares, unread
from assistant.types import Cell, Verdict
from index.cues import has_number
from index.embedders.static import StaticEmbedder
from index.labels import speaks_of_itself
from index.limits import limits
from index.models import cross_encoder
from index.models.cell_reader import read
from index.models.comparing import respect, without_names
from index.models.question_types import question_type
from index.models.sentence_roles import ROLES, Role, roles
from index.paper import Paper
from index.statements import heading_of, statements_of
from index.terms import terms
from index.text import plain

_MOST_SENTENCES = 3  # of a cell
# The roles of sentences that state a column; what they count beside the reader, of CSAbstruct's development half.
_ROLES: Mapping[str, tuple[Role, ...]] = {
    "problem": ("background",),
    "idea": ("objective", "method"),
    "results": ("result",),
}
_BY_ROLE = 0.75
_BY_READER = 0.2  # of that, what the reader says of roles
# The score of the best sentence, from which a column is stated, and of a further one.
_STATED: Mapping[str, float] = {"problem": 0.3, "idea": 0.2, "results": 0.35}
_LEAST, _AS_WELL = 0.5, 0.178
# How probable it is, at least, that the paper states a column, whatever the roles are.
_LIKELY: Mapping[str, float] = {"results": 0.1}
_FIGURED = 5  # how much more a sentence with a figure of the column counts, where it is asked which one has the value


def sentences_on(column: str, paper: Paper) -> tuple[int, ...]:
    """Return the numbers of at most three sentences that state a column of abstracts; none if it is not stated."""
    if column == "limits":
        return tuple(limits(paper)[:_MOST_SENTENCES])
    score, share = _scores(column, paper), shares(column, paper)
    figures = own_figures(paper)
    behind = unread(paper)
    figured = {own.figure.sentence for own in figures if own.column == column} - behind
    lost = {*limits(paper), *behind, *(n for n, text in enumerate(statements_of(paper), start=1) if not text)}
    lost |= {own.figure.sentence for own in figures} if column in ("problem", "idea") else set()
    stated = score.max(initial=0.0) >= _STATED.get(column, _LEAST) and sum(share) >= _LIKELY.get(column, 0.0)
    ranked = [
        int(n) + 1
        for n in np.argsort(-score, kind="stable")
        if (stated and score[n] >= _AS_WELL and n + 1 not in lost) or n + 1 in figured
    ]
    worth = {n: score[n - 1] * share[n - 1] * (_FIGURED if n in figured else 1) for n in ranked}
    first = sorted(ranked, key=lambda n: -worth[n])[:1]  # what the value is cut from
    return tuple(first + sorted((n for n in ranked if n not in first), key=lambda n: n not in figured))[
        :_MOST_SENTENCES
    ]


def is_own(paper: Paper, number: int) -> bool:
    """Return whether a sentence speaks of this work: of it by name or as `we`, or at least of nobody else's."""
    text, name = paper.sentences[number - 1], called(paper)
    return speaks_of_itself(text) or bool(name and name in text) or not OTHERS_MADE.search(text)


def _scores(column: str, paper: Paper) -> npt.NDArray[np.float64]:
    """Return how surely each sentence states a column, from 0 to 1."""
    score = np.array(shares(column, paper), dtype=np.float64)
    if column not in _ROLES:
        return np.asarray(score * score.sum() / max(score.max(initial=0.0), 1e-9))  # several may state it
    statements = statements_of(paper)
    told = (1 - _BY_READER) * roles(statements).probabilities + _BY_READER * read(heading_of(paper), statements).roles
    told = told[:, [ROLES.index(role) for role in _ROLES[column]]].sum(axis=1)
    return np.asarray((1 - _BY_ROLE) * score + _BY_ROLE * told)


_LINK = re.compile(r"https?://[^\s,;(){}\\]+[^\s,;(){}\\.]")
# How probable it is, at least, that a value is right: that its sentence states the column, times the F1 of its words.
_SURE = {"problem": 0.001, "training": 0.6, "data": 0.45, "cost": 0.6, "code": 0.4}
# What its first sentence is worth, times the F1 of its words, from which a value is firm. Of 705 cells that strict
# readers judged 431 are, of which 7 mislead; of the other 274 it is 53. Of training it tells nothing: each is a guess.
_FIRM = {"problem": 0.6, "idea": 0.35, "training": 1.0, "data": 0.65, "results": 0.4, "cost": 0.8, "code": 0.6}
_MEASURED = frozenset(("results", "cost"))  # columns whose values have all figures for which there is room


def abstract_cell(column: str, paper: Paper) -> Cell:
    """Return what a paper's abstract states in a column of `assistant.comparison.columns.ABSTRACT`."""
    numbers = sentences_on(column, paper)
    value, sure = _value(column, paper, numbers)
    if not value:
        return Cell.not_stated(column)
    return Cell(
        column=column,
        value=value,
        quotes=tuple(paper.sentences[n - 1] for n in numbers),
        sentences=tuple(numbers),
        verdict=Verdict(support="quoted"),
        figures=tuple(own.figure for own in own_figures(paper) if own.column == column),
        firm=sure >= _FIRM.get(column, 0.0),
    )


def _value(column: str, paper: Paper, numbers: Sequence[int]) -> tuple[str, float]:
    """Return the pieces of the first sentence that has any, what a column lists of others, and how sure they are."""
    found, room, sure = list[str](), MOST, 0.0
    for number in numbers:
        if column == "code" and (link := _LINK.search(paper.sentences[number - 1])):
            return link[0], 1.0
        own = (each.figure.sentence for each in own_figures(paper) if each.column == column)
        measured = column in _MEASURED and number in own
        if not found or column == "data" or measured:
            told = pieces(column, paper, number, room, several=column == "data" or measured)
            f1 = max((each.f1 for each in told), default=0.0)
            if measured or shares(column, paper)[number - 1] * f1 >= _SURE.get(column, 0.0):
                worth = float(_scores(column, paper)[number - 1]) * shares(column, paper)[number - 1]
                sure = sure if found else worth * f1
                found += [each.text for each in told if not any(each.text in other for other in found)]
            room = MOST - sum(len(each.split()) for each in found)
    return "; ".join(found), sure


Weights = Callable[[Sequence[str]], Mapping[str, float]]  # inverse document frequencies of terms in a library

# Share of the weight of a question's terms that a sentence must have, and the log-odds from which it answers. Of 440
# questions that an abstract answers (the held part of `tests/data/asked_of_abstracts.jsonl`) a sentence that does is
# told for 111, another one for 9; of 220 that it does not answer 15 are told one.
_COVERED, _STRONG = 0.4, 0.0
_ASKS_FIGURE = 0.6  # probability, from which a question wants a number
_OURS = {"code": 0.85, "limits": 0.85}  # columns that answer a question, and the probability from which they do
_LOOKED_AT = 3  # sentences of a paper, best first
_HYPHENED = re.compile(r"\w+(?:-\w+)*")
_ASKING = frozenset("need needs use uses require requires work works kind type method paper approach".split())


class Asker:
    """Answers questions of single papers; `weights` are those of the library, without which all terms count equally."""

    def __init__(self, weights: Weights | None = None) -> None:
        self._weights = weights or (lambda words: dict.fromkeys(words, 1.0))

    @cached_property
    def _embedder(self) -> StaticEmbedder:
        return StaticEmbedder()

    def cells(self, column: str, words: str, papers: Sequence[Paper]) -> list[Cell]:
        """Return the cell of each paper in a column that asks `words`."""
        if ours := self._column(words):
            return [abstract_cell(ours, paper).model_copy(update={"column": column}) for paper in papers]
        asked = terms(words)
        weights = self._weights(asked)
        wanted = {term: weights.get(term, 0.0) for term in asked if term not in _ASKING} or dict(weights)
        figure = question_type(words).surely("figure", _ASKS_FIGURE)
        cells = []
        for paper, made in zip(papers, cross_encoder.scores(words, papers), strict=True):
            ranked = np.argsort(-made.sentences, kind="stable") + 1
            left = [int(n) for n in ranked if not figure or has_number(paper.sentences[n - 1])]
            strong = (n for n in left[:_LOOKED_AT] if made.sentences[n - 1] >= _STRONG)
            cells.append(next(filter(None, (_cell(column, paper, n, wanted) for n in strong)), Cell.not_stated(column)))
        return cells

    def _column(self, words: str) -> str:
        """Return the column of ours that a question asks for, "" if it asks for something else or for a part of it."""
        column, sure = respect(self._embedder.embed([without_names(words)])[0])
        return column if sure >= _OURS.get(column, 2.0) else ""


def _forms(text: str) -> set[str]:
    """Return the terms of a text, also of "speed-up" as one word."""
    return {*terms(text), *terms(text.replace("-", ""))}


def _cell(column: str, paper: Paper, number: int, wanted: Mapping[str, float]) -> Cell | None:
    """Return what a sentence answers, None if it has not enough of what is wanted."""
    quote, total = paper.sentences[number - 1], sum(wanted.values())
    there = _forms(quote)
    covered = sum(weight for term, weight in wanted.items() if term in there)
    if not total or covered < _COVERED * total or not is_own(paper, number):
        return None
    spans = [Span(*each.span()) for each in _HYPHENED.finditer(plain(quote)) if _forms(each[0]) & wanted.keys()]
    value, verdict = piece_with(paper, number, spans), Verdict(support="quoted")
    return Cell(column=column, value=value, quotes=(quote,), sentences=(number,), verdict=verdict) if value else None
