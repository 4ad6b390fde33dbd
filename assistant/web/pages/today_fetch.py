"""The row of the page of a day that fetches lists: what is offered, a button, progress, and a button that stops it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import gradio as gr

from assistant.engine import Assistant
from assistant.ingest.files import SOURCE, Tally
from assistant.ingest.sites import DayResult, catch_up, hub_of, polite_client
from assistant.people.person import keeper_only
from assistant.web import messages, render
from assistant.web.i18n import later, number, say
from assistant.web.wording import in_browser
from index.store.library import Library

_STOPPED = "Stopped; the day that was on its way is still put in. Press the button to go on."
_SCRIPT = render.script("fetch.js")
_EVERY = 3600  # seconds between two fetches that nobody asked for
DAYS = 30
_LATELY = f"Fetch the last {DAYS} days"
_FRESH = 3  # days after its own in which a list still gets papers and votes
_SATURDAY = 5
_MOST = 200  # papers, from which it is not the sample
_TODO = "What is here can be used all the same. Check the network, then press the button again: it goes on from there."


class FetchRow:
    """What is said of lists to fetch, by whoever, a button, and one that stops; `ended` are the events of an end."""

    def __init__(self, assistant: Assistant, asked: gr.Textbox, offered: Callable[[str], Offer | None]) -> None:
        """Add the row to the Blocks that are open; `offered` says what can be fetched for the query in `asked`."""
        self._assistant, self._offered, self._last = assistant, offered, -float("inf")
        with gr.Row(elem_id="fetch-row"):
            self.told = gr.HTML(elem_id="fetched", js_on_load=_SCRIPT)
            self.button = gr.Button(later("Fetch"), variant="primary", size="sm", visible=False, elem_id="fetch")
            stop = gr.Button(later("Stop"), size="sm", visible=False, elem_id="fetch-stop")
        parts = [self.told, self.button, stop]
        fetching = self.button.click(self._fetch, asked, parts, **render.HIDE)
        self.ended = fetching, stop.click(self._stopped, None, parts, cancels=[fetching], **render.HIDE)

    def shown(self, offer: Offer | None) -> tuple[Any, Any]:
        """Return what is said of an offer, and the button, which a script presses where a fetch is due by itself."""
        if offer is None:
            return "", gr.Button(visible=False)
        by_itself = self._assistant.settings.fetch_lists == "opened" and offer.awaited
        begins = by_itself and time.monotonic() - self._last > _EVERY
        return line(offer.text, begins=begins), gr.Button(offer.button, visible=True)

    def _fetch(self, query: str) -> Iterator[tuple[Any, ...]]:
        offer = self._offered(query)
        if offer is None:
            return
        self._last, days = time.monotonic(), len(offer.days)
        first = say("Day {n} of {all}…").format(n=1, all=days) if days > 1 else say("Fetching…")
        yield line(first, 0, days), gr.Button(visible=False), gr.Button(visible=True)
        for place, text in enumerate(fetched(self._assistant, offer.days), start=1):
            yield line(text, place, days), gr.skip(), gr.skip()
        yield gr.skip(), gr.Button(visible=True), gr.Button(visible=False)

    def _stopped(self) -> tuple[Any, ...]:
        return line(say(_STOPPED)), gr.Button(visible=True), gr.Button(visible=False)


def line(text: str, done: int = 0, total: int = 0, *, begins: bool = False) -> str:
    """Return a line with a bar of progress while `done` is less than `total`."""
    values = {"text": text, "done": done, "total": total if done <= total else 0, "begins": begins}
    return render.render("today_fetched.html", **values)


class Offer(NamedTuple):
    """Days whose lists can be fetched, the latest first, and what is said; `awaited` if the last days are there."""

    days: tuple[dt.date, ...]
    button: str
    text: str
    awaited: bool = False


def holds_only_sample(library: Library) -> bool:
    """Tell whether a library has no paper but those of the sample."""
    return library.count() < _MOST and all(paper.sources == (SOURCE,) for paper in islice(library.all(), _MOST))


def last_days(today: dt.date) -> tuple[dt.date, ...]:
    """Return the last thirty days, the latest first."""
    return tuple(today - dt.timedelta(days=before) for before in range(DAYS))


def offer(library: Library, day: dt.date | None, today: dt.date, *, is_newest: bool, papers: int) -> Offer | None:
    """Return what is to be fetched from the page of a day, which has so many papers; None if there is nothing."""
    if holds_only_sample(library):
        sample = "These are well-known papers, as a sample." if papers else ""
        told = (sample, "Fetch what stood on Hugging Face’s daily lists lately.", "It takes a minute or two.")
        return Offer(last_days(today), say(_LATELY), " ".join(say(one) for one in told if one))
    if day and not papers:
        return Offer((day,), say("Fetch this day"), "") if day <= today and day.weekday() < _SATURDAY else None
    if day is None or not is_newest:
        return None
    missing = tuple(one for one in last_days(today) if one > day and one.weekday() < _SATURDAY)
    if len(missing) > _FRESH:
        age = (today - day).days
        text = say("The newest list here is {n} days old.").format(n=number(age))
        return Offer(missing, say(_LATELY if age > DAYS else "Fetch the new lists"), text, awaited=age <= DAYS)
    fresh = (one for one in last_days(today)[: _FRESH + 1] if one.weekday() < _SATURDAY)
    wanted = tuple(sorted({*missing, *fresh}, reverse=True))
    return Offer(wanted, say("Fetch what is new"), "", awaited=True) if wanted else None


def fetched(assistant: Assistant, days: Sequence[dt.date]) -> Iterator[str]:
    """Fetch lists, and yield what is to be told after each day and at the end, also where something goes wrong."""
    told = messages.surviving(lambda: _fetched(assistant, days), lambda error: str(error or messages.BROKEN))
    yield from map(in_browser, told)


def _fetched(assistant: Assistant, days: Sequence[dt.date]) -> Iterator[str]:
    keeper_only()
    with polite_client(assistant.settings) as client:
        hub = hub_of(assistant.settings, client)
        tally, results = Tally(assistant.library), list[DayResult]()
        for result in catch_up(days, hub=hub, library=assistant.library, tally=tally):
            results.append(result)
            what = f"{result.papers} {say('papers')}" if result.papers else say(result.reason)
            place = f"{say('Day {n} of {all}').format(n=len(results), all=len(days))}, " if len(days) > 1 else ""
            yield f"{place}{result.date}: {what}"
        yield _end(results, tally.result().new)


def _end(results: Sequence[DayResult], new: int) -> str:
    papers = sum(result.papers for result in results)
    failed = [result for result in results if result.failed]
    came = say("{n} papers came, {new} of them new.").format(n=number(papers), new=number(new)) if papers else ""
    if not failed:
        reasons = {result.reason for result in results}
        empty = f"{reasons.pop().capitalize()}." if len(reasons) == 1 else say("The lists of these days are empty.")
        return came or empty
    days = f"{len(failed)} of {len(results)} days" if len(results) > 1 else "The list"
    many = f"{days} could not be fetched: {failed[0].reason.rstrip('.')}."
    return " ".join(filter(None, (came, many, _TODO)))
