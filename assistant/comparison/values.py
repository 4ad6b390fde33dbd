"""The short value of a cell, cut from the sentence that it quotes: a row of its words as they stand, never a new one.

Where a cut may begin and end is told by punctuation, by the words that join phrases (`assistant/data/phrases.toml`)
and by verbs; of all cuts that fit, the one is taken that has most of what the cell is for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

from index.verbs import is_verb

MOST = 12  # words of a value
_FAIR = 2.0  # worth of a second cut
_LEAST = 4  # words of a further cut
_ENOUGH = 3  # words that say something, where no figure has to be shown
_DANGLING = -1.2  # worth of an end that wants more behind it, where there is no other
_NO_VERB = 1.5  # what a cut loses that says nothing of what it names
_FRAME = 4  # words such as `we hereby also propose`
_REPORT = 12  # words before the `that` of a finding
_LONGEST = 120  # words of a sentence that are looked at
_AROUND = " ,;:.-–—!?"


class Span(NamedTuple):
    """What a cut is to show: characters of the text, and what they are worth."""

    start: int
    end: int
    worth: float = 0.7


class _Word(NamedTuple):
    text: str  # as it stands, with the signs around it
    low: str  # in lower case, without them
    start: int
    end: int


class _Cut(NamedTuple):
    first: int
    last: int
    worth: float
    shown: tuple[Span, ...]


def cut(text: str, wanted: Sequence[Span] = (), *, most: int = MOST, made: bool = False) -> str:
    """Return at most `most` words of a plain text that show what is wanted, "" if no cut of it makes sense.

    Where one cut cannot show all, a second one of the same text may follow behind a semicolon. With `made` the cut
    begins, where it can, with what the authors say that they propose.
    """
    words = _words(text)
    best = _best(words, wanted, most, made=made)
    if best is None:
        return ""
    chosen, left = [best], [span for span in wanted if span not in best.shown]
    room = most - (best.last - best.first + 1)
    if left and room >= _LEAST:
        further = _best(words, left, room, made=made, but=range(best.first, best.last + 1))
        chosen += [further] if further and further.shown and further.worth > _FAIR else []
    return "; ".join(_said(text, words, each) for each in sorted(chosen))


def is_whole(value: str) -> bool:
    """Return whether a value says something of what it names, and not only names it."""
    words = _words(value)
    return len(words) >= _LEAST and _predicates(words)


def ends_open(value: str) -> bool:
    """Return whether a value ends with a word that wants more behind it."""
    return any(_is_open(words[-1].low) for part in value.split("; ") if (words := _words(part)))


def _words(text: str) -> list[_Word]:
    found = []
    for each in list(re.finditer(r"\S+", text))[:_LONGEST]:
        low = each[0].strip("()[]\"'“”’,;:.!?").lower()
        found.append(_Word(each[0], low, each.start(), each.end()))
    return found


def _best(
    words: Sequence[_Word], wanted: Sequence[Span], most: int, *, made: bool, but: range = range(0)
) -> _Cut | None:
    opens = [_opening(words, place, made=made, shows=bool(wanted)) for place in range(len(words))]
    closes = [_closing(words, place) for place in range(len(words))]
    found: _Cut | None = None
    for first, opening in enumerate(opens):
        if opening is None:
            continue
        for last in range(first, min(first + most, len(words))):
            if last in but or first in but:
                break
            closing = closes[last]
            if closing is None or not _balanced(words[first : last + 1]):
                continue
            shown = tuple(each for each in wanted if words[first].start <= each.start and each.end <= words[last].end)
            length = last - first + 1
            if (wanted and not shown) or (not wanted and length < min(_ENOUGH, len(words))):
                continue
            doubt = 0.0 if shown or made or _predicates(words[first : last + 1]) else _NO_VERB
            worth = (
                opening + closing - doubt + sum(each.worth for each in shown) + (1 if wanted else 1.6) * length / most
            )
            if found is None or worth > found.worth:
                found = _Cut(first, last, worth, shown)
    return found


def _opening(words: Sequence[_Word], place: int, *, made: bool, shows: bool) -> float | None:
    """Return what it is worth to begin with a word, None if a cut may not begin there."""
    word, before = words[place], words[place - 1] if place else None
    if not word.low or word.low in _of("leads") | _of("links") | (_of("borders") - {"the", "without"}):
        return None
    doubt = 0.8 if word.low in _of("points") else 0.0
    if before is None:
        return 1.5 - doubt
    if made and _introduces(words, place):
        return 2.2 - doubt
    if made and before.low in _of("persons") and is_verb(word.low):
        return 1.4
    if before.low == "that":
        return (1.7 if _reports(words, place - 1) else -0.4) - doubt
    if before.text[-1] in ",;:—–" or before.text in {"-", "--"}:
        return _behind_a_sign(words, place) - doubt
    return _amid(words, place, shows=shows)


def _behind_a_sign(words: Sequence[_Word], place: int) -> float:
    """Return what it is worth to begin behind a comma, a colon or a dash."""
    if words[place - 1].text[-1] != ",":
        return 0.3
    first = not any(each.text[-1] in ",;:" for each in words[: place - 1])
    leads = place == 1 or words[0].low in _of("borders") | _of("leads") or is_verb(words[0].low)
    return 1.5 if first and leads else 0.7 if words[place].low.endswith("ing") else -0.6  # one more of a list


def _amid(words: Sequence[_Word], place: int, *, shows: bool) -> float | None:
    """Return what it is worth to begin within a clause: with its verb, or behind a word that joins it."""
    word, before = words[place], words[place - 1]
    if before.low in _of("articles") | _of("links") | {"of", "to"}:
        return None
    if before.low not in _of("borders") and _is_finite(words, place):
        return 0.7
    if shows and any(map(str.isdigit, word.text)):
        return -0.4
    return -0.7 if before.low in _of("plain") or (shows and before.low in _of("showing")) else None


def _is_finite(words: Sequence[_Word], place: int) -> bool:
    """Return whether a word is a verb such as `reduces` with what it does behind it, and no noun."""
    behind = words[place + 1].low if place + 1 < len(words) else ""
    return (
        is_verb(words[place].low)
        and words[place].text.endswith("s")
        and behind not in _of("borders") - {"the"} | _of("links")
    )


def _reports(words: Sequence[_Word], place: int) -> bool:
    """Return whether `that` at a place opens what the authors found: `experiments show that`, `we find that`."""
    return 0 < place <= _REPORT and is_verb(words[place - 1].low) and not words[place].text.endswith(",")


def _introduces(words: Sequence[_Word], place: int) -> bool:
    """Return whether what begins here is what the authors make: behind `we propose`, `this paper introduces`."""
    before = words[max(0, place - _FRAME) : place]
    return (
        len(before) > 1
        and before[-1].low.startswith(tuple(_of("introducing")))
        and any(word.low in _of("persons") for word in before[:-1])
        and words[place].low not in _of("borders") - {"the"}
    )


def _closing(words: Sequence[_Word], place: int) -> float | None:
    """Return what it is worth to end with a word, None if a cut may not end there."""
    word, after = words[place], words[place + 1] if place + 1 < len(words) else None
    if not word.low or word.low in _of("borders") | _of("articles") | _of("links"):
        return None
    if after is None or word.text[-1] in ";.?!" or after.text in {"-", "--", "–", "—"}:
        return 1.2
    if word.text[-1] == ",":
        goes_on = after.low in _of("borders") | _of("articles") | _of("links") | _of("points")
        return 0.7 if (goes_on or after.low.endswith(("ing", "ed"))) and not _is_open(word.low) else None
    if word.text[-1] == ":":
        return 0.2
    if word.text[-1] == ")" or after.text[0] == "(":
        return 0.4
    return _within(word, after, words[place + 2].low if place + 2 < len(words) else "")


def _within(word: _Word, after: _Word, behind: str) -> float | None:
    """Return what it is worth to end within a clause, before the word `after`."""
    if _is_open(word.low):
        return _DANGLING if after.low in _of("borders") - {"of", "the"} else None
    if after.low.endswith("ed") and is_verb(after.low) and behind in _of("borders"):
        return 0.3
    if after.low in _of("participles"):
        return 0.4
    if after.low in {"of", "the", "than", "or", "as", "to"} or after.low not in _of("borders"):
        return None
    if after.low == "and":
        goes_on = behind in _of("articles") | _of("links") or (is_verb(behind) and behind.endswith(("s", "ed", "ing")))
        return 0.4 if goes_on else None
    return 0.1 if after.low in _of("relatives") else 0.5


def _is_open(word: str) -> bool:
    """Return whether a word wants more behind it: `suffers`, `based`, `par`."""
    return word in _of("joined") or (is_verb(word) and not word.endswith(tuple(_of("nouns"))))


def _predicates(words: Sequence[_Word]) -> bool:
    """Return whether a cut has a verb, with something behind it."""
    return any(word.low in _of("links") or (is_verb(word.low) and not word.low.endswith("ing")) for word in words[:-1])


def _balanced(words: Sequence[_Word]) -> bool:
    text = " ".join(word.text for word in words)
    return text.count("(") == text.count(")") and text.count('"') % 2 == 0 and text.count("[") == text.count("]")


def _said(text: str, words: Sequence[_Word], each: _Cut) -> str:
    said = text[words[each.first].start : words[each.last].end].strip(_AROUND)
    return said[1:-1] if said.startswith("(") and said.endswith(")") and said.count("(") == 1 else said


@cache
def _of(do: str) -> frozenset[str]:
    """Return the words of a group in `assistant/data/phrases.toml`."""
    table = tomllib.loads(resources.files("assistant").joinpath("data/phrases.toml").read_text(encoding="utf-8"))
    return frozenset(table[do].split())
