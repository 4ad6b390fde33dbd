"""`assistant ingest`: put papers into the library; `assistant papers`: see, export and remove what is in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assistant.cli.options import Json, Since, Until, day, open_assistant, settings_of

if TYPE_CHECKING:
    from assistant.ingest.files import Read

ingest_app = typer.Typer(
    help="Put papers into the library; what is there already is merged, not doubled.", no_args_is_help=True
)

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="One or more files.")]
_AT_ONCE = 1000  # papers in memory
papers_app = typer.Typer(help="See, export and remove what is in the library.", no_args_is_help=True)


@ingest_app.command()
def pages(
    context: typer.Context,
    files: Files,
    crawled: Annotated[
        dt.date | None,
        typer.Option(parser=day, metavar="DATE", help="The day the pages were saved, for dates without a year."),
    ] = None,
    json: Json = False,
) -> None:
    """Read text dumps of Hugging Face Daily Papers pages."""
    from index.sources.pages import read_pages  # noqa: PLC0415

    _ingest(context, files, partial(read_pages, crawled=crawled), as_json=json)


@ingest_app.command()
def file(
    context: typer.Context,
    files: Files,
    archive: Annotated[
        bool, typer.Option("--archive", help="Put them into Chroma's Cloud alone, and not into the library.")
    ] = False,
    json: Json = False,
) -> None:
    """Read papers from JSON Lines or CSV, plain, .gz or .xz."""
    from index.sources.files import read_file  # noqa: PLC0415

    if not archive:
        _ingest(context, files, read_file, as_json=json)
        return
    from assistant.cli import show  # noqa: PLC0415
    from assistant.ingest.files import archive_files  # noqa: PLC0415

    result = archive_files(files, read_file, open_assistant(context).archive)
    show.archived(result, as_json=json)
    if any(error.line is None for error in result.errors):
        raise typer.Exit(1)


@ingest_app.command()
def hub(
    context: typer.Context,
    date: Annotated[dt.date | None, typer.Option(parser=day, metavar="DATE", help="The list of one day.")] = None,
    week: Annotated[str | None, typer.Option(metavar="WEEK", help="The days of a week, such as 2026-W14.")] = None,
    month: Annotated[str | None, typer.Option(metavar="MONTH", help="The days of a month, such as 2026-03.")] = None,
    days: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, max=5000, help="The last days, today's included; 7 if none are named."),
    ] = None,
    json: Json = False,
) -> None:
    """Fetch the lists of Hugging Face Daily Papers; run again, it goes on where it was stopped."""
    from assistant.cli.catching_up import days_named, fetch_days  # noqa: PLC0415

    wanted = days_named(date, week, month, days)
    fetch_days(settings_of(context), open_assistant(context).library, wanted, as_json=json)


@ingest_app.command()
def arxiv(
    context: typer.Context,
    query: Annotated[
        str | None,
        typer.Option(metavar="WORDS", help="Papers with all these words, or a query such as au:gu AND ti:mamba."),
    ] = None,
    category: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Papers of this category, such as cs.CL; may be repeated.")
    ] = None,
    id: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="This paper, in any spelling of its id; may be repeated.")
    ] = None,
    since: Annotated[
        dt.date | None, typer.Option(parser=day, metavar="DATE", help="Only papers submitted on or after this day.")
    ] = None,
    max: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="No more papers than this; 1000 where no --since is given.")
    ] = None,
    today: Annotated[bool, typer.Option("--today", help="Today's list of the categories.")] = False,
    json: Json = False,
) -> None:
    """Fetch papers from arXiv. What was stopped goes on where it was."""
    from assistant.cli.catching_up import chosen, fetch_from_arxiv  # noqa: PLC0415

    job = chosen(query or "", _split(category), _split(id), since, max, today)
    fetch_from_arxiv(settings_of(context), open_assistant(context).library, job, as_json=json)


@ingest_app.command()
def sample(context: typer.Context, json: Json = False) -> None:
    """Put in the bundled sample: well-known papers, each with a summary in our own words."""
    from assistant.ingest.files import read_sample, sample_file  # noqa: PLC0415

    with sample_file() as path:
        _ingest(context, [path], read_sample, as_json=json)


def _split(names: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(part for name in names or () for part in name.replace(",", " ").split())


def _ingest(context: typer.Context, files: Sequence[Path], read: Read, *, as_json: bool) -> None:
    from assistant.cli import show  # noqa: PLC0415
    from assistant.cli.catching_up import read_new  # noqa: PLC0415
    from assistant.ingest.files import ingest  # noqa: PLC0415

    library = open_assistant(context).library
    result = ingest(files, read, library)
    show.ingested(result, as_json=as_json)
    read_new(library)
    if any(error.line is None for error in result.errors):
        raise typer.Exit(1)


@papers_app.command("list")
def list_papers(context: typer.Context, since: Since = None, until: Until = None, json: Json = False) -> None:
    """List the papers, all of them or those published between two days."""
    from assistant.cli import show  # noqa: PLC0415

    library = open_assistant(context).library
    show.papers(library.between(since, until) if since or until else list(library.all()), as_json=json)


@papers_app.command("show")
def show_paper(
    context: typer.Context,
    paper: Annotated[str, typer.Argument(help="An id, an arXiv address or a title.")],
    json: Json = False,
) -> None:
    """Show a paper with the sentences of its abstract, numbered as they are cited."""
    from assistant.cli import show  # noqa: PLC0415

    show.paper(open_assistant(context).library.resolve(paper), as_json=json)


@papers_app.command()
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


@papers_app.command()
def remove(
    context: typer.Context, papers: Annotated[list[str], typer.Argument(help="Ids or titles.")], json: Json = False
) -> None:
    """Remove papers from the library."""
    from assistant.cli import show  # noqa: PLC0415

    library = open_assistant(context).library
    removed = library.remove([library.resolve(name).id for name in papers])
    show.done({"removed": removed}, f"Removed {removed} {'paper' if removed == 1 else 'papers'}.", as_json=json)
