"""Authors as people type them: "by Asai", "papers by Akari Asai and Hajishirzi", "Asai's papers".

"By" has other uses: "by how much", "by training", "inspired by Smith", "by Smith normalisation". A name counts only if
a paper by that author is there, unless it can be nothing else. In a turn that is known to set a limit (`sure`), any
name with a capital that an author has counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from assistant.conversation import context

_PARTICLE = r"(?:(?:de|van|von|der|den|la|le|el|al|bin|di|da)\s+)"
_WORD = r"[^\W\d_][\w'’.-]*"
_PERSON = rf"{_PARTICLE}{{0,3}}(?=[^\W\d_a-zà-þ]){_WORD}(?:\s+{_PARTICLE}{{0,3}}(?=[^\W\d_a-zà-þ]){_WORD}){{0,3}}"
_BETWEEN = r"(?:\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+|\s*&\s*)"
_PEOPLE = rf"{_PERSON}(?:{_BETWEEN}{_PERSON}){{0,5}}"
_BY = re.compile(
    r"\b(?i:(?:that\s+(?:were|are)\s+)?(?:(?:co-?)?(?:written|authored)|published|posted|submitted|proposed|introduced"
    rf"|presented|developed)\s+)?(?i:by\s+(?:authors?\s+)?)({_PEOPLE}|{_WORD})"
    r"(?:,?\s+(?:et\s+al\.?|and\s+(?:others|colleagues|co-?authors)|and\s+(?:his|her|their)\s+(?:group|team|lab|co-?authors)))?"
)
_OF_THEIRS = re.compile(
    rf"\b({_PARTICLE}{{0,3}}[A-Z][\w-]*(?:\s+[A-Z][\w-]*){{0,2}})['’]s\s+(?=(?:(?:latest|recent|newest|new|other)\s+)?"
    r"(?:papers?|works?|publications|preprints|articles)\b)"
)
_PAPERS_OF = re.compile(
    rf"(?i:\b(?:papers?|works|publications|preprints|articles)\s+)((?i:of|from)\s+({_PERSON}))(?=\W*$)"
)
# "Which papers did Asai write?", "What else has Asai published?"; what is no author's alone needs one who is known.
_WROTE = re.compile(
    rf"(?i:(?:^\W*(?:and\s+|but\s+)?what(?:\s+(?:else|more))?\s+|\b)(?:did|has|have)\s+)({_PEOPLE})\s+"
    r"(?i:(?:also\s+|ever\s+|recently\s+|else\s+)?(?:(?:co-?)?(?:write|written|author(?:ed)?|publish(?:ed)?)|posted?"
    r"|proposed?|introduced?|(?P<did>work(?:ed)?\s+on|show(?:n)?|find|found|report(?:ed)?|study|studied|present(?:ed)?"
    r"|develop(?:ed)?|describe(?:d)?)))\b"
)
_WHAT_PAPERS = re.compile(
    r"^\W*(?:and\s+|but\s+)?(?:(?:which|what)\b(?:\s+(?:else|other|more|recent|new))*\s*(?:\bpapers?\b|\barticles?\b"
    r"|\bworks?\b|\bresearch\b|\bstudies\b|$))",
    re.IGNORECASE,
)
_AND, _OR = re.compile(_BETWEEN), re.compile(r"\bor\b")
# After a person's name; any other word makes it a name of something: "by Smith normalisation".
_GOES_ON = re.compile(
    r"\s*(?:(?:and|or)\s+)?(?:$|[^\w\s]|(?:on|about|in|since|from|that|which|who|with|for|published|posted|before|after"
    r"|between|until|to|during|at|of|but|excluding|except|other|not|using|is|are|do|does|did|have|has|over|into|only|last"
    r"|this|yesterday|today|regarding|where|please)\b)",
    re.IGNORECASE,
)
# Behind these, a full name, or whoever comes at the end, can only be an author, known or not.
_PAPERS_BY = re.compile(r"\b(?:papers?|articles|preprints|publications)\s*$", re.IGNORECASE)
# What papers are sorted by, and what a word after "by" is when it is not a name.
_ORDERS = frozenset(
    """topic task size year month date day week field area theme category venue domain method model author authors
    relevance name title citation citations length default number popularity upvotes source conference journal the a an
    my our their his her its any all some other using""".split()
)
_NAMED = re.compile(rf"{_PERSON}(?:{_BETWEEN}{_PERSON}){{0,5}}(?:['’]s\b)?")

Known = Callable[[str], bool]


class Found(NamedTuple):
    """The authors that were read, and where they stand in the text; "A or B" is one entry of which one is enough."""

    authors: tuple[str, ...]
    start: int
    end: int


def read_authors(text: str, knows: Known, is_word: Known, *, sure: bool = False) -> Found | None:
    """Return the first authors in `text`, or None.

    `knows` tells whether a paper by that author is there, `is_word` whether what is written is rather a word.
    """
    for found in _OF_THEIRS.finditer(text):
        if knows(found[1]) and not is_word(found[1]):
            return Found((found[1],), *found.span())
    for found in _PAPERS_OF.finditer(text):
        if knows(found[2]) and not is_word(found[2]):
            return Found((found[2],), *found.span(1))
    for found in _WROTE.finditer(text):
        people = _names(found[1])
        asked = not text[: found.start()].strip() or _WHAT_PAPERS.match(text[: found.start()])
        surely = (_is_person(name, knows, is_word, of_papers=False) for name in people)  # `What does Training show?`
        wrote = (knows(name) or (" " in name and name.istitle()) for name in people)
        if asked and all(surely if found["did"] else wrote):
            return Found(people, *found.span())
    for found in _BY.finditer(text):
        if by := _by(text, found, knows, is_word):
            return by
    named = (found for found in _NAMED.finditer(text) if sure and not context.is_negated(text[: found.start()]))
    return next((by for found in named if (by := _anyone(found, knows))), None)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip(" .'’") for name in _AND.split(text))


def _by(text: str, found: re.Match[str], knows: Known, is_word: Known) -> Found | None:
    before, after = text[: found.start()], text[found.end() :]
    if context.is_negated(before) or context.follows_deed(before) or not _GOES_ON.match(after):
        return None
    people, of_papers = _names(found[1]), context.follows_papers(before)
    full = not after.strip(" ?.!") or all(" " in name for name in people)
    surely = bool(_PAPERS_BY.search(before)) and full and all(name.istitle() for name in people)
    if not surely and not all(_is_person(name, knows, is_word, of_papers=of_papers) for name in people):
        return None
    return Found((" or ".join(people),) if _OR.search(found[1]) else people, *found.span())


def _is_person(name: str, knows: Known, is_word: Known, *, of_papers: bool) -> bool:
    """Tell whether this is an author: with a capital and no word of its own, or whoever papers are said to be by."""
    clear = len(name) > 1 and not name.isupper() and not name.islower() and not is_word(name)
    said = of_papers and len(name) > 1 and name.lower() not in _ORDERS
    return (clear or said) and knows(name)


def _anyone(found: re.Match[str], knows: Known) -> Found | None:
    """Return whoever is named, without the word with a capital that may stand before: "Only Akari Asai"."""
    people = [re.sub(r"['’]s$", "", name) for name in _names(found[0])]
    ends = [next((rest for rest in _endings(name) if knows(rest)), "") for name in people]
    known = tuple(name for name in ends if name)
    return Found((" or ".join(known),) if _OR.search(found[0]) else known, *found.span()) if known else None


def _endings(name: str) -> list[str]:
    words = name.split()
    return [" ".join(words[place:]) for place in range(len(words))]
