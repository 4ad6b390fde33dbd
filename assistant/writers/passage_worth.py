"""How likely a sentence that was found belongs in an answer, told without reading what it says.

Boosted trees over how its paper came out of the search, how strong the sentence is beside the others, and what type of
question is asked. They were trained by `tests/bench/train_passages.py` on the papers that people named for questions.
The likelihood that retrieval gives a paper is not among what they see: it was learned from the same questions.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index import cues
from index.models.question_types import question_type
from index.models.trees import load_trees
from index.query import Evidence
from index.terms import terms

NAME = "passages"
FEATURES = (
    *("place", "near", "gap_behind", "is_named", "names_one", "strength", "strongest", "beside_strongest", "own_best"),
    *("own_rank", "leans", "terms", "list", "claim", "figure", "definition"),
)
Placed = tuple[int, Evidence]  # the place that marks name, and the paper
Key = tuple[int, int]  # the place, and the number of the sentence


def chances(question: str, placed: Sequence[Placed]) -> dict[Key, float]:
    """Return for each sentence of these papers how likely it belongs in an answer, in [0, 1]."""
    keys, rows = features(question, placed)
    found = 1 / (1 + np.exp(-load_trees(NAME).scores(rows))) if keys else ()
    return {key: float(chance) for key, chance in zip(keys, found, strict=True)}


def features(question: str, placed: Sequence[Placed]) -> tuple[list[Key], npt.NDArray[np.float64]]:
    """Return the sentences and what the trees see of each: shape (sentences, len(FEATURES))."""
    told, top = _of_question(question), max((item.score for _, item in placed), default=0.0) or 1.0
    near = [*(item.score / top for _, item in placed), 0.0]
    strongest = max((strength for _, item in placed for strength in item.strengths), default=1.0)
    names_one = any(item.named for _, item in placed)
    keys, rows = list[Key](), list[list[float]]()
    for n, (place, item) in enumerate(placed):
        paper = (n + 1, near[n], near[n] - near[n + 1], item.named, names_one)
        for rank, (number, strength) in enumerate(zip(item.sentences, item.strengths, strict=False)):
            leans = cues.leans_back(item.paper.sentences[number - 1])
            beside = (strength, strongest, strength / strongest, max(item.strengths), rank, leans)
            keys.append((place, number))
            rows.append([*paper, *beside, *told])
    return keys, np.array(rows, dtype=np.float64).reshape(len(rows), len(FEATURES))


def _of_question(question: str) -> tuple[float, ...]:
    shares = question_type(question).probabilities
    lists = shares["papers"] + shares["data"]
    return len(terms(question)), lists, shares["claim"], shares["figure"], shares["definition"]
