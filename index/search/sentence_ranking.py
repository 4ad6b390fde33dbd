"""Which sentences of a paper come near to a question, on a scale that compares sentences of different papers.

The encoder's cosine tells, and by how much it stands out among those of the abstract: every sentence of a paper that is
asked about is on it. The first papers of a ranking are then read closely (`index.search.close_reading`).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from index.embedders.base import Vectors
from index.models.linear import sigmoid
from index.paper import Paper
from index.search.reading import Question, ReadPaper
from index.statements import statements_of
from index.terms import terms

_LEAST_SPREAD = 1e-6
# The log-odds that a sentence answers: what its cosine counts, what each standard deviation above the others, and what
# is added. Logistic regression on 440 questions that the encoder has not seen (the held part of
# `tests/data/asked_of_abstracts.jsonl`). The best sentence is marked for .711 of the answers to 656 others
# (`unread_questions.jsonl`), one of the two best for .887; trees over 34 features that were here before: .638, .816.
_COSINE, _STANDS_OUT, _ALWAYS = 1.78, 1.42, -2.47


class Ranked(NamedTuple):
    """The numbers of a paper's sentences, best first, and the strength of each in the same order, in [0, 1]."""

    numbers: tuple[int, ...]
    strengths: tuple[float, ...]


def rank(question: Question, papers: Sequence[ReadPaper]) -> list[Ranked]:
    """Return the sentences of each paper that may be cited by how near they come; without a question, to the paper."""
    asks = bool(terms(question.text))
    return [_ranked(read.paper, read.encoded[1:] @ (question.encoded if asks else read.encoded[0])) for read in papers]


def _ranked(paper: Paper, cosines: Vectors) -> Ranked:
    if not len(cosines):
        return Ranked((), ())
    above = (cosines - cosines.mean()) / (cosines.std() + _LEAST_SPREAD)
    strengths = sigmoid(_COSINE * cosines + _STANDS_OUT * above + _ALWAYS)
    order = [int(place) for place in np.argsort(-strengths, kind="stable") if statements_of(paper)[place]]
    return Ranked(tuple(place + 1 for place in order), tuple(round(float(strengths[place]), 4) for place in order))
