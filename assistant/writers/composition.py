"""One paragraph over several papers from their own sentences, each told in the third person, in a range of words.

Of each paper one sentence says what it is, and a second one its main finding, if it has one worth telling. Which are
taken is a knapsack problem: papers and sentences are worth what they say (`assistant.writers.telling_worth`), and words
are what there is room for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from assistant.verification.overlap import terms
from assistant.writers.following import follows, strange
from assistant.writers.retelling import Telling, known_of, tellings, titled
from assistant.writers.telling_worth import (
    best,
    finding_worth,
    grades,
    is_finding,
    method_worth,
    next_worth,
    opening_worth,
    task_share,
    told_loss,
    untold,
)
from index.paper import Paper
from index.query import Evidence
from index.statements import heading_of

ASKED_FOR = 10.0  # what is added to the score of a paper that the reader asked for: it is told if it can be
LEAST_WORDS, MOST_WORDS = 90, 140  # of a brief, its first sentence included
_CONNECTIVE = 5  # words that may come to it, such as `Next come two on video.`
_FEWEST, _MOST = 2, 3  # papers of one day
_SEVERAL, _DAYS = 3, 6  # days, of which one paper each is told
_OPENINGS, _FINDINGS, _METHODS = 3, 4, 2  # sentences of a paper that are looked at: what it is, what came of it, how
_TELLS_HOW, _UNFOUND = 0.2, 1.3  # of a sentence on the method; what it loses where the paper need not be told
_UNTOLD = 14.0  # what the words of a title tell, two to four of them, that a sentence has to be told behind the title
_COST = 1.0  # grade that each sentence must have for the paragraph to gain by it
_SINGLE = 4.0  # what a paper loses of which one sentence is told: a reader wants to know what came of it
_A_FINDING = 1.4  # grade of a finding that says it by itself
_TITLE = 0.8  # what it counts that all words of the title are told
_TITLE_AGAIN, _MORE = 1.0, 12.0  # what a sentence loses that tells less than this beside a title that is known
_SHARES = 0.5  # share of a title in a finding that is told behind it with no other sentence before
_BY_TITLE = 0.3  # what a sentence loses where the title must say what it is about
_RANK = 0.5  # what the rank of a paper counts beside how well it can be told
_LEAD = 2.0  # times what it counts how the first paper is told
_GIST_WORDS = 32
_TRIES = re.compile(
    r"\b(?:experiment|evaluat|validat|benchmark|conduct|analy[sz]|release|open-sourc|public)", re.IGNORECASE
)


class _Least(NamedTuple):
    """What a sentence must be worth for it to be told, as what a paper is and as what was found."""

    opening: float
    finding: float


_LEAST, _LITTLE = _Least(0.8, 0.95), _Least(0.3, 0.15)


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


def compose(evidence: Sequence[Evidence], opening: str) -> list[tuple[int, Telling]]:
    """Return what is told of which paper, by its place from 1.

    One paper, or not each day, is told only where there are no more, and fewer words than the least as well.
    """
    room, titled_before = room_behind(opening), f"“{heading_of(evidence[0].paper)}”" in opening
    groups = _groups(evidence, titled_before=titled_before)
    days = _are_of_days(evidence)
    most = min(_DAYS if days else _MOST, len(groups))
    paragraphs: dict[tuple[int, int], _Paragraph] = {(0, 0): _Paragraph()}
    for n, group in enumerate(groups):
        paragraphs = _extended(paragraphs, group, Room(most, room.most), must=n == 0)
    fewest = min(most if days else _FEWEST, len(groups))
    key = max(paragraphs, key=lambda each: (min(each[0], fewest), each[1] >= room.least, paragraphs[each].worth))
    return [(told.place, each) for told in paragraphs[key].told for each in told.sentences]


def _groups(evidence: Sequence[Evidence], *, titled_before: bool) -> list[list[Told]]:
    """Return the ways to tell of each paper, or, where they are of three days or more, of the papers of each day."""
    first, *others = evidence
    known = [leading_ways(first.paper, titled_before=titled_before), *(ways_of(item) for item in others)]
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


def ways_of(item: Evidence) -> tuple[Told, ...]:
    """Return what may be told of a paper that is not the first, be it little where the reader asked for it."""
    return ways(item.paper, _LITTLE if item.score >= ASKED_FOR else _LEAST)


def _are_of_days(evidence: Sequence[Evidence]) -> bool:
    """Return whether the papers are of three days or more, so that each day is told of."""
    return len({item.part for item in evidence}) >= _SEVERAL


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
            key, longer = (count + 1, length + way.words), _Paragraph(worth + way.worth, (*told, way))
            if key[1] <= limits.most and (key not in after or after[key].worth < longer.worth):
                after[key] = longer
    return after


@lru_cache(maxsize=512)
def ways(paper: Paper, least: _Least = _LEAST, *, titled_before: bool = False) -> tuple[Told, ...]:
    """Return what may be told of a paper, the best of each length: what it is, alone or with what came of it.

    What is found is told alone only where it says what the title says. `titled_before`: a reader knows the title.
    """
    numbers = frozenset(best(grades(paper).finding, _FINDINGS, least.finding))
    behind = [_Worth(finding_worth(paper, each), each) for each in tellings(paper, opens=False, only=numbers)]
    first = _from(least.opening, _introductions(paper, least.opening, titled_before=titled_before))
    second = [*_from(least.finding, behind), *_methods(paper, 0.0 if least == _LITTLE else _UNFOUND)]
    alone = _from(least.finding, _found_alone(paper, numbers, titled_before=titled_before))
    found = [_told(paper, -_alone_loses(paper, one.told), one) for one in (*first, *alone)]
    openers = [*first, *alone, *_methods(paper, 0.0, opens=True)] if titled_before else first
    pairs = [*product(openers, second), *_going_on(paper, first, 0.0 if least == _LITTLE else _UNFOUND)]
    found += [
        _told(paper, -strange(paper, two[0].told, two[1].told), *two)
        for two in pairs
        if follows(paper, two[0].told, two[1].told)
    ]
    return tuple({way.words: way for way in sorted(found, key=lambda way: way.worth)}.values())


def _alone_loses(paper: Paper, told: Telling) -> float:
    """Return what a paper loses by one sentence: less if that says what came of it as well."""
    return _SINGLE * max(0.0, 1 - float(grades(paper).finding[told.number - 1]) / _A_FINDING)


def _from(least: float, some: Iterable[_Worth]) -> list[_Worth]:
    return [one for one in some if one.worth >= least]


def _introductions(paper: Paper, least: float, *, titled_before: bool) -> Iterator[_Worth]:
    """Yield what says what a paper is: as it is where the title's words are in it or known, else with the title."""
    for told in openings(paper, least):
        worth = opening_worth(paper, told)
        if titled_before or untold(paper, told.text) < _UNTOLD:
            yield _Worth(worth - (_TITLE_AGAIN if titled_before and not _adds(paper, told) else 0.0), told)
        elif (by_title := titled(told, paper)) and "”:" not in by_title.text:
            yield _Worth(worth - _BY_TITLE, by_title)


