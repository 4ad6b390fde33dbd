"""What each sentence of an abstract does in it: background, objective, method, result, limitation, release, other.

A logistic model over the words of a sentence, where it stands and the words around it; the most likely sequence of
roles is found with Viterbi's algorithm. Trained by `tests/bench/train_roles.py` on CSAbstruct (Cohan et al., Pretrained
Language Models for Sequential Sentence Classification, arXiv:1909.04054; Apache-2.0) and on sentences of daily papers
labelled for this project, which brought the roles `limitation` (of this very work) and `release`.
`assistant eval roles` measures it.
"""

import json
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple, cast, get_args

import numpy as np

from index.models.linear import Probabilities, grams, likeliest_sequence, load_model, words_of

Role = Literal["background", "objective", "method", "result", "limitation", "release", "other"]
ROLES: tuple[Role, ...] = get_args(Role)
NAME = "sentence_roles"
_REACH = 600  # characters of a sentence that are looked at
_FIRST, _LAST, _MOST = 5, 5, 15  # places from either end, and sentences, that are told apart


class Roles(NamedTuple):
    """The most likely role of each sentence, and the probabilities: shape (sentences, len(ROLES))."""

    of: tuple[Role, ...]
    probabilities: Probabilities


@lru_cache(maxsize=4096)
def roles(sentences: tuple[str, ...]) -> Roles:
    """Return the roles of the sentences of one abstract, in their order."""
    if not sentences:
        return Roles((), np.zeros((0, len(ROLES)), dtype=np.float32))
    model = load_model(NAME)
    found = model.probabilities(features(sentences))
    likely = likeliest_sequence(np.log(found + 1e-9), *_transitions())
    return Roles(tuple(cast(Role, model.labels[place]) for place in likely), found)


def features(sentences: Sequence[str]) -> list[list[str]]:
    """Return what the model sees of each sentence: its words in ones, twos and threes, its place, its neighbours'."""
    words = [words_of(sentence[:_REACH]) for sentence in sentences]
    last = len(words) - 1
    found = []
    for n, own in enumerate(words):
        seen = [*own, *grams(own, 2), *grams(own, 3), *("^" + " ".join(own[:many]) for many in (1, 2, 3))]
        seen += [f"tenth={10 * n // len(words)}", f"first={min(n, _FIRST)}", f"last={min(last - n, _LAST)}"]
        seen += [f"of={min(len(words), _MOST)}", f"only={last == 0}"]
        if n:
            seen += [f"<{gram}" for gram in words[n - 1]]
        if n > 1:
            seen += [f"<<{gram}" for gram in words[n - 2]]
        if n < last:
            seen += [f">{gram}" for gram in words[n + 1]]
        found.append(seen)
    return found


@cache
def _transitions() -> tuple[Probabilities, Probabilities]:
    """Return what each role at the start, and each role behind another, adds to the log-probability."""
    about = load_model(NAME).about
    return np.array(json.loads(about["start"]), np.float32), np.array(json.loads(about["follows"]), np.float32)
