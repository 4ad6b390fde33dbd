"""Handing editions over: each day once to each recipient, and what failed again with the next; and when that is due."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from assistant.delivery.edition import Edition, markdown
from assistant.delivery.mail import MailServer, message, send
from assistant.errors import DeliveryError, DeliveryRefused, MissingExtra
from assistant.store.ledger import Deliveries, Delivery

if TYPE_CHECKING:
    from apprise import Apprise

WEEK = 7  # days for which a brief is worth sending
LEAST = 3  # papers from which today's list, which fills during the day, is taken for one
_NAP = 60.0  # seconds; a computer that was asleep finds out soon after it wakes
_TRIES = 4
_BETWEEN = dt.timedelta(minutes=15)  # tries
_NOTE = " note"  # behind the name of a channel: that there is nothing, which is no delivery of the day's brief


class Mail(NamedTuple):
    """Mail to one address."""

    recipient: str
    server: MailServer
    name: str = "mail"

    def send(self, edition: Edition) -> None:
        """Send it; see `assistant.delivery.mail.send`."""
        send(message(edition, self.server.sender, self.recipient), self.server)


class Chat(NamedTuple):
    """A chat program or telephone that Apprise reaches."""

    target: str
    name: str = "chat"

    @property
    def recipient(self) -> str:
        """The scheme and a digest: the address itself holds secrets."""
        return f"{_scheme(self.target)}:{hashlib.sha256(self.target.encode()).hexdigest()[:8]}"

    def send(self, edition: Edition) -> None:
        """Send it; raises DeliveryError where the service did not take it this time."""
        service = _service(self.target)
        from apprise import NotifyFormat  # noqa: PLC0415  an extra, which is there

        text = markdown(edition, whole=False)
        if not service.notify(title=edition.title, body=text, body_format=NotifyFormat.MARKDOWN):
            raise DeliveryError(f"{_scheme(self.target)} did not take the brief.", "It is sent next time.")


Channel = Mail | Chat


class Outcome(NamedTuple):
    """What came of an edition, in words, and whether it did not arrive."""

    text: str
    failed: bool = False


class Desk(NamedTuple):
    """Where the briefs come from: how many papers a day has, the brief of a day, and what to say if there is none."""

    listed: Callable[[dt.date], int]
    brief_of: Callable[[dt.date], Edition]
    note_of: Callable[[dt.date], Edition]


def hand_over(channel: Channel, edition: Edition, deliveries: Deliveries, *, again: bool = False) -> Outcome:
    """Send an edition unless it was sent, and return what came of it; one with nothing to tell counts as a note."""
    kind = channel.name if edition.brief.claims else channel.name + _NOTE
    with deliveries.alone():
        due = deliveries.due(kind, channel.recipient, edition.day, edition.series)
        mine = next((one for one in due if one.day == edition.day), None)
        if mine is None and not again:
            return Outcome(f"{edition.day} was sent to {channel.recipient} before, or refused; --again sends it again.")
        delivery = mine or Delivery(kind, channel.recipient, edition.day, edition.series)
        try:
            channel.send(edition)
        except DeliveryError as error:
            deliveries.failed(delivery, str(error), final=isinstance(error, DeliveryRefused))
            return Outcome(f"{edition.day} was not sent to {channel.recipient}. {error}", failed=True)
        deliveries.sent(delivery)
    return Outcome(f"{edition.day} was sent to {channel.recipient}.")


def morning(
    channels: Sequence[Channel], today: dt.date, desk: Desk, deliveries: Deliveries, *, interest: str = ""
) -> Iterator[Outcome]:
    """Send each channel what is new of the last week, or that nothing is, and yield what came of each edition."""
    days = days_with_papers(today, desk)
    for channel in channels:
        new = _new(days, channel, today, deliveries, interest)
        editions = [edition for day in new if (edition := desk.brief_of(day)).brief.claims]
        for edition in editions or _note(channel, today, desk, deliveries, interest):
            yield hand_over(channel, edition, deliveries)


def waiting(channel: Channel, edition: Edition, deliveries: Deliveries) -> list[dt.date]:
    """Return the days before an edition's whose brief could not be sent to a channel, the earliest first."""
    due = deliveries.due(channel.name, channel.recipient, edition.day, edition.series) if edition.brief.claims else ()
    return [one.day for one in due if one.day < edition.day]


