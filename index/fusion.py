"""One ranking out of two: pure functions on scores.

Weighted, normalised scores do not fall under BM25 where the dense side is weak, which plain reciprocal rank
fusion does.
"""

from __future__ import annotations

from collections.abc import Mapping

# nDCG@10 with wordllama at weights 0, 0.2, 0.3, 0.4 and 0.8: LitSearch's development queries .575, .598, .596, .580,
# .536; SciFact's training half .679, .701, .702, .708, .684.
DENSE_WEIGHT = 0.25


def fuse(lexical: Mapping[str, float], dense: Mapping[str, float], weight: float = DENSE_WEIGHT) -> dict[str, float]:
    """Return a score for every id in either ranking.

    The lexical score is divided by the best one. The dense one is scaled so that the best candidate has 1
    and the worst 0, and counts `weight` times. An id that one side did not return has 0 from that side.
    """
    top = max(lexical.values(), default=0.0)
    best, worst = max(dense.values(), default=0.0), min(dense.values(), default=0.0)
    spread = best - worst
    scores: dict[str, float] = {}
    for key in {**lexical, **dense}:
        from_words = lexical.get(key, 0.0) / top if top else 0.0
        from_vectors = (dense[key] - worst) / spread if key in dense and spread else float(key in dense)
        scores[key] = from_words + weight * from_vectors
    return scores
