"""`assistant ingest arxiv`: what its options ask for, and how that is told."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from assistant.cli.options import Json, day, open_assistant, settings_of

if TYPE_CHECKING:
    from assistant.ingest.arxiv import ArxivIngest

_UNASKED = 1000  # papers, where neither --since nor --max is given
_IN_BULK = 31  # days; all papers of a category over a longer time come over OAI-PMH
_STOPPED = 130  # exit code, as of a program that Ctrl-C ended


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
    options = Options(query or "", _split(category), _split(id), since, max, today)
    job = chosen(options)
    _run(context, job, as_json=json)


class Options(NamedTuple):
    """The options of the command."""

    query: str = ""
    categories: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    since: dt.date | None = None
    most: int | None = None
    today: bool = False


def _split(names: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(part for name in names or () for part in name.replace(",", " ").split())


Job = Callable[["ArxivIngest"], None]


def chosen(options: Options) -> Job:
    """Return what is to be done."""
    from index.sources.arxiv_query import BadQuery, category_name, identifiers  # noqa: PLC0415

    if options.ids and (options.query or options.categories or options.since or options.today or options.most):
        raise typer.BadParameter("--id goes with no other option: it asks for papers by name.")
    try:
        if options.ids:
            names = identifiers(options.ids)
            return lambda ingest: ingest.by_id(names)
        categories = tuple(dict.fromkeys(map(category_name, options.categories)))
        return _today(options, categories) if options.today else _found(options, categories)
    except BadQuery as error:
        raise typer.BadParameter(f"{error}.") from error


def _today(options: Options, categories: tuple[str, ...]) -> Job:
    if not categories or options.query or options.since or options.most:
        raise typer.BadParameter("--today goes with --category alone: `--today --category cs.CL`.")
    return lambda ingest: ingest.today(categories)


def _found(options: Options, categories: tuple[str, ...]) -> Job:
    from index.sources.arxiv import Search  # noqa: PLC0415
    from index.sources.arxiv_query import search_query  # noqa: PLC0415

    since, most = options.since, options.most
    if not (options.query.strip() or categories):
        raise typer.BadParameter("say what to fetch: --query, --category or --id.")
    if since and since > dt.datetime.now(dt.UTC).date():
        raise typer.BadParameter(f"--since: {since} has not come yet.")
    if (
        since
        and not options.query
        and not most
        and since < dt.datetime.now(dt.UTC).date() - dt.timedelta(days=_IN_BULK)
    ):
        return lambda ingest: ingest.since(categories, since)
    query = search_query(options.query, categories)
    most = most or (None if since else _UNASKED)
    search = Search(query, since=since, most=most, by_relevance=bool(options.query and not since))
    return lambda ingest: ingest.search(search)


def _run(context: typer.Context, job: Job, *, as_json: bool) -> None:
    """Do it, and print what came; also where it ends in an error or by Ctrl-C, for what came stays."""
    from tqdm import tqdm  # noqa: PLC0415

    from assistant.cli.reading import read_new  # noqa: PLC0415
    from assistant.ingest.arxiv import ArxivIngest, arxiv_client, places_of  # noqa: PLC0415
    from assistant.types import IngestError  # noqa: PLC0415
    from index.errors import SourceError  # noqa: PLC0415

    settings, library = settings_of(context), open_assistant(context).library
    stopped = False
    with tqdm(desc="arXiv", unit=" papers", disable=None, leave=False) as bar:

        def progress(done: int, total: int | None) -> None:
            bar.total = total if total and total >= done else None
            bar.update(done - bar.n)

        with arxiv_client(settings, lambda text: bar.write(f"assistant: {text}", file=sys.stderr)) as client:
            ingest = ArxivIngest(client, places_of(settings), library, progress=progress)
            try:
                job(ingest)
            except SourceError as error:
                ingest.tally.errors.append(IngestError(file="arXiv", line=None, reason=str(error)))
            except KeyboardInterrupt:
                stopped = True
    if not stopped:
        read_new(library)
    _show(ingest, stopped=stopped, as_json=as_json)


def _show(ingest: ArxivIngest, *, stopped: bool, as_json: bool) -> None:
    from assistant.cli import show  # noqa: PLC0415

    result = ingest.result()
    for note in result.notes:
        print(note, file=sys.stderr)
    show.ingested(result, as_json=as_json)
    if stopped:
        print("assistant: stopped; what came stays. Run it again to go on.", file=sys.stderr)
        raise typer.Exit(_STOPPED)
    if any(error.line is None for error in result.errors):
        raise typer.Exit(1)
