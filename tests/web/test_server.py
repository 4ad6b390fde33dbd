"""The server: where it listens, what it says of itself, and how it stops."""

import json
import os
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from assistant.config import load_settings
from assistant.errors import ConfigurationError
from assistant.web.server import listening
from assistant.web.server import start as serve_at
from tests.support.openai_server import OpenAIServer, Reply, says
from tests.support.papers import ALL
from tests.support.prefix_proxy import prefix_proxy

SAVES = "How much training time does Zebrafold save on Quillset?"
THINKS: Reply = says(*[{"reasoning_content": "hm "}] * 2400, "Zebrafold saves 46% [P1.S3].", delay=0.05)


@pytest.fixture(scope="module")
def url(serve: Any) -> str:
    return serve(list(ALL))


def fetched(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=10) as reply:
        return json.load(reply)


def test_health_is_told(url: str) -> None:
    told = {"ok": True, "papers": len(ALL), "version": version("daily-papers-assistant")}
    assert fetched(f"{url}healthz") == told
    with urllib.request.urlopen(urllib.request.Request(f"{url}healthz", method="HEAD"), timeout=10) as reply:
        assert reply.status == 200
        assert not reply.read()


def test_page_keeps_no_history_of_its_own(url: str) -> None:
    assert fetched(f"{url}config")["run_history"] is False


def test_port_that_is_taken_is_told() -> None:
    with listening("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"The port {port} at 127.0.0.1 is taken. Choose another with"):
            listening("127.0.0.1", port)
    listening("127.0.0.1", port).close()


@pytest.mark.parametrize("host", ["203.0.113.7", "no such host", "::ffff:203.0.113.7"])
def test_host_that_is_not_ours_is_told(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    if " " in host:
        monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(ConfigurationError, match=r"is no address of this machine .* Choose another with --host"):
        listening(host, 0)


def test_ctrl_c_stops_it_in_good_order(  # SIGTERM, of a process of its own: `tests/faults/test_serving.py`
    start: Any, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    running = start(tmp_path)
    assert fetched(f"{running.url}healthz")["ok"]
    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    running.wait()
    with pytest.raises(urllib.error.URLError):
        fetched(f"{running.url}healthz")
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.browser
def test_answer_under_way_is_ended_and_the_page_says_so(visit: Any, start: Any, tmp_path: Path) -> None:
    with OpenAIServer() as server:
        running = start(tmp_path, base_url=server.url, model="tiny")
        page = visit(running.url)
        server.script(THINKS)
        page.tab.fill("#question textarea", SAVES)
        page.tab.press("#question textarea", "Enter")
        page.tab.locator(".waiting", has_text="The model is thinking").wait_for()
        while not server.asked:
            page.tab.wait_for_timeout(50)
        running.close()
        page.tab.locator(".reply", has_text="was stopped in the middle of this answer").wait_for()
        assert server.asked[0].hung_up.wait(60)


@pytest.mark.browser
def test_it_works_behind_a_proxy_that_takes_a_prefix_off(visit: Any, start: Any, tmp_path: Path) -> None:
    running = start(tmp_path, root_path="/papers/")
    with prefix_proxy(running.url.rstrip("/"), "/papers") as url:
        page = visit(f"{url}/")
        assert "46%" in page.ask(SAVES).text_content()
        assert {request.split("/")[3] for request in page.requests if request.startswith(url[:21])} == {"papers"}
        page.tab.wait_for_url("**/papers/ask?conversation=*")
        page.tab.goto("about:blank")


def test_what_reads_beside_the_server_has_ended_when_it_has() -> None:
    stopping, ended = threading.Event(), threading.Event()

    class Slow(threading.Thread):
        def run(self) -> None:
            stopping.wait()
            time.sleep(0.3)  # a batch of papers that the encoder is in; the process would be aborted
            ended.set()

    running = serve_at(FastAPI(), listening("127.0.0.1", 0, network=False), stopping)
    running.accompany(Slow(daemon=True))
    running.close()
    assert ended.is_set()


def test_root_path_is_a_path() -> None:
    assert load_settings(root_path="/papers/").root_path == "/papers"
    with pytest.raises(ConfigurationError, match="The setting root_path is not valid"):
        load_settings(root_path="papers")
