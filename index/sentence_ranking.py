"""Which sentences of a paper answer a question, on a scale that compares sentences of different papers.

Boosted trees over what a sentence has of the question (rare terms, cosine, late interaction), what it does in its
abstract (`index.models.sentence_roles`), where it stands, and what type of question is asked: `why` wants background, a
figure wants a result with a number. They were trained by `tests/bench/train_ranking.py` with LambdaRank on questions of
`tests/data` whose best sentence was marked by people, and on SciFact's training claims.

The name of a paper counts nothing when that paper is asked about: every sentence is about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index import cues
from index.embedders.base import Vectors
from index.embedders.late import match, token_sets
from index.labels import label
from index.lexical import terms
from index.models.question_types import TYPES, Typed
from index.models.sentence_roles import roles
from index.models.trees import load_trees
from index.paper import Paper

NAME = "sentence_ranking"
_NO_TYPES = ("record", "collection", "talk")  # questions that no sentence answers
_LEAST_SPREAD = 1e-6

Features = npt.NDArray[np.float64]


class Ranked(NamedTuple):
    """The numbers of a paper's sentences, best first, and the strength of each in the same order, in [0, 1]."""

    numbers: tuple[int, ...]
    strengths: tuple[float, ...]


class Question(NamedTuple):
    """A question as sentences are ranked for it: its text, the weights of its terms, its vector, its type."""

    text: str
    weights: Mapping[str, float]  # inverse document frequencies
    vector: Vectors
    typed: Typed


def rank(question: Question, papers: Sequence[Paper], vectors: Sequence[Vectors]) -> list[Ranked]:
    """Return the sentences of each paper that may be cited by how well they answer `question`.

    Each of `vectors` has a row for the paper and then one for each sentence: shape (1 + sentences, dimensions).
    """
    if not papers:
        return []
    rows = [features(question, paper, each) for paper, each in zip(papers, vectors, strict=True)]
    scores = np.split(load_trees(NAME).scores(np.vstack(rows)), np.cumsum([len(each) for each in rows])[:-1])
    return [_ranked(paper, each) for paper, each in zip(papers, scores, strict=True)]


def _ranked(paper: Paper, scores: Features) -> Ranked:
    strengths = 1 / (1 + np.exp(-scores))
    order = [int(place) for place in np.argsort(-scores, kind="stable") if paper.statements[place]]
    return Ranked(tuple(place + 1 for place in order), tuple(round(float(strengths[place]), 4) for place in order))


def features(question: Question, paper: Paper, vectors: Vectors) -> Features:
    """Return what the trees see of each sentence: shape (sentences, len(FEATURES))."""
    plain, by_role = _plain(question, paper, vectors), roles(paper.sentences).probabilities
    shares = question.typed.probabilities
    told = np.column_stack([*plain.values(), *by_role.T])
    crossed = [
        shares[kind] * column
        for kind in TYPES
        if kind not in _NO_TYPES
        for column in (*by_role.T, *(plain[name] for name in _CROSSED))
    ]
    return np.column_stack([told, *crossed])


def _plain(question: Question, paper: Paper, vectors: Vectors) -> dict[str, Features]:
    """Return the columns that do not depend on the type of the question."""
    sentences, many = paper.sentences, len(paper.sentences)
    words, title = [set(terms(sentence)) for sentence in sentences], set(terms(paper.title))
    covered = _coverage(question, paper, words)
    cosine, central = vectors[1:] @ question.vector, vectors[1:] @ vectors[0]
    late = match(question.text, token_sets(sentences)).astype(np.float64)
    number = np.array([any(map(str.isdigit, sentence)) for sentence in sentences], float)
    place = np.arange(many) / max(many - 1, 1)
    return {
        "coverage": covered,
        "coverage_here": _standing_out(covered),
        "cosine": cosine,
        "cosine_here": _standing_out(cosine),
        "late": late,
        "late_here": _standing_out(late),
        "coverage_before": np.r_[0, covered[:-1]],
        "coverage_behind": np.r_[covered[1:], 0],
        "cosine_before": np.r_[0, cosine[:-1]],
        "central": central,
        "central_here": _standing_out(central),
        "title": np.array([len(each & title) for each in words]) / max(len(title), 1),
        "length": np.log([len(sentence.split()) + 1 for sentence in sentences]),
        "place": place,
        "first": (np.arange(many) == 0).astype(float),
        "last": (np.arange(many) == many - 1).astype(float),
        "leans": np.array([cues.leans_back(sentence) for sentence in sentences], float),
        "number": number,
        "quantity": np.array([cues.has_quantity(sentence) for sentence in sentences], float),
    }


_CROSSED = ("number", "quantity", "place", "coverage_here", "cosine_here", "central")


def _coverage(question: Question, paper: Paper, words: Sequence[set[str]]) -> Features:
    """Return the share of the question's term weight that each sentence covers, without the paper's own name."""
    own = set(terms(label(paper.title, paper.sentences)))
    asked = {term: weight for term, weight in question.weights.items() if term not in own} or question.weights
    total = sum(asked.values())
    if not total:
        return np.zeros(len(words))
    return np.array([sum(weight for term, weight in asked.items() if term in each) for each in words]) / total


def _standing_out(values: npt.NDArray[np.floating]) -> Features:
    """Return how many standard deviations each value lies above the others of the abstract."""
    return np.asarray((values - values.mean()) / (values.std() + _LEAST_SPREAD), dtype=np.float64)
