"""The web app as a whole: the tabs, and how it is served."""

from __future__ import annotations

import sys
from threading import Event

import gradio as gr

from assistant.engine import Assistant
from assistant.ingest.files import ingest
from assistant.ingest.sample import read_sample, sample_file
from assistant.web import pages
from assistant.web.chat import chat_tab
from assistant.web.digest import brief_tab, compare_tab, newest_day
from assistant.web.fetching import fetch_offer
from assistant.web.server import Running, application, listening, start


def build(assistant: Assistant, stopping: Event | None = None) -> gr.Blocks:
    """Return the page, not yet served; when `stopping` is set, the answers that are being written end."""
    with gr.Blocks(title="Daily Papers Assistant", analytics_enabled=False) as app:
        fetching = fetch_offer(assistant, app)
        with gr.Tab("Chat"):
            refresh_chat = chat_tab(assistant, app, stopping or Event())
        # Rendered at once: a field that is made when its tab is opened forgets what is typed in the first moment.
        with gr.Tab("Brief", render_children=True):
            last_day = brief_tab(assistant)
        with gr.Tab("Compare", render_children=True):
            compare_tab(assistant)
        for ended in fetching:
            ended.then(lambda: newest_day(assistant), None, last_day, api_visibility="private", show_progress="hidden")
            refresh_chat(ended)
        gr.HTML(pages.render("message.html", text=assistant.writer_note()), elem_id="writer")
    return app


def launch(assistant: Assistant, *, host: str, port: int, block: bool) -> tuple[Running, str]:
    """Serve the page and return what serves it, with its address; with `block`, only when it is stopped.

    Raises:
        ConfigurationError: the port is taken, or the host is no address of this machine.
    """
    listener = listening(host, port)
    stopping = Event()
    server = application(assistant, build(assistant, stopping))
    running = start(server, listener, stopping)
    if block:
        print(f"Daily Papers Assistant is at {running.url} (Ctrl+C stops it)", flush=True)
        running.wait()
    return running, running.url


def serve(assistant: Assistant, *, host: str, port: int) -> None:
    """Serve the app until it is stopped; an empty library gets the bundled sample first."""
    if not assistant.library.count():
        with sample_file() as path:
            done = ingest([path], read_sample, assistant.library)
        print(f"The library was empty: loaded the bundled sample of {done.papers} papers.", file=sys.stderr)
    launch(assistant, host=host, port=port, block=True)
