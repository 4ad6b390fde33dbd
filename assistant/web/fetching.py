"""The offer of the first minute, while there is nothing but the sample: the last thirty days by one button."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from itertools import islice
from typing import Any

import gradio as gr

from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.ingest.files import Tally
from assistant.ingest.hub import DayResult, catch_up
from assistant.ingest.sample import SOURCE
from assistant.ingest.sources import hub_of, polite_client
from assistant.web import pages
from index.store.library import Library

DAYS = 30
_FAILED = ("throttled", "unreachable", "bad reply")
_MOST = 200  # papers, from which it is not the sample
_OFFER = (
    "These are well-known papers, as a sample. Fetch what stood on Hugging Face's daily lists lately "
    "to ask about new ones: a minute or two, and it can be stopped."
)
_TODO = "What is here can be used all the same. Check the network, then press the button again: it goes on from there."
_log = logging.getLogger(__name__)


def holds_only_sample(library: Library) -> bool:
    """Tell whether a library has no paper but those of the sample."""
    return library.count() < _MOST and all(paper.sources == (SOURCE,) for paper in islice(library.all(), _MOST))


def fetch_offer(assistant: Assistant, app: gr.Blocks) -> tuple[gr.events.Dependency, ...]:
    """Add the offer to the Blocks that are open, and return the events of a fetch that ended or was stopped."""
    is_new = holds_only_sample(assistant.library)
    with gr.Row(visible=is_new, elem_id="first-run") as offer:
        told = gr.HTML(_line(_OFFER), elem_id="fetched")
        button = gr.Button(f"Fetch the last {DAYS} days", variant="primary", elem_id="fetch")
        stop = gr.Button("Stop", visible=False, elem_id="fetch-stop")

    def fetch() -> Iterator[tuple[Any, ...]]:
        yield _line(f"Day 1 of {DAYS}…"), gr.Button(visible=False), gr.Button(visible=True)
        for line in fetched(assistant):
            yield _line(line), gr.skip(), gr.skip()
        yield gr.skip(), gr.Button(visible=holds_only_sample(assistant.library)), gr.Button(visible=False)

    def stopped() -> tuple[Any, ...]:
        line = "Stopped; the day that was on its way is still put in. Press the button to go on."
        return _line(line), gr.Button(visible=True), gr.Button(visible=False)

    hide = {"api_visibility": "private", "show_progress": "hidden"}
    fetching = button.click(fetch, None, [told, button, stop], **hide)
    stopping = stop.click(stopped, None, [told, button, stop], cancels=[fetching], **hide)
    app.load(lambda: gr.Row(visible=holds_only_sample(assistant.library)), None, offer, **hide)
    return fetching, stopping


def fetched(assistant: Assistant, today: dt.date | None = None) -> Iterator[str]:
    """Fetch the lists of the last days, the latest first, and yield what is to be told: after each day, and at the end.

    Whatever goes wrong becomes the last line: the page must survive.
    """
    today = today or dt.datetime.now(dt.UTC).date()
    days = [today - dt.timedelta(days=before) for before in range(DAYS)]
    try:
        with polite_client(assistant.settings) as client:
            hub = hub_of(assistant.settings, client)
            tally, results = Tally(assistant.library), list[DayResult]()
            for result in catch_up(days, hub=hub, library=assistant.library, tally=tally):
                results.append(result)
                yield _day(len(results), result)
            yield _end(results, tally.result().new)
    except AssistantError as error:
        yield str(error)
    except Exception:  # noqa: BLE001  the page must survive, and the log tells what happened
        _log.exception("Fetching the last days failed.")
        yield "Something broke here; the terminal says what."


def _day(number: int, result: DayResult) -> str:
    what = f"{result.papers} papers" if result.papers else result.reason
    return f"Day {number} of {DAYS}, {result.date}: {what}"


def _end(results: list[DayResult], new: int) -> str:
    papers = sum(result.papers for result in results)
    failed = [result for result in results if result.state in _FAILED]
    came = f"{papers:,} papers came, {new:,} of them new." if papers else ""
    if not failed:
        return came or "The lists of these days are empty."
    many = f"{len(failed)} of {DAYS} days could not be fetched: {failed[0].reason.rstrip('.')}."
    return " ".join(filter(None, (came, many, _TODO)))


def _line(text: str) -> str:
    return pages.render("message.html", text=text)
