"""The first papers that a search finds are read closely: each with the question, by `index.models.cross_encoder`.

What that says changes their order and that of their sentences, and alone decides whether an abstract answers. How much
it counts was chosen on the development half of `tests/data/questions.jsonl` and on the part of
`tests/data/asked_of_abstracts.jsonl` that it was not trained on; `tests/bench/LOG.md` has the figures.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from index.models.cross_encoder import Scores, cross_encoder
from index.query import Evidence

READ = 3  # papers; a fourth and sixth were hardly better (tests/bench/LOG.md), and each takes 20 ms
_RELEVANT = 0.3  # of a score, for each unit of the log-odds that a paper is on what is asked
_SENTENCE = 0.4  # of the log-odds of a sentence's strength, for each unit of those that it answers
_LEAST = 1e-4  # strength


def read_closely(question: str, found: Sequence[Evidence], exact: Collection[str]) -> tuple[Evidence, ...]:
    """Return papers in the order in which they fit a question; who is not read keeps behind those who are.

    The `exact` ones (ids), which the question names, stay where they are.
    """
    first, rest = found[:READ], found[READ:]
    made = cross_encoder().scores(question, [item.paper for item in first])
    most = max((each.relevant for each in made), default=0.0)
    read = [
        _read(item, each, 0.0 if item.paper.id in exact else each.relevant - most)
        for item, each in zip(first, made, strict=True)
    ]
    ordered = [
        *sorted(read, key=lambda item: -item.score),
        *(item.model_copy(update={"answers": 0.0}) for item in rest),
    ]
    falling = accumulate((item.score for item in ordered), min)
    return tuple(item.model_copy(update={"score": score}) for item, score in zip(ordered, falling, strict=True))


def _read(item: Evidence, made: Scores, behind: float) -> Evidence:
    """Return a paper with what was made of it; `behind` is how far it lies behind the one that fits best."""
    old = np.clip(item.strengths, _LEAST, 1 - _LEAST)
    new = np.log(old / (1 - old)) + _SENTENCE * made.sentences[np.array(item.sentences, dtype=int) - 1]
    order, strengths = np.argsort(-new, kind="stable"), _share(new)
    return item.model_copy(
        update={
            "score": item.score + _RELEVANT * behind,
            "answers": round(float(_share(np.array(made.answers))), 4),
            "sentences": tuple(item.sentences[place] for place in order),
            "strengths": tuple(round(float(strengths[place]), 4) for place in order),
        }
    )


def _share(log_odds: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    return np.asarray(1 / (1 + np.exp(-log_odds)))
