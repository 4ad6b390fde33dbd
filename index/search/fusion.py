"""One ranking out of two: pure functions on scores.

The top is decided by weighted, normalised scores, which do not fall under BM25 where the dense side is weak;
reciprocal rank fusion does. The tail is decided by reciprocal ranks, which keep what either side alone
found: somebody who reads on wants coverage.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

# nDCG@10 at 0.2, 0.3 and 0.4, on LitSearch's development queries and on SciFact's training half: see
# static_arxiv/README.md.
DENSE_WEIGHT = 0.3
_FLOOR_AT = 100  # the dense score at this rank counts 0: what is farther says nothing
_HEAD = 20  # ranks that the scores decide
_RANK_CONSTANT = 60  # Cormack, Clarke and Büttcher, Reciprocal rank fusion, 2009
_DENSE_IN_TAIL = 0.7
# Late interaction orders the first 50 anew. nDCG@10 without it, and with weight 0.4, 0.6 and 0.8: on LitSearch's
# development questions .620, .645, .646, .648, on SciFact's training half .708, .719, .723, .721; with the first 30
# .642 and .722, with the first 100 .648 and .722.
MATCHED = 50
# One in 150 papers of arXiv's daily lists has a neighbour this near: parts of a series, reports on one challenge, the
# same work under another title.
_NEAR_COPY = 0.85
_MATCH_WEIGHT = 0.6
# What the encoder says; its nearest `NEAREST` papers are ordered with them. With weight 0.6, 0.8 and 1.0 a right paper
# is first and among six of 180 questions of three writers for .689 .883, .694 .900, .706 .889, of 300 everyday ones for
# .293 .590, .313 .613, .317 .647; nDCG@10 on LitSearch's development questions is .656, .651, .644 (.655 before the
# encoder learned everyday words).
NEAREST = 20
_READ_WEIGHT = 0.8


def fuse(lexical: Mapping[str, float], dense: Mapping[str, float], weight: float = DENSE_WEIGHT) -> dict[str, float]:
    """Return a score for every id in either ranking.

    The lexical score is divided by the best one. The dense one is scaled so that the best candidate has 1
    and the hundredth 0, and counts `weight` times. An id that one side did not return has 0 from that side.
    """
    top = max(lexical.values(), default=0.0)
    ranked = sorted(dense.values(), reverse=True)[:_FLOOR_AT]
    best, floor = (ranked[0], ranked[-1]) if ranked else (0.0, 0.0)
    spread = best - floor
    scores: dict[str, float] = {}
    for key in {**lexical, **dense}:
        from_words = lexical.get(key, 0.0) / top if top else 0.0
        from_vectors = max(0.0, (dense[key] - floor) / spread) if key in dense and spread else float(key in dense)
        scores[key] = from_words + weight * from_vectors
    return scores


def order(scores: Mapping[str, float], lexical: Mapping[str, float], dense: Mapping[str, float]) -> list[str]:
    """Return all ids, best first: the head by fused scores, the tail by reciprocal ranks."""
    head = best_first(scores)[:_HEAD]
    ranks: dict[str, float] = dict.fromkeys(scores, 0.0)
    for side, weight in ((lexical, 1.0), (dense, _DENSE_IN_TAIL)):
        for place, key in enumerate(best_first(side), start=1):
            ranks[key] += weight / (_RANK_CONSTANT + place)
    taken = set(head)
    return head + [key for key in best_first(ranks) if key not in taken]


def reranked(
    scores: Mapping[str, float], matches: Mapping[str, float], read: Mapping[str, tuple[float, float]]
) -> dict[str, float]:
    """Return new scores for the first of a ranking; the rest keep their places behind them. See `MATCHED`.

    `matches` tell how well the question's tokens are met by just those that are to be ranked anew; `read` are the
    encoder's cosines of a whole paper and of its best sentence. One that it has not read gets what the others have at
    the mean.
    """
    anew = {key: scores.get(key, 0.0) + _MATCH_WEIGHT * share for key, share in _spread(matches).items()}
    for place in (0, 1):
        shares = _spread({key: cosines[place] for key, cosines in read.items()})
        mean = sum(shares.values()) / max(len(shares), 1)
        anew = {key: score + _READ_WEIGHT * shares.get(key, mean) for key, score in anew.items()}
    return anew


def _spread(values: Mapping[str, float]) -> dict[str, float]:
    """Return values between 0, the smallest, and 1, the largest."""
    low, high = min(values.values(), default=0.0), max(values.values(), default=0.0)
    spread = (high - low) or 1.0
    return {key: (value - low) / spread for key, value in values.items()}


def diverse(ranked: Sequence[str], vectors: Mapping[str, npt.NDArray[np.float32]]) -> list[str]:
    """Return a ranking with every near copy of an earlier paper behind the rest, in the order they had.

    `vectors` are of unit length; a paper without one stays where it is.
    """
    kept: list[npt.NDArray[np.float32]] = []
    first, copies = list[str](), list[str]()
    for key in ranked:
        vector = vectors.get(key)
        is_copy = vector is not None and any(float(vector @ other) >= _NEAR_COPY for other in kept)
        (copies if is_copy else first).append(key)
        if vector is not None and not is_copy:
            kept.append(vector)
    return first + copies


# The first papers of a ranking, behind which those that the encoder finds nearest, as a whole and by a sentence, take
# turns with the rest in what is read closely: for words that no abstract has it alone finds the paper. A right one is
# among the first six and ten of 200 everyday questions for .595 .655 in place of .435 .500, of 360 of researchers for
# .922 .961 in place of .917 .933 (with the nearest as a whole alone .570 .635 and .917 .947).
_LEAD = 2


def alternated(ranked: Sequence[str], cosines: Mapping[str, tuple[float, float]]) -> list[str]:
    """Return a ranking in which the nearest papers left, by the cosines of a whole and of a sentence, take turns."""
    by_whole, by_sentence = (sorted(cosines, key=lambda key: -cosines[key][n]) for n in (0, 1))
    found = dict.fromkeys(ranked[:_LEAD])
    sides, many = [iter(side) for side in (by_whole, by_sentence, ranked)], len({*ranked, *cosines})
    while len(found) < many:
        for side in sides:
            if key := next((one for one in side if one not in found), None):
                found[key] = None
    return list(found)


def best_first(scores: Mapping[str, float]) -> list[str]:
    """Return the ids by falling score, and by id where scores are equal."""
    return sorted(scores, key=lambda key: (-scores[key], key))
