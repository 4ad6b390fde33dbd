"""Edits planted into true sentences by a program, and rewordings that leave them true: a regression test, no measure.

A kind of edit is a function: it gets a sentence and what is around it and returns it made false, or None where there is
no room. What a program plants finds what a program looks for, so these say only that nothing is lost; how good verdicts
are is measured on sentences that people wrote (`assistant eval verdicts`).
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from index.paper import Paper

_NUMBER = re.compile(r"(?<![\w.,\\-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w,]*[A-Za-z-])")
_WITH_UNIT = re.compile(
    r"(?<![\w.-])(\d+(?:\.\d+)?)(\s?\\?%|\\?\$?\\times\$?|x\b|[kKMB]\b|\s(?:hours|minutes|seconds|days|years|points|"
    r"times|ms|GB|MB|million|billion)\b)"
)
_UNITS = {
    "%": ("x", " points"), "times": ("%",), "x": ("%",), "k": ("M", "B"), "K": ("M", "B"), "M": ("B", "K"),
    "B": ("M", "K"), "hours": ("minutes", "days"), "minutes": ("hours", "seconds"), "seconds": ("minutes", "ms"),
    "days": ("hours", "weeks"), "years": ("months", "weeks"), "points": ("%", "x"), "ms": ("s",), "GB": ("MB", "TB"),
    "MB": ("GB", "KB"), "million": ("billion", "thousand"), "billion": ("million", "trillion"),
}  # fmt: skip
_RANGE = re.compile(r"(?<![\w.-])(\d+(?:\.\d+)?)(\\?%|x)?(\s?(?:-|–|--)\s?|\sto\s)(\d+(?:\.\d+)?)(?![\w-]*[a-z])")
_SIGNED = re.compile(r"(?<![\w)])([+-])(\d+(?:\.\d+)?)")
_GAINED = re.compile(r"(?<=\bby )(\d+(?:\.\d+)?)(?=\\?%| points?)")
_NAME = re.compile(
    r"(?<![\w-])(?=[\w-]*[A-Z0-9])(?:[A-Z]{2,}|[A-Z][a-z]*[A-Z0-9]|[a-z]+[A-Z]|[A-Z]\w*-(?=\w*[A-Z\d]))\w*(?:-\w+)*"
)
_FLIPS = {
    "outperforms": "underperforms", "outperform": "underperform", "outperforming": "underperforming",
    "increases": "reduces", "increase": "decrease", "increasing": "decreasing", "increased": "reduced",
    "reduces": "increases", "reduce": "increase", "reducing": "increasing", "reduced": "increased",
    "improves": "degrades", "improve": "degrade", "improving": "worsening", "improved": "degraded",
    "improvements": "degradations", "improvement": "degradation", "higher": "lower", "lower": "higher",
    "faster": "slower", "better": "worse", "larger": "smaller", "smaller": "larger", "more": "less", "fewer": "more",
    "enhances": "impairs", "enhance": "weaken", "enhancing": "weakening", "surpasses": "falls short of",
    "surpass": "trail", "gains": "losses", "superior": "inferior", "decreases": "grows", "accelerates": "slows down",
    "stronger": "weaker", "strong": "weak", "positive": "negative", "cheaper": "costlier", "effective": "ineffective",
    "robust": "fragile", "minimizes": "maximizes", "maximizes": "minimizes", "enables": "prevents",
    "mitigates": "aggravates", "simple": "complicated", "exceeds": "falls below", "boosts": "cuts",
}  # fmt: skip
_VERB = re.compile(
    r"\b(is|are|was|were|can|does|do|has|have|will)\b(?! (?:not|no|never|neither|been)\b)", re.IGNORECASE
)
_NEGATION = re.compile(r"\b(?:(is|are|was|were|do|does|did|can|could|has|have|will) not\b|(can)not\b|(\w+) without\b)")
_COMPARED = re.compile(
    r"((?:[\w-]+ ){0,2}[\w-]+) ((?:(?:consistently|significantly|clearly|greatly) )?(?:outperforms?|surpass(?:es)?|"
    r"exceeds?|beats?)|(?:is|are) (?:more \w+|less \w+|superior|\w+er) (?:than|to)) ((?:[\w-]+ ){0,2}[\w-]+)"
)
_STRONGER = (
    (re.compile(r"\b(we|results|experiments|the paper|the authors) (show|demonstrate)\b", re.IGNORECASE), r"\1 prove"),
    (re.compile(r"\b(shows|demonstrates|suggests|indicates) that\b"), "proves that"),
    (re.compile(r"\b(can|could|may|might) (?=[a-z]{3,})"), "will always "),
    (re.compile(r"\b(achieves?|obtains?|reaches|yields?) (?=[a-z])"), r"\1 the best "),
    (re.compile(r"\b(outperforms?|improves?|reduces?|increases?|enhances?|enables?) (?=[a-z])"), r"significantly \1 "),
    (re.compile(r"\b(outperforms?|improves?|reduces?|increases?|enhances?|enables?) (?=[a-z])"), r"always \1 "),
    (re.compile(r"\bon (?:several|multiple|various|many|different|diverse) (?=[a-z])"), "on all "),
    (re.compile(r"\b(?:several|multiple|various|many|some|most) (?=[a-z])"), "all "),
    (re.compile(r"\bpropose an? "), "propose the first "),
    (re.compile(r"\b(introduce|present|develop)s? an? "), r"\1 the first "),
    (re.compile(r"\bis (?=[a-z]+(?:ed|ful|ive|ant)\b)"), "is the only approach that is "),
    (re.compile(r"\bare (?=[a-z]+(?:ed|ful|ive|ant)\b)"), "are never less than "),
    (re.compile(r"\b(competitive|comparable|strong|good|promising) (?=performance|results)"), "state-of-the-art "),
    (re.compile(r"\b(helps?|aims?|seeks?|tries) to "), "guarantees to "),
    (re.compile(r"\beach (?=[a-z])"), "each and every "),
)
_HEDGES = (
    (re.compile(r"\b(?:may|might|could|can) (?:potentially |possibly |also |often )?(?=[a-z]{3,})"), ""),
    (re.compile(r"\b(?:suggests?|suggested) (?=that)"), "shows "),
    (re.compile(r"\b(?:potentially|possibly|likely|often|sometimes|typically|usually|partially|nearly|almost) "), ""),
    (re.compile(r"\b(?:seems?|appears?|tends?) to "), ""),
    (re.compile(r"\bup to (?=[\d$])"), ""),
)  # fmt: skip
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
_PLAIN = re.compile(r"(?<![\w-])[a-z]{6,}(?![\w-])")
_LITTLE = frozenset("between through during without however several various because whether although".split())


class Sample(NamedTuple):
    """A true sentence of `paper`, in one line; names and words are taken from `other`."""

    paper: Paper
    text: str
    other: Paper
    rng: random.Random


Edit = Callable[[Sample], str | None]


def _changed(sample: Sample, text: str | None) -> str | None:
    return text if text and text != sample.text else None


def _number(sample: Sample) -> str | None:
    def other(found: re.Match[str]) -> str:
        value = float(found[0].replace(",", ""))
        places = len(found[0].partition(".")[2])
        changed = sample.rng.choice((value * 2, value + 1, value * 10, value / 2 + 3, value + 0.5 * (places > 0) + 7))
        return (
            f"{changed:.{places}f}" if f"{changed:.{places}f}" != f"{value:.{places}f}" else f"{value + 1:.{places}f}"
        )

    return _changed(sample, once(_NUMBER, other, sample))


def _unit(sample: Sample) -> str | None:
    def other(found: re.Match[str]) -> str:
        unit = found[2].strip().strip("\\$")
        changed = sample.rng.choice(_UNITS[unit])
        return found[1] + (f" {changed}" if found[2].startswith(" ") else changed)

    return _changed(sample, once(_WITH_UNIT, other, sample))


def _sign(sample: Sample) -> str | None:
    flipped = once(_SIGNED, lambda found: {"+": "-", "-": "+"}[found[1]] + found[2], sample)
    return _changed(sample, flipped or once(_GAINED, lambda found: f"-{found[1]}", sample))


def _range(sample: Sample) -> str | None:
    def other(found: re.Match[str]) -> str:
        low, high = found[1], found[4]
        return sample.rng.choice(
            (
                f"{low}{found[2] or ''}{found[3]}{float(high) * 2:g}",
                f"{float(low) / 2:g}{found[2] or ''}{found[3]}{high}",
                high,
            )
        )

    return _changed(sample, once(_RANGE, other, sample))


def _name(sample: Sample) -> str | None:
    here = {name.lower() for name in _NAME.findall(f"{sample.paper.title} {sample.paper.abstract}")}
    text = f"{sample.other.title} {sample.other.abstract}"
    names = [name for name in _NAME.findall(text) if name.lower() not in here and len(name) > 2]
    return _changed(sample, once(_NAME, lambda _: sample.rng.choice(names), sample)) if names else None


def _negated(sample: Sample) -> str | None:
    return _changed(sample, once(_VERB, lambda found: f"{found[1]} not", sample))


def _affirmed(sample: Sample) -> str | None:
    return _changed(sample, once(_NEGATION, lambda found: found[1] or found[2] or f"{found[3]} with", sample))


def _direction(sample: Sample) -> str | None:
    words = re.compile(rf"\b(?:{'|'.join(_FLIPS)})\b")
    return _changed(sample, once(words, lambda found: _FLIPS[found[0]], sample))


def _swapped(sample: Sample) -> str | None:
    found = _COMPARED.search(sample.text)
    if not found or found[1].lower() in found[3].lower():
        return None
    swapped = f"{found[3]} {found[2]} {found[1]}"
    return _changed(sample, sample.text[: found.start()] + swapped + sample.text[found.end() :])


def _stronger(sample: Sample) -> str | None:
    return _first_of(_STRONGER, sample)


def _unhedged(sample: Sample) -> str | None:
    return _first_of(_HEDGES, sample)


def once(pattern: re.Pattern[str], change: Callable[[re.Match[str]], str], sample: Sample) -> str | None:
    """Change one of the places where a pattern stands."""
    places = list(pattern.finditer(sample.text))
    if not places:
        return None
    found = sample.rng.choice(places)
    return sample.text[: found.start()] + change(found) + sample.text[found.end() :]


def _first_of(changes: Sequence[tuple[re.Pattern[str], str]], sample: Sample) -> str | None:
    fitting = [change for change in changes if change[0].search(sample.text)]
    if not fitting:
        return None
    pattern, words = sample.rng.choice(fitting)
    return _changed(sample, capital(pattern.sub(words, sample.text, count=1)))


def capital(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def _ends(sample: Sample) -> str | None:
    return _changed(sample, once(_FROM_TO, lambda found: f"from {found[2]} to {found[1]}", sample))


def _to(sample: Sample) -> str | None:
    return _changed(sample, once(_CHANGED_BY, lambda found: f"{found[1]} to ", sample))


def _part(sample: Sample) -> str | None:
    def other(found: re.Match[str]) -> str:
        wrong = [part for part, value in _PARTS.items() if abs(value - float(found[1])) > 5]
        return sample.rng.choice(wrong)

    return _changed(sample, once(_PERCENTAGE, other, sample))


def _bound(sample: Sample) -> str | None:
    return _changed(sample, once(_BOUND, lambda found: f"{_BOUNDS[found[1]]} ", sample))


def _exchanged(sample: Sample) -> str | None:
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
    return _changed(sample, sample.text[: one.start()] + other[0] + between + one[0] + sample.text[other.end() :])


def _first_change(changes: tuple[tuple[re.Pattern[str], str], ...]) -> Edit:
    def plant(sample: Sample) -> str | None:
        fitting = [change for change in changes if change[0].search(sample.text)]
        if not fitting:
            return None
        pattern, words = sample.rng.choice(fitting)
        return _changed(sample, pattern.sub(words, sample.text, count=1))

    return plant


def _added(sample: Sample) -> str | None:
    return _changed(sample, f"{sample.text.rstrip('. ')}, {sample.rng.choice(_ADDITIONS)}.")


def _word(sample: Sample) -> str | None:
    """Put a word of the other paper in the place of one that ends like it and stands in the sentence once."""
    here = sample.paper.abstract.lower()
    words = [word for word in _PLAIN.findall(sample.other.abstract) if word[:5] not in here and word not in _LITTLE]
    if not words:
        return None
    alike = [(one, other) for one in _own(sample) for other in words if one[-3:] == other[-3:]]
    if not alike:
        return None
    one, other = sample.rng.choice(alike)
    return _changed(sample, re.sub(rf"\b{one}\b", other, sample.text, count=1))


def _own(sample: Sample) -> list[str]:
    text = sample.text.lower()
    return [word for word in _PLAIN.findall(sample.text) if text.count(word[:5]) == 1 and word not in _LITTLE]


EDITS: Mapping[str, Edit] = {
    "number": _number,
    "unit": _unit,
    "sign": _sign,
    "range": _range,
    "name": _name,
    "negation added": _negated,
    "negation dropped": _affirmed,
    "direction": _direction,
    "sides swapped": _swapped,
    "overclaim": _stronger,
    "hedge dropped": _unhedged,
    "ends of a change exchanged": _ends,
    "by and to exchanged": _to,
    "part of a whole": _part,
    "bound": _bound,
    "numbers exchanged": _exchanged,
    "contrast dropped": _first_change(_CONTRASTS),
    "limit dropped": _first_change(_LIMITS),
    "choice halved": _first_change(_CHOICES),
    "addition": _added,
    "word exchanged": _word,
}
