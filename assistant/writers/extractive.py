"""The writer that needs no model: it answers with the abstracts' own sentences, verbatim, none twice, put in order.

What their strength and their papers' scores count was measured on the development questions of
`tests/data/questions.jsonl` and on SciFact's training claims (`tests/bench`). A sentence that says "we" of a paper that
has not been named gets the paper's name before it: `RaLMSpec: We propose …`.
"""

import math
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.parsing.events import Draft, Mark
from assistant.types import Usage
from assistant.writers.composition import compose
from assistant.writers.telling_worth import grades
from index import cues
from index.labels import attributed, is_named_in, label, speaks_of_itself
from index.models.question_types import LISTS, QuestionType, question_type
from index.models.record_fields import LINKS, fields_asked
from index.models.sentence_roles import roles
from index.query import SURE, Evidence
from index.statements import statements_of
from index.terms import terms

Placed = tuple[int, Evidence]  # the place that marks name, and the paper

_FAR = 0.15  # of the score of the best paper; one with less is left out
_ON_TOPIC = 0.25  # of the likelihood of the best paper to be on what is asked, from which one belongs in a list
_SEVERAL = 6  # sentences for several senses of a word
_PAPER = 6.0  # what the paper's score counts beside the strength of the sentence: the likelier paper comes first
_LEANS = 0.3  # what a sentence loses that is not understood without the one before it
_LEANS_LESS = 0.05  # the same of one that answers hardly less than the best of its paper, in an answer that is no list
_ASKS = 1.0  # what one loses that is itself a question: of 298 sentences that answer none is, of 533 shown two were
_LINKS = 1.0  # what one with a link gains where that is asked for: read closely, of 50 such sentences 16 come first
_OPENS = 0.15  # times the grade of a sentence, of 0 to 2, as what says what its paper is, in a list
# Times that grade and the one as a finding in other answers, and times the logarithm of its words: conditional logistic
# regression on 1,514 questions by other hands. The one marked as best comes first of 673 others for .678 in place of
# .657, of 180 and 500 more for .639 .516 in place of .611 .508.
_TELLS, _LONGER = 0.06, 0.14
_SAME = 0.7  # share of the shorter sentence's words that makes another one say the same
_FEW = 4  # words; "We propose Quilt." is not all that a sentence on Quilt says
_NEARLY = 0.8  # of the strength of a paper's best sentence
_WEAK = 0.5  # of the best sentence's strength; background, or one of a further paper, that has less says little
_BACKGROUND = frozenset({"why", "definition", "limits", "open", "claim", "data", "papers", "comparison"})


class Plan(NamedTuple):
    """How much is shown for a type of question."""

    sentences: int
    each: int  # sentences of one paper
    papers: int
    least: float = _WEAK  # of the best sentence's strength, that one of a further paper has
    tells: float = 0.1  # strength of a further one of the paper that answers best
    lead: int = 4  # sentences of that paper, where as many tell


_USUAL = Plan(5, 2, 4)
PLANS: dict[QuestionType, Plan] = {
    "claim": Plan(3, 3, 3),
    "definition": Plan(4, 2, 3),
    "figure": Plan(4, 2, 4),
    "papers": Plan(7, 1, 6, tells=0.3, lead=2),
    "data": Plan(7, 1, 5, tells=0.3, lead=3),
    "comparison": Plan(6, 2, 4),
}
_UNSURE = Plan(7, 1, 5, least=0.0, tells=0.2, lead=2)  # where no abstract surely answers, more papers are shown
# What only the sentence before explains, which stands in front then.
_PRONOUNS = frozenset({"it", "its", "they", "their", "this", "these", "those", "such", "both"})
_ALONE = LISTS | {"claim"}  # types whose sentences are read by themselves


class Passage(NamedTuple):
    """One sentence and its worth; one `aside` is background, only shown before a sentence that needs it."""

    place: int
    number: int
    worth: float
    strength: float
    text: str
    aside: bool = False


