"""What a paper states on each aspect that papers are compared by, told by the roles of its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from index import cues
from index.models.sentence_roles import ROLES, Role, roles

Aspect = Literal["problem", "idea", "results", "limits"]
ASPECTS: tuple[Aspect, ...] = ("problem", "idea", "results", "limits")
_ROLES: dict[Aspect, tuple[Role, ...]] = {
    "problem": ("background",),
    "idea": ("objective", "method"),
    "results": ("result",),
    "limits": ("limitation",),
}
_SURE = 0.6  # of being what the paper sets out to do or does


def sentences_on(aspect: Aspect, sentences: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers of the sentences that state an aspect, the best first; none if it is not stated.

    The idea is told best by the first sentence that surely tells it, a result by one with a figure, a problem by the
    sentence that stands last before the idea.
    """
    found = roles(tuple(sentences))
    wanted = _ROLES[aspect]
    share = found.probabilities[:, [ROLES.index(role) for role in wanted]].sum(axis=1)
    numbers = [place + 1 for place, role in enumerate(found.of) if role in wanted and sentences[place]]
    match aspect:
        case "idea":
            return tuple(sorted(numbers, key=lambda n: (share[n - 1] < _SURE, n)))
        case "results":
            return tuple(sorted(numbers, key=lambda n: (not cues.has_quantity(sentences[n - 1]), -share[n - 1])))
        case "problem":
            return tuple(reversed(numbers))
        case "limits":
            return tuple(sorted(numbers, key=lambda n: -share[n - 1]))


def contribution(sentences: Sequence[str]) -> int | None:
    """Return the number of the sentence that says what the paper contributes, None if none does."""
    return next(iter(sentences_on("idea", sentences)), None)
