"""How `assistant ingest hub` reads its options, and shows days as they come."""

from __future__ import annotations

import calendar
import datetime as dt
import sys
from collections.abc import Sequence

import typer
from tqdm import tqdm

from assistant.cli import show
from assistant.cli.reading import read_new
from assistant.config import Settings
from assistant.ingest.files import Tally
from assistant.ingest.hub import CaughtUp, DayResult, catch_up, hub_of, polite_client
from index.store.library import Library

_UNASKED = 7  # days, where nothing is said
_STOPPED = 130  # exit code, as of a program that Ctrl-C ended
_FAILED = ("throttled", "unreachable", "bad reply")


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
    if failed := [result for result in results if result.state in _FAILED]:
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
