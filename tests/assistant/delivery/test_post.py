"""Every day goes once to everybody, over a real mail server, whatever fails and whoever is killed."""

import datetime as dt
import signal
from collections import Counter
from pathlib import Path

import pytest

from assistant.delivery.edition import Edition
from assistant.delivery.mail import MailServer
from assistant.delivery.post import Chat, Desk, Mail, hand_over, morning, waiting
from assistant.errors import DeliveryError
from assistant.store.database import Database
from assistant.store.ledger import Deliveries
from tests.faults.processes import Processes
from tests.support.editions import MONDAY, edition, nothing
from tests.support.smtp_server import SmtpServer
from tests.support.smtp_server import authority as authority
from tests.support.smtp_server import smtp as smtp

ADA = "ada@example.net"
KILLED = """
import os, signal, sys
from pathlib import Path
from assistant.delivery import post
from assistant.delivery.mail import MailServer
from assistant.store.database import Database
from assistant.store.ledger import Deliveries
from tests.support.editions import edition

def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)

channel = post.Mail("ada@example.net", MailServer("127.0.0.1", "b@example.org", int(sys.argv[2]), "none"))
if sys.argv[3] == "before":
    post.send = killed
else:
    Deliveries.sent = killed
post.hand_over(channel, edition(), Deliveries(Database(Path(sys.argv[1]))))
"""


@pytest.fixture
def deliveries(tmp_path: Path) -> Deliveries:
    return Deliveries(Database(tmp_path / "app.sqlite"))


@pytest.fixture
def mail(smtp: SmtpServer) -> Mail:
    return Mail(ADA, MailServer("127.0.0.1", "briefs@example.org", smtp.port, "none", timeout=5.0))


def day(number: int) -> dt.date:
    return MONDAY + dt.timedelta(days=number)


def desk(*days: int, begun: int | None = None, interest: str = "") -> Desk:
    """A desk where these days have five papers, and one has two so far."""
    papers = {day(number): 5 for number in days} | ({} if begun is None else {day(begun): 2})

    def brief_of(of: dt.date) -> Edition:
        assert papers[of] == 5, "a list that has only begun is not to be told"
        return edition(of, interest)

    return Desk(lambda of: papers.get(of, 0), brief_of, lambda of: nothing(of))


def subjects(smtp: SmtpServer) -> list[str]:
    """Return the days that came, a note as `note`."""
    return [
        "note" if "No paper" in letter.as_string() else letter["Subject"].split(", ")[1].split()[0]
        for letter in smtp.letters
    ]


def test_a_day_is_sent_once(smtp: SmtpServer, mail: Mail, deliveries: Deliveries) -> None:
    assert hand_over(mail, edition(), deliveries) == (f"2026-03-30 was sent to {ADA}.", False)
    assert hand_over(mail, edition(), deliveries).text.startswith(f"2026-03-30 was sent to {ADA} before")
    assert len(smtp.letters) == 1
    hand_over(mail, edition(), deliveries, again=True)
    hand_over(mail, edition(interest="moss"), deliveries)
    hand_over(mail, edition(topic="moss"), deliveries)
    assert len(smtp.letters) == 4


def test_what_failed_is_sent_the_next_day_and_once(smtp: SmtpServer, mail: Mail, deliveries: Deliveries) -> None:
    smtp.script(("RCPT", "450 Greylisted"))
    (failed,) = morning([mail], day(0), desk(0), deliveries)
    assert failed.failed
    assert "450 Greylisted" in failed.text
    assert [outcome.failed for outcome in morning([mail], day(1), desk(0, 1), deliveries)] == [False, False]
    assert list(morning([mail], day(1), desk(0, 1), deliveries)) == []
    assert subjects(smtp) == ["30", "31"]


def test_what_is_refused_is_not_tried_again(smtp: SmtpServer, mail: Mail, deliveries: Deliveries) -> None:
    smtp.script(("RCPT", "550 No such person"))
    assert [outcome.failed for outcome in morning([mail], day(0), desk(0), deliveries)] == [True]
    assert list(morning([mail], day(0), desk(0), deliveries)) == []
    assert [outcome.failed for outcome in morning([mail], day(1), desk(0, 1), deliveries)] == [False]
    assert subjects(smtp) == ["31"]
    hand_over(mail, edition(), deliveries, again=True)  # the address was mended
    assert subjects(smtp) == ["31", "30"]
    assert {one.state for one in deliveries.of(ADA)} == {"sent"}


def test_a_cut_connection_sends_it_again_under_the_same_id(
    smtp: SmtpServer, mail: Mail, deliveries: Deliveries
) -> None:
    smtp.script(("DATA", "cut"))
    assert hand_over(mail, edition(), deliveries).failed
    assert not hand_over(mail, edition(), deliveries).failed
    assert len(smtp.letters) == 2
    assert smtp.letters[0]["Message-ID"] == smtp.letters[1]["Message-ID"]


