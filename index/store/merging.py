"""What is kept of several records of one paper.

Merging is commutative, associative and idempotent, so that a library does not depend on the order in which its sources
came, nor on how often: each field is the greatest of the values that the records have, in an order of that field's
own, and what a record brings never depends on which two were merged before. Title, abstract and all that is said of
them are one value. Nothing that only one record knows is lost.

Which source a value came from follows from the value: of the sources that have it, the first by name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from index.identity import arxiv_id
from index.paper import Paper
from index.store.linkage import doi_of, ids_of
from index.withdrawn import is_withdrawn

_TEXT = ("title", "abstract", "abstract_kind", "version", "updated", "withdrawn", "raw_title", "raw_abstract")
_UNIONS = ("categories", "keywords", "sources")
_WITHDRAWAL = 2  # the least version of a withdrawal, which is a new version: https://info.arxiv.org/help/withdraw.html


class _Taken(NamedTuple):
    """A value, and the source it was taken from; "" where nobody knows."""

    value: Any
    source: str


def _currency(text: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return what orders texts: the later version, else the later day, else the authors' words, else the longer.

    A text without a version is older than any with one: arXiv's own records have it, and those that lack it were
    copied from there on some day. One that says it was withdrawn can be no first version. A summary in our own words
    is of no version.
    """
    title, abstract, kind, version, updated, withdrawn, raw_title, raw_abstract = text
    known = version if kind == "abstract" else None
    return (
        known or (_WITHDRAWAL if withdrawn else 0),
        withdrawn,
        updated or dt.date.min,
        kind == "abstract",
        len(abstract),
        (abstract, title, raw_abstract or "", raw_title or "", version or 0),  # so that no two are equal
    )


def _trust(dated: tuple[dt.date, bool]) -> tuple[bool, int]:
    """A written year before an inferred one, which is a page's and at times a day off; then the earlier."""
    day, inferred = dated
    return not inferred, -day.toordinal()


def _length(value: str | tuple[str, ...]) -> tuple[int, str | tuple[str, ...]]:
    return len(value), value


def _telling(note: str) -> tuple[bool, int, str]:
    """Why a paper was withdrawn, then the longer note."""
    return is_withdrawn("", note), len(note), note


_longest = partial(max, key=_length)
_shortest = partial(min, key=_length)
# Which of two values of a field is kept, where the records differ: of each the greatest in some order.
_KEPT: dict[str, Callable[[Any, Any], Any]] = {
    "abstract": partial(max, key=_currency),
    "authors": _longest,
    "author_count": max,
    "organisation": _longest,
    "published": partial(max, key=_trust),
    "featured": min,  # the day on which it was new
    "url": partial(max, key=lambda url: (arxiv_id(url) is not None, url)),
    "doi": min,
    "venue": _longest,
    "note": partial(max, key=_telling),
    "code_url": _shortest,
    "project_url": _shortest,
    "stars": max,  # counts grow, so the larger is the newer
    "upvotes": max,
    "comments": max,
}


def normal(paper: Paper) -> Paper:
    """Return a record in the form that a merged one has, so that it equals itself when it comes again."""
    changes: dict[str, Any] = {name: _sorted(getattr(paper, name)) for name in _UNIONS}
    changes["doi"] = doi_of(paper)
    changes["id"] = ids_of(paper)[0]
    changes["year_inferred"] = paper.year_inferred and paper.published is not None
    changes["provenance"] = _told(_taken(paper), changes["sources"]) if paper.provenance else ()
    changed = {name: value for name, value in changes.items() if value != getattr(paper, name)}
    return paper.model_copy(update=changed) if changed else paper


def merge(one: Paper, other: Paper) -> Paper:
    """Return one record with all that two records of the same paper know, whichever came first."""
    one, other = normal(one), normal(other)
    if one == other:
        return one
    known, more = _taken(one), _taken(other)
    taken = {name: _better(name, known.get(name), more.get(name)) for name in (*known, *more)}
    fields: dict[str, Any] = {name: _sorted(getattr(one, name) + getattr(other, name)) for name in _UNIONS}
    values = {name: each.value for name, each in taken.items()}
    text = dict(zip(_TEXT, values.pop("abstract"), strict=True))
    published, inferred = values.pop("published", (None, False))
    return Paper(
        id=min(one.id, other.id),  # "arxiv:" sorts before "doi:", and that before "title:"
        published=published,
        year_inferred=inferred,
        provenance=_told(taken, fields["sources"]),
        **text,
        **fields,
        **values,
    )


def _sorted(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(values))) if len(values) > 1 else values


def _better(name: str, one: _Taken | None, other: _Taken | None) -> _Taken:
    """Return which of two values is kept, one of which may be missing; equal ones have the first source by name."""
    if one is None or other is None:
        both = one or other
        assert both is not None  # noqa: S101  a name stands in one of them
        return both
    if one.value == other.value:
        return _Taken(one.value, min(filter(None, (one.source, other.source)), default=""))
    kept = _KEPT[name](one.value, other.value)
    return one if kept == one.value else other


def _taken(paper: Paper) -> dict[str, _Taken]:
    """Return what a record knows, by field, each with its source; "abstract" stands for the whole text.

    `provenance` leaves out what comes from where the text does; and the text, if there is one source and it is from it.
    """
    told = dict(paper.provenance)
    text = told.get("abstract", _only(paper.sources))
    values = {name: getattr(paper, name) for name in _KEPT}
    values["abstract"] = tuple(getattr(paper, name) for name in _TEXT)
    if paper.published:
        values["published"] = (paper.published, paper.year_inferred)
    return {
        name: _Taken(value, told.get(name, text)) for name, value in values.items() if value is not None and value != ()
    }


def _told(taken: dict[str, _Taken], sources: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return what `_taken` reads: the source of the text, and those fields that are of another one."""
    text = taken["abstract"].source
    others = {name: each.source for name, each in taken.items() if each.source != text}
    first = {"abstract": text} if text != _only(sources) else {}
    return tuple(sorted({**first, **others}.items()))


def _only(sources: tuple[str, ...]) -> str:
    return sources[0] if len(sources) == 1 else ""
