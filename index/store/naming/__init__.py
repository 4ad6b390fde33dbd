"""The readings of a name that a person gives papers, and what they find; `index.store.resolver` puts them together."""

from typing import Literal, NamedTuple

How = Literal["id", "title", "name", "near title", "author", "subject"]
MOST = 8  # papers that one name may stand for


class Found(NamedTuple):
    """A place in a question, and the papers that it names."""

    start: int
    end: int
    ids: tuple[str, ...]
    how: How
