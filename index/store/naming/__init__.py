"""The readings of a name that a person gives papers, and what they find; `index.store.resolver` puts them together."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

How = Literal["id", "title", "name", "near title", "author", "subject"]
MOST = 8  # papers that one name may stand for
TOKEN = re.compile(r"[^\W_][\w.+]*(?:-[\w.+]+)*")
PLAIN = 1000  # occurrences in the word list, from which a word is plain English


class Found(NamedTuple):
    """A place in a question, and the papers that it names."""

    start: int
    end: int
    ids: tuple[str, ...]
    how: How


def rows_of_words(
    question: str, lengths: Iterable[int], between: str | None = None
) -> Iterator[Sequence[re.Match[str]]]:
    """Yield so many words of a question in a row, with nothing but these signs between (by default space)."""
    tokens = list(TOKEN.finditer(question))
    for length in lengths:
        for row in (tokens[n : n + length] for n in range(len(tokens) - length + 1)):
            if all(not question[one.end() : two.start()].strip(between) for one, two in pairwise(row)):
                yield row