@pytest.mark.parametrize(("when", "letters"), [("before", 1), ("after", 2)])
def test_a_kill_loses_nothing(
    processes: Processes, smtp: SmtpServer, mail: Mail, tmp_path: Path, when: str, letters: int
) -> None:
    assert processes.script(KILLED, tmp_path / "app.sqlite", smtp.port, when).code == -signal.SIGKILL
    deliveries = Deliveries(Database(tmp_path / "app.sqlite"))
    assert [outcome.failed for outcome in morning([mail], day(1), desk(0), deliveries)] == [False]
    assert len(smtp.letters) == letters
    assert len({letter["Message-ID"] for letter in smtp.letters}) == 1


def test_a_new_reader_gets_the_latest_day_only(smtp: SmtpServer, mail: Mail, deliveries: Deliveries) -> None:
    list(morning([mail], day(4), desk(0, 1, 2, 3, 4), deliveries))
    assert subjects(smtp) == ["3"]


def test_one_whose_first_morning_failed_does_not_get_the_week_before(
    smtp: SmtpServer, mail: Mail, deliveries: Deliveries
) -> None:
    smtp.script(("RCPT", "450 Greylisted"))
    list(morning([mail], day(3), desk(0, 1, 2, 3), deliveries))
    list(morning([mail], day(4), desk(0, 1, 2, 3, 4), deliveries))
    assert subjects(smtp) == ["2", "3"]


def test_missed_days_are_made_up_for_within_a_week(smtp: SmtpServer, mail: Mail, deliveries: Deliveries) -> None:
    list(morning([mail], day(0), desk(0), deliveries))
    list(morning([mail], day(4), desk(0, 1, 2, 3, 4), deliveries))
    assert subjects(smtp) == ["30", "31", "1", "2", "3"]
    list(morning([mail], day(16), desk(*range(17)), deliveries))
    assert len(smtp.letters) == 5 + 8


def test_a_list_that_has_begun_waits(smtp: SmtpServer, mail: Mail, deliveries: Deliveries) -> None:
    list(morning([mail], day(1), desk(0, begun=1), deliveries))
    assert subjects(smtp) == ["30"]
    list(morning([mail], day(2), desk(0, 1, begun=2), deliveries))
    assert subjects(smtp) == ["30", "31"]


def test_a_day_without_anything_is_told_once_and_its_brief_may_still_come(
    smtp: SmtpServer, mail: Mail, deliveries: Deliveries
) -> None:
    list(morning([mail], day(0), desk(0), deliveries))
    list(morning([mail], day(1), desk(0), deliveries))
    list(morning([mail], day(1), desk(0), deliveries))
    list(morning([mail], day(2), desk(0, 1), deliveries))
    assert subjects(smtp) == ["30", "note", "31"]


def test_a_second_interest_and_a_second_reader_have_days_of_their_own(
    smtp: SmtpServer, mail: Mail, deliveries: Deliveries
) -> None:
    bo = mail._replace(recipient="bo@example.net")
    for number in range(3):
        list(morning([mail], day(number), desk(*range(number + 1)), deliveries))
        list(morning([mail], day(number), desk(*range(number + 1), interest="moss"), deliveries, interest="moss"))
    list(morning([mail, bo], day(2), desk(0, 1, 2), deliveries))
    to = Counter(str(letter["To"]) for letter in smtp.letters)
    assert to == {ADA: 6, "bo@example.net": 1}
    assert len({letter["Message-ID"] for letter in smtp.letters}) == 7


def test_one_who_cannot_be_reached_does_not_keep_it_from_others(smtp: SmtpServer, mail: Mail, tmp_path: Path) -> None:
    class Broken:
        name, recipient = "broken", "nobody"

        def send(self, edition: Edition) -> None:
            raise DeliveryError("It is broken.", "Mend it.")

    deliveries = Deliveries(Database(tmp_path / "app.sqlite"))
    outcomes = list(morning([Broken(), mail], day(0), desk(0), deliveries))
    assert [outcome.failed for outcome in outcomes] == [True, False]
    assert waiting(Broken(), edition(day(1)), deliveries) == [day(0)]
    assert waiting(mail, edition(day(1)), deliveries) == []


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # what Apprise imports where it is there
def test_the_secrets_of_a_chat_program_are_not_kept(tmp_path: Path) -> None:
    deliveries = Deliveries(Database(tmp_path / "app.sqlite"))
    pytest.importorskip("apprise")
    outcome = hand_over(Chat("nosuch://s3cret"), edition(), deliveries)
    assert outcome.failed
    assert "s3cret" not in outcome.text
    assert Chat("json://host/one").recipient != Chat("json://host/two").recipient
    assert b"s3cret" not in (tmp_path / "app.sqlite").read_bytes()
