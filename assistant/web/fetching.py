"""Fetching daily lists from the page of a day: which ones are offered, with progress, and how it is stopped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from assistant.engine import Assistant
from assistant.ingest.files import Tally
from assistant.ingest.hub import DayResult, catch_up, hub_of, polite_client
from assistant.ingest.sample import SOURCE
from assistant.people.person import keeper_only
from assistant.web import messages
from assistant.web.i18n import number, say
from assistant.web.wording import in_browser
from index.store.library import Library

DAYS = 30
_LATELY = f"Fetch the last {DAYS} days"
_FRESH = 3  # days after its own in which a list still gets papers and votes
_SATURDAY = 5
_FAILED = ("throttled", "unreachable", "bad reply")
_MOST = 200  # papers, from which it is not the sample
_TODO = "What is here can be used all the same. Check the network, then press the button again: it goes on from there."


class Offer(NamedTuple):
    """Days whose lists can be fetched, the latest first, what the button is called, and what is said beside it.

    They are `awaited` where lists of the last days are there: whoever opens the page wants what came since.
    """

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
    fresh = tuple(one for one in last_days(today)[: _FRESH + 1] if one.weekday() < _SATURDAY)
    return (
        Offer(tuple(sorted({*missing, *fresh}, reverse=True)), say("Fetch what is new"), "", awaited=True)
        if missing or fresh
        else None
    )


def fetched(assistant: Assistant, days: Sequence[dt.date]) -> Iterator[str]:
    """Fetch the lists of days, and yield what is to be told: after each day, and at the end.

    Whatever goes wrong becomes the last line.
    """
    told = messages.surviving(lambda: _fetched(assistant, days), lambda error: str(error or messages.BROKEN))
    yield from map(in_browser, told)


def _fetched(assistant: Assistant, days: Sequence[dt.date]) -> Iterator[str]:
    keeper_only()
    with polite_client(assistant.settings) as client:
        hub = hub_of(assistant.settings, client)
        tally, results = Tally(assistant.library), list[DayResult]()
        for result in catch_up(days, hub=hub, library=assistant.library, tally=tally):
            results.append(result)
            yield _day(len(results), len(days), result)
        yield _end(results, tally.result().new)


def _day(place: int, days: int, result: DayResult) -> str:
    what = f"{result.papers} {say('papers')}" if result.papers else say(result.reason)
    many = say("Day {n} of {all}").format(n=place, all=days)
    return f"{many}, {result.date}: {what}" if days > 1 else f"{result.date}: {what}"


def _end(results: Sequence[DayResult], new: int) -> str:
    papers = sum(result.papers for result in results)
    failed = [result for result in results if result.state in _FAILED]
    came = say("{n} papers came, {new} of them new.").format(n=number(papers), new=number(new)) if papers else ""
    if not failed:
        reasons = {result.reason for result in results}
        return came or (
            f"{reasons.pop().capitalize()}." if len(reasons) == 1 else say("The lists of these days are empty.")
        )
    days = f"{len(failed)} of {len(results)} days" if len(results) > 1 else "The list"
    many = f"{days} could not be fetched: {failed[0].reason.rstrip('.')}."
    return " ".join(filter(None, (came, many, _TODO)))
