"""What holds in a conversation: filters and wishes that were stated, from when they were until they are changed.

Everything is read from the questions alone, so that the command line, the browser and whoever calls the engine need
to keep nothing but them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from assistant.phrases import lists_papers
from assistant.typed import MOST, Understood
from assistant.types import Turn
from assistant.wishes import Manner, manner_of, plain
from index.lexical import terms
from index.query import Filters

_TURNS = 200  # as many earlier questions are read; parsing one takes a tenth of a millisecond
_DATES = ("since", "until")
_RELAXED: tuple[tuple[str, ...], ...] = (("without",), ("categories",), ("authors",), _DATES)  # the least certain first
_US = r"(?:it|this|yourself|the search|the answers?)"
_HOLDS = re.compile(
    rf"\b(?:from now on|restrict {_US}|limit {_US}|stick to"
    r"|(?:only|just) (?:use|consider|search|show|include|look|take|cite|answer|the|papers?|works?|articles?|in|from"
    r"|since|by|before|after|until|between|this|last)|(?:use|consider|search|cite|take) only|always (?:use|search))\b",
    re.IGNORECASE,
)
# It asks, though hardly a word of it has content: "why?", "and by how much?".
_FURTHER = re.compile(
    r"^\W*(?:and\s+|but\s+)?(?:why|(?:by\s+)?how\b(?!\s+about)|tell me more|more|go on)\b", re.IGNORECASE
)
_ANYTHING = "papers"  # what is searched where nothing but filters was typed
_BEFORE_ANY = (
    r"(?:^|(?<=[,;:.?!(])|\b(?:in|from|of|by|at|for|use|allow|search|now|and|or|with|again|about|across|over))\s*"
)
_AFTER_ANY = r"(?=\s*(?:$|[,;:.?!)]|(?:again|please|or|and|now|this\s+time|is\s+(?:fine|ok|okay))\b))"
_ALL_FIELDS = tuple(Filters.model_fields)


def _lifting(words: str) -> re.Pattern[str]:
    return re.compile(rf"{_BEFORE_ANY}(?:{words}){_AFTER_ANY}", re.IGNORECASE)


_REGARDLESS = r"(?:regardless|irrespective)\s+of\s+(?:the\s+)?"
_LIFTED: Mapping[re.Pattern[str], tuple[str, ...]] = {
    _lifting(rf"(?:any|all|every)\s+(?:years?|dates?|times?)|{_REGARDLESS}(?:date|year)"): _DATES,
    _lifting(rf"(?:any|all)\s+authors?|(?:any|every)(?:one|body)|{_REGARDLESS}authors?"): ("authors",),
    _lifting(r"(?:any|all)\s+(?:category|categories|fields?)"): ("categories",),
    _lifting(
        r"all\s+(?:the\s+)?papers|any\s+papers?|(?:no|without(?:\s+any)?)\s+filters?|the\s+whole\s+library"
        r"|(?:remove|drop|clear|forget|reset)\s+(?:all\s+|the\s+)*(?:filters?|constraints?|restrictions?)"
    ): _ALL_FIELDS,
}


class InForce(NamedTuple):
    """The question as it is to be searched, and what holds for it.

    `earlier` are the turns before it, their questions without filters and wishes. A question that only changed what
    holds, such as "only since 2024", stands for the last one that asked something, and `earlier` ends before that.
    """

    text: str
    filters: Filters
    manner: Manner
    earlier: tuple[Turn, ...] = ()


class _Read(NamedTuple):
    """One question, read: its filters, the fields that it lifts, and what is left of it."""

    text: str
    filters: Filters
    lifted: tuple[str, ...]
    asks: bool  # it has content of its own, or asks for whatever passes its filters
    changes: bool  # it has a filter or a wish, or lifts one
    holds: bool  # its filters are meant for what comes after, too


def in_force(question: str, history: Sequence[Turn], understand: Callable[[str], Understood]) -> InForce:
    """Return what a question asks, and the constraints that hold for it after these turns."""
    turns = history[-_TURNS:]
    reads = [_read(turn.question, understand) for turn in turns]
    standing, last = Filters(), Filters()
    for read in reads:
        standing = _without(standing, read.lifted)
        last = merged(standing, read.filters)
        standing = last if read.holds else standing
    now = _read(question, understand)
    manner = manner_of([text for text in (*(turn.question for turn in turns), question) if len(text) <= MOST])
    asked = next((place for place in reversed(range(len(reads))) if reads[place].asks), None)
    if now.changes and not now.asks and asked is not None:
        kept, text, before = _without(last, now.lifted), reads[asked].text, asked
    else:
        kept, before = _without(standing, now.lifted), len(reads)
        text = now.text or (_ANYTHING if now.filters else question)
    earlier = tuple(
        turn.model_copy(update={"question": read.text})
        for turn, read in zip(turns[:before], reads[:before], strict=True)
    )
    return InForce(text, merged(kept, now.filters), manner, earlier)


def _read(question: str, understand: Callable[[str], Understood]) -> _Read:
    if len(question) > MOST:  # a text that was pasted
        return _Read(question, Filters(), (), asks=True, changes=False, holds=False)
    asked = plain(question)
    typed = understand(asked)
    text, lifted = typed.text, list[str]()
    for pattern, fields in _LIFTED.items():
        if pattern.search(text):
            lifted += fields
            text = " ".join(pattern.sub(" ", text).split())
    lists = bool(typed.filters) and lists_papers(asked)
    asks = lists or bool(_FURTHER.match(text) or terms(_HOLDS.sub(" ", text)))
    holds = bool(typed.filters) and (bool(_HOLDS.search(asked)) or not asks)
    changes = bool(typed.filters or lifted) or asked != question
    text = re.sub(r"\s+([?.!,;:])", r"\1", text).strip(" ,;:")
    text = re.sub(r"[,;:]+(?=[?.!])", "", text)
    return _Read(text, typed.filters, tuple(lifted), asks=asks, changes=changes, holds=holds)


def _without(filters: Filters, names: Sequence[str]) -> Filters:
    return filters.model_copy(update={name: Filters.model_fields[name].default for name in names})


def merged(kept: Filters, typed: Filters) -> Filters:
    """Return filters with those that were typed in the place of what held; two bounds of a date are one filter."""
    dates = set(_DATES) if typed.since or typed.until else set[str]()
    new = {name: getattr(typed, name) for name in Filters.model_fields if getattr(typed, name) or name in dates}
    return kept.model_copy(update=new)


def relaxed(
    filters: Filters,
    matching: Callable[[Filters], int],
    given: Filters = Filters(),  # noqa: B008  never changed
) -> tuple[Filters, Filters]:
    """Return filters that some paper passes, and those that were dropped for it.

    Dropped in this order until one passes, the least certain first: words to leave out, categories, authors, dates.
    What turns out to have been passed all along stays. The papers named are kept, and so are the filters `given` by
    a flag: who gives one means it. If still nothing passes, nothing is dropped.
    """
    if not filters or matching(filters):
        return filters, Filters()
    left, gone = filters, list[tuple[str, ...]]()
    for names in _RELAXED:
        if any(getattr(given, name) for name in names) or not any(getattr(left, name) for name in names):
            continue
        left = _without(left, names)
        gone.append(names)
        if matching(left):
            break
    else:
        return filters, Filters()
    for names in gone[:-1]:
        back = left.model_copy(update={name: getattr(filters, name) for name in names})
        left = back if matching(back) else left
    dropped = {name: getattr(filters, name) for names in gone for name in names if not getattr(left, name)}
    return left, Filters(**dropped)
