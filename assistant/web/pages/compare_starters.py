"""What a comparison can begin with: the papers that the reader has saved, or else the newest ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from assistant.engine import Assistant
from assistant.store.reader import Marks
from assistant.web.pages.compare_wanted import LEAST
from index.paper import Paper
from index.query import Filters

_SHOWN = 8


class Starters(NamedTuple):
    """Papers to tick, and whether the reader has saved them."""

    papers: Sequence[Paper]
    are_saved: bool


def starters(assistant: Assistant) -> Starters:
    """Return the papers saved last, or the newest where fewer than two are saved."""
    marked = [one.paper for one in Marks(assistant.database).marked("saved")]
    saved = assistant.library.get(marked[: 2 * _SHOWN])[:_SHOWN]
    if len(saved) >= LEAST:
        return Starters(saved, are_saved=True)
    library = assistant.library
    return Starters(library.get(library.lexical.latest(_SHOWN, Filters())), are_saved=False)
