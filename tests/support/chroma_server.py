"""A real Chroma server on this machine (`chroma run`), and a proxy before it that wants a token and fails on demand."""

from __future__ import annotations

import http.client
import json
import os
import ssl
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import SHUT_RDWR, socket
from typing import NamedTuple

_OWN = {"transfer-encoding", "connection", "keep-alive", "host"}


def free_port() -> int:
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


# What the command `chroma` does, without the second in which it imports its client.
_RUN = "import sys, chromadb_rust_bindings as chroma; chroma.cli(['chroma', 'run', '--path', *sys.argv[1:]])"


class RealChroma:
    """`chroma run` on a folder, which can be killed and started again at the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-c", _RUN, str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        environment = {**os.environ, "ANONYMIZED_TELEMETRY": "False"}
        self._process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
        )
        until = time.monotonic() + 60
        while not self._answers():
            assert time.monotonic() < until, "chroma run does not answer"
            assert self._process.poll() is None, "chroma run has ended"
            time.sleep(0.05)

    def _answers(self) -> bool:
        with suppress(OSError, http.client.HTTPException):
            return self.ask("GET", "/api/v2/heartbeat") == 200
        return False

    def ask(self, method: str, path: str, body: object = None) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            sent = None if body is None else json.dumps(body)
            connection.request(method, path, sent, {"Content-Type": "application/json"})
            reply = connection.getresponse()
            reply.read()
            return reply.status
        finally:
            connection.close()

    def database(self) -> str:
        """Make a database that nobody else uses, and return its name."""
        name = f"papers-{uuid.uuid4().hex[:8]}"
        assert self.ask("POST", "/api/v2/tenants/default_tenant/databases", {"name": name}) == 200
        return name

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(30)


class Asked(NamedTuple):
    """A request: its place among all, its method and path, and its body."""

    number: int
    method: str
    path: str
    body: bytes

    @property
    def writes(self) -> bool:
        """Whether it writes to a collection."""
        return self.path.endswith(("/upsert", "/update", "/add", "/delete"))

    @property
    def rows(self) -> int:
        return len(json.loads(self.body or b"{}").get("ids") or ())


# What becomes of a request. An int is a status in place of a reply. "cut" passes it on and breaks the reply off in its
# middle, "lost" passes it on and says nothing, "drop" does neither, "stall" holds it until `release`, and drops it.
Fate = int | str | None


class ChromaProxy:
    """Passes on what has the token; `fate` decides what goes wrong, and `asked` remembers."""

    def __init__(self, port: int, token: str = "", certificate: ssl.SSLContext | None = None) -> None:
        self.behind, self.token = port, token
        self.fate: Callable[[Asked], Fate] = lambda _: None
        self.asked: list[Asked] = []
        self._released, self._counting = threading.Event(), threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Passing", (_Handler,), {"proxy": self}))
        self._server.daemon_threads = True
        if certificate:
            self._server.socket = certificate.wrap_socket(self._server.socket, server_side=True)
        self.url = f"http{'s' if certificate else ''}://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    def fail(self, fate: Fate, *, times: int = 1, on: str = "") -> None:
        """Let the next requests whose path has `on` in it meet a fate."""
        left = iter(range(times))
        self.fate = lambda asked: fate if on in asked.path and next(left, None) is not None else None

    def release(self) -> None:
        self._released.set()

    def close(self) -> None:
        self.release()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def note(self, method: str, path: str, body: bytes) -> Asked:
        with self._counting:
            self.asked.append(Asked(len(self.asked), method, path, body))
            return self.asked[-1]

    def handle(self, handler: _Handler, asked: Asked) -> None:
        if self.token and handler.headers.get("X-Chroma-Token") != self.token:
            return handler.say(401, b'{"error": "AuthError", "message": "unknown token"}')
        fate = self.fate(asked)
        if isinstance(fate, int):
            return handler.say(fate, b"<html>broken</html>", "text/html")
        if fate == "stall":
            self._released.wait(60)
        if fate in {"stall", "drop"}:
            return handler.hang_up()
        try:
            status, data = handler.passed_on(self.behind, asked)
        except (OSError, http.client.HTTPException):
            return handler.say(502, b"no server", "text/plain")
        return handler.hang_up() if fate == "lost" else handler.say(status, data, cut=fate == "cut")


class _Handler(BaseHTTPRequestHandler):
    proxy: ChromaProxy
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # a reply in two packets would wait 40 ms for the first one's receipt

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.proxy.handle(self, self.proxy.note(self.command, self.path, body))

    do_GET = do_PUT = do_DELETE = do_POST

    def passed_on(self, port: int, asked: Asked) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in _OWN}
            connection.request(asked.method, asked.path, asked.body, headers)
            reply = connection.getresponse()
            return reply.status, reply.read()
        finally:
            connection.close()

    def say(self, status: int, data: bytes, kind: str = "application/json", *, cut: bool = False) -> None:
        with suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[: len(data) // 2] if cut else data)
            self.wfile.flush()
        if cut:
            self.hang_up()

    def hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(SHUT_RDWR)

    def log_message(self, *_: object) -> None:
        return
