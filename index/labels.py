"""The name by which a sentence of a paper is introduced when the sentence itself says only "we".

It is made of title and abstract alone, so that whoever checks such a sentence finds the same name.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from index.guard import guarded
from index.models.sentence_roles import ROLES, roles
from index.names import mentions, names
from index.patterns import patterns

_NAME_WORDS = 5  # before a title's colon
_SHORT = 9  # words; a longer title is cut where a phrase begins
_LEAST = 3
_LONGEST = 100  # characters
_SURE = 0.6  # of being what the paper sets out to do or does
_NO_NAME = re.compile(
    r"[<>\[\]{}|`\x00-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069]|://|www\.|\.(?:com|net|org|io)\b", re.I
)
_CUT = frozenset("for via with through by using in on from of to as under without over at towards toward".split())
_COINED = re.compile(patterns("coined")["label"])
_BRACKETED = re.compile(r"\((?P<name>[^\s,;:()]{2,20})\)")
_OWN = re.compile(
    r"\b(?:we|our|ours|us|this (?:paper|work|study|article|survey|report|position paper|approach|method)"
    r"|the (?:proposed|authors?|present)|(?:in )?this)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def label(title: str, sentences: tuple[str, ...]) -> str:
    """Return what a paper is called: the name in its title, the name that it coins, or its title, cut if long.

    Nothing is returned where that would be markup or an address: a label is shown among our own words.
    """
    withheld = guarded(title, sentences).withheld
    sentences = tuple("" if n in withheld else text for n, text in enumerate(sentences, start=1))
    found = _coined(sentences) if 0 in withheld else _named_by_title(title) or _coined(sentences) or _cut(title)
    return "" if len(found) > _LONGEST or _NO_NAME.search(found) else found


def _named_by_title(title: str) -> str:
    name, colon, _ = title.partition(":")
    return name.strip() if colon and len(name.split()) <= _NAME_WORDS else ""


def _cut(title: str) -> str:
    words = title.split()
    asks = next((n for n, word in enumerate(words, start=1) if word.endswith("?")), 0)
    if _LEAST <= asks <= _NAME_WORDS * 2:
        return " ".join(words[:asks])
    if len(words) <= _SHORT:
        return title.strip(" .:?")
    cut = next((n for n in range(_SHORT, _LEAST - 1, -1) if words[n].lower() in _CUT or words[n - 1][-1] in ":?"), 0)
    return " ".join(words[:cut]).rstrip(":?") if cut else " ".join(words[: _SHORT - 1]).rstrip(":,") + " …"


def contribution(sentences: Sequence[str]) -> int | None:
    """Return the number of the first sentence that surely says what the paper sets out to do or does, else the first.

    None if no sentence says it.
    """
    found = roles(tuple(sentences))
    told = found.probabilities[:, [ROLES.index("objective"), ROLES.index("method")]].sum(axis=1)
    numbers = [n for n, role in enumerate(found.of, start=1) if role in {"objective", "method"} and sentences[n - 1]]
    return min(numbers, key=lambda n: (told[n - 1] < _SURE, n), default=None)


def _coined(sentences: Sequence[str]) -> str:
    """Return the name that the paper gives to its own work, or nothing; one that it only mentions is none."""
    number = contribution(sentences)
    if not number:
        return ""
    sentence = sentences[number - 1]
    direct = [found["name"].rstrip(".") for found in _COINED.finditer(sentence)]
    begun = sentence[: found.end()] if (found := re.search(r"\)", sentence)) else ""
    opened = _BRACKETED.search(begun)
    bracketed = [opened["name"]] if opened and mentions(sentence[: opened.start()], opened["name"]) else []
    own = [name for name in (*direct, *bracketed) if name in names(name)]
    return own[0] if own else ""


def is_named_in(sentence: str, title: str, sentences: tuple[str, ...]) -> bool:
    """Tell whether a sentence has a name of its paper: the label, the one it coins, or the short one in its title."""
    short = [found["name"] for found in _BRACKETED.finditer(title)]
    return any(mentions(sentence, name) for name in (label(title, sentences), _coined(sentences), *short) if name)


def speaks_of_itself(sentence: str) -> bool:
    """Tell whether a sentence says "we", "our" or "this paper" of who wrote it."""
    return bool(_OWN.search(sentence))


def attributed(name: str, sentence: str) -> str:
    """Return a sentence with the name of its paper before it: the one addition that our own writer makes."""
    return f"{name}: {sentence}"
