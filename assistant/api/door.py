"""Where the server lets programs in: the routes of REST, of OpenAI's protocol and of MCP, for the one application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI
from starlette.routing import Mount, Route

from assistant.api import chat, responses
from assistant.api.protocol import MODEL, check_model, told_in_protocol
from assistant.api.rest import rest
from assistant.api.tools_endpoint import ToolsEndpoint
from assistant.engine import Assistant


class Door:
    """The routes, and the lifespan of the application that has them."""

    def __init__(self, assistant: Assistant) -> None:
        self._tools = ToolsEndpoint(assistant)
        self._routes = [
            Mount("/api", rest(assistant), name="api"),
            Mount("/v1", openai(assistant), name="v1"),
            Route("/mcp", self._tools, name="mcp"),  # exactly there: a mount would send `/mcp` on to `/mcp/`
        ]

    def open(self, server: FastAPI) -> None:
        """Add the routes."""
        server.router.routes.extend(self._routes)

    @property
    def lifespan(self) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
        """What ends with the application."""

        @asynccontextmanager
        async def lifespan(_: FastAPI) -> AsyncIterator[None]:
            yield
            await self._tools.close()

        return lifespan


_MODEL = {"id": MODEL, "object": "model", "created": 0, "owned_by": "this library"}


def openai(assistant: Assistant) -> FastAPI:
    """Return the server."""
    server = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    told_in_protocol(server)

    @server.get("/models")
    def models() -> dict[str, object]:
        return {"object": "list", "data": [_MODEL]}

    @server.get("/models/{name:path}")
    def model(name: str) -> dict[str, object]:
        check_model(name)
        return dict(_MODEL)

    server.include_router(chat.router(assistant))
    server.include_router(responses.router(assistant))
    return server
