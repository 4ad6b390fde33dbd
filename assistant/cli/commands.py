"""The commands that ask something of the library, or keep it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.cli import briefs, evals, interests, library, users
from assistant.cli.options import Home, Json, Since, Until, open_assistant, settings_of, words

app = typer.Typer(
    name="assistant",
    help="Ask, brief and compare research papers: every sentence cites a sentence of an abstract, and is checked.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(library.ingest_app, name="ingest")
app.add_typer(library.papers_app, name="papers")
app.add_typer(interests.app, name="interests")
app.add_typer(evals.app, name="eval")
app.add_typer(users.app, name="users")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415

        print(version("daily-papers-assistant"))
        raise typer.Exit


@app.callback()
def start(
    context: typer.Context,
    home: Home = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Ask, brief and compare research papers: every sentence cites a sentence of an abstract, and is checked."""
    context.obj = home


@app.command()
def ask(
    context: typer.Context,
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    since: Since = None,
    until: Until = None,
    paper: Annotated[list[str] | None, typer.Option(metavar="ID", help="Only this paper; may be repeated.")] = None,
    json: Json = False,
) -> None:
    """Answer a question from the abstracts, with citations, or say that they do not answer it."""
    from assistant.cli import show  # noqa: PLC0415
    from index.query import Filters  # noqa: PLC0415

    filters = Filters(since=since, until=until, papers=tuple(paper or ()))
    assistant = open_assistant(context)
    asked = assistant.ask(question, filters=filters)
    show.answer(asked, assistant.writer_note, judged=assistant.is_judged, as_json=json)


@app.command()
def check(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT|-", help="A paragraph, or - to read it from standard input.")],
    paper: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Check against this paper only; may be repeated.")
    ] = None,
    json: Json = False,
) -> None:
    """Check a pasted paragraph, sentence by sentence, against papers named or found."""
    from assistant.cli import show  # noqa: PLC0415

    pasted = sys.stdin.buffer.read().decode("utf-8", "replace") if text == "-" else text
    show.checked(open_assistant(context).check(pasted, tuple(paper or ())), as_json=json)


@app.command()
def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(parser=words, help="Words, a title, a method's name.")],
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How many papers.")] = 10,
    since: Since = None,
    until: Until = None,
    json: Json = False,
) -> None:
    """Find papers, best first, each with its best sentence."""
    from assistant.cli import show  # noqa: PLC0415
    from index.query import Filters  # noqa: PLC0415

    assistant, filters = open_assistant(context), Filters(since=since, until=until)
    found = assistant.find(query, k=k, filters=filters)
    show.understood(found.understood, found.notice)
    show.hits(found.evidence, as_json=json)


@app.command()
def compare(
    context: typer.Context,
    papers: Annotated[list[str] | None, typer.Argument(help="Two to eight ids or titles.")] = None,
    topic: Annotated[str | None, typer.Option(help="Compare the papers most relevant to a topic instead.")] = None,
    k: Annotated[int, typer.Option("-k", min=2, max=8, help="How many papers of the topic.")] = 5,
    column: Annotated[
        list[str] | None,
        typer.Option(metavar="C", help="A column by name, a question in words, or `= A - B`; may be repeated."),
    ] = None,
    format: Annotated[
        Literal["md", "csv", "tex", "json", "bib", "svg"], typer.Option(help="How to print it; svg is a plot.")
    ] = "md",
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it into a file instead.")] = None,
) -> None:
    """Put papers side by side in the columns that several of them state, with a quote in each cell.

    Columns: problem, idea, training, data, results, cost, limits, code; year, authors, venue, votes, links.
    """
    from assistant.cli import show  # noqa: PLC0415

    if bool(papers) == bool(topic):
        raise typer.BadParameter("Name papers, or give a --topic, and not both.")
    assistant = open_assistant(context)
    if topic:
        result = assistant.compare_topic(topic, k=k, columns=column or ())
    else:
        result = assistant.compare(papers or [], columns=column or ())
    show.comparison(result, assistant.library.get([row.id for row in result.rows]), format, out)


