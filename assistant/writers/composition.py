"""One paragraph over several papers from their own sentences, each told in the third person, in a range of words.

Of each paper one sentence says what it is, and a second one its main finding, if it has one worth telling. Which are
taken is a knapsack problem: papers and sentences are worth what they say (`assistant.writers.telling_worth`), and words
are what there is room for.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.verification.overlap import terms
from assistant.writers.retelling import Telling, name_of, tellings, titled
from assistant.writers.telling_features import points_back
from assistant.writers.telling_worth import (
    best,
    boast,
    finding_worth,
    follows,
    grade_of,
    grades,
    is_background,
    is_of_others,
    leans,
    opening_worth,
    result_worth,
)
from index.cues import leans_back
from index.names import mentions
from index.paper import Paper
from index.query import Evidence
from index.statements import heading_of
from index.text import plain

ASKED_FOR = 10.0  # what is added to the score of a paper that the reader asked for: it is told if it can be
LEAST_WORDS, MOST_WORDS = 90, 140  # of a brief, its first sentence included
_SPARE = 5  # words, for a model that counts badly
_FEWEST, _MOST = 2, 3  # papers of one day
_SEVERAL, _DAYS = 3, 6  # days, of which one paper each is told
_OPENINGS, _RESULTS = 3, 5  # sentences of a paper that are looked at: what it is, what came of it
_LEAST, _LITTLE = 0.8, 0.2  # what a sentence must be worth for it to be told first, and for it to be told at all
_POOR = -1.0  # and of the paper that the first sentence of the brief has named
_FOUND = 0.4  # grade that a finding has at least: below are steps of the method, hopes, and what was released
_PLAIN = -0.5  # what a finding of the first paper must be worth: one that says little is missed less than none
_COST = 1.2  # grade that each sentence must have for the paragraph to gain by it
_SINGLE = 2.4  # what a paper loses of which one sentence is told: a reader wants to know what came of it
_BESIDE = 0.25  # times that, where a second sentence says something else: how a thing is made is better than nothing
_A_FINDING = 1.4  # grade of a finding that says it by itself
_WHOLE = 1.55  # grade of a sentence that says what a paper is without its title
_UNSAID = 0.3  # what an opening loses that does not say what the title says the paper is on
_TELLING, _SUBJECT = 3.0, 0.5  # what a word tells, and the share of the title's such words that an opening has then
_BY_TITLE = 0.5  # what a finding loses where the title must say what it is about
_RANK = 1.0  # what the rank of a paper counts beside how well it can be told
_LEAD = 2.5  # times what it counts how the first paper is told
_GIST_WORDS = 40


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
    return Room(LEAST_WORDS - words, MOST_WORDS - words - _SPARE)


def first_of_each(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the papers that a model is asked to tell of: the first ones, which are of a day each if they have one."""
    return list(evidence[: _DAYS if any(item.part for item in evidence) else _MOST])


def compose(evidence: Sequence[Evidence], opening: str) -> list[tuple[int, Telling]]:
    """Return what is told of which paper, by its place from 1; of one alone, or too briefly, only where need be."""
    room, groups = room_behind(opening), _groups(evidence, opening)
    days = _are_of_days(evidence)
    most = min(_DAYS if days else _MOST, len(groups))
    paragraphs: dict[tuple[int, int], _Paragraph] = {(0, 0): _Paragraph()}
    for n, group in enumerate(groups):
        paragraphs = _extended(paragraphs, group, Room(most, room.most + _SPARE), must=n == 0)
    fewest = min(most if days else _FEWEST, len(groups))
    key = max(paragraphs, key=lambda each: (min(each[0], fewest), each[1] >= room.least, paragraphs[each].worth))
    return [(told.place, each) for told in paragraphs[key].told for each in told.sentences]


def _groups(evidence: Sequence[Evidence], opening: str) -> list[list[Told]]:
    """Return the ways to tell of each paper, or, where they are of three days or more, of the papers of each day."""
    first, *others = evidence
    known = [_known_by(first.paper, opening), *(ways_of(item) for item in others)]
    ranked = []
    for place, (item, told) in enumerate(zip(evidence, known, strict=True), start=1):
        times = _LEAD if place == 1 else 1.0
        ranked.append([way._replace(place=place, worth=times * way.worth + _RANK * item.score) for way in told])
    if not _are_of_days(evidence):
        return ranked
    by_day: dict[str, list[Told]] = {item.part: [] for item in evidence}
    for item, told in zip(evidence, ranked, strict=True):
        by_day[item.part] += told
    by_day[first.part] = ranked[0] or by_day[first.part]  # most voted, it is told if it can be
    return list(by_day.values())


def _known_by(paper: Paper, opening: str) -> Sequence[Told]:
    """Return what may be told of the first paper, behind a sentence that has its title, its name, or neither."""
    told = leading_ways(paper, titled_before=f"“{heading_of(paper)}”" in opening)
    name = short_name(paper)
    named = [way for way in told if _begins_with(name, way)] if name else []
    return named if named and f"; {name} has" in opening else told


def ways_of(item: Evidence) -> tuple[Told, ...]:
    """Return what may be told of a paper that is not the first, be it little where the reader asked for it."""
    return ways(item.paper, _LITTLE if item.score >= ASKED_FOR else _LEAST)


