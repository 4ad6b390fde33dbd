"""Faults of every kind, planted into true sentences: what a check of answers must find.

A kind is a function: it gets a sentence with what is around it and returns a false claim with its marks, or None where
the sentence gives no room for it. The tables here are not those of the checks, which would only find themselves.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from assistant.grounding.marks import Draft, Mark
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
_INVENTED = (
    "The method was deployed in three hospitals in Norway.",
    "Training takes less than an hour on a single laptop.",
    "The authors release the code under the MIT licence together with a mobile application.",
    "A user study with 250 participants shows a clear preference for {topic}.",
    "The main weakness of {topic} is its sensitivity to the learning rate.",
    "{topic} was first studied by economists in the nineteen-seventies.",
    "On ImageNet, {topic} loses two points of accuracy to a plain ResNet-50.",
    "The paper closes with a proof that {topic} is NP-hard.",
    "Human annotators disagreed on a fifth of the examples.",
    "Removing the attention layers has no effect on {topic}.",
    "The energy consumption of {topic} rises with the square of the input length.",
    "Earlier versions of {topic} were withdrawn because of privacy concerns.",
)
_INVENTED_COMPARISONS = (
    "{a} outperforms {b}.",
    "{a} is more accurate than {b}.",
    "{a} needs less training data than {b}.",
    "Compared with {b}, {a} is faster.",
    "{b} is inferior to {a}.",
    "{a} achieves better results than {b} on the same benchmark.",
    "{a} improves over {b} by a wide margin.",
    "{a} is superior to {b}.",
)


class Sample(NamedTuple):
    """A true sentence: `number` of `paper`, which was retrieved as the first, and `other` as the second."""

    paper: Paper
    number: int
    other: Paper
    rng: random.Random

    @property
    def text(self) -> str:
        """The sentence, in one line."""
        return " ".join(self.paper.sentences[self.number - 1].split())

    def cited(self, text: str | None) -> Draft | None:
        """Return a claim that cites the sentence; nothing for what was not changed."""
        return Draft(text, (Mark(1, self.number),)) if text and text != self.text else None


Fault = Callable[[Sample], Draft | None]


def _unknown_paper(sample: Sample) -> Draft:
    return Draft(sample.text, (Mark(sample.rng.randint(3, 40), sample.number),))


def _unknown_sentence(sample: Sample) -> Draft:
    return Draft(sample.text, (Mark(1, len(sample.paper.sentences) + sample.rng.randint(1, 9)),))


def _wrong_paper(sample: Sample) -> Draft:
    return Draft(sample.text, (Mark(2, sample.rng.randint(1, len(sample.other.sentences))),))


def _wrong_sentence(sample: Sample) -> Draft | None:
    numbers = [n for n in range(1, len(sample.paper.sentences) + 1) if n != sample.number]
    return Draft(sample.text, (Mark(1, sample.rng.choice(numbers)),)) if numbers else None


def _number(sample: Sample) -> Draft | None:
    def other(found: re.Match[str]) -> str:
        value = float(found[0].replace(",", ""))
        places = len(found[0].partition(".")[2])
        changed = sample.rng.choice((value * 2, value + 1, value * 10, value / 2 + 3, value + 0.5 * (places > 0) + 7))
        return (
            f"{changed:.{places}f}" if f"{changed:.{places}f}" != f"{value:.{places}f}" else f"{value + 1:.{places}f}"
        )

    return sample.cited(once(_NUMBER, other, sample))


def _unit(sample: Sample) -> Draft | None:
    def other(found: re.Match[str]) -> str:
        unit = found[2].strip().strip("\\$")
        changed = sample.rng.choice(_UNITS[unit])
        return found[1] + (f" {changed}" if found[2].startswith(" ") else changed)

    return sample.cited(once(_WITH_UNIT, other, sample))


def _sign(sample: Sample) -> Draft | None:
    flipped = once(_SIGNED, lambda found: {"+": "-", "-": "+"}[found[1]] + found[2], sample)
    return sample.cited(flipped or once(_GAINED, lambda found: f"-{found[1]}", sample))


def _range(sample: Sample) -> Draft | None:
    def other(found: re.Match[str]) -> str:
        low, high = found[1], found[4]
        return sample.rng.choice(
            (
                f"{low}{found[2] or ''}{found[3]}{float(high) * 2:g}",
                f"{float(low) / 2:g}{found[2] or ''}{found[3]}{high}",
                high,
            )
        )

    return sample.cited(once(_RANGE, other, sample))


def _name(sample: Sample) -> Draft | None:
    here = {name.lower() for name in _NAME.findall(f"{sample.paper.title} {sample.paper.abstract}")}
    text = f"{sample.other.title} {sample.other.abstract}"
    names = [name for name in _NAME.findall(text) if name.lower() not in here and len(name) > 2]
    return sample.cited(once(_NAME, lambda _: sample.rng.choice(names), sample)) if names else None


def _negated(sample: Sample) -> Draft | None:
    return sample.cited(once(_VERB, lambda found: f"{found[1]} not", sample))


def _affirmed(sample: Sample) -> Draft | None:
    return sample.cited(once(_NEGATION, lambda found: found[1] or found[2] or f"{found[3]} with", sample))


def _direction(sample: Sample) -> Draft | None:
    words = re.compile(rf"\b(?:{'|'.join(_FLIPS)})\b")
    return sample.cited(once(words, lambda found: _FLIPS[found[0]], sample))


def _swapped(sample: Sample) -> Draft | None:
    found = _COMPARED.search(sample.text)
    if not found or found[1].lower() in found[3].lower():
        return None
    swapped = f"{found[3]} {found[2]} {found[1]}"
    return sample.cited(sample.text[: found.start()] + swapped + sample.text[found.end() :])


def _stronger(sample: Sample) -> Draft | None:
    return _first_of(_STRONGER, sample)


def _unhedged(sample: Sample) -> Draft | None:
    return _first_of(_HEDGES, sample)


def _comparison(sample: Sample) -> Draft:
    first, second = called(sample.paper), called(sample.other)
    text = sample.rng.choice(_INVENTED_COMPARISONS).format(a=first, b=second)
    return Draft(capital(text), (Mark(1, sample.number), Mark(2, sample.rng.randint(1, len(sample.other.sentences)))))


def _other_sentence(sample: Sample) -> Draft:
    return Draft(" ".join(sample.rng.choice(sample.other.sentences).split()), (Mark(1, sample.number),))


def _invented(sample: Sample) -> Draft | None:
    return sample.cited(capital(sample.rng.choice(_INVENTED).format(topic=called(sample.paper))))


FAULTS: dict[str, Fault] = {
    "unknown paper": _unknown_paper,
    "unknown sentence": _unknown_sentence,
    "wrong paper": _wrong_paper,
    "wrong sentence": _wrong_sentence,
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
    "invented comparison": _comparison,
    "sentence of another paper": _other_sentence,
    "invented sentence": _invented,
}


def once(pattern: re.Pattern[str], change: Callable[[re.Match[str]], str], sample: Sample) -> str | None:
    """Change one of the places where a pattern stands."""
    places = list(pattern.finditer(sample.text))
    if not places:
        return None
    found = sample.rng.choice(places)
    return sample.text[: found.start()] + change(found) + sample.text[found.end() :]


def _first_of(changes: Sequence[tuple[re.Pattern[str], str]], sample: Sample) -> Draft | None:
    fitting = [change for change in changes if change[0].search(sample.text)]
    if not fitting:
        return None
    pattern, words = sample.rng.choice(fitting)
    return sample.cited(capital(pattern.sub(words, sample.text, count=1)))


def called(paper: Paper) -> str:
    """Return what a paper's subject is called: the name before the colon of its title, else the title in lower case."""
    head, colon, _ = paper.title.partition(":")
    title = " ".join(paper.title.split()).rstrip(".")
    return head.strip() if colon and len(head.split()) <= 3 else title[0].lower() + title[1:]


def capital(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
