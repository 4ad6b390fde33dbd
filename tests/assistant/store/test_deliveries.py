"""A day goes once to each recipient; what failed waits for the next time."""

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.store.database import Database
from assistant.store.errors import StoreBusy
from assistant.store.ledger import Deliveries, Delivery
from tests.faults.processes import Processes

MONDAY = dt.date(2026, 3, 2)
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
WHOM = ("mail", "ada@example.org")
# Holds the lock of who sends, says so, and marks nothing before it is killed.
KILLED = """
import datetime, sys, time
from pathlib import Path
from assistant.store.database import Database
from assistant.store.ledger import Deliveries

deliveries = Deliveries(Database(Path(sys.argv[1])))
with deliveries.alone():
    deliveries.due("mail", "ada@example.org", datetime.date(2026, 3, 2))
    Path(sys.argv[2]).touch()
    time.sleep(60)
"""


def day(number: int) -> dt.date:
    return MONDAY + dt.timedelta(days=number)


@pytest.fixture
def deliveries(tmp_path: Path) -> Deliveries:
    return Deliveries(Database(tmp_path / "app.sqlite"), now=lambda: NOON, patience=0.05)


def days(due: tuple[Delivery, ...]) -> list[dt.date]:
    return [delivery.day for delivery in due]


def test_day_that_was_sent_is_not_due_again(deliveries: Deliveries) -> None:
    (first,) = deliveries.due(*WHOM, MONDAY)
    assert first == Delivery(*WHOM, MONDAY)
    assert deliveries.due(*WHOM, MONDAY) == (first,)
    deliveries.sent(first)
    assert deliveries.due(*WHOM, MONDAY) == ()
    assert deliveries.of(WHOM[1]) == (first._replace(state="sent", tries=1, sent_at=NOON),)
    deliveries.failed(first, "too late: it was sent")
    assert deliveries.due(*WHOM, MONDAY) == ()


def test_failed_one_is_due_the_next_time_and_says_why(deliveries: Deliveries) -> None:
    for _ in range(2):
        (delivery,) = deliveries.due(*WHOM, MONDAY)
        deliveries.failed(delivery, "the server\n hung up")
    (delivery,) = deliveries.due(*WHOM, MONDAY)
    assert (delivery.state, delivery.tries, delivery.last_error) == ("failed", 2, "the server hung up")
    assert days(deliveries.due(*WHOM, day(1))) == [MONDAY, day(1)]
    assert days(deliveries.due(*WHOM, day(8))) == [day(1), day(8)]  # a week later nobody wants it
    deliveries.sent(delivery)
    (sent, *_) = deliveries.of(WHOM[1])
    assert (sent.state, sent.tries, sent.last_error) == ("sent", 3, "")


def test_one_that_is_refused_for_good_is_not_tried_again(deliveries: Deliveries) -> None:
    (delivery,) = deliveries.due(*WHOM, MONDAY)
    deliveries.failed(delivery, "no such user", final=True)
    assert deliveries.due(*WHOM, MONDAY) == ()
    assert days(deliveries.due(*WHOM, day(1))) == [day(1)]


def test_recipients_channels_and_interests_are_apart(deliveries: Deliveries) -> None:
    (delivery,) = deliveries.due(*WHOM, MONDAY)
    deliveries.sent(delivery)
    assert days(deliveries.due("mail", "bo@example.org", MONDAY)) == [MONDAY]
    assert days(deliveries.due("chat", WHOM[1], MONDAY)) == [MONDAY]
    assert days(deliveries.due(*WHOM, MONDAY, "moss")) == [MONDAY]
    assert days(deliveries.due(*WHOM, MONDAY)) == []


def test_what_was_noted_for_a_recipient_is_told_by_day(deliveries: Deliveries) -> None:
    assert deliveries.of(WHOM[1]) == ()
    deliveries.due(*WHOM, day(2))
    deliveries.due(*WHOM, MONDAY)
    assert days(deliveries.of(WHOM[1])) == [MONDAY, day(2)]
    assert deliveries.of(WHOM[1], "moss") == ()


def test_one_process_sends_and_its_death_frees_the_others(
    processes: Processes, deliveries: Deliveries, tmp_path: Path
) -> None:
    def while_it_sends(is_over: Callable[[], bool]) -> None:
        while not (tmp_path / "sending").exists():
            assert not is_over()
            time.sleep(0.01)
        with pytest.raises(StoreBusy), deliveries.alone():
            pass

    told = ("tests.faults.forks:script", KILLED, str(tmp_path / "app.sqlite"), str(tmp_path / "sending"))
    assert processes.watched(while_it_sends, *told).code == -9
    with deliveries.alone():
        assert days(deliveries.due(*WHOM, MONDAY)) == [MONDAY]
