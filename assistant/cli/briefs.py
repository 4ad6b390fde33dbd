"""`assistant brief`: one brief, printed or delivered, or with `--watch` one every morning."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.cli.options import day, open_assistant

Format = Literal["md", "json", "html"]


def _time(text: str) -> dt.time:
    try:
        return dt.datetime.strptime(text, "%H:%M").time()
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is no time of day; write it like 07:00.") from error


def brief(
    context: typer.Context,
    date: Annotated[dt.date | None, typer.Option(parser=day, metavar="DATE", help="The (last) day; today.")] = None,
    days: Annotated[int, typer.Option(min=1, max=3660, help="How many days, up to that one.")] = 1,
    topic: Annotated[
        str | None, typer.Option(help="Only papers about this, of all days unless --date is given.")
    ] = None,
    format: Annotated[
        Format | None, typer.Option(help="How to print it: md unless it is delivered.", show_default=False)
    ] = None,
    interest: Annotated[str, typer.Option(metavar="NAME", help="For this one of several interests.")] = "",
    again: Annotated[bool, typer.Option("--again", help="Write, and send, what was written or sent before.")] = False,
    mail: Annotated[
        list[str] | None, typer.Option(metavar="ADDRESS", help="Send it to this address, once; may be repeated.")
    ] = None,
    notify: Annotated[
        list[str] | None,
        typer.Option(metavar="URL", help="Send it to a chat program, by its address of Apprise; may be repeated."),
    ] = None,
    site: Annotated[Path | None, typer.Option(metavar="DIR", help="Add it to the static site in this folder.")] = None,
    watch: Annotated[
        dt.time | None,
        typer.Option(parser=_time, metavar="HH:MM", help="Fetch and deliver every day at this time, until stopped."),
    ] = None,
) -> None:
    """Write one cited paragraph over the papers of some days, or of a topic; print it, or deliver it."""
    if watch and (date or topic or again or format or days != 1):
        raise typer.BadParameter("--watch goes with --interest, --mail, --notify and --site only.")
    if watch and not (mail or notify or site):
        raise typer.BadParameter("Say with --mail, --notify or --site where the briefs of --watch are to go.")
    from assistant.cli import mornings, show  # noqa: PLC0415
    from assistant.delivery.edition import mail as mail_of  # noqa: PLC0415

    assistant = open_assistant(context)
    channels = mornings.channels_of(assistant, mail or [], notify or [])
    if watch:
        mornings.watch_mornings(assistant, channels, watch, site=site, interest=interest)
        return
    until = date or (None if topic and days == 1 else dt.datetime.now(assistant.settings.zone).date())
    wanted = mornings.Wanted(assistant, mornings.span(until, days, topic), interest, again)
    edition = wanted.edition()
    if not (date or topic or channels or site) and days == 1:
        edition = mornings.latest_of(wanted, edition)
    if format == "html":
        print(mail_of(edition), end="")
    elif format or not (channels or site):
        show.brief(edition.brief, format or "md")
    mornings.deliver(wanted, edition, channels, site)
