"""Who may ask the server, and for what; everything else is refused before any route sees it.

Any web page can make a browser send requests to a server on the same machine, and a name that points here (DNS
rebinding) lets it read the replies. So a request must be made under a name of ours (`Host`) and come from our own pages
(`Origin`, and Fetch Metadata, https://www.w3.org/TR/fetch-metadata).
"""

import ipaddress
import logging
import os
import re
import shutil
import socket
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.api.protocol import refused
from index.storage import told

LARGEST_UPLOAD = 256 * 1024 * 1024  # bytes of the files that are added together; `assistant ingest` takes any size
LARGEST_BODY = 4 * 1024 * 1024  # bytes of any other request: a page sends what is typed into it

_AUTHORITY = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|[^\s\[\]:@/?#\\]+)(?P<port>:\d{1,5})?", re.IGNORECASE)
_UPLOAD = "/gradio_api/upload"
_NOT_OURS = "This is no name of this server. Ask for it by its address, or put the name into the setting allowed_hosts."
_STRANGER = "This request comes from the page of another site."
# Of what Gradio answers, what our pages use (seen in the browser tests). Its files, its proxy, its logins, its
# documentation and its tools for developers are used by none of them.
_USED = (
    r"queue/(?:join|data)|heartbeat/[^/]+|component_server/?|cancel|reset|run/[^/]+|upload|upload_progress|app_id|"
    r"startup-events"
)
_CLOSED = re.compile(
    rf"/gradio_api(?!/(?:{_USED})/?$)|/(?:monitoring|login/|logout|pwa_icon|manifest\.json|custom_component|svelte)(?:/|$)"
)
FOLDER = "uploads"
_log = logging.getLogger(__name__)
CLEANED = 3600, 24 * 3600  # seconds between two looks, and the age at which a file goes; at the end of a server all go


class Names(NamedTuple):
    """The names of the server: those that are set, in small letters, and with `network` those that a network gives."""

    set: frozenset[str] = frozenset()
    network: bool = False

    def own(self, authority: str) -> bool:
        """Tell whether a `Host` is ours. An address cannot be made to point here, so in a network any one is."""
        parts = _AUTHORITY.fullmatch(authority)
        if parts is None:
            return False
        host = parts["host"].lower()
        if host == "localhost" or {host, authority.lower()} & self.set:
            return True
        try:
            address = ipaddress.ip_address(host.strip("[]"))
        except ValueError:
            name = socket.gethostname().lower()
            return self.network and host in (name, f"{name}.local")  # the second by mDNS, RFC 6762
        return address.is_loopback or self.network

    def send(self, origin: str, host: str) -> bool:
        """Tell whether an `Origin` is of our own pages: that of the `Host` that is asked, or a name that is set."""
        try:
            scheme, authority = urlsplit(origin.lower())[:2]
            name = urlsplit(origin.lower()).hostname
        except ValueError:
            return False
        return scheme in ("http", "https") and (authority == host.lower() or bool({authority, name} & self.set))


def names(allowed: Iterable[str], root_path: str, *, network: bool) -> Names:
    """Return the names of a server, from the settings `allowed_hosts` and `root_path`, which may be an address."""
    public = [*allowed, urlsplit(root_path).netloc]
    return Names(frozenset(name.lower() for name in public if name), network)


def edges(app: ASGIApp, names: Names) -> ASGIApp:
    """Return the middleware: only requests under our names, from our pages, to a route in use, of a size it needs."""
    upload = RequestBodyLimitMiddleware(uploads(app), LARGEST_UPLOAD)
    other = RequestBodyLimitMiddleware(app, LARGEST_BODY)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        limited = upload if scope.get("path") == _UPLOAD else other
        refusal = None if scope["type"] == "lifespan" else _refusal(scope, names, limited.max_body_size)
        await (refused(scope["path"], *refusal) if refusal else limited)(scope, receive, send)

    return serve


def _refusal(scope: Scope, names: Names, largest: int) -> tuple[int, str] | None:
    """Return the status and the reason with which a request is refused, None for one that is answered."""
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    forwarded = [name.strip() for given in headers.getlist("x-forwarded-host") for name in given.split(",")]
    if not all(names.own(name) for name in (host, *forwarded)):
        return 400, _NOT_OURS
    origins = headers.getlist("origin")
    if not all(names.send(origin, host) for origin in origins) or (not origins and _crosses(scope, headers)):
        return 403, _STRANGER
    if _CLOSED.match(scope["path"]):
        return 404, "Not Found"
    length = headers.get("content-length", "")
    return (413, f"A request has at most {largest:,} bytes.") if length.isdecimal() and int(length) > largest else None


def _crosses(scope: Scope, headers: Headers) -> bool:
    """Tell whether a browser says that another site asks; a link to a page of ours may be followed from anywhere."""
    if headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
        return False
    followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return not (followed and scope.get("method") == "GET")


def take_in(home: Path) -> Path:
    """Make the folder, empty it of what a killed server left, and let Gradio, which asks the environment, use it."""
    folder = home / FOLDER
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.iterdir():
            if time.time() - left.stat().st_mtime > CLEANED[1]:
                shutil.rmtree(left, ignore_errors=True)
    except OSError:  # the pages can be read where nothing can be written
        folder = Path(tempfile.mkdtemp(prefix="daily-papers-"))
    os.environ["GRADIO_TEMP_DIR"] = str(folder)
    return folder


def leave(folder: Path) -> None:
    """Remove the folder if nothing is left in it but empty ones; another server may still use it."""
    with suppress(OSError):
        for inner in sorted(folder.rglob("*"), reverse=True):
            inner.rmdir()
        folder.rmdir()


def uploads(app: ASGIApp) -> ASGIApp:
    """Return the middleware of the route that takes files in: what cannot be written is told, and no part is left."""
    under_way = 0

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal under_way
        failed, said = False, "These files could not be taken in."

        async def passed(message: Message) -> None:
            nonlocal failed
            failed = failed or message.get("status") == HTTPStatus.INTERNAL_SERVER_ERROR
            if not failed:
                await send(message)

        under_way += 1
        try:
            await app(scope, receive, passed)
        except OSError as error:
            failed, said = True, str(told(temporary(), error))
        except ClientDisconnect:
            return
        finally:
            under_way -= 1
            for part in filter(Path.is_file, temporary().glob(f"{tempfile.gettempprefix()}*")) if not under_way else ():
                part.unlink(missing_ok=True)
        if failed:
            _log.warning("%s", said)
            await PlainTextResponse(said, HTTPStatus.INSUFFICIENT_STORAGE)(scope, receive, send)

    return serve


def temporary() -> Path:
    """Return the folder that was taken."""
    return Path(os.environ.get("GRADIO_TEMP_DIR") or Path(tempfile.gettempdir(), "gradio"))  # as Gradio has it
