"""What `assistant papers show` prints of a paper: all that its record knows, and its sentences as they are cited."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape

from index.paper import Paper


def print_record(paper: Paper) -> None:
    """Print a paper whole, for people."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"[bold]{escape(paper.title)}[/]")
    console.print(f"[dim]{escape(paper.id)}  {paper.published or 'no date'}  {escape(paper.url or '')}[/]")
    if paper.withdrawn:
        console.print("[yellow]Withdrawn.[/]")
    if paper.abstract_kind == "summary":
        console.print("[dim]A summary in our own words, not the authors' abstract.[/]")
    for name, value in _fields(paper):
        console.print(f"[dim]{name}:[/] {escape(value)}")
    for number, sentence in enumerate(paper.sentences, start=1):
        console.print(f"  S{number}  {escape(sentence)}")
    for name, text in (("title", paper.raw_title), ("abstract", paper.raw_abstract)):
        if text:
            console.print(f"[dim]{name} as the source has it: {escape(text)}[/]")


def _fields(paper: Paper) -> Iterator[tuple[str, str]]:
    """Yield what is known beside title, abstract and date, each with its name."""
    known = {
        "authors": _authors(paper),
        "organisation": paper.organisation,
        "published in": paper.venue,
        "the authors' note": paper.note,
        "version": _version(paper),
        "year": "inferred; the source has none" if paper.year_inferred else None,
        "stood on the daily list of": paper.featured,
        "votes": paper.upvotes,
        "comments": paper.comments,
        "categories": ", ".join(paper.categories),
        "keywords": ", ".join(paper.keywords),
        "DOI": paper.doi,
        "code": _code(paper),
        "project": paper.project_url,
        "sources": ", ".join(paper.sources),
        "taken from": "; ".join(f"{field}: {source}" for field, source in paper.provenance),
    }
    for name, value in known.items():
        if value not in {None, ""}:
            yield name, f"{value:,}" if isinstance(value, int) else f"{value}"


def _authors(paper: Paper) -> str:
    named, count = ", ".join(paper.authors), paper.author_count
    return f"{named} ({count} in all)" if named and count else named or (f"{count} in all" if count else "")


def _version(paper: Paper) -> str:
    number = f"v{paper.version}" if paper.version else ""
    return " of ".join(filter(None, (number, str(paper.updated or ""))))


def _code(paper: Paper) -> str:
    stars = f"{paper.stars:,} star{'s' if paper.stars != 1 else ''}" if paper.stars is not None else ""
    return f"{paper.code_url} ({stars})" if paper.code_url and stars else paper.code_url or stars
