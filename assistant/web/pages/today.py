"""The page of a day, at which the app opens: its brief, its papers, and beside them the reader's interests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, urlencode

import gradio as gr

from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.web import cards, frame, messages, render
from assistant.web.pages import today_fetch, today_wishes
from assistant.web.pages.today_day import Day
from assistant.web.pages.today_fetch import Fetches, FetchRow

_SCRIPT = render.script("today.js") + render.LIVELY


def build(assistant: Assistant, app: gr.Blocks) -> None:
    """Add the page to the Blocks that are open."""
    header = frame.header()
    writing: dict[str, Lock] = {}  # of each person: nobody waits for another's brief
    asked = gr.Textbox("", visible="hidden", elem_id="asked")
    head = gr.HTML(elem_id="day", js_on_load=_SCRIPT)
    row, fetches = FetchRow.add(), Fetches(assistant)
    with gr.Row(elem_id="of-day"):
        with gr.Column(scale=3, min_width=300):
            brief = gr.HTML(elem_id="brief", js_on_load=render.LIVELY)
            papers = gr.HTML(elem_id="papers", js_on_load=cards.SCRIPT)
        wishes = gr.HTML(elem_id="wishes-panel", js_on_load=_SCRIPT)
    note = gr.HTML(elem_id="note")
    parts = [head, brief, papers]

    def day_of(query: str) -> Day:
        return Day(assistant, dict(parse_qsl(query)), writing.setdefault(assistant.reader.id, Lock()))

    def opened(request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """Show the day that the address names."""
        query = urlencode(dict(request.query_params))
        day = day_of(query)
        offer = day.offer()
        row_shown = today_fetch.shown(offer, begins=fetches.is_due(offer))
        yield query, gr.skip(), gr.skip(), gr.skip(), *row_shown, _wishes(assistant)
        for shown in _shown(day):
            yield query, *shown, gr.skip(), gr.skip(), gr.skip()

    def again(query: str) -> Iterator[tuple[str, ...]]:
        yield from _shown(day_of(query))

    def wished(event: gr.EventData) -> str:
        return _wishes(assistant, render.pressed(event))

    def marked(event: gr.EventData) -> str:
        return _marked(assistant, event)

    app.load(opened, None, [asked, *parts, row.told, row.button, wishes], **render.HIDE)
    for ended in row.on_fetch(assistant, lambda query: day_of(query).offer(), asked, fetches):
        ended.then(again, asked, parts, **render.HIDE)
        ended.then(lambda: frame.line(assistant, frame.TODAY), None, header, **render.HIDE)
    # Without a mode, what is pressed while the last press is still at work would be dropped.
    papers.select(marked, None, note, trigger_mode="multiple", **render.HIDE)
    changed = wishes.select(wished, None, wishes, trigger_mode="multiple", **render.HIDE)
    changed.then(again, asked, parts, trigger_mode="always_last", **render.HIDE)


def _shown(day: Day) -> Iterator[tuple[str, str, str]]:
    """Yield the heading, the brief and the papers as they become known: what takes long does not keep the rest back."""
    yield from messages.surviving(
        day.shown, lambda error: (day.head(), messages.of_error(error, again=day.address), "")
    )


def _wishes(assistant: Assistant, pressed: Mapping[str, str] | None = None) -> str:
    try:
        return today_wishes.panel(assistant, today_wishes.change(assistant, pressed) if pressed else "")
    except AssistantError as error:
        return messages.of_error(error, again="./")


def _marked(assistant: Assistant, event: gr.EventData) -> str:
    try:
        cards.mark(assistant, render.pressed(event))
    except AssistantError as error:
        return messages.of_error(error, before="This mark is not kept: ", again="./")
    return ""
