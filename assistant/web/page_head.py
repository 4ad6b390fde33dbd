"""What goes out around each page: its own title, description and line of links, and the headers that browsers obey.

Gradio writes the same head for all pages, with a picture and a manifest of its own. Ours stands in the page as it is
sent, for who reads it without running its scripts. Gradio compiles scripts in the page (`new Function`), so
`unsafe-eval` cannot be left out of the content security policy, and it sets styles in attributes. But no script runs
that is written into a page later: those that the page is sent with are named by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from importlib import resources
from typing import NamedTuple
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.browsing.finding import day_of
from assistant.config import Language
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.store.conversations import Conversations
from assistant.web import frame, i18n, render

POLICY = "content-security-policy"
_ASSETS = "/assets/"  # its scripts and style sheets, sixty a page; what is in one is in its name
_WRITTEN = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
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
_SHORTCUTS = (frame.ASK, frame.COMPARE, frame.LIBRARY)


def policy(page: bytes = b"") -> str:
    """Return the policy for an answer; for a page with the hashes of the scripts that are written in it."""
    digests = (hashlib.sha256(script).digest() for script in _WRITTEN.findall(page))
    hashes = (f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    scripts = " ".join(["'self'", *(["'unsafe-eval'", *hashes] if page else [])])
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; object-src 'none'; frame-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


class SecurityHeaders:
    """The middleware: every answer has the headers, and what never changes a browser is told to keep."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_ALWAYS)
                headers.setdefault(POLICY, policy())
                if scope["path"].startswith(_ASSETS) and message["status"] == 200:
                    headers["cache-control"] = "private, max-age=31536000, immutable"
            await send(message)

        await self._app(scope, receive, sent if scope["type"] == "http" else send)


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
        """Answer one request, in the language of the settings, if they name one."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = MutableHeaders(raw=list(scope["headers"]))
        if self._assistant.settings.language != "auto":
            headers["accept-language"] = self._assistant.settings.language
        page = _BY_PATH.get(scope["path"].rpartition("/")[2])
        if page and scope["method"] == "GET":
            del headers["accept-encoding"]
            query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
            language = i18n.language_of(headers.get("accept-language", ""))
            send = _Reply(send, await run_in_threadpool(head_of, self._assistant, page, query, language))
        await self._app({**scope, "headers": headers.raw}, receive, send)


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
            if message.get("more_body"):
                return
            body = rewritten(self._body.decode("utf-8"), self._head).encode()
            headers = MutableHeaders(raw=list(self._start["headers"]))
            headers["content-length"] = str(len(body))
            headers[POLICY] = policy(body)
            await self._send({**self._start, "headers": headers.raw})
            await self._send({"type": "http.response.body", "body": body})


def manifest_for(request: Request) -> JSONResponse:
    """Return the manifest with its words in the language of who asks; the name of the app is the same in all."""
    language = i18n.language_of(request.headers.get("accept-language", ""))
    _ = i18n.translate(language)
    fixed = json.loads(resources.files("assistant.web").joinpath("manifest.json").read_text(encoding="utf-8"))
    icons = fixed["icons"][:1]
    shortcuts = [{"name": _(page.name), "url": f"../{page.path}", "icons": icons} for page in _SHORTCUTS]
    words = {"name": frame.NAME, "short_name": _("Papers"), "description": _(frame.DESCRIPTION), "lang": language}
    manifest = {**words, **fixed, "shortcuts": shortcuts}
    return JSONResponse(manifest, media_type="application/manifest+json", headers={"vary": "accept-language"})
