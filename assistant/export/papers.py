"""Papers as files for other programs: BibTeX under the keys that our LaTeX cites, RIS, CSV, Markdown and JSON Lines."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import count
from typing import NamedTuple

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field
from pylatexenc.latexencode import UnicodeToLatexEncoder  # type: ignore[import-untyped]

from assistant.export.text import escaped, linked, uncomputed
from index.guard import is_no_name
from index.paper import Paper
from index.unseen import visible

_ARTICLES = frozenset({"a", "an", "the", "on"})  # with which no key ends
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_ARXIV = "arxiv:"
_COLUMNS = ("id", "title", "authors", "published", "featured", "votes", "categories", "doi", "url", "abstract")


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
        "url": re.sub(r"[{}\\\s]", "", paper.url or ""),  # without the signs that would end it
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


def latex(text: str) -> str:
    """Return a text on one line with LaTeX's own signs escaped; one that LaTeX has no command for stays as it is."""
    line = "".join(sign if sign.isprintable() else " " for sign in visible(text))
    encoded: str = _encoder().unicode_to_latex(" ".join(line.split()))
    return encoded


@cache
def _encoder() -> UnicodeToLatexEncoder:
    return UnicodeToLatexEncoder(non_ascii_only=False, unknown_char_policy="keep", unknown_char_warning=False)


class Format(NamedTuple):
    """A kind of file: its name for a reader, the end of a file's name, its media type, and what writes it."""

    name: str
    suffix: str
    media: str
    write: Callable[[Sequence[Paper]], str]


def ris(papers: Sequence[Paper]) -> str:
    """Return papers as RIS records, lines of a tag of two characters and a value."""
    return "\n".join("\r\n".join(f"{tag}  - {value}" for tag, value in _tagged(paper)) + "\r\n" for paper in papers)


def _tagged(paper: Paper) -> list[tuple[str, str]]:
    day = paper.published
    tagged = [
        ("TY", "JOUR" if paper.venue else "UNPB"),
        ("ID", paper.id),
        ("TI", paper.title),
        *(("AU", author) for author in paper.authors),
        ("PY", str(day.year) if day else ""),
        ("DA", f"{day:%Y/%m/%d}" if day else ""),
        ("JO", paper.venue or ""),
        ("DO", paper.doi or ""),
        ("UR", paper.url or ""),
        *(("KW", category) for category in paper.categories),
        ("AB", paper.abstract),
    ]
    return [(tag, " ".join(value.split())) for tag, value in tagged if value] + [("ER", "")]


def table(papers: Sequence[Paper]) -> str:
    """Return papers as CSV; a field that a program might compute begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for paper in papers:
        votes = "" if paper.upvotes is None else paper.upvotes
        fields = (
            paper.id, paper.title, "; ".join(paper.authors), paper.published or "", paper.featured or "", votes,
            "; ".join(paper.categories), paper.doi or "", paper.url or "", paper.abstract,
        )  # fmt: skip
        writer.writerow([uncomputed(str(field)) for field in fields])
    return text.getvalue()


def markdown(papers: Sequence[Paper]) -> str:
    """Return papers as a list: title with its link, authors and day."""
    told = ((linked(paper), escaped(", ".join(paper.authors)), str(paper.published or "")) for paper in papers)
    return "".join(f"- {'. '.join(filter(None, parts))}\n" for parts in told)


def lines(papers: Sequence[Paper]) -> str:
    """Return papers as JSON Lines, which can be added to a library again."""
    rows = (paper.model_dump(mode="json", exclude_defaults=True) for paper in papers)
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


FORMATS: Mapping[str, Format] = {
    "bibtex": Format("BibTeX", "bib", "application/x-bibtex", bibtex),
    "ris": Format("RIS", "ris", "application/x-research-info-systems", ris),
    "csv": Format("CSV", "csv", "text/csv", table),
    "markdown": Format("Markdown", "md", "text/markdown", markdown),
    "jsonl": Format("JSON Lines", "jsonl", "application/jsonl", lines),
}
