"""Whether a question is on the subject of a library at all, and how likely each paper found answers it.

A search always has a best paper, so its rank says nothing about whether it is any good. Two models of boosted trees do.

`on_subject` compares how near the question comes to papers with how near the library's own papers come to each other,
so that a library about oaks has another subject than one about language models. Only off the subject is nothing
answered: a word that no abstract has is no reason to refuse.

`likelihoods` orders what was found on the subject and says how it is shown. That a very paper answers is hard to tell
without reading it, so a paper of the field that may not answer is still shown, as related.

Both were trained by `tests/bench/train_relevance.py`, on questions, claims and off-topic queries that were written by
people over six libraries; `assistant eval questions` measures them.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.dictionary import occurrences
from index.models.linear import sigmoid
from index.models.question_types import TYPES
from index.models.trees import load_trees
from index.names import mentions, names
from index.search.reading import Question, ReadPaper
from index.store.dense import Density
from index.terms import terms

SUBJECT, RELEVANCE = "subject", "relevance"  # names of the models
FLOOR = 0.3  # of the likelihood, from which a paper is taken to be on what is asked
ON_SUBJECT = 0.0  # of the score of the trees, in log-odds; set on questions put aside from the training
_CROWD = (1, 10, 50)  # as many nearest papers are averaged
_LEAST_SPREAD = 0.02
_LONG = 10.0  # rare terms; a question that has more says no more
_NEAREST = 5
_READ = 10  # papers whose text is looked at
_HALF = 0.5
# Texts as long as an abstract in the dictionary's corpus of 1.6 billion words, and occurrences that are added to those
# of a word: few tell little.
_ENGLISH, _SELDOM = 1.6e7, 1000.0
_LETTERS = 1

Row = npt.NDArray[np.float64]


class Found(NamedTuple):
    """What was found for a question, as it is read here.

    `cosines` are those of our embedder with the nearest papers, best first, `late` the scores of late interaction
    by id, `encoded` the encoder's cosines of each candidate and of its best sentence; `papers` are those that are read,
    `near` our embedder's cosines of them.
    """

    question: Question
    cosines: Sequence[float]
    late: Mapping[str, float]
    encoded: Sequence[tuple[float, float]]
    papers: Sequence[ReadPaper]
    near: Sequence[float]
    density: Density
    middle: float | None  # cosine with the middle of the library; None if its vectors are of another embedder
    rarest: float  # the weight of a term that no paper has


def on_subject(found: Found) -> float:
    """Return the log-odds that the question is on the subject of the library."""
    return float(load_trees(SUBJECT).scores(subject_features(found)[None, :])[0])


def subject_features(found: Found) -> Row:
    """Return what the trees see of a question in a library: shape (22,)."""
    question, density = found.question, found.density
    near = [float(np.mean(found.cosines[:many])) if len(found.cosines) else 0.0 for many in _CROWD]
    above = [
        (own - mean) / (spread + _LEAST_SPREAD)
        for own, mean, spread in zip(near, density.nearest, density.spread, strict=True)
    ]
    met = sorted(found.late.values())[-3:] or [0.0]
    middle = density.around[0] if found.middle is None else found.middle
    words = {term: weight for term, weight in question.weights.items() if term.isalpha() and len(term) > _LETTERS}
    question = question._replace(weights=words)  # of figures and single letters nothing is told
    weights = list(words.values()) or [found.rarest]
    total = sum(weights)
    shares = [covered(question, read) for read in found.papers[:_READ]]
    known = sum(weight for weight in weights if weight < found.rarest - 1e-6) / total
    own = _owned(question.text, words, found.rarest)
    return np.array(
        [
            *near,
            *above,
            met[-1],
            float(np.mean(met)),
            *_best_means(found.encoded),
            (middle - density.around[0]) / (density.around[1] + _LEAST_SPREAD),
            max(shares, default=0.0),
            known,
            min(len(weights), _LONG) / _LONG,
            total / len(weights) / found.rarest,
            min(weights) / found.rarest,
            max(weights) / found.rarest,
            sum(share > _HALF for share in shares) / _READ,
            max(own),
            sum(own) / max(len(own) - 1, 1),
        ]
    )


def _owned(text: str, weights: Mapping[str, float], rarest: float) -> list[float]:
    """Return 0, and for each word that papers have the log of how much oftener it stands there than in plain English.

    None is below 0, and in papers any form of the word counts. As in Ahmad, Gillam and Tostevin, Weirdness indexing for
    logical document extrapolation and retrieval, 1999: "llm" is a word of some library, whatever else is asked.
    """
    found = [0.0]
    for word in re.findall(r"[^\W\d_]+", text.lower()):
        weight = min((weights[term] for term in terms(word) if term in weights), default=rarest)
        if weight < rarest - 1e-6:
            found.append(max(0.0, -weight - math.log((occurrences(word) + _SELDOM) / _ENGLISH)))
    return found


def _best_means(encoded: Sequence[tuple[float, float]]) -> list[float]:
    """Return the best cosine, and the mean of the five best, of whole papers and of sentences."""
    columns = [sorted(each, reverse=True)[:_NEAREST] for each in zip(*encoded, strict=True)] or [[0.0], [0.0]]
    return [value for each in columns for value in (each[0], float(np.mean(each)))]


def likelihoods(found: Found) -> list[float]:
    """Return how likely each paper is on what is asked, in [0, 1]."""
    if not found.papers:
        return []
    return [float(share) for share in sigmoid(load_trees(RELEVANCE).scores(paper_features(found)))]


def paper_features(found: Found) -> Row:
    """Return what the trees see of each paper: shape (papers, 14 + question types)."""
    wholes, bests = ([pair[n] for pair in found.encoded] or [0.0] for n in (0, 1))
    crowd = np.array(found.cosines[5:100]) if len(found.cosines) > _READ else np.array([0.3, 0.4])
    shares = [found.question.typed.probabilities[kind] for kind in TYPES]
    named, rows = names(found.question.text), []
    for place, (read, near) in enumerate(zip(found.papers, found.near, strict=True)):
        paper = read.paper
        has = [mentions(f"{paper.title}\n{paper.abstract}", name) for name in named]
        encoded = read.encoded @ found.question.encoded
        nearest = sorted(encoded[1:], reverse=True)[:2] or [encoded[0]]
        rows.append(
            [
                float(encoded[0]),
                float(nearest[0]),
                float(nearest[-1]),
                _above(float(encoded[0]), wholes),
                _above(float(nearest[0]), bests),
                near,
                float((near - crowd.mean()) / (crowd.std() + _LEAST_SPREAD)),
                found.late.get(paper.id, 0.0),
                covered(found.question, read),
                covered(found.question, read, title_only=True),
                place,
                len(has),
                sum(has) / max(len(has), 1),
                min(len(found.question.weights), _LONG),
                *shares,
            ]
        )
    return np.array(rows, dtype=np.float64)


def _above(value: float, others: Sequence[float]) -> float:
    return float((value - np.mean(others)) / (np.std(others) + _LEAST_SPREAD))


def covered(question: Question, read: ReadPaper, *, title_only: bool = False) -> float:
    """Return the share of the question's term weight that a paper has."""
    total, there = sum(question.weights.values()), read.title_terms if title_only else read.terms
    return sum(weight for term, weight in question.weights.items() if term in there) / total if total else 0.0
