"""How well a sentence of an abstract can be told in a brief: as what the paper is, and as its main finding.

Three small models of boosted trees grade each sentence, the third of them behind the one that is told first. They were
trained by `tests/bench/train_telling.py` on sentences of daily papers that were graded as an editor would. What a
telling loses of its sentence is taken from its grade.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from assistant.verification.retold_rules import patterns
from assistant.writers.retelling import Telling, name_of
from assistant.writers.telling_edits import WORK
from assistant.writers.telling_features import (
    FEATURES,
    Rows,
    begun,
    boasts,
    coined,
    compares,
    features,
    points_beyond,
    relations,
    without_tail,
    words,
)
from index import cues
from index.entities import common_acronyms
from index.labels import is_named_in, speaks_of_itself
from index.models.linear import load_model
from index.models.trees import load_trees
from index.names import mentions, names
from index.paper import Paper
from index.statements import heading_of, statements_of
from index.text import plain

WORDS = "telling_words"
_PIECE = re.compile(r"[a-z]+|\d|[%,:]")
_FIRST = 3  # words that count at their place as well: `by redefining`


def pieces(text: str) -> list[str]:
    """Return the features of a sentence: its words, the pairs of them, and which are the first."""
    found = ["<", *_PIECE.findall(text.lower())]
    return [*found, *map("_".join, pairwise(found)), *(f"1_{word}" for word in found[1 : 1 + _FIRST])]


def said(texts: Sequence[str]) -> list[list[float]]:
    """Return for each sentence its grades by its words, in the order of the model's labels."""
    scores: list[list[float]] = load_model(WORDS).scores([pieces(text) for text in texts]).tolist()
    return scores


OPENING, FINDING, ALONE = "telling_opening", "telling_finding", "telling_alone"
SAID = ("said_opening", "said_finding")  # by the words
_SHORT, _IDEAL = 14, 26  # words of a sentence
_DEFINES = 0.3  # what it counts that a sentence is `X is a method` and not `Example et al. introduce X, a method`
# What one behind it loses by each thing in it that was named, or is pointed at, in a sentence that is not told.
_COINED = 1.0
_UNDERSTOOD = 1.0  # what it counts that a sentence is understood
_CUT = 0.6  # what a telling would lose if all of its sentence were cut, beside what its grade loses
_ACRONYM = 0.25  # what it loses by each acronym that is not spelled out
_RESULT = 2.0  # times what a sentence counts that says what came of it: titles tell what papers are
_BOASTS = 0.3  # what a result without a figure loses that says its work is the best; of graded papers .01 of 1.44
_MORE_LIKELY = 0.5  # probability
_CONTRASTS = re.compile(r"(?:in|by) contrast\b|conversely\b|on the other hand\b", re.IGNORECASE)


class Grades(NamedTuple):
    """What the sentences of a paper are worth, each in its place, as what it is and what came of it: 0 to about 2."""

    opening: Rows
    finding: Rows


@lru_cache(maxsize=1024)
def grades(paper: Paper) -> Grades:
    """Return the grades of the sentences of a paper, those that may not be cited among them."""
    seen = np.hstack([features(paper), _said(paper)])
    return Grades(*(load_trees(name).scores(seen) for name in (OPENING, FINDING)))


@lru_cache(maxsize=8192)
def grade_of(paper: Paper, told: Telling) -> tuple[float, float]:
    """Return the grades of a telling, as what its paper is and what came of it: those of what it leaves, if less."""
    grade = tuple(float(each[told.number - 1]) for each in grades(paper))
    if told.is_cut:
        seen = np.hstack([without_tail(paper, told.number, told.kept), np.array(said([begun(plain(told.kept))]))])
        left = (float(load_trees(name).scores(seen)[0]) for name in (OPENING, FINDING))
        grade = tuple(map(min, grade, left))
    return grade[0], grade[1]


@lru_cache(maxsize=4096)
def understood(paper: Paper, first: int) -> Rows:
    """Return how surely, from 0 to about 1, each sentence is understood by who has read only the one told first."""
    return load_trees(ALONE).scores(np.hstack([features(paper), relations(paper, first)]))


@lru_cache(maxsize=1024)
def _said(paper: Paper) -> Rows:
    """Return the grades of the sentences by their words: shape (sentences, len(SAID))."""
    return np.array(said([begun(plain(text)) for text in statements_of(paper)])).reshape(-1, len(SAID))


def best(grade: Rows, most: int, least: float) -> Sequence[int]:
    """Return the numbers of the sentences of the best grades, not less than the least, the best first."""
    return [int(n) + 1 for n in np.argsort(-grade, kind="stable")[:most] if grade[n] >= least]


def opening_worth(paper: Paper, told: Telling) -> float:
    """Return how well a telling says what a paper is to who has read nothing else of it."""
    grade = grade_of(paper, told)[0] + _DEFINES * told.defines
    return grade + _clear(paper, told, told) - _loss(paper, told)


def finding_worth(paper: Paper, told: Telling) -> float:
    """Return how well a telling says what came of a paper, where nothing before it says what the paper is."""
    grade = grade_of(paper, told)[1] + _clear(paper, told, told)
    return grade - _loss(paper, told) - _COINED * _coined_in(paper, told) - boast(told)


