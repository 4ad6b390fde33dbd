"""Where the server lets programs in: the routes of REST, of OpenAI's protocol and of MCP, for the one application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.api import protocol, responses, rest
from assistant.api.answers import apart
from assistant.api.problems import AS_PROBLEMS, MEDIA, Problem
from assistant.api.protocol import AS_ERRORS, MODEL, check_model
from assistant.engine import Assistant

_HERE = Path(__file__).parent
_ABOUT = "Cited answers, comparisons and briefs over research papers: every sentence cites a sentence of an abstract."
_MODEL = {"id": MODEL, "object": "model", "created": 0, "owned_by": "this library"}

_PROBLEM = {
    "description": "A problem document (RFC 9457).",
    "content": {MEDIA: {"schema": Problem.model_json_schema()}},  # `model` would stand under application/json
}


def doors(assistant: Assistant, tools: ToolsEndpoint) -> list[BaseRoute]:
    """Return the routes."""
    return [
        Mount("/api", _rest(assistant), name="api"),
        Mount("/v1", _openai(assistant), name="v1"),
        Route("/mcp", tools, name="mcp"),  # exactly there: a mount would send `/mcp` on to `/mcp/`
    ]


def _openai(assistant: Assistant) -> FastAPI:
    """Return the server of OpenAI's protocol: one model, which answers with citations."""
    server = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, exception_handlers=AS_ERRORS)

    @server.get("/models")
    def models() -> dict[str, object]:
        return {"object": "list", "data": [_MODEL]}

    @server.get("/models/{name:path}")
    def model(name: str) -> dict[str, object]:
        check_model(name)
        return dict(_MODEL)

    server.include_router(protocol.router(assistant))
    server.include_router(responses.router(assistant))
    return server


def _rest(assistant: Assistant) -> FastAPI:
    """Return the REST server, its OpenAPI document, and the pages that show it, which load nothing from elsewhere."""
    server = FastAPI(
        title="Daily Papers Assistant",
        version=version("daily-papers-assistant"),
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        root_path_in_servers=False,
        servers=[{"url": "."}],  # under whatever prefix a proxy shows
        responses={"default": _PROBLEM},
        exception_handlers=AS_PROBLEMS,
    )
    for router in (rest.questions, rest.papers, rest.kept):
        server.include_router(router(assistant))
    server.mount("/ui", StaticFiles(packages=[("fastapi_offline", "static")]), name="ui")
    for path, file, media in (
        ("/docs", "static/docs.html", "text/html"),
        ("/docs.js", "static/docs.js", "text/javascript"),
        ("/SKILL.md", "SKILL.md", "text/markdown"),  # tells coding agents how to use this
    ):
        server.add_route(path, partial(_file, _HERE / file, media), include_in_schema=False)
    return server


def _file(path: Path, media: str, _: Request) -> FileResponse:
    return FileResponse(path, media_type=media)


class ToolsEndpoint:
    """An ASGI application. When `stop_event` is set its streams end, as those of the pages do."""

    def __init__(self, assistant: Assistant) -> None:
        self.stop_event = asyncio.Event()
        self._assistant = assistant
        self._lock = asyncio.Lock()
        self._serves: ASGIApp | None = None
        self._running: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        async with self._lock:
            if self._serves is None:
                await self._start()
        assert self._serves  # noqa: S101  it has been started
        await self._serves(scope, receive, send)

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """End with the application what still runs."""
        yield
        self.stop_event.set()
        if self._running:
            await self._running

    async def _start(self) -> None:
        from assistant.api.tools import over_http  # noqa: PLC0415  mcp takes a second to import

        manager = await apart(lambda: over_http(self._assistant))
        started = asyncio.Event()

        async def run() -> None:
            async with manager.run():
                started.set()
                await self.stop_event.wait()

        self._running = asyncio.create_task(run())
        await started.wait()
        self._serves = manager.handle_request
