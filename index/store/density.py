"""How near the papers of a library are to each other: what a question of its subject is told by."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from index.embedders.base import Vectors


class Density(NamedTuple):
    """How near the papers of a library are to each other: means and standard deviations of cosines.

    `nearest` has the mean cosine with the first, the first ten and the first fifty other papers, `spread` their
    deviations; `middle` is the mean vector of unit length, about which the papers' cosines are `around`.
    """

    nearest: tuple[float, ...]
    spread: tuple[float, ...]
    middle: Vectors
    around: tuple[float, float]


# Of a library of 8,000 papers on machine learning: stands in where the library's vectors are of another embedder.
TYPICAL = Density((0.58, 0.5, 0.43), (0.09, 0.08, 0.07), np.zeros(0, np.float32), (0.36, 0.12))
