"""What an acronym stands for in each paper, and whether it is one thing.

Long forms are found as by Schwartz and Hearst (PSB 2003): the letters of the short form in the words before its
parenthesis, from the last to the first, the first one at the beginning of a word.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from index.names import names
from index.paper import Paper
from index.terms import terms

_EDGES = " \"'`“”‘’\\"
_ACRONYM = re.compile(r"[A-Z][A-Za-z]{0,4}[A-Z]")
_SAME = 0.5  # share of words in common from which two long forms are one
_BEGINNING = 4  # letters of a word that are compared: optimisation and optimization, preference and preferential
_RARE = 5  # times as many papers with another sense: it is a slip, or not worth asking about
_GENERIC = frozenset("mean stand method approach techniqu model term acronym abbrevi short algorithm".split())
_SMALL = frozenset("a an and at by for from in of on the to via with".split())


class _Sense(NamedTuple):
    meanings: list[str]
    papers: list[Paper]


def acronym(question: str) -> str | None:
    """Return the acronym that a question is about, if nothing else in it says what is meant; otherwise None."""
    named = [name for name in dict.fromkeys(names(question)) if _ACRONYM.fullmatch(name.removesuffix("s"))]
    if len(named) != 1 or len(set(terms(question)) - _GENERIC) > 1:
        return None
    return named[0].removesuffix("s")


def long_form(short: str, paper: Paper) -> str | None:
    """Return the words that `short` stands for in a paper, or None if it does not say.

    A paper that uses the acronym without a parenthesis may have the words in its title.
    """
    text = f"{paper.title}. {paper.abstract}"
    found = defined_by(short, text)
    if found or not re.search(rf"\b{re.escape(short)}s?\b", text):
        return found
    words = list(re.finditer(r"[^\W_]+", paper.title))
    for start in range(len(words) - len(short) + 1):
        chosen = words[start : start + len(short)]
        if "".join(word[0][0] for word in chosen).lower() == short.lower():
            return paper.title[chosen[0].start() : chosen[-1].end()]
    return None


@lru_cache(maxsize=4096)
def defined_by(short: str, text: str) -> str | None:
    """Return the words that a text puts before `short` in parentheses and that have its letters, or None."""
    for found in re.finditer(rf"\({re.escape(short)}s?[),;]", text):
        before = re.findall(r"[^\s()]+", re.split(r"[.;:(!?]\s", text[: found.start()])[-1])
        near = " ".join(before[-min(len(short) + 5, 2 * len(short)) :]).replace("~", " ").strip(_EDGES)
        matched = _initials(short.lower(), near) or _matched(short.lower(), near)
        if matched:
            return matched
    return None


def _initials(short: str, words: str) -> str | None:
    """Return the last words of `words` whose first letters are `short`, small words aside."""
    starts = [
        found for found in re.finditer(r"[^\W_]+", words) if found[0].lower() not in _SMALL or found[0][0] in short
    ]
    for skip_small in (False, True):
        chosen = [found for found in starts if not (skip_small and found[0].lower() in _SMALL)][-len(short) :]
        if "".join(found[0][0].lower() for found in chosen) == short:
            return words[chosen[0].start() :]
    return None


def _matched(short: str, words: str) -> str | None:
    place = len(words)
    for at, letter in reversed(list(enumerate(short))):
        place -= 1
        while place >= 0 and (words[place].lower() != letter or (at == 0 and place > 0 and words[place - 1].isalnum())):
            place -= 1
        if place < 0:
            return None
    return words[place:]


def senses(short: str, papers: Sequence[Paper]) -> list[tuple[str, list[Paper]]]:
    """Return the different things that `short` stands for in these papers, each with its papers, in their order.

    A paper that uses it and does not say what for belongs to none.
    """
    found: list[_Sense] = []
    for paper in papers:
        meaning = long_form(short, paper)
        if meaning is None:
            continue
        same = [sense for sense in found if any(_alike(each, meaning) for each in sense.meanings)]
        joined = _Sense([*(m for sense in same for m in sense.meanings), meaning], [p for s in same for p in s.papers])
        joined.papers.append(paper)
        place = found.index(same[0]) if same else len(found)
        found = [sense for sense in found if sense not in same]
        found.insert(place, joined)
    groups = [(sense.meanings[0], sense.papers) for sense in found]
    most = max((len(group) for _, group in groups), default=0)
    return [(meaning, group) for meaning, group in groups if _RARE * len(group) >= most]


def _alike(one: str, other: str) -> bool:
    first, second = ({term[:_BEGINNING] for term in terms(text.lower())} for text in (one, other))
    return bool(first & second) and len(first & second) / len(first | second) >= _SAME
