"""Which papers of the whole library an interest means, for a question that is asked of these only.

They are those of which a brief would tell the reader that they are wanted: near a topic or to liked papers, by a person
or in a category. What orders a day's papers without being said, and what disliked papers push down, does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from assistant.interests.nearness import Examples, Space, Subjects
from assistant.interests.taste import LIKED_NEAR, TOPIC_NEAR, Known
from index.embedders.base import Vectors
from index.query import Filters
from index.store.library import Library
from index.terms import terms

_CANDIDATES = 2000  # papers that are compared with a topic: at 75,000 all of them would take five seconds
_LIKED = 20  # liked papers, the last ones, around which others are looked for


def members(known: Known, library: Library) -> tuple[str, ...]:
    """Return the ids of the papers that an interest means, those that were disliked left out."""
    interest, lexical, space = known.interest, library.lexical, Space(library)
    found = [one for name in interest.authors for one in lexical.admitted(Filters(authors=(name,)))]
    found += lexical.admitted(Filters(categories=interest.categories)) if interest.categories else []
    found += [one for topic in interest.topics for one in _on_topic(topic, space, library)]
    found += _like(known, space, library) if known.liked or known.titles else []
    unwanted = {paper.id for paper in known.disliked}
    return tuple(one for one in dict.fromkeys(found) if one not in unwanted)


def _on_topic(topic: str, space: Space, library: Library) -> list[str]:
    by_words = (key for key, _ in library.lexical.search(terms(topic), _CANDIDATES))
    ids, rows, tokens = space.stored(_near(library, library.embed([topic]), by_words))
    return _from(ids, Subjects(space, [topic]).of(rows, tokens)[0], TOPIC_NEAR)


def _like(known: Known, space: Space, library: Library) -> list[str]:
    """Return the liked papers, and those that are like all of them together."""
    liked, titles = known.liked[-_LIKED:], known.titles[-_LIKED:]
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
