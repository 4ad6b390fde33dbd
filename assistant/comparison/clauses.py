"""Where the sentence of an abstract may be cut: at the borders of its clauses, and never within a list of things.

Borders are told by punctuation, by the words that join phrases (`assistant/data/phrases.toml`) and by verbs.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import NamedTuple

from assistant.verification.retold_patterns import patterns
from index.verbs import is_verb

_LONGEST = 120  # words of a sentence that are looked at
_MEMBER = 8  # words of a member of a list
_SHORT = 2  # words of a member that may look like a clause: `generating, editing, and enhancing`
_REPORT = 12  # words before the `that` of a finding
_FRAME = 4  # words such as `we hereby also propose`
_CONTRARY = re.compile(r"(?:nevertheless|nonetheless|conversely|unfortunately|yet|but|still),? ", re.IGNORECASE)
_SUBJECT = 12  # words of a subject, and the verb behind it
_ABBREVIATED = 4  # letters, with the stop: `vs.`, `cf.`, `al.`
_ADVERBS = frozenset("also further then first here hereby thus therefore additionally next and jointly".split())
_DASHES = frozenset(("-", "--", "–", "—"))


class Word(NamedTuple):
    """A word as it stands, with the signs around it, in lower case without them, and where it stands."""

    text: str
    low: str
    start: int
    end: int


def split(text: str) -> list[Word]:
    """Return the words of a sentence, without what joins it to the one before: `However,`, `To address this,`."""
    begin = 0
    while found := patterns().lead.match(text, begin) or _CONTRARY.match(text, begin):
        begin = found.end()
    cuts = list(re.finditer(r"\S+", text[begin:]))[:_LONGEST]
    return [
        Word(each[0], each[0].strip("()[]\"'“”’,;:.!?").lower(), begin + each.start(), begin + each.end())
        for each in cuts
    ]


def in_lists(words: Sequence[Word]) -> frozenset[int]:
    """Return the places of the words whose comma stands within a list: `masks, arrows, and strokes`."""
    found = set[int]()
    for place in range(1, len(words) - 1):
        if words[place].low not in {"and", "or"} or not words[place - 1].text.endswith(","):
            continue
        if goes_on(words, place + 1):
            continue
        found.add(place - 1)
        end = place - 1
        for back in range(end - 1, max(end - 1 - _MEMBER, -1), -1):
            if not words[back].text.endswith(","):
                continue
            is_clause = opens_clause(words, back + 1) or any(is_finite(words, at) for at in range(back + 2, end))
            if end - back > _SHORT and is_clause:
                break
            found.add(back)
            end = back
            if end == 0:
                break
    return frozenset(found)


def opens_clause(words: Sequence[Word], place: int) -> bool:
    """Return whether a word behind a comma opens a clause or a phrase of its own: `which`, `while`, `enabling`."""
    low = words[place].low
    if low in {"and", "or"}:
        return goes_on(words, place + 1)
    if low in group("relatives") | group("joins") | {"but", "yet"} | group("points"):
        return True
    following = place + 1 if low.endswith("ly") and place + 1 < len(words) else place
    return is_verb(words[following].low) and words[following].low.endswith("ing")


def goes_on(words: Sequence[Word], place: int) -> bool:
    """Return whether a predicate or a clause follows behind `and`: `reduces …`, `we …`, `is …`."""
    if place >= len(words):
        return False
    if words[place].low.endswith("ly") and place + 1 < len(words):
        place += 1
    behind = words[place + 1].low if place + 1 < len(words) else ""
    does = is_verb(words[place].low) and behind in group("points") | group("articles")  # `train it`
    return does or words[place].low in group("links") | group("points") | {"when", "while"} or is_finite(words, place)


def is_finite(words: Sequence[Word], place: int) -> bool:
    """Return whether a word is a verb such as `reduces` with what it does behind it, and no noun."""
    behind = words[place + 1].low if place + 1 < len(words) else ""
    return (
        is_verb(words[place].low)
        and words[place].text.endswith("s")
        and behind not in group("borders") - {"the", "that", "as"} | group("links")
    )


def main_clause(words: Sequence[Word], lists: frozenset[int]) -> int:
    """Return the place at which a sentence has its main clause: behind `While …,`, else 0."""
    begins = group("borders") - {"the"} | group("joins")
    is_phrase = bool(words) and words[0].low.endswith(("ing", "ed")) and words[0].low != "existing"
    if not words or not (words[0].low in begins or is_phrase):  # or the subject itself: `Training an agent is costly`
        return 0
    for place in range(1, len(words) - 2):
        if is_phrase and words[place].low in group("links"):
            return 0
        if not words[place].text.endswith(",") or place in lists or _is_within(words, place):
            continue
        if goes_on(words, place + 1) and words[place + 1].low not in group("points"):
            return 0  # `Data, which …, is scarce`
        if words[place + 1].low in group("points") | {"the", "a", "an"} or not opens_clause(words, place + 1):
            return place + 1
    return 0


def reports(words: Sequence[Word], place: int) -> bool:
    """Return whether `that` at a place opens what the authors found: `experiments show that`, `we find that`."""
    if place < 1 or place >= len(words) or words[place].low != "that" or words[place].text.endswith(","):
        return False
    before = words[place - 1].low
    if before.endswith("ing") and words[0].low != "we":
        return False  # `…, indicating that`
    return before.startswith(tuple(group("showing"))) or (place <= _REPORT and is_verb(before))


def introduces(words: Sequence[Word], place: int) -> bool:
    """Return whether what begins here is what the authors make: behind `we propose`, `this paper introduces`."""
    before = words[max(0, place - _FRAME) : place]
    return (
        len(before) > 1
        and before[-1].low.startswith(tuple(group("introducing")))
        and _has_subject(before[:-1])
        and words[place].low not in group("borders") - {"the"}
    )


def _has_subject(words: Sequence[Word]) -> bool:
    """Return whether the authors or their paper stand before a verb, with nothing but adverbs between them."""
    for word in reversed(words):
        if word.low in group("persons"):
            return True
        if not word.low.endswith("ly") and word.low not in _ADVERBS:
            return False
    return False


def opposes(words: Sequence[Word], place: int) -> bool:
    """Return whether what begins here is a clause of its own that says the contrary: behind `, but` or `, yet`."""
    if place < 2 or words[place - 1].low not in {"but", "yet"} or not words[place - 2].text.endswith(","):
        return False
    if any(word.low == "not" for word in words[: place - 1]):
        return False  # `not … , but …`
    begins = is_finite(words, place) or words[place].low in group("links")
    clause = [word.low for word in words[place + 1 : place + _SUBJECT]]
    relatives = sum(low in group("relatives") for low in clause)
    return not begins and sum(low in group("links") or is_verb(low) for low in clause) > relatives


def ends_sentence(words: Sequence[Word], place: int) -> bool:
    """Return whether a word ends a sentence, or a part of one at a semicolon; `w.r.t.` and `vs.` end none."""
    text = words[place].text
    if place == len(words) - 1 or text[-1] in ";?!":
        return True
    return (
        text.endswith(".") and "." not in text[:-1] and words[place + 1].text[0].isupper() and len(text) > _ABBREVIATED
    )


def is_dash(word: Word) -> bool:
    """Return whether a word is a dash that stands by itself."""
    return word.text in _DASHES


def _is_within(words: Sequence[Word], place: int) -> bool:
    """Return whether a bracket is open behind a word."""
    text = " ".join(word.text for word in words[: place + 1])
    return text.count("(") > text.count(")")


@cache
def group(name: str) -> frozenset[str]:
    """Return the words of a group in `assistant/data/phrases.toml`."""
    table = tomllib.loads(resources.files("assistant").joinpath("data/phrases.toml").read_text(encoding="utf-8"))
    return frozenset(table[name].split())
