"""One ranking out of two, pure functions on scores, and the first papers of it read closely with the question.

The top is decided by weighted, normalised scores, which do not fall under BM25 where the dense side is weak;
reciprocal rank fusion does. The tail is decided by reciprocal ranks, which keep what either side alone
found: somebody who reads on wants coverage.
"""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from index.models import cross_encoder
from index.models.linear import sigmoid
from index.models.question_types import LISTS, QuestionType, question_type
from index.models.sentence_roles import ROLES, Role, roles
from index.query import Evidence
from index.terms import terms

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


def best_first(scores: Mapping[str, float]) -> list[str]:
    """Return the ids by falling score, and by id where scores are equal."""
    return sorted(scores, key=lambda key: (-scores[key], key))


# So many papers are read, unless one of them is so likely to be sought: with two in place of three a right paper leads
# as often, and a fifth to a third of questions need no more. Each takes 25 ms. Ten in place of six, where none of the
# six has .4: of 480 questions in everyday words a right paper is cited for .57 in place of .53.
_ROUNDS = (2, 0.85), (3, 0.6), (6, 0.4), (10, 0.0)
READ = _ROUNDS[0][0]
# Of the log-odds that a paper is sought: what close reading makes of its being on what is asked, how far that is behind
# the best, what reading makes of its answering, how far its score is behind the best, the log-odds that it is on what
# is asked as retrieval sees it, and what is added. Logistic regression on 660 questions held back in
# `tests/data/asked_of_abstracts.jsonl`, of which only the trees have learned; so likely it is on others, too.
_CHANCE = np.array([0.32, 0.78, -0.23, 1.79, 0.37, 0.07])
# Added for the paper that the last answer led with, in a later turn: of 196 turns of three writers a right paper leads
# in 72 with nothing added, in 79 with 1.5, in 82 with 2.5.
_LED = 2.0
_BESIDE = 3.0  # log-odds behind the best, from which the one paper that is named is not what the question is about
# Of the log-odds that a sentence answers: what those of its cosine count, those of close reading, and what is added.
# Logistic regression on 440 questions that neither learned from (held back in `tests/data/asked_of_abstracts.jsonl`):
# of sentences with a strength of .3 some 30 % are marked.
_BOTH = 0.32, 0.77, 0.95
_LEAST = 1e-4  # strength
# What the role that a sentence has in its abstract adds to them, for some types of questions: how it works is told by
# the method, and what it is by no result. Best sentence of the right paper first, 84 questions for a method: .726 to
# .786 (`unread_questions.jsonl`), 46 others .913 to .935; other roles for other types make no difference.
_ROLES: Mapping[QuestionType, tuple[Role, float]] = {
    "method": ("method", 1.0),
    "definition": ("result", -1.0),
    "figure": ("result", 1.0),
}
# Of the log-odds that a paper which was sought answers: what close reading counts, how likely it is on what is asked,
# and what is added. By logistic regression on 848 questions, half of them in everyday words, and on 215 that nothing
# answers, these count .64 and .46. As they are, .195 of the latter are above `SURE`, where .25 would be with those and
# as many wrong ones (`tests/bench/LOG.md`).
_SOUGHT = 0.8, 0.45, 0.13


def read_closely(
    question: str,
    found: Sequence[Evidence],
    exact: Collection[str],
    *,
    also: Sequence[str] = (),
    is_given: bool = False,
) -> tuple[Evidence, ...]:
    """Return papers in the order in which they are likely to be sought; who is not read keeps behind those who are.

    The first are read, and those that are `also` (ids) to be.

    The `exact` ones (ids), which the question names, stay first; with `is_given` it is asked of these papers alone. The
    score of a paper that was read is that likelihood, 1 for an exact one, and 0 for one that was not read. What
    `index.models.cross_encoder` says orders its sentences, too, and decides whether its abstract answers.
    """
    kind = question_type(question).type
    found = sorted(found, key=lambda item: item.paper.id not in also)
    made, chances = list[cross_encoder.Scores](), list[float]()
    for many, enough in _ROUNDS[2:] if kind in LISTS else _ROUNDS[1:] if exact else _ROUNDS:
        made = cross_encoder.scores(question, [item.paper for item in found[: many + len(also)]])
        found, exact = _without_name_beside(question, found, made, exact)
        chances = _chances(found, made, exact, also)
        if max(chances, default=1.0) >= enough:
            break
    read = [
        _read(item, each, chance, kind, is_given=is_given or item.paper.id in exact)
        for item, each, chance in zip(found, made, chances, strict=False)
    ]
    unread = (item.model_copy(update={"answers": 0.0, "score": 0.0}) for item in found[len(made) :])
    return (*sorted(read, key=lambda item: -item.score), *unread)


