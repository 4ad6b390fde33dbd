"""The papers that a brief chooses from: those of its days, or on its topic, and what to say if there are none."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from index.paper import Paper
from index.query import Filters, Query, Retriever
from index.search.relevance import FLOOR
from index.store.library import Library

SEARCHED = 30  # papers on a topic, at most
_FEW, _SOME = 3, 8  # papers of a day that make a brief, and those of several days where one has fewer
_REACHES = (7, 60, 750, 36_500)  # days in which the nearest day with papers is looked for, one after the other


class Span(NamedTuple):
    """The days and the topic that a brief is about. Either may be open."""

    since: dt.date | None
    until: dt.date | None
    topic: str | None = None

    def __str__(self) -> str:
        if self.since and self.until:
            days = f"{self.since} to {self.until}" if self.since != self.until else f"{self.since}"
        else:
            days = f"since {self.since}" if self.since else f"until {self.until}" if self.until else ""
        return " ".join(part for part in (f"“{self.topic}”" if self.topic else "", days) if part) or "all days"


class Found(NamedTuple):
    """The papers of a span, and whether they are those that stood on daily lists then, or were published then."""

    papers: tuple[Paper, ...]
    by_list: bool
    by_relevance: bool = False  # they come in that order

    def day_of(self, paper: Paper) -> dt.date | None:
        """Return the day by which a paper belongs to the span."""
        return paper.featured if self.by_list else paper.published


def found(span: Span, library: Library, retriever: Retriever) -> Found:
    """Return the papers of a span that are no withdrawn ones.

    They are those on the daily lists of its days, and only if there is none those published then that stood on no list
    of other days. On a topic they come in the order of relevance.
    """
    for by_list in (True, False):
        papers = _papers(span, library, retriever, by_list=by_list)
        if papers or (span.topic and not (span.since or span.until)):
            break
    return Found(tuple(paper for paper in papers if not paper.withdrawn), by_list, bool(span.topic))


def _papers(span: Span, library: Library, retriever: Retriever, *, by_list: bool) -> Sequence[Paper]:
    dated = bool(span.since or span.until)
    if span.topic:
        filters = Filters(since=span.since, until=span.until, by_list=by_list and dated)
        query = Query(text=span.topic, filters=filters, k=SEARCHED, is_topic=True)
        return [item.paper for item in retriever.search(query) if item.relevance >= FLOOR]
    return library.listed(span.since, span.until) if by_list else _unlisted(span.since, span.until, library)


def _unlisted(since: dt.date | None, until: dt.date | None, library: Library) -> list[Paper]:
    """Return the papers published in some days that have stood on no daily list, as far as is known."""
    return [paper for paper in library.between(since, until) if paper.featured is None]


def why_empty(span: Span, library: Library, *, shown: int = 0) -> str:
    """Return why there is nothing to tell of a span, and which days have something; `shown` papers were told before."""
    total, dated = library.count(), library.span()
    if not total:
        return "The library is empty: run `assistant ingest sample` or `assistant ingest hub --days 30` first."
    if shown:
        many = "the only paper" if shown == 1 else f"all {shown:,} papers"
        what = f"{span._replace(topic=None)}" + (f" on “{span.topic}”" if span.topic else "")
        return f"You have been told of {many} of {what} in the two weeks before.{_instead(span, library)}"
    if not (dated or library.listed(None, None)):
        return f"None of the {total:,} papers in the library has a date; ask for a topic instead."
    within = len(library.listed(span.since, span.until) or _unlisted(span.since, span.until, library))
    if span.topic and within:
        return f"None of the {within:,} papers of these days is about “{span.topic}”; widen the days or the topic."
    known = _instead(span, library) or (f" The dated papers run from {dated[0]} to {dated[1]}." if dated else "")
    if published := len(library.between(span.since, span.until)):
        those = "the one paper" if published == 1 else f"the {published:,} papers"
        return f"No daily list {_on(span)} is known; {those} published then stood on lists of other days.{known}"
    return f"No paper in the library stood on a daily list or was published {_on(span)}.{known}"


def _instead(span: Span, library: Library) -> str:
    """Return the nearest days before and after a span that have papers, in words."""
    near = []
    for after in (False, True):
        edge = span.until if after else span.since
        if edge and (there := _nearest(edge, library, after=after)):
            near.append(f"{there[0]} ({there[1]} paper{'s' if there[1] != 1 else ''})")
    if not near:
        return ""
    days = "days with papers are" if len(near) > 1 else "day with papers is"
    return f" The nearest {days} {' and '.join(near)}: try `assistant brief --date {near[0].split()[0]}`."


def _nearest(edge: dt.date, library: Library, *, after: bool) -> tuple[dt.date, int] | None:
    """Return the nearest day beyond an edge on which papers were listed, else published, and how many."""
    for reach in _REACHES:
        limit = _moved(edge, reach if after else -reach)
        since, until = (_moved(edge, 1), limit) if after else (limit, _moved(edge, -1))
        listed = [paper.featured for paper in library.listed(since, until)]
        days = [day for day in listed or [paper.published for paper in _unlisted(since, until, library)] if day]
        if days:
            nearest = min(days) if after else max(days)
            return nearest, days.count(nearest)
    return None


def _moved(day: dt.date, days: int) -> dt.date:
    return dt.date.fromordinal(min(max(day.toordinal() + days, dt.date.min.toordinal()), dt.date.max.toordinal()))


def latest(day: dt.date, library: Library) -> Span | None:
    """Return the last day before one that has papers, with those before it where they are few; None if none has."""
    there = _nearest(day, library, after=False)
    if not there or there[1] >= _FEW:
        return Span(there[0], there[0]) if there else None
    papers = library.listed(None, there[0]) or _unlisted(None, there[0], library)
    days = sorted((when for paper in papers if (when := paper.featured or paper.published)), reverse=True)
    return Span(days[:_SOME][-1], there[0])


def _on(span: Span) -> str:
    """Return the days of a span in words, behind `published`."""
    bare = span._replace(topic=None)
    if span.since == span.until:
        return f"on {span.since}"
    return f"from {bare}" if span.since and span.until else f"{bare}"
