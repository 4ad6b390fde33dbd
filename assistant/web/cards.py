"""A paper as a card: what it says in one sentence, how it is marked, and what can be done with it."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from assistant.engine import Assistant
from assistant.store.reader import MARKS, Mark, Marks
from assistant.web import render
from assistant.writers.composition import gist_of
from index.paper import Paper

# What a card does before the server has answered: a mark is pressed at once, ticked papers are counted in a bar.
SCRIPT = render.script("cards.js") + render.LIVELY


class Card(NamedTuple):
    """A card; `place` makes its anchors its own on a page. `gist` and `reason` are "" where there is none.

    `reason` says why the reader's interests put it where it is, `cited` are the numbers of the sentences that the
    brief of the page cites. One that is not `whole` shows nothing for which abstracts must be read.
    """

    paper: Paper
    place: int
    gist: str = ""
    reason: str = ""
    cited: frozenset[int] = frozenset()
    marks: frozenset[Mark] = frozenset()
    whole: bool = True


def cards(
    assistant: Assistant,
    papers: Sequence[Paper],
    *,
    whole: bool = True,
    reasons: Mapping[str, str] | None = None,
    cited: Mapping[str, Collection[int]] | None = None,
) -> list[Card]:
    """Return the cards of papers, in their order; `reasons` and `cited` are by id, for `whole` see `Card`."""
    marks = Marks(assistant.database).of([paper.id for paper in papers])
    made = []
    for place, paper in enumerate(papers, start=1):
        gist, reason = gist_of(paper) if whole else "", (reasons or {}).get(paper.id, "")
        told = frozenset((cited or {}).get(paper.id, ()))
        made.append(Card(paper, place, gist, reason, told, marks.get(paper.id, frozenset()), whole))
    return made


def mark(assistant: Assistant, pressed: Mapping[str, str]) -> bool:
    """Give a paper the mark whose button was pressed, or take it, and return whether there was anything to do."""
    wanted, paper = pressed.get("do", ""), pressed.get("paper", "")
    if wanted not in MARKS or not assistant.library.get([paper]):
        return False
    change = Marks(assistant.database).put if pressed.get("on") == "true" else Marks(assistant.database).take
    change([paper], wanted)
    return True
