"""A mail server on this machine that speaks SMTP, and fails as one can."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

Stage = Literal["MAIL", "RCPT", "DATA"]
USER, PASSWORD = "ada", "moss 7"


class SmtpServer:
    """The server; `letters` are what it took. What it says instead is scripted, one reply for each message to come.

    A reply of `cut` at DATA takes the letter and cuts the connection without a word; `rude` does so at the parting.
    """

    def __init__(self, tls: ssl.SSLContext | None = None, *, implicit: bool = False, login: bool = False) -> None:
        self.letters: list[EmailMessage] = []
        self.senders: list[tuple[str, list[str]]] = []
        self.rude = False
        self._script: list[tuple[Stage, str] | None] = []
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        how: dict[str, Any] = {"tls_context": tls, "require_starttls": bool(tls)}
        if implicit:
            how = {"ssl_context": tls}
        if login:
            # aiosmtpd counts as TLS only what came of STARTTLS, and warns of a login that is required without.
            how |= {"authenticator": _authenticate, "auth_required": not implicit, "auth_require_tls": not implicit}
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **how)

    def script(self, *replies: tuple[Stage, str] | None) -> None:
        self._script.extend(replies)

    def __enter__(self) -> SmtpServer:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    def _said(self, stage: Stage) -> str | None:
        """Return the reply of the message's script at a stage; the script moves on at that stage."""
        if self._script and self._script[0] and self._script[0][0] == stage:
            scripted = self._script.pop(0)
            return scripted[1] if scripted else None
        if self._script and self._script[0] is None and stage == "DATA":
            self._script.pop(0)
        return None

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if said := self._said("MAIL"):
            return said
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if said := self._said("RCPT"):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        said = self._said("DATA")
        if said and said != "cut":
            return said
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.senders.append((envelope.mail_from, envelope.rcpt_tos))
        if said:
            server.transport.abort()
        return "250 Taken"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Any) -> str:
        if self.rude:
            return "421 Too busy to say goodbye"
        return "221 Bye"


def _authenticate(server: Any, session: Any, envelope: Any, mechanism: str, auth_data: Any) -> AuthResult:
    right = isinstance(auth_data, LoginPassword) and (auth_data.login, auth_data.password) == (
        USER.encode(),
        PASSWORD.encode(),
    )
    return AuthResult(success=right, handled=False)


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Who signs the certificates of servers."""
    return trustme.CA()


@pytest.fixture
def tls(authority: trustme.CA) -> ssl.SSLContext:
    """The context of a server on this machine, signed by `authority`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this process trust `authority`, as a person does."""
    file = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    """A server for one test, in the clear."""
    with SmtpServer() as server:
        yield server
