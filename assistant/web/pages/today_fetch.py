"""The row of the page of a day that fetches lists: what is offered, a button, progress, and a button that stops it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import gradio as gr

from assistant.engine import Assistant
from assistant.web import render
from assistant.web.fetching import Offer, fetched
from assistant.web.i18n import later, say

_STOPPED = "Stopped; the day that was on its way is still put in. Press the button to go on."
_SCRIPT = render.script("fetch.js")
_EVERY = 3600  # seconds between two fetches that nobody asked for


class Fetches:
    """When lists were fetched last, by whoever: a page that is opened fetches them at most once an hour."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant, self._last = assistant, -float("inf")

    def begin(self) -> None:
        """Note that a fetch begins now."""
        self._last = time.monotonic()

    def is_due(self, offer: Offer | None) -> bool:
        """Tell whether a page that is opened is to fetch what is offered to it."""
        wanted = self._assistant.settings.fetch_lists == "opened"
        return bool(wanted and offer and offer.awaited and time.monotonic() - self._last > _EVERY)


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
                gr.HTML(elem_id="fetched", js_on_load=_SCRIPT),
                gr.Button(later("Fetch"), variant="primary", size="sm", visible=False, elem_id="fetch"),
                gr.Button(later("Stop"), size="sm", visible=False, elem_id="fetch-stop"),
            )

    def on_fetch(
        self, assistant: Assistant, offered: Callable[[str], Offer | None], asked: gr.Textbox, fetches: Fetches
    ) -> tuple[gr.events.Dependency, gr.events.Dependency]:
        """Let the buttons work, and return the events of a fetch that ended and of one that was stopped."""

        def fetch(query: str) -> Iterator[tuple[Any, ...]]:
            offer = offered(query)
            if offer is None:
                return
            fetches.begin()
            many = (
                say("Day {n} of {all}…").format(n=1, all=len(offer.days)) if len(offer.days) > 1 else say("Fetching…")
            )
            yield line(many, 0, len(offer.days)), gr.Button(visible=False), gr.Button(visible=True)
            for number, text in enumerate(fetched(assistant, offer.days), start=1):
                yield line(text, number, len(offer.days)), gr.skip(), gr.skip()
            yield gr.skip(), gr.Button(visible=True), gr.Button(visible=False)

        def stopped() -> tuple[Any, ...]:
            return line(say(_STOPPED)), gr.Button(visible=True), gr.Button(visible=False)

        fetching = self.button.click(fetch, asked, list(self), **render.HIDE)
        return fetching, self.stop.click(stopped, None, list(self), cancels=[fetching], **render.HIDE)


def shown(offer: Offer | None, *, begins: bool = False) -> tuple[Any, Any]:
    """Return what is said of an offer, and the button, which a script presses where the fetch `begins` by itself."""
    if offer is None:
        return "", gr.Button(visible=False)
    return line(offer.text, begins=begins), gr.Button(offer.button, visible=True)


def line(text: str, done: int = 0, total: int = 0, *, begins: bool = False) -> str:
    """Return a line with a bar of progress while `done` is less than `total`."""
    values = {"text": text, "done": done, "total": total if done <= total else 0, "begins": begins}
    return render.render("today_fetched.html", **values)
