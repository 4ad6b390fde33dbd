"""The first papers of a ranking read closely with the question: which is sought, what of it answers, and whether."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from index.models import cross_encoder
from index.models.linear import sigmoid
from index.models.question_types import LISTS, QuestionType, question_type
from index.models.sentence_roles import ROLES, Role, roles
from index.query import Evidence
from index.terms import terms

# So many papers are read, unless one of them is so likely to be sought: with two in place of three a right paper leads
# as often, and a fifth to a third of questions need no more. Each takes 25 ms. Ten in place of six, where none of the
# six has .4: of 480 questions in everyday words a right paper is cited for .57 in place of .53.
_ROUNDS = (2, 0.85), (3, 0.6), (6, 0.4), (10, 0.0)
READ = _ROUNDS[0][0]
# Of the log-odds that a paper is sought: what close reading makes of its being on what is asked, how far that is behind
# the best, what reading makes of its answering, how far its score is behind the best, the log-odds that it is on what
# is asked as retrieval sees it, and what is added. Logistic regression on 660 questions held back in
# `tests/data/asked_of_abstracts.jsonl`, with an earlier network. Trained anew with the present one a right paper leads
# for .807 in place of .793 of 540 questions of researchers, but for .402 in place of .452 of 500 everyday ones.
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
_RIVAL, _NO_RIVAL = 0.01, 0.1  # chance of the likeliest other paper, at least, and where none is read
# What the role that a sentence has in its abstract adds to them, for some types of questions: how it works is told by
# the method, and what it is by no result. Best sentence of the right paper first, 84 questions for a method: .726 to
# .786 (`unread_questions.jsonl`), 46 others .913 to .935; other roles for other types make no difference.
_ROLES: Mapping[QuestionType, tuple[Role, float]] = {
    "method": ("method", 1.0),
    "definition": ("result", -1.0),
    "figure": ("result", 1.0),
}
# Of the log-odds that a paper which was sought answers: what close reading says, the log-odds that it is on what is
# asked, those that the likeliest other paper is sought, how likely all that were read are on it, and what is added. By
# logistic regression on 1,335 answerable questions and 234 that nothing answers, which count twice; what is added puts
# the limit at `SURE`. Area under the curve of right ones that lead, with these and with the first two alone: of 640
# unread questions .79 and .69, of 179 of three writers .83 and .75.
_ANSWERS = np.array([0.68, 0.70, -0.39, -2.68, -0.35])


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
    sure = _answering(found, made, chances)
    read = [
        _read(item, each, chance, each.answers if is_given or item.paper.id in exact else own, kind)
        for item, each, chance, own in zip(found, made, chances, sure, strict=False)
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


def _answering(
    found: Sequence[Evidence], made: Sequence[cross_encoder.Scores], chances: Sequence[float]
) -> npt.NDArray[np.float64]:
    """Return the log-odds that each paper which was read answers; see `_ANSWERS`."""
    shares = [item.relevance for item, _ in zip(found, made, strict=False)]
    rivals = [
        max((chance for k, chance in enumerate(chances) if k != n), default=_NO_RIVAL) for n in range(len(shares))
    ]
    known = zip(
        (each.answers for each in made),
        _log_odds(shares),
        _log_odds([max(rival, _RIVAL) for rival in rivals]),
        [float(np.mean(shares or [0.0]))] * len(shares),
        [1.0] * len(shares),
        strict=True,
    )
    return np.asarray(np.array(list(known)).reshape(-1, len(_ANSWERS)) @ _ANSWERS, dtype=np.float64)


def _read(item: Evidence, made: cross_encoder.Scores, chance: float, sure: float, kind: QuestionType) -> Evidence:
    """Return a paper with what was made of it; `sure` are the log-odds that it answers."""
    cosine, reading, more = _BOTH
    places = np.array(item.sentences, dtype=int) - 1
    new = cosine * _log_odds(item.strengths) + reading * made.sentences[places] + more
    if kind in _ROLES:
        role, weight = _ROLES[kind]
        new += weight * roles(item.paper.sentences).probabilities[places, ROLES.index(role)]
    order = np.argsort(-new, kind="stable")
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
