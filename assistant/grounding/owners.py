"""Which words of a sentence belong to which of its numbers.

`It gains 5% on Quillset and 9% on Reedset` has two numbers of one unit, each with its words: a claim that puts 5% and
`Reedset` together has taken the number of another thing. Words that the numbers share, such as the subject, belong to
none of them.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from assistant.grounding.numbers import Quantity, counts, quantities, same_value, uncounted
from assistant.grounding.text import root

_BREAK = re.compile(r"[,;:](?=\s|$)|[()]|\s(?:and|while|whereas|but|versus|vs\.?|which)(?=\s)", re.IGNORECASE)
_WEAK = re.compile(r"\s(?:across|over|on|for|with|in|at|from|of|than|by|to|using|when|against)(?=\s)", re.IGNORECASE)
_FROM = re.compile(r"\s+(?:up |down )?from\s+$|,? (?:up |down )?from $", re.IGNORECASE)
_ITEM = re.compile(r"\s*(?:,\s*(?:and|or)\s|,\s|\s(?:and|or)\s)\s*", re.IGNORECASE)
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
_NAMED = r"[A-Z][\w.+-]*(?: [A-Z0-9][\w.+-]*){0,2}"
_NAMES = re.compile(rf"\b{_NAMED}(?:, {_NAMED})*,? and {_NAMED}")
_BETWEEN = re.compile(r"^\s*(?:,|and|,\s*and)\s*$", re.IGNORECASE)
_PHRASE = re.compile(r"[;:()]|(?<=\w) (?:on|for|in|with|of|from|to|compared|at|over|than|between) ")
_NAME = re.compile(r"[^\W_][\w.+-]*\w")
# Verbs and nouns that any number may stand with.
_FRAME = """show achieve improve reduce increase outperform propose use method evaluate require respectively
    better higher lower result gain drop rise fall average mean compare value experiment"""
_FEWEST = 1  # word before a number that is its own where the next number has fewer
_LONGEST_ITEM = 6  # content words
_TOO_MANY = 60  # numbers of a text, each of which would be held against each
_LONG = 3  # numbers of a list that is not turned round by chance


class Told(NamedTuple):
    """A word with a meaning, or a number of another unit, as what a number may belong to."""

    root: str
    text: str
    start: int


class Owned(NamedTuple):
    """A number, and the roots that belong to it and to no other number of its unit."""

    quantity: Quantity
    roots: frozenset[str]


def belongs_to_another(said: str, claimed: Quantity, sources: Sequence[str]) -> str:
    """Return a word with which a number of the claim stands, and which is another number's in every source, or ""."""
    if max(len(quantities(text)) for text in (said, *sources)) > _TOO_MANY:
        return ""
    if (claimed.other_end is not None and not claimed.opens) or said[claimed.start - 1 : claimed.start] == "@":
        return ""  # the first end of a range speaks for both; and 1 in P@1 counts nothing
    unit = frozenset(claimed.units)
    own = _around(said, claimed, unit)
    found = ""
    for source in sources:
        owned = owners(source, unit)
        others = [each for each in owned if not _has(each.quantity, claimed)]
        mine = [each for each in owned if _has(each.quantity, claimed)]
        kept = max((sum(word.root in each.roots for word in own) for each in mine), default=0)
        taken = max(others, key=lambda each: sum(word.root in each.roots for word in own), default=None)
        words = [word for word in own if taken and word.root in taken.roots]
        if not words or len(words) <= kept:
            return ""
        found = words[0].text
    return found


def _has(quantity: Quantity, claimed: Quantity) -> bool:
    """Tell whether a number, or the other end of its range, is the one that is claimed."""
    ends = {quantity.value, quantity.other_end} - {None}
    return same_value(quantity, claimed) or bool(ends & {claimed.value, claimed.other_end})


