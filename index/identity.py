"""The ids of papers, in every spelling.

A canonical id is `arxiv:` and its identifier without a version, else `doi:` and its DOI, else `title:` and a hash.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import NamedTuple

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
    r"(?<![\w-])(?:https?://)?(?:[\w-]{1,40}\.){0,3}(?:arxiv\.org/(?:abs|pdf|html|format|src|e-print|ps)|(?:huggingface|hf)\.co/papers"
    r"|alphaxiv\.org/(?:abs|overview|pdf|html)|ar5iv\.org/(?:abs|html|pdf)|arxiv-vanity\.com/papers"
    r"|semanticscholar\.org/arxiv)[/:]"
)
# Pages of any other site that lists papers by their new identifiers, such as papers.cool/arxiv/2402.00001.
_PAGE = (
    r"(?<![\w-])(?:https?://)?(?:[\w-]{1,40}\.){1,4}[a-z]{2,12}/(?:[\w-]{1,40}/){0,2}?"
    rf"(?:arxiv|abs|papers?|pdf|html|p)/(?:arxiv[:.])?(?={_NEW})"
)
_DOI_BEFORE = r"(?:(?<![\w-])(?:https?://)?(?:[\w-]{1,40}\.){0,3}doi\.org/|\bdoi:\s*)?"
_ARXIV = (
    rf"@?(?:{_SITE}(?:arxiv:)?|{_PAGE}|{_DOI_BEFORE}10\.48550/arxiv\."
    r"|(?<!\w)(?:oai:arxiv\.org:|arxiv(?:\.org)?\s*[:./_-]?\s*|corr[\s,:]+abs/|abs/)"
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

    Read are arXiv identifiers, bare, behind `arXiv:`, in URLs and as DOIs; other DOIs; and ids made of a title.
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


def bare_doi(text: str) -> str | None:
    """Return the DOI that a text spells, without a resolver and in lower case, for case has no meaning in it.

    None when it is not one, or one of arXiv's own (10.48550/arXiv.2402.00001), which is an arXiv identifier.
    """
    kind, _, doi = (spelled(text) or "").partition(":")
    return doi if kind == "doi" else None


_TODAY = re.compile(r"arxiv:\d{4}\.\d{4,5}|title:.*")


def canonical_stored_id(stored: str) -> str:
    """Return an id that an earlier release stored as it is spelled today: `arxiv:math/0309136` of `arxiv:math.GT/…`.

    Any other id, such as a test collection's, stays as it is.
    """
    if _TODAY.fullmatch(stored) or not stored.startswith(("arxiv:", "doi:")):
        return stored
    return spelled(stored) or stored


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
