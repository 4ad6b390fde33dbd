"""What several readers of a turn share: whether papers are asked for, what negates a phrase, and `data/words.toml`."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

PAPERS = r"(?:papers?|preprints?|articles?|publications|study|studies|surveys?|literature|research|work)"  # as nouns
_REACH = 80  # characters before a phrase that are looked at
# Of papers, whatever else is said: a verb such as "works" or "study" does not count.
_ASKED_FOR = re.compile(
    r"\b(?:papers?|articles?|preprints?|publications?|studies|surveys?|literature"
    r"|(?:recent|new|prior|previous|related|other|any|all|the|more|some|what|which)\s+(?:work|research|study|advances"
    r"|progress)"
    r"|(?:recent|prior|previous|related|other|all|published)\s+works|anything|everything|something"
    r"|(?:published|posted|submitted|uploaded)"
    r"|what(?:['’]s| is| was| are| were)? (?:new|hot|recent|trending|out|there))\b"
    r"|^\s*(?:research|work|works)\s+(?:on|about|by|in|of|since|from)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"(?:\b(?:not|non|never|except(?:\s+for)?|excluding|exclude|excepting|without|other\s+than|apart\s+from"
    r"|neither|nor|no)|n['’]t)"
    r"\s+(?:(?:those|ones|the|any|papers?|works?|published|written|authored|posted|from|in|by|of)\s+){0,4}$",
    re.IGNORECASE,
)


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