def days_with_papers(today: dt.date, desk: Desk) -> list[dt.date]:
    """Return the days of the last week that are worth a brief, the earliest first; today if its list has begun."""
    week = [today - dt.timedelta(days=before) for before in range(WEEK, -1, -1)]
    return [day for day in week if desk.listed(day) >= (LEAST if day == today else 1)]


def _new(
    days: Sequence[dt.date], channel: Channel, today: dt.date, deliveries: Deliveries, interest: str
) -> list[dt.date]:
    """Return those of the days that a channel did not get, of those since it is there."""
    names = {channel.name, channel.name + _NOTE}
    known = [one for one in deliveries.of(channel.recipient, interest) if one.channel in names]
    lately = [one for one in known if one.day >= today - dt.timedelta(days=WEEK)]
    if not lately and all(one.channel != channel.name for one in known):
        return list(days[-1:])
    done = {one.day for one in lately if one.channel == channel.name and one.state in {"sent", "refused"}}
    first = min((one.day for one in lately), default=days[0] if days else today)
    return [day for day in days if day not in done and day >= min(first, days[-1])]


def _note(channel: Channel, today: dt.date, desk: Desk, deliveries: Deliveries, interest: str) -> Iterator[Edition]:
    """Yield that there is nothing, unless the channel got today's brief, or refused it."""
    since = [one for one in deliveries.of(channel.recipient, interest) if one.day >= today]
    if not any(one.channel == channel.name and one.state in {"sent", "refused"} for one in since):
        yield desk.note_of(today)


def check(target: str) -> None:
    """See that editions can be sent to an address of Apprise, such as `tgram://…`, `slack://…` or `jsons://…`."""
    _service(target)


def _service(target: str) -> Apprise:
    try:
        from apprise import Apprise  # noqa: PLC0415  an extra
    except ImportError as error:
        raise MissingExtra.of("What sends to chat programs", "apprise") from error
    service = Apprise()
    if not service.add(target):
        raise DeliveryRefused(f"The address {_scheme(target)}:… is none that Apprise knows.", "Correct --notify.")
    return service


def _scheme(target: str) -> str:
    """Return what may be told of an address: the rest holds secrets."""
    return target.partition(":")[0]


def next_run(now: dt.datetime, at: dt.time, zone: ZoneInfo) -> dt.datetime:
    """Return the next moment when clocks of `zone` show `at`: later where spring leaves it out, in autumn the first."""
    day = now.astimezone(zone).date()
    while (moment := _moment(day, at, zone)) <= now:
        day += dt.timedelta(days=1)
    return moment.astimezone(zone)


def last_day(now: dt.datetime, at: dt.time, zone: ZoneInfo) -> dt.date:
    """Return the last day whose time has come."""
    today = now.astimezone(zone).date()
    return today if _moment(today, at, zone) <= now else today - dt.timedelta(days=1)


def _moment(day: dt.date, at: dt.time, zone: ZoneInfo) -> dt.datetime:
    """Return when clocks show a time; through UTC, so that one that does not exist becomes what is shown instead."""
    return dt.datetime.combine(day, at, zone).astimezone(dt.UTC)


class Watch:
    """Calls `run(day, is_last)` every day at a time, until interrupted; see `next_run`.

    Where `run` returns False it is called again, some times a quarter of an hour apart, the last time with True. It
    does nothing twice, so that who is started again after the hour only catches up.
    """

    def __init__(
        self,
        run: Callable[[dt.date, bool], bool],
        at: dt.time,
        zone: ZoneInfo,
        *,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        self._run, self._at, self._zone = run, at, zone
        self._now, self._sleep = now, sleep

    def forever(self) -> None:
        """Begin at once if today's time is past, and do not return."""
        if last_day(self._now(), self._at, self._zone) == self._now().astimezone(self._zone).date():
            self._day()
        while True:
            self._until(next_run(self._now(), self._at, self._zone))
            self._day()

    def _day(self) -> None:
        """Do the day whose time came last: of several that were slept through it is the latest."""
        for left in reversed(range(_TRIES)):
            if self._run(last_day(self._now(), self._at, self._zone), left == 0):
                return
            if left:
                self._until(self._now() + _BETWEEN)

    def _until(self, due: dt.datetime) -> None:
        while (left := (due - self._now()).total_seconds()) > 0:
            self._sleep(min(left, _NAP))
