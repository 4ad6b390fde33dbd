"""Organisations as people type them: "papers from NVIDIA", "by Google authors", "did Meta publish", "not from Apple".

A name counts only if records have it, by itself or within their organisation's name, and not where it says whose
something else is: "data from Google", "trained by NVIDIA", "Gemma by Google".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from assistant.conversation import context
from assistant.conversation.context import PAPERS

_WORD = r"[^\W_][\w.&'’@+-]*"
_PEOPLE = r"(?:authors?|researchers?|people|folks|scientists|employees|teams?|labs?|groups?)"
_BY = re.compile(
    rf"(?:\b(?i:(?:(?:that|which)\s+)?(?:(?:is|are|was|were)\s+)?(?:published|released|written|posted|authored))\s+)?"
    rf"\b(?P<how>(?i:by|from|at|of|out\s+of))\s+(?i:the\s+)?(?i:(?:{_PEOPLE}\s+)?(?:at|from|of)\s+(?:the\s+)?)?"
    rf"(?P<words>{_WORD}(?:[ ]{_WORD}){{0,7}})"
)
_DID = re.compile(rf"\b(?i:did|does|has|have)\s+(?:the\s+)?(?P<words>{_WORD}(?:[ ]{_WORD}){{0,7}})")
_WROTE = re.compile(
    r"\s+(?:(?:also|ever|recently|else|already)\s+)?(?:publish|releas|writ|wrote|post|put\s+out|propos|introduc|present"
    r"|work)[a-z]*\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    rf"(?P<words>{_WORD}(?:[ ]{_WORD}){{0,4}}?)(?:['’]s)?(?=\s+(?i:(?:latest|recent|newest|new)\s+)?{PAPERS}\b)"
)
_STARTS = re.compile(
    r"(?:^|\b(?:the|all|any|only|new|recent|which|what|many|find|show|list|me|are|of|latest))\s*$", re.IGNORECASE
)
_GOES_ON = re.compile(
    rf"(?:\s+{_PEOPLE}\b)?(?=\s*(?:$|[^\w\s]|(?:on|about|in|since|from|that|which|who|with|for|published|before|after|between|until"
    r"|to|during|at|but|excluding|except|not|using|is|are|do|does|did|have|has|over|only|last|this|regarding|where|please"
    r"|and|or|there)\b))",
    re.IGNORECASE,
)
_VERB = re.compile(r"\s+(?!(?:of|at|in|the)\b)[a-z]")
_OR = re.compile(rf"\s*(?:,|\b(?:and|or)\b|&|/)\s*(?P<words>{_WORD}(?:[ ]{_WORD}){{0,7}})")
_NAMED = re.compile(r"(?:^|\s)(?=\S*[A-Z0-9])\S+\s*$")

House = Callable[[str], str]


class Found(NamedTuple):
    """The organisations that were read, with " or " between, and where they stand; their papers may be `left_out`."""

    name: str
    start: int
    end: int
    left_out: bool = False


def read_organisations(text: str, house: House, *, sure: bool = False) -> Found | None:
    """Return the first organisations in `text`, or None; `house` returns the one that words name, "" for none."""
    return next(_read(text, house, sure=sure), None)


def _read(text: str, house: House, *, sure: bool) -> Iterator[Found]:
    for found in _DID.finditer(text):
        if (name := _name(text, found.start("words"), found["words"], house)) and (
            wrote := _WROTE.match(text, name.end)
        ):
            yield name._replace(start=found.start(), end=wrote.end())
    yield from _written_by(text, house, papers=sure or context.asks_for_papers(text))
    for found in _OWN.finditer(text):
        begins = _STARTS.search(text[: found.start()])
        name = _name(text, found.start("words"), found["words"], house) if begins else None
        if name and text[name.end : found.end("words")] in ("", "'s", "’s"):
            yield name._replace(end=found.end())
    for word in re.finditer(r"\S+", text) if sure else ():
        left_out = context.is_negated(text[: word.start()])  # "no RL"
        name = None if left_out else _name(text, word.start(), text[word.start() :].rstrip(" .!?"), house)
        if name and (end := _GOES_ON.match(text, name.end)):
            yield name._replace(end=end.end())


def _written_by(text: str, house: House, *, papers: bool) -> Iterator[Found]:
    for found in _BY.finditer(text):
        before = text[: found.start()]
        if context.follows_deed(before):
            continue
        negated = context.negation(before)
        near = context.follows_papers(before)
        if context.follows_dated_thing(before, papers=papers) or (found["how"].lower() == "of" and not near):
            continue
        if not papers and found["how"].lower() != "at" and _NAMED.search(before):  # "Gemma by Google"
            continue
        name = _name(text, found.start("words"), found["words"], house, small=near)
        end = _GOES_ON.match(text, name.end) if name else None
        verb = near and found["how"].lower() == "from" and name and _VERB.match(text, name.end)
        if name and (end or verb):  # "papers from NVIDIA study …"
            start = found.start() if negated is None else negated
            yield name._replace(start=start, end=end.end() if end else name.end, left_out=negated is not None)


def _name(text: str, start: int, words: str, house: House, *, small: bool = False) -> Found | None:
    """Return the longest name of an organisation that begins there, and those that follow it with "or" or "and"."""
    ends = [place.end() for place in re.finditer(r"\S+", words)]
    for end in reversed(ends):
        said = words[:end].rstrip(" .'’").removesuffix("'s").removesuffix("’s")
        if (small or said[:1].isupper() or said.partition(" ")[0].isupper()) and (name := house(said)):
            stop = start + len(said)
            more = _OR.match(text, stop)
            other = _name(text, more.start("words"), more["words"], house, small=small) if more else None
            return Found(f"{name} or {other.name}", start, other.end) if other else Found(name, start, stop)
    return None
