"""The row of the page of a day that fetches lists: what is offered, a button, progress, and a button that stops it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import gradio as gr

from assistant.engine import Assistant
from assistant.web import render
from assistant.web.fetching import Offer, fetched
from assistant.web.i18n import later, say

_STOPPED = "Stopped; the day that was on its way is still put in. Press the button to go on."


class FetchRow(NamedTuple):
    """The components of the row."""

    told: gr.HTML
    button: gr.Button
    stop: gr.Button

    @classmethod
    def add(cls) -> FetchRow:
        """Add the row to the Blocks that are open; it shows nothing until it is `shown`."""
        with gr.Row(elem_id="fetch-row"):
            return cls(
                gr.HTML(elem_id="fetched"),
                gr.Button(later("Fetch"), variant="primary", size="sm", visible=False, elem_id="fetch"),
                gr.Button(later("Stop"), size="sm", visible=False, elem_id="fetch-stop"),
            )

    def on_fetch(
        self, assistant: Assistant, offered: Callable[[str], Offer | None], asked: gr.Textbox
    ) -> tuple[gr.events.Dependency, gr.events.Dependency]:
        """Let the buttons work, and return the events of a fetch that ended and of one that was stopped."""

        def fetch(query: str) -> Iterator[tuple[Any, ...]]:
            offer = offered(query)
            if offer is None:
                return
            many = (
                say("Day {n} of {all}…").format(n=1, all=len(offer.days)) if len(offer.days) > 1 else say("Fetching…")
            )
            yield line(many, 0, len(offer.days)), gr.Button(visible=False), gr.Button(visible=True)
            for number, text in enumerate(fetched(assistant, offer.days), start=1):
                yield line(text, number, len(offer.days)), gr.skip(), gr.skip()
            yield gr.skip(), gr.Button(visible=True), gr.Button(visible=False)

        def stopped() -> tuple[Any, ...]:
            return line(say(_STOPPED)), gr.Button(visible=True), gr.Button(visible=False)

        hide = {"api_visibility": "private", "show_progress": "hidden"}
        fetching = self.button.click(fetch, asked, list(self), **hide)
        return fetching, self.stop.click(stopped, None, list(self), cancels=[fetching], **hide)


def shown(offer: Offer | None) -> tuple[Any, Any]:
    """Return what is said of an offer, and the button."""
    if offer is None:
        return "", gr.Button(visible=False)
    return line(offer.text), gr.Button(offer.button, visible=True)


def line(text: str, done: int = 0, total: int = 0) -> str:
    """Return a line with a bar of progress while `done` is less than `total`."""
    return render.render("today_fetched.html", text=text, done=done, total=total if done <= total else 0)
