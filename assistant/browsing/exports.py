"""Papers as files for other programs: BibTeX, RIS, CSV, Markdown and JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from assistant.export.bibtex import bibtex
from assistant.export.text import escaped, linked, uncomputed
from index.paper import Paper

_COLUMNS = ("id", "title", "authors", "published", "featured", "votes", "categories", "doi", "url", "abstract")


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
    return "".join(f"- {linked(paper)}{_record(paper)}\n" for paper in papers)


def _record(paper: Paper) -> str:
    parts = [", ".join(paper.authors), str(paper.published or "")]
    told = ". ".join(escaped(part) for part in parts if part)
    return f". {told}" if told else ""


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
