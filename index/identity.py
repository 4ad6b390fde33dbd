"""Which records are the same paper, and what is kept when they are.

A paper's canonical id is `arxiv:` and its arXiv identifier without a version where one is known, else
`title:` and a hash of its normalised title. Merging never loses a value: the richer one wins, and the
result does not depend on the order in which records arrive.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from index.paper import Paper

# https://info.arxiv.org/help/arxiv_identifier.html: since April 2007, and before.
_NEW = r"\d{4}\.\d{4,5}"
_OLD = r"[a-z][a-z-]+(?:\.[A-Z]{2})?/\d{7}"
_ARXIV = re.compile(
    rf"(?:^|arxiv:|arxiv\.org/(?:abs|pdf|html)/|(?<=\s))({_NEW}|{_OLD})(?:v\d+)?(?:\.pdf)?$", re.IGNORECASE
)


def arxiv_id(text: str) -> str | None:
    """Return the arXiv identifier in an id or a URL, without its version, or None when it is not one."""
    found = _ARXIV.search(text.strip().rstrip("/"))
    return found[1] if found else None


def normalised_title(title: str) -> str:
    """Return the title as its letters and digits only, in lower case, without accents."""
    plain = unicodedata.normalize("NFKD", title).casefold()
    return " ".join(re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c))))


def canonical_id(title: str, identifier: str | None = None) -> str:
    """Return the id a paper is known by: its arXiv identifier's if it has one, else its title's."""
    arxiv = arxiv_id(identifier) if identifier else None
    if arxiv:
        return f"arxiv:{arxiv}"
    return "title:" + hashlib.sha256(normalised_title(title).encode()).hexdigest()[:16]


_STEM_WORDS = re.compile(r"[a-z0-9]{4,}|[^\W\d_a-z]")  # words; in scripts that do not part words, their signs
_SAME_ABSTRACT = 0.5  # 002:63, 231 and 269 of the page dumps share their opening sentences: 0.11 to 0.18


def same_paper(one: Paper, other: Paper) -> bool:
    """Tell whether two records describe one paper.

    Two arXiv identifiers decide. Otherwise the titles must be equal when normalised, and the abstracts must
    share half of the shorter one's words: short titles such as "Attention" do recur. A summary in our own
    words is no abstract, so beside one the title alone decides.
    """
    if one.id.startswith("arxiv:") and other.id.startswith("arxiv:"):
        return one.id == other.id
    if normalised_title(one.title) != normalised_title(other.title):
        return False
    if "summary" in (one.abstract_kind, other.abstract_kind):
        return True
    words, others = (set(_STEM_WORDS.findall(paper.abstract.lower())) for paper in (one, other))
    return len(words & others) >= _SAME_ABSTRACT * min(len(words), len(others))


def apart(paper: Paper) -> Paper:
    """Return `paper` under an id of its own, for when its title's id belongs to another paper."""
    own = hashlib.sha256(f"{normalised_title(paper.title)}\n{paper.abstract}".encode()).hexdigest()[:16]
    return paper.model_copy(update={"id": f"title:{own}"})


def merge(one: Paper, other: Paper) -> Paper:
    """Return one record with all that two records of the same paper know, whichever came first.

    Title and abstract come from the richer record: an author's abstract before our summary, then the longer
    one. Counts grow over time, so the larger is the newer. Each field is chosen by its own value alone: what a
    third record brings must not depend on which two were merged before.
    """
    rich = max(one, other, key=_richness)
    dated = max((p for p in (one, other) if p.published), key=_date_trust, default=rich)
    return Paper(
        id=min(one.id, other.id),  # "arxiv:" sorts before "title:"
        title=rich.title,
        abstract=rich.abstract,
        abstract_kind=rich.abstract_kind,
        authors=max(one.authors, other.authors, key=lambda names: (len(names), names)),
        author_count=_largest(one.author_count, other.author_count),
        organisation=max(filter(None, (one.organisation, other.organisation)), key=lambda o: (len(o), o), default=None),
        published=dated.published,
        year_inferred=dated.year_inferred if dated.published else False,
        featured=min((p.featured for p in (one, other) if p.featured), default=None),
        categories=tuple(sorted({*one.categories, *other.categories})),
        url=max(filter(None, (one.url, other.url)), key=lambda url: (arxiv_id(url) is not None, url), default=None),
        sources=tuple(sorted({*one.sources, *other.sources})),
        upvotes=_largest(one.upvotes, other.upvotes),
        comments=_largest(one.comments, other.comments),
    )


def _richness(paper: Paper) -> tuple[bool, int, str, str]:
    return (paper.abstract_kind == "abstract", len(paper.abstract), paper.abstract, paper.title)


def _date_trust(paper: Paper) -> tuple[bool, int]:
    """A written year before an inferred one, which is a page's and at times a day off; then the earlier."""
    return (not paper.year_inferred, -(paper.published.toordinal() if paper.published else 0))


def _largest(one: int | None, other: int | None) -> int | None:
    return max((value for value in (one, other) if value is not None), default=None)
