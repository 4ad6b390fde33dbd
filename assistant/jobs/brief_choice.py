"""Which papers of its days a brief is about, and why: votes, what is new, what the reader wants, and no two alike."""

import datetime as dt
import math
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from assistant.interests.taste import Taste
from assistant.jobs.brief_days import Found
from index.embedders.base import Vectors
from index.paper import Paper
from index.query import Filters
from index.store.library import Library

_VOTES, _NEW, _WANTED = 0.6, 0.2, 1.0  # what votes, novelty and the reader's interests count
_NEIGHBOURS = 5  # of a paper, in what came before it
_BEFORE, _COMPARED = dt.timedelta(days=60), 5000  # days, and papers, that a paper is compared with to be new
_CANDIDATES = 20  # for a day
_FEW = 4  # candidates
_THE_SAME = 0.95  # cosine of two papers with hardly another word
_A_DAY = 4  # for each day of several
_MOST = 28
_LIKED = 0.05  # from which the taste of a reader is a reason
_ASKED_FOR = 0.2  # from which a paper is told if it can be
DISLIKED = -1.0  # what a taste says of a paper that was disliked itself: it is not told


class Candidate(NamedTuple):
    """A paper that may be told, its worth in [0, 1], and why it is there, for the reader, who may have asked for it."""

    paper: Paper
    worth: float
    reason: str
    is_wanted: bool = False


def candidates(found: Found, library: Library, taste: Taste, shown: Collection[str]) -> list[Candidate]:
    """Return the papers that a brief may tell of, the best first, the one with most votes before all.

    None of those in `shown`, which are ids, is among them, and no two that are near to each other. Of several days each
    has its turn. On a topic the order of relevance counts as votes do.
    """
    papers = [paper for paper in found.papers if paper.id not in shown]
    if not papers:
        return []
    vectors = library.vectors([*(paper.id for paper in papers), *shown])
    near = library.density().nearest[0]
    before = _stacked([vectors[key] for key in shown if key in vectors])
    votes = _votes(papers, found)
    earlier, ranked, voted = _earlier(found, library), list[Candidate](), list[Candidate]()
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
        if paper.upvotes and not found.by_relevance and wanted >= 0:
            voted.append(ranked[-1])
    if not ranked:
        return []
    first = max(voted, key=lambda each: (each.paper.upvotes or 0, each.worth), default=None)
    ranked.sort(key=lambda each: (each is not first, -each.worth, each.paper.id))
    if first:
        ranked[0] = first._replace(reason=f"most votes: {first.paper.upvotes:,}")
    return _scaled(_in_turn(_apart(ranked, vectors, library, found), found))


def _votes(papers: Sequence[Paper], found: Found) -> Mapping[str, float]:
    """Return the votes of papers on a logarithmic scale from 0 to 1, with their places where they come in an order."""
    places = {paper.id: 1 - place / len(papers) for place, paper in enumerate(papers)}
    most = max((paper.upvotes or 0 for paper in papers), default=0)
    if not most:
        return places
    votes = {paper.id: math.log1p(paper.upvotes or 0) / math.log1p(most) for paper in papers}
    return {key: (vote + places[key]) / 2 for key, vote in votes.items()} if found.by_relevance else votes


def _stacked(vectors: Sequence[Vectors]) -> Vectors | None:
    return np.stack(vectors) if vectors else None


def _earlier(found: Found, library: Library) -> Vectors | None:
    """Return the vectors of the papers of the weeks before, shape (papers, dimensions); None without any."""
    days = [day for paper in found.papers if (day := found.day_of(paper))]
    if not days:
        return None
    last = min(days) - dt.timedelta(days=1)
    filters = Filters(since=last - _BEFORE, until=last, by_list=found.by_list)
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
    ranked: Sequence[Candidate], vectors: Mapping[str, Vectors], library: Library, found: Found
) -> list[Candidate]:
    """Return the candidates without those near to a better one; where few are left, without the nearest only."""
    near, spread = library.density().nearest[0], library.density().spread[0]
    limits = (near - spread, near + spread, _THE_SAME)[1 if found.by_relevance else 0 :]
    kept: list[Candidate] = []
    for limit in limits:
        for each in ranked if len(kept) < _FEW else ():
            vector, most = vectors.get(each.paper.id), _THE_SAME if each.is_wanted else limit
            others = [vectors[one.paper.id] for one in kept if one.paper.id in vectors]
            is_near = vector is not None and any(float(vector @ other) >= most for other in others)
            if each not in kept and not is_near:
                kept.append(each)
    return kept


def _in_turn(ranked: Sequence[Candidate], found: Found) -> list[Candidate]:
    """Return the best of each day, then the second of each day, and so on."""
    by_day: dict[dt.date | None, list[Candidate]] = {}
    for each in ranked:
        by_day.setdefault(found.day_of(each.paper), []).append(each)
    if len(by_day) <= 1:
        return list(ranked[:_CANDIDATES])
    rounds = [day[turn] for turn in range(_A_DAY) for day in by_day.values() if turn < len(day)]
    return rounds[:_MOST]


def _scaled(ranked: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates with their worth from 0 to 1."""
    low, high = min(each.worth for each in ranked), max(each.worth for each in ranked)
    return [each._replace(worth=(each.worth - low) / (high - low) if high > low else 1.0) for each in ranked]
