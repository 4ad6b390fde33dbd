"""The page of the library: search, filters, a list, a map, adding and removing; `library_desk` answers its script."""

from __future__ import annotations

import gradio as gr

from assistant.browsing.exports import FORMATS
from assistant.browsing.removal import Bin
from assistant.engine import Assistant
from assistant.web import frame, render
from assistant.web.pages import library_adding, library_mapping
from assistant.web.pages.library_desk import Desk


def build(assistant: Assistant, app: gr.Blocks, removed: Bin) -> None:
    """Add the page to the Blocks that are open; what it takes out of the library goes into the bin."""
    frame.header()
    page = gr.HTML(
        render.laid_out("library.html", formats=FORMATS),
        elem_id="library",
        js_on_load=render.script("library.js"),
        server_functions=Desk(assistant, removed).functions(),
    )
    library_adding.panel(assistant)
    library_mapping.panel(assistant, page, render.script("library_map.js"))
