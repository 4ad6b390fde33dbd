"""The papers of a page: those of its days, the reader's interests first and then by votes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from assistant.engine import Assistant
from assistant.web.pages.today_days import Wanted
from index.paper import Paper

MOST = 40  # cards on a page; the library lists the others
_WANTED = 0.2  # of a taste, from which a paper stands before those with more votes


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
    by_votes = sorted(papers, key=_by_votes)
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


def with_told(assistant: Assistant, order: Ordered, ids: Sequence[str]) -> Ordered:
    """Return papers with those that a brief tells of before all, where some of them have no card."""
    there = {paper.id for paper in order.papers}
    missing = assistant.library.get([key for key in ids if key not in there])
    if not missing or order.total <= MOST:  # of few papers, those without a card are of no day shown here
        return order
    return order._replace(papers=(*missing, *order.papers)[:MOST])


def of_brief(assistant: Assistant, ids: Sequence[str]) -> Ordered:
    """Return the papers that a brief on a topic tells of and those that it names beside them, in its order."""
    papers = tuple(assistant.library.get(ids))
    return Ordered(papers, {}, len(papers))


def _by_votes(paper: Paper) -> tuple[int, int, str]:
    """Return the place of a paper: most votes, then latest."""
    return -(paper.upvotes or 0), -(paper.published or dt.date.min).toordinal(), paper.id