def _adds(paper: Paper, told: Telling) -> bool:
    """Return whether a sentence says something that the title does not say."""
    title = terms(f"{heading_of(paper)} {known_of(paper).subject} propose present introduce")
    return sum(weight for term, weight in terms(told.text).items() if term not in title) >= _MORE


def _methods(paper: Paper, loses: float, *, opens: bool = False) -> Iterator[_Worth]:
    """Yield sentences that say how the work goes about it: where nothing is found that can be told, they tell more."""
    numbers = frozenset(best(method_worth(paper), _METHODS, _TELLS_HOW))
    for told in tellings(paper, opens=opens, only=numbers):
        if not _TRIES.search(told.text):
            yield _Worth(float(method_worth(paper)[told.number - 1]) - told_loss(paper, told) - loses, told)


def _going_on(paper: Paper, first: Sequence[_Worth], loses: float) -> Iterator[tuple[_Worth, _Worth]]:
    """Yield sentences with the one right behind each in the abstract, which may lean on it: `This framework`."""
    for one in first:
        behind = frozenset([one.told.number + 1])
        for told in tellings(paper, opens=False, only=behind) if not one.told.is_cut else ():
            worth = next_worth(paper, told) - loses * (not is_finding(paper, told))
            if worth >= _LITTLE.finding and not _TRIES.search(told.text):
                yield one, _Worth(worth, told)


def _found_alone(paper: Paper, numbers: frozenset[int], *, titled_before: bool) -> Iterator[_Worth]:
    """Yield findings behind the title, those that have its words or, where a reader knows it, any."""
    for told in tellings(paper, opens=True, only=numbers):
        by_title = told if titled_before else titled(told, paper)
        if by_title and (titled_before or task_share(paper, told.text) >= _SHARES):
            yield _Worth(finding_worth(paper, told, alone=True) - _BY_TITLE, by_title)


def _told(paper: Paper, more: float, *sentences: _Worth) -> Told:
    share = task_share(paper, " ".join(each.told.text for each in sentences).replace(heading_of(paper), ""))
    worth = sum(each.worth - _COST for each in sentences) + _TITLE * share + more
    return Told(0, tuple(each.told for each in sentences), worth)


def openings(paper: Paper, least: float = _LEAST.opening) -> tuple[Telling, ...]:
    """Return the sentences that may say what a paper is, as they may be told."""
    return tellings(paper, opens=True, only=frozenset(best(grades(paper).opening, _OPENINGS, least)))


def leading_ways(paper: Paper, *, titled_before: bool = False) -> tuple[Told, ...]:
    """Return what may be told of the first paper, be it little: if nothing, it is called by its title."""
    return ways(paper, _LITTLE, titled_before=titled_before)


@lru_cache(maxsize=2048)
def gist_of(paper: Paper) -> str:
    """Return the sentence that says what a paper is, in the third person, or "" if none can be told."""
    short = [told for told in openings(paper) if told.words <= _GIST_WORDS]
    return max(short, key=lambda told: opening_worth(paper, told)).text if short else ""
