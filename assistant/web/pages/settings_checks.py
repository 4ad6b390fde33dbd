"""What the buttons of the page of settings try, as the doctor of the command line does, and what is found in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import NamedTuple

from assistant import health
from assistant.config import Settings
from assistant.connections import embeddings_of, endpoint_of, spending_of_all
from assistant.delivery.mail import mail_server, send
from assistant.engine import Assistant
from assistant.errors import AssistantError, WriterError
from assistant.health import Check
from assistant.ingest.arxiv import arxiv_client
from assistant.ingest.hub import hub_of, polite_client
from assistant.web.frame import NAME
from assistant.web.wording import in_browser
from index.endpoint.probe import probe
from index.sources.arxiv_replies import MANNERS

_CALLED = {
    "writer": "Model",
    "judge": "Checking",
    "context": "Length",
    "budget": "Budget",
    "streaming": "Growing answers",
}
_WEEKEND = 5
_QUICK = MANNERS._replace(tries=2, patience=20.0)  # somebody waits
_MOST = 40  # models that are offered to pick from


class Finding(NamedTuple):
    """One thing that was tried: whether it works, what was found, and what to do if it does not."""

    name: str
    works: bool
    found: str
    todo: str = ""


def findings(section: str, settings: Settings, assistant: Assistant) -> Iterator[Finding]:
    """Try what a section is about with settings that need not be saved; a failure is a finding."""
    tries: dict[str, Callable[[], Iterator[Finding]]] = {
        "model": lambda: _model(settings),
        "search": lambda: _search(settings, assistant),
        "sources": lambda: _sources(settings),
        "mail": lambda: _mail(settings),
        "budget": lambda: _budget(settings),
    }
    yield from tries[section]()


def offered(settings: Settings) -> tuple[str, ...]:
    """Return the models that an endpoint lists; none if there is none, or it does not answer."""
    if not settings.has_endpoint:
        return ()
    try:
        return probe(endpoint_of(settings)).models[:_MOST]
    except WriterError:
        return ()


def embedder(settings: Settings) -> Finding:
    """Try what meaning is measured with."""
    check = health.of_embedder(settings)
    place = embeddings_of(settings)
    works = f"What says much the same comes out near{f', at {place.url}' if place else ''}."
    return Finding("Meaning", check.works, works if check.works else in_browser(check.found), in_browser(check.todo))


def _said(check: Check) -> Finding:
    return Finding(_CALLED.get(check.name, check.name), check.works, in_browser(check.found), in_browser(check.todo))


def _failed(name: str, error: AssistantError) -> Finding:
    return Finding(name, works=False, found=in_browser(error.what), todo=in_browser(error.todo))


def _model(settings: Settings) -> Iterator[Finding]:
    if not settings.has_endpoint:
        found = "None is set. Answers are quotes, which needs nothing else and works."
        yield Finding("Model", works=True, found=found, todo="To have a model write, give a key, an address, or both.")
        return
    yield from map(_said, health.of_model(settings))


def _search(settings: Settings, assistant: Assistant) -> Iterator[Finding]:
    yield embedder(settings)
    library = assistant.library
    try:
        library.check_embedder()
    except AssistantError:
        yield Finding(
            "Papers", works=False, found="They were read in with another choice.", todo="Read them again, below."
        )
        return
    papers, words = library.count(), library.lexical.count()
    todo = "" if papers == words else "Read them again, below."
    yield Finding("Papers", papers == words, f"{words:,} of {papers:,} can be found by their words.", todo)


def _sources(settings: Settings) -> Iterator[Finding]:
    day = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    while day.weekday() >= _WEEKEND:
        day -= dt.timedelta(days=1)
    try:
        with polite_client(settings) as client:
            papers = len(hub_of(settings, client).read(day))
        yield Finding("Hugging Face", works=True, found=f"Its list of {day.day} {day:%B} has {papers} papers.")
    except AssistantError as error:
        yield _failed("Hugging Face", error)
    try:
        with arxiv_client(settings) as client:  # not by the cache, which would answer for a day
            one = {"search_query": "cat:cs.CL", "max_results": "1"}
            reply = client.get(settings.arxiv_endpoint, manners=_QUICK, params=one, fresh=True)
        found = "Its search answers." if b"<entry" in reply.body else "Something else is at its address."
        yield Finding("arXiv", b"<entry" in reply.body, found)
    except AssistantError as error:
        yield _failed("arXiv", error)
    if not settings.contact:
        todo = "arXiv may turn away programs that do not say whose they are: fill in how you can be reached."
        yield Finding("Manners", works=False, found="Nobody is named.", todo=todo)


def _mail(settings: Settings) -> Iterator[Finding]:
    try:
        server = mail_server(settings)
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = server.sender, server.sender, f"{NAME}: mail works"
        letter.set_content(
            "This is the test that you asked for on the page of settings. Briefs can be sent this way.\n"
        )
        send(letter, server)
    except AssistantError as error:
        yield _failed("Mail", error)
        return
    yield Finding("Mail", works=True, found=f"{server.host} took a letter to {server.sender}. See whether it arrives.")


def _budget(settings: Settings) -> Iterator[Finding]:
    checks = health.of_budget(settings)
    yield from map(_said, checks)
    if not checks:
        spent = spending_of_all(settings).spent()
        found = f"There is no limit. Today ${spent.usd:.4f} and {spent.tokens:,} tokens were spent."
        yield Finding("Budget", works=True, found=found)
