"""Which sentences answer a question: chosen among all papers of the evidence, none twice, and put in order.

A sentence is worth its strength and how near its paper came to the best one; how much each counts, and that a claim is
best served by three sentences from wherever they come, was measured on SciFact's training claims (`assistant eval
evidence`): a gold sentence is among three from the best paper for 72 %, one each of three papers 55 %, the best three
of all 75 %.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from index import cues
from index.kinds import Asking, Kind, asking, follows_up
from index.lexical import terms
from index.names import mentions, names
from index.passages import gives_figure, is_about
from index.query import Evidence

Placed = tuple[int, Evidence]  # the place that marks name, and the paper

_SEVERAL = 6  # sentences for several questions in one, or several senses of a word
_PAPER = 1.5  # what the paper's score counts beside the strength of the sentence
_SAME = 0.7  # share of the shorter sentence's words that makes another one say the same
_FEW = 4  # words; "We propose Quilt." is not all that a sentence on Quilt says
_WEAK = 0.5  # of the best sentence's strength; one of a further paper that has less says little


class Plan(NamedTuple):
    """How much is shown for a kind of question."""

    sentences: int
    each: int  # sentences of one paper
    papers: int


PLANS: dict[Kind, Plan] = {
    "claim": Plan(3, 3, 3),
    "definition": Plan(4, 3, 3),
    "method": Plan(4, 2, 3),
    "figure": Plan(4, 3, 2),
    "papers": Plan(6, 1, 6),
    "comparison": Plan(6, 2, 4),
    "open": Plan(4, 2, 3),
}


class Passage(NamedTuple):
    """One sentence: the place of its paper in the evidence, its number, and what it is worth."""

    place: int
    number: int
    worth: float
    strength: float
    text: str


def choose(question: str, evidence: Sequence[Evidence]) -> list[Passage]:
    """Return the sentences that answer, in the order in which they are to be read; none if none does.

    Each part of a question is answered by itself, and each sense of an acronym by its first paper.
    """
    groups = _groups(question, evidence)
    chosen: list[Passage] = []
    for asked, placed in groups:
        wanted = asking(asked)
        plan = PLANS[wanted.kind] if len(groups) == 1 else Plan(max(2, _SEVERAL // len(groups)), 2, 2)
        every = _on_what_is_named(asked, wanted, _passages(placed), dict(placed))
        chosen += _in_order(_best(every, plan, chosen, strict=wanted.kind != "claim"))
    return chosen


def _groups(question: str, evidence: Sequence[Evidence]) -> list[tuple[str, list[Placed]]]:
    """Return what is asked in one question, each with its papers and their places."""
    placed = list(enumerate(evidence, start=1))
    first = {item.sense: (place, item) for place, item in reversed(placed) if item.sense}
    if first:
        return [(question, [one]) for one in sorted(first.values(), key=lambda one: one[0])]
    parts = dict.fromkeys(item.part for item in evidence)
    return [(part or question, [one for one in placed if one[1].part == part]) for part in parts]


def _on_what_is_named(
    question: str, wanted: Asking, every: Sequence[Passage], evidence: Mapping[int, Evidence]
) -> list[Passage]:
    """Return the passages of papers that have a figure, or sentences that say something, of what is named.

    What ChatGPT cost is not told by the figures of a paper that only mentions it: better no answer than that one.
    """
    named = (
        names(question) if wanted.kind == "figure" else [name for subject in wanted.subjects for name in names(subject)]
    )
    if wanted.kind not in {"figure", "definition"} or not named or follows_up(question):
        return list(every)
    about = {place for place, item in evidence.items() if any(is_about(item.paper, name) for name in named)}
    if wanted.kind == "figure":
        about |= {p.place for p in every if gives_figure(question, evidence[p.place].paper, p.number)}
        return [p for p in every if p.place in about]
    return [p for p in every if p.place in about or any(mentions(p.text, name) for name in named)] or list(every)


def _passages(placed: Sequence[Placed]) -> list[Passage]:
    """Return the sentences of all papers, the worthiest first."""
    top = max((item.score for _, item in placed), default=0.0)
    every = []
    for place, item in placed:
        strengths = item.strengths or tuple(1 - rank / 100 for rank in range(len(item.sentences)))
        near = item.score / top if top > 0 else 1.0
        every += [
            Passage(place, number, strength + _PAPER * near, strength, item.paper.sentences[number - 1])
            for number, strength in zip(item.sentences, strengths, strict=True)
            if item.paper.statements[number - 1]
        ]
    return sorted(every, key=lambda passage: (-passage.worth, passage.place, passage.number))


def _best(group: Sequence[Passage], plan: Plan, taken: Sequence[Passage], *, strict: bool) -> list[Passage]:
    chosen: list[Passage] = []
    best = max((passage.strength for passage in group), default=0.0)
    for passage in group:
        places = {other.place for other in chosen}
        unit = _with_what_it_needs(passage, group, chosen) if strict else [passage]
        if len(chosen) + len(unit) > plan.sentences or (passage.place not in places and len(places) >= plan.papers):
            continue
        if sum(other.place == passage.place for other in chosen) + len(unit) > plan.each + (len(unit) > 1):
            continue
        if strict and passage.place not in places and places and passage.strength < _WEAK * best:
            continue
        if not any(_says_the_same(one.text, other.text) for one in unit for other in (*taken, *chosen)):
            chosen += unit
    return chosen


def _with_what_it_needs(passage: Passage, group: Sequence[Passage], chosen: Sequence[Passage]) -> list[Passage]:
    """Return the passage, behind the one before it where it begins with "However", "It" or the like."""
    if not cues.leans_back(passage.text) or passage.number == 1:
        return [passage]
    before = (passage.place, passage.number - 1)
    if any((other.place, other.number) == before for other in chosen):
        return [passage]
    return [*(other for other in group if (other.place, other.number) == before), passage]


def _in_order(chosen: Sequence[Passage]) -> list[Passage]:
    """Return passages paper by paper, that of the worthiest first, and as they stand within an abstract."""
    worth = {place: max(one.worth for one in chosen if one.place == place) for place in {one.place for one in chosen}}
    return sorted(chosen, key=lambda passage: (-worth[passage.place], passage.place, passage.number))


def _says_the_same(one: str, other: str) -> bool:
    first, second = _words(one), _words(other)
    return len(first & second) >= _SAME * max(min(len(first), len(second)), _FEW)


@lru_cache(maxsize=2048)
def _words(text: str) -> frozenset[str]:
    return frozenset(terms(text))
