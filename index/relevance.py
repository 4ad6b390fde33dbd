"""How likely a paper answers a query, comparable between queries, and which of its sentences do.

A search always has a best paper, so its rank or fused score says nothing about whether it is any good. What does:
how much of the query's weight in rare terms the paper covers, in one sentence and side by side, whether it has the
things that are named, and whether it stands out from the other papers as the right one does and a neighbour in the
same field does not.

`_ANSWERS` is a logistic model of that, fitted on 4,000 questions made in twelve ways from titles and sentences of half
the page dumps and of 350 papers of the Hugging Face daily lists, each asked with its paper there and with it gone, and
on 60 questions of other fields. The intercept is set so that both errors are even on questions written by hand. On the
other half of the dumps it accepts 6 % when the paper is gone and rejects 1 % when it is there, of 60 questions written
by hand 7 % and 7 %, and 2 % from other fields. `assistant eval abstention` measures it.

Who asks for the literature on a subject, or enters a claim, is served by papers that are near: `_NEAR`, fitted on
LitSearch's development questions, finds the right one in 60 % of these and in 60 % of SciFact's training claims.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from heapq import nlargest
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from index import asking, cues
from index.embedders.base import Vectors, document_text
from index.kinds import asking as kind_of
from index.labels import label
from index.lexical import terms
from index.names import mentions, names
from index.paper import Paper
from index.passages import Covered, Ranked, names_work_of, rank
from index.query import Query

# Intercept; coverage, of the best sentence, coverage times length, nearness, pairs; unnamed, introduces none; lead.
_ANSWERS = (-9.9, 5.4, 3.5, 3.7, 2.6, 2.2, -1.3, -1.2, 4.4)
_NEAR = (-7.1, 3.8, 13.9, 0.8)  # intercept, coverage, cosine, coverage of the best sentence
_UNNAMED = 0.2  # what is left of a near paper's relevance when it has none of the names that the query has
_LONG = 10.0  # rare terms; a query that has more says no more
_CROWD = slice(5, 100)  # ranks of the dense side that are like any other paper of the field
_UNKNOWN = 1  # terms that the paper whose own work is asked about need not have: it is the right one all the same
_A_FEW = 20  # papers; among fewer nothing stands out
_RIVALS = 3
_LEAST_SPREAD = 0.01
_NO_CROWD = (0.6, 0.2)  # nearness and lead, where there is no crowd: between those of right and of wrong papers

FLOOR = 0.55  # below it, a paper does not answer


class Crowd(NamedTuple):
    """What else was found, against which a paper stands out or does not."""

    mean: float  # of the cosines of the dense side
    spread: float  # their standard deviation
    lexical: Mapping[str, float]  # the scores of the lexical side

    @classmethod
    def of(cls, lexical: Mapping[str, float], dense: Mapping[str, float]) -> Crowd | None:
        """Return the crowd of these candidates, or None if they are too few to be one."""
        if len(dense) < _A_FEW:
            return None
        cosines = np.sort(np.fromiter(dense.values(), dtype=float))[::-1][_CROWD]
        return cls(float(cosines.mean()), float(cosines.std()) + _LEAST_SPREAD, lexical)

    def nearness(self, cosine: float) -> float:
        """Return how far a cosine lies above the others', in tens of standard deviations, from -0.5 to 1.5."""
        return min(max((cosine - self.mean) / self.spread / 10, -0.5), 1.5)

    def lead(self, key: str) -> float:
        """Return by what share the lexical score of a paper is above the mean of its rivals', from -1 to 1."""
        own = self.lexical.get(key, 0.0)
        rivals = nlargest(_RIVALS, (score for other, score in self.lexical.items() if other != key))
        if not own or not rivals:
            return 0.5 * (not rivals)
        return max((own - sum(rivals) / len(rivals)) / (own + 1), -1.0)


