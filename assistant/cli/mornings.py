"""What `assistant brief` does: one edition that is printed or delivered, and with `--watch` one every morning."""

import datetime as dt
import logging
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event
from typing import NamedTuple

import typer

from assistant.delivery import post
from assistant.delivery.edition import Edition, daily
from assistant.delivery.mail import check, mail_server
from assistant.delivery.site import write_site
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.ingest.reading import FollowingBeside
from assistant.ingest.sites import catch_up, hub_of, polite_client
from assistant.jobs.brief_days import Span, latest
from assistant.types import Brief

_log = logging.getLogger(__name__)
_FRESH = 4  # days whose lists are asked for again: they fill, and votes come
_LATER = ("throttled", "unreachable")


def _tell(text: str) -> None:
    print(f"{dt.datetime.now():%Y-%m-%d %H:%M} {text}", file=sys.stderr, flush=True)


def watch_mornings(
    assistant: Assistant, channels: Sequence[post.Channel], at: dt.time, *, site: Path | None, interest: str
) -> None:
    """Deliver every day at a time, until Ctrl-C or SIGTERM."""
    zone = assistant.settings.zone
    whose = "as set in time_zone" if assistant.settings.time_zone else "this machine's; another is set in time_zone"
    if interest:
        assistant.interests.get(interest)  # raises if it is not there
    FollowingBeside(lambda: assistant.library, Event()).start()
    mornings = Mornings(assistant, channels, site=site, interest=interest)
    _tell(f"every day at {at:%H:%M}, {zone.key} ({whose}); next {post.next_run(dt.datetime.now(dt.UTC), at, zone):%c}")
    for ending in (signal.SIGTERM, signal.SIGINT):  # a shell's background job is born deaf to the second
        signal.signal(ending, signal.default_int_handler)
    try:
        post.Watch(mornings.deliver, at, zone).forever()
    except KeyboardInterrupt:
        _tell("stopped.")


class Mornings:
    """What is done every morning; an error is told, and the next morning comes all the same."""

    def __init__(
        self,
        assistant: Assistant,
        channels: Sequence[post.Channel],
        site: Path | None,
        interest: str = "",
        say: Callable[[str], object] = _tell,
    ) -> None:
        self._assistant, self._channels = assistant, channels
        self._site, self._interest, self._say = site, interest, say
        self._why = ""  # the lists could not be fetched

    def deliver(self, today: dt.date, is_last: bool) -> bool:
        """Fetch and deliver, and return whether all is done; where lists do not come that waits, unless `is_last`."""
        try:
            self._why = self._fetch(today)
            if self._why and not is_last:
                self._say(f"{self._why}; trying again soon")
                return False
            return self._send(today)
        except AssistantError as error:
            self._say(str(error))
        except Exception:  # noqa: BLE001  a morning that breaks must not end those after it; the log tells what happened
            _log.exception("This morning failed.")
        return False

    def _fetch(self, today: dt.date) -> str:
        """Fetch the lists of the last days and those missing of the week, and return why not if they do not come."""
        library = self._assistant.library
        week = [today - dt.timedelta(days=before) for before in range(post.WEEK + 1)]
        days = [day for place, day in enumerate(week) if place < _FRESH or not library.listed(day, day)]
        why = ""
        with polite_client(self._assistant.settings, self._say) as client:
            for result in catch_up(days, hub=hub_of(self._assistant.settings, client), library=library):
                if result.state in _LATER:
                    why = why or result.reason
                else:
                    self._say(f"{result.date}: {result.reason or f'{result.papers} papers, {result.new} new'}")
        return why

    def _send(self, today: dt.date) -> bool:
        desk = post.Desk(self._assistant.listed, self._edition, self._note)
        is_done = True
        deliveries = self._assistant.deliveries
        for outcome in post.morning(self._channels, today, desk, deliveries, interest=self._interest):
            self._say(outcome.text)
            is_done = is_done and not outcome.failed
        if self._site:
            editions = [self._edition(day) for day in post.days_with_papers(today, desk)]
            self._say(write_pages(self._assistant, self._site, editions, self._interest))
        return is_done

    def _edition(self, day: dt.date) -> Edition:
        return Edition(day, self._assistant.brief(Span(day, day), interest=self._interest), self._interest)

    def _note(self, day: dt.date) -> Edition:
        """Return why there is no brief. None is asked for while a list fills: it would stay as it is."""
        there = self._assistant.listed(day)
        if self._why:
            why = f"The latest lists could not be fetched: {self._why}."
        elif 0 < there < post.LEAST:
            why = f"The list of {day} has {there} paper{'s' if there > 1 else ''} so far; its brief comes next time."
        else:
            return self._edition(day)
        empty = Brief(since=day, until=day, topic=None, text="", papers=there, empty=why, engine="", seconds=0.0)
        return Edition(day, empty, self._interest)


class Wanted(NamedTuple):
    """What was asked for."""

    assistant: Assistant
    span: Span
    interest: str
    again: bool

    def edition(self, day: dt.date | None = None) -> Edition:
        """Return the edition, or with `day` that of an earlier day."""
        days = span(day, 1, None) if day else self.span
        written = self.assistant.brief(days, again=self.again and not day, interest=self.interest)
        today = dt.datetime.now(self.assistant.settings.zone).date()
        return Edition(days.until or today, written, self.interest)


def latest_of(wanted: Wanted, edition: Edition) -> Edition:
    """Return the edition of today, or where it has no papers yet that of the last day that has some, and say so."""
    if edition.brief.papers or not (days := latest(edition.day, wanted.assistant.library)):
        return edition
    print(f"assistant: no papers of today, {edition.day}, are here; these are the latest, of {days}.", file=sys.stderr)
    return wanted._replace(span=days).edition()


def span(until: dt.date | None, days: int, topic: str | None) -> Span:
    """Return so many days up to one; None is all of them."""
    return Span(until - dt.timedelta(days=days - 1) if until else None, until, topic)


def channels_of(assistant: Assistant, mail: Sequence[str], targets: Sequence[str]) -> list[post.Channel]:
    """Return the ways to all recipients."""
    for target in targets:
        post.check(target)
    server = mail_server(assistant.settings) if mail else None
    check(*mail)
    return [*(post.Mail(address, server) for address in mail if server), *map(post.Chat, targets)]


def deliver(wanted: Wanted, edition: Edition, channels: Sequence[post.Channel], site: Path | None) -> None:
    """Deliver an edition, and what could not be sent on the days before, and say what came of it."""
    deliveries = wanted.assistant.deliveries
    outcomes = []
    for channel in channels:
        late = post.waiting(channel, edition, deliveries) if wanted.span == span(wanted.span.until, 1, None) else []
        for one in (*map(wanted.edition, late), edition):
            outcomes.append(post.hand_over(channel, one, deliveries, again=wanted.again and one is edition))
            print(outcomes[-1].text, file=sys.stderr)
    if site:
        if why := edition.brief.empty:  # a page of it is not written
            print(why, file=sys.stderr)
        print(write_pages(wanted.assistant, site, [edition], wanted.interest), file=sys.stderr)
    if any(outcome.failed for outcome in outcomes):
        raise typer.Exit(1)


def write_pages(assistant: Assistant, site: Path, editions: Sequence[Edition], interest: str) -> str:
    """Write editions, and the latest that were told of single days, into a site, and return what came of it."""
    with assistant.deliveries.alone():  # two that write one site would mix it up
        number = write_site(site, [*daily(assistant.ledger, interest), *editions], assistant.settings.site_url or "")
    return f"{site} has {number} brief{'s' if number != 1 else ''}: open {site / 'index.html'}"
