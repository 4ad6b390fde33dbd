"""How much a reader wants a paper, from -1 to 1, and why: subjects, people, categories, papers liked and disliked."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from assistant.interests.nearness import Examples, Seen, Space, Subjects
from assistant.interests.profile import Interest
from index.embedders.base import Vectors
from index.identity import normalised_title
from index.labels import label
from index.paper import Paper
from index.query import Filters
from index.statements import heading_of, statements_of
from index.store.library import Library
from index.terms import terms

_AUTHOR, _CATEGORY = 0.9, 0.25  # what a person or a category counts alone
# From where to where nearness counts, from 0 to 1: in the units of `Subjects.near` and `Examples.near`. Of the papers
# at .6, .8 and .95 5, 19 and 33 % have the subject among their keywords; many that lack it are on it.
_TOPIC_FROM, _TOPIC_TO = 0.6, 0.95
_LIKED_FROM, _LIKED_TO = 1.0, 6.0
_LIKED = 0.7  # what nearness to liked papers counts at most
# A disliked paper pushes down what is nearer to it than to anything wanted: who dislikes one paper on a subject of
# theirs does not dislike the subject. 60 simulated readers who dislike the two wrong papers that came first have an
# average precision of .408 on the rest, before .439, and the papers nearest to those two go from the first quarter of
# the ranking to behind .71 of it. Pushing whatever is near, as Rocchio's rule does: .183; by a fifth: .393 and .68.
_PUSH, _LEAST = 2.5, 0.1
_SAID = 0.2  # from which a weight is a reason that is told; below it orders papers, and is too unsure to be said
# From where a topic, or liked papers, are a reason that is told.
TOPIC_NEAR = _TOPIC_FROM + _SAID * (_TOPIC_TO - _TOPIC_FROM)
LIKED_NEAR = _LIKED_FROM + _SAID / _LIKED * (_LIKED_TO - _LIKED_FROM)
_LONGEST = 70  # characters of a title
_CANDIDATES = 2000  # papers that are compared with a topic: at 75,000 all of them would take five seconds
_LAST_LIKED = 20  # liked papers, the last ones, around which others are looked for


class Known(NamedTuple):
    """An interest with its papers found: those of the library, and the titles of liked ones that it does not have."""

    interest: Interest
    liked: tuple[Paper, ...] = ()
    disliked: tuple[Paper, ...] = ()
    titles: tuple[str, ...] = ()


class _Voice(NamedTuple):
    weight: float
    reason: str


class Taste:
    """What one interest makes of papers. One without anything in it says nothing of any paper."""

    def __init__(self, known: Known, library: Library) -> None:
        self._known, self._space = known, Space(library)
        self._topics = known.interest.topics
        self._not_wanted = frozenset(paper.id for paper in known.disliked)

    def score(self, paper: Paper) -> tuple[float, str]:
        """Return how much the reader wants a paper, from -1 to 1, and why; (0.0, "") if nothing speaks of it."""
        if not self._known.interest:
            return 0.0, ""
        if paper.id in self._not_wanted:
            return -1.0, "you disliked it"
        seen = self._space.see(paper)
        voices = [*self._by_record(paper), *self._by_topic(seen), *self._by_liking(seen)]
        wanted = 1 - float(np.prod([1 - voice.weight for voice in voices]))  # as if each were right by itself
        push = self._push(seen)
        strongest = max([*voices, push], key=lambda voice: voice.weight)
        return round(wanted - push.weight, 4), strongest.reason if strongest.weight >= _SAID else ""

    def _by_record(self, paper: Paper) -> list[_Voice]:
        interest = self._known.interest
        followed = [name for name in interest.authors if any(is_called(name, author) for author in paper.authors)]
        within = [name for name in interest.categories if name in paper.categories]
        voices = [_Voice(_AUTHOR, f"by {name}, whom you follow") for name in followed[:1]]
        return voices + [_Voice(_CATEGORY, f"in {name}, which you follow") for name in within[:1]]

    def _by_topic(self, paper: Seen) -> list[_Voice]:
        if not self._topics:
            return []
        near = self._nearness.near(paper)
        place = int(near.argmax())
        weight = _between(float(near[place]), _TOPIC_FROM, _TOPIC_TO)
        return [_Voice(weight, f"near your topic “{_cut(self._topics[place])}”")]

    def _by_liking(self, paper: Seen) -> list[_Voice]:
        if not len(self._liked):
            return []
        nearest = int((self._liked @ paper.vector).argmax())
        weight = _LIKED * _between(self._examples.near(paper), _LIKED_FROM, _LIKED_TO)
        if weight < _SAID:
            return [_Voice(weight, "")]
        papers, titles = self._known.liked, self._known.titles
        name = _name(papers[nearest]) if nearest < len(papers) else f"“{_cut(titles[nearest - len(papers)])}”"
        return [_Voice(weight, f"like {name}, which you liked")]

    def _push(self, paper: Seen) -> _Voice:
        if not self._known.disliked:
            return _Voice(0.0, "")
        cosines = self._disliked @ paper.vector
        nearest = self._known.disliked[int(cosines.argmax())]
        wanted = float((self._wanted @ paper.vector).max(initial=_LEAST))
        weight = min(1.0, _PUSH * max(0.0, float(cosines.max()) - wanted))
        return _Voice(weight, f"like {_name(nearest)}, of which you want less" if weight >= _SAID else "")

    @cached_property
    def _nearness(self) -> Subjects:
        return Subjects(self._space, self._topics)

    @cached_property
    def _examples(self) -> Examples:
        return Examples(self._space, self._liked)

    @cached_property
    def _liked(self) -> Vectors:
        return np.concatenate([self._space.papers(self._known.liked), self._space.texts(self._known.titles)])

    @cached_property
    def _disliked(self) -> Vectors:
        return self._space.papers(self._known.disliked)

    @cached_property
    def _wanted(self) -> Vectors:
        return np.concatenate([self._space.texts(self._topics), self._liked])


def is_called(name: str, author: str) -> bool:
    """Tell whether an author has all words of a name, in any order: O. Khattab is Omar, Wei Wang is not Wenhao."""
    words, has = normalised_title(name).split(), normalised_title(author).split()
    whole = [word for word in words if len(word) > 1]
    wanted = whole if len(whole) > 1 else words  # with two names, what is between them need not be there
    initials = {other[:1] for other in has}
    return bool(wanted) and all(word in has or (len(word) == 1 and word in initials) for word in wanted)


def _between(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _name(paper: Paper) -> str:
    """Return what a paper is called, as it may stand in a sentence of ours."""
    called = label(paper.title, statements_of(paper))
    return called if re.fullmatch(r"\S+", called) else f"“{_cut(heading_of(paper) or called or paper.id)}”"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def members(known: Known, library: Library) -> tuple[str, ...]:
    """Return the ids of the papers that a brief would say are wanted by an interest, those disliked left out."""
    interest, lexical, space = known.interest, library.lexical, Space(library)
    found = [one for name in interest.authors for one in lexical.admitted(Filters(authors=(name,)))]
    found += lexical.admitted(Filters(categories=interest.categories)) if interest.categories else []
    for topic in interest.topics:
        by_words = (key for key, _ in lexical.search(terms(topic), _CANDIDATES))
        ids, rows, tokens = space.stored(_near(library, library.embed([topic]), by_words))
        found += _from(ids, Subjects(space, [topic]).of(rows, tokens)[0], TOPIC_NEAR)
    found += _like(known, space, library) if known.liked or known.titles else []
    unwanted = {paper.id for paper in known.disliked}
    return tuple(one for one in dict.fromkeys(found) if one not in unwanted)


def _like(known: Known, space: Space, library: Library) -> list[str]:
    """Return the liked papers, and those that are like all of them together."""
    liked, titles = known.liked[-_LAST_LIKED:], known.titles[-_LAST_LIKED:]
    own = library.vectors([paper.id for paper in liked])
    around = _near(library, [*own.values(), *(library.embed(titles) if titles else ())])
    ids, rows, _ = space.stored(around)
    examples = Examples(space, np.concatenate([space.papers(known.liked), space.texts(known.titles)]))
    return [*(paper.id for paper in known.liked), *_from(ids, examples.of(rows), LIKED_NEAR)]


def _near(library: Library, vectors: Iterable[Vectors], others: Iterable[str] = ()) -> list[str]:
    nearest = (key for vector in vectors for key, _ in library.nearest(vector, _CANDIDATES, Filters()))
    return list(dict.fromkeys((*nearest, *others)))


def _from(ids: Sequence[str], near: Vectors, least: float) -> list[str]:
    return [ids[place] for place in np.argsort(-near, kind="stable") if near[place] >= least]
