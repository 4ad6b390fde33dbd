"""Why a paper does not pass the filters, in words for the reader."""

from __future__ import annotations

import unicodedata

from assistant.conversation.filters import day_in_words, said
from index.paper import Paper
from index.query import Filters


def why_outside(paper: Paper, filters: Filters) -> str:
    """Return the first reason for which a paper does not pass: its date, its categories, its authors, its topic."""
    if reason := _dates(paper, filters):
        return reason
    if filters.categories and not set(filters.categories) & set(paper.categories):
        known = f"it is in {', '.join(paper.categories[:3])}" if paper.categories else "its record has no category"
        return f"outside {' or '.join(filters.categories)}: {known}"
    missing = [name for name in filters.authors if not any(_wrote(paper, each) for each in name.split(" or "))]
    if missing:
        return f"not by {' and '.join(missing)}, as far as its record says"
    if filters.within and paper.id not in filters.within:
        return f"outside {said(Filters(interests=filters.interests))[3:].replace('my ', 'your ')}"
    topics = Filters(without=filters.without)
    return f"it is not {said(topics)}" if topics else "outside the filters"


def _dates(paper: Paper, filters: Filters) -> str:
    if not (filters.since or filters.until):
        return ""
    day = paper.published
    if day is None:
        return "outside the dates: its record has no date"
    within = (filters.since is None or day >= filters.since) and (filters.until is None or day <= filters.until)
    return "" if within else f"outside the dates: published {day_in_words(day)}"


def _wrote(paper: Paper, name: str) -> bool:
    wanted = f" {_folded(name)} "
    return any(wanted in f" {_folded(author)} " for author in paper.authors)


def _folded(name: str) -> str:
    """Return a name as the lexical index compares it: its words, lower case, no accents."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain.lower()).split())
