"""The names of data sets and benchmarks in an abstract, and of the measures that it reports."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from index.entities import common_acronyms
from index.models.entity_tagger import Kind, tag

_HEAD = re.compile(
    r"\s+(?:benchmarks?|data ?sets?|corpus|corpora|leaderboards?|(?:test|validation) (?:set|split))+$", re.I
)
_NAMED = re.compile(r"[^\W\d_a-z]|\d")  # a capital or a figure
_SMALL = frozenset("a an and for in of on the to".split())  # stand within a name


class Mention(NamedTuple):
    """A name as it stands in a sentence: its number, from 1, and where it begins and ends there."""

    text: str
    sentence: int
    start: int
    end: int


def materials(sentences: Sequence[str]) -> tuple[Mention, ...]:
    """Return where data sets and benchmarks of an abstract are named: `GSM8K`, but not `three benchmarks`.

    What is tagged as something else more often than not in these sentences, such as a method, is left out.
    """
    said = Counter((_key(each.text), each.kind == "material") for found in map(tag, sentences) for each in found)
    return tuple(
        each
        for each in _mentions(sentences, "material")
        if _is_name(each.text) and said[_key(each.text), True] >= said[_key(each.text), False]
    )


def metrics(sentences: Sequence[str]) -> tuple[Mention, ...]:
    """Return where measures are named: accuracy, F1, latency."""
    return _mentions(sentences, "metric")


def _mentions(sentences: Sequence[str], kind: Kind) -> tuple[Mention, ...]:
    return tuple(
        Mention(each.text, number, each.start, each.end)
        for number, found in enumerate(map(tag, sentences), 1)
        for each in found
        if each.kind == kind
    )


def _key(text: str) -> str:
    return _HEAD.sub("", text).lower()


def _is_name(text: str) -> bool:
    """Tell whether every word before `benchmark` or `dataset` is written as a name is, but small ones."""
    words = _HEAD.sub("", text).split()
    known = all(word.strip("()").removesuffix("s") in common_acronyms() for word in words)
    return not known and all(_NAMED.search(word) or word in _SMALL for word in words)
