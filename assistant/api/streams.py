"""The events of an answer, drawn in threads, and closed when nobody listens: that ends the model's reply at once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from threading import Lock
from typing import TypeVar

from anyio import CancelScope, CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from assistant.api.problems import LEFT
from assistant.types import AnswerEvent, Finished

# Threads that may wait for models, apart from those in which everything else is answered.
_WAITING = CapacityLimiter(64)
_Result = TypeVar("_Result")


async def apart(work: Callable[[], _Result]) -> _Result:
    """Return the result of what may take long, done in a thread that nothing quick waits for."""
    return await to_thread.run_sync(work, limiter=_WAITING)


class Events:
    """The events of an answer, of which the first is there already."""

    def __init__(self, events: Iterator[AnswerEvent]) -> None:
        self._events, self._lock = events, Lock()
        self._first: AnswerEvent | None = None

    @classmethod
    async def begun(cls, events: Iterator[AnswerEvent]) -> Events:
        """Return them when the first one is there, so that what raises before it still has a status."""
        begun = cls(events)
        begun._first = await apart(begun._next)
        return begun

    async def __aiter__(self) -> AsyncIterator[AnswerEvent]:
        event = self._first
        while event is not None:
            yield event
            event = await apart(self._next)

    async def close(self) -> None:
        """End what makes them; may be called twice, and also where the task is being cancelled."""
        with CancelScope(shield=True):
            await apart(self._end)

    def _next(self) -> AnswerEvent | None:
        with self._lock:
            return next(self._events, None)

    def _end(self) -> None:
        with self._lock:  # a server that stops does not wait for the thread in which the next one is made
            getattr(self._events, "close", lambda: None)()

    async def finished(self, request: Request) -> Finished:
        """Return the last event, for who does not stream."""
        last = None
        try:
            async for event in self:
                last = event
                if await request.is_disconnected():
                    raise HTTPException(LEFT, "Who asked is gone.")
        finally:
            await self.close()
        assert isinstance(last, Finished)  # noqa: S101  an answer ends with it
        return last


class Stream(StreamingResponse):
    """Server-sent events made of the events of an answer, which are closed however it ends."""

    media_type = "text/event-stream"

    def __init__(self, events: Events, content: AsyncIterator[str], headers: dict[str, str] | None = None) -> None:
        quick = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # nginx would hold it back
        super().__init__(content, headers={**quick, **(headers or {})})
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._events.close()


def sent(data: str, event: str = "") -> str:
    """Return one server-sent event; `data` is one line."""
    return f"event: {event}\ndata: {data}\n\n" if event else f"data: {data}\n\n"
