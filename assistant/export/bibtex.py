"""Papers as BibTeX entries, under the keys that our LaTeX cites them by, and text as LaTeX shows it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field
from pylatexenc.latexencode import UnicodeToLatexEncoder  # type: ignore[import-untyped]

from index.guard import is_no_name
from index.paper import Paper
from index.unseen import visible

_ARTICLES = frozenset({"a", "an", "the", "on"})  # with which no key ends
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_ARXIV = "arxiv:"


def bibtex(papers: Sequence[Paper]) -> str:
    """Return the entries of papers, in their order, in ASCII as far as LaTeX knows their signs."""
    called = keys(papers)
    return write_string(Library([_entry(paper, called[paper.id]) for paper in papers]))


def keys(papers: Sequence[Paper]) -> dict[str, str]:
    """Return the key of each paper by its id: `example2024zebrafold`, with a letter more if it is taken."""
    found: dict[str, str] = {}
    for paper in papers:
        found[paper.id] = next(key for key in _candidates(paper) if key not in found.values())
    return found


def _candidates(paper: Paper) -> Iterator[str]:
    author = _words(_authors(paper)[0])[-1:] if _authors(paper) else []
    title = [word for word in _words(paper.title) if word not in _ARTICLES][:1]
    year = [str(paper.published.year)] if paper.published else []
    key = "".join((*author, *year, *title) if author else (*title, *year)) or "paper"
    yield key
    for n in count(1):
        yield f"{key}{chr(ord('a') + n)}" if n < 26 else f"{key}-{n}"


def _words(text: str) -> list[str]:
    """Return the words of a text in lower case without accents; other scripts than the Latin one have none."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _WORD.findall(bare.lower())


def _entry(paper: Paper, key: str) -> Entry:
    eprint = paper.id.removeprefix(_ARXIV) if paper.id.startswith(_ARXIV) else ""
    fields = {
        "title": f"{{{latex(paper.title)}}}",  # in braces, for styles write titles small
        "author": " and ".join(map(_author, _authors(paper))),
        "year": str(paper.published.year) if paper.published else "",
        "month": str(paper.published.month) if paper.published else "",
        "journal": latex(paper.venue or ""),
        "doi": latex(paper.doi or ""),
        "eprint": eprint,
        "archiveprefix": "arXiv" if eprint else "",
        "primaryclass": paper.categories[0] if eprint and paper.categories else "",
        "url": _url(paper.url or ""),
        "note": "Withdrawn" if paper.withdrawn else "",
    }
    known = [Field(name, value) for name, value in fields.items() if value]
    return Entry("article" if paper.venue else "misc", key, known)


def _authors(paper: Paper) -> list[str]:
    return [name for name in paper.authors if name.strip() and not is_no_name(name)]


def _author(name: str) -> str:
    """Return a name as BibTeX reads it; one that it would take apart, as of a group, stays whole."""
    text = latex(name)
    return f"{{{text}}}" if "," in name or re.search(r"\band\b", name) else text


def _url(url: str) -> str:
    """Return an address as `url` takes it: with all signs but those that would end it."""
    return re.sub(r"[{}\\\s]", "", url)


def latex(text: str) -> str:
    """Return a text on one line in which every sign that means something to LaTeX is escaped.

    A sign that LaTeX has no command for, as of another script, stays as it is.
    """
    line = "".join(sign if sign.isprintable() else " " for sign in visible(text))
    encoded: str = _encoder().unicode_to_latex(" ".join(line.split()))
    return encoded


@cache
def _encoder() -> UnicodeToLatexEncoder:
    return UnicodeToLatexEncoder(non_ascii_only=False, unknown_char_policy="keep", unknown_char_warning=False)
