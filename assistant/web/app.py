"""The web app as a whole: its pages, and how they are served."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

import gradio as gr

from assistant.browsing.removal import Bin
from assistant.engine import Assistant
from assistant.ingest.files import ingest
from assistant.ingest.reading import FollowingBeside, ReadingBeside
from assistant.ingest.sample import read_sample, sample_file
from assistant.web import frame, uploads
from assistant.web.blocks import PersonalBlocks
from assistant.web.pages import ask, compare, library, paper, settings, today
from assistant.web.server import Running, application, is_of_this_machine, listening, start


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
    with PersonalBlocks(title=frame.NAME, analytics_enabled=False, delete_cache=uploads.CLEANED) as app:
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
    folder = uploads.take_in(assistant.settings.home)
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
        uploads.leave(folder)
    return running, running.url


def serve(assistant: Assistant, *, host: str, port: int, network: bool = False) -> None:
    """Serve the app until it is stopped; an empty library that nobody shares gets the bundled sample first."""
    if not (assistant.library.is_shared or assistant.library.count()):
        with sample_file() as path:
            done = ingest([path], read_sample, assistant.library)
        print(f"The library was empty: loaded the bundled sample of {done.papers} papers.", file=sys.stderr)
    launch(assistant, host=host, port=port, block=True, network=network)
