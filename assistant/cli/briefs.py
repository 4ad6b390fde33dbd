"""`assistant brief`: one brief, printed or delivered, or with `--watch` one every morning."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import typer

from assistant.cli.options import day, open_assistant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.delivery.edition import Edition
    from assistant.delivery.post import Channel
    from assistant.engine import Assistant
    from assistant.jobs.brief_days import Span

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
    assistant = open_assistant(context)
    channels = _channels(assistant, mail or [], notify or [])
    if watch:
        from assistant.cli.mornings import watch_mornings  # noqa: PLC0415

        watch_mornings(assistant, channels, watch, site=site, interest=interest)
        return
    until = date or (None if topic and days == 1 else dt.datetime.now(assistant.settings.zone).date())
    wanted = _Wanted(assistant, _span(until, days, topic), interest, again)
    edition = wanted.edition()
    if not (date or topic or channels or site) and days == 1:
        edition = _latest(wanted, edition)
    if format or not (channels or site):
        _print(edition, format or "md")
    _deliver(wanted, edition, channels, site)


class _Wanted(NamedTuple):
    """What was asked for."""

    assistant: Assistant
    span: Span
    interest: str
    again: bool

    def edition(self, day: dt.date | None = None) -> Edition:
        """Return the edition, or with `day` that of an earlier day."""
        from assistant.delivery.edition import Edition  # noqa: PLC0415

        span = _span(day, 1, None) if day else self.span
        written = self.assistant.brief(span, again=self.again and not day, interest=self.interest)
        today = dt.datetime.now(self.assistant.settings.zone).date()
        return Edition(span.until or today, written, self.interest)


def _latest(wanted: _Wanted, edition: Edition) -> Edition:
    """Return the edition of today, or where it has no papers yet that of the last day that has some, and say so."""
    from assistant.jobs.brief_days import latest  # noqa: PLC0415

    if edition.brief.papers or not (span := latest(edition.day, wanted.assistant.library)):
        return edition
    print(f"assistant: no papers of today, {edition.day}, are here; these are the latest, of {span}.", file=sys.stderr)
    return wanted._replace(span=span).edition()


def _span(until: dt.date | None, days: int, topic: str | None) -> Span:
    from assistant.jobs.brief_days import Span  # noqa: PLC0415

    return Span(until - dt.timedelta(days=days - 1) if until else None, until, topic)


def _print(edition: Edition, form: Format) -> None:
    from assistant.cli import show  # noqa: PLC0415
    from assistant.delivery import rendering  # noqa: PLC0415

    if form == "html":
        print(rendering.mail(edition), end="")
    else:
        show.brief(edition.brief, form)


def _channels(assistant: Assistant, mail: Sequence[str], targets: Sequence[str]) -> list[Channel]:
    """Return the ways to all recipients."""
    from assistant.delivery import chat_targets  # noqa: PLC0415
    from assistant.delivery.mail import check, mail_server  # noqa: PLC0415
    from assistant.delivery.post import Chat, Mail  # noqa: PLC0415

    for target in targets:
        chat_targets.check(target)
    server = mail_server(assistant.settings) if mail else None
    check(*mail)
    return [*(Mail(address, server) for address in mail if server), *map(Chat, targets)]


def _deliver(wanted: _Wanted, edition: Edition, channels: Sequence[Channel], site: Path | None) -> None:
    """Deliver an edition, and what could not be sent on the days before, and say what came of it."""
    from assistant.delivery.post import hand_over, waiting  # noqa: PLC0415

    deliveries = wanted.assistant.deliveries
    outcomes = []
    for channel in channels:
        late = waiting(channel, edition, deliveries) if wanted.span == _span(wanted.span.until, 1, None) else []
        for one in (*map(wanted.edition, late), edition):
            outcomes.append(hand_over(channel, one, deliveries, again=wanted.again and one is edition))
            print(outcomes[-1].text, file=sys.stderr)
    if site:
        print(write_pages(wanted.assistant, site, [edition], wanted.interest), file=sys.stderr)
    if any(outcome.failed for outcome in outcomes):
        raise typer.Exit(1)


def write_pages(assistant: Assistant, site: Path, editions: Sequence[Edition], interest: str) -> str:
    """Write editions, and the latest that were told of single days, into a site, and return what came of it."""
    from assistant.delivery.edition import Edition  # noqa: PLC0415
    from assistant.delivery.site import write_site  # noqa: PLC0415
    from assistant.interests.profile import record_name  # noqa: PLC0415

    told = [one.brief for one in assistant.ledger.history(record_name(interest))]
    earlier = [Edition(one.until, one, interest) for one in told if one.until and one.since == one.until]
    with assistant.deliveries.alone():  # two that write one site would mix it up
        number = write_site(site, [*earlier, *editions], assistant.settings.site_url or "")
    return f"{site} has {number} brief{'s' if number != 1 else ''}: open {site / 'index.html'}"
