"""What stands on the page of questions, and which event does what."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

import gradio as gr

from assistant.engine import Assistant
from assistant.web import frame, render
from assistant.web.i18n import later as _
from assistant.web.pages.ask.handling import Handling
from assistant.web.pages.ask.view import Parts
from assistant.web.render import HIDE

_SCRIPT = render.script("ask.js")
# Puts the conversation and the limits that hold into the address of the page; what else stands there stays.
_ADDRESS = """(query) => {
  const address = new URL(location);
  const ours = ["conversation", "papers", "since", "until", "category", "interest", "edit", "q"];
  for (const name of ours) address.searchParams.delete(name);
  for (const [name, value] of new URLSearchParams(query)) address.searchParams.append(name, value);
  history.replaceState(history.state, "", address);
}"""
_KEEP = """(file) => {
  if (!file) return;
  const { name, text } = JSON.parse(file), link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}"""
_ENDED = '() => { document.dispatchEvent(new Event("%s")); }'
_SEARCH = "() => [location.search]"


def build(assistant: Assistant, app: gr.Blocks, stopping: Event) -> None:
    """Add the page to the Blocks that are open; when `stopping` is set, answers end."""
    frame.header()
    parts = _laid_out()
    handling = Handling(assistant, parts, stopping)
    _connect(app, parts, handling)


def _laid_out() -> Parts:
    """Lay the page out: the list of conversations, the conversation with what is typed below it, and its sources."""
    query = gr.Textbox("", visible="hidden", elem_id="address")
    file = gr.Textbox("", visible="hidden", elem_id="file")
    with gr.Row(elem_id="ask"):
        with gr.Column(elem_id="side", min_width=0):
            gr.HTML(render.laid_out("ask_new.html"), elem_id="side-bar")
            search = gr.Textbox(
                placeholder=_("Search"),
                label=_("Search conversations"),
                show_label=False,
                elem_id="side-search",
            )
            side = gr.HTML(elem_id="side-list", js_on_load=render.LIVELY)
        with gr.Column(elem_id="middle", min_width=0):
            gr.HTML(render.laid_out("ask_small.html"))
            conversation = gr.HTML(elem_id="conversation", js_on_load=f"{render.LIVELY}\n{_SCRIPT}")
            further = gr.HTML(elem_id="further", js_on_load=render.LIVELY)
            with gr.Column(elem_id="asking", min_width=0):
                scope = gr.HTML(elem_id="scope", js_on_load=render.LIVELY)
                question = gr.Textbox(
                    placeholder=_("Ask about the papers…"),
                    show_label=False,
                    label=_("Question"),
                    elem_id="question",
                    elem_classes=["to-type"],
                    autofocus=True,
                    max_lines=8,
                    submit_btn=_("Ask"),
                )
            starters = gr.HTML(elem_id="starters", js_on_load=render.LIVELY)
        with gr.Column(elem_id="sources-panel", min_width=0):
            sources = gr.HTML(elem_id="sources", js_on_load=render.LIVELY)
    return Parts(query, file, search, side, conversation, further, scope, question, starters, sources)


def _connect(app: gr.Blocks, parts: Parts, handling: Handling) -> None:
    everything, both = list(parts.shown), [parts.question, parts.query]
    asking = [
        app.load(handling.opened, [parts.query], everything, js=_SEARCH, **HIDE),
        parts.question.submit(handling.reply, both, everything, **HIDE),
    ]
    for html in (parts.conversation, parts.further, parts.starters):
        asking.append(html.select(handling.pressed, both, everything, **HIDE))
    limiting = parts.scope.select(handling.limited, [parts.query], everything, **HIDE)
    stopping = parts.question.stop(None, None, None, cancels=asking, **HIDE)
    stopped = stopping.then(handling.stopped, [parts.query], everything, **HIDE)
    for event in (*asking, limiting, stopped):
        for end in (event.then, event.failure):  # a failure is none of what `then` follows
            end(None, None, None, js=_ENDED % ("stopped" if event is stopped else "asked"), **HIDE)
    # Without a mode, what is pressed while the last press is still at work would be dropped.
    parts.side.select(handling.listed, [parts.query, parts.search], everything, trigger_mode="multiple", **HIDE)
    parts.search.change(handling.searched, [parts.query, parts.search], parts.side, trigger_mode="always_last", **HIDE)
    _run(parts.query, _ADDRESS)
    _run(parts.file, _KEEP)


def _run(field: gr.Textbox, script: str) -> None:
    """Let a script of the page take what the server puts into a hidden field."""
    change: Callable[..., Any] = field.change
    change(None, field, None, js=script, **HIDE)
