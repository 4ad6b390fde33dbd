"""The polite client, against a real server on this machine."""

import datetime as dt
import itertools
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import filelock
import httpx
import pytest

from index.errors import (
    ConfigurationError,
    SourceBadReply,
    SourceError,
    SourceThrottled,
    SourceUnreachable,
    StorageError,
)
from index.sources import http
from index.sources.http import Manners, PoliteClient, Reply, ReplyCache, user_agent
from tests.support.clock import Clock
from tests.support.hub_server import (
    Asked,
    Fault,
    HubServer,
    broken,
    cut,
    empty,
    item,
    moved,
    page,
    refused,
    slow,
    throttled,
)
from tests.support.hub_server import hub_server as hub_server

MANNERS = Manners("hub", spacing=3.0)
DAY = {"date": "2026-03-31"}


class Desk:
    """One client of one server, its time and what it told."""

    def __init__(self, server: HubServer, folder: Path, clock: Clock, **settings: Any) -> None:
        self.server, self.clock = server, clock
        self.told: list[str] = []
        self.client = PoliteClient(folder, notify=self.told.append, sleep=clock.sleep, now=clock.now, **settings)

    def get(self, *faults: Fault | None, manners: Manners = MANNERS, params: Any = DAY, **how: Any) -> Reply:
        self.server.script(*faults)
        return self.client.get(f"{self.server.url}/api/daily_papers", manners=manners, params=params, **how)

    def fails(self, kind: type[SourceError], *faults: Fault | None, **how: Any) -> SourceError:
        with pytest.raises(kind) as caught:
            self.get(*faults, **how)
        assert "\n" not in str(caught.value)
        return caught.value


@pytest.fixture
def server(hub_server: HubServer) -> HubServer:
    hub_server.days = {"2026-03-31": [item(number) for number in range(1, 40)]}
    return hub_server


