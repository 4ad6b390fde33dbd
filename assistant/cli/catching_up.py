"""How the commands that fetch read their options, show what comes, and let the encoder read it at their end."""

import calendar
import datetime as dt
import sys
from collections.abc import Callable, Sequence

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
Job = Callable[[ArxivIngest], None]


def days_named(date: dt.date | None, week: str | None, month: str | None, days: int | None) -> list[dt.date]:
    """Return the days that the options of the command name, the newest first; of a week or a month, none to come."""
    if sum(option is not None for option in (date, week, month, days)) > 1:
        raise typer.BadParameter("give one of --date, --week, --month and --days.")
    today = dt.datetime.now(dt.UTC).date()
    if date:
        return [date]
    if week is None and month is None:
        return [today - dt.timedelta(days=back) for back in range(days or _UNASKED)]
    try:
        if week is not None:
            first, length = dt.datetime.strptime(f"{week}-1", "%G-W%V-%u").date(), 7
        else:
            first = dt.datetime.strptime(month or "", "%Y-%m").date()
            _, length = calendar.monthrange(first.year, first.month)
    except ValueError as error:
        what = f"{month!r} is no month; write it like 2026-03."
        what = what if week is None else f"{week!r} is no week; write it like 2026-W14."
        raise typer.BadParameter(what) from error
    named = [first + dt.timedelta(days=after) for after in range(length)]
    return [day for day in reversed(named) if day <= today] or named[:1]


def fetch_days(settings: Settings, library: Library, days: Sequence[dt.date], *, as_json: bool) -> None:
    """Catch up with days, and print what came of each; Ctrl-C stops, and what has come is told all the same."""
    tally, results, stopped = Tally(library), list[DayResult](), False
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
    done = tally.result()
    if not as_json:  # the line of a day has said why it failed
        done = done.model_copy(update={"errors": tuple(error for error in done.errors if error.line is not None)})
    in_order = tuple(sorted(results, key=lambda result: result.date))
    show.ingested(CaughtUp(**dict(done), days=in_order), as_json=as_json)
    if stopped:
        print(f"assistant: stopped after {len(results)} of {len(days)} days; what came stays.", file=sys.stderr)
        raise typer.Exit(_STOPPED)
    read_new(library)
    if failed := sum(result.failed for result in results):
        print(f"assistant: {failed} of {len(days)} days could not be fetched; run it again later.", file=sys.stderr)
        raise typer.Exit(1)


def _line(result: DayResult) -> str:
    if result.state != "open":
        return f"{result.date}  {result.state}: {result.reason}"
    counts = f"{result.papers} papers, {result.new} new, {result.updated} updated"
    return f"{result.date}  {counts}; {result.reason}" if result.reason else f"{result.date}  {counts}"


def chosen(
    query: str, categories: Sequence[str], ids: Sequence[str], since: dt.date | None, most: int | None, today: bool
) -> Job:
    """Return what is to be done, as the options of the command say."""
    if ids and (query or categories or since or today or most):
        raise typer.BadParameter("--id goes with no other option: it asks for papers by name.")
    if today and (not categories or query or since or most):
        raise typer.BadParameter("--today goes with --category alone: `--today --category cs.CL`.")
    if not (ids or query.strip() or categories):
        raise typer.BadParameter("say what to fetch: --query, --category or --id.")
    now = dt.datetime.now(dt.UTC).date()
    if since and since > now:
        raise typer.BadParameter(f"--since: {since} has not come yet.")
    try:
        if ids:
            names = identifiers(ids)
            return lambda ingest: ingest.by_id(names)
        named = tuple(dict.fromkeys(map(category_name, categories)))
        if today:
            return lambda ingest: ingest.today(named)
        if since and not query and not most and since < now - dt.timedelta(days=_IN_BULK):
            return lambda ingest: ingest.since(named, since)
        most = most or (None if since else _UNLIMITED)
        by_relevance = bool(query and not since)
        search = Search(search_query(query, named), since=since, most=most, by_relevance=by_relevance)
        return lambda ingest: ingest.search(search)
    except BadQuery as error:
        raise typer.BadParameter(f"{error}.") from error


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
