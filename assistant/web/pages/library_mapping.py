"""The map of the library, drawn by Plotly when somebody wants to see it; made first, if need be, with progress."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import gradio as gr
from gradio.components.plot import PlotData

from assistant.browsing.atlas import LEAST, Atlas, Atlases, Making, colour, figure
from assistant.engine import Assistant
from assistant.web import render
from assistant.web.i18n import later
from assistant.web.messages import Stops, in_words, surviving


def panel(assistant: Assistant, page: gr.HTML, script: str) -> None:
    """Add the map to the Blocks that are open; it is drawn when `page` or its own HTML sends `select`."""
    drawing = Drawing(assistant)
    with gr.Column(elem_id="mapping"):
        told = gr.HTML(_told(), elem_id="map-told", js_on_load=script)
        stop = gr.Button(later("Stop"), visible=False, size="sm", elem_id="map-stop")
        plot = gr.Plot(show_label=False, visible=False, elem_id="map", container=False)
        groups = gr.HTML("", elem_id="map-groups")
    for source in (page, told):
        source.select(drawing.draw, None, [told, stop, plot, groups], **render.HIDE)
    stop.click(drawing.stops.halt, None, stop, queue=False, **render.HIDE)


class Drawing:
    """Draws the map for any number of pages; each can stop what it waits for."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant, self._atlases = assistant, Atlases(assistant.library, assistant.shelves)
        self.stops = Stops()

    def draw(self, request: gr.Request, event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        """Yield what is shown while the map is made, and the map."""
        webgl = render.pressed(event).get("webgl") == "True"
        yield from surviving(lambda: self._drawn(request, webgl=webgl), lambda error: _without(trouble=in_words(error)))

    def _drawn(self, request: gr.Request, *, webgl: bool) -> Iterator[tuple[Any, ...]]:
        if len(self._assistant.shelves.shelf().rows) < LEAST:
            yield _without(few=LEAST)
            return
        with self.stops.waiting(request) as stop:
            for step in self._atlases.make(stop):
                if step.atlas:
                    drawn = self._plot(step.atlas, webgl=webgl), self._groups(step.atlas)
                    yield _told(groups=True), gr.Button(visible=False), *drawn
                    return
                yield _told(doing=step), gr.Button(visible=True), gr.skip(), gr.skip()
        yield _without(trouble="Stopped.")

    def _plot(self, atlas: Atlas, *, webgl: bool) -> gr.Plot:
        titles = {row.id: row.title for row in self._assistant.shelves.shelf().rows}
        return gr.Plot(PlotData(type="plotly", plot=figure(atlas, titles, webgl=webgl)), visible=True)

    def _groups(self, atlas: Atlas) -> str:
        central = self._assistant.library.get([key for one in atlas.groups for key in one.central])
        papers = {paper.id: paper for paper in central}
        return render.render("library_groups.html", groups=atlas.groups, papers=papers, colour=colour)


def _without(trouble: str = "", few: int = 0) -> tuple[Any, ...]:
    """Return what is shown where there is no map."""
    return _told(trouble=trouble, few=few), gr.Button(visible=False), gr.Plot(visible=False), ""


def _told(doing: Making | None = None, *, trouble: str = "", few: int = 0, groups: bool = False) -> str:
    return render.render("library_map.html", doing=doing, trouble=trouble, few=few, groups=groups)
