"""`assistant brief` with a library, a hub and a mail server on this machine."""

import datetime as dt
import json
import re
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.cli.commands import app
from assistant.cli.mornings import Mornings
from assistant.config import load_settings
from assistant.delivery.mail import mail_server
from assistant.delivery.post import Mail
from assistant.engine import Assistant
from tests.faults.processes import Processes
from tests.support.clock import hurry
from tests.support.hub_server import HubServer, broken, item, malformed
from tests.support.hub_server import hub_server as hub_server
from tests.support.smtp_server import SmtpServer
from tests.support.smtp_server import authority as authority
from tests.support.smtp_server import smtp as smtp

ADA = "ada@example.net"
TODAY = dt.date(2026, 3, 31)
WATCHES = """
import sys
from pytest import MonkeyPatch
from tests.faults.forks import command
from tests.support.clock import hurry

hurry(MonkeyPatch())
command(*sys.argv[1:])
"""
SUBJECTS = ("lanterns", "mosses", "engines", "rivers", "gears", "violins", "glaciers", "beehives")


def day_items(day: dt.date, many: int = 5) -> list[dict[str, Any]]:
    """The list of a day, of papers on different things."""
    return [
        item(
            day.day * 100 + n,
            title=f"Zeta{day.day}x{n}: A Method for {SUBJECTS[(n + day.day) % 8].title()}",
            summary=f"We introduce Zeta{day.day}x{n}, a method for {SUBJECTS[(n + day.day) % 8]} in place {n}. "
            f"On the Quill{n} benchmark, Zeta{day.day}x{n} improves accuracy by {n + 2}.{day.day} points.",
        )
        for n in range(many)
    ]


@pytest.fixture
def hub(hub_server: HubServer, monkeypatch: pytest.MonkeyPatch) -> HubServer:
    days = [TODAY - dt.timedelta(days=n) for n in range(12)]
    hub_server.days = {str(day): day_items(day) for day in days if day.weekday() < 5}
    hub_server.today = TODAY
    monkeypatch.setenv("HF_ENDPOINT", hub_server.url)
    hurry(monkeypatch)
    return hub_server


@pytest.fixture
def home(smtp: SmtpServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in {
        "MAIL_FROM": "briefs@example.org",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(smtp.port),
        "SMTP_SECURITY": "none",
        "TIME_ZONE": "Europe/Berlin",
    }.items():
        monkeypatch.setenv(f"ASSISTANT_{name}", value)
    return tmp_path / "home"


@pytest.fixture
def filled(home: Path, hub: HubServer) -> Path:
    assert run(home, "ingest", "hub", "--week", "2026-W14").exit_code == 0
    return home


def run(home: Path, *words: str) -> Any:
    return CliRunner().invoke(app, ["--home", str(home), *words])


def test_a_brief_is_the_same_until_it_is_written_again(filled: Path) -> None:
    first = run(filled, "brief", "--date", "2026-03-31", "--format", "json")
    assert first.exit_code == 0, first.output
    assert json.loads(first.stdout)["claims"]
    assert run(filled, "brief", "--date", "2026-03-31", "--format", "json").stdout == first.stdout
    again = json.loads(run(filled, "brief", "--date", "2026-03-31", "--again", "--format", "json").stdout)
    assert again["seconds"] != json.loads(first.stdout)["seconds"] or again["claims"]


def test_a_brief_as_html(filled: Path) -> None:
    page = run(filled, "brief", "--date", "2026-03-31", "--format", "html").stdout
    assert page.startswith("<!doctype html>")
    assert "<h1 style=" in page


def test_mail_is_sent_once_and_says_so(filled: Path, smtp: SmtpServer) -> None:
    words = ("brief", "--date", "2026-03-31", "--mail", ADA)
    sent = run(filled, *words)
    assert (sent.exit_code, sent.stdout) == (0, "")
    assert sent.stderr == f"2026-03-31 was sent to {ADA}.\n"
    before = run(filled, *words)
    assert before.exit_code == 0
    assert "was sent to ada@example.net before" in before.stderr
    assert len(smtp.letters) == 1
    assert run(filled, *words, "--again", "--format", "md").stdout.strip()
    assert len(smtp.letters) == 2


def test_what_could_not_be_sent_fails_and_comes_with_the_next(filled: Path, smtp: SmtpServer) -> None:
    smtp.script(("DATA", "451 Try later"))
    failed = run(filled, "brief", "--date", "2026-03-30", "--mail", ADA)
    assert failed.exit_code == 1
    assert failed.stderr == (
        f"2026-03-30 was not sent to {ADA}. The mail server 127.0.0.1 said 451 Try later. It is sent next time.\n"
    )
    assert run(filled, "brief", "--date", "2026-03-31", "--mail", ADA).exit_code == 0
    assert [letter["Subject"] for letter in smtp.letters] == [
        "Papers of Monday, 30 March 2026",
        "Papers of Tuesday, 31 March 2026",
    ]


def test_days_and_topics_are_letters_of_their_own(filled: Path, smtp: SmtpServer) -> None:
    for words in ((), ("--days", "2"), ("--topic", "lanterns")):
        assert run(filled, "brief", "--date", "2026-03-31", "--mail", ADA, *words).exit_code == 0
    assert [letter["Subject"] for letter in smtp.letters] == [
        "Papers of Tuesday, 31 March 2026",
        "Papers of 2 days to 31 March 2026",
        "Papers of Tuesday, 31 March 2026: lanterns",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--mail", "ada"), "'ada' is no mail address."),
        (("--interest", "nosuch"), "nosuch"),
        (("--site", "/dev/null/site"), "cannot be written"),
    ],
)
def test_what_is_wrong_is_one_line(filled: Path, words: tuple[str, ...], said: str) -> None:
    done = run(filled, "brief", "--date", "2026-03-31", *words)
    assert done.exit_code == 1
    assert said in str(done.exception)


