"""Whose each figure of an abstract is: a result or the cost of the paper's own work, of its data, or of others.

A logistic model over the words, the unit and the names about a figure, and the role of its sentence, trained by
`tests/bench/train_figures.py` on figures that were labelled for this project (`tests/data/figure_roles.jsonl`).
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple, cast

from index.entities import names
from index.labels import label, speaks_of_itself
from index.models.linear import load_model
from index.models.sentence_roles import roles
from index.numbers import Quantity, quantities
from index.patterns import patterns
from index.text import plain

FigureRole = Literal["result", "cost", "data", "rival", "evaluated", "before", "other"]
FIGURE_ROLES: tuple[FigureRole, ...] = ("result", "cost", "data", "rival", "evaluated", "before", "other")
NAME = "figure_roles"
_PATTERNS, _ANY_CASE = patterns("figure_roles"), {"theirs", "tried", "over"}
_SAID = {name: re.compile(pattern, re.I if name in _ANY_CASE else 0) for name, pattern in _PATTERNS.items()}
_NEAR, _FAR = 3, 9  # words before and behind that count by their place, and at all
_OVERS = 90  # characters before a bracket in which it is compared
_NAME = 20  # characters before a bracket in which the name stands that it belongs to
_INSIDE = 2  # characters between a bracket and the figure that it opens with
_LONGEST = 1500  # characters of a sentence in which figures are read


class Placed(NamedTuple):
    """A quantity, the number of its sentence, from 1, what it is of, and the probability of that."""

    quantity: Quantity
    sentence: int
    role: FigureRole
    probability: float
    own: float  # probability that it is a result or the cost of the paper's own work


@lru_cache(maxsize=1024)
def figures_of(title: str, sentences: tuple[str, ...]) -> tuple[Placed, ...]:
    """Return the quantities of an abstract's sentences, read as plain text, in order; "" in place of one is passed."""
    found = [(number, each) for number, text in enumerate(sentences, start=1) for each in read(text)]
    if not found:
        return ()
    shown = seen(title, sentences, found)
    told = load_model(NAME)
    placed = []
    for (number, quantity), shares in zip(found, told.probabilities(shown), strict=True):
        best = int(shares.argmax())
        own = float(shares[told.labels.index("result")] + shares[told.labels.index("cost")])
        role, sure = cast(FigureRole, told.labels[best]), float(shares[best])
        if others := _set_against(plain(sentences[number - 1]), quantity, label(title, sentences)):
            role, sure, own = others, 1.0, 0.0
        placed.append(Placed(quantity, number, role, sure, own))
    return tuple(placed)


def _set_against(text: str, each: Quantity, own: str) -> FigureRole | None:
    """Return whether a figure is what the work is set against: `vs. 61%`, `from 26%`, `outperforming BERT (84%)`."""
    before, behind = text[: each.start], text[each.end :]
    if _SAID["against"].search(before) or _SAID["theirs"].search(before):
        return "rival"
    tried = _SAID["tried"].search(before)
    if tried and not speaks_of_itself(tried[0]) and not (own and own in tried[0]):
        return "evaluated"
    if _SAID["from"].search(before) and _SAID["to"].match(behind):
        return "before"
    outside, bracket, inside = before.rpartition("(")
    if (
        bracket
        and len(inside) <= _INSIDE
        and each.text[-1:] in "BM"
        and _nearest(outside.rstrip()[-_NAME:], "") == "other"
    ):
        return "other"  # how large a named model is: `GPT-2 (1.5B parameters)`
    if not bracket or not _SAID["opens"].fullmatch(inside) or each.sign or behind.lstrip().startswith("vs"):
        return None
    compared = _SAID["over"].search(outside[-_OVERS:]) and _nearest(outside.rstrip()[-_NAME:], "") != "none"
    return "rival" if compared else None


def read(sentence: str) -> tuple[Quantity, ...]:
    """Return the quantities of a sentence that may be figures: not a bare `one` or `a hundred`."""
    text = plain(sentence)[:_LONGEST]
    return tuple(each for each in quantities(text) if not (each.units == {"", "points"} and each.text.isalpha()))


def seen(title: str, sentences: tuple[str, ...], found: Sequence[tuple[int, Quantity]]) -> list[list[str]]:
    """Return what the model sees of each quantity of these sentences."""
    own = label(title, sentences)
    told = roles(sentences).of
    bench = "bench" in title.lower() or "evaluat" in title.lower()
    return [_features(plain(sentences[n - 1]), each, own, [told[n - 1], f"bench={bench}"]) for n, each in found]


def _features(text: str, each: Quantity, own: str, about: Sequence[str]) -> list[str]:
    before, behind = text[: each.start], text[each.end :]
    cut = [found.end() for found in _SAID["clause"].finditer(before)]
    clause = before[cut[-1] if cut else 0 :]
    back, ahead = _words(before), _words(behind)
    far, beyond = [word for word in back if word[0].isalpha()], [word for word in ahead if word[0].isalpha()]
    unit = "/".join(sorted(each.units))
    form = f"{unit}{'.' if '.' in each.text else ''}{each.sign}{'~' if each.bound else ''}"
    opened = before.rfind("(")
    inside = opened > before.rfind(")")
    outside = before[:opened] if inside else before
    bracketed = _nearest(outside.rstrip()[-_NAME:], own) if inside else "no"
    suffix = each.text[-1] if each.text[-1].isalpha() and "" in each.units else "."
    shown = [f"role={about[0]}", about[1], f"unit={unit}", f"form={form}", f"in={inside}", f"role={about[0]} {unit}"]
    shown += [f"-{place}{word}" for place, word in enumerate(reversed(back[-_NEAR:]))]
    shown += [f"+{place}{word}" for place, word in enumerate(ahead[:_NEAR])]
    shown += [f"-{word}" for word in far[-_FAR:]] + [f"+{word}" for word in beyond[:_FAR]]
    shown += [f"- {' '.join(back[-2:])}", f"+ {' '.join(ahead[:2])}", f"unit={unit} {' '.join(ahead[:1])}"]
    shown += [f"clause={word}" for word in _words(clause)[:4]] + [f"^{word}" for word in _words(text)[:5]]
    nearest = _nearest(before, own)
    shown += [f"near={nearest}", f"near={nearest} in={inside}", f"near={_nearest(clause, own)} {unit}"]
    shown += [
        f"self={speaks_of_itself(clause)}",
        f"selves={speaks_of_itself(text)}",
        f"named={bool(own) and own in text}",
    ]
    shown += [f"bracketed={bracketed}", f"suffix={suffix}", f"first={not quantities(before)}"]
    shown += [f"out-{word}" for word in _words(outside)[-3:]] if inside else []
    shown += [f"range={each.other_end is not None}", f"many={min(text.count('%'), 3)}"]
    return shown


def _nearest(text: str, own: str) -> str:
    """Return whether the last name before a figure is the paper's own, another one, or there is none."""
    found = [each.text for each in names(text) if each.is_system]
    if own and own in text and (not found or text.rfind(own) + len(own) >= text.rfind(found[-1])):
        return "own"
    return "other" if found else "none"


def _words(text: str) -> list[str]:
    return ["0" if word[0].isdigit() else word for word in _SAID["word"].findall(text.lower())]