app.command()(briefs.brief)


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 7860,
    allow_network: Annotated[
        bool, typer.Option("--allow-network", help="Listen where others can reach it, also where nobody has a login.")
    ] = False,
) -> None:
    """Start the web app. On an empty library it loads the bundled sample of papers first."""
    from assistant.web.app import serve as serve_app  # noqa: PLC0415  gradio takes 3 s to import

    serve_app(open_assistant(context), host=host, port=port, network=allow_network)


@app.command()
def mcp(context: typer.Context) -> None:
    """Serve the tools of MCP over standard input and output, for coding agents."""
    from assistant.api.tools import over_stdio  # noqa: PLC0415  mcp takes a second to import

    over_stdio(open_assistant(context))


@app.command()
def status(context: typer.Context, json: Json = False) -> None:
    """Say what is in the library and how it is configured."""
    from assistant.cli import show  # noqa: PLC0415
    from assistant.health import status as state  # noqa: PLC0415

    show.status(state(open_assistant(context)), as_json=json)


@app.command()
def doctor(context: typer.Context, json: Json = False) -> None:
    """Check that everything works, and say what to do about what does not."""
    from assistant.cli import show  # noqa: PLC0415
    from assistant.health import examine  # noqa: PLC0415

    checks = examine(settings_of(context))
    show.checks(checks, as_json=json)
    if not all(check.works for check in checks):
        raise typer.Exit(1)


@app.command()
def reindex(context: typer.Context, json: Json = False) -> None:
    """Rebuild all that is derived from the papers; of a damaged library, keep every paper that can be read."""
    from tqdm import tqdm  # noqa: PLC0415

    from assistant.cli import show  # noqa: PLC0415
    from assistant.cli.catching_up import read_new  # noqa: PLC0415

    library = open_assistant(context, salvaging=True).library
    with tqdm(total=library.count(), desc="reindex", unit=" papers", disable=None, leave=False) as bar:
        papers = library.reindex(bar.update)
    read_new(library, most=papers)
    show.done({"papers": papers}, f"Rebuilt the index of {papers:,} papers.", as_json=json)


@app.command()
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where to write it; an earlier backup there is replaced.")],
    json: Json = False,
) -> None:
    """Write library, conversations, marks, notes and interests into one file, also while the assistant is in use.

    Settings are not in it, for they may hold keys.
    """
    from assistant.backup.making import back_up  # noqa: PLC0415
    from assistant.cli import show  # noqa: PLC0415

    home = settings_of(context).home
    with _bar("backup") as progress:
        waiting = partial(print, "Waiting for another process that writes to this library…", file=sys.stderr)
        made = back_up(home, file, progress=progress, waiting=waiting)
    left_out = f" Not in it: {', '.join(made.left_out)}." if made.left_out else ""
    result = {"file": str(made.file), "bytes": made.size, "files": made.files, "left_out": list(made.left_out)}
    show.done(result, f"Wrote {made.file} ({made.size / 1e6:,.1f} MB).{left_out}", as_json=json)


@app.command()
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="A file that `assistant backup` has written.")],
    force: Annotated[bool, typer.Option("--force", help="Also if something is there, which is moved aside.")] = False,
    json: Json = False,
) -> None:
    """Put a backup into an empty data directory, or in the place of one. Stop `serve` before."""
    from assistant.backup.taking import restore as take_back  # noqa: PLC0415
    from assistant.cli import show  # noqa: PLC0415

    home = settings_of(context).home
    with _bar("restore") as progress:
        done = take_back(file, home, force=force, progress=progress)
    aside = f" What was there before is in {done.aside}." if done.aside else ""
    moved = str(done.aside) if done.aside else None
    result = {"home": str(home), "made_at": done.made_at.isoformat(), "files": done.files, "aside": moved}
    show.done(result, f"Restored the backup of {done.made_at:%Y-%m-%d %H:%M} UTC into {home}.{aside}", as_json=json)


@contextmanager
def _bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Lend what shows progress in bytes, if somebody is watching."""
    from tqdm import tqdm  # noqa: PLC0415

    with tqdm(desc=label, unit="B", unit_scale=True, disable=None, leave=False) as bar:

        def progress(size: int, total: int) -> None:
            bar.total = total
            bar.update(size)

        yield progress
