"""When there is no answer: what was searched, what came nearest, and why it does not answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.typed import said
from assistant.types import Miss
from index import cues
from index.lexical import terms
from index.paper import Paper
from index.query import Evidence, Query

_NEAREST = 3
_AUTHORS = 10  # as many are named
_WORD = re.compile(r"\w[\w'-]*")
_ASPECT_NAMES = {"limits": "limitation", "results": "result", "problem": "problem", "idea": "idea"}


def lacks_aspect(question: str, item: Evidence) -> cues.Aspect | None:
    """Return the aspect that is asked for and that the abstract does not state, or None."""
    aspect = cues.wanted_aspect(question)
    return aspect if aspect == "limits" and not cues.sentences_on(aspect, item.paper.statements) else None


def nearest(query: Query, evidence: Sequence[Evidence]) -> tuple[Miss, ...]:
    """Return the papers that came nearest, each with the reason why it does not answer."""
    return tuple(
        Miss(
            id=item.paper.id,
            title=item.paper.title,
            url=item.paper.url,
            published=item.paper.published,
            reason=_why_not(query, item),
            flagged=item.paper.warning,
        )
        for item in sorted(evidence, key=lambda item: -item.relevance)[:_NEAREST]
    )


def abstention(query: Query, papers: int, evidence: Sequence[Evidence], *, outside: bool = False) -> str:
    """Return the sentence that a reader gets in place of an answer. `papers` is how many the library holds.

    With `outside`, papers that the filters leave out would answer.
    """
    where = f"the {papers:,} abstracts in the library" if papers != 1 else "the one abstract in the library"
    if query.filters.papers:
        where = "the abstracts asked about"
    if cues.wants_metadata(query.text):
        return "No abstract says this. What the records of the nearest papers know is listed."
    searched = said(query.filters.model_copy(update={"papers": ()}))
    lines = [f"Not answered in {where}" + (f", searched for what is {searched}." if searched else ".")]
    if outside:
        lines.append("Papers outside these filters come near: they are listed first, and are not used.")
    elif not evidence:
        lines.append("No paper passes these filters; widen them." if query.filters else "No paper has any word of it.")
    else:
        lines.append("The nearest papers are listed with what they lack; ask about one of them, or add papers.")
    return " ".join(lines)


def _metadata(wanted: str, paper: Paper) -> str:
    """Say what the record knows of a paper's authors or date: known from its source, never from a sentence."""
    if wanted == "date":
        return f"its record says {paper.published}" if paper.published else "its record has no date"
    if not paper.authors:
        return "its record names no author"
    more = len(paper.authors) - _AUTHORS
    return f"its record names {', '.join(paper.authors[:_AUTHORS])}" + (f" and {more} more" if more > 0 else "")


def _why_not(query: Query, item: Evidence) -> str:
    wanted = cues.wants_metadata(query.text)
    if wanted:
        return _metadata(wanted, item.paper)
    aspect = lacks_aspect(query.text, item)
    if aspect:
        return f"its abstract states no {_ASPECT_NAMES[aspect]}"
    there = set(terms(f"{item.paper.title} {item.paper.abstract}"))
    words = (word for word in _WORD.findall(query.text) if terms(word) and not set(terms(word)) <= there)
    missing = list(dict.fromkeys(words))
    if missing:
        return "it does not mention " + ", ".join(f"“{word}”" for word in missing[:3])
    if cues.wants_quantity(query.text) and not any(map(cues.has_quantity, item.paper.statements)):
        return "it has the words of the question, but gives no figure"
    return "it has the words of the question, but no sentence brings them together"
