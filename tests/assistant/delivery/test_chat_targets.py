"""Chat programs, by the one address of Apprise that needs no account: JSON to a server."""

import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from assistant.delivery.post import Chat, check
from assistant.errors import DeliveryError, DeliveryRefused, MissingExtra
from tests.support.editions import edition

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # what Apprise imports where it is there


class Taking(ThreadingHTTPServer):
    status = 200
    taken: list[Any]


class _Handler(BaseHTTPRequestHandler):
    server: Taking

    def do_POST(self) -> None:
        self.server.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def taking() -> Iterator[Taking]:
    server = Taking(("127.0.0.1", 0), _Handler)
    server.taken = []
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_brief_arrives_without_the_papers_beside_it(taking: Taking) -> None:
    pytest.importorskip("apprise")
    Chat(f"json://127.0.0.1:{taking.server_port}/?format=markdown").send(edition())
    (told,) = taking.taken
    assert told["title"] == "Papers of Monday, 30 March 2026"
    assert "Zebrafold folds a stream into layers. [1]" in told["message"]
    assert "Lanterns" not in told["message"]


def test_what_is_not_taken_is_an_error_without_secrets(taking: Taking) -> None:
    pytest.importorskip("apprise")
    taking.status = 500
    with pytest.raises(DeliveryError, match=r"^json did not take the brief\. It is sent next time\.$"):
        Chat(f"json://ada:s3cret@127.0.0.1:{taking.server_port}/").send(edition())
    with pytest.raises(DeliveryRefused, match="nosuch:… is none that Apprise knows") as caught:
        check("nosuch://s3cret")
    assert "s3cret" not in str(caught.value)


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(MissingExtra, match=r"pip install 'daily-papers-assistant\[apprise\]'"):
        check("json://host")
