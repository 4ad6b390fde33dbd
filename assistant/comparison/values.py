"""The short value of a cell, cut from the sentence that it quotes: a row of its words as they stand, never a new one.

It runs from one border of a clause to another (`assistant.comparison.clauses`), in at most twelve words where there are
such borders, else in as many as the clause has, up to `LONGEST`. Of all cuts that fit, the one is taken that has most
of what the cell is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.comparison.clauses import (
    Word,
    ends_sentence,
    goes_on,
    group,
    in_lists,
    introduces,
    is_dash,
    main_clause,
    opens_clause,
    opposes,
    reports,
    split,
)
from index.verbs import is_verb

MOST = 12  # words of a value, where its sentence has borders for that
LONGEST = 30  # words of one that is a whole clause
WHOLE = 48  # words of one that has many figures
_FULL, _SAYS = 1.2, 12  # worth of as many words as a value needs to say something, and how many these are
_OVER = 0.04  # what each word over that costs
_FAIR = 2.0  # worth of a second cut
_LEAST = 4  # words that say something
_NO_VERB = 1.5  # what a cut loses that says nothing of what it names
_UNBORN = 1.0  # what it loses by a beginning such as `they`, which the sentence before explains
_ONE, _TWO = re.compile(r"(?<![\w.])\(?(?:1|i|a)\)"), re.compile(r"(?<![\w.])\(?(?:2|ii|b)\)")  # members of a list
_AROUND = " ,;:.-–—!?"


class Span(NamedTuple):
    """What a cut is to show: characters of the text, and what they are worth."""

    start: int
    end: int
    worth: float = 0.7


class _Cut(NamedTuple):
    first: int
    last: int
    worth: float
    shown: tuple[Span, ...]


class _Sentence(NamedTuple):
    """The words of a sentence, those with a comma of a list, and where its main clause begins.

    A loose one may also be cut before a preposition.
    """

    words: list[Word]
    lists: frozenset[int]
    main: int
    is_loose: bool = False


def cut(text: str, wanted: Sequence[Span] = (), *, most: int = MOST, longest: int = LONGEST, made: bool = False) -> str:
    """Return the part of a plain text that shows what is wanted, "" if no cut of it makes sense.

    It has at most `most` words where that makes sense, and never more than `longest`. Where one cut cannot show all, a
    second one of the same text may follow behind a semicolon. With `made` the cut begins, where it can, with what the
    authors say that they propose.
    """
    words = split(text)
    lists = in_lists(words)
    sentence = _Sentence(words, lists, main_clause(words, lists))
    best = _best(sentence, wanted, (most, longest), made=made)
    if best is None:  # a clause that is longer still
        best = _best(sentence._replace(is_loose=True), wanted, (most, longest), made=made)
    if best is None:
        return ""
    chosen, left = [best], [span for span in wanted if span not in best.shown]
    room = most - (best.last - best.first + 1)
    if left and room >= _LEAST:
        further = _best(sentence, left, (room, room), made=made, but=range(best.first, best.last + 1))
        chosen += [further] if further and further.shown and further.worth > _FAIR else []
    return "; ".join(_said(text, words, each) for each in sorted(chosen))


def is_whole(value: str) -> bool:
    """Return whether a value says something of what it names, and not only names it."""
    words = split(value)
    return len(words) >= _LEAST and _predicates(words)


def _best(
    sentence: _Sentence, wanted: Sequence[Span], most: tuple[int, int], *, made: bool, but: range = range(0)
) -> _Cut | None:
    found: _Cut | None = None
    for first in range(len(sentence.words)):
        opening = None if first in but else _opening(sentence, first, made=made, shows=bool(wanted))
        for each in _ended(sentence, first, wanted, most, but) if opening is not None else ():
            said = made or each.shown or _predicates(sentence.words[first : each.last + 1])
            if sentence.is_loose and not any(goes_on(sentence.words, at) for at in range(first + 1, each.last)):
                continue
            worth = each.worth + (opening or 0.0) - (0 if said else _NO_VERB)
            if found is None or worth > found.worth:
                found = each._replace(worth=worth)
    return found


def _ended(
    sentence: _Sentence, first: int, wanted: Sequence[Span], most: tuple[int, int], but: range
) -> Iterator[_Cut]:
    """Yield the cuts that begin with a word, with what their ends and what they show are worth."""
    words, (full, longest) = sentence.words, most
    for last in range(first, min(first + longest, len(words))):
        if last in but:
            return
        if first < sentence.main and last < sentence.main:
            continue  # `While …,` by itself
        closing = _closing(sentence, last)
        if closing is None or not _is_complete(words[first : last + 1], first):
            continue
        shown = tuple(each for each in wanted if words[first].start <= each.start and each.end <= words[last].end)
        length = last - first + 1
        if (wanted and not shown) or (not wanted and length < min(_LEAST, len(words))):
            continue
        worth = closing + sum(each.worth for each in shown)
        worth += _FULL * min(length, _SAYS) / _SAYS - _OVER * max(0, length - full)
        yield _Cut(first, last, worth, shown)


def _opening(sentence: _Sentence, place: int, *, made: bool, shows: bool) -> float | None:
    """Return what it is worth to begin with a word, None if a cut may not begin there."""
    words = sentence.words
    word, before = words[place], words[place - 1] if place else None
    if not word.low or word.low in group("links"):
        return None
    doubt = _UNBORN if word.low in group("points") - {"we", "our"} else 0.0
    if before is None:
        return 1.5 - doubt
    if made and introduces(words, place):
        return 2.2 - doubt
    if made and before.low in group("persons") and is_verb(word.low) and word.low not in _no_verbs():
        return 1.4
    if reports(words, place - 1):
        return 2.1 - doubt
    if place == sentence.main:
        return 1.3 - doubt
    if opposes(words, place):
        return 1.0 - doubt
    if not made and (before.text[-1] in ":;" or is_dash(before)):
        return 0.6 - doubt
    return _amid(sentence, place, shows=shows)


def _no_verbs() -> frozenset[str]:
    return group("joined") | group("articles")


def _amid(sentence: _Sentence, place: int, *, shows: bool) -> float | None:
    """Return what it is worth to begin within a sentence: with what a clause of its own says."""
    words = sentence.words
    word, before = words[place], words[place - 1]
    if before.text.endswith(",") and place - 1 not in sentence.lists:
        if word.low.endswith("ing") and opens_clause(words, place):
            return -0.2 if shows else -0.8
        return -0.2 if shows and word.low == "with" else None
    return None


def _closing(sentence: _Sentence, place: int) -> float | None:
    """Return what it is worth to end with a word, None if a cut may not end there."""
    words = sentence.words
    word, after = words[place], words[place + 1] if place + 1 < len(words) else None
    if not word.low or word.low in group("borders") | group("articles") | group("links"):
        return None
    if after is None or ends_sentence(words, place) or is_dash(after):
        return 1.2
    if word.text[-1] == ",":
        if place in sentence.lists or not opens_clause(words, place + 1):
            return None
        return 1.6 if after.low == "and" else 0.3 if after.low in {"while", "whereas"} else 0.9
    if word.text[-1] == ":":
        return None if word.low in group("joins") | group("joined") else 0.2
    if word.low in group("joined"):
        return None
    found = _within(words, place + 1)
    return 0.0 if found is None and sentence.is_loose and after.low in group("loose") else found


def _within(words: Sequence[Word], place: int) -> float | None:
    """Return what it is worth to end within a clause, before the word at a place."""
    after = words[place].low
    behind = words[place + 1].low if place + 1 < len(words) else ""
    if after in group("adjuncts") or (after == "by" and behind.endswith("ing")):
        return 0.4
    if after in {"and", "but", "yet"} and goes_on(words, place + 1):
        return 0.4
    return None


def _predicates(words: Sequence[Word]) -> bool:
    """Return whether a cut has a verb, with something behind it."""
    return any(
        word.low in group("links") or (is_verb(word.low) and not word.low.endswith("ing")) for word in words[:-1]
    )


def _is_complete(words: Sequence[Word], first: int) -> bool:
    """Return whether a cut has both ends of its brackets, all members of its list, and what `respectively` means."""
    text = " ".join(word.text for word in words)
    if (first and text.rstrip(_AROUND).endswith("respectively")) or bool(_ONE.search(text)) != bool(_TWO.search(text)):
        return False
    if "not only" in text and "but" not in text:
        return False
    return text.count("(") == text.count(")") and text.count('"') % 2 == 0 and text.count("[") == text.count("]")


def _said(text: str, words: Sequence[Word], each: _Cut) -> str:
    said = text[words[each.first].start : words[each.last].end].strip(_AROUND)
    return said[1:-1] if said.startswith("(") and said.endswith(")") and said.count("(") == 1 else said