def choose(question: str, evidence: Sequence[Evidence]) -> list[Passage]:
    """Return the sentences that answer, in the order to be read; each sense of a word is told by itself."""
    unsure = not any(item.answers >= SURE or item.named or item.sense for item in evidence)
    kind, chosen = question_type(question).type, list[Passage]()
    groups = _groups(evidence, is_list=kind in LISTS)
    for placed in groups:
        plan = PLANS.get(kind, _USUAL) if len(groups) == 1 else Plan(max(2, _SEVERAL // len(groups)), 2, 2)
        plan = _UNSURE if unsure and kind not in LISTS else plan
        sides = kind == "comparison" and sum(item.named for _, item in placed) > 1
        strict = kind != "claim" and not sides
        whole = {place for place, item in placed if item.named}
        best = _best(_passages(question, kind, placed), plan, chosen, whole, strict=strict, alone=kind in _ALONE)
        chosen += _in_order(best, sides=sides)
    return chosen


def _groups(evidence: Sequence[Evidence], *, is_list: bool) -> list[list[Placed]]:
    """Return the papers that come near the best, by place; of an acronym of several senses one of each.

    Beside a paper that the question names there are no others, but in a list.
    """
    least = _FAR * max((item.score for item in evidence if not item.named), default=0.0)
    on_topic = _ON_TOPIC * max((item.relevance for item in evidence), default=0.0)
    alone = not is_list and any(item.named for item in evidence)
    placed = [
        (place, item)
        for place, item in enumerate(evidence, start=1)
        if (item.score >= least and not alone) or (is_list and item.relevance >= on_topic) or item.sense or item.named
    ]
    first = {item.sense: (place, item) for place, item in reversed(placed) if item.sense}
    if first:
        return [[one] for one in sorted(first.values(), key=lambda one: one[0])]
    return [placed]


def _passages(asked: str, kind: QuestionType, placed: Sequence[Placed]) -> list[Passage]:
    """Return the sentences of all papers, the worthiest first; background is aside unless it is wanted or strong."""
    top = max((item.score for _, item in placed), default=0.0)
    likeliest = max((item.relevance for _, item in placed), default=0.0) or 1.0
    wants_link, every = bool(LINKS.intersection(fields_asked(asked))), list[Passage]()
    for place, item in placed:
        strengths = item.strengths or tuple(1 - rank / 100 for rank in range(len(item.sentences)))
        near, is_first = item.score / top if top > 0 else 1.0, item.score >= top
        if kind == "papers":  # close reading learned from questions that one paper answers
            near = (near + item.relevance / likeliest) / 2
        role = roles(item.paper.sentences).of
        every += [
            Passage(
                place,
                number,
                strength
                + _PAPER * near
                + _fit(
                    kind, item, number, leads=is_first and strength >= _NEARLY * strengths[0], wants_link=wants_link
                ),
                strength,
                item.paper.sentences[number - 1],
                kind not in _BACKGROUND and role[number - 1] == "background" and strength < _WEAK * strengths[0],
            )
            for number, strength in zip(item.sentences, strengths, strict=True)
            if statements_of(item.paper)[number - 1]
        ]
    return sorted(every, key=lambda passage: (-passage.worth, passage.place, passage.number))


def _fit(kind: QuestionType, item: Evidence, number: int, *, leads: bool, wants_link: bool) -> float:
    """Return what a sentence gains by what it tells of its paper, and loses by leaning back or by asking.

    One that `leads` is of the first paper, and answers hardly less than the best of it.
    """
    text, grade = item.paper.sentences[number - 1], grades(item.paper)
    opens, finds = float(grade.opening[number - 1]), float(grade.finding[number - 1])
    tells = _OPENS * opens if kind == "papers" else _TELLS * (opens + finds)
    # A limit often begins with "However".
    leans = kind != "limits" and cues.leans_back(text)
    loses = _LEANS_LESS if leads and kind not in _ALONE else _LEANS
    links = wants_link and "http" in text
    longer = _LONGER * math.log(max(len(text.split()), 1))
    return tells + longer + _LINKS * links - loses * leans - _ASKS * text.endswith("?")


def _best(
    group: Sequence[Passage],
    plan: Plan,
    taken: Sequence[Passage],
    named: Collection[int],
    *,
    strict: bool,
    alone: bool,
) -> list[Passage]:
    """Return the best passages that the plan has room for, each behind the one that it needs unless `alone`.

    Of the first paper there are as many as answer, of the papers `named` (places) as many as the plan says, of others
    one. Where nothing is asked (not `strict`), all have what the plan says.
    """
    chosen: list[Passage] = []
    best = max((passage.strength for passage in group), default=0.0)
    is_sole = len({passage.place for passage in group}) == 1
    for passage in group:
        if passage.aside:
            continue
        places = {other.place for other in chosen}
        own = sum(other.place == passage.place for other in chosen)
        is_lead = strict and (not chosen or passage.place == chosen[0].place)
        is_further = strict and not (is_lead or alone or passage.place in named)
        unit = [passage] if alone or is_further else _with_what_it_needs(passage, group, chosen)
        if len(chosen) + len(unit) > plan.sentences or (passage.place not in places and len(places) >= plan.papers):
            continue
        if own + len(unit) > (plan.lead if is_lead else 1 if is_further else plan.each) + (len(unit) > 1):
            continue
        if is_lead and own > (is_sole and not alone) and passage.strength < plan.tells:
            continue
        is_weak = (
            strict and not alone and passage.place not in (*places, *named) and passage.strength < plan.least * best
        )
        if is_weak and places:
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


def _in_order(chosen: Sequence[Passage], *, sides: bool) -> list[Passage]:
    """Return passages paper by paper, the worthiest first, of each the one that answers best, then as in the abstract.

    Of 70 answers that readers compared with those where all that lean on another stand behind it 26 were better, 18
    worse.

    The `sides` of a comparison stand in the order in which they were found: that of the question.
    """
    ordered: list[Passage] = []
    for place in dict.fromkeys(one.place for one in sorted(chosen, key=lambda one: one.place if sides else -one.worth)):
        own = sorted((one for one in chosen if one.place == place), key=lambda one: one.number)
        lead = max(own, key=lambda one: one.worth)
        opens = cues.leans_back(lead.text) and lead.text.split(maxsplit=1)[0].lower() in _PRONOUNS
        first = [one for one in own if opens and one.number == lead.number - 1] + [lead]
        ordered += [*first, *(one for one in own if one not in first)]
    return ordered


def _says_the_same(one: str, other: str) -> bool:
    first, second = _words(one), _words(other)
    return len(first & second) >= _SAME * max(min(len(first), len(second)), _FEW)


@lru_cache(maxsize=2048)
def _words(text: str) -> frozenset[str]:
    return frozenset(terms(text))


NAME = "extractive"


class ExtractiveWriter:
    """Chooses sentences by what the question wants, among all papers; see `assistant.writers.extractive`."""

    @property
    def name(self) -> str:
        """`extractive`."""
        return NAME

    @property
    def usage(self) -> Usage:
        """Nothing: no model is called."""
        return Usage()

    def answer(self, question: str, evidence: Sequence[Evidence]) -> Iterator[Draft]:
        """Yield three to six sentences if there are as many, paper by paper, the one that answers best first."""
        chosen = [(passage.place, passage.number) for passage in choose(question, evidence)]
        is_list = question_type(question).type in LISTS or len({place for place, _ in chosen}) > 1
        yield from _told(chosen, evidence, each=is_list)

    def brief(self, opening: str, evidence: Sequence[Evidence]) -> Iterator[Draft]:
        """Yield what is told of the papers in the third person; see `assistant.writers.composition`."""
        for place, told in compose(evidence, opening):
            yield Draft(told.text, (Mark(place, told.number),))

    def paragraph(self, topic: str, evidence: Sequence[Evidence]) -> Iterator[Draft]:
        """Yield the sentences that may be cited, paper by paper."""
        chosen = [
            (place, n)
            for place, item in enumerate(evidence, start=1)
            for n in sorted(item.sentences)
            if statements_of(item.paper)[n - 1]
        ]
        yield from _told(chosen, evidence)


def _told(chosen: Sequence[tuple[int, int]], evidence: Sequence[Evidence], *, each: bool = False) -> Iterator[Draft]:
    """Yield the sentences, with the paper's name before them where only "we" tells whose it is; with `each`, always."""
    named = set()
    for place, number in chosen:
        item = evidence[place - 1]
        paper, draft = item.paper, Draft(item.paper.sentences[number - 1], (Mark(place, number),))
        if is_named_in(draft.text, paper.title, paper.sentences):
            named.add(place)
        elif (
            place not in named
            and (each or speaks_of_itself(draft.text))
            and (name := label(paper.title, paper.sentences))
        ):
            named.add(place)
            draft = Draft(attributed(name, draft.text), draft.marks)
        yield draft