def is_shuffled(said: str, sources: Sequence[str]) -> bool:
    """Tell whether a long list of numbers has them in another order than the sentence, and the words in the same."""
    least = 2 if _RESPECTIVELY.search(said) else _LONG
    runs = [run for run in _runs(said, quantities(said)) if len(run) >= least]
    if not runs:
        return False
    there = [run for source in sources for run in _runs(source, quantities(source))]
    words = [word.root for word in uncounted(said)]
    if not any(_follow(words, [word.root for word in uncounted(source)]) for source in sources):
        return False
    rows = [[each.value for each in run] for run in there]
    everything = {value for row in rows for value in row}
    for run in runs:
        values = [each.value for each in run]
        known = everything if len(run) >= _LONG else max(({*row} & {*values} for row in rows), key=len, default=set())
        if known >= set(values) and not any(_follow(values, row) for row in rows):
            return True
    return False


def _follow(some: Sequence[object], row: Sequence[object]) -> bool:
    """Tell whether some stand in a row in their order."""
    left = iter(row)
    return all(any(each == other for other in left) for each in some)


def _around(said: str, claimed: Quantity, unit: frozenset[str]) -> list[Told]:
    """Return the words of the claim that stand with a number of it."""
    owned = owners(said, unit)
    if len(owned) < 2:
        return list(_telling(said, unit))
    roots = next((each.roots for each in owned if each.quantity.start == claimed.start), frozenset[str]())
    return [word for word in _telling(said, unit) if word.root in roots]


@lru_cache(maxsize=4096)
def owners(text: str, unit: frozenset[str]) -> tuple[Owned, ...]:
    """Return the numbers of a plain text that have one of these units, each with the words that are its own."""
    numbers = _numbers(text, unit)
    if len(numbers) < 2:
        return tuple(Owned(each, frozenset(word.root for word in _telling(text, unit))) for each in numbers)
    listed = _listed(text, numbers, unit)
    pieces = _pieces(text, numbers, unit)
    counted = Counter(word for piece in pieces for word in piece)
    return tuple(
        Owned(each, listed.get(each.start) or frozenset(word for word in piece if counted[word] == 1))
        for each, piece in zip(numbers, pieces, strict=True)
    )


def _numbers(text: str, unit: frozenset[str]) -> list[Quantity]:
    """Return the numbers of a unit, one for each range, and none that is part of a name such as P@5."""
    return [
        each
        for each in quantities(text)
        if each.units & unit
        and (each.other_end is None or each.opens)
        and text[each.start - 1 : each.start] != "@"
        and not (_FROM.search(text[: each.begin]) and any(_ends(text, other, each) for other in quantities(text)))
    ]


def _ends(text: str, one: Quantity, other: Quantity) -> bool:
    """Tell whether a number is where the number before it began: to 71% from 52%."""
    return bool(one.end < other.begin and _FROM.fullmatch(text[one.finish : other.begin]))


@lru_cache(maxsize=4096)
def _telling(text: str, unit: frozenset[str]) -> tuple[Told, ...]:
    """Return what a number may belong to: words that are no mere frame, names with digits, other numbers."""
    words = [Told(word.root, word.text, word.start) for word in uncounted(text) if word.root not in _frame()]
    known = {(word.start, word.text.lower()) for word in words}
    names = [
        Told(found[0].lower(), found[0], found.start())
        for found in _NAME.finditer(text)
        if not counts(text, found.start()) and _is_name(found[0]) and (found.start(), found[0].lower()) not in known
    ]
    numbers = [Told(f"{each.value:g}", each.text, each.start) for each in quantities(text) if not each.units & unit]
    return tuple(sorted((*words, *names, *numbers), key=lambda word: word.start))


@cache
def _frame() -> frozenset[str]:
    return frozenset(root(word) for word in _FRAME.split())


def _is_name(token: str) -> bool:
    mixed = any(letter.isdigit() for letter in token) and any(letter.isalpha() for letter in token)
    return mixed or (token.isupper() and token.isalpha())


