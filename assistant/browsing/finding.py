"""Which rows a reader sees, in which order.

A paper is found when each word that is typed begins a word of its title or authors, so that half a word finds it while
it is typed, or when its abstract has all of them in some form, which the lexical index tells. An author is found by
whole names, as in a question, and while a name is typed by the beginning of its last word.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from assistant.browsing.rows import Row, Shelf
from assistant.browsing.view import Sort, View
from index.identity import normalised_title, spelled
from index.query import Filters
from index.store.lexical import LexicalIndex, Wanted, each_of
from index.store.library import Library
from index.terms import terms

PAGE = 50  # rows
_EVERY = 10_000_000  # more papers than there are
_TOGETHER, _APART, _SAID = 2, 1, 0  # the words stand in title or authors, in a row or not, or in the abstract


class Marked(NamedTuple):
    """The ids of the papers with a mark of the reader's."""

    saved: Set[str] = frozenset()
    read: Set[str] = frozenset()
    noted: Set[str] = frozenset()


class Found(NamedTuple):
    """The rows of a page, how many there are on all pages, and which page it is, of how many."""

    rows: Sequence[Row]
    total: int
    page: int
    pages: int


class Result(NamedTuple):
    """All rows that a view shows, in its order, and the days of those that it would show of all days."""

    rows: Sequence[Row]
    days: Sequence[dt.date | None]


def found(view: View, shelf: Shelf, library: Library, marked: Marked) -> Result:
    """Return what a view shows."""
    rows = [row for row in shelf.rows if _passes(row, view, marked)]
    if view.author:
        theirs = _by(view.author, shelf.rows, library)
        rows = [row for row in rows if row.id in theirs]
    scores = _scores(view.q, rows, library.lexical) if view.q else {}
    if view.q:
        rows = [row for row in rows if row.id in scores]
    within = [row for row in rows if _within(row.day, view.since, view.until)]
    return Result(_sorted(within, view.order, scores), [row.day for row in rows])


def paged(rows: Sequence[Row], page: int) -> Found:
    """Return a page of rows; one beyond the last is the last."""
    pages = max(-(-len(rows) // PAGE), 1)
    page = min(page, pages)
    return Found(rows[(page - 1) * PAGE : page * PAGE], len(rows), page, pages)


def _passes(row: Row, view: View, marked: Marked) -> bool:
    """Tell whether a row passes the filters of a view, all but its words and its dates."""
    return (
        (not view.category or any(f"{one}.".startswith(f"{view.category}.") for one in row.categories))
        and (not view.source or view.source in row.sources)
        and _has_mark(row.id, view, marked)
    )


def _by(author: str, rows: Sequence[Row], library: Library) -> Set[str]:
    """Return the papers by an author: those that a question finds, or if none, those of who may be meant once typed."""
    if theirs := library.lexical.admitted(Filters(authors=(library.resolver.spelled(author),))):
        return frozenset(theirs)
    *whole, last = normalised_title(author).split() or [""]
    words = [*(f" {word} " for word in whole), f" {last}"]
    return {row.id for row in rows if any(all(word in who for word in words) for who in row.author_words)}


def _within(day: dt.date | None, since: dt.date | None, until: dt.date | None) -> bool:
    if since is None and until is None:
        return True
    return day is not None and (since or day) <= day <= (until or day)


def _has_mark(paper: str, view: View, marked: Marked) -> bool:
    if view.mark == "unread":
        return paper not in marked.read
    return not view.mark or paper in getattr(marked, view.mark)


def _scores(q: str, rows: Sequence[Row], lexical: LexicalIndex) -> Mapping[str, tuple[int, int]]:
    """Return how well papers fit words, by id: where the words stand, and the rank by BM25; others are left out."""
    if named := spelled(q):
        return {row.id: (_TOGETHER, 0) for row in rows if row.id == named}
    words, stems = normalised_title(q).split(), tuple(dict.fromkeys(terms(q)))
    said = lexical.first(Wanted(phrases=each_of(stems)), _EVERY, "relevance") if stems else []
    ranks = {paper: -rank for rank, paper in enumerate(said)}
    begun, phrase = [f" {word}" for word in words], f" {' '.join(words)}"
    scores: dict[str, tuple[int, int]] = {}
    for row in rows:
        if words and all(word in row.words for word in begun):
            scores[row.id] = (_TOGETHER if phrase in row.words else _APART, ranks.get(row.id, -_EVERY))
        elif row.id in ranks:
            scores[row.id] = (_SAID, ranks[row.id])
    return scores


def _sorted(rows: list[Row], order: Sort, scores: Mapping[str, tuple[int, int]]) -> list[Row]:
    """Return rows, which are the newest first, in another order; Python's sorting keeps the newest of equals first."""
    match order:
        case "oldest":
            return sorted(rows, key=lambda row: row.day or dt.date.max)
        case "votes":
            return sorted(rows, key=lambda row: -1 if row.votes is None else row.votes, reverse=True)
        case "title":
            return sorted(rows, key=lambda row: row.words)
        case "relevance":
            return sorted(rows, key=lambda row: scores.get(row.id, (0, 0)), reverse=True)
        case _:
            return rows
