"""What the models of `assistant.comparison.sentences` see of each sentence of an abstract."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from assistant.comparison import wording
from assistant.comparison.entities import data_of, entities_of
from assistant.comparison.figures import OTHERS, own_figures
from assistant.writers.telling_features import FEATURES as TELLING
from assistant.writers.telling_features import features as telling
from assistant.writers.telling_worth import grades
from index.figure_roles import figures_of
from index.labels import label
from index.models.entity_tagger import KINDS
from index.models.sentence_roles import ROLES, roles
from index.paper import Paper
from index.statements import statements_of
from index.text import plain

FIGURES = ("results", "cost", "data", "others", "any")
FEATURES = (
    *TELLING,
    *("opening", "finding"),
    *(f"says_{name}" for name in wording.SAYS),
    *(f"names_{kind}" for kind in KINDS),
    "names_data",
    *(f"figures_of_{owner}" for owner in FIGURES),
    *("link", "sentences"),
    *(f"{where}_{role}" for where in ("share", "before", "behind") for role in ROLES),
    *("words", "vector"),  # the log-odds by linear models of the words and of the vector of a sentence
)
Rows = npt.NDArray[np.float64]


@lru_cache(maxsize=1024)
def features(paper: Paper) -> Rows:
    """Return what all models see of each sentence, the last two are left out: shape (sentences, len(FEATURES) - 2)."""
    texts = statements_of(paper)
    shares = np.asarray(roles(texts).probabilities, dtype=np.float64)
    none = np.zeros_like(shares[:1])
    told = grades(paper)
    said = [
        [
            *(float(bool(expression.search(text))) for expression in wording.SAYS.values()),
            *(sum(each.kind == kind for each in entities_of(text)) for kind in KINDS),
            *(len(data_of(text, label(paper.title, paper.sentences))), *_figures(paper, number)),
            *("http" in text, len(texts)),
        ]
        for number, text in enumerate(map(plain, texts), start=1)
    ]
    beside = (shares / (shares.max(axis=0) + 1e-6), np.vstack([none, shares[:-1]]), np.vstack([shares[1:], none]))
    grade = np.column_stack([told.opening, told.finding])
    return np.hstack([telling(paper), grade, np.array(said, dtype=np.float64), *beside])


def _figures(paper: Paper, number: int) -> list[int]:
    """Return how many figures of a sentence are of what `FIGURES` says."""
    owners = [own.column for own in own_figures(paper) if own.figure.sentence == number]
    of = [each.role for each in figures_of(paper.title, statements_of(paper)) if each.sentence == number]
    others = sum(role in OTHERS for role in of)
    return [owners.count("results"), owners.count("cost"), of.count("data"), others, len(of)]
