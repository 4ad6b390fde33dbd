"""Which records are of the same paper (record linkage: Fellegi and Sunter 1969), by rules that need no training."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from index.identity import bare_doi, canonical_stored_id, normalised_title, spelled
from index.paper import Paper

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
    the DOI of the volume on every paper. Else the titles must be equal when normalised, and an author in common; short
    titles such as "Attention" do recur. Where a record has no authors, the abstracts must share half of the shorter
    one's words instead; a summary in our own words is no abstract, so beside one the title alone decides.
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

    A family name of several words counts by its last. Of two words either may be the family name: they count together
    as well, whatever their order.
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
