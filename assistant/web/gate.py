"""Who is let in: the middleware that lets a request through for a person, and stops it before any route sees it.

Where nobody has a login everybody is let in, as the one who runs the program; unless the server listens where others
can reach it and was not told to be open. Where people have logins, a browser shows the cookie of one and a program a
token. Only `/healthz` and the page to log in are for strangers. Whoever is let in is put into the scope, for what is
done later and elsewhere, such as the events of a page, and acts while the request is answered.
"""

from __future__ import annotations

import json
import logging
import re
from collections import OrderedDict
from typing import NamedTuple
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from assistant.api.protocol import refused
from assistant.errors import AssistantError
from assistant.people.people import People
from assistant.people.person import LOCAL, Person, acting
from assistant.web.sessions import Sessions

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


class _Asker(NamedTuple):
    person: Person | None
    has_cookie: bool = False
    refusal: tuple[int, str] | None = None


class Gate:
    """The middleware; with `must` nobody is let in without a login, also where nobody has one."""

    def __init__(self, app: ASGIApp, people: People, sessions: Sessions, *, must: bool) -> None:
        self._app, self._people, self._sessions, self._must = app, people, sessions, must
        self._reading = CapacityLimiter(8)  # threads of its own: those that wait for models hold up no login

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request for a person, or refuse it."""
        if scope["type"] == "lifespan" or scope["path"] == _HEALTH:
            await self._app(scope, receive, send)
            return
        asker = await to_thread.run_sync(self._asker, scope, limiter=self._reading)
        scope[PERSON] = asker.person
        if refusal := asker.refusal or self._refusal(scope, asker):
            await self._refused(scope, *refusal)(scope, receive, send)
            return
        with acting(asker.person):
            known = asker.person is not None and not asker.person.is_local
            await self._app(scope, receive, _for_nobody_else(send) if known else send)

    def _asker(self, scope: Scope) -> _Asker:
        try:
            if not self._people.any():
                return _Asker(None, refusal=(403, _NOBODY)) if self._must else _Asker(LOCAL)
            request = HTTPConnection(scope)
            kind, _, token = request.headers.get("authorization", "").partition(" ")
            if kind.lower() == "bearer" and any(_is_below(scope["path"], door) for door in _OF_PROGRAMS):
                return _Asker(self._people.of_token(token.strip()))
            return _Asker(self._sessions.person(request), has_cookie=True)
        except AssistantError as error:  # it is not known who asks, so nobody is let in, nor told where the files are
            _log.error("Nobody is let in: %s", error)
            return _Asker(None, refusal=(503, _UNREADABLE))

    def _refusal(self, scope: Scope, asker: _Asker) -> tuple[int, str] | None:
        path, person = str(scope["path"]), asker.person
        if person is None:
            return None if path == LOGIN else (401, _STRANGER)
        if asker.has_cookie and scope.get("method") not in _READS and not _has_sender(Headers(scope=scope)):
            return 403, _FORGED
        if not person.is_keeper and any(_is_below(path, closed) for closed in _OF_KEEPERS):
            return 403, _KEEPERS
        return None

    def _refused(self, scope: Scope, status: int, why: str) -> Response | WebSocketClose:
        if scope["type"] == "websocket":
            return WebSocketClose()
        path = str(scope["path"])
        if status == 401 and scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", ""):
            query = scope["query_string"].decode("latin-1")
            back = quote(f"{path}?{query}" if query else path, safe="/")
            return RedirectResponse(f"{self._sessions.prefix}{LOGIN}?next={back}", 303, {"cache-control": "no-store"})
        response = refused(path, status, why)
        response.headers["cache-control"] = "no-store"
        if status == 401:
            response.headers["www-authenticate"] = "Bearer"
        return response


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def _has_sender(headers: Headers) -> bool:
    """Tell whether a browser says from where it sends; that it is one of our pages, the edges have seen to."""
    return "origin" in headers or headers.get("sec-fetch-site") == "same-origin"


def _for_nobody_else(send: Send) -> Send:
    """Return what sends answers that no cache of several people may keep."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).setdefault("cache-control", "private, no-cache")
        await send(message)

    return sent


class PageSessions:
    """The middleware, behind the gate that says who asks."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._owners = OrderedDict[str, str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or say that there is no such page."""
        person = scope.get(PERSON)
        route = _ROUTE.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if route is None or person is None or person.is_local:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        session = route["session"] or request.query_params.get("session_hash")
        if route["body"]:
            body = await request.body()
            session, receive = _named_in(body), _again(body, receive)
        if session is not None and self._owner(session, person.id) != person.id:
            await refused(scope["path"], 404, "There is no such page.")(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _owner(self, session: str, asking: str) -> str:
        owner = self._owners.setdefault(session, asking)
        self._owners.move_to_end(session)
        if len(self._owners) > _REMEMBERED:
            self._owners.popitem(last=False)
        return owner


def _named_in(body: bytes) -> str | None:
    try:
        return str(json.loads(body)["session_hash"])
    except (ValueError, KeyError, TypeError):
        return None


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that was read, and then what comes behind it, such as that the reader left."""
    given = False

    async def received() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return received
