"""Who is let in: the middleware that lets a request through for a person, and stops it before any route sees it.

Where nobody has a login everybody is let in, unless others can reach the server and it was not told to be open. A
browser shows a signed cookie and a program a token; only `/healthz` and the page to log in are for strangers. A cookie
holds the id of a person, the epoch of their password and a random name of the session, so that a login ends with the
password and when somebody logs out; who removes the key, `session.key` in the data directory, ends all logins.
"""

import json
import logging
import re
import secrets
from collections import OrderedDict
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, urlsplit

from anyio import CapacityLimiter, to_thread
from itsdangerous import BadData, URLSafeTimedSerializer
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from assistant.api.protocol import refused
from assistant.errors import AssistantError
from assistant.people.people import LASTS, Login, People
from assistant.people.person import LOCAL, Person, acting
from assistant.store.database import locked
from index.atomic import replace_file
from index.storage import stored

KEY = "session.key"
COOKIE = "assistant_session"
_BYTES = 32  # of the key, which is written in hexadecimal digits
_LASTS = int(LASTS.total_seconds())
_PATIENCE = 5.0  # seconds for another process that makes the key
LOGIN = "/login"
PERSON = "person"  # of the scope
_HEALTH = "/healthz"
_OF_KEEPERS = ("/settings", "/gradio_api/upload")
_OF_PROGRAMS = ("/api", "/v1", "/mcp", "/metrics")
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_NOBODY = "Nobody has a login here yet. Whoever runs this server adds people with `assistant users add NAME`."
_STRANGER = "Log in first. A program sends a token: `Authorization: Bearer …`."
_FORGED = "This can only be asked from a page of this server."
_UNREADABLE = "It cannot be read who has a login. Whoever runs this server finds out why with `assistant doctor`."
_KEEPERS = "Only a keeper may change the library or the settings. Ask one of them."
_log = logging.getLogger(__name__)
_ROUTE = re.compile(r"/gradio_api/(?:(?P<body>queue/join|run/[^/]+|cancel)|queue/data|heartbeat/(?P<session>[^/]+))/?")
_REMEMBERED = 20_000  # open pages, those named last


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
        session = self._signed.dumps([login.person.id, login.epoch, secrets.token_urlsafe(16)])
        secure, path = self._is_secure or request.url.scheme == "https", self.prefix or "/"
        response.set_cookie(COOKIE, session, _LASTS, path=path, secure=secure, httponly=True, samesite="lax")

    def end(self, request: HTTPConnection, response: Response) -> None:
        """End the session of a request, also for who has a copy of its cookie."""
        if session := self._session(request):
            self._people.end_session(session[2])
        response.delete_cookie(COOKIE, path=self.prefix or "/")

    def person(self, request: HTTPConnection) -> Person | None:
        """Return who has logged in; None if nobody has."""
        session = self._session(request)
        return self._people.of_session(*session) if session else None

    def _session(self, request: HTTPConnection) -> tuple[str, str, str] | None:
        """Return what a cookie says: a person, the epoch of the password, and the name of the session."""
        cookie = request.cookies.get(COOKIE)
        if not cookie:
            return None
        try:
            person, epoch, name = self._signed.loads(cookie, max_age=_LASTS)
        except (BadData, ValueError, TypeError):
            return None
        return str(person), str(epoch), str(name)

    @cached_property
    def _signed(self) -> URLSafeTimedSerializer:
        file = self._home / KEY
        if not _read(file):
            with locked(file, _PATIENCE), stored(file):
                if not _read(file):
                    replace_file(file, secrets.token_hex(_BYTES), private=True)
        return URLSafeTimedSerializer(_read(file), salt="session")


def _read(file: Path) -> str:
    with stored(file):
        key = file.read_text(encoding="ascii", errors="replace").strip() if file.exists() else ""
    return key if len(key) == 2 * _BYTES else ""


