"""The web app as a whole: its pages, and how they are served."""

import html
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import gradio as gr

from assistant.browsing.adding import Bin
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.ingest.files import ingest, read_sample, sample_file
from assistant.ingest.reading import FollowingBeside, ReadingBeside
from assistant.people.person import KeepersOnly, Person, acting
from assistant.web import edges, frame, wording
from assistant.web.gate import PERSON
from assistant.web.pages import ask, compare, library, paper, settings, today
from assistant.web.server import Running, application, is_of_this_machine, listening, start
from index.unseen import encodable

_log = logging.getLogger(__name__)


@contextmanager
def _laid_out_only() -> Iterator[None]:
    """Let Gradio make no application for each page that is laid out (0.5 s in all): the one that is mounted serves."""
    made = gr.routes.App.create_app
    gr.routes.App.create_app = staticmethod(lambda *_, **__: None)
    try:
        yield
    finally:
        gr.routes.App.create_app = staticmethod(made)


@_laid_out_only()
def build(assistant: Assistant, stopping: Event | None = None) -> gr.Blocks:
    """Return the pages, not yet served; when `stopping` is set, the answers that are being written end."""
    stopping, removed = stopping or Event(), Bin(assistant.library)
    with PersonalBlocks(title=frame.NAME, analytics_enabled=False, delete_cache=edges.CLEANED) as app:
        today.build(assistant, app)
    with app.route(frame.ASK.name, frame.ASK.path):
        ask.build(assistant, app, stopping)
    with app.route(frame.COMPARE.name, frame.COMPARE.path):
        compare.build(assistant, app)
    with app.route(frame.LIBRARY.name, frame.LIBRARY.path):
        library.build(assistant, app, removed)
    with app.route(frame.PAPER.name, frame.PAPER.path):
        paper.build(assistant, app, removed)
    with app.route(frame.SETTINGS.name, frame.SETTINGS.path):
        settings.build(assistant, app)
    return app


def launch(assistant: Assistant, *, host: str, port: int, block: bool, network: bool = False) -> tuple[Running, str]:
    """Serve the pages and return what serves them, with their address; with `block`, only when it is stopped."""
    is_open, network = network, network or assistant.people.any()
    listener = listening(host, port, network=network)
    folder = edges.take_in(assistant.settings.home)
    stopping = Event()
    outside = not is_of_this_machine(listener)
    must = outside and not is_open
    server = application(assistant, build(assistant, stopping), network=outside, must=must)
    running = start(server, listener, stopping)
    for beside in (ReadingBeside, FollowingBeside):
        running.accompany(beside(lambda: assistant.library, stopping))
    if block:
        print(f"{frame.NAME} is at {running.url} (Ctrl+C stops it)", flush=True)
        running.wait()
        edges.leave(folder)
    return running, running.url


def serve(assistant: Assistant, *, host: str, port: int, network: bool = False) -> None:
    """Serve the app until it is stopped; an empty library that nobody shares gets the bundled sample first."""
    if not (assistant.library.is_shared or assistant.library.count()):
        with sample_file() as path:
            done = ingest([path], read_sample, assistant.library)
        print(f"The library was empty: loaded the bundled sample of {done.papers} papers.", file=sys.stderr)
    launch(assistant, host=host, port=port, block=True, network=network)


class PersonalBlocks(gr.Blocks):  # type: ignore[misc]
    """Blocks whose events know who acts, said anew for each from its request: Gradio works them off in any context."""

    async def process_api(
        self,
        block_fn: gr.blocks.BlockFunction | int,
        inputs: list[object],
        *args: Any,  # noqa: ANN401  as Gradio has them
        **named: Any,  # noqa: ANN401
    ) -> dict[str, Any]:
        """Run one step of an event; see Gradio's own."""
        request = named.get("request") or (args[1] if len(args) > 1 else None)
        person = _person(request)
        function = self.fns[block_fn] if isinstance(block_fn, int) else block_fn
        texts = _readable(function, inputs)
        try:
            if person and not person.is_keeper and function.page == frame.SETTINGS.path:
                raise KeepersOnly
            with acting(person):
                result: dict[str, Any] = await super().process_api(block_fn, texts, *args, **named)
        except AssistantError as error:  # Gradio would print a traceback, and tell the page nothing
            _log.warning("An event of a page was refused: %s", error)
            raise gr.Error(html.escape(wording.in_browser(str(error))), print_exception=False) from error
        return result


def _readable(function: gr.blocks.BlockFunction, inputs: list[object]) -> list[object]:
    """Return what the parts of a page sent, with texts that can be stored."""
    read = list[object]()
    for part, value in zip(function.inputs, inputs, strict=False):
        sent = "" if value is None and isinstance(part, gr.Textbox) else value
        if isinstance(part, gr.Textbox) and not isinstance(sent, str):
            break
        read.append(encodable(sent) if isinstance(sent, str) else sent)
    if len(read) < len(function.inputs):
        raise gr.Error("This is no event of a page of ours.", print_exception=False)
    return read


def _person(request: object) -> Person | None:
    """Return who has sent a request, as the gate has found it; None for one that came by no gate."""
    scope = getattr(getattr(request, "request", None), "scope", {})
    person = scope.get(PERSON)
    return person if isinstance(person, Person) else None
