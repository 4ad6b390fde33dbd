"""Which sentences of an abstract state what a column asks for, by a model that reads it as a whole.

`index.models.cell_reader` tells how surely a sentence states a column; the columns that nearly every abstract states may
also be told by the role of a sentence. A sentence with a figure of the work's own is quoted in the column of the figure
in any case.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from assistant.comparison import wording
from assistant.comparison.figures import own_figures
from assistant.comparison.subject import called
from index.labels import speaks_of_itself
from index.limits import limits
from index.models.cell_reader import COLUMNS, read
from index.models.sentence_roles import ROLES, Role
from index.paper import Paper
from index.statements import heading_of, statements_of

MOST = 3  # sentences of a cell
# The log-odds from which a sentence states a column.
_LEAST: Mapping[str, float] = {}
# The roles that state a column, and the probability of them from which it is stated.
_ROLES: Mapping[str, tuple[Role, ...]] = {
    "problem": ("background",),
    "idea": ("objective", "method"),
    "results": ("result",),
}
_STATED: Mapping[str, float] = {"problem": 0.5, "idea": 0.3, "results": 0.65}
_AS_WELL = 0.2  # the same of a further sentence
Scores = npt.NDArray[np.float64]


def sentences_on(column: str, paper: Paper) -> tuple[int, ...]:
    """Return the numbers of at most three sentences that state a column of abstracts; none if it is not stated."""
    if column == "limits":
        return tuple(limits(paper)[:MOST])
    score, share = _scores(paper, column)
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


def _scores(paper: Paper, column: str) -> tuple[Scores, Scores]:
    """Return of each sentence by how much it states a column more than it must, and how probable its roles are."""
    told = read(heading_of(paper), statements_of(paper))
    shares = np.exp(told.roles - told.roles.max(axis=1, keepdims=True, initial=0)).astype(np.float64)
    shares /= shares.sum(axis=1, keepdims=True)
    score = told.sentences[:, COLUMNS.index(column)].astype(np.float64) - _LEAST.get(column, 0.0)
    return score, shares[:, [ROLES.index(role) for role in _ROLES.get(column, ())]].sum(axis=1)
