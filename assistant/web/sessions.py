"""What a browser shows to prove who has logged in, and that a form is one of ours: cookies that are signed.

The key lies in `session.key` in the data directory, for its owner alone; who removes it ends all logins. A cookie holds
the id of a person, the epoch of their password and a random name of the session, so that a login ends with the
password and when somebody logs out. It is kept from scripts, and browsers do not send it from pages of other sites.
"""

from __future__ import annotations

import secrets
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.requests import HTTPConnection
from starlette.responses import Response

from assistant.people.people import LASTS, Login, People
from assistant.people.person import Person
from assistant.store.database import locked
from index.atomic import replace_file
from index.storage import stored

KEY = "session.key"
COOKIE, _FORM = "assistant_session", "assistant_form"
_BYTES = 32  # of the key, which is written in hexadecimal digits
_PATIENCE = 5.0  # seconds for another process that makes the key


class Sessions:
    """The logins of browsers; `root_path` is the address or path under which a proxy shows the pages."""

    def __init__(self, home: Path, people: People, root_path: str) -> None:
        self._home, self._people = home, people
        self.prefix = urlsplit(root_path).path.rstrip("/")
        self._is_secure = root_path.startswith("https://")

    def begin(self, login: Login, request: HTTPConnection, response: Response) -> None:
        """Put a new session into a response; the one that the browser had ends, those of other browsers go on."""
        if had := self._session(request):
            self._people.end_session(had[2])
        session = [login.person.id, login.epoch, secrets.token_urlsafe(16)]
        seconds = int(LASTS.total_seconds())
        self._put(response, request, COOKIE, self._signed("session").dumps(session), seconds)

    def end(self, request: HTTPConnection, response: Response) -> None:
        """End the session of a request, also for who has a copy of its cookie."""
        if session := self._session(request):
            self._people.end_session(session[2])
        response.delete_cookie(COOKIE, path=self.prefix or "/")

    def person(self, request: HTTPConnection) -> Person | None:
        """Return who has logged in; None if nobody has."""
        session = self._session(request)
        return self._people.of_session(*session) if session else None

    def form(self, request: HTTPConnection) -> tuple[str, str]:
        """Return what a form has to send back, and the cookie that it belongs to, for `put_form`."""
        nonce = request.cookies.get(_FORM) or secrets.token_urlsafe(16)
        return self._signed("form").dumps(self._bound(request, nonce)), nonce

    def put_form(self, response: Response, request: HTTPConnection, nonce: str) -> None:
        """Put the cookie of a form into the response that shows it."""
        self._put(response, request, _FORM, nonce, None)

    def is_form_of(self, request: HTTPConnection, sent: str) -> bool:
        """Tell whether what was sent was shown to the same browser, in the same session."""
        try:
            shown = self._signed("form").loads(sent, max_age=int(LASTS.total_seconds()))
        except BadData:
            return False
        nonce = request.cookies.get(_FORM)
        return bool(nonce) and shown == self._bound(request, str(nonce))

    def _bound(self, request: HTTPConnection, nonce: str) -> list[str]:
        session = self._session(request)
        return [nonce, session[2] if session else ""]

    def _session(self, request: HTTPConnection) -> tuple[str, str, str] | None:
        """Return what a cookie says: a person, the epoch of the password, and the name of the session."""
        cookie = request.cookies.get(COOKIE)
        if not cookie:
            return None
        try:
            person, epoch, name = self._signed("session").loads(cookie, max_age=int(LASTS.total_seconds()))
        except (BadData, ValueError, TypeError):
            return None
        return str(person), str(epoch), str(name)

    def _put(self, response: Response, request: HTTPConnection, name: str, value: str, seconds: int | None) -> None:
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path=self.prefix or "/",
            secure=self._is_secure or request.url.scheme == "https",
            httponly=True,
            samesite="lax",
        )

    def _signed(self, what: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._key, salt=what)

    @cached_property
    def _key(self) -> str:
        file = self._home / KEY
        if key := _read(file):
            return key
        with locked(file, _PATIENCE), stored(file):
            if not _read(file):
                replace_file(file, secrets.token_hex(_BYTES), private=True)
        return _read(file)


def _read(file: Path) -> str:
    """Return the key in a file, "" if there is none."""
    with stored(file):
        key = file.read_text(encoding="ascii", errors="replace").strip() if file.exists() else ""
    return key if len(key) == 2 * _BYTES else ""
