"""How well a sentence of an abstract can be told in a brief: as what the paper is, and as its main finding.

Three small models of boosted trees grade each sentence. They were trained by `tests/bench/train_telling.py` on
sentences of daily papers that were graded as an editor would. What a telling loses of its sentence is taken from its
grade.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from assistant.verification.overlap import terms, weighted_overlap
from assistant.writers.retelling import Telling, name_of
from assistant.writers.telling_features import FEATURES, Rows, compares, features, points_back, praises
from index import cues
from index.entities import common_acronyms
from index.models.trees import load_trees
from index.paper import Paper
from index.statements import heading_of, statements_of
from index.text import plain

OPENING, FINDING, ALONE = MODELS = ("telling_opening", "telling_finding", "telling_alone")
_SHORT, _IDEAL = 14, 26  # words of a sentence
_DEFINES = 0.3  # what it counts that a sentence is `X is a method` and not `Example et al. introduce X, a method`
_PRAISE = 0.15  # what a sentence loses by each word that praises
_MEASURED = 0.2  # what it counts that a finding has a figure and what it is compared with
_BARE = 0.2  # what it loses without any number, twice that if it compares or praises
_LEANS = 1.0  # what a sentence without another before it loses by each `these tokens` that it does not explain
_BEHIND = 0.6  # times that, of a sentence with another before it
_FOUND = 0.95  # grade of a finding
_HOW = 0.7  # what is worth a sentence that tells how, and nothing else
_GOOD, _MISSED = 1.2, 0.5  # grade of a finding; share that a sentence on the method is worth less where there is one
_CLEAR, _UNCLEAR = 0.85, 1.5  # grade of a sentence that is understood behind the first one; times what it has less
_PRONOUN = re.compile(r"(?:[^,]*, )?(?:it|they|[Tt]he authors’)(?!\w)")  # `On a graphics card, it`; `The authors’ goal`
_TRIED = 0.6  # what a finding loses that tells only that something was tried or released
_TRIES = re.compile(
    r"\b(?:authors|they|et al\.) (?:\w+ly )?(?:evaluate|assess|test|validate|perform|conduct|provide|discuss|release"
    r"|open-source|build|curate|collect)\b|\b(?:is|are) (?:\w+ly )?released\b"
)
_SHOWS = re.compile(r"\b(?:f[io]und|show|demonstrat|reveal|reduc|improv|outperform|surpass|achiev|observ|yield)\w*\b")
_ACRONYM = re.compile(r"\b[A-Z]{2,5}s?\b(?![-\d])")


class Grades(NamedTuple):
    """What the sentences of a paper are worth, each in its place.

    `opening` and `finding` run from 0 to about 2, as what the paper is and as what came of it; `alone` from 0 to about
    1: whether who has read what the paper is understands the sentence.
    """

    opening: Rows
    finding: Rows
    alone: Rows


@lru_cache(maxsize=1024)
def grades(paper: Paper) -> Grades:
    """Return the grades of the sentences of a paper, those that may not be cited among them."""
    rows = features(paper)
    opening, finding, alone = (load_trees(name).scores(rows) for name in MODELS)
    return Grades(opening, finding * (1 - rows[:, FEATURES.index("release")]), alone)


def best(grade: Rows, most: int, least: float) -> Sequence[int]:
    """Return the numbers of the sentences of the best grades, not less than the least, the best first."""
    return [int(n) + 1 for n in np.argsort(-grade, kind="stable")[:most] if grade[n] >= least]


def opening_worth(paper: Paper, told: Telling) -> float:
    """Return how well a telling says what a paper is."""
    grade = float(grades(paper).opening[told.number - 1])
    return grade + _DEFINES * told.defines - told_loss(paper, told) - _leaning(told)


def finding_worth(paper: Paper, told: Telling, *, alone: bool = False) -> float:
    """Return how well a telling says what came of a paper; `alone`: no other sentence stands before it."""
    grade = float(grades(paper).finding[told.number - 1])
    form = _MEASURED * (compares(told.text) and cues.has_quantity(told.text))
    if not cues.has_number(told.text):
        form = -_BARE * (1 + bool(compares(told.text) or praises(told.text)))
    form -= _TRIED * bool(_TRIES.search(told.text) and not _SHOWS.search(told.text))
    leans = _leaning(told) if alone else _BEHIND * points_back(told.text)
    return grade + form - told_loss(paper, told) - leans


@lru_cache(maxsize=1024)
def method_worth(paper: Paper) -> Rows:
    """Return how well each sentence tells how a work goes about it: less where a good finding can be told instead."""
    rows, grade = features(paper), grades(paper)
    share = rows[:, FEATURES.index("method")] * np.clip(grade.alone, 0, 1) * (rows[:, FEATURES.index("coined")] == 0)
    missed = _MISSED if grade.finding.max(initial=0.0) >= _GOOD else 0.0
    return np.asarray(_HOW * share * (1 - missed), dtype=np.float64)


def task_share(paper: Paper, text: str) -> float:
    """Return the share, in [0, 1], of what the words of a title tell, without the name of the work, in a text."""
    return weighted_overlap(_task(paper), text)


def untold(paper: Paper, text: str) -> float:
    """Return what the words of a title tell that are not in a text; see `assistant.verification.overlap.weight`."""
    return (1 - task_share(paper, text)) * sum(terms(_task(paper)).values())


def _task(paper: Paper) -> str:
    return plain(heading_of(paper).removeprefix(f"{name_of(paper)}:"))


def _leaning(told: Telling) -> float:
    leans = points_back(told.text) + cues.leans_back(told.text) + bool(_PRONOUN.match(told.text))
    return _LEANS * (leans + (" further " in told.text) / 2)


def is_finding(paper: Paper, told: Telling) -> bool:
    """Return whether a sentence is graded as a finding."""
    return float(grades(paper).finding[told.number - 1]) >= _FOUND


def next_worth(paper: Paper, told: Telling) -> float:
    """Return how well a sentence goes on from the one before it in the abstract, which is told: `This framework`."""
    at = told.number - 1
    how = _HOW * float(features(paper)[at, FEATURES.index("method")])
    grade = max(how, float(grades(paper).finding[at]))
    return grade - told_loss(paper, told, is_clear=True)


def told_loss(paper: Paper, told: Telling, *, is_clear: bool = False) -> float:
    """Return what a telling loses by its length, by what was cut from it, and by what it leaves unexplained."""
    whole = statements_of(paper)[told.number - 1]
    length = 0.02 * max(0, told.words - _IDEAL) + 0.06 * max(0, _SHORT - told.words)
    figure = told.is_cut and cues.has_quantity(whole) and not cues.has_quantity(told.text)
    is_content = told.is_cut and (figure or praises(whole) == praises(told.text))
    cut = max(0.0, 1 - told.words / len(whole.split())) if is_content else 0.0
    strange = sum(found.rstrip("s") not in common_acronyms() for found in set(_ACRONYM.findall(told.text)))
    is_mended = told.is_cut and points_back(whole) > points_back(told.text)  # `, as a first step to solve this`
    unclear = 0.0 if is_mended or is_clear else max(0.0, _CLEAR - float(grades(paper).alone[told.number - 1]))
    short = 0.4 * strange + 0.1 * len(told.acronyms)
    return length + 0.8 * cut + 0.8 * figure + short + _UNCLEAR * unclear + _PRAISE * praises(told.text)
