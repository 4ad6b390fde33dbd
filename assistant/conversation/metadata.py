"""Questions that no abstract answers and a record may: who wrote a paper, when, where, and how it was received.

What is told of a record came with it from its source. What it lacks is said to be missing and never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from assistant.types import Claim
from index.identity import normalised_title
from index.names import mentions, names
from index.paper import Paper
from index.query import Evidence
from index.search.relevance import FLOOR
from index.statements import heading_of, warning_of

Wanted = Literal["authors", "date", "organisation", "venue", "citations"]

_AUTHORS = 10  # as many are named
_PAPERS = 5
_DEED = r"(?:wrote|writ(?:es?|ten)|authored|published|proposed|introduced|invented|(?:is|are)\s+behind)"
_MADE = r"(?:publish|releas|appear|wr[io]t|c[oa]me\s+out|propos|introduc|submitted|posted)"
_HOUSE = r"(?:universit|institut|lab\b|compan|organi[sz]ation|group\b|team\b)\w*"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_ASKS: dict[Wanted, re.Pattern[str]] = {
    "organisation": _any(
        rf"\b(?:which|what)\s+{_HOUSE}[^?]*\b(?:from|behind|work|publish|wrote|propos|introduc|mak|made|develop|releas)",
        r"\baffiliations?\b",
        r"\bwhere\s+do\s+(?:the|its|their)\s+authors\s+work\b",
    ),
    "venue": _any(
        r"\b(?:where|at\s+which\s+(?:venue|conference))\s+(?:was|were|is|did)\b[^?]*\b(?:publish|present|appear|accepted)",
        r"\b(?:which|what)\s+(?:conference|journal|venue|proceedings)\b",
    ),
    "citations": _any(
        r"\bhow\s+many\s+(?:citations|times)\b[^?]*\b(?:citations|cited|have|has|get|got)\b",
        r"\bhow\s+(?:often|highly|much)\s+(?:is|was|has)\b[^?]*\bcited\b",
        r"\bhow\s+many\s+(?:upvotes|likes)\b",
        r"\bcitation\s+counts?\b",
    ),
    "authors": _any(
        rf"\bwho\s+(?:{_DEED}|are\s+the\s+authors|is\s+the\s+(?:first\s+|last\s+)?author)\b",
        r"\bauthors?\s+of\b",
        r"\bby\s+whom\b",
        r"\bname\s+(?:the|its)\s+authors\b",
    ),
    "date": _any(
        rf"\bwhen\s+(?:was|were|did|is)\b[^?]*\b{_MADE}",
        rf"\b(?:what|which)\s+(?:year|month|date|day)\s+(?:was|were|did)\b[^?]*\b{_MADE}",
        r"\bpublication\s+date\b",
        r"\bhow\s+old\s+is\b[^?]*\b(?:paper|study|work)\b",
    ),
}


_AND_WHEN = re.compile(r"\bwhen\b", re.IGNORECASE)


def wanted(question: str) -> Wanted | None:
    """Tell which part of a record a question asks for, or None."""
    return next((wanted for wanted, asks in _ASKS.items() if asks.search(question)), None)


def also_wanted(question: str, first: Wanted) -> Wanted | None:
    """Tell which second part a question asks for: "who wrote X, and when?"."""
    if first != "date" and _AND_WHEN.search(question):
        return "date"
    return next((each for each, asks in _ASKS.items() if each != first and asks.search(question)), None)


def asked_about(question: str, found: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Return the papers whose record is asked for: those that are named, else those that are relevant; maybe none."""
    text, named = f" {normalised_title(question)} ", names(question)
    exact = [item for item in found if f" {normalised_title(item.paper.title)} " in text]
    own = [item for item in found if item.named]
    called = own or [item for item in found if any(mentions(item.paper.title, name) for name in named)]
    return tuple(exact or called or [item for item in found if item.relevance >= FLOOR and not named])


def knows(what: Wanted, paper: Paper) -> bool:
    """Tell whether the record of a paper has what is asked for."""
    has = {"date": paper.published, "authors": paper.authors or None, "organisation": paper.organisation or None}
    return {**has, "venue": None, "citations": paper.upvotes}[what] is not None


def told(what: Wanted, paper: Paper) -> str:
    """Say what the record of a paper does, as in "its record names no author"."""
    match what:
        case "date":
            return f"says {paper.published}" if paper.published else "has no date"
        case "authors":
            people = () if "authors" in warning_of(paper) else paper.authors
            return f"names {_listed(people, paper.author_count)}" if people else "names no author"
        case "organisation":
            known = paper.organisation and "organisation" not in warning_of(paper)
            return f"names {paper.organisation}" if known else "names no organisation"
        case "venue":
            return "names no venue" + (f"; it was published {paper.published}" if paper.published else "")
        case "citations":
            upvotes = "" if paper.upvotes is None else f"; it had {paper.upvotes:,} upvotes when it was read"
            return f"counts no citations{upvotes}"


def claims(what: Wanted, papers: Sequence[Paper]) -> tuple[Claim, ...]:
    """Return one sentence a paper that says what its record does."""
    return tuple(
        Claim(
            text=f"The record of “{heading_of(paper) or paper.id}” {told(what, paper)}.", basis="record", verdict=None
        )
        for paper in papers[:_PAPERS]
    )


def _listed(authors: Sequence[str], count: int | None) -> str:
    """Return the authors as a list; a source may count more than it names."""
    more = max(count or 0, len(authors)) - len(authors[:_AUTHORS])
    return ", ".join(authors[:_AUTHORS]) + (f" and {more} more" if more > 0 else "")
