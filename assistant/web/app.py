"""The web app as a whole: the tabs, and the server."""

from __future__ import annotations

import sys

import gradio as gr

from assistant.engine import Assistant
from assistant.errors import ConfigurationError
from assistant.ingest import ingest
from assistant.sample import read_sample, sample_file
from assistant.web import pages
from assistant.web.chat import chat_tab
from assistant.web.digest import brief_tab, compare_tab, newest_day
from assistant.web.fetching import fetch_offer

_SYSTEM_FONTS = ["system-ui", "sans-serif"]  # Gradio's own are fetched from a font server


def build(assistant: Assistant) -> gr.Blocks:
    """Return the page, not yet served."""
    with gr.Blocks(title="Daily Papers Assistant", analytics_enabled=False) as app:
        fetching = fetch_offer(assistant, app)
        with gr.Tab("Chat"):
            refresh_chat = chat_tab(assistant)
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


def launch(assistant: Assistant, *, host: str, port: int, block: bool) -> tuple[gr.Blocks, str]:
    """Serve the page and return it with its address; with `block`, only when it is stopped.

    Raises:
        ConfigurationError: the port is taken.
    """
    theme = gr.themes.Default(font=_SYSTEM_FONTS, font_mono=["ui-monospace", "monospace"])
    app = build(assistant)
    try:
        _, url, _ = app.queue(default_concurrency_limit=4).launch(
            server_name=host,
            server_port=port or None,
            quiet=True,
            prevent_thread_lock=True,
            ssr_mode=False,
            theme=theme,
            css=pages.style(),
            footer_links=[],
        )
    except OSError as error:
        raise ConfigurationError(f"The port {port} at {host} is taken.", "Choose another with --port.") from error
    if block:
        print(f"Daily Papers Assistant is at {url} (Ctrl+C stops it)", flush=True)
        app.block_thread()
    return app, url


def serve(assistant: Assistant, *, host: str, port: int) -> None:
    """Serve the app until it is stopped; an empty library gets the bundled sample first."""
    if not assistant.library.count():
        with sample_file() as path:
            done = ingest([path], read_sample, assistant.library)
        print(f"The library was empty: loaded the bundled sample of {done.papers} papers.", file=sys.stderr)
    launch(assistant, host=host, port=port, block=True)
