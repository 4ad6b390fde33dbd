"""One paragraph over several papers from their own sentences, each told in the third person, in a range of words.

Of each paper one sentence says what it is, and a second one its result or how it works, if there is room. Which are
taken is a knapsack problem: papers and sentences are worth what they say (`assistant.writers.telling_worth`), and words
are what there is room for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np

from assistant.writers.retelling import Telling, tellings
from assistant.writers.telling_worth import gist_scores, introduces, loss, opening_worth, overlap, second_worth
from index.entities import common_acronyms
from index.paper import Paper
from index.query import Evidence

LEAST_WORDS, MOST_WORDS = 90, 140  # of a brief, its first sentence included
_CONNECTIVE = 5  # words that may come to it, such as `Two papers are on video`
_FEWEST, _MOST = 3, 4  # papers of one day
_DAYS = 6  # of which one paper each is told
_OPTIONS = 5  # sentences of a paper that are looked at, for what it is and for what came of it
_RANK = 2.0  # what the rank of a paper counts beside how well it can be told
_FIRST = 2.0  # times what the sentences of the first paper are worth
# What the first and the second sentence of a paper must be worth; the next where there would be too few words.
_LEAST = ((0.8, 0.9), (0.4, 0.4), (-1.0, 0.4))
_ALONE = 1.0  # what a paper loses of which one sentence is told
_COST = 0.4  # what each sentence must be worth, for what is told not to be cut into small pieces
_FOURTH = 2.5  # what each paper beyond the third must be worth more: three are told well before four are told
_SAME = 0.6  # share of words, by which two sentences say the same
_GIST_WORDS = 32
_LOOKED_AT = 3  # sentences, for the gist of a paper


class Room(NamedTuple):
    """How many words a paragraph has at least, and at most."""

    least: int
    most: int


class Told(NamedTuple):
    """What is told of the paper at `place`, from 1: one or two sentences, and what they are worth."""

    place: int
    sentences: tuple[Telling, ...]
    worth: float

    @property
    def words(self) -> int:
        """How long they are."""
        return sum(each.words for each in self.sentences)


class _Paragraph(NamedTuple):
    worth: float = 0.0
    told: tuple[Told, ...] = ()


def room_behind(opening: str) -> Room:
    """Return how many words there are for what follows a first sentence."""
    words = len(opening.split())
    return Room(LEAST_WORDS - words, MOST_WORDS - words - _CONNECTIVE)


def first_of_each(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the papers that a model is asked to tell of: the first ones, which are of a day each if they have one."""
    return list(evidence[: _DAYS if any(item.part for item in evidence) else _MOST])


def compose(evidence: Sequence[Evidence], room: Room) -> list[tuple[int, Telling]]:
    """Return what is told of which paper, by its place from 1: always something of the first if it can be told.

    Fewer than three papers, or days, are told only where there are no more, and fewer words than the least as well.
    """
    found: tuple[Told, ...] = ()
    for level in range(len(_LEAST)):
        if sum(told.words for told in found) < room.least:
            found = _composed(evidence, room, level)
    return [(told.place, each) for told in found for each in told.sentences]


def _composed(evidence: Sequence[Evidence], room: Room, level: int) -> tuple[Told, ...]:
    groups = _groups(evidence, level)
    days = _are_of_days(evidence)
    most = min(_DAYS if days else _MOST, len(groups))
    best: dict[tuple[int, int], _Paragraph] = {(0, 0): _Paragraph()}
    for n, group in enumerate(groups):
        best = _extended(best, group, Room(most, room.most), must=n == 0)
    fewest = min(most if days else _FEWEST, len(groups))
    if not best:
        return ()
    key = max(best, key=lambda each: (min(each[0], fewest), each[1] >= room.least, best[each].worth))
    return best[key].told


