"""What is shown of papers on a terminal: all that the record of one knows, several side by side, which may be meant."""

import shlex
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.export.text import credits_of, legend, on_guesses, table_of
from assistant.jobs.compared import fetching as command
from assistant.types import Choice, Comparison
from index.paper import Paper


def side_by_side(console: Console, result: Comparison) -> None:
    """Print papers side by side; what the cells quote stands below, with the sources."""
    shown = table_of(result)
    table = Table(*map(escape, shown.columns), show_lines=True)
    for row in shown.rows:
        table.add_row(*map(escape, row))
    console.print()
    console.print(table, soft_wrap=False)
    if explained := legend(cell.verdict for row in result.rows for cell in row.cells):
        console.print(f"[dim]{escape(explained)}[/]")
    for line in (*on_guesses(result), *credits_of(result)):
        console.print(f"[dim]{escape(line)}[/]")


def fetching(console: Console, missing: Sequence[str]) -> None:
    """Print the commands that fetch what is missing."""
    for name in missing:
        console.print(f"To fetch what arXiv has on {escape(name)}: [bold]{escape(command(name))}[/]")


def choices(console: Console, choices: Sequence[Choice]) -> None:
    """Print the papers of which one is to be named, and the command that asks of each."""
    for place, choice in enumerate(choices, start=1):
        made = f" [dim]({escape(choice.made)})[/]" if choice.made else ""
        console.print(f"  {place}. [bold]{escape(choice.title)}[/]{made}")
        if choice.flagged:
            console.print(f"     [yellow]{escape(choice.flagged)}[/]")
        console.print(f"     [dim]ask it again with[/] --paper {escape(shlex.quote(choice.id))}")


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
    known = {
        "authors": _authors(paper),
        "organisation": paper.organisation,
        "published in": paper.venue,
        "the authors' note": paper.note,
        "version": " of ".join(filter(None, (f"v{paper.version}" if paper.version else "", str(paper.updated or "")))),
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


def _code(paper: Paper) -> str:
    stars = f"{paper.stars:,} star{'s' if paper.stars != 1 else ''}" if paper.stars is not None else ""
    return f"{paper.code_url} ({stars})" if paper.code_url and stars else paper.code_url or stars
