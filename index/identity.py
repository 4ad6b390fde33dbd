"""Which records are the same paper, and what is kept when they are.

A paper's canonical id is `arxiv:` and its arXiv identifier without a version where one is known, else `doi:` and its
DOI, else `title:` and a hash of its normalised title. Merging never loses a value: the richer one wins, and the
result does not depend on the order in which records arrive.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import NamedTuple

from index.paper import Paper

# https://info.arxiv.org/help/arxiv_identifier.html: since April 2007, with five digits since January 2015, and before,
# where the class behind the archive (math.GT) is no part of the identifier.
_MONTH = r"(?:0[1-9]|1[0-2])"
_NEW = rf"(?:0[7-9]|1[0-4]){_MONTH}\.\d{{4}}|(?:1[5-9]|[2-8]\d){_MONTH}\.\d{{5}}"
_ARCHIVES = (
    "acc-phys|adap-org|alg-geom|ao-sci|astro-ph|atom-ph|bayes-an|chao-dyn|chem-ph|cmp-lg|comp-gas|cond-mat|cs|dg-ga"
    "|funct-an|gr-qc|hep-ex|hep-lat|hep-ph|hep-th|math-ph|math|mtrl-th|nlin|nucl-ex|nucl-th|patt-sol|physics|plasm-ph"
    "|q-alg|q-bio|q-fin|quant-ph|solv-int|stat|supr-con"
)
_OLD = rf"(?P<archive>{_ARCHIVES})(?:\.[a-z-]+)?/(?P<number>(?:9[1-9]|0[0-7]){_MONTH}\d{{3}})"
_SITE = (
    r"(?<![\w-])(?:https?://)?(?:[\w-]{1,40}\.){0,3}(?:arxiv\.org/(?:abs|pdf|html|format)|(?:huggingface|hf)\.co/papers"
    r"|alphaxiv\.org/(?:abs|overview|pdf|html)|ar5iv\.org/(?:abs|html|pdf)|arxiv-vanity\.com/papers"
    r"|semanticscholar\.org/arxiv)/"
)
_DOI_BEFORE = r"(?:(?<![\w-])(?:https?://)?(?:[\w-]{1,40}\.){0,3}doi\.org/|\bdoi:\s*)?"
_ARXIV = (
    rf"@?(?:{_SITE}|{_DOI_BEFORE}10\.48550/arxiv\.|(?<!\w)(?:oai:arxiv\.org:|arxiv(?:\.org)?\s*[:.]?\s*)"
    rf"|(?<![\w.,/$€£%+-]))(?:(?P<new>{_NEW})|{_OLD})(?:v\d+)?(?!\w|[.,]\d|\s?%)"
    r"(?:\.pdf\b)?/?(?:[?#][\w%=&.;-]*\w)?(?:\s?\[[a-z-]+(?:\.[a-z-]+)?\])?"
)
_DOI = rf"{_DOI_BEFORE}(?<![\w.])(?P<doi>10\.\d{{4,9}}/[^\s\"<>{{}}|\\^`]+)"  # https://www.doi.org/doi-handbook/, 2.2
_TITLE_ID = r"(?<!\w)(?P<title>title:[0-9a-f]{16})(?!\w)"
_WRITTEN = re.compile(rf"{_ARXIV}|{_DOI}|{_TITLE_ID}", re.IGNORECASE)
_ENDS = ".,;:!?'*"  # of a sentence, not of a DOI
_BRACKETS = {")": "(", "]": "["}


class Identifier(NamedTuple):
    """A paper's canonical id, and where it is written in a text, with all that belongs to its spelling."""

    id: str
    start: int
    end: int


def identifiers(text: str) -> tuple[Identifier, ...]:
    """Return every paper id that is written in a text, in order.

    Read are arXiv identifiers of both styles, bare or behind `arXiv:`, in URLs of arxiv.org and of the sites that show
    its papers, and as DOIs; other DOIs; and the ids of papers that have only a title.
    """
    return tuple(map(_identifier, _WRITTEN.finditer(text)))


def _identifier(found: re.Match[str]) -> Identifier:
    start, end = found.span()
    if found["doi"]:
        doi = _closed(found["doi"])
        return Identifier(f"doi:{doi.lower()}", start, end - len(found["doi"]) + len(doi))
    if found["title"]:
        return Identifier(found["title"].lower(), start, end)
    old = f"{found['archive']}/{found['number']}".lower()
    return Identifier(f"arxiv:{found['new'] or old}", start, end)


def _closed(doi: str) -> str:
    """Return a DOI without the signs of the sentence around it: a bracket belongs to it if it was opened there."""
    while doi and (doi[-1] in _ENDS or (doi[-1] in _BRACKETS and doi.count(doi[-1]) > doi.count(_BRACKETS[doi[-1]]))):
        doi = doi[:-1]
    return doi


def spelled(text: str) -> str | None:
    """Return the canonical id that a text spells, if it is nothing but one; otherwise None."""
    text = text.strip().rstrip("/")
    found = identifiers(text)
    return found[0].id if len(found) == 1 and found[0][1:] == (0, len(text)) else None


def arxiv_id(text: str) -> str | None:
    """Return the arXiv identifier that a text spells, without version and class, or None when it is not one."""
    kind, _, number = (spelled(text) or "").partition(":")
    return number if kind == "arxiv" else None


def normalised_title(title: str) -> str:
    """Return the title as its letters and digits only, in lower case, without accents."""
    plain = title.lower()
    if not title.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", title).casefold() if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", plain))


def canonical_id(title: str, identifier: str | None = None) -> str:
    """Return the id a paper is known by: its arXiv identifier's if it has one, else its DOI's, else its title's."""
    known = spelled(identifier) if identifier else None
    if known and not known.startswith("title:"):
        return known
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
