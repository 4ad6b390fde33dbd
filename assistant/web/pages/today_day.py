"""What the page of a day shows, piece by piece."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from threading import Lock
from typing import NamedTuple
from urllib.parse import urlencode

from assistant.engine import Assistant
from assistant.jobs.brief_opening import without_days
from assistant.store.reader import Visits
from assistant.web import render
from assistant.web.cards import cards
from assistant.web.pages.today_briefs import Told, Wanted, nearest, today_of, told, told_before, wanted
from assistant.web.pages.today_fetch import Offer, holds_only_sample, offer
from index.paper import Paper

_FIRST = 12  # cards that are not folded away
_WEEK, _MONTH = dt.timedelta(days=6), dt.timedelta(days=29)
_NAMES = ("day", "since", "until", "topic")  # of what an address asks for
MOST = 40  # cards on a page; the library lists the others
_WANTED = 0.2  # of a taste, from which a paper stands before those with more votes


class Day:
    """The page that the `query` of an address asks for; `writing` is held for a brief, so no model is paid twice."""

    def __init__(self, assistant: Assistant, query: Mapping[str, str], writing: Lock | None = None) -> None:
        self._assistant, self.today, self._writing = assistant, today_of(assistant), writing or Lock()
        asked = {name: value for name, value in query.items() if name in _NAMES and value.strip()}
        self.address = f"./?{urlencode(asked)}" if asked else "./"
        self.is_asked = bool(asked)
        self.is_sample = not self.is_asked and holds_only_sample(assistant.library)
        self.wanted = wanted(query, assistant.library, self.today)
        if self.is_sample and (span := assistant.library.span()):
            self.wanted = Wanted(*span)
        self.is_sample = self.is_sample and self.wanted.since is not None

    @cached_property
    def papers(self) -> list[Paper]:
        """The papers of these days; none on a topic, which the brief finds."""
        return papers_of(self._assistant, self.wanted)

    def offer(self) -> Offer | None:
        """Return which lists can be fetched from here, None if none."""
        if self.wanted.topic or not self._assistant.reader.is_keeper:
            return None
        is_newest = not self.is_asked
        day = self.wanted.day
        return offer(self._assistant.library, day, self.today, is_newest=is_newest, papers=len(self.papers))

    def shown(self) -> Iterator[tuple[str, str, str]]:
        """Yield heading, brief and papers: first what is there at once, then the whole cards, at last the brief."""
        brief = told_before(self._assistant, self.wanted, len(self.papers)) if self.wanted.since else None
        order = self._order(brief)
        waits = render.render("today_waiting.html", wanted=self.wanted) if self.has_something else ""
        for whole in (False, True):
            text = self._brief(brief, order) if brief else waits
            yield self.head(brief), text, self._papers(order, brief or Told(), whole=whole)
        if brief is None and self.has_something:
            with self._writing:
                brief = told(self._assistant, self.wanted, len(self.papers))
            order = self._order(brief)
            yield self.head(brief), self._brief(brief, order), self._papers(order, brief)

    @property
    def has_something(self) -> bool:
        """Whether there are papers, or a topic on which some are looked for."""
        return bool(self.wanted.topic or self.papers)

    def _order(self, brief: Told | None) -> Ordered:
        """Return the papers of the page, those that a brief tells of before all, where some of them have no card."""
        found, library = brief.brief if brief else None, self._assistant.library
        if self.wanted.topic:
            ids = [one.id for one in found.sources] + [one.id for one in found.others] if found else []
            papers = tuple(library.get(ids))
            return Ordered(papers, {}, len(papers))
        order = ordered(self._assistant, self.papers)
        there = {paper.id for paper in order.papers}
        missing = library.get([one.id for one in found.sources if one.id not in there]) if found else []
        if not missing or order.total <= MOST:  # of few papers, those without a card are of no day shown here
            return order
        return order._replace(papers=(*missing, *order.papers)[:MOST])

    def _brief(self, told: Told, order: Ordered) -> str:
        if told.brief is None:
            return render.render("message.html", text=told.why) if told.why else ""
        brief = told.brief if self.is_sample else without_days(told.brief)  # its days are the heading
        sources = self._assistant.library.get([source.id for source in brief.sources])
        return render.brief(brief, sources, {paper.id: place for place, paper in enumerate(order.papers, start=1)})

    def head(self, brief: Told | None = None) -> str:
        """Return the heading with the days around, and the number of papers, unless the brief says it."""
        values = {"counts": brief is None or brief.brief is None, "week": _WEEK, "month": _MONTH}
        return render.render("today_head.html", page=self, wanted=self.wanted, **values)

    def _papers(self, order: Ordered, brief: Told, *, whole: bool = True) -> str:
        shown = cards(self._assistant, order.papers, whole=whole, reasons=order.reasons, cited=brief.cited)
        values = {"wanted": self.wanted, "cards": shown, "count": order.total, "first": _FIRST}
        return render.render("today_papers.html", page=self, has_papers=self._assistant.library.count() > 0, **values)

    @cached_property
    def came(self) -> dict[str, object] | None:
        """What has come since the reader was here last, on an earlier day; None unless it is of several days."""
        newest = self.wanted.day
        if self.is_asked or self.is_sample or newest is None:
            return None
        visits = Visits(self._assistant.database)
        before = visits.before(self.today)
        visits.note(self.today, newest)
        if before is None or before >= newest:
            return None
        since = before + dt.timedelta(days=1)
        papers = papers_of(self._assistant, Wanted(since, newest))
        days = {paper.featured or paper.published for paper in papers}
        return {"since": since, "until": newest, "papers": len(papers), "days": len(days)} if len(days) > 1 else None

    @cached_property
    def around(self) -> tuple[dt.date | None, dt.date | None]:
        """The nearest days before and after with papers."""
        since, until, library = self.wanted.since, self.wanted.until, self._assistant.library
        if since is None or until is None or self.is_sample:
            return None, None
        return nearest(since, library, after=False), nearest(until, library, after=True)


class Ordered(NamedTuple):
    """Papers in the order of their cards, why some of them are where they are, by id, and how many there are in all."""

    papers: tuple[Paper, ...]
    reasons: dict[str, str]
    total: int


def papers_of(assistant: Assistant, wanted: Wanted) -> list[Paper]:
    """Return the papers of some days: those of their lists, else those published then that stood on no other list."""
    if wanted.since is None or wanted.topic:
        return []
    library = assistant.library
    there = library.listed(wanted.since, wanted.until)
    there = there or [paper for paper in library.between(wanted.since, wanted.until) if paper.featured is None]
    return [paper for paper in there if not paper.withdrawn]


def ordered(assistant: Assistant, papers: Sequence[Paper]) -> Ordered:
    """Return papers with what the reader wants first, then by votes, and last what they want less of."""
    latest = sorted(papers, key=lambda one: (-(one.published or dt.date.min).toordinal(), one.id))
    by_votes = sorted(latest, key=lambda one: -(one.upvotes or 0))
    interests = assistant.interests
    if not (interest := interests.get()):
        return Ordered(tuple(by_votes[:MOST]), {}, len(papers))
    taste = interests.taste()
    scores = {paper.id: taste.score(paper) for paper in by_votes[: MOST * 3]}
    reasons = {key: why for key, (score, why) in scores.items() if why and abs(score) >= _WANTED}
    liked = {one.paper.id for one in interests.papers(interest.liked) if one.paper}
    reasons |= {key: "you want more like this" for key in reasons.keys() & liked}

    def place(paper: Paper) -> float:
        score = scores.get(paper.id, (0.0, ""))[0]
        return -score if paper.id in reasons else 0.0

    return Ordered(tuple(sorted(by_votes, key=place)[:MOST]), reasons, len(papers))