_Refusal = tuple[int, str] | None  # the status, and why


def gate(app: ASGIApp, people: People, sessions: Sessions, *, must: bool) -> ASGIApp:
    """Return the middleware; with `must` nobody is let in without a login, also where nobody has one."""
    reading = CapacityLimiter(8)  # threads of its own: those that wait for models hold up no login

    def asking(scope: Scope) -> tuple[Person | None, _Refusal]:
        try:
            if not people.any():
                return (None, (403, _NOBODY)) if must else (LOCAL, _refusal(scope, LOCAL))
            request = HTTPConnection(scope)
            kind, _, token = request.headers.get("authorization", "").partition(" ")
            is_program = kind.lower() == "bearer" and any(_is_below(scope["path"], door) for door in _OF_PROGRAMS)
            person = people.of_token(token.strip()) if is_program else sessions.person(request)
        except AssistantError as error:  # it is not known who asks, so nobody is let in, nor told where the files are
            _log.error("Nobody is let in: %s", error)
            return None, (503, _UNREADABLE)
        return person, _refusal(scope, person, has_cookie=not is_program)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or scope["path"] == _HEALTH:
            await app(scope, receive, send)
            return
        person, refusal = await to_thread.run_sync(asking, scope, limiter=reading)
        scope[PERSON] = person
        if refusal:
            await _refused(scope, sessions.prefix, *refusal)(scope, receive, send)
            return
        with acting(person):
            await app(scope, receive, send)

    return serve


def _refusal(scope: Scope, person: Person | None, *, has_cookie: bool = False) -> _Refusal:
    path = str(scope["path"])
    if person is None and path != LOGIN:
        return 401, _STRANGER
    headers = Headers(scope=scope)  # a sender that is named is one of our pages: the edges have seen to that
    has_sender = "origin" in headers or headers.get("sec-fetch-site") == "same-origin"
    if has_cookie and scope.get("method") not in _READS and not has_sender:
        return 403, _FORGED
    if person and not person.is_keeper and any(_is_below(path, closed) for closed in _OF_KEEPERS):
        return 403, _KEEPERS
    return None


def _refused(scope: Scope, prefix: str, status: int, why: str) -> Response | WebSocketClose:
    if scope["type"] == "websocket":
        return WebSocketClose()
    path = str(scope["path"])
    if status == 401 and scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", ""):
        query = scope["query_string"].decode("latin-1")
        back = quote(f"{path}?{query}" if query else path, safe="/")
        return RedirectResponse(f"{prefix}{LOGIN}?next={back}", 303, {"cache-control": "no-store"})
    response = refused(path, status, why)
    response.headers["cache-control"] = "no-store"
    if status == 401:
        response.headers["www-authenticate"] = "Bearer"
    return response


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def page_sessions(app: ASGIApp) -> ASGIApp:
    """Return the middleware, behind the gate that says who asks: an open page answers only the person who opened it."""
    owners = OrderedDict[str, str]()

    def is_theirs(session: str, asking: str) -> bool:
        owner = owners.setdefault(session, asking)
        owners.move_to_end(session)
        if len(owners) > _REMEMBERED:
            owners.popitem(last=False)
        return owner == asking

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        person = scope.get(PERSON)
        route = _ROUTE.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if route is None or person is None or person.is_local:
            await app(scope, receive, send)
            return
        request = Request(scope, receive)
        session = route["session"] or request.query_params.get("session_hash")
        if route["body"]:
            body, session = await request.body(), None
            receive = _again(body, receive)
            with suppress(ValueError, KeyError, TypeError):
                session = str(json.loads(body)["session_hash"])
        theirs = session is None or is_theirs(session, person.id)
        await (app if theirs else refused(scope["path"], 404, "There is no such page."))(scope, receive, send)

    return serve


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that was read, and then what comes behind it, such as that the reader left."""
    first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return first.pop() if first else await receive()

    return received
