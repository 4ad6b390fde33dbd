"""One paragraph over several papers from their own sentences, each told in the third person, in a range of words.

Of each paper one sentence says what it is, and a second one its main finding, if it has one worth telling. Which are
taken is a knapsack problem: papers and sentences are worth what they say (`assistant.writers.telling_worth`), and words
are what there is room for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from assistant.writers.retelling import Telling, name_of, tellings, titled
from assistant.writers.telling_worth import best, finding_worth, grades, opening_worth, title_share
from index.entities import common_acronyms
from index.names import mentions
from index.paper import Paper
from index.query import Evidence

LEAST_WORDS, MOST_WORDS = 90, 140  # of a brief, its first sentence included
_CONNECTIVE = 5  # words that may come to it, such as `Next come two on video.`
_FEWEST, _MOST = 3, 4  # papers of one day
_DAYS = 6  # of which one paper each is told
_OPENINGS, _FINDINGS = 3, 4  # sentences of a paper that are looked at, for what it is and for what came of it
_INTRODUCES = 1.1  # worth of a sentence with the name of the work, with which no title is needed
_SUBJECT = 0.3  # share of the title in such a sentence
_COST = 1.0  # grade that each sentence must have for the paragraph to gain by it
_SINGLE = 0.7  # what a paper loses of which one sentence is told
_TITLE = 0.8  # what it counts that all words of the title are told
_BY_TITLE = 0.4  # what it counts that a finding is told behind the title, which says what the paper is
_RANK = 0.7  # what the rank of a paper counts beside how well it can be told
_LEAD = 2.0  # times what it counts how the first paper is told
_FOURTH = 1.5  # what each paper beyond the third must be worth more: three are told well before four are told
_SAME = 0.6  # share of words, by which two sentences say the same
_GIST_WORDS = 32
_WORD = re.compile(r"\w{4,}")
_PRONOUNS = ("It ", "Its ", "They ", "Their ")


class _Least(NamedTuple):
    """What a sentence must be worth for it to be told, as what a paper is and as what was found."""

    opening: float
    finding: float


_LEAST, _LITTLE = _Least(0.8, 0.95), _Least(0.3, 0.5)


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


class _Worth(NamedTuple):
    worth: float
    told: Telling


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
    """Return what is told of which paper, by its place from 1.

    Fewer than three papers, or days, are told only where there are no more, and fewer words than the least as well.
    """
    groups = _groups(evidence)
    days = _are_of_days(evidence)
    most = min(_DAYS if days else _MOST, len(groups))
    paragraphs: dict[tuple[int, int], _Paragraph] = {(0, 0): _Paragraph()}
    for n, group in enumerate(groups):
        paragraphs = _extended(paragraphs, group, Room(most, room.most), must=n == 0)
    fewest = min(most if days else _FEWEST, len(groups))
    key = max(paragraphs, key=lambda each: (min(each[0], fewest), each[1] >= room.least, paragraphs[each].worth))
    return [(told.place, each) for told in paragraphs[key].told for each in told.sentences]


def _groups(evidence: Sequence[Evidence]) -> list[list[Told]]:
    """Return the ways to tell of each paper, or, where they are of three days or more, of the papers of each day."""
    first, *others = evidence
    known = [leading_ways(first.paper), *(ways(item.paper) for item in others)]
    ranked = [
        [_at(place, way, item.score) for way in each]
        for place, (item, each) in enumerate(zip(evidence, known, strict=True), start=1)
    ]
    if not _are_of_days(evidence):
        return ranked
    by_day: dict[str, list[Told]] = {item.part: [] for item in evidence}
    for item, told in zip(evidence, ranked, strict=True):
        by_day[item.part] += told
    return list(by_day.values())


def _are_of_days(evidence: Sequence[Evidence]) -> bool:
    """Return whether the papers are of three days or more, so that each day is told of."""
    return len({item.part for item in evidence}) >= _FEWEST


def _at(place: int, way: Told, score: float) -> Told:
    """Return a way to tell of a paper with what it is worth at its place."""
    return way._replace(place=place, worth=way.worth * (_LEAD if place == 1 else 1.0) + _RANK * score)


def _extended(
    paragraphs: dict[tuple[int, int], _Paragraph], group: Sequence[Told], limits: Room, *, must: bool
) -> dict[tuple[int, int], _Paragraph]:
    """Return the best paragraphs, by their papers and words, with one of a group or, unless one must be, without."""
    after = {} if must and group else dict(paragraphs)
    for (count, length), (worth, told) in paragraphs.items():
        for way in group if count < limits.least else ():
            gain = way.worth - (_FOURTH if count >= _FEWEST else 0.0)
            key, longer = (count + 1, length + way.words), _Paragraph(worth + gain, (*told, way))
            if key[1] <= limits.most and (key not in after or after[key].worth < longer.worth):
                after[key] = longer
    return after


@lru_cache(maxsize=512)
def ways(paper: Paper, least: _Least = _LEAST) -> tuple[Told, ...]:
    """Return what may be told of a paper: what it is, with its main finding or without, or both by its title."""
    numbers = frozenset(best(grades(paper).finding, _FINDINGS, least.finding))
    first = [_Worth(opening_worth(paper, each), each) for each in openings(paper, least.opening)]
    second = [_Worth(finding_worth(paper, each), each) for each in tellings(paper, opens=False, only=numbers)]
    found = []
    if not any(each.worth >= _INTRODUCES and _names(each.told, paper) for each in first):
        some = tellings(paper, opens=True, only=numbers)
        alone = [_Worth(finding_worth(paper, each, alone=True), each) for each in some]
        found = [_told(paper, _BY_TITLE, each) for each in _titled(paper, alone, least.finding)]
        first += _titled(paper, [one for one in first if not _names(one.told, paper)], least.opening)
    found += [_told(paper, -_SINGLE, one) for one in first if one.worth >= least.opening]
    for one, other in product(first, second):
        if one.worth >= least.opening and other.worth >= least.finding and _follows(other.told, one.told, paper):
            found.append(_told(paper, 0.0, one, other))
    return tuple(found)


def _names(told: Telling, paper: Paper) -> bool:
    """Return whether a telling introduces a work by its name and subject, so that no title is needed."""
    named = told.defines or bool(name_of(paper) and mentions(told.text, name_of(paper)))
    return named and title_share(paper, told.text) >= _SUBJECT


def _titled(paper: Paper, some: Sequence[_Worth], least: float) -> list[_Worth]:
    return [_Worth(worth, each) for worth, told in some if worth >= least and (each := titled(told, paper))]


def _told(paper: Paper, more: float, *sentences: _Worth) -> Told:
    share = title_share(paper, " ".join(each.told.text for each in sentences))
    worth = sum(each.worth - _COST for each in sentences) + _TITLE * share + more
    return Told(0, tuple(each.told for each in sentences), worth)


def openings(paper: Paper, least: float = _LEAST.opening) -> tuple[Telling, ...]:
    """Return the sentences that may say what a paper is, as they may be told."""
    return tellings(paper, opens=True, only=frozenset(best(grades(paper).opening, _OPENINGS, least)))


def leading_ways(paper: Paper) -> tuple[Told, ...]:
    """Return what may be told of the first paper, be it little: if nothing, it is called by its title."""
    return ways(paper) or ways(paper, _LITTLE)


def _follows(other: Telling, one: Telling, paper: Paper) -> bool:
    """Return whether a sentence says something else than the one before it, and is understood behind it."""
    before = one.text.lower()
    spelled = all(
        short in one.text or common_acronyms().get(short, "\0").replace("-", " ") in before.replace("-", " ")
        for short in other.acronyms
    )
    if one.number >= other.number or _overlap(one.text, other.text) >= _SAME:
        return False
    return spelled and (not other.text.startswith(_PRONOUNS) or (one.defines and other.number == one.number + 1))


def _overlap(one: str, other: str) -> float:
    """Return which share of the longer words of the shorter of two texts stands in both."""
    first, second = (set(_WORD.findall(text.lower())) for text in (one, other))
    return len(first & second) / max(1, min(len(first), len(second)))


@lru_cache(maxsize=2048)
def gist_of(paper: Paper) -> str:
    """Return the sentence that says what a paper is, in the third person, or "" if none can be told."""
    short = [told for told in openings(paper) if told.words <= _GIST_WORDS]
    return max(short, key=lambda told: opening_worth(paper, told)).text if short else ""
