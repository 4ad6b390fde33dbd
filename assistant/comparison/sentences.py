"""Which sentences of an abstract state what a column asks for: by learned models of each column.

Linear models see the words of a sentence and of those beside it, and its vector; boosted trees see what these say, and
its role, figures and entities (`assistant.comparison.sentence_features`). They were trained by
`tests/bench/train_cells.py` on tables that people filled. Where they find nothing, the role of a sentence decides for
the columns that nearly every abstract states. A sentence with a figure of the work's own is quoted in the column of
the figure in any case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

import numpy as np

from assistant.comparison import wording
from assistant.comparison.figures import own_figures
from assistant.comparison.sentence_features import Rows, features
from assistant.comparison.subject import called
from index.embedders.base import Vectors
from index.embedders.static import StaticEmbedder
from index.labels import speaks_of_itself
from index.limits import limits
from index.models import sentence_roles
from index.models.linear import load_model
from index.models.sentence_roles import ROLES, Role, roles
from index.models.trees import load_trees
from index.paper import Paper
from index.statements import statements_of
from index.text import plain

MOST = 3  # sentences of a cell
# The roles that state a column, and the probability of them from which it is stated; of CSAbstruct's development half.
_ROLES: Mapping[str, tuple[Role, ...]] = {
    "problem": ("background",),
    "idea": ("objective", "method"),
    "results": ("result",),
}
_STATED: Mapping[str, float] = {"problem": 0.5, "idea": 0.3, "results": 0.65}
_AS_WELL = 0.2  # the same of a further sentence
WORDS, VECTORS = "cell_words", "cell_vectors"
TREES = "cell_{}"


def sentences_on(column: str, paper: Paper) -> tuple[int, ...]:
    """Return the numbers of at most three sentences that state a column of abstracts; none if it is not stated."""
    if column == "limits":
        return tuple(limits(paper)[:MOST])
    score, share = _scores(paper, column), _shares(paper, column)
    by_role = (share >= _AS_WELL) & (share.max(initial=0.0) >= _STATED.get(column, 1.0))
    likely = (score >= 0) | by_role
    figures = own_figures(paper)
    figured = {own.figure.sentence for own in figures if own.column == column}
    lost = {*limits(paper), *(n for n, text in enumerate(statements_of(paper), start=1) if not text)}
    lost |= {own.figure.sentence for own in figures} if column == "problem" else set()
    ranked = [
        int(n) + 1
        for n in np.argsort(-score - share, kind="stable")
        if (likely[n] and n + 1 not in lost) or n + 1 in figured
    ]
    return tuple(ranked[:1] + sorted(ranked[1:], key=lambda n: (n not in figured, -share[n - 1])))[:MOST]


def is_own(paper: Paper, number: int) -> bool:
    """Return whether a sentence speaks of this work: of it by name or as `we`, or at least of nobody else's."""
    text, name = paper.sentences[number - 1], called(paper)
    return speaks_of_itself(text) or bool(name and name in text) or not wording.OTHERS.search(text)


def word_features(texts: Sequence[str]) -> list[list[str]]:
    """Return what the linear model sees of each sentence."""
    return sentence_roles.features(texts)


def vectors(texts: Sequence[str]) -> Vectors:
    """Return the vector of each sentence."""
    return _embedder().embed([plain(text) or "-" for text in texts])


@lru_cache(maxsize=1024)
def _linear_scores(paper: Paper) -> Rows:
    """Return the log-odds that a sentence states a column, by words and by vector: shape (2, sentences, columns)."""
    texts = statements_of(paper)
    found = (load_model(WORDS).scores(word_features(texts)), load_model(VECTORS).scores_of_vectors(vectors(texts)))
    return np.array(found, dtype=np.float64)


def _scores(paper: Paper, column: str) -> Rows:
    """Return how surely each sentence states a column: log-odds over those from which it is stated."""
    linear = _linear_scores(paper)[:, :, load_model(WORDS).labels.index(column)]
    trees = load_trees(TREES.format(column))
    return trees.scores(np.hstack([features(paper), linear.T])) - float(trees.about["least"])


@cache
def _embedder() -> StaticEmbedder:
    return StaticEmbedder()


def _shares(paper: Paper, column: str) -> Rows:
    """Return how probable it is that each sentence has a role that states a column; what authors do is no problem."""
    found = roles(statements_of(paper)).probabilities[:, [ROLES.index(role) for role in _ROLES.get(column, ())]]
    lacks = [column != "problem" or not wording.MAKES.match(text) for text in statements_of(paper)]
    return np.asarray(found.sum(axis=1) * lacks, dtype=np.float64)
