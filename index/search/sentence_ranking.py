"""Which sentences of a paper answer a question, on a scale that compares sentences of different papers.

Boosted trees over what a sentence has of the question (rare terms, cosine, late interaction), what it does in its
abstract (`index.models.sentence_roles`), where it stands, and what type of question is asked: `why` wants background, a
figure wants a result with a number. They were trained by `tests/bench/train_ranking.py` with LambdaRank on questions of
`tests/data` whose best sentence was marked by people, and on SciFact's training claims.

The name of a paper counts nothing when that paper is asked about: every sentence is about it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.embedders.late import match
from index.models.linear import sigmoid
from index.models.question_types import TYPES
from index.models.trees import load_trees
from index.paper import Paper
from index.search.reading import Question, ReadPaper
from index.statements import statements_of

NAME = "sentence_ranking"
_NO_TYPES = ("record", "collection", "talk")  # questions that no sentence answers
_LEAST_SPREAD = 1e-6

Features = npt.NDArray[np.float64]


class Ranked(NamedTuple):
    """The numbers of a paper's sentences, best first, and the strength of each in the same order, in [0, 1]."""

    numbers: tuple[int, ...]
    strengths: tuple[float, ...]


def rank(question: Question, papers: Sequence[ReadPaper]) -> list[Ranked]:
    """Return the sentences of each paper that may be cited by how well they answer `question`."""
    if not papers:
        return []
    rows = features(question, papers)
    scores = np.split(load_trees(NAME).scores(np.vstack(rows)), np.cumsum([len(each) for each in rows])[:-1])
    return [_ranked(read.paper, each) for read, each in zip(papers, scores, strict=True)]


def _ranked(paper: Paper, scores: Features) -> Ranked:
    strengths = sigmoid(scores)
    order = [int(place) for place in np.argsort(-scores, kind="stable") if statements_of(paper)[place]]
    return Ranked(tuple(place + 1 for place in order), tuple(round(float(strengths[place]), 4) for place in order))


def features(question: Question, papers: Sequence[ReadPaper]) -> list[Features]:
    """Return what the trees see of each sentence of each paper: arrays of shape (sentences, features)."""
    ends = np.cumsum([len(read.paper.sentences) for read in papers])[:-1]
    late = match(question.text, [tokens for read in papers for tokens in read.token_sets]).astype(np.float64)
    shares = np.array([question.typed.probabilities[kind] for kind in TYPES if kind not in _NO_TYPES])
    found = []
    for read, met in zip(papers, np.split(late, ends), strict=True):
        plain, by_role = _plain(question, read, met), read.roles.probabilities.astype(np.float64)
        crossed = np.column_stack([by_role, *(plain[name] for name in _CROSSED)])
        by_type = (shares[None, :, None] * crossed[:, None, :]).reshape(len(crossed), -1)
        found.append(np.column_stack([*plain.values(), by_role, by_type]))
    return found


def _plain(question: Question, read: ReadPaper, late: Features) -> dict[str, Features]:
    """Return the columns that do not depend on the type of the question; `late` is how each sentence meets it."""
    covered = _coverage(question, read)
    cosine, central = read.vectors[1:] @ question.vector, read.vectors[1:] @ read.vectors[0]
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
        **read.form,
    }


_CROSSED = ("number", "quantity", "place", "coverage_here", "cosine_here", "central")


def _coverage(question: Question, read: ReadPaper) -> Features:
    """Return the share of the question's term weight that each sentence covers, without the paper's own name."""
    asked = {term: weight for term, weight in question.weights.items() if term not in read.own_terms}
    asked = asked or dict(question.weights)
    total = sum(asked.values())
    if not total:
        return np.zeros(len(read.sentence_terms))
    shared = [sum(asked[term] for term in asked.keys() & each) for each in read.sentence_terms]
    return np.array(shared) / total


def _standing_out(values: npt.NDArray[np.floating]) -> Features:
    """Return how many standard deviations each value lies above the others of the abstract."""
    return np.asarray((values - values.mean()) / (values.std() + _LEAST_SPREAD), dtype=np.float64)
