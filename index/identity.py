"""The ids of papers, in every spelling.

A canonical id is `arxiv:` and its identifier without a version, else `doi:` and its DOI, else `title:` and a hash.
"""

import hashlib
import re
import unicodedata
from typing import NamedTuple

from index.patterns import patterns

_WRITTEN = re.compile(patterns("identity")["written"], re.IGNORECASE)
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
