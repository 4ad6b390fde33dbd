"""What a reader wants to see side by side, as the address of the page has it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from assistant.comparison.columns import ABSTRACT, RECORD, column_of

LEAST, MOST, USUAL = 2, 8, 5  # papers
MOST_COLUMNS = 12
_NAMES = 40  # that are looked up
_OURS = frozenset(column.name for column in (*ABSTRACT, *RECORD))
_PLACE = "own"  # among the columns of an address: here stands the next of the reader's own


class Wanted(NamedTuple):
    """Papers by their ids or names, or those of a `topic`, `k` of them, and columns in the words of `column_of`.

    `added` are names as somebody typed them. Without columns, those are wanted that several of the papers state.
    """

    papers: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    topic: str = ""
    k: int = USUAL
    added: tuple[str, ...] = ()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Wanted:
        """Return what the parts of an address ask for; what cannot be read asks for nothing."""
        said: dict[str, list[str]] = {}
        for name, value in pairs:
            said.setdefault(name, []).append(value)
        names = said.get("papers", [])
        papers = names[0].split(",") if len(names) == 1 else names
        k = "".join(said.get("k", [])[-1:])
        return cls(
            papers=_clean(papers)[:_NAMES],
            columns=_columns(",".join(said.get("columns", [])).split(","), said.get("own", []))[:MOST_COLUMNS],
            topic=" ".join("".join(said.get("topic", [])[-1:]).split()),
            k=min(max(int(k), LEAST), MOST) if k.isascii() and k.isdecimal() and len(k) < 4 else USUAL,
            added=_clean(line for text in said.get("add", []) for line in text.splitlines())[:_NAMES],
        )

    def fields(self) -> list[tuple[str, str]]:
        """Return the parts of the address; papers whose ids have a comma stand in a part each."""
        parts: list[tuple[str, str]] = []
        if self.papers and not any("," in paper for paper in self.papers):
            parts = [("papers", ",".join(self.papers))]
        elif self.papers:
            parts = [("papers", paper) for paper in (*self.papers, "")]
        if self.topic:
            parts += [("topic", self.topic), ("k", str(self.k))]
        own = [("own", words) for words in self.columns if not _is_ours(words)]
        if self.columns:
            parts.append(("columns", ",".join(words if _is_ours(words) else _PLACE for words in self.columns)))
        return [*parts, *own, *(("add", name) for name in self.added)]

    @property
    def address(self) -> str:
        """The address, relative to that of the app."""
        query = urlencode(self.fields(), safe=",:")
        return f"./compare?{query}" if query else "./compare"

    def with_papers(self, papers: Sequence[str]) -> Wanted:
        """Return it with exactly these papers, by their ids."""
        return self._replace(papers=tuple(papers), topic="", k=USUAL, added=())

    def with_columns(self, columns: Sequence[str]) -> Wanted:
        """Return it with exactly these columns."""
        return self._replace(columns=tuple(columns))


def _is_ours(words: str) -> bool:
    return words in _OURS


def _columns(names: Sequence[str], own: Sequence[str]) -> tuple[str, ...]:
    """Return the columns in order, each once: ours by name, and the reader's own where the address has their places."""
    left = list(_clean(own))
    words = []
    for name in (" ".join(name.split()) for name in names):
        if name.casefold() in _OURS:
            words.append(name.casefold())
        elif name == _PLACE and left:
            words.append(left.pop(0))
    return tuple({column_of(each).name: each for each in (*words, *left)}.values())


def _clean(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said for text in texts if (said := " ".join(text.split()))))
