"""Authors as people type them: "by Asai", "papers by Akari Asai and Hajishirzi", "Asai's papers".

"By" has other uses: "by how much", "by training", "inspired by Smith", "by Smith normalisation". A name counts only if
a paper by that author is there, unless it can be nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from assistant.reading import phrases

_PARTICLE = r"(?:(?:de|van|von|der|den|la|le|el|al|bin|di|da)\s+)"
_WORD = r"[^\W\d_][\w'’.-]*"
_REST = rf"(?:\s+{_PARTICLE}{{0,3}}(?=[^\W\d_a-zà-þ]){_WORD}){{0,3}}"
_PERSON = rf"{_PARTICLE}{{0,3}}(?=[^\W\d_a-zà-þ]){_WORD}{_REST}"
_BETWEEN = r"(?:\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+|\s*&\s*)"
_BY = re.compile(
    r"\b(?i:(?:that\s+(?:were|are)\s+)?(?:(?:co-?)?(?:written|authored)|published|posted|submitted|proposed|introduced"
    r"|presented|developed)\s+)?(?i:by\s+(?:authors?\s+)?)"
    rf"({_PERSON}(?:{_BETWEEN}{_PERSON}){{0,5}}|{_WORD})"
    r"(?:,?\s+(?:et\s+al\.?|and\s+(?:others|colleagues|co-?authors)|and\s+(?:his|her|their)\s+(?:group|team"
    r"|lab|co-?authors)))?"
)
_OF_THEIRS = re.compile(
    rf"\b({_PARTICLE}{{0,3}}[A-Z][\w-]*(?:\s+[A-Z][\w-]*){{0,2}})['’]s\s+(?=(?:(?:latest|recent|newest|new|other)\s+)?"
    r"(?:papers?|works?|publications|preprints|articles)\b)"
)
# "Which papers did Asai write?", "What else has Asai published?"
_WROTE = re.compile(
    r"(?i:(?:^\W*(?:and\s+|but\s+)?what(?:\s+(?:else|more))?\s+|\b)(?:did|has|have)\s+)"
    rf"({_PERSON}(?:{_BETWEEN}{_PERSON}){{0,5}})\s+(?i:(?:also\s+|ever\s+|recently\s+|else\s+)?"
    r"(?:(?:co-?)?(?:write|written|author(?:ed)?|publish(?:ed)?)|posted?|proposed?|introduced?))\b"
)
_WHAT_PAPERS = re.compile(
    r"^\W*(?:and\s+|but\s+)?(?:(?:which|what)\b(?:\s+(?:else|other|more|recent|new))*\s*(?:\bpapers?\b"
    r"|\barticles?\b|\bworks?\b|\bresearch\b|\bstudies\b|$))",
    re.IGNORECASE,
)
_AND = re.compile(_BETWEEN)
_OR = re.compile(r"\bor\b")
# After a person's name; any other word makes it a name of something: "by Smith normalisation".
_GOES_ON = re.compile(
    r"\s*(?:(?:and|or)\s+)?(?:$|[^\w\s]|(?:on|about|in|since|from|that|which|who|with|for|published|posted"
    r"|before|after|between|until|to"
    r"|during|at|of|but|excluding|except|other|not|using|is|are|do|does|did|have|has|over|into|only|last|this|yesterday"
    r"|today|regarding|where|please)\b)",
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


class Found(NamedTuple):
    """The authors that were read, and where they stand in the text; "A or B" is one entry of which one is enough."""

    authors: tuple[str, ...]
    start: int
    end: int


def read_authors(text: str, knows: Callable[[str], bool], is_word: Callable[[str], bool]) -> Found | None:
    """Return the first authors in `text`, or None.

    `knows` tells whether a paper by that author is there, `is_word` whether what is written is rather a word.
    """
    for found in _OF_THEIRS.finditer(text):
        if knows(found[1]) and not is_word(found[1]):
            return Found((found[1],), *found.span())
    for found in _WROTE.finditer(text):
        names = tuple(name.strip(" .'’") for name in _AND.split(found[1]))
        asked = not text[: found.start()].strip() or _WHAT_PAPERS.match(text[: found.start()])
        if asked and all(knows(name) or (" " in name and name.istitle()) for name in names):
            return Found(names, *found.span())
    for found in _BY.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        if phrases.is_turned_round(before) or phrases.follows_deed(before) or not _GOES_ON.match(after):
            continue
        people = tuple(name.strip(" .'’") for name in _AND.split(found[1]))
        of_papers = phrases.follows_papers(before)
        if _are_people(people, knows, is_word, of_papers=of_papers) or (
            _PAPERS_BY.search(before)
            and all(name.istitle() for name in people)
            and (_ends(after) or all(" " in name for name in people))
        ):
            return Found((" or ".join(people),) if _OR.search(found[1]) else people, *found.span())
    return None


def _are_people(
    people: tuple[str, ...], knows: Callable[[str], bool], is_word: Callable[[str], bool], *, of_papers: bool
) -> bool:
    """Tell whether these are authors: with a capital and no word of its own, or whatever papers are said to be by."""
    for name in people:
        clear = len(name) > 1 and not name.isupper() and (not name.islower() and not is_word(name))
        said = of_papers and len(name) > 1 and name.lower() not in _ORDERS
        if not (clear or said) or not knows(name):
            return False
    return bool(people)


def _ends(after: str) -> bool:
    return not after.strip(" ?.!")
