"""The one server: FastAPI with the pages at `/`, run by uvicorn in a thread of its own, so that others can stop it."""

import asyncio
import errno
import ipaddress
import logging
import signal
import socket
import threading
import warnings
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from assistant.api.door import ToolsEndpoint, doors
from assistant.api.problems import invalid
from assistant.api.protocol import refused
from assistant.engine import Assistant
from assistant.errors import AssistantError, ConfigurationError
from assistant.metrics import MEDIA
from assistant.web import frame
from assistant.web.edges import LARGEST_UPLOAD, edges, names
from assistant.web.frame import MANIFEST, manifest_for, page_heads, security_headers
from assistant.web.gate import Sessions, gate, page_sessions
from assistant.web.login import Pages

_AT_ONCE = 100  # of each thing that pages ask for: an answer holds a thread while it waits for a model
_THREADS = 400  # in all, so that pages and answers without a model find one while others wait
REMEMBERED = 8  # open pages of which Gradio remembers what it last showed, 0.7 MB each; ours need it of none
_PARTING = 3  # seconds for what still has to be sent; a model's thinking ends within half a second
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "": "127.0.0.1", "::": "[::1]"}  # noqa: S104  what is shown, not listened to


def application(assistant: Assistant, blocks: gr.Blocks, *, network: bool = False, must: bool = False) -> FastAPI:
    """Return the server; with `network` it answers under a network's addresses, with `must` only who has a login."""
    assistant.is_served = True
    tools = ToolsEndpoint(assistant)
    sessions = Sessions(assistant.settings.home, assistant.people, assistant.settings.root_path)
    server = FastAPI(title=frame.NAME, docs_url=None, redoc_url=None, openapi_url=None, lifespan=tools.lifespan)

    @server.api_route("/healthz", methods=["GET", "HEAD"])
    def healthz() -> JSONResponse:
        """Say whether the library can be read, and how many papers it has."""
        papers = None
        with suppress(AssistantError):
            papers = assistant.library.count()
        said = {"ok": papers is not None, "papers": papers, "version": version("daily-papers-assistant")}
        return JSONResponse(said, 503 if papers is None else 200)

    Pages(assistant, sessions).add_to(server)
    server.add_api_route("/metrics", lambda: Response(assistant.metrics.exposition(), media_type=MEDIA))
    server.router.routes.extend(doors(assistant, tools))
    server.add_route(MANIFEST, manifest_for)
    server.mount("/look", StaticFiles(packages=[("assistant.web", "static")]), name="static")
    settings = assistant.settings
    server.add_middleware(page_heads, assistant=assistant)
    server.add_middleware(CORSMiddleware)  # no other origin may read anything; Gradio adds no rules of its own then
    server.add_middleware(page_sessions)
    server.add_middleware(gate, people=assistant.people, sessions=sessions, must=must)
    server.add_middleware(edges, names=names(settings.allowed_hosts, settings.root_path, network=network))
    server.add_middleware(security_headers)
    with warnings.catch_warnings():  # gradio 6.31 warns of rendering on the server, which it is told not to do
        warnings.filterwarnings("ignore", "SSR mode is not supported with multi-page apps")
        return _mounted(server, assistant, blocks)


def _mounted(server: FastAPI, assistant: Assistant, blocks: gr.Blocks) -> FastAPI:
    """Mount the pages: whatever the environment says, no history in the browser, no monitoring, no tools for others."""
    blocks.vibe_mode = False  # what an editor in the page writes would be run here; only GRADIO_VIBE_MODE sets it
    blocks.max_threads = _THREADS
    blocks.state_session_capacity = REMEMBERED
    mounted = gr.mount_gradio_app(
        server,
        blocks.queue(default_concurrency_limit=_AT_ONCE),
        path="/",
        root_path=assistant.settings.root_path,
        max_file_size=LARGEST_UPLOAD,
        theme=frame.theme(),
        css=frame.style(),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        show_error=False,
        enable_monitoring=False,
        mcp_server=False,
        pwa=False,
    )

    def unreadable(request: Request, error: Exception) -> Response:
        """Refuse an event that is none. FastAPI would send back what it got, and fail where that is not UTF-8."""
        wrong = invalid(error) if isinstance(error, RequestValidationError) else []
        return refused(request.url.path, 422, "; ".join(f"{place}: {what}" for place, what in wrong))

    for app in _mounts(mounted):
        if isinstance(app, gr.routes.App):
            app.add_exception_handler(RequestValidationError, unreadable)
    return mounted  # type: ignore[no-any-return]


