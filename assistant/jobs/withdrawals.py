"""What is said of papers that were withdrawn: they are no findings, and who asks for one by name is told so first."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.types import AnswerEvent, Claim, Replaced
from index.paper import Paper
from index.query import Evidence, Query
from index.statements import heading_of

_FIRST = 3

WITHDRAWN = "near the question, but it was withdrawn; not used"


def is_usable(item: Evidence, query: Query) -> bool:
    """Return whether an answer may rest on a paper: a withdrawn one only if the question is for this very paper."""
    return not item.paper.withdrawn or item.named or item.paper.id in query.filters.papers


def statements(papers: Iterable[Paper]) -> tuple[Claim, ...]:
    """Return one sentence, that stands before all others, for each paper that was withdrawn."""
    named = (heading_of(paper) or paper.id for paper in papers if paper.withdrawn)
    said = (f"“{title}” was withdrawn, so what its abstract states may not hold." for title in named)
    return tuple(Claim(text=text, basis="record", verdict=None) for text in said)


def notice(found: Sequence[Evidence], query: Query) -> str:
    """Say which of the first papers found are not used for that; "" if none is."""
    near = [item.paper for item in found[:_FIRST] if item.relevance > 0 and not is_usable(item, query)]
    named = " and ".join(f"“{heading_of(paper) or paper.id}”" for paper in near)
    return f"{named} came near and {'was' if len(near) == 1 else 'were'} withdrawn: not used." if near else ""


def behind(first: Sequence[Claim], events: Iterable[AnswerEvent]) -> Iterator[AnswerEvent]:
    """Yield the events of a text that has these claims before it: its places are counted from theirs."""
    for event in events:
        yield event.model_copy(update={"place": event.place + len(first)}) if isinstance(event, Replaced) else event
