"""The endpoint of MCP over HTTP; what serves it is imported and made when somebody asks for the first time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.api.streams import apart

if TYPE_CHECKING:
    from assistant.engine import Assistant


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

    async def close(self) -> None:
        """End what still runs."""
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
