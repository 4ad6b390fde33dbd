"""Near-copies: what their words that differ from those of the cited sentence make of it, by the lists in `data`."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

from assistant.types import Verdict
from assistant.verification.near_copies import Diff, Step, ends, exchanged, is_content, is_figure, key, tells
from assistant.verification.overlap import weight
from index.text import Token, stem
from index.verbs import is_verb

_COMMON = 2.6  # length of the vector of a word that stands in abstracts of any subject; `accuracy` has 2.4
_ROUNDED = 0.05  # how far, of its value, a figure may be from one of more digits
_LONGEST_STEP = 3  # words that take the place of others, for the one to be meant for the other
_ONE_SIDED = frozenset("negation quantifier boost cause concession".split())  # kinds that matter where they are put in
_SELF = frozenset("we our us ours it its this these their they".split())
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_PREFIXES = ("un", "in", "im", "non", "dis", "ir", "mis", "de")


def doubt(diff: Diff) -> Verdict | None:
    """Return what speaks against a near-copy of a cited sentence, None if nothing that differs matters."""
    rules = (_opposites, _figures, _strength, _others, ends, exchanged) if diff.is_tight else (_opposites,)
    unsupported = next((reason for rule in rules for reason in rule(diff)), "")
    if unsupported:
        return Verdict(support="unsupported", reason=unsupported)
    reworded = next(_reworded(diff), "")
    return Verdict(support="unverified", reason=reworded) if reworded else None


def _opposites(diff: Diff) -> Iterator[str]:
    """Yield an opposite that stands in the place of a word."""
    for step in diff.steps:
        for one in step.said:
            for other in step.there:
                if _are_opposite(one.low, other.low):
                    yield _instead(one, other)


def _figures(diff: Diff) -> Iterator[str]:
    """Yield a figure that stands in the place of another one, of which it is no rounding."""
    lost = {key(each) for step in diff.steps for each in step.there}
    for step in diff.steps:
        if len(step.said) != 1 or len(step.there) != 1 or key(step.said[0]) in lost:
            continue  # a list in another order
        one, other = _value(step.said[0]), _value(step.there[0])
        if one is not None and other is not None and abs(one - other) > _ROUNDED * other:
            yield _instead(step.said[0], step.there[0])


def _value(token: Token) -> float | None:
    """Return the number that a word in figures begins with."""
    found = _FIGURE.match(token.low)
    return float(found[0].replace(",", "")) if found else None


def _instead(one: Token, other: Token) -> str:
    return f"it says ‘{one.text}’ where the cited sentence says ‘{other.text}’"


def _are_opposite(one: str, other: str) -> bool:
    sides = _sides()
    found = [(n, way) for form in _bases(one) for n, way in sides.get(form, ())]
    if any((n, 1 - way) in sides.get(form, ()) for n, way in found for form in _bases(other)):
        return True
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and any(stem(long) == stem(prefix + short) for prefix in _PREFIXES)


def _bases(word: str) -> set[str]:
    """Return the stems of a word and of what it compares: `high` of `higher`."""
    return {stem(word), *(stem(word.removesuffix(end)) for end in ("er", "est", "r", "st", "ly") if word.endswith(end))}


@cache
def _sides() -> dict[str, set[tuple[int, int]]]:
    """Return the lines of the opposites that a stem stands in, each with its side."""
    table: dict[str, set[tuple[int, int]]] = {}
    for number, line in enumerate(_read("antonyms.txt")):
        for way, words in enumerate(line.split("|")):
            for word in words.split():
                table.setdefault(stem(word), set()).add((number, way))
    return table


@cache
def _strengths() -> dict[str, tuple[str, int]]:
    """Return the kind of each word that makes a statement weaker or stronger, and its line: words that say the same."""
    table = {}
    for number, line in enumerate(_read("strength.txt")):
        kind, _, words = line.partition(": ")
        table.update({word: (kind, number) for word in words.split()})
    return table


def _read(name: str) -> list[str]:
    return resources.files("assistant.verification").joinpath("data", name).read_text(encoding="utf-8").splitlines()


def _strength(diff: Diff) -> Iterator[str]:
    """Yield a negation, a hedge, a quantifier or a bound that was put in, left out or exchanged beside what stayed."""
    new = _loose(diff.said, {a for a, _ in diff.kept})
    lost = _loose(diff.there, {b for _, b in diff.kept})
    lines = {word: line for word, (_, line) in _strengths().items()}  # what weighs most stands first
    new = sorted((each for each in new if not _is_balanced(each, diff, lost=False)), key=lambda one: lines[one.low])
    lost = sorted((each for each in lost if not _is_balanced(each, diff, lost=True)), key=lambda one: lines[one.low])
    for each in new:
        kind = _strengths()[each.low][0]
        if kind in _ONE_SIDED or any(_strengths()[other.low][0] == kind for other in lost):
            yield f"the cited sentence does not say ‘{each.text}’"
    for each in lost:
        if _strengths()[each.low][0] not in {"cause", "boost", "modal"}:
            yield f"the cited sentence says ‘{each.text}’"


def _is_balanced(token: Token, diff: Diff, *, lost: bool) -> bool:
    """Return whether a word of the same strength stands on the other side: for a negation, in the same place."""
    here = [step for step in diff.steps if token in (step.there if lost else step.said)]
    return _is_met(token, here if _strengths()[token.low][0] == "negation" else diff.steps, lost=lost)


def _is_met(token: Token, steps: Sequence[Step], *, lost: bool) -> bool:
    """Return whether a word of the same strength stands on the other side of one of these places."""
    others = (each for step in steps for each in (step.said if lost else step.there))
    return any(_strengths().get(each.low) == _strengths()[token.low] for each in others)


def _loose(words: Sequence[Token], kept: set[int]) -> list[Token]:
    """Return the words of strength that did not stay while a word that they belong to did; a capital is of a name."""

    def belongs(token: Token) -> bool:
        return is_content(token) and token.low not in _strengths()

    return [
        each
        for place, each in enumerate(words)
        if each.low in _strengths()
        and place not in kept
        and (place == 0 or each.text.islower())
        and next((n in kept for n in range(place + 1, len(words)) if belongs(words[n])), False)
    ]


def _others(diff: Diff) -> Iterator[str]:
    """Yield a thing or a figure that stands in the place of another one; a verb in either may be a retelling."""
    for said, lost in _replaced(diff):
        new = [each for each in said if not any(_retells(each, other) for other in lost)]
        gone = [each for each in lost if not any(_retells(other, each) for other in said)]
        if new and gone and not any(is_verb(each.low) for each in (*new, *gone)):
            yield _instead(new[0], gone[0])


def _is_frame(token: Token) -> bool:
    """Return whether a word is of the frame in which papers are retold: `the authors report that`."""
    retold = {_same()[stem("author")], _same()[stem("report")]}
    return _same().get(token.stem) in retold or (is_verb(token.low) and weight(token.low) < _COMMON)


def _reworded(diff: Diff) -> Iterator[str]:
    """Yield what keeps a near-copy from being a copy: a word of its own, or the sentence's words in another order."""
    there, keys = {each.stem for each in diff.there}, {key(each) for each in diff.there}
    said = {each.stem for each in diff.said}
    gone = {key(each) for step in diff.steps for each in step.there}
    for step in diff.steps:
        for each in step.said:
            known = any(_says_the_same(each, other) or _are_akin([each], [other]) for other in step.there)
            own = is_figure(each) and key(each) not in keys
            if own or (each.stem not in there and not known and tells(each) and not _is_frame(each)):
                yield f"the cited sentence does not say ‘{each.text}’"
            if key(each) in gone and tells(each):
                yield f"‘{each.text}’ stands in another place than in the cited sentence"
            if each.low in _strengths() and not _is_met(each, diff.steps, lost=False):
                yield f"the cited sentence does not say ‘{each.text}’"
        for each in step.there:
            if step.said and each.low in _strengths() and not _is_met(each, diff.steps, lost=True):
                yield f"the cited sentence says ‘{each.text}’"
            known = any(_says_the_same(each, other) or _are_akin([each], [other]) for other in step.said)
            if step.said and each.stem not in said and tells(each) and not known and not _is_frame(each):
                yield f"the cited sentence says ‘{each.text}’"


