"""Whose an open page is: what the queue sends to it nobody else reads, adds to or ends.

Gradio knows an open page by a word that its script makes up (`session_hash`), and sends what was asked in it to whoever
names that word. Where people have logins it belongs to the person who names it first.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.protocol import refused
from assistant.web.gate import PERSON

_ROUTE = re.compile(r"/gradio_api/(?:(?P<body>queue/join|run/[^/]+|cancel)|queue/data|heartbeat/(?P<session>[^/]+))/?")
_REMEMBERED = 20_000  # open pages, those named last


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
