"""What a browser is told of the app to install it, in the reader's language (https://www.w3.org/TR/appmanifest/)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse

from assistant.config import Language
from assistant.web import frame, i18n

PATH = "/look/manifest.webmanifest"  # its addresses are relative to it, so they hold behind a proxy
_PAPER = "#fbfaf7"  # the ground of the pages
_PNG = "image/png"
_SHORTCUTS = (frame.ASK, frame.COMPARE, frame.LIBRARY)


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


def answer(request: Request) -> JSONResponse:
    """Return it in the language of who asks."""
    language = i18n.language_of(request.headers.get("accept-language", ""))
    return JSONResponse(manifest(language), media_type="application/manifest+json", headers={"vary": "accept-language"})
