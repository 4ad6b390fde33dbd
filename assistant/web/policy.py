"""What browsers are told to keep pages to: a content security policy and its older companions, on every answer.

Gradio compiles the scripts of its HTML components and events in the page (`new Function`), so `unsafe-eval` cannot be
left out, and it sets styles in attributes. But no script runs that is written into a page later, neither as an element
nor as an attribute: those that the page is sent with are named by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "content-security-policy"
_OF_GRADIO = "/assets/"  # its scripts and style sheets, sixty a page; what is in one is in its name
_WRITTEN = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def policy(page: bytes = b"") -> str:
    """Return the policy for an answer; for a page with the hashes of the scripts that are written in it."""
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in _WRITTEN.findall(page)
    ]
    scripts = " ".join(["'self'", *(["'unsafe-eval'", *hashes] if page else [])])
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; object-src 'none'; frame-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


class SecurityHeaders:
    """The middleware: every answer has the headers; the policy of a page is written where the page is.

    What never changes a browser is told to keep, which else asks for each of it anew with every page.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_ALWAYS)
                headers.setdefault(POLICY, policy())
                if scope["path"].startswith(_OF_GRADIO) and message["status"] == 200:
                    headers["cache-control"] = "private, max-age=31536000, immutable"
            await send(message)

        await self._app(scope, receive, sent if scope["type"] == "http" else send)
