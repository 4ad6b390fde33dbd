"""What the head of each page says: its own title and description, and nothing that names another host.

The line of links at its top is put in here as well: it is there at once, and no event of its own has to bring it.

Gradio writes the same head for all pages: its own title and picture for other sites to show, and a manifest of its own.
What is said here stands in the page as it is sent, for who reads it without running its scripts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.browsing.view import day_of
from assistant.config import Language
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.store.conversations import Conversations
from assistant.web import frame, i18n, render
from assistant.web.policy import POLICY, policy

_OF_GRADIO = re.compile(r"\s*(?:<meta\s+(?:property=\"og:|name=\"twitter:)[^>]*>|<link rel=\"manifest\"[^>]*>)")
_CHARSET = '<meta charset="utf-8" />'
_TITLE = re.compile(r'"title":\s*' + re.escape(json.dumps(frame.NAME)))
_LONGEST = 200  # characters of a description
_ABOUT = {
    frame.TODAY: frame.DESCRIPTION,
    frame.ASK: "Ask the papers: each sentence of an answer cites the sentence of an abstract that it rests on.",
    frame.COMPARE: "Papers side by side in a table, each cell with the quote that it comes from.",
    frame.LIBRARY: "Search, filter and map the papers of your library, and add more.",
    frame.PAPER: "A paper: its abstract, what is related to it, and where it was told of.",
    frame.SETTINGS: "The model, the search, the sources, mail and the budget, each with a test.",
}
_BY_PATH = {page.path: page for page in _ABOUT}
MANIFEST = "/look/manifest.webmanifest"  # its addresses are relative to it, so they hold behind a proxy
_PAPER = "#fbfaf7"  # the ground of the pages
_PNG = "image/png"
_SHORTCUTS = (frame.ASK, frame.COMPARE, frame.LIBRARY)


class Head(NamedTuple):
    """The title and description of a page, and the line of links at its top, as HTML."""

    title: str
    description: str
    language: Language = "en"
    line: str = ""


def head_of(assistant: Assistant, page: frame.Page, query: Mapping[str, str], language: Language = "en") -> Head:
    """Return what the head of a page says; title and description of a paper or a day are of what the address names."""
    _ = i18n.translate(language)
    with i18n.speaking(language):
        head = Head(f"{_(page.name)} · {frame.NAME}", _(_ABOUT[page]), language, frame.line(assistant, page))
    with suppress(AssistantError):  # the page says it
        if page == frame.PAPER and (found := assistant.library.get(list(filter(None, [query.get("id")])))):
            abstract = " ".join(found[0].sentences)
            short = abstract if len(abstract) <= _LONGEST else f"{abstract[:_LONGEST].rpartition(' ')[0]}…"
            return head._replace(title=f"{found[0].title} · {frame.NAME}", description=short or head.description)
        if page == frame.ASK and (key := query.get("conversation")):
            return head._replace(title=f"{Conversations(assistant.database).get(key).title} · {frame.NAME}")
    if page == frame.TODAY:
        day = day_of(query.get("day", ""))
        return head._replace(title=f"{i18n.day(day, language)} · {frame.NAME}" if day else frame.NAME)
    return head


def rewritten(html: str, head: Head) -> str:
    """Return a page of Gradio's with our head in it."""
    html = html.replace('lang="en"', f'lang="{head.language}"', 1)
    words = i18n.of_scripts(head.language)
    ours = render.plain("head.html", name=frame.NAME, title=head.title, description=head.description, words=words)
    html = i18n.put(html, head.language).replace(frame.HEADER, json.dumps(head.line)[1:-1].replace("<", "\\u003c"))
    clean = _OF_GRADIO.sub("", html).replace(_CHARSET, f"{_CHARSET}\n{ours}", 1)
    title = json.dumps(head.title).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return _TITLE.sub(lambda _: f'"title":{title}', clean, count=1)  # Gradio's script sets it once more


class PageHeads:
    """The middleware: a page as Gradio sends it goes out with its head rewritten, everything else as it is."""

    def __init__(self, app: ASGIApp, assistant: Assistant) -> None:
        self._app, self._assistant = app, assistant

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        scope = self._in_our_language(scope)
        page = _BY_PATH.get(str(scope.get("path", "")).rpartition("/")[2]) if scope["type"] == "http" else None
        if page is None or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        language = i18n.language_of(Headers(scope=scope).get("accept-language", ""))
        reply = _Reply(send, await run_in_threadpool(head_of, self._assistant, page, query, language))
        await self._app({**scope, "headers": plain}, receive, reply)

    def _in_our_language(self, scope: Scope) -> Scope:
        """Return a request that asks for the language of the settings, if they name one."""
        language = self._assistant.settings.language
        if language == "auto" or scope["type"] != "http":
            return scope
        others = [(name, value) for name, value in scope["headers"] if name != b"accept-language"]
        return {**scope, "headers": [*others, (b"accept-language", language.encode())]}


class _Reply:
    """Collects a page, and sends it rewritten; what is no page goes through."""

    def __init__(self, send: Send, head: Head) -> None:
        self._send, self._head = send, head
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if not Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                await self._send(message)
                return
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._whole(self._start)

    async def _whole(self, start: Message) -> None:
        body = rewritten(self._body.decode("utf-8"), self._head).encode()
        headers = MutableHeaders(raw=list(start["headers"]))
        headers["content-length"] = str(len(body))
        headers[POLICY] = policy(body)
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})


def manifest(language: Language) -> dict[str, object]:
    """Return the manifest with its words in a language; the name of the app is the same in all."""
    _ = i18n.translate(language)
    small = {"src": "icon-192.png", "sizes": "192x192", "type": _PNG, "purpose": "any"}
    return {
        "id": "../",
        "name": frame.NAME,
        "short_name": _("Papers"),
        "description": _(frame.DESCRIPTION),
        "lang": language,
        "dir": "ltr",
        "start_url": "../",
        "scope": "../",
        "display": "standalone",
        "background_color": _PAPER,
        "theme_color": _PAPER,
        "icons": [
            small,
            {"src": "icon-512.png", "sizes": "512x512", "type": _PNG, "purpose": "any"},
            {"src": "icon-maskable.png", "sizes": "512x512", "type": _PNG, "purpose": "maskable"},
            {"src": "icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
        ],
        "shortcuts": [{"name": _(page.name), "url": f"../{page.path}", "icons": [small]} for page in _SHORTCUTS],
    }


def manifest_for(request: Request) -> JSONResponse:
    """Return it in the language of who asks."""
    language = i18n.language_of(request.headers.get("accept-language", ""))
    return JSONResponse(manifest(language), media_type="application/manifest+json", headers={"vary": "accept-language"})
