"""What several readers of a turn share: whether papers are asked for, what negates a phrase, and `data/words.toml`."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from index.patterns import patterns

_SAID = patterns("turns", "assistant.data")

PAPERS = r"(?:papers?|preprints?|articles?|publications|study|studies|surveys?|literature|research|work)"  # as nouns
_REACH = 80  # characters before a phrase that are looked at
# Of papers, whatever else is said: a verb such as "works" or "study" does not count.
_ASKED_FOR = re.compile(_SAID["asked_for"], re.IGNORECASE)
_NEGATED = re.compile(_SAID["negated"], re.IGNORECASE)


def asks_for_papers(text: str) -> bool:
    """Tell whether papers as such are asked for: "papers on moss", "what's new", "anything on ferns"."""
    return bool(_ASKED_FOR.search(text))


def is_negated(before: str) -> bool:
    """Tell whether what stands before a phrase makes it mean the opposite: "not", "except those"."""
    return bool(_NEGATED.search(before, max(0, len(before) - _REACH)))


@cache
def words(table: str) -> Mapping[str, tuple[str, ...]]:
    """Return one table of the word lists: what is meant, and the words for it."""
    text = (Path(__file__).parent / "data" / "words.toml").read_text(encoding="utf-8")
    return {name: tuple(entries) for name, entries in tomllib.loads(text)[table].items()}