def _replaced(diff: Diff) -> Iterator[tuple[list[Token], list[Token]]]:
    """Yield the content words of each place where a few words stand for a few others that are not akin to them."""
    there, said = {each.stem for each in diff.there}, {each.stem for each in diff.said}
    for step in diff.steps:
        if not 0 < len(step.said) <= _LONGEST_STEP or not 0 < len(step.there) <= _LONGEST_STEP:
            continue
        if any(each.low in _SELF for each in step.there) or all(_is_frame(each) for each in step.there):
            continue  # the system or its authors by their name
        new = [each for each in step.said if each.stem not in there and tells(each)]
        lost = [each for each in step.there if each.stem not in said and tells(each)]
        if new and lost and not _are_akin(new, lost):
            yield new, lost


def _retells(one: Token, other: Token) -> bool:
    """Return whether a word may be another word for the other: two verbs, two adverbs, a known pair."""
    if _says_the_same(one, other):
        return True
    if one.low in _strengths() and _strengths()[one.low] == _strengths().get(other.low):
        return True
    return (is_verb(one.low) and is_verb(other.low)) or (one.low.endswith("ly") and other.low.endswith("ly"))


def _says_the_same(one: Token, other: Token) -> bool:
    return _same().get(one.stem, -1) == _same().get(other.stem, -2)


@cache
def _same() -> dict[str, int]:
    """Return the line of words that say the same in an abstract, by stem."""
    return {stem(word): number for number, line in enumerate(_read("same.txt")) for word in line.split()}


def _are_akin(new: Sequence[Token], lost: Sequence[Token]) -> bool:
    """Return whether a word has the beginning of the other."""
    for one in new:
        for other in lost:
            short, long = sorted((one.low, other.low), key=len)
            common = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
            if common >= max(4, len(short) - 3):
                return True
    return False