def _mounts(server: FastAPI) -> list[ASGIApp]:
    return [route.app for route in server.routes if isinstance(route, Mount | Route)]


def listening(host: str, port: int, *, network: bool = False) -> socket.socket:
    """Return a socket that listens at an address; port 0 takes a free one."""
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        both = place[0] == "::" and socket.has_dualstack_ipv6()  # systems differ in whether `::` takes IPv4 as well
        listener = socket.create_server(place, family=family, dualstack_ipv6=both)
    except (OSError, UnicodeError) as error:  # a name that cannot be one is a UnicodeError
        raise _cannot_listen(host, port, error) from error
    if not (network or is_of_this_machine(listener)):
        listener.close()
        what = f"At {host} everybody in the network could read and change everything: there are no logins."
        todo = "Add --allow-network if that is meant, or give people logins with `assistant users add`."
        raise ConfigurationError(what, todo)
    return listener


def is_of_this_machine(listener: socket.socket) -> bool:
    """Tell whether only programs on this machine can reach a socket."""
    return ipaddress.ip_address(listener.getsockname()[0]).is_loopback


def _cannot_listen(host: str, port: int, error: OSError | UnicodeError) -> ConfigurationError:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        return ConfigurationError(f"The port {port} at {host} is taken.", "Choose another with --port.")
    if number == errno.EACCES:
        return ConfigurationError(f"The port {port} is not yours to take.", "Choose one above 1023 with --port.")
    shown = f"{host[:60]!r}" if isinstance(error, UnicodeError) or not host.isprintable() or not host else host
    why = "no name is written like this"
    if isinstance(error, OSError):
        why = str(error.strerror).partition(" (while")[0]  # where Python names the address once more
    return ConfigurationError(
        f"{shown} is no address of this machine ({why}).",
        "Choose another with --host: a bare name or number, such as 127.0.0.1 or ::1; the port goes with --port.",
    )


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, streams: Sequence[asyncio.Event]) -> None:
        super().__init__(config)
        self._streams = streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the streams by which open pages show that they are there, and wait for all others."""
        for stream in self._streams:
            stream.set()
        await super().shutdown(sockets)


class Running:
    """A server that runs; `url` is its address in a browser on this machine."""

    def __init__(self, server: uvicorn.Server, listener: socket.socket, stopping: threading.Event) -> None:
        host, port = listener.getsockname()[:2]
        shown = _EVERYWHERE.get(host, f"[{host}]" if ":" in host else host)
        self.url = f"http://{shown}:{port}/"
        self._server, self._stopping, self._beside = server, stopping, list[threading.Thread]()
        self._thread = threading.Thread(target=server.run, args=([listener],), name="server", daemon=True)
        self._thread.start()

    def accompany(self, beside: threading.Thread) -> None:
        """Begin what goes on beside the server and ends with it."""
        beside.start()
        self._beside.append(beside)

    def wait(self) -> None:
        """Return when the server has stopped, which SIGINT and SIGTERM make it do, and a second one at once."""
        before = {number: signal.signal(number, lambda *_: self.stop()) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            self._ended()
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def stop(self) -> None:
        """Tell the server to stop; told again, it waits for nothing."""
        self._server.force_exit = self._stopping.is_set()
        self._stopping.set()
        self._server.should_exit = True

    def close(self) -> None:
        """Stop the server, and return when it has."""
        self.stop()
        self._ended()

    def _ended(self) -> None:
        self._thread.join()
        for beside in self._beside:  # libraries in C++ abort a process that ends while a thread is in them
            beside.join(_PARTING)


def start(application: FastAPI, listener: socket.socket, stopping: threading.Event) -> Running:
    """Serve an application at a socket. When it is told to stop `stopping` is set, for what is still at work."""

    def is_news(record: logging.LogRecord) -> bool:
        """Tell of no stream that is cut at the end, nor of one that is gone since a restart: its page is told so."""
        error = record.exc_info[1] if record.exc_info else None
        is_lost = isinstance(error, RuntimeError) and isinstance(error.__cause__, HTTPException)
        return not (stopping.is_set() or is_lost)

    logging.getLogger("uvicorn.error").addFilter(is_news)
    config = uvicorn.Config(
        application, log_level="warning", access_log=False, ws="none", lifespan="on", timeout_graceful_shutdown=_PARTING
    )
    streams = [app.stop_event for app in _mounts(application) if hasattr(app, "stop_event")]
    return Running(_Server(config, streams), listener, stopping)
