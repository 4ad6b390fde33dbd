"""How the commands that fetch read their options, show what comes, and let the encoder read it at their end."""

from __future__ import annotations

import calendar
import datetime as dt
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

import typer
from tqdm import tqdm

from assistant.cli import show
from assistant.config import Settings
from assistant.ingest.files import Tally
from assistant.ingest.sites import (
    ArxivIngest,
    CaughtUp,
    DayResult,
    arxiv_client,
    catch_up,
    hub_of,
    polite_client,
)
from assistant.types import IngestError
from index.errors import SourceError
from index.sources.arxiv import BadQuery, Search, category_name, identifiers, search_query
from index.store.library import Library

_UNASKED = 7  # days, where nothing is said
_STOPPED = 130  # exit code, as of a program that Ctrl-C ended
_AT_MOST = 3000  # papers that are read at the end, a minute and a half
_UNLIMITED = 1000  # papers of arXiv, where neither --since nor --max is given
_IN_BULK = 31  # days; all papers of a category over a longer time come over OAI-PMH


def days_named(date: dt.date | None, week: str | None, month: str | None, days: int | None) -> list[dt.date]:
    """Return the days that the options of the command name, the newest first; of a week or a month, none to come."""
    if sum(option is not None for option in (date, week, month, days)) > 1:
        raise typer.BadParameter("give one of --date, --week, --month and --days.")
    today = dt.datetime.now(dt.UTC).date()
    if date:
        return [date]
    if week is None and month is None:
        return [today - dt.timedelta(days=back) for back in range(days or _UNASKED)]
    named = _days_of_week(week) if week is not None else _days_of_month(month or "")
    return [day for day in reversed(named) if day <= today] or named[:1]


def _days_of_week(text: str) -> list[dt.date]:
    try:
        monday = dt.datetime.strptime(f"{text}-1", "%G-W%V-%u").date()
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no week; write it like 2026-W14.") from error
    return [monday + dt.timedelta(days=after) for after in range(7)]


def _days_of_month(text: str) -> list[dt.date]:
    try:
        first = dt.datetime.strptime(text, "%Y-%m").date()
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no month; write it like 2026-03.") from error
    _, length = calendar.monthrange(first.year, first.month)
    return [first.replace(day=number) for number in range(1, length + 1)]


def fetch_days(settings: Settings, library: Library, days: Sequence[dt.date], *, as_json: bool) -> None:
    """Catch up with days, and print what came of each; Ctrl-C stops, and what has come is told all the same."""
    tally, results = Tally(library), list[DayResult]()
    stopped = False
    with (
        tqdm(total=len(days), desc="days", unit="day", disable=None, leave=False) as bar,
        polite_client(settings, lambda text: bar.write(f"assistant: {text}", file=sys.stderr)) as client,
    ):
        try:
            for result in catch_up(days, hub=hub_of(settings, client), library=library, tally=tally):
                results.append(result)
                bar.update()
                if not as_json:
                    bar.write(_line(result))
        except KeyboardInterrupt:
            stopped = True
    _show(tally, results, as_json=as_json)
    if not stopped:
        read_new(library)
    if stopped:
        print(f"assistant: stopped after {len(results)} of {len(days)} days; what came stays.", file=sys.stderr)
        raise typer.Exit(_STOPPED)
    if failed := [result for result in results if result.failed]:
        print(
            f"assistant: {len(failed)} of {len(days)} days could not be fetched; run it again later.", file=sys.stderr
        )
        raise typer.Exit(1)


def _show(tally: Tally, results: Sequence[DayResult], *, as_json: bool) -> None:
    done = tally.result()
    if not as_json:  # the line of a day has said why it failed
        done = done.model_copy(update={"errors": tuple(error for error in done.errors if error.line is not None)})
    days = tuple(sorted(results, key=lambda result: result.date))
    show.ingested(CaughtUp(**dict(done), days=days), as_json=as_json)


def _line(result: DayResult) -> str:
    if result.state != "open":
        return f"{result.date}  {result.state}: {result.reason}"
    counts = f"{result.papers} papers, {result.new} new, {result.updated} updated"
    return f"{result.date}  {counts}; {result.reason}" if result.reason else f"{result.date}  {counts}"


class Options(NamedTuple):
    """The options of the command."""

    query: str = ""
    categories: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    since: dt.date | None = None
    most: int | None = None
    today: bool = False


Job = Callable[[ArxivIngest], None]


def chosen(options: Options) -> Job:
    """Return what is to be done."""
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
    most = most or (None if since else _UNLIMITED)
    search = Search(query, since=since, most=most, by_relevance=bool(options.query and not since))
    return lambda ingest: ingest.search(search)


def fetch_from_arxiv(settings: Settings, library: Library, job: Job, *, as_json: bool) -> None:
    """Do a job, and print what came; also where it ends in an error or by Ctrl-C, for what came stays."""
    stopped = False
    with tqdm(desc="arXiv", unit=" papers", disable=None, leave=False) as bar:

        def progress(done: int, total: int | None) -> None:
            bar.total = total if total and total >= done else None
            bar.update(done - bar.n)

        with arxiv_client(settings, lambda text: bar.write(f"assistant: {text}", file=sys.stderr)) as client:
            ingest = ArxivIngest(client, settings, library, progress=progress)
            try:
                job(ingest)
            except SourceError as error:
                ingest.tally.errors.append(IngestError(file="arXiv", line=None, reason=str(error)))
            except KeyboardInterrupt:
                stopped = True
    if not stopped:
        read_new(library)
    result = ingest.result()
    for note in result.notes:
        print(note, file=sys.stderr)
    show.ingested(result, as_json=as_json)
    if stopped:
        print("assistant: stopped; what came stays. Run it again to go on.", file=sys.stderr)
        raise typer.Exit(_STOPPED)
    if any(error.line is None for error in result.errors):
        raise typer.Exit(1)


def read_new(library: Library, *, most: int = _AT_MOST) -> None:
    """Read the papers that were not read, at most so many; Ctrl-C ends it, and what was read is kept."""
    unread = library.unread()
    now = unread[:most]
    with tqdm(total=len(now), desc="reading closely", unit=" papers", disable=None, leave=False) as bar:
        try:
            library.read(now, bar.update)
        except KeyboardInterrupt:
            now = now[: int(bar.n)]
    if left := len(unread) - len(now):
        print(
            f"assistant: {left:,} papers are in and can be asked about, but are not read closely yet: "
            "`assistant serve` does it beside its work, `assistant reindex` at once.",
            file=sys.stderr,
        )
