"""Which records are of one paper (record linkage: Fellegi and Sunter 1969), by rules, and what is kept of them.

Merging is commutative, associative and idempotent, so that the order in which sources came does not matter: each field
is the greatest of the records' values in an order of its own, and its source the first by name of those that have it.
Title, abstract and all that is said of them are one value. Nothing that only one record knows is lost.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

from index.identity import arxiv_id, bare_doi, canonical_stored_id, normalised_title, spelled
from index.paper import Paper
from index.withdrawn import is_withdrawn

_STEM_WORDS = re.compile(r"[a-z0-9]{4,}|[^\W\d_a-z]")  # words; in scripts that do not part words, their signs
_SAME_ABSTRACT = 0.5  # 002:63, 231 and 269 of the page dumps share their opening sentences: 0.11 to 0.18
_NEAR_COPY, _LEAST_WORDS = 0.9, 20  # an abstract that is the other one but for a slip, and long enough to tell
_SAME_TITLE = 0.5
_PAIR = 2  # words of a name
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_PUBMED = re.compile(r"[A-Z]{1,3}")  # the initials of "Hu EJ"


def ids_of(paper: Paper) -> tuple[str, ...]:
    """Return every id that a paper may be known by, in their canonical spelling, the one it is known by today first.

    They are its own and the one that its DOI makes; an arXiv identifier comes before a DOI, and that before a title.
    """
    own, other = canonical_stored_id(paper.id), spelled(paper.doi) if paper.doi else None
    if other is None or (own.startswith("arxiv:") and other.startswith("arxiv:")):
        return (own,)
    return tuple(sorted({own, other}))  # "arxiv:" sorts before "doi:", and that before "title:"


def doi_of(paper: Paper) -> str | None:
    """Return a paper's DOI, bare and in lower case, from its field or its id; None if it has none but arXiv's."""
    known = (bare_doi(text) for text in (paper.doi, paper.id) if text and "10." in text)
    return min(filter(None, known), default=None)


def same_paper(one: Paper, other: Paper) -> bool:
    """Tell whether two records describe one paper.

    Two arXiv identifiers decide. Else one DOI does, unless titles and authors both speak against it: proceedings put
    the volume's on every paper. Else the normalised titles must be equal, and an author in common ("Attention" does
    recur); without authors in one, half of the shorter abstract's words, unless one is a summary in our own words.
    """
    arxiv = [next((key for key in ids_of(paper) if key.startswith("arxiv:")), "") for paper in (one, other)]
    if all(arxiv):
        return arxiv[0] == arxiv[1]
    doi = doi_of(one)
    if doi and doi == doi_of(other):
        return _may_share_doi(one, other)
    if normalised_title(one.title) != normalised_title(other.title):
        return False
    if one.authors and other.authors:
        return share_author(one.authors, other.authors) or _are_near_copies(one, other)
    return "summary" in (one.abstract_kind, other.abstract_kind) or _shared(one, other) >= _SAME_ABSTRACT


def _may_share_doi(one: Paper, other: Paper) -> bool:
    if not (one.authors and other.authors) or share_author(one.authors, other.authors):
        return True
    words, others = (set(normalised_title(paper.title).split()) for paper in (one, other))
    return len(words & others) >= _SAME_TITLE * min(len(words), len(others))


def _are_near_copies(one: Paper, other: Paper) -> bool:
    """Tell whether two abstracts are one: a list of authors may be an institution's name, or in another script."""
    shortest = min(len(_words(one)), len(_words(other)))
    return shortest >= _LEAST_WORDS and _shared(one, other) >= _NEAR_COPY


def _shared(one: Paper, other: Paper) -> float:
    """Return which share of the shorter abstract's words stand in the other one, in [0, 1]."""
    words, others = _words(one), _words(other)
    return len(words & others) / max(1, min(len(words), len(others)))


def _words(paper: Paper) -> set[str]:
    return set(_STEM_WORDS.findall(paper.abstract.lower()))


