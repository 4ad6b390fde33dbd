"""The columns of a comparison: those that abstracts fill, those of the record, a reader's own, and computed ones."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from index.models.cell_reader import COLUMNS

Kind = Literal["abstract", "record", "question", "computed"]


class Column(NamedTuple):
    """A column by its name; `words` are the reader's own for a question, and the formula of a computed one."""

    name: str
    kind: Kind = "abstract"
    words: str = ""


ABSTRACT = tuple(map(Column, COLUMNS))
RECORD = tuple(Column(name, "record") for name in ("year", "authors", "venue", "votes", "links"))
ALWAYS = ("idea", "results")
_KNOWN = {column.name: column for column in (*ABSTRACT, *RECORD)}
_FORMULA = re.compile(r"=\s*(?P<formula>.+)")


def column_of(words: str) -> Column:
    """Return the column that a reader asks for: one of ours by its name, `= formula`, or a question in words."""
    said = " ".join(words.split())
    if known := _KNOWN.get(said.casefold()):
        return known
    if computed := _FORMULA.fullmatch(said):
        return Column(computed["formula"], "computed", computed["formula"])
    return Column(said, "question", said)
