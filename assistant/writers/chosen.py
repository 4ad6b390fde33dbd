"""Which sentences answer a question: chosen among all papers of the evidence, none twice, and put in order.

A sentence is worth its strength and how near its paper came to the best one; how much each counts, and that a claim is
best served by three sentences from wherever they come, was measured on SciFact's training claims (`assistant eval
evidence`): a gold sentence is among three from the best paper for 72 %, one each of three papers 55 %, the best three
of all 75 %.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from index import cues
from index.kinds import Asking, Kind, asking, follows_up
from index.lexical import terms
from index.names import mentions, names
from index.paper import Paper
from index.passages import defines, gives_figure, is_about, names_work_of
from index.query import Evidence

Placed = tuple[int, Evidence]  # the place that marks name, and the paper

_BOTH = 2  # sentences with both sides of a comparison
# What kind of work a question for papers wants, and how a paper's title or contribution tells that it is one.
_WORKS = tuple(
    (re.compile(asks, re.IGNORECASE), re.compile(tells, re.IGNORECASE))
    for asks, tells in (
        (
            r"\b(?:data\s?sets?|corpus|corpora)\b",
            r"\b(?:data\s?sets?|corpus|corpora|collections?)\b|bench(?:marks?)?\b",
        ),
        (r"\bbenchmarks?\b", r"bench(?:marks?)?\b|\b(?:test|evaluation) (?:set|suite)s?\b|\bchallenge\b"),
        (r"\b(?:surveys?|reviews?|overviews?)\b", r"\b(?:survey|review|overview|taxonom|tutorial|roadmap)"),
    )
)
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

    Each part of a question is answered by itself, and each sense of an acronym by its first paper; a sentence that has
    both sides of a comparison comes first.
    """
    groups = _groups(question, evidence)
    chosen = _on_both_sides(asking(question), _passages(list(enumerate(evidence, start=1))))
    for asked, placed in groups:
        wanted = asking(asked)
        plan = PLANS[wanted.kind] if len(groups) == 1 else Plan(max(2, (_SEVERAL - len(chosen)) // len(groups)), 2, 2)
        every = _on_what_is_named(asked, wanted, _passages(_of_kind(asked, wanted, placed)), dict(placed))
        best = _best(every, plan, chosen, strict=wanted.kind != "claim")
        chosen += _in_order(best, lead=_first_figure(asked, best, dict(placed)) if wanted.kind == "figure" else ())
    return chosen


def _on_both_sides(wanted: Asking, every: Sequence[Passage]) -> list[Passage]:
    """Return the best sentences in which both things that are compared stand."""
    if wanted.kind != "comparison":
        return []
    both = [passage for passage in every if all(_is_in(subject, passage.text) for subject in wanted.subjects)]
    return _best(both, Plan(_BOTH, _BOTH, _BOTH), (), strict=False)


def _is_in(subject: str, text: str) -> bool:
    named = names(subject)
    return all(mentions(text, name) for name in named) if named else _words(subject) <= _words(text)


def _of_kind(question: str, wanted: Asking, placed: Sequence[Placed]) -> Sequence[Placed]:
    """Return the papers that are of the kind asked for, such as datasets or surveys, if any are."""
    if wanted.kind != "papers":
        return placed
    kinds = [is_one for asks, is_one in _WORKS if asks.search(question)]
    if not kinds:
        return placed
    return [one for one in placed if any(kind.search(_contribution(one[1].paper)) for kind in kinds)] or placed


def _contribution(paper: Paper) -> str:
    idea = cues.idea_sentence(paper.statements)
    return f"{paper.title}. {paper.statements[idea - 1] if idea else ''}"


def _first_figure(question: str, best: Sequence[Passage], evidence: Mapping[int, Evidence]) -> Sequence[Passage]:
    """Return the first of the best passages that gives the figure, behind the one that it needs."""
    what = cues.counted(question)
    counting = [passage for passage in best if what and cues.counts(passage.text, what)]
    giving = (p for p in best if gives_figure(question, evidence[p.place].paper, p.number))
    first = next(iter(counting), None) or next(giving, None)
    if first is None:
        return ()
    before = [one for one in best if (one.place, one.number) == (first.place, first.number - 1)]
    return [*before, first] if cues.leans_back(first.text) else [first]


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
        [name for subject in wanted.subjects for name in names(subject)]
        if wanted.kind == "definition"
        else names(question)
    )
    if wanted.kind not in {"figure", "definition", "method", "open"} or follows_up(question):
        return list(every)
    called = {place for place, item in evidence.items() if names_work_of(question, item.paper)}
    if wanted.kind == "open":
        return [p for p in every if p.place in called] if len(called) == 1 and len(named) <= 1 else list(every)
    if not (named or called):
        return list(every)
    about = called or {place for place, item in evidence.items() if any(is_about(item.paper, name) for name in named)}
    if wanted.kind == "figure":
        what = cues.counted(question)
        giving = {p.place for p in every if what and cues.counts(p.text, what)} or {
            p.place for p in every if gives_figure(question, evidence[p.place].paper, p.number)
        }
        wanted_places = (about & giving) or (about | giving)
        return [p for p in every if p.place in wanted_places]
    if about:
        return [p for p in every if p.place in about or any(defines(p.text, name) for name in named)]
    return [p for p in every if any(mentions(p.text, name) for name in named)] or list(every)


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


def _in_order(chosen: Sequence[Passage], lead: Sequence[Passage] = ()) -> list[Passage]:
    """Return passages paper by paper, that of the worthiest first, and as they stand within an abstract.

    Those that lead come before all.
    """
    worth = {place: max(one.worth for one in chosen if one.place == place) for place in {one.place for one in chosen}}
    rest = [passage for passage in chosen if passage not in lead]
    return [*lead, *sorted(rest, key=lambda passage: (-worth[passage.place], passage.place, passage.number))]


def _says_the_same(one: str, other: str) -> bool:
    first, second = _words(one), _words(other)
    return len(first & second) >= _SAME * max(min(len(first), len(second)), _FEW)


@lru_cache(maxsize=2048)
def _words(text: str) -> frozenset[str]:
    return frozenset(terms(text))
