"""The papers that a brief chooses from, by its days or its topic, and which of them it tells, and why.

That is by votes, by what is new, by what the reader wants, and so that no two are alike.
"""

import datetime as dt
import math
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from assistant.interests.taste import Taste
from index.embedders.base import Vectors
from index.paper import Paper
from index.query import Filters, Query, Retriever
from index.search.relevance import FLOOR
from index.store.library import Library

SEARCHED = 30  # papers on a topic, at most
_FEW, _SOME = 3, 8  # papers of a day that make a brief, and those of several days where one has fewer
_REACHES = (7, 60, 750, 36_500)  # days in which the nearest day with papers is looked for, one after the other
_VOTES, _NEW, _WANTED = 0.6, 0.2, 1.0  # what votes, novelty and the reader's interests count
_NEIGHBOURS = 5  # of a paper, in what came before it
_BEFORE, _COMPARED = dt.timedelta(days=60), 5000  # days, and papers, that a paper is compared with to be new
_CANDIDATES = 20  # for a day
_FEWEST = 4  # candidates
_THE_SAME = 0.95  # cosine of two papers with hardly another word
_A_DAY = 4  # for each day of several
_MOST = 28
_LIKED = 0.05  # from which the taste of a reader is a reason
_ASKED_FOR = 0.2  # from which a paper is told if it can be
DISLIKED = -1.0  # what a taste says of a paper that was disliked itself: it is not told


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
    """Return the papers of a span, none withdrawn: of its daily lists, else published then and never listed."""
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


class Candidate(NamedTuple):
    """A paper that may be told, its worth in [0, 1], and why it is there, for the reader, who may have asked for it."""

    paper: Paper
    worth: float
    reason: str
    is_wanted: bool = False


def candidates(there: Found, library: Library, taste: Taste, shown: Collection[str]) -> list[Candidate]:
    """Return what a brief may tell of, most voted first, each day in turn: nothing in `shown` (ids), no two alike."""
    papers = [paper for paper in there.papers if paper.id not in shown]
    if not papers:
        return []
    vectors = library.vectors([*(paper.id for paper in papers), *shown])
    near = library.density().nearest[0]
    before = _stacked([vectors[key] for key in shown if key in vectors])
    votes = _votes(papers, there)
    earlier, ranked, voted = _earlier(there, library), list[Candidate](), list[Candidate]()
    for paper in papers:
        wanted, why = taste.score(paper)
        if wanted <= DISLIKED:
            continue
        new = _novelty(vectors.get(paper.id), earlier, library)
        again = _likeness(vectors.get(paper.id), before, near)
        worth = _VOTES * votes[paper.id] + _NEW * (new - again) + _WANTED * wanted
        many = "vote" if paper.upvotes == 1 else "votes"
        counted = f"{paper.upvotes:,} {many}" if paper.upvotes else "new in these days"
        reason = why if wanted > _LIKED and why else counted
        ranked.append(Candidate(paper, worth, reason, is_wanted=wanted >= _ASKED_FOR and bool(why)))
        if paper.upvotes and not there.by_relevance and wanted >= 0:
            voted.append(ranked[-1])
    if not ranked:
        return []
    first = max(voted, key=lambda each: (each.paper.upvotes or 0, each.worth), default=None)
    ranked.sort(key=lambda each: (each is not first, -each.worth, each.paper.id))
    if first:
        ranked[0] = first._replace(reason=f"most votes: {first.paper.upvotes:,}")
    return _scaled(_in_turn(_apart(ranked, vectors, library, there), there))


def _votes(papers: Sequence[Paper], there: Found) -> Mapping[str, float]:
    """Return the votes of papers on a logarithmic scale from 0 to 1, with their places where they come in an order."""
    places = {paper.id: 1 - place / len(papers) for place, paper in enumerate(papers)}
    most = max((paper.upvotes or 0 for paper in papers), default=0)
    if not most:
        return places
    votes = {paper.id: math.log1p(paper.upvotes or 0) / math.log1p(most) for paper in papers}
    return {key: (vote + places[key]) / 2 for key, vote in votes.items()} if there.by_relevance else votes


def _stacked(vectors: Sequence[Vectors]) -> Vectors | None:
    return np.stack(vectors) if vectors else None


def _earlier(there: Found, library: Library) -> Vectors | None:
    """Return the vectors of the papers of the weeks before, shape (papers, dimensions); None without any."""
    days = [day for paper in there.papers if (day := there.day_of(paper))]
    if not days:
        return None
    last = min(days) - dt.timedelta(days=1)
    filters = Filters(since=last - _BEFORE, until=last, by_list=there.by_list)
    return _stacked(list(library.vectors(library.lexical.admitted(filters)[:_COMPARED]).values()))


def _novelty(vector: Vectors | None, earlier: Vectors | None, library: Library) -> float:
    """Return how far a paper is from the nearest that came before it, from 0 to 1; .5 if that is not known."""
    if vector is None or earlier is None or len(earlier) < _NEIGHBOURS:
        return 0.5
    near = float(np.partition(earlier @ vector, -_NEIGHBOURS)[-_NEIGHBOURS:].mean())
    density = library.density()
    return 1 / (1 + math.exp((near - density.nearest[1]) / density.spread[1]))


def _likeness(vector: Vectors | None, before: Vectors | None, limit: float) -> float:
    """Return from 0 to 1 how near a paper is to the nearest that was shown before."""
    if vector is None or before is None:
        return 0.0
    return float(np.clip((before @ vector).max() / limit, 0, 1)) ** 2


def _apart(
    ranked: Sequence[Candidate], vectors: Mapping[str, Vectors], library: Library, there: Found
) -> list[Candidate]:
    """Return the candidates without those near to a better one; where few are left, without the nearest only."""
    near, spread = library.density().nearest[0], library.density().spread[0]
    limits = (near - spread, near + spread, _THE_SAME)[1 if there.by_relevance else 0 :]
    kept: list[Candidate] = []
    for limit in limits:
        for each in ranked if len(kept) < _FEWEST else ():
            vector, most = vectors.get(each.paper.id), _THE_SAME if each.is_wanted else limit
            others = [vectors[one.paper.id] for one in kept if one.paper.id in vectors]
            is_near = vector is not None and any(float(vector @ other) >= most for other in others)
            if each not in kept and not is_near:
                kept.append(each)
    return kept


def _in_turn(ranked: Sequence[Candidate], there: Found) -> list[Candidate]:
    """Return the best of each day, then the second of each day, and so on."""
    by_day: dict[dt.date | None, list[Candidate]] = {}
    for each in ranked:
        by_day.setdefault(there.day_of(each.paper), []).append(each)
    if len(by_day) <= 1:
        return list(ranked[:_CANDIDATES])
    rounds = [day[turn] for turn in range(_A_DAY) for day in by_day.values() if turn < len(day)]
    return rounds[:_MOST]


def _scaled(ranked: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates with their worth from 0 to 1."""
    low, high = min(each.worth for each in ranked), max(each.worth for each in ranked)
    return [each._replace(worth=(each.worth - low) / (high - low) if high > low else 1.0) for each in ranked]
