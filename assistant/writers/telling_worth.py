"""How much a sentence tells of its paper: what it is, what came of it, or how it works.

Weighted sums of what the models of `index` make of a sentence (its role, how well it sums up the abstract) and of what
it shows: a figure, the name of the work, praise in the place of a figure, acronyms that nobody spells out. The weights
were set by reading the briefs of March and April 2025.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from assistant.writers.retelling import Telling, name_of
from index import cues
from index.entities import common_acronyms
from index.gist import scores
from index.labels import speaks_of_itself
from index.models.sentence_roles import ROLES, Role, roles
from index.names import mentions
from index.paper import Paper

_IDEAL, _SHORT = 24, 11  # words of a sentence
_PRAISES = re.compile(
    r"state-of-the-art|\bSOTA\b|superior|promising|valuable|effectiveness|potential|paving|highlight|underscor"
    r"|outstanding|excellent|strong\b|competitive|insight|future|unprecedented|robust|significant|substantial"
    r"|remarkable|new standard|foundation for|baseline for|avenue|comprehensive experiments|excels?\b|\bverif|\bvalidat"
    r"|outperforms? (?:existing|previous|prior)|generality|generalization ability|exceptional|notable|advances the"
    r"|practical solution|hypothes",
    re.IGNORECASE,
)
_ACTIVITY = re.compile(
    r"\bauthors (?:\w+ly )?(?:aim|hope|believe|share|conduct|plan|release|open-source|argue|discuss|apply|are)\b"
    r"|^(?:by releasing|by sharing|experiments are)\b|publicly|open-source[ds]? (?:the|all|its|our)|\blicense",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"\b[A-Z]{2,5}s?\b(?![-\d])")
_WORD = re.compile(r"\w{4,}")


def opening_worth(paper: Paper, told: Telling) -> float:
    """Return how well a sentence says what a paper is about."""
    share = dict(_shares(paper.statements)[told.number - 1])
    if speaks_of_itself(paper.statements[told.number - 1]):  # of its own work it states no background
        share["objective"], share["background"] = share["objective"] + share["background"], 0.0
    return (
        share["objective"] + share["method"] + 0.5 * share["result"] - 2 * share["background"] - 2 * share["release"]
        - share["limitation"] + 0.5 * _sums_up(paper, told) + 0.5 * cues.has_quantity(told.text)
        + _introduces(paper, told)
        - 0.8 * bool(_ACTIVITY.search(told.text)) - 0.4 * bool(_PRAISES.search(told.text))
        - 1.0 * told.text.startswith("The authors’") - loss(told, paper)
    )  # fmt: skip


def _introduces(paper: Paper, told: Telling) -> float:
    """Return what it is worth that a sentence names the work, and says what it is; not if that is a part of it."""
    named = _is_named(told.text, paper)
    if not told.defines:
        return 0.6 * named
    if named or _is_in_title(told.text, paper):
        return 1.2 + 0.6 * named
    return -0.6 if name_of(paper) else 0.2


def introduces(paper: Paper, told: Telling) -> bool:
    """Return whether a sentence says what the work is, or calls it by the name in its title."""
    return told.defines or _is_named(told.text, paper)


def second_worth(paper: Paper, told: Telling) -> float:
    """Return how well a sentence says what came of a paper, or else how it works."""
    return max(result_worth(paper, told), detail_worth(paper, told))


def result_worth(paper: Paper, told: Telling) -> float:
    """Return how well a sentence says what came of a paper."""
    share, figure = _shares(paper.statements)[told.number - 1], cues.has_quantity(told.text)
    vague = 0.5 * bool(_PRAISES.search(told.text))
    if not figure:
        vague = 2 * vague + 0.8 * bool(_ACTIVITY.search(told.text)) + 0.6 * told.is_cut
    return (
        2 * share["result"] - 2 * share["background"] - 2 * share["release"] - 0.5
        + 1.2 * figure + 0.4 * cues.has_number(told.text) + 0.3 * _is_named(told.text, paper)
        - vague - loss(told, paper)
    )  # fmt: skip


def detail_worth(paper: Paper, told: Telling) -> float:
    """Return how well a sentence says how a work does what it does."""
    share = _shares(paper.statements)[told.number - 1]
    return (
        share["method"] - 2 * share["background"] - 2 * share["release"] + 0.5 * _is_named(told.text, paper)
        + 0.3 * cues.has_number(told.text) - 0.5 * bool(_PRAISES.search(told.text)) - 0.4 * ("authors" in told.text)
        - 0.8 * bool(_ACTIVITY.search(told.text)) - loss(told, paper)
    )  # fmt: skip


def loss(told: Telling, paper: Paper) -> float:
    """Return what a telling loses by its length, by acronyms, and by what was cut from it."""
    lost = told.is_cut and cues.has_quantity(paper.statements[told.number - 1]) and not cues.has_quantity(told.text)
    known = common_acronyms()
    strange = sum(each.rstrip("s") not in known for each in set(_ACRONYM.findall(told.text)))
    length = 0.004 * told.words + 0.05 * max(0, told.words - _IDEAL) + 0.4 * (told.words < _SHORT)
    return length + 0.4 * strange + 0.35 * told.is_cut + 0.8 * lost


def overlap(one: str, other: str) -> float:
    """Return which share of the longer words of the shorter of two texts stands in both."""
    first, second = (set(_WORD.findall(text.lower())) for text in (one, other))
    return len(first & second) / max(1, min(len(first), len(second)))


@lru_cache(maxsize=512)
def _shares(statements: tuple[str, ...]) -> tuple[dict[Role, float], ...]:
    """Return how likely each role is for each sentence."""
    return tuple(dict(zip(ROLES, map(float, row), strict=True)) for row in roles(statements).probabilities)


@lru_cache(maxsize=512)
def gist_scores(title: str, statements: tuple[str, ...]) -> npt.NDArray[np.float64]:
    """Return how well each sentence sums up the abstract, see `index.gist`."""
    return scores(title, statements)


def _sums_up(paper: Paper, told: Telling) -> float:
    """Return by how many standard deviations a sentence sums up its abstract better than the others do."""
    gist = gist_scores(paper.title, paper.statements)
    return float((gist[told.number - 1] - gist.mean()) / (gist.std() + 1e-6))


def _is_named(text: str, paper: Paper) -> bool:
    name = name_of(paper)
    return bool(name) and mentions(text, name)


def _is_in_title(text: str, paper: Paper) -> bool:
    """Return whether what a definition defines stands in the title, or an acronym of it does."""
    defined = re.split(r" (?:is|are) ", text, maxsplit=1)[0]
    return any(mentions(paper.title, name) for name in re.findall(r"[^\s()]*[A-Z][^\s()]*", defined) if name != "The")
