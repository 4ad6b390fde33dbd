"""The cells of a comparison as a model writes them: a line each, `P1 | idea | text with marks [P1.S3]`.

Models wrap the lines in bullets, bold, fences and tables; what is not a cell of ours is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.aspects import Aspect

_BULLET = re.compile(r"^\s*(?:[-*+•]\s+|\d+[.)]\s+|>\s*)+")
_PAPER = re.compile(r"(?:paper\s*)?p?\s*(\d+)", re.IGNORECASE)
_NAMED = re.compile(r".{0,120}\b[Pp](\d{1,3})\b\W*|\W*[Pp](\d{1,3})\b.{0,120}")  # "Zebrafold (P1)", "P1: Zebrafold"
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


def parse_cell(line: str, aspects: Sequence[Aspect], papers: int, titles: Sequence[str] = ()) -> CellLine | None:
    """Return the cell of `line`, or None when it holds none of these aspects and papers.

    A paper may be called by its number, or by the title, or the beginning of the title, of one paper only.
    """
    row = _BULLET.sub("", line).strip().strip("`").strip().replace("\\|", "\0")
    fields = row.removeprefix("|").split("|", 2)
    if len(fields) < 3:
        return None
    number = _paper(fields[0].strip(_AROUND), titles)
    known: dict[str, Aspect] = {_key(aspect): aspect for aspect in aspects}
    aspect = known.get(_key(fields[1]))
    if number is None or aspect is None or not 0 < number <= papers:
        return None
    return CellLine(number, aspect, _value(fields[2].replace("\0", "|")))


def _paper(called: str, titles: Sequence[str]) -> int | None:
    """Return the number of a paper from what it is called at the beginning of a line."""
    if found := _PAPER.fullmatch(called) or _NAMED.fullmatch(called):
        return int(next(group for group in found.groups() if group))
    name = " ".join(called.casefold().split())
    known = [n for n, title in enumerate(titles, start=1) if re.match(rf"{re.escape(name)}(?!\w)", title.casefold())]
    return known[0] if name and len(known) == 1 else None


def _key(aspect: str) -> str:
    return " ".join(aspect.strip(_AROUND).casefold().split())


def _value(text: str) -> str:
    """Return the text of a cell, "" when it says in some way that nothing is stated."""
    text = text.strip().removesuffix("|").strip()
    words = _MARK.sub("", text).strip(" \t*_`\"'.()-–—")
    return "" if _NOTHING.fullmatch(words) else text