def _are_of_days(evidence: Sequence[Evidence]) -> bool:
    """Return whether the papers are of three days or more, so that each day is told of."""
    return len({item.part for item in evidence}) >= _SEVERAL


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
def ways(
    paper: Paper, least: float = _LEAST, finding: float = _LITTLE, *, titled_before: bool = False
) -> tuple[Told, ...]:
    """Return what may be told of a paper, the best of each length; `least` and `finding` are least worths."""
    numbers, name = _findings(paper), name_of(paper)
    found: list[Told] = []
    for worth, first in _firsts(paper, numbers, titled_before=titled_before):
        if worth < least or (worth < _LEAST and is_background(paper, first)):
            continue
        found.append(Told(0, (first,), worth - _COST - _finding_missed(paper, first)))
        behind = numbers if first.is_cut else numbers | {first.number + 1}
        for told in tellings(paper, opens=False, only=behind):
            if is_of_others(paper, told) or (is_background(paper, told) and not mentions(told.text, name)):
                continue
            if told.is_cut and grade_of(paper, told)[1] < _FOUND:
                continue  # its finding is cut off
            result = result_worth(paper, told, first)
            named = first if titled_before else _named(first, told, paper)
            if named and result >= finding and follows(first, told, paper):
                missed = min(_finding_missed(paper, each) for each in (first, told))
                found.append(Told(0, (named, told), worth + result - 2 * _COST - _BESIDE * missed))
    return tuple({way.words: way for way in sorted(found, key=lambda way: way.worth)}.values())


def _findings(paper: Paper) -> frozenset[int]:
    """Return the numbers of what came of a paper, or, as of a survey, what more is said of what it is."""
    found = best(grades(paper).finding, _RESULTS, _FOUND)
    return frozenset(found or best(grades(paper).opening, _OPENINGS, _LITTLE))


def _named(first: Telling, told: Telling, paper: Paper) -> Telling | None:
    """Return what is told first, behind the title if the second sentence has a name that stands in that alone."""
    name = heading_of(paper).partition(": ")[0]
    if "“" in first.text or mentions(first.text, name) or not mentions(told.text, name):
        return first
    form = titled(first, paper)
    return form if form and "”:" not in form.text else None


def _finding_missed(paper: Paper, told: Telling) -> float:
    """Return what a paper loses if nothing is told of it that says better than this what came of it."""
    grade = grade_of(paper, told)[1] - boast(told)
    return _SINGLE * min(1.0, max(0.0, 1 - grade / _A_FINDING))


def _firsts(paper: Paper, results: frozenset[int], *, titled_before: bool) -> Iterator[tuple[float, Telling]]:
    """Yield what may be told first, behind the title unless a reader knows it, and what it is worth."""
    for told in openings(paper):
        worth, behind = opening_worth(paper, told), titled(told, paper)
        on_it = titled_before or _says_subject(paper, told)
        is_whole = titled_before or grades(paper).opening[told.number - 1] >= _WHOLE
        if is_whole:
            yield worth - _UNSAID * (not on_it), told
        if not (is_whole and on_it) and behind and "”:" not in behind.text:
            yield worth, behind
    for told in tellings(paper, opens=True, only=results):
        form = told if titled_before else titled(told, paper)
        if form and not leans(paper, told):
            yield finding_worth(paper, told) - _BY_TITLE * (not titled_before), form


def _says_subject(paper: Paper, told: Telling) -> bool:
    """Return whether a sentence has many of the telling words of a title, behind the name: it is on the same then."""
    name, _, behind = heading_of(paper).partition(": ")
    words = {stem for stem, weight in terms(plain(behind or name)).items() if weight >= _TELLING}
    return len(words & terms(plain(told.text)).keys()) >= _SUBJECT * len(words)


def openings(paper: Paper) -> tuple[Telling, ...]:
    """Return the sentences that may say what a paper is, as they may be told; none rests on what stands before it."""
    numbers = frozenset(best(grades(paper).opening, _OPENINGS, _LITTLE))
    found = tellings(paper, opens=True, only=numbers)
    return tuple(told for told in found if not (points_back(told.text) or leans_back(told.text)))


def leading_ways(paper: Paper, *, titled_before: bool = False) -> tuple[Told, ...]:
    """Return what may be told of the first paper, be it little: if nothing, it is called by its title."""
    return ways(paper, _POOR if titled_before else _LITTLE, _PLAIN, titled_before=titled_before)


def short_name(paper: Paper) -> str:
    """Return the name that the first paper may be called by before it is told, since that says what it is, or ""."""
    name, known = name_of(paper), leading_ways(paper)
    return name if name and known and _begins_with(name, max(known, key=lambda way: way.worth)) else ""


def _begins_with(name: str, way: Told) -> bool:
    return bool(re.match(rf"{re.escape(name)}[ ,(]", way.sentences[0].text))


@lru_cache(maxsize=2048)
def gist_of(paper: Paper) -> str:
    """Return the sentence that says behind the title what a paper is, or what came of it; "" if none can be told."""
    found = [(opening_worth(paper, told), told) for told in openings(paper)]
    results = tellings(paper, opens=True, only=_findings(paper))
    found += [
        (finding_worth(paper, told) - _BY_TITLE, told)
        for told in results
        if not (leans(paper, told) or is_background(paper, told))
    ]
    return max(((worth, told.text) for worth, told in found if told.words <= _GIST_WORDS), default=(0.0, ""))[1]
