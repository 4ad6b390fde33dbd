"""What is found of the papers that a name stands for, and what is needed of a library to find it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

from index.paper import Paper
from index.store.lexical import LexicalIndex

How = Literal["id", "title", "name", "near title", "author", "subject"]
MOST = 8  # papers that one name may stand for


class Papers(Protocol):
    """What a resolver needs of a library."""

    @property
    def lexical(self) -> LexicalIndex:
        """The index of words."""

    @property
    def generation(self) -> str:
        """A token that is another one after each write."""

    def get(self, ids: Sequence[str]) -> list[Paper]:
        """Return the papers with these ids, in this order; an unknown id is left out."""


class Found(NamedTuple):
    """A place in a question, and the papers that it names."""

    start: int
    end: int
    ids: tuple[str, ...]
    how: How
