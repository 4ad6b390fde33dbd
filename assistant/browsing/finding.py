"""What a reader wants to see of the library, as the address of the page has it, and which rows that is."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import Literal, NamedTuple, get_args
from urllib.parse import urlencode

from assistant.browsing.rows import Row, Shelf
from index.identity import normalised_title, spelled
from index.query import Filters
from index.store.lexical import LexicalIndex, Wanted, each_of
from index.store.library import Library
from index.terms import terms

Sort = Literal["", "newest", "oldest", "votes", "title", "relevance"]
MarkFilter = Literal["", "saved", "read", "unread", "noted"]

_LONGEST = 200  # characters of a field
_SHORT = 62  # days that are shown one by one
_MOST = 72  # months; earlier ones are one bar
PAGE = 50  # rows
_EVERY = 10_000_000  # more papers than there are
_TOGETHER, _APART, _SAID = 2, 1, 0  # the words stand in title or authors, in a row or not, or in the abstract


class View(NamedTuple):
    """What is wanted; an empty field asks for nothing. Without a `sort`, words bring relevance, else the newest."""

    q: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    category: str = ""
    author: str = ""
    source: str = ""
    mark: MarkFilter = ""
    sort: Sort = ""
    page: int = 1

    @classmethod
    def of(cls, fields: Mapping[str, object]) -> View:
        """Return what an address or a form asks for; what cannot be read asks for nothing."""
        texts = {name: " ".join(str(value or "").split())[:_LONGEST] for name, value in fields.items()}
        return cls(
            q=texts.get("q", ""),
            since=day_of(texts.get("since", "")),
            until=day_of(texts.get("until", "")),
            category=texts.get("category", ""),
            author=texts.get("author", ""),
            source=texts.get("source", ""),
            mark=next((mark for mark in get_args(MarkFilter) if mark == texts.get("mark")), ""),
            sort=next((sort for sort in get_args(Sort) if sort == texts.get("sort")), ""),
            page=max(number_of(texts.get("page", "")), 1),
        )

    @property
    def order(self) -> Sort:
        """The order that is meant."""
        return self.sort if self.sort and (self.q or self.sort != "relevance") else "relevance" if self.q else "newest"

    @property
    def is_filtered(self) -> bool:
        """Whether any paper may be left out."""
        return any((self.q, self.since, self.until, self.category, self.author, self.source, self.mark))

    def address(self) -> str:
        """Return it as a query string."""
        fields = {name: str(value) for name, value in self._asdict().items() if value}
        if self.page == 1:
            fields.pop("page", None)
        return urlencode(fields)


def day_of(text: str) -> dt.date | None:
    """Return the day that is written as 2026-02-03, None for anything else."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def number_of(text: str) -> int:
    """Return the number that is written in digits, at most a million; 0 for anything else."""
    return min(int(text), 1_000_000) if text.isascii() and text.isdecimal() and len(text) < _LONGEST else 0


class Bar(NamedTuple):
    """A time, both days included, and its number of papers; `is_chosen` if the dates of the view let it through."""

    since: dt.date
    until: dt.date
    papers: int
    is_chosen: bool

    @property
    def is_day(self) -> bool:
        """Whether it is of a single day."""
        return self.since == self.until


def bars(days: Sequence[dt.date | None], since: dt.date | None, until: dt.date | None) -> list[Bar]:
    """Return the bars of papers of these days: of the days from `since` to `until` if these are few, else of months."""
    counts = Counter(days)
    dated = sorted(day for day in counts if day)
    if not dated:
        return []
    if since and until and dt.timedelta(0) <= until - since < dt.timedelta(days=_SHORT):
        span = [since + dt.timedelta(days=after) for after in range((until - since).days + 1)]
        return [Bar(day, day, counts[day], is_chosen=True) for day in span]
    months: Counter[dt.date] = Counter()
    for day in dated:
        months[day.replace(day=1)] += counts[day]
    numbers = range(dated[0].year * 12 + dated[0].month - 1, dated[-1].year * 12 + dated[-1].month)
    shown = []
    for number in numbers[-_MOST:]:
        first = dt.date(number // 12, number % 12 + 1, 1)
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        is_chosen = (since or last) <= last and (until or first) >= first
        shown.append(Bar(first, last, months[first], is_chosen))
    return shown


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
    """Return what a view shows: typed words begin words of title or authors, or stand in the abstract in some form."""
    rows = [row for row in shelf.rows if _passes(row, view, marked)]
    if view.author:
        theirs = _by(view.author, shelf.rows, library)
        rows = [row for row in rows if row.id in theirs]
    scores = _scores(view.q, rows, library.lexical) if view.q else {}
    if view.q:
        rows = [row for row in rows if row.id in scores]
    within = [row for row in rows if row.day and (view.since or row.day) <= row.day <= (view.until or row.day)]
    shown = within if view.since or view.until else rows
    return Result(_sorted(shown, view.order, scores), [row.day for row in rows])


def paged(rows: Sequence[Row], page: int) -> Found:
    """Return a page of rows; one beyond the last is the last."""
    pages = max(-(-len(rows) // PAGE), 1)
    page = min(page, pages)
    return Found(rows[(page - 1) * PAGE : page * PAGE], len(rows), page, pages)


def _passes(row: Row, view: View, marked: Marked) -> bool:
    """Tell whether a row passes the filters of a view, all but its words and its dates."""
    if view.mark == "unread":
        has_mark = row.id not in marked.read
    else:
        has_mark = not view.mark or row.id in getattr(marked, view.mark)
    of_category = not view.category or any(f"{one}.".startswith(f"{view.category}.") for one in row.categories)
    return has_mark and of_category and (not view.source or view.source in row.sources)


def _by(author: str, rows: Sequence[Row], library: Library) -> Set[str]:
    """Return the papers by an author: those that a question finds, or if none, those of who may be meant once typed."""
    if theirs := library.lexical.admitted(Filters(authors=(library.resolver.spelled(author),))):
        return frozenset(theirs)
    *whole, last = normalised_title(author).split() or [""]
    words = [*(f" {word} " for word in whole), f" {last}"]
    return {row.id for row in rows if any(all(word in who for word in words) for who in row.author_words)}


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