def test_mail_without_a_server_names_the_settings(tmp_path: Path) -> None:
    done = run(tmp_path, "brief", "--mail", ADA)
    assert str(done.exception).startswith("Mail cannot be sent without mail_from and smtp_host.")


@pytest.mark.parametrize(
    "words", [("--watch", "07:00"), ("--watch", "7", "--site", "x"), ("--watch", "07:00", "--again", "--site", "x")]
)
def test_wrong_usage_of_watch(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert run(tmp_path, "brief", *words).exit_code == 2


def test_site_has_all_that_was_told(filled: Path, tmp_path: Path) -> None:
    assert run(filled, "brief", "--date", "2026-03-30").exit_code == 0
    done = run(filled, "brief", "--date", "2026-03-31", "--site", str(tmp_path / "public"))
    assert done.exit_code == 0, done.output
    assert done.stderr == f"{tmp_path / 'public'} has 2 briefs: open {tmp_path / 'public' / 'index.html'}\n"
    names = {path.name for path in (tmp_path / "public").glob("2026*")}
    assert names == {"2026-03-30.html", "2026-03-31.html"}


def test_day_without_papers_adds_nothing_to_the_site_and_says_so(filled: Path, tmp_path: Path) -> None:
    done = run(filled, "brief", "--date", "2025-01-01", "--site", str(tmp_path / "public"))
    assert done.exit_code == 0, done.output
    why, there = done.stderr.splitlines()
    assert why.startswith("No paper in the library stood on a daily list or was published on 2025-01-01.")
    assert "has 0 briefs" in there


class House:
    """The mornings of one reader, and what was said."""

    def __init__(self, home: Path, site: Path | None = None) -> None:
        self.said: list[str] = []
        self.assistant = Assistant.open(load_settings(home=home))
        channels = [Mail(ADA, mail_server(self.assistant.settings))]
        self.mornings = Mornings(self.assistant, channels, site=site, say=self.said.append)

    def wake(self, day: dt.date, *, is_last: bool = False) -> bool:
        return self.mornings.deliver(day, is_last)


def subjects(smtp: SmtpServer) -> list[str]:
    return [re.sub("^Papers of ", "", letter["Subject"]) for letter in smtp.letters]


def test_a_morning_fetches_sends_and_writes_the_site(
    home: Path, hub: HubServer, smtp: SmtpServer, tmp_path: Path
) -> None:
    house = House(home, tmp_path / "public")
    assert house.wake(TODAY)
    assert subjects(smtp) == ["Tuesday, 31 March 2026"]
    assert len({asked.params["date"] for asked in hub.asked}) == 8
    assert "2026-03-29: a weekend: there is no list" in house.said
    assert len(list((tmp_path / "public").glob("2026*.html"))) == 6
    asked = len(hub.asked)
    assert house.wake(TODAY)
    assert len(hub.asked) - asked <= 4
    assert len(smtp.letters) == 1


def test_days_that_were_slept_through_are_made_up_for(home: Path, hub: HubServer, smtp: SmtpServer) -> None:
    house = House(home)
    house.wake(dt.date(2026, 3, 26))
    house.wake(dt.date(2026, 3, 31))
    assert [subject.split(",")[0] for subject in subjects(smtp)] == ["Thursday", "Friday", "Monday", "Tuesday"]
    told = [source for letter in smtp.letters for source in re.findall(r"^\[\d\] (\S+):", _text(letter), re.MULTILINE)]
    assert len(set(told)) == len(told)


def test_a_hub_that_is_down_is_waited_for_and_then_told(home: Path, hub: HubServer, smtp: SmtpServer) -> None:
    house = House(home)
    house.wake(dt.date(2026, 3, 30))
    hub.hook = lambda _: broken(404)
    hub.server_close()  # nobody listens
    hub.shutdown()
    assert not house.wake(TODAY)
    assert "trying again soon" in house.said[-1]
    assert len(smtp.letters) == 1
    assert house.wake(TODAY, is_last=True)
    assert "The latest lists could not be fetched" in _text(smtp.letters[1])


def test_a_list_that_cannot_be_read_costs_that_day_only(home: Path, hub: HubServer, smtp: SmtpServer) -> None:
    hub.hook = lambda asked: malformed() if asked.params["date"] == "2026-03-27" else None
    house = House(home)
    assert house.wake(TODAY)
    assert subjects(smtp) == ["Tuesday, 31 March 2026"]
    assert any(line.startswith("2026-03-27: ") and "JSON" in line for line in house.said)


def test_a_list_that_has_begun_is_not_told_before_it_is_longer(home: Path, hub: HubServer, smtp: SmtpServer) -> None:
    house = House(home)
    house.wake(dt.date(2026, 3, 30))
    whole = hub.days["2026-03-31"]
    hub.days = {**hub.days, "2026-03-31": whole[:2]}
    house.wake(TODAY)
    assert "has 2 papers so far" in _text(smtp.letters[1])
    hub.days = {**hub.days, "2026-03-31": whole}
    shutil.rmtree(home / "http")  # by the real clock the day is long past, and its list kept
    hub.today = dt.date(2026, 4, 1)
    house.wake(dt.date(2026, 4, 1))
    assert subjects(smtp)[2] == "Tuesday, 31 March 2026"
    assert "5 papers" in _text(smtp.letters[2])


def test_a_morning_that_breaks_is_told_and_survived(
    home: Path, hub: HubServer, smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken_brief(*_: object, **__: object) -> None:
        raise RuntimeError("nobody foresaw this")

    house = House(home)
    with monkeypatch.context() as patch:
        patch.setattr(house.assistant, "brief", broken_brief)
        assert not house.wake(TODAY)
    assert "nobody foresaw this" in caplog.text
    assert house.wake(TODAY)
    assert len(smtp.letters) == 1


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_watch_sends_at_once_after_the_hour_and_ends_cleanly(
    processes: Processes, hub: HubServer, smtp: SmtpServer, tmp_path: Path, sign: signal.Signals
) -> None:
    (tmp_path / "config.toml").write_text(
        f'mail_from = "briefs@example.org"\nsmtp_host = "127.0.0.1"\nsmtp_port = {smtp.port}\nsmtp_security = "none"\n'
        f'time_zone = "UTC"\nhf_endpoint = "{hub.url}"\n'
    )
    today = dt.datetime.now(dt.UTC).date()
    hub.today = today
    hub.days = {str(today): day_items(TODAY)}

    def until_sent(is_over: Callable[[], bool]) -> None:
        _wait_for(lambda: bool(smtp.letters) or is_over())
        time.sleep(0.3)

    words = ("--home", str(tmp_path), "brief", "--watch", "00:00", "--mail", ADA)
    ended = processes.watched(until_sent, "tests.faults.forks:script", WATCHES, *words, sign=sign)
    assert ended.code == 0, ended.said
    assert len(smtp.letters) == 1
    first, *_, last = ended.err.strip().splitlines()
    assert "every day at 00:00, UTC (as set in time_zone)" in first
    assert last.endswith("stopped.")


def _text(letter: Any) -> str:
    return str(letter.get_body(("plain",)).get_content())


def _wait_for(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