def result_worth(paper: Paper, told: Telling, first: Telling) -> float:
    """Return how well a telling says, behind the one told first, what came of a paper."""
    grade = _RESULT * grade_of(paper, told)[1] + _clear(paper, told, first)
    strange = _coined_in(paper, told, first.text) + points_beyond(
        told.text, {*words(first.text), *words(heading_of(paper))}
    )
    return grade - _loss(paper, told, first.text) - _COINED * strange - boast(told)


def _coined_in(paper: Paper, told: Telling, before: str = "") -> int:
    return sum(name in told.text and name not in before for name in coined(paper)[told.number - 1])


def boast(told: Telling) -> float:
    """Return what a result loses that boasts and has no figure to show for it."""
    return _BOASTS * (boasts(told.text) and not cues.has_quantity(told.text))


def is_background(paper: Paper, told: Telling) -> bool:
    """Return whether a sentence more likely tells of the field than of the work."""
    role, own = (features(paper)[told.number - 1][FEATURES.index(name)] for name in ("background", "own"))
    return bool(role > _MORE_LIKELY and not own)  # `we present` is of the work, whatever the model of roles says


def is_of_others(paper: Paper, told: Telling) -> bool:
    """Return whether a sentence tells what others do `In contrast` to the work, which is told before it."""
    text = statements_of(paper)[told.number - 1]
    is_own = speaks_of_itself(text) or is_named_in(text, paper.title, statements_of(paper))
    return bool(_CONTRASTS.match(text)) and not is_own


def leans(paper: Paper, told: Telling) -> bool:
    """Return whether a sentence rests on what may stand before it: a pronoun, a demonstrative, a contrast."""
    row = features(paper)[told.number - 1]
    pointing = any(row[FEATURES.index(name)] for name in ("leans_back", "points_back", "bare", "pronouns"))
    return pointing or is_of_others(paper, told)


def _clear(paper: Paper, told: Telling, first: Telling) -> float:
    return _UNDERSTOOD * min(0.0, float(understood(paper, first.number)[told.number - 1]) - 1)


def _loss(paper: Paper, told: Telling, before: str = "") -> float:
    """Return what a telling loses by its length, what was cut from it, and acronyms that nothing `before` it has."""
    whole = statements_of(paper)[told.number - 1]
    length = 0.02 * max(0, told.words - _IDEAL) + 0.06 * max(0, _SHORT - told.words)
    figure = told.is_cut and cues.quantities(whole) > cues.quantities(told.text)
    than_what = told.is_cut and compares(whole) and not compares(told.text)
    cut = max(0.0, 1 - told.words / len(whole.split())) if told.is_cut else 0.0
    strange = sum(short not in before for short in told.acronyms)
    return length + _CUT * cut + 0.8 * figure + 0.4 * than_what + _ACRONYM * strange


# `It has`, `On ImageNet, it has`, `surpasses them`: what the sentence before names, which may be another thing.
_LEANS = re.compile(
    r"(?:[^,()]+(?:\([^()]*\)[^,()]*)*, |)(?:it|its|they|their)\b"
    r"|(?:\S+ ){1,8}?(?:them|those)\b(?! (?:of|that|who|which))",
    re.IGNORECASE,
)
_DEFINITE = re.compile(  # `the model`, `On six lakes, the authors’ framework`
    rf"(?:[^,]+, )*?(?:the|their|the authors’) (?:([\w-]+) )?(?P<what>{'|'.join(sorted(WORK))})\b", re.IGNORECASE
)
_SCORE = re.compile(r"\(([A-Z]\w*[A-Z]s? [a-z]+)\)")  # `(AC score)`


def follows(one: Telling, other: Telling, paper: Paper) -> bool:
    """Return whether a sentence comes behind another one in the abstract and says, in words known by then, more."""
    if other.number <= one.number or _is_of_another(one, other, paper):
        return False
    spelled = all(short in one.text or short in common_acronyms() for short in other.acronyms)
    leans = other.number > one.number + 1 and _LEANS.match(other.text)
    return spelled and not (leans and not _is_of_the_work(one, other, paper))


def _is_of_another(one: Telling, other: Telling, paper: Paper) -> bool:
    """Return whether a sentence is of what the authors introduce between the two: `a new model`, `a sum (AC score)`."""
    between = " ".join(plain(text) for text in statements_of(paper)[one.number : other.number - 1])
    scores = (each for each in _SCORE.findall(between) if f"({each}" not in other.text)
    if any(each in other.text and each not in one.text for each in scores):
        return True
    found, name = _DEFINITE.match(other.text), name_of(paper)
    if not found or (name and mentions(other.text, name)) or any(each and each in one.text for each in found.groups()):
        return False
    a_new_one = rf"{patterns()['introduces'].pattern}[Aa]n? (?:[^,;. ]| |\.\d)*\b{found['what']}\b"
    return bool(re.search(a_new_one, between, re.IGNORECASE))


def _is_of_the_work(one: Telling, other: Telling, paper: Paper) -> bool:
    """Return whether the `it` that a sentence begins with is the work, of which the sentence before speaks."""
    if not re.match(r"(?:[^,]+, )?its?\b", other.text, re.IGNORECASE):
        return False
    name, before = re.escape(name_of(paper)), statements_of(paper)[other.number - 2]
    begins = bool(name and re.match(rf"(?:[^,]+, )?{name}(?! ?['’-])\b", before))
    only = names(plain(before))
    return begins or (len(only) == 1 and mentions(one.text, only[0]))
