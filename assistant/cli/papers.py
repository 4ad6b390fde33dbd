"""`assistant papers`: see, export and remove what is in the library."""

from __future__ import annotations

from itertools import islice
from typing import Annotated, Literal

import typer

from assistant.cli.options import Json, Since, Until, open_assistant

_AT_ONCE = 1000  # papers in memory

app = typer.Typer(help="See, export and remove what is in the library.", no_args_is_help=True)


@app.command("list")
def list_papers(context: typer.Context, since: Since = None, until: Until = None, json: Json = False) -> None:
    """List the papers, all of them or those published between two days."""
    from assistant.cli import show  # noqa: PLC0415

    library = open_assistant(context).library
    show.papers(library.between(since, until) if since or until else list(library.all()), as_json=json)


@app.command("show")
def show_paper(
    context: typer.Context,
    paper: Annotated[str, typer.Argument(help="An id, an arXiv address or a title.")],
    json: Json = False,
) -> None:
    """Show a paper with the sentences of its abstract, numbered as they are cited."""
    from assistant.cli import show  # noqa: PLC0415

    show.paper(open_assistant(context).library.resolve(paper), as_json=json)


@app.command()
def export(
    context: typer.Context,
    form: Annotated[
        Literal["jsonl", "bibtex", "ris", "csv", "markdown"],
        typer.Option("--format", help="`jsonl` has all that is known, and can be ingested again."),
    ] = "jsonl",
    since: Since = None,
    until: Until = None,
) -> None:
    """Print the papers as a file, all of them or those published between two days."""
    from assistant.export.papers import FORMATS  # noqa: PLC0415

    library = open_assistant(context).library
    papers = iter(library.between(since, until)) if since or until else library.all()
    if form != "jsonl":
        print(FORMATS[form].write(list(papers)), end="")
        return
    while batch := list(islice(papers, _AT_ONCE)):  # however many there are
        print(FORMATS[form].write(batch), end="")


@app.command()
def remove(
    context: typer.Context, papers: Annotated[list[str], typer.Argument(help="Ids or titles.")], json: Json = False
) -> None:
    """Remove papers from the library."""
    from assistant.cli import show  # noqa: PLC0415

    library = open_assistant(context).library
    removed = library.remove([library.resolve(name).id for name in papers])
    show.done({"removed": removed}, f"Removed {removed} {'paper' if removed == 1 else 'papers'}.", as_json=json)