class Asked(NamedTuple):
    """A query as the reading of papers needs it: its text, the weights of its terms, its vector."""

    text: str
    weights: Mapping[str, float]
    vector: Vectors
    follows_up: bool = False
    names: tuple[str, ...] = ()  # of methods, models and datasets
    near_enough: bool = False  # a paper near the subject serves: a topic, a claim, a search for literature
    rarest: float = 1.0  # the weight of a term that no paper has
    crowd: Crowd | None = None

    @classmethod
    def of(
        cls, query: Query, weights: Mapping[str, float], vector: Vectors, crowd: Crowd | None, *, rarest: float
    ) -> Asked:
        """Return what the reading needs of a query; `weights` are the inverse document frequencies of its terms."""
        return cls(
            text=query.text,
            weights={term: weight * asking.emphasis(term) for term, weight in weights.items()},
            vector=vector,
            follows_up=bool(query.context),
            names=tuple(names(query.text)),
            near_enough=query.is_topic or asking.seeks_literature(query.text) or kind_of(query.text).kind == "claim",
            rarest=rarest,
            crowd=crowd,
        )

    def coverage(self, found: set[str]) -> float:
        """Return the share of the query's term weight that these terms cover, in [0, 1]."""
        total = sum(self.weights.values())
        return sum(weight for term, weight in self.weights.items() if term in found) / total if total else 0.0

    def pairs(self) -> dict[tuple[str, str], float]:
        """Return the weight of each two terms that stand side by side in the query: that of the lesser."""
        own = terms(self.text)
        weigh = self.weights.get
        return {(one, two): min(weigh(one, 0.0), weigh(two, 0.0)) for one, two in pairwise(own) if one != two}

    def is_about(self, paper: Paper) -> bool:
        """Tell whether the query names `paper`, or what it introduces, and else only says what of it is asked."""
        own = label(paper.title, paper.sentences)
        called = [own] if own and re.search(rf"(?<!\w){re.escape(own)}(?!\w)", self.text, re.IGNORECASE) else []
        if not called and not (self.names and all(introduces(paper, name) for name in self.names)):
            return False
        named = {term for name in (*called, *self.names) for term in terms(name)}
        return all(term in named or asking.emphasis(term) < 1 for term in terms(self.text))

    def unknown_to(self, paper: Paper) -> set[str]:
        """Return the terms that say what is asked, more than how, and that the paper does not have."""
        there = set(terms(f"{paper.title}\n{paper.abstract}"))
        return {term for term in terms(self.text) if asking.emphasis(term) == 1 and term not in there}

    @property
    def length(self) -> float:
        """How much the query says, in terms that no paper has, up to ten, in [0, 1]."""
        return min(sum(self.weights.values()) / self.rarest / _LONG, 1.0)


class Read(NamedTuple):
    """A paper read with a query in mind."""

    relevance: float
    sentences: Ranked


def read(asked: Asked, paper: Paper, vectors: Vectors) -> Read:
    """Return the relevance of `paper` and its sentences, best first.

    `vectors` has a row for the paper and then one for each sentence: shape (1 + sentences, dimensions).
    """
    features = Features.of(asked, paper, vectors)
    if asked.follows_up:
        likely = _followed_up(asked, paper, features)
    elif asked.near_enough:
        likely = features.near() * (_UNNAMED if features.unnamed else 1)
    else:
        likely = features.answers()
        if asked.is_about(paper):
            likely = max(likely, _followed_up(asked, paper, features))
        elif names_work_of(asked.text, paper) and len(asked.unknown_to(paper)) <= _UNKNOWN:
            likely = max(likely, FLOOR)
    return Read(likely, _order(asked, paper, features))


def introduces(paper: Paper, name: str) -> bool:
    """Tell whether a paper is about what is named: its title has it, or the sentence that says what it contributes."""
    idea = cues.idea_sentence(paper.sentences)
    return mentions(f"{paper.title}\n{paper.sentences[idea - 1] if idea else ''}", name)