@pytest.fixture
def open_desk(server: HubServer, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    desks = []

    def open_desk(**settings: Any) -> Desk:
        clock = settings.pop("clock", None) or Clock()
        desks.append(Desk(server, tmp_path / "http", clock, **settings))
        return desks[-1]

    yield open_desk
    for desk in desks:
        desk.client.close()


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Desk:
    return open_desk()


# Who asks


def test_the_site_is_told_who_asks(open_desk: Callable[..., Desk], server: HubServer) -> None:
    open_desk(contact="ada@example.org").get()
    assert server.asked[0].headers["user-agent"].startswith("daily-papers-assistant/")
    assert server.asked[0].headers["user-agent"].endswith(" (+mailto:ada@example.org)")


@pytest.mark.parametrize(
    ("contact", "ends"), [("", ""), ("https://example.org/me", " (+https://example.org/me)"), ("é\r\nX: y", " (+X: y)")]
)
def test_a_contact_is_one_line_of_ascii(contact: str, ends: str) -> None:
    agent = user_agent(contact)
    assert agent.partition("/")[2].endswith(ends)
    assert agent.isascii()
    assert agent.isprintable()


# Whole replies and others


def test_a_good_reply_is_given_out(desk: Desk) -> None:
    reply = desk.get()
    assert (reply.status, reply.cached, len(json.loads(reply.body))) == (200, False, 39)
    assert reply.headers["content-type"].startswith("application/json")
    assert desk.clock.naps == desk.told == []


@pytest.mark.parametrize("how", ["length", "chunks"])
def test_a_cut_reply_is_asked_for_again_and_never_given_out(desk: Desk, how: Any) -> None:
    assert len(json.loads(desk.get(cut(how), cut(how)).body)) == 39
    assert [text.partition(":")[0] for text in desk.told] == ["waiting 1 s to ask again", "waiting 2 s to ask again"]
    assert "127.0.0.1 cut off its answer" in desk.told[0]


@pytest.mark.parametrize("fault", [cut(), broken(), broken(502), broken(504)], ids=["cut", "500", "502", "504"])
def test_a_site_that_is_down_is_unreachable_after_bounded_tries(desk: Desk, fault: Fault, server: HubServer) -> None:
    assert "127.0.0.1" in desk.fails(SourceUnreachable, *[fault] * 9).what
    assert len(server.asked) == MANNERS.tries


def test_a_site_that_says_nothing_is_unreachable(open_desk: Callable[..., Desk], server: HubServer) -> None:
    error = open_desk(timeout=0.1).fails(SourceUnreachable, slow(5), slow(5), manners=MANNERS._replace(tries=2))
    assert "in time" in error.what
    assert len(server.asked) == 2


def test_a_reply_that_drips_is_given_up(server: HubServer, tmp_path: Path) -> None:
    server.script(Fault(drip=0.05))
    with PoliteClient(tmp_path) as client, pytest.raises(SourceUnreachable, match="did not finish"):
        client.get(f"{server.url}/api/daily_papers", manners=Manners("hub", 0, tries=1, patience=0.3), params=DAY)


def test_no_route_is_told_within_seconds(desk: Desk) -> None:
    with pytest.raises(SourceUnreachable, match="cannot be reached"):
        desk.client.get("http://127.0.0.1:9/none", manners=MANNERS)
    assert sum(desk.clock.naps) < 15


def test_a_body_without_end_is_not_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_LARGEST", 1000)
    assert "longer than 1,000 bytes" in desk.fails(SourceBadReply).what


def test_a_status_that_nobody_expects_is_a_bad_reply(desk: Desk, server: HubServer) -> None:
    assert "HTTP 404" in desk.fails(SourceBadReply, refused(404, "no")).what
    assert len(server.asked) == 1


def test_what_is_no_address_is_told(desk: Desk) -> None:
    with pytest.raises(SourceBadReply, match="cannot be asked"):
        desk.client.get("http://127.0.0.1:port/", manners=MANNERS)
    with pytest.raises(SourceBadReply, match="cannot be asked"):
        desk.client.get("ftp://127.0.0.1/x", manners=MANNERS)


# Waiting


def test_requests_keep_their_distance(desk: Desk) -> None:
    for number in range(3):
        desk.get(params={**DAY, "p": str(number)})
        desk.clock.move_on(seconds=1)
    assert desk.clock.naps == [2, 2]
    assert desk.told == []


def test_retry_after_in_seconds_is_waited_for_and_told(desk: Desk) -> None:
    desk.get(throttled("12"))
    assert desk.told == ["waiting 12 s for 127.0.0.1: it asked for fewer requests"]
    assert desk.clock.naps == [12]


def test_retry_after_as_a_date_is_taken_by_the_clock_of_the_site(desk: Desk) -> None:
    theirs = dt.datetime(2031, 1, 1, tzinfo=dt.UTC)  # years from ours
    until = format_datetime(theirs + dt.timedelta(seconds=40), usegmt=True)
    fault = Fault(429, {"Retry-After": until, "Date": format_datetime(theirs, usegmt=True)}, b"")
    desk.get(fault)
    assert desk.told == ["waiting 40 s for 127.0.0.1: it asked for fewer requests"]


@pytest.mark.parametrize("after", [None, "soon", "-3", "Wed, 99 Foo 2026"])
def test_throttled_without_a_time_is_waited_for_twice_as_long_each_time(desk: Desk, after: str | None) -> None:
    desk.get(throttled(after), throttled(after, status=503))
    assert desk.clock.naps == [60, 120]


def test_more_than_our_patience_is_told_at_once_and_until_when(desk: Desk, server: HubServer) -> None:
    error = desk.fails(SourceThrottled, throttled("7200"))
    until = dt.datetime.fromtimestamp(desk.clock.now() + 7200).astimezone()
    assert f"{until:%Y-%m-%d %H:%M}" in error.what
    assert desk.clock.naps == []
    assert len(server.asked) == 1


def test_a_site_that_named_a_time_is_left_alone_until_then(open_desk: Callable[..., Desk], server: HubServer) -> None:
    first = open_desk()
    first.fails(SourceThrottled, throttled("7200"))
    other = open_desk(clock=first.clock)  # as another process, or a later one
    other.fails(SourceThrottled)
    assert len(server.asked) == 1
    first.clock.move_on(seconds=7150)
    other.get()
    assert other.told == ["waiting 50 s for 127.0.0.1: it asked for fewer requests"]


def test_a_site_that_throttles_for_ever_is_given_up(desk: Desk, server: HubServer) -> None:
    desk.fails(SourceThrottled, *[throttled("0")] * 20)
    assert len(server.asked) == MANNERS.tries
    assert "asks for" in desk.fails(SourceThrottled, *[throttled()] * 20).what


def test_a_judge_may_find_a_throttled_reply_behind_200(desk: Desk) -> None:
    def judge(reply: Reply) -> SourceError | None:
        return SourceThrottled("Slow down.", "Wait.") if reply.body == b"[]" else None

    assert len(json.loads(desk.get(empty(), judge=judge).body)) == 39
    assert desk.clock.naps == [60]


def test_other_errors_of_a_judge_are_raised_at_once(desk: Desk, server: HubServer) -> None:
    desk.fails(SourceBadReply, judge=lambda _: SourceBadReply("No.", "Never."))
    assert len(server.asked) == 1


def test_a_clock_that_was_set_back_costs_one_distance_at_most(desk: Desk) -> None:
    desk.get()
    desk.clock.move_on(days=-300)
    desk.get(params={"date": "2026-03-30"})
    assert desk.clock.naps == [3]


def test_another_process_that_never_ends_is_told(desk: Desk, tmp_path: Path) -> None:
    with filelock.FileLock(tmp_path / "http" / "hub.lock"):
        error = desk.fails(SourceUnreachable, manners=MANNERS._replace(patience=0.3))
    assert "another process" in error.what


@pytest.mark.parametrize("name", ["hub.lock", "hub.json"])
def test_a_folder_that_cannot_be_used_later_is_told(desk: Desk, tmp_path: Path, name: str) -> None:
    (tmp_path / "http" / name).mkdir()
    with pytest.raises(StorageError, match="cannot be used"):
        desk.get()


@pytest.mark.parametrize("after", ["9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_a_time_that_nobody_lives_to_see_is_still_a_time(desk: Desk, after: str) -> None:
    assert "asks for no request before" in desk.fails(SourceThrottled, throttled(after)).what


@pytest.mark.parametrize("left", ["", "{", "[1, 2]", '{"last": "x"}', '{"other": 1}'])
def test_a_damaged_file_of_times_costs_one_distance(desk: Desk, left: str, tmp_path: Path) -> None:
    (tmp_path / "http" / "hub.json").write_text(left)
    desk.get()
    assert desk.clock.naps == [3]


ASKING = """
import sys, pathlib
from index.sources.http import Manners, PoliteClient
url, folder, spacing, name, times = sys.argv[1:]
with PoliteClient(pathlib.Path(folder)) as client:
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(int(times)):
        params = {"date": "2026-03-31", "p": f"{number}", "who": name}
        client.get(url + "/api/daily_papers", manners=Manners("hub", float(spacing)), params=params)
"""


def start(server: HubServer, folder: Path, spacing: float, name: str, times: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", ASKING, server.url, str(folder), str(spacing), name, str(times)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout
    process.stdout.readline()
    return process


def test_two_processes_keep_their_distance_together(server: HubServer, tmp_path: Path) -> None:
    spacing = 0.2
    processes = [start(server, tmp_path, spacing, name, 4) for name in ("one", "other")]
    for process in processes:
        process.communicate(b"go\n", timeout=30)
    assert [process.returncode for process in processes] == [0, 0]
    assert sorted(asked.params["who"] for asked in server.asked) == ["one"] * 4 + ["other"] * 4
    times = [asked.at for asked in server.asked]
    gaps = [after - before for before, after in itertools.pairwise(times)]
    assert min(gaps) > spacing / 2  # the way to the server differs, on a busy machine by more than some milliseconds


def test_a_process_that_is_killed_while_it_asks_blocks_nobody(server: HubServer, tmp_path: Path) -> None:
    server.hook = lambda asked: slow(20) if asked.params.get("who") == "doomed" else None
    process = start(server, tmp_path, 0.2, "doomed", 1)
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"go\n")
    process.stdin.flush()
    while not server.asked:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with PoliteClient(tmp_path) as client:
        client.get(f"{server.url}/api/daily_papers", manners=Manners("hub", 0.2), params=DAY)
    first, second = server.asked
    assert 0.15 < second.at - first.at < 5


# Kept replies


def test_a_reply_is_kept_for_a_day_and_then_asked_about(open_desk: Callable[..., Desk], server: HubServer) -> None:
    first = open_desk()
    body = first.get().body
    later = open_desk(clock=first.clock)
    later.clock.move_on(hours=23)
    assert later.get() == later.get()
    assert len(server.asked) == 1
    later.clock.move_on(hours=2)
    reply = later.get()
    assert (reply.body, reply.status, reply.cached) == (body, 200, True)
    assert [asked.status for asked in server.asked] == [200, 304]
    assert later.get().cached  # what has not changed is good for another day
    assert len(server.asked) == 2


def test_a_fresh_reply_is_asked_for_and_replaces_the_kept_one(desk: Desk, server: HubServer) -> None:
    desk.get()
    assert desk.get(fresh=True).cached  # 304
    server.days = {"2026-03-31": [item(99)]}
    assert not desk.get(fresh=True).cached
    assert json.loads(desk.get().body)[0]["paper"]["id"] == "2603.00099"
    assert [asked.status for asked in server.asked] == [200, 304, 200]


def test_last_modified_is_asked_about_where_there_is_no_etag(desk: Desk, server: HubServer) -> None:
    server.etags = False
    when = "Tue, 31 Mar 2026 10:00:00 GMT"
    desk.get(Fault(headers={"Last-Modified": when}))
    assert desk.get(Fault(304, body=b""), fresh=True).cached
    assert server.asked[1].headers["if-modified-since"] == when


def test_other_parameters_are_another_reply(desk: Desk, server: HubServer) -> None:
    desk.get()
    assert desk.get(params={"date": "2026-03-30"}).body == b"[]"
    assert desk.get(accept="text/html").cached is False
    assert len(server.asked) == 3


@pytest.mark.parametrize("fault", [refused(404, "no"), page()], ids=["404", "page"])
def test_what_is_no_good_reply_is_not_kept(desk: Desk, server: HubServer, fault: Fault) -> None:
    def judge(reply: Reply) -> SourceError | None:
        return None if reply.body.startswith(b"[") else SourceBadReply("No.", "")

    desk.fails(SourceBadReply, fault, judge=judge)
    assert desk.get(judge=judge).status == 200
    assert len(server.asked) == 2


def test_a_kept_reply_that_the_judge_finds_bad_is_asked_for_whole(desk: Desk, server: HubServer) -> None:
    desk.get(page())
    assert (
        desk.get(judge=lambda reply: None if reply.body.startswith(b"[") else SourceBadReply("No.", "")).status == 200
    )
    assert "if-none-match" not in server.asked[1].headers


@pytest.mark.parametrize("damage", [lambda whole: whole[: len(whole) // 2], lambda _: b"", lambda _: b"text", None])
def test_a_damaged_file_is_as_good_as_none(desk: Desk, server: HubServer, damage: Any, tmp_path: Path) -> None:
    desk.get()
    (path,) = (tmp_path / "http" / "hub").iterdir()
    if damage:
        path.write_bytes(damage(path.read_bytes()))
    else:
        path.unlink()
    assert len(json.loads(desk.get().body)) == 39
    assert len(server.asked) == 2
    assert len(list((tmp_path / "http" / "hub").iterdir())) == 1


def test_a_disk_that_cannot_be_written_costs_the_cache_only(desk: Desk, tmp_path: Path, server: HubServer) -> None:
    (tmp_path / "http" / "hub").write_text("in the way")
    assert desk.get().body == desk.get().body
    assert len(server.asked) == 2


def test_the_cache_is_bounded(tmp_path: Path) -> None:
    kept = ReplyCache(tmp_path, most_bytes=5000)
    for number in range(300):
        body = b"".join(f"{number * place} ".encode() for place in range(50))
        kept.put(Reply(f"http://x/{number}", 200, {}, body, asked_at=1e10 + number), "*/*")
    files = list(tmp_path.iterdir())
    assert len(files) < 130
    assert kept.find("http://x/299", "*/*")
    assert kept.find("http://x/1", "*/*") is None


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot be used"):
        PoliteClient(tmp_path / "file" / "http")


# Redirects and proxies


def test_a_redirect_is_followed_and_keeps_its_distance(desk: Desk, server: HubServer) -> None:
    there = f"{server.url}/api/daily_papers?date=2026-03-31"
    assert len(json.loads(desk.get(moved(there), params={"date": "2026-03-30"}).body)) == 39
    assert desk.clock.naps == [3]


@pytest.mark.parametrize("to", ["ftp://127.0.0.1/x", "file://127.0.0.1/etc/passwd", "gopher://x"])
def test_a_redirect_to_something_else_is_not_followed(desk: Desk, to: str) -> None:
    assert to in desk.fails(SourceBadReply, moved(to)).what


def test_a_redirect_in_a_circle_ends(desk: Desk, server: HubServer) -> None:
    server.hook = lambda asked: moved(f"{server.url}/api/daily_papers?date=2026-03-31")
    desk.fails(SourceBadReply)
    assert len(server.asked) < 10


def test_no_proxy_stands_between_us_and_this_machine(
    open_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert open_desk().get().status == 200
    with pytest.raises(SourceUnreachable):
        open_desk().client.get("http://proxied.invalid/", manners=MANNERS)


def test_a_proxy_that_is_none_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "nonsense://x")
    with pytest.raises(ConfigurationError, match="proxy"):
        PoliteClient(tmp_path)


def test_the_hook_of_the_server_sees_each_request(desk: Desk, server: HubServer) -> None:
    seen: list[Asked] = []
    server.hook = seen.append  # type: ignore[assignment]
    desk.get()
    assert seen == server.asked
    assert httpx.QueryParams(seen[0].params)["date"] == "2026-03-31"