def _groups(evidence: Sequence[Evidence], level: int) -> list[list[Told]]:
    """Return the ways to tell of each paper, or, where they are of three days or more, of the papers of each day."""
    ranked = []
    for place, item in enumerate(evidence, start=1):
        known = ways(item.paper, level)
        if place == 1 and not known:
            known = ways(item.paper, max(level, 1))
        ranked.append([_at(place, way, item.score) for way in known])
    if not _are_of_days(evidence):
        return ranked
    first, *_ = evidence
    parts = zip(evidence, ranked, strict=True)
    by_day: dict[str, list[Told]] = {item.part: [] for item in evidence}
    for item, told in parts:
        if item is first or item.part != first.part or not ranked[0]:
            by_day[item.part] += told
    return list(by_day.values())


def _are_of_days(evidence: Sequence[Evidence]) -> bool:
    """Return whether the papers are of three days or more, so that each day is told of."""
    return len({item.part for item in evidence}) >= _FEWEST


def _at(place: int, way: Told, score: float) -> Told:
    """Return a way to tell of a paper with what it is worth at its place: the first paper must be told well."""
    return way._replace(place=place, worth=way.worth * (_FIRST if place == 1 else 1.0) + _RANK * score)


def _extended(
    best: dict[tuple[int, int], _Paragraph], group: Sequence[Told], limits: Room, *, must: bool
) -> dict[tuple[int, int], _Paragraph]:
    """Return the best paragraphs, by their papers and words, with one of a group or, unless one must be, without."""
    after = {} if must and group else dict(best)
    for (count, length), (worth, told) in best.items():
        for way in group if count < limits.least else ():
            gain = way.worth - (_FOURTH if count >= _FEWEST else 0.0)
            key, longer = (count + 1, length + way.words), _Paragraph(worth + gain, (*told, way))
            if key[1] <= limits.most and (key not in after or after[key].worth < longer.worth):
                after[key] = longer
    return after


@lru_cache(maxsize=512)
def ways(paper: Paper, level: int = 0) -> tuple[Told, ...]:
    """Return what may be told of a paper, the best first; on a higher level also what tells less of it."""
    least, least_second = _LEAST[level]
    first = [pair for pair in openings(paper) if pair[0] >= least][:_OPTIONS]
    second = ((second_worth(paper, each), each) for each in tellings(paper, opens=False))
    found = [Told(0, (one,), worth - _ALONE - _COST) for worth, one in first]
    for (worth, one), (more, other) in product(first, [pair for pair in second if pair[0] >= least_second]):
        if one.number < other.number and overlap(one.text, other.text) < _SAME and _is_understood(other, one):
            found.append(Told(0, (one, other), worth + more - 2 * _COST))
    return tuple(sorted(found, key=lambda each: -each.worth)[: 4 * _OPTIONS])


def is_introduced(paper: Paper) -> bool:
    """Return whether what is told of a paper first will say what it is, so that its title is not needed."""
    return any(introduces(paper, told) for worth, told in openings(paper)[:1] if worth >= _LEAST[0][0])


def _is_understood(told: Telling, behind: Telling) -> bool:
    """Return whether a sentence has no acronym that the one before it does not have as well, or spell out."""
    before = behind.text.lower()
    return all(
        short in behind.text or common_acronyms().get(short, "\0").replace("-", " ") in before.replace("-", " ")
        for short in told.acronyms
    )


def openings(paper: Paper) -> list[tuple[float, Telling]]:
    """Return the sentences that may open what is told of a paper with what they are worth, the best first."""
    found = ((opening_worth(paper, each), each) for each in tellings(paper, opens=True))
    return sorted(found, key=lambda pair: -pair[0])


@lru_cache(maxsize=2048)
def gist_of(paper: Paper) -> str:
    """Return the sentence that sums up a paper, in the third person and without its tail, or "" if none can be told."""
    order = np.argsort(-gist_scores(paper.title, paper.statements), kind="stable")[:_LOOKED_AT]
    told = tellings(paper, opens=True, only=frozenset(int(place) + 1 for place in order))
    short = [each for each in told if each.words <= _GIST_WORDS]
    best = max(short, key=lambda each: opening_worth(paper, each) + loss(each, paper) / 2, default=None)
    return best.text if best and opening_worth(paper, best) > 0 else ""
