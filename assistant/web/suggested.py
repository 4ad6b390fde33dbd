"""Questions to press: at the beginning about the reader's own papers, and later about what was found and not told."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from assistant.engine import Assistant
from assistant.store.errors import StoreError
from assistant.store.reader import Marks
from index.labels import label
from index.paper import Paper
from index.query import Filters
from index.statements import warning_of

_LOOKED_AT = 40  # papers, of which some have a name
_NAMED = 6
_LONGEST, _WORDS = 30, 2  # characters and words of a name; what is longer is the first half of a title
_FOLLOW_UPS = 3
_FOLLOWED = 60  # characters of what is asked about
_OF_ONE = ("What does it propose?", "What are its results?", "What are its limitations?")
_OF_SEVERAL = ("Compare them", "What do they propose?", "What are their limitations?")
_ALWAYS = ("What are the newest papers?", "How many papers are there per month?")


def starters(assistant: Assistant, papers: Sequence[str] = ()) -> tuple[str, ...]:
    """Return questions about papers saved, or the newest, made of their names; about `papers` what anybody asks."""
    if papers:
        return _OF_ONE if len(papers) == 1 else _OF_SEVERAL
    library = assistant.library
    newest = library.lexical.latest(_LOOKED_AT, Filters()) if library.count() else []
    names = _names(_own(assistant)) or _names(library.get(newest))
    keys = list(names)
    pair = _nearest(assistant, keys)
    left = [key for key in keys if key not in pair]
    asked = [f"What is {names[key]}?" for key in left[:1] or keys[:1]]
    asked += [f"Compare {' and '.join(names[key] for key in pair)}"] if pair else []
    asked += [f"What are the limitations of {names[key]}?" for key in left[1:2]]
    return (*asked, *_ALWAYS)[:4]


def follow_ups(found: Sequence[Paper], cited: Sequence[str]) -> tuple[str, ...]:
    """Return questions about papers found that the answer does not cite (ids), one beside one that it cites first."""
    named, known = _labels(found), _names(found)
    told = next((known[key] for key in cited if key in known), "")
    other = next((name for key, name in known.items() if key not in cited), "") if told else ""
    asked = [f"Compare {told} and {other}"] if other else []
    for paper in found:
        name = named.get(paper.id, "")
        if paper.id in cited or not name or name == other or len(name) > _FOLLOWED or "…" in name:
            continue
        if paper.title.startswith(name):
            asked.append(f"What about {name}?" if paper.id in known else f"What does “{name.rstrip('?')}” propose?")
    return tuple(asked[:_FOLLOW_UPS])


def _own(assistant: Assistant) -> list[Paper]:
    try:
        saved = Marks(assistant.database).marked("saved") if assistant.database.file.exists() else ()
    except StoreError:
        return []
    return assistant.library.get(saved[:_LOOKED_AT])


def _labels(papers: Sequence[Paper]) -> dict[str, str]:
    return {paper.id: label(paper.title, paper.sentences) for paper in papers if not warning_of(paper)}


def _names(papers: Sequence[Paper]) -> dict[str, str]:
    """Return the names of papers that have one of their own in their title, by id."""
    labels, titles = _labels(papers), {paper.id: paper.title for paper in papers}
    short = {key: name for key, name in labels.items() if 0 < len(name) <= _LONGEST and len(name.split()) <= _WORDS}
    return {key: name for key, name in short.items() if titles[key].startswith(f"{name}:")}


def _nearest(assistant: Assistant, keys: Sequence[str]) -> tuple[str, ...]:
    """Return the two of some papers that are nearest to each other; none where there are no two."""
    if len(keys) < 2:
        return ()
    vectors = {key: np.asarray(one, dtype=np.float32).ravel() for key, one in assistant.library.vectors(keys).items()}
    pairs = [pair for pair in combinations(keys[:_NAMED], 2) if all(key in vectors for key in pair)]
    return max(pairs, key=lambda pair: float(vectors[pair[0]] @ vectors[pair[1]]), default=())