def share_author(some: Iterable[str], others: Iterable[str]) -> bool:
    """Tell whether two lists of names have a person in common: a family name, and an initial of a given one.

    Accents and case do not count. "Hu, Edward J.", "Edward Hu", "E. Hu" and "Hu EJ" are one person.
    """
    one, other = ({key for name in names for key in _person(name)} for names in (some, others))
    bare = [{family for family, initial in keys if not initial} for keys in (one, other)]
    families = [{family for family, _ in keys} for keys in (one, other)]
    return bool(one & other or bare[0] & families[1] or bare[1] & families[0])


def _person(name: str) -> set[tuple[str, str]]:
    """Return (family name, initial of a given name) for each way in which a name can be read.

    A family name counts by its last word. Of two words either may be it: they count together as well, in any order.
    """
    family, comma, given = name.partition(",")
    words = [word for word in normalised_title(family).split() if word not in _SUFFIXES]
    if not words:
        return set()
    if comma and (first := [word for word in normalised_title(given).split() if word not in _SUFFIXES]):
        return {*((words[-1], word[0]) for word in first), *_both([*words, *first])}
    if len(words) == 1:
        return {(words[0], "")}
    read = {(words[-1], word[0]) for word in words[:-1]}
    if _PUBMED.fullmatch(name.split()[-1]):
        read |= {(words[-2], letter) for letter in words[-1]}
    return read | _both(words)


def _both(words: Sequence[str]) -> set[tuple[str, str]]:
    pair = len(words) == _PAIR and min(map(len, words)) > 1
    return {(" ".join(sorted(words)), "in either order")} if pair else set()


def apart(paper: Paper) -> Paper:
    """Return `paper` under an id of its own, for when its title's id or its DOI belongs to another paper."""
    own = hashlib.sha256(f"{normalised_title(paper.title)}\n{paper.abstract}".encode()).hexdigest()[:16]
    return paper.model_copy(update={"id": f"title:{own}", "doi": None})


_TEXT = ("title", "abstract", "abstract_kind", "version", "updated", "withdrawn", "raw_title", "raw_abstract")
_UNIONS = ("categories", "keywords", "sources")
_WITHDRAWAL = 2  # the least version of a withdrawal, which is a new version: https://info.arxiv.org/help/withdraw.html


class _Taken(NamedTuple):
    """A value, and the source it was taken from; "" where nobody knows."""

    value: Any
    source: str


def _currency(text: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return what orders texts: the later version, else the later day, else the authors' words, else the longer.

    A text without a version is older than any with one: it was copied from arXiv's own records on some day. A withdrawn
    one can be no first version. A summary in our own words is of no version.
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


_longest = partial(max, key=lambda value: (len(value), value))
_shortest = partial(min, key=lambda value: (len(value), value))
# Which of two values of a field is kept, where the records differ: of each the greatest in some order.
_KEPT: dict[str, Callable[[Any, Any], Any]] = {
    "abstract": partial(max, key=_currency),
    "authors": _longest,
    "author_count": max,
    "organisation": _longest,
    # A written year before an inferred one, which is a page's and at times a day off; then the earlier.
    "published": partial(max, key=lambda dated: (not dated[1], -dated[0].toordinal())),
    "featured": min,  # the day on which it was new
    "url": partial(max, key=lambda url: (arxiv_id(url) is not None, url)),
    "doi": min,
    "venue": _longest,
    "note": partial(max, key=lambda note: (is_withdrawn("", note), len(note), note)),  # why, then the longer
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
    taken = known | more | {name: _better(name, known[name], more[name]) for name in known.keys() & more.keys()}
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


def _better(name: str, one: _Taken, other: _Taken) -> _Taken:
    """Return which of two values is kept; equal ones have the first source by name."""
    if one.value == other.value:
        return _Taken(one.value, min(filter(None, (one.source, other.source)), default=""))
    return one if _KEPT[name](one.value, other.value) == one.value else other


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