def _without_name_beside(
    question: str, found: Sequence[Evidence], made: Sequence[cross_encoder.Scores], exact: Collection[str]
) -> tuple[Sequence[Evidence], Collection[str]]:
    """Return papers and the exact ones without one that is named beside what is asked: "benchmarks like Mossgate's".

    A better one that has the name in its title, too, is no proof of that: "Mossgate 2" is near questions on Mossgate.
    """
    named = [(item, each.relevant) for item, each in zip(found, made, strict=False) if item.named]
    if len(named) != 1:
        return found, exact
    beside, relevant = named[0]
    called = set(terms(beside.paper.title)) & set(terms(question))
    others = [each.relevant for item, each in zip(found, made, strict=False) if called - set(terms(item.paper.title))]
    if max(others, default=relevant) <= relevant + _BESIDE:
        return found, exact
    least = min(item.score for item in found)
    update = {"named": False, "score": least}
    kept = [item.model_copy(update=update) if item is beside else item for item in found]
    return kept, [key for key in exact if key != beside.paper.id]


def _chances(
    found: Sequence[Evidence], made: Sequence[cross_encoder.Scores], exact: Collection[str], also: Sequence[str]
) -> list[float]:
    """Return how likely each paper that was read is one that is sought, 1 for an exact one; see `_CHANCE`."""
    sought = [item for item in found if item.paper.id not in exact]
    best = max((item.score for item in sought), default=0.0)
    most = max((each.relevant for each in made), default=0.0)
    known = [
        (each.relevant, each.relevant - most, each.answers, item.score - best, _log_odds([item.relevance])[0], 1)
        for item, each in zip(found, made, strict=False)
    ]
    led = np.array([_LED * (item.paper.id in also[:1]) for item, _ in zip(found, made, strict=False)])
    chances = sigmoid(np.array(known).reshape(-1, len(_CHANCE)) @ _CHANCE + led)
    return [1.0 if item.paper.id in exact else float(one) for item, one in zip(found, chances, strict=False)]


def _read(item: Evidence, made: cross_encoder.Scores, chance: float, kind: QuestionType, *, is_given: bool) -> Evidence:
    """Return a paper with what was made of it."""
    answers, likely, always = (1.0, 0.0, 0.0) if is_given else _SOUGHT
    cosine, reading, more = _BOTH
    places = np.array(item.sentences, dtype=int) - 1
    new = cosine * _log_odds(item.strengths) + reading * made.sentences[places] + more
    if kind in _ROLES:
        role, weight = _ROLES[kind]
        new += weight * roles(item.paper.sentences).probabilities[places, ROLES.index(role)]
    order = np.argsort(-new, kind="stable")
    sure = answers * made.answers + likely * float(_log_odds([item.relevance])[0]) + always
    return item.model_copy(
        update={
            "score": chance,
            "answers": round(float(sigmoid(np.array(sure))), 4),
            "sentences": tuple(item.sentences[place] for place in order),
            "strengths": tuple(round(float(strength), 4) for strength in sigmoid(new[order])),
        }
    )


def _log_odds(shares: Sequence[float]) -> npt.NDArray[np.float64]:
    near = np.clip(shares, _LEAST, 1 - _LEAST)
    return np.asarray(np.log(near / (1 - near)), dtype=np.float64)
