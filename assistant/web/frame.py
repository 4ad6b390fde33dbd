"""What all pages have in common: the theme, their heads, the line of links at the top, and the headers sent with them.

Gradio compiles scripts in the page (`new Function`), so `unsafe-eval` must be in the content security policy, and it
sets styles in attributes. But no script runs that is written into a page later: the others have hashes.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl

import gradio as gr
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.browsing.finding import day_of
from assistant.config import Language
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.people.person import current
from assistant.store.conversations import Conversations
from assistant.web import i18n, render
from assistant.web.gate import PERSON
from index.query import Filters

_HERE = Path(__file__).parent
NAME = "Daily Papers"
DESCRIPTION = (
    "Ask, brief and compare research papers: every sentence cites a sentence of an abstract that you can open."
)


class Page(NamedTuple):
    """A page: its name in the line of links, the end of its address, "" for the one at `/`, and what it is for."""

    name: str
    path: str
    about: str


TODAY = Page("Today", "", DESCRIPTION)
ASK = Page(
    "Ask", "ask", "Ask the papers: each sentence of an answer cites the sentence of an abstract that it rests on."
)
COMPARE = Page("Compare", "compare", "Papers side by side in a table, each cell with the quote that it comes from.")
LIBRARY = Page("Library", "library", "Search, filter and map the papers of your library, and add more.")
PAPER = Page("Paper", "paper", "A paper: its abstract, what is related to it, and where it was told of.")
SETTINGS = Page("Settings", "settings", "The model, the search, the sources, mail and the budget, each with a test.")
LINKED = (TODAY, ASK, COMPARE, LIBRARY)
HEADER = "\ue002"  # stands for the line of links in what Gradio sends; of a private area of Unicode

_SANS = ["system-ui", "sans-serif"]  # Gradio's own are fetched from a font server
_MONO = ["ui-monospace", "monospace"]
_LOOK = json.loads((_HERE / "theme.json").read_text(encoding="utf-8"))
_ACCENT, _STONE = (gr.themes.Color(name=name, **_LOOK[name]) for name in ("pine", "stone"))


def theme() -> gr.themes.Base:
    """Return the theme: ink and stone with one accent; what Gradio names has a colour in light, and one in dark."""
    return gr.themes.Base(
        primary_hue=_ACCENT, secondary_hue=_STONE, neutral_hue=_STONE, radius_size="sm", font=_SANS, font_mono=_MONO
    ).set(
        **{name: light for name, (light, _) in _LOOK["colours"].items()},
        **{f"{name}_dark": dark for name, (_, dark) in _LOOK["colours"].items()},
        **_LOOK["always"],
    )


def style() -> str:
    """Return the style sheets, one after the other in the order of their names."""
    return "\n".join(sheet.read_text(encoding="utf-8") for sheet in sorted(_HERE.glob("static/style/*.css")))


def header() -> gr.HTML:
    """Add the line of links to the page that is open; it is filled in when the page is sent, see `page_heads`."""
    gr.Navbar(visible=False)  # Gradio's own has neither our name nor the count

    return gr.HTML(HEADER, elem_id="header", js_on_load=render.LIVELY)


def counted(assistant: Assistant) -> str:
    """Return how many papers there are, and to which day, that of the newest list if it is later, in words."""
    library, _ = assistant.library, i18n.say
    papers, span, until = library.count(), library.span(), ""
    if span:
        newest = library.get(library.lexical.latest(1, Filters(since=span[1], by_list=True)))
        until = f" · {_('to')} {i18n.day(max([span[1], *(one.featured for one in newest if one.featured)]))}"
    return f"{i18n.number(papers)} {_('paper') if papers == 1 else _('papers')}{until}"


def line(assistant: Assistant, page: Page) -> str:
    """Return the line of links as it is now, without the number of papers if they cannot be read."""
    told = ""
    with suppress(AssistantError):
        told = counted(assistant)
    return render.render(
        "header.html",
        name=NAME,
        pages=LINKED,
        settings=SETTINGS,
        current=page,
        counted=told,
        person=current(),
        has_model=assistant.settings.has_endpoint,
    )


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
_TITLE = re.compile(r'"title":\s*' + re.escape(json.dumps(NAME)))
_LONGEST = 200  # characters of a description
_BY_PATH = {page.path: page for page in (*LINKED, PAPER, SETTINGS)}
MANIFEST = "/look/manifest.webmanifest"  # its addresses are relative to it, so they hold behind a proxy
_SHORTCUTS = (ASK, COMPARE, LIBRARY)


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


def security_headers(app: ASGIApp) -> ASGIApp:
    """Return the middleware: every answer has the headers, and what never changes a browser is told to keep."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_ALWAYS)
                headers.setdefault(POLICY, policy())
                if scope["path"].startswith(_ASSETS) and message["status"] == 200:
                    headers["cache-control"] = "private, max-age=31536000, immutable"
                elif (person := scope.get(PERSON)) and not person.is_local:  # no cache of several people may keep it
                    headers.setdefault("cache-control", "private, no-cache")
            await send(message)

        await app(scope, receive, sent if scope["type"] == "http" else send)

    return serve


