"""The page of a comparison: its address says what stands side by side, and each of its links is another address."""

from __future__ import annotations

from collections.abc import Iterator

import gradio as gr

from assistant.engine import Assistant
from assistant.web import frame, render
from assistant.web.pages.compare_desk import Desk
from assistant.web.pages.compare_made import Made
from assistant.web.pages.compare_view import View
from assistant.web.pages.compare_wanted import Wanted

_SCRIPT = render.script("compare.js") + render.LIVELY


def build(assistant: Assistant, app: gr.Blocks) -> None:
    """Add the page to the Blocks that are open."""
    frame.header()
    made = Made(assistant)
    view, desk = View(assistant, made), Desk(assistant, made)
    opening = render.laid_out("compare_opening.html")
    page = gr.HTML(opening, elem_id="comparison", js_on_load=_SCRIPT, server_functions=desk.functions())

    def opened(request: gr.Request) -> Iterator[str]:
        """Show what the address asks for."""
        yield from view.shown(Wanted.of(_parts(request)))

    app.load(opened, None, page, **render.HIDE)


def _parts(request: gr.Request) -> list[tuple[str, str]]:
    """Return the parts of the address, of which some come several times."""
    query = request.query_params
    items = query.multi_items() if hasattr(query, "multi_items") else query.items()
    return [(str(name), str(value)) for name, value in items]
