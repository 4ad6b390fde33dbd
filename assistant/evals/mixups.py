"""Faults that keep the words of a sentence and mix up what belongs together, or drop what limits it.

As in `assistant.evals.faults`, the tables are not those of the checks.
"""

from __future__ import annotations

import itertools
import re

from assistant.evals.faults import Fault, Sample, called, capital, once
from assistant.grounding.marks import Draft, Mark

_FROM_TO = re.compile(r"\bfrom (\$?\d+(?:\.\d+)?(?:\\?%|x)?\$?) to (\$?\d+(?:\.\d+)?(?:\\?%|x)?\$?)(?![\w.]*\w)")
_CHANGED_BY = re.compile(
    r"\b((?:improv|increas|reduc|decreas|rais|lower|boost|cut)(?:es|e|ed|ing|s|ting)?\b[^.;:]{0,40}?) by (?=\$?\d)"
)
_PERCENTAGE = re.compile(r"(?<![\w.-])(\d{2}(?:\.\d+)?)\s?\\?%")
_PARTS = {"a quarter": 25, "a third": 33.3, "half": 50, "two thirds": 66.7, "three quarters": 75, "a tenth": 10}
_BOUNDS = {
    "up to": "at least", "at least": "at most", "more than": "less than", "less than": "more than", "fewer"
    " than": "over",
    "at most": "no less than", "as much as": "no less than", "over": "under",
}  # fmt: skip
_BOUND = re.compile(rf"\b({'|'.join(_BOUNDS)}) (?=\$?\d)")
_MEASURE = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?(?=\\?%|x\b)")
_CONTRASTS = (
    (re.compile(r"\brather than\b|\binstead of\b"), "as well as"),
    (re.compile(r"\b(?:despite|in spite of)\b"), "because of"),
    (re.compile(r"\bDespite\b"), "Because of"),
    (re.compile(r"\bno longer\b"), "still"),
    (re.compile(r"\bwithout (?=\w+ing\b)"), "while "),
    (
        re.compile(r"\b(?:remains?|is|are) (?:unclear|unknown|poorly understood|underexplored|unexplored)\b"),
        "is settled",
    ),
)
_LIMITS = (
    (re.compile(r"\b(?:is|are) (?:one of|among) the (?=\w+est|most|best|first)"), "is the "),
    (re.compile(r"\bone of the (?=\w+est|most|best|first)"), "the "),
    (re.compile(r"(?<=\bstate-of-the-art )(\w+) among [\w-]+(?: \w+)?"), r"\1"),
    (re.compile(r"\bnear-(?=perfect|optimal|zero|human)"), ""),
    (re.compile(r"\bthe first (?:large-scale|open|public|multilingual|multimodal) "), "the first "),
)
_CHOICES = (
    (re.compile(r"\b(?:match(?:es)?|equals?) or (?:even )?(?=exceed|surpass|outperform|improv)"), ""),
    (re.compile(r"\bmatching or (?:even )?(?=exceed|surpass|outperform|improv)"), ""),
    (re.compile(r"\b(?:maintaining|preserving) or (?:even )?(?=improv|enhanc|increas)"), ""),
    (re.compile(r"\b(?:comparable|similar) (?:or|and sometimes) (?=better|superior)"), ""),
)
_ADDITIONS = (
    "because of its larger vocabulary",
    "which was confirmed by independent reviewers",
    "on a single laptop without a network",
    "and halves the electricity bill",
    "thanks to a new optimiser",
    "as earlier surveys had predicted",
    "and was adopted by two hospitals",
)
_RELATIONS = (
    "{a} builds on {b}.",
    "{a} is preferable to {b}.",
    "Unlike {b}, {a} keeps its accuracy.",
    "{a} and {b} perform on par.",
    "{a} is complementary to {b}.",
    "{a} replaces {b}.",
    "{a} is inspired by {b}.",
    "In contrast to {a}, {b} scales well.",
)
_PLAIN = re.compile(r"(?<![\w-])[a-z]{6,}(?![\w-])")
_LITTLE = frozenset("between through during without however several various because whether although".split())


def _ends(sample: Sample) -> Draft | None:
    return sample.cited(once(_FROM_TO, lambda found: f"from {found[2]} to {found[1]}", sample))


def _to(sample: Sample) -> Draft | None:
    return sample.cited(once(_CHANGED_BY, lambda found: f"{found[1]} to ", sample))


def _part(sample: Sample) -> Draft | None:
    def other(found: re.Match[str]) -> str:
        wrong = [part for part, value in _PARTS.items() if abs(value - float(found[1])) > 5]
        return sample.rng.choice(wrong)

    return sample.cited(once(_PERCENTAGE, other, sample))


def _bound(sample: Sample) -> Draft | None:
    return sample.cited(once(_BOUND, lambda found: f"{_BOUNDS[found[1]]} ", sample))


def _exchanged(sample: Sample) -> Draft | None:
    places = list(_MEASURE.finditer(sample.text))
    pairs = [
        (one, other)
        for one, other in itertools.pairwise(places)
        if one[0] != other[0] and sample.text[one.end()] == sample.text[other.end()]
    ]
    if not pairs:
        return None
    one, other = sample.rng.choice(pairs)
    between = sample.text[one.end() : other.start()]
    return sample.cited(sample.text[: one.start()] + other[0] + between + one[0] + sample.text[other.end() :])


def _first_change(changes: tuple[tuple[re.Pattern[str], str], ...]) -> Fault:
    def plant(sample: Sample) -> Draft | None:
        fitting = [change for change in changes if change[0].search(sample.text)]
        if not fitting:
            return None
        pattern, words = sample.rng.choice(fitting)
        return sample.cited(pattern.sub(words, sample.text, count=1))

    return plant


def _added(sample: Sample) -> Draft | None:
    return sample.cited(f"{sample.text.rstrip('. ')}, {sample.rng.choice(_ADDITIONS)}.")


def _related(sample: Sample) -> Draft:
    text = sample.rng.choice(_RELATIONS).format(a=called(sample.paper), b=called(sample.other))
    return Draft(capital(text), (Mark(1, sample.number), Mark(2, sample.rng.randint(1, len(sample.other.sentences)))))


def _word(sample: Sample) -> Draft | None:
    """Put a word of the other paper in the place of one that ends like it and stands in the sentence once."""
    here = sample.paper.abstract.lower()
    words = [word for word in _PLAIN.findall(sample.other.abstract) if word[:5] not in here and word not in _LITTLE]
    if not words:
        return None
    alike = [(one, other) for one in _own(sample) for other in words if one[-3:] == other[-3:]]
    if not alike:
        return None
    one, other = sample.rng.choice(alike)
    return sample.cited(re.sub(rf"\b{one}\b", other, sample.text, count=1))


def _own(sample: Sample) -> list[str]:
    text = sample.text.lower()
    return [word for word in _PLAIN.findall(sample.text) if text.count(word[:5]) == 1 and word not in _LITTLE]


MIXUPS: dict[str, Fault] = {
    "ends of a change exchanged": _ends,
    "by and to exchanged": _to,
    "part of a whole": _part,
    "bound": _bound,
    "numbers exchanged": _exchanged,
    "contrast dropped": _first_change(_CONTRASTS),
    "limit dropped": _first_change(_LIMITS),
    "choice halved": _first_change(_CHOICES),
    "addition": _added,
    "invented relation": _related,
    "word exchanged": _word,
}