class Features(NamedTuple):
    """What is measured of a paper; the calibrations are fitted on these."""

    coverage: float
    cosine: float
    best_sentence: float
    by_sentence: tuple[float, ...]
    cosines: tuple[float, ...]
    length: float
    nearness: float
    pairs: float
    unnamed: bool  # it has none of the names that the query has
    introduces_none: bool
    lead: float

    @classmethod
    def of(cls, asked: Asked, paper: Paper, vectors: Vectors) -> Features:
        """Measure `paper` against the query."""
        title = terms(paper.title)
        each = [terms(sentence) for sentence in paper.statements]
        cosines = tuple(float(value) for value in vectors @ asked.vector)
        text = f"{paper.title}\n{paper.abstract}"
        had = [mentions(text, name) for name in asked.names]
        return cls(
            coverage=asked.coverage(set(title).union(*each)),
            cosine=cosines[0],
            best_sentence=max((asked.coverage({*words, *title}) for words in each), default=0.0),
            by_sentence=tuple(asked.coverage(set(words)) for words in each),
            cosines=cosines[1:],
            length=asked.length,
            nearness=asked.crowd.nearness(cosines[0]) if asked.crowd else _NO_CROWD[0],
            pairs=_side_by_side(asked, [title, *each]),
            unnamed=bool(had) and not any(had),
            introduces_none=bool(had) and not any(introduces(paper, name) for name in asked.names),
            lead=asked.crowd.lead(paper.id) if asked.crowd else _NO_CROWD[1],
        )

    def answers(self) -> float:
        """Return the probability that the paper answers the question."""
        said = (self.coverage, self.best_sentence, self.coverage * self.length, self.nearness, self.pairs)
        return _logistic(_ANSWERS, (1.0, *said, self.unnamed, self.introduces_none, self.lead))

    def near(self) -> float:
        """Return the probability that the paper is on the subject."""
        return _logistic(_NEAR, (1.0, self.coverage, self.cosine, self.best_sentence))


def _logistic(weights: Sequence[float], values: Sequence[float]) -> float:
    return 1 / (1 + math.exp(-sum(weight * value for weight, value in zip(weights, values, strict=True))))


def _side_by_side(asked: Asked, texts: Sequence[Sequence[str]]) -> float:
    """Return the weighted share of the query's pairs of terms that stand side by side in a text too, 0 without any."""
    wanted = asked.pairs()
    there = {pair for words in texts for pair in pairwise(words)}
    total = sum(wanted.values())
    return sum(weight for pair, weight in wanted.items() if pair in there) / total if total else 0.0


def _followed_up(asked: Asked, paper: Paper, features: Features) -> float:
    """Return how likely a paper that is being talked about, or that is named, answers a question about it.

    That it is the right paper is known; what counts is whether one of its sentences is about what is asked.
    """
    aspect = cues.wanted_aspect(asked.text)
    if aspect in _NAMED_ASPECTS and cues.sentences_on(aspect, paper.sentences):
        return 1.0
    what = cues.counted(asked.text)
    if what:
        return 1.0 if any(cues.counts(sentence, what) for sentence in paper.statements) else features.best_sentence
    if cues.wants_quantity(asked.text) and any(map(cues.has_quantity, paper.statements)):
        return 1.0
    return features.best_sentence if asked.weights else 1.0


_NAMED_ASPECTS = ("limits", "results", "problem")  # "what is its capital?" is no question about the idea


def _order(asked: Asked, paper: Paper, features: Features) -> Ranked:
    """Rank the sentences; in a follow-up, every sentence is about the paper that is being talked about."""
    title = set(terms(paper.title))
    if asked.follows_up or not asked.weights:
        titled = [1.0] * len(paper.sentences)
    else:
        titled = [asked.coverage(title.union(terms(sentence))) for sentence in paper.sentences]
    return rank(asked.text, paper, Covered(features.by_sentence, titled, features.cosines))


def stack(papers: Sequence[Paper]) -> list[str]:
    """Return the texts whose vectors `read` needs, paper after paper."""
    return [text for paper in papers for text in (document_text(paper), *paper.sentences)]
