"""The cells of a comparison as a model writes them: a line each, `P1 | idea | text with marks [P1.S3]`.

Models wrap the lines in bullets, bold, fences and tables; what is not a cell of ours is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.cues import Aspect

_BULLET = re.compile(r"^\s*(?:[-*+•]\s+|\d+[.)]\s+|>\s*)+")
_PAPER = re.compile(r"(?:paper\s*)?p?\s*(\d+)", re.IGNORECASE)
_AROUND = " \t*_`\"'[](){}:"
_MARK = re.compile(r"\[[^\]]*\]")
_NOTHING = re.compile(
    r"(?:(?:is |are )?not (?:stated|mentioned|given|specified|reported|provided|available|applicable|described)"
    r"(?: in the (?:abstract|abstracts|text|paper))?|n/?a|none|unknown|unspecified)?",
    re.IGNORECASE,
)


class CellLine(NamedTuple):
    """A cell as written, with its marks; the text "" says that nothing is stated."""

    paper: int
    aspect: Aspect
    text: str


def parse_cell(line: str, aspects: Sequence[Aspect], papers: int) -> CellLine | None:
    """Return the cell of `line`, or None when it holds none of these aspects and papers."""
    row = _BULLET.sub("", line).strip().strip("`").strip().replace("\\|", "\0")
    fields = row.removeprefix("|").split("|", 2)
    if len(fields) < 3:
        return None
    number = _PAPER.fullmatch(fields[0].strip(_AROUND))
    known: dict[str, Aspect] = {_key(aspect): aspect for aspect in aspects}
    aspect = known.get(_key(fields[1]))
    if number is None or aspect is None or not 0 < int(number[1]) <= papers:
        return None
    return CellLine(int(number[1]), aspect, _value(fields[2].replace("\0", "|")))


def _key(aspect: str) -> str:
    return " ".join(aspect.strip(_AROUND).casefold().split())


def _value(text: str) -> str:
    """Return the text of a cell, "" when it says in some way that nothing is stated."""
    text = text.strip().removesuffix("|").strip()
    words = _MARK.sub("", text).strip(" \t*_`\"'.()-–—")
    return "" if _NOTHING.fullmatch(words) else text
