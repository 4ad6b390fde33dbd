"""What open pages wait for, each of which can stop its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

import gradio as gr


class Stops:
    """The signs to stop of the pages that wait, by what Gradio knows a page by."""

    def __init__(self) -> None:
        self._stops: dict[str, Event] = {}

    @contextmanager
    def waiting(self, request: gr.Request) -> Iterator[Event]:
        """Lend the sign that is set when the page that asks is to wait no more."""
        key, stop = str(request.session_hash), Event()
        self._stops[key] = stop
        try:
            yield stop
        finally:
            stop.set()
            if self._stops.get(key) is stop:
                del self._stops[key]

    def halt(self, request: gr.Request) -> gr.Button:
        """Stop what a page waits for, and return its button for that, which goes."""
        if stop := self._stops.get(str(request.session_hash)):
            stop.set()
        return gr.Button(visible=False)