def _pieces(text: str, numbers: Sequence[Quantity], unit: frozenset[str]) -> list[set[str]]:
    """Cut a text between its numbers, and return the roots of each piece without what the numbers share."""
    telling = _telling(text, unit)
    cuts = [(0, True), *(_cut(text, one, other) for one, other in itertools.pairwise(numbers))]
    ends = [*(place for place, _ in cuts[1:]), len(text)]
    before = [
        [word.root for word in telling if cut <= word.start < each.start]
        for each, (cut, _) in zip(numbers, cuts, strict=True)
    ]
    behind = [
        [word.root for word in telling if each.start < word.start < _end(text, each, end)]
        for each, end in zip(numbers, ends, strict=True)
    ]
    pieces = []
    for n in range(len(numbers)):
        following = [len(before[m]) for m in range(n + 1, len(numbers)) if cuts[m][1]]
        # what stands before a number is said of the next one too, where that has nothing before it
        heads = [] if 0 in following else before[n][-max(_FEWEST, *following) :] if following else before[n]
        ends_list = n == len(numbers) - 1 and text[cuts[n][0] :].lstrip().startswith("and ")
        tails = [] if ends_list and not behind[n - 1] else behind[n]
        pieces.append({*heads, *tails})
    return pieces


def _cut(text: str, one: Quantity, other: Quantity) -> tuple[int, bool]:
    """Return where what is said of one number ends, and whether there is more than a preposition to tell it by."""
    opening = text.rfind("(", one.finish, other.begin)
    last = opening if opening >= 0 and ")" not in text[opening : other.begin] else other.begin
    closed = text.count("(", one.finish, last) == text.count(")", one.finish, last)
    breaks = [each for each in _BREAK.finditer(text, one.finish, last) if not (closed and each[0] in "()")]
    if breaks:
        return breaks[-1].start(), True
    weak = list(_WEAK.finditer(text, one.finish, last))
    return (weak[-1].start(), False) if weak else (last, last != other.begin)


def _end(text: str, quantity: Quantity, end: int) -> int:
    """Return where what is said behind a number ends: with its clause."""
    found = _BREAK.search(text, quantity.finish, end)
    return found.start() if found else end


def _listed(text: str, numbers: Sequence[Quantity], unit: frozenset[str]) -> dict[int, frozenset[str]]:
    """Return the words of the items that the numbers of a list are for, one each, by where the number stands."""
    found: dict[int, frozenset[str]] = {}
    for run in _runs(text, numbers):
        start, items = _items(text, run)
        roots = []
        for item in items:
            start = text.find(item, start)
            roots.append({word.root for word in _telling(text, unit) if start <= word.start < start + len(item)})
            start += len(item)
        for n, own in enumerate(roots):
            shared = set[str]().union(*(other for m, other in enumerate(roots) if m != n))
            found[run[n].start] = frozenset(own - shared)
    return found


def _runs(text: str, numbers: Sequence[Quantity]) -> list[list[Quantity]]:
    """Return the numbers that follow each other with nothing but commas and `and` between them."""
    runs: list[list[Quantity]] = []
    for each in numbers:
        if runs and _BETWEEN.match(text[runs[-1][-1].finish : each.begin]):
            runs[-1].append(each)
        else:
            runs.append([each])
    return [run for run in runs if len(run) > 1]


def _items(text: str, run: Sequence[Quantity]) -> tuple[int, list[str]]:
    """Return as many items of a list as there are numbers, and where to look for them.

    They stand behind the numbers or, where it says `respectively` or they are a list of names, before them.
    """
    parts = [(run[-1].finish, text[run[-1].finish :])]
    if _RESPECTIVELY.search(text):
        parts.append((0, text[: run[0].begin]))
    for start, part in parts:
        for clause in _PHRASE.split(part):
            items = [item for item in _ITEM.split(_RESPECTIVELY.sub("", clause).strip(" ,.")) if item]
            if len(items) == len(run) and all(0 < len(uncounted(item)) <= _LONGEST_ITEM for item in items):
                return start, items
    named = [_ITEM.split(found[0]) for found in _NAMES.finditer(text, 0, run[0].begin)]
    return (0, named[0]) if [len(names) for names in named] == [len(run)] else (0, [])
