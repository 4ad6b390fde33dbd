"""The addresses to which the links of a comparison lead: with a column or a paper more, less, or at another place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assistant.comparison.columns import ABSTRACT, RECORD
from assistant.comparison.table import suggested
from assistant.web.pages.compare_wanted import MOST_COLUMNS, Wanted
from index.paper import Paper


class Chip(NamedTuple):
    """A column that can be added; one that is `rare` is stated by fewer than two of the papers."""

    name: str
    address: str
    rare: bool


def plus(wanted: Wanted, paper: Paper) -> str:
    """Return the address with a further paper."""
    return wanted.with_papers([*wanted.papers, paper.id]).address


def without(wanted: Wanted, papers: Sequence[Paper]) -> Mapping[str, str]:
    """Return the address without each of the papers, by id."""
    ids = [paper.id for paper in papers]
    return {key: wanted.with_papers([one for one in ids if one != key]).address for key in ids}


def steps(wanted: Wanted, words: Sequence[str]) -> list[Mapping[str, str]]:
    """Return for each column the addresses in which it stands further to the left or right, or not at all."""

    def moved(place: int, to: int) -> str:
        rest = [*words[:place], *words[place + 1 :]]
        return wanted.with_columns([*rest[:to], words[place], *rest[to:]]).address

    last = len(words) - 1
    return [
        {
            "left": moved(place, place - 1) if place else "",
            "right": moved(place, place + 1) if place < last else "",
            "drop": wanted.with_columns([*words[:place], *words[place + 1 :]]).address if last else "",
        }
        for place in range(len(words))
    ]


def chips(wanted: Wanted, words: Sequence[str], papers: Sequence[Paper]) -> list[Chip]:
    """Return our columns that are not shown, those first that several of the papers state."""
    stated = {column.name for column in suggested(papers)}
    names = [column.name for column in (*ABSTRACT, *RECORD) if column.name not in words]
    chips = [Chip(name, wanted.with_columns([*words, name]).address, name not in stated) for name in names]
    return sorted(chips, key=lambda chip: chip.rare) if len(words) < MOST_COLUMNS else []