class Head(NamedTuple):
    """The title and description of a page, and the line of links at its top, as HTML."""

    title: str
    description: str
    language: Language = "en"
    line: str = ""


def head_of(assistant: Assistant, page: Page, query: Mapping[str, str], language: Language = "en") -> Head:
    """Return what the head of a page says; title and description of a paper or a day are of what the address names."""
    _ = i18n.translate(language)
    with i18n.speaking(language):
        head = Head(f"{_(page.name)} · {NAME}", _(page.about), language, line(assistant, page))
    with suppress(AssistantError):  # the page says it
        if page == PAPER and (found := assistant.library.get(list(filter(None, [query.get("id")])))):
            abstract = " ".join(found[0].sentences)
            short = abstract if len(abstract) <= _LONGEST else f"{abstract[:_LONGEST].rpartition(' ')[0]}…"
            return head._replace(title=f"{found[0].title} · {NAME}", description=short or head.description)
        if page == ASK and (key := query.get("conversation")):
            return head._replace(title=f"{Conversations(assistant.database).get(key).title} · {NAME}")
    if page == TODAY:
        day = day_of(query.get("day", ""))
        return head._replace(title=f"{i18n.day(day, language)} · {NAME}" if day else NAME)
    return head


def rewritten(html: str, head: Head) -> str:
    """Return a page of Gradio's with our head in it."""
    html = html.replace('lang="en"', f'lang="{head.language}"', 1)
    words = i18n.of_scripts(head.language)
    ours = render.plain("head.html", name=NAME, title=head.title, description=head.description, words=words)
    html = i18n.put(html, head.language).replace(HEADER, json.dumps(head.line)[1:-1].replace("<", "\\u003c"))
    clean = _OF_GRADIO.sub("", html).replace(_CHARSET, f"{_CHARSET}\n{ours}", 1)
    title = json.dumps(head.title).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return _TITLE.sub(lambda _: f'"title":{title}', clean, count=1)  # Gradio's script sets it once more


def page_heads(app: ASGIApp, assistant: Assistant) -> ASGIApp:
    """Return the middleware: a page goes out with its head rewritten, in the language that is set or accepted."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = MutableHeaders(raw=list(scope["headers"]))
            if assistant.settings.language != "auto":
                headers["accept-language"] = assistant.settings.language
            page = _BY_PATH.get(scope["path"].rpartition("/")[2])
            if page and scope["method"] == "GET":
                del headers["accept-encoding"]
                query = dict(parse_qsl(scope["query_string"].decode("latin-1")))
                language = i18n.language_of(headers.get("accept-language", ""))
                send = _rewriting(send, await run_in_threadpool(head_of, assistant, page, query, language))
            scope = {**scope, "headers": headers.raw}
        await app(scope, receive, send)

    return serve


def _rewriting(send: Send, head: Head) -> Send:
    """Return what collects a page, and sends it rewritten; what is no page goes through."""
    start: Message | None = None
    page = b""

    async def sent(message: Message) -> None:
        nonlocal start, page
        is_start = message["type"] == "http.response.start"
        if is_start and Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
            start = message
        elif start is None:
            await send(message)
        else:
            page += message.get("body", b"")
            if not message.get("more_body"):
                body = rewritten(page.decode(), head).encode()
                MutableHeaders(scope=start).update({"content-length": str(len(body)), POLICY: policy(body)})
                await send(start)
                await send({"type": "http.response.body", "body": body})

    return sent


def manifest_for(request: Request) -> JSONResponse:
    """Return the manifest with its words in the language of who asks; the name of the app is the same in all."""
    language = i18n.language_of(request.headers.get("accept-language", ""))
    _ = i18n.translate(language)
    fixed = json.loads((_HERE / "manifest.json").read_text(encoding="utf-8"))
    icons = fixed["icons"][:1]
    shortcuts = [{"name": _(page.name), "url": f"../{page.path}", "icons": icons} for page in _SHORTCUTS]
    words = {"name": NAME, "short_name": _("Papers"), "description": _(DESCRIPTION), "lang": language}
    manifest = {**words, **fixed, "shortcuts": shortcuts}
    return JSONResponse(manifest, media_type="application/manifest+json", headers={"vary": "accept-language"})
