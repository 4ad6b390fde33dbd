"""What several papers speak of: the tasks and methods that the sentences which their cells quote name.

Read by the tagger of `index.models.entity_tagger`; a phrase that it finds in one paper is looked for in the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from assistant.comparison.entities import entities_of
from assistant.types import Row
from index.terms import terms
from index.text import plain

_LEAST, _LONGEST = 2, 5  # words of what is told
_GENERIC = frozenset(
    "approach baselin model method framework system techniqu algorithm task problem paper work result experi "
    "perform solut strategi novel new propos exist previou differ simpl effect larg languag".split()
)  # stems that tell nothing of a paper
_ARTICLE = re.compile(r"^(?:an?|the|our|its|their|this|these)\s+", re.IGNORECASE)
_COLUMNS = ("idea", "problem", "results")


class Spoken(NamedTuple):
    """A phrase, with the number of the first sentence that has it, by the place of each paper's row."""

    phrase: str
    sentences: dict[int, int]


def spoken_of(rows: Mapping[int, Row]) -> list[Spoken]:
    """Return the phrases that the quotes of several rows have, those of most rows first, of these the longest."""
    quotes = {place: dict(_quotes(row)) for place, row in rows.items()}
    phrases = {
        " ".join(terms(phrase)): phrase
        for texts in quotes.values()
        for text in texts.values()
        for entity in entities_of(text)
        if entity.kind in ("task", "method") and _tells(phrase := _ARTICLE.sub("", entity.text))
    }
    found = [Spoken(phrase, _where(phrase, quotes)) for phrase in phrases.values()]
    several = [one for one in found if len(one.sentences) > 1]
    return sorted(several, key=lambda one: (-len(one.sentences), -len(one.phrase), one.phrase))


def in_words(phrase: str) -> str:
    """Return a phrase as it stands within a sentence: without the capital of its first word if no other has one."""
    first, _, rest = phrase.partition(" ")
    return f"{first.lower()} {rest}" if first.istitle() and rest == rest.lower() else phrase


def _where(phrase: str, quotes: Mapping[int, Mapping[int, str]]) -> dict[int, int]:
    has = re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)", re.IGNORECASE)
    numbers = {place: [n for n, text in texts.items() if has.search(text)] for place, texts in quotes.items()}
    return {place: min(here) for place, here in numbers.items() if here}


def _quotes(row: Row) -> Iterator[tuple[int, str]]:
    for column in _COLUMNS:
        cell = row.cell(column)
        for number, quote in zip(cell.sentences, cell.quotes, strict=True) if cell else ():
            yield number, plain(quote)


def _tells(phrase: str) -> bool:
    stems = terms(phrase)
    whole = phrase.count("(") == phrase.count(")")
    return _LEAST <= len(phrase.split()) <= _LONGEST and len(stems) > 1 and whole and not _GENERIC & set(stems)
