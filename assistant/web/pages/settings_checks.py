"""What the buttons of the page of settings try, as the doctor of the command line does, and what is found in words."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from email.message import EmailMessage

from assistant import health
from assistant.config import Settings
from assistant.connections import embeddings_of, endpoint_of, spending_of_all
from assistant.delivery.mail import mail_server, send
from assistant.engine import Assistant
from assistant.errors import AssistantError, WriterError
from assistant.health import Check, tried
from assistant.ingest.sites import arxiv_client, hub_of, polite_client
from assistant.web.frame import NAME
from assistant.web.wording import in_browser
from index.endpoint.probe import probe
from index.sources.arxiv_replies import MANNERS
from index.store.library import Library

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


def findings(section: str, settings: Settings, assistant: Assistant) -> tuple[Check, ...]:
    """Try what a section is about with settings that need not be saved; a failure is a finding."""
    parts: dict[str, dict[str, Callable[[], Iterable[Check]]]] = {
        "model": {"Model": lambda: _model(settings)},
        "search": {"Papers": lambda: _search(settings, assistant.library)},
        "sources": {"Hugging Face": lambda: _hub(settings), "arXiv": lambda: _arxiv(settings)},
        "mail": {"Mail": lambda: _mail(settings)},
        "budget": {"Budget": lambda: _budget(settings)},
    }
    found = [check for name, part in parts[section].items() for check in tried(name, part, settings.home)]
    if section == "sources" and not settings.contact:
        todo = "arXiv may turn away programs that do not say whose they are: fill in how you can be reached."
        found.append(Check(name="Manners", works=False, found="Nobody is named.", todo=todo))
    return tuple(map(_in_browser, found))


def offered(settings: Settings) -> tuple[str, ...]:
    """Return the models that an endpoint lists; none if there is none, or it does not answer."""
    with suppress(WriterError):
        return probe(endpoint_of(settings)).models[:_MOST] if settings.has_endpoint else ()
    return ()


def embedder(settings: Settings) -> Check:
    """Try what meaning is measured with."""
    check = health.of_embedder(settings)
    place = embeddings_of(settings)
    works = f"What says much the same comes out near{f', at {place.url}' if place else ''}."
    return _in_browser(check.model_copy(update={"found": works} if check.works else {}))


def _in_browser(check: Check) -> Check:
    name, found, todo = _CALLED.get(check.name, check.name), in_browser(check.found), in_browser(check.todo)
    return Check(name=name, works=check.works, found=found, todo=todo)


def _model(settings: Settings) -> Iterator[Check]:
    if settings.has_endpoint:
        yield from health.of_model(settings)
        return
    found = "None is set. Answers are quotes, which needs nothing else and works."
    yield Check(name="Model", works=True, found=found, todo="To have a model write, give a key, an address, or both.")


def _search(settings: Settings, library: Library) -> Iterator[Check]:
    yield embedder(settings)
    try:
        library.check_embedder()
    except AssistantError:
        found, works = "They were read in with another choice.", False
    else:
        papers, words = library.count(), library.lexical.count()
        found, works = f"{words:,} of {papers:,} can be found by their words.", papers == words
    yield Check(name="Papers", works=works, found=found, todo="" if works else "Read them again, below.")


def _hub(settings: Settings) -> Iterator[Check]:
    day = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    while day.weekday() >= _WEEKEND:
        day -= dt.timedelta(days=1)
    with polite_client(settings) as client:
        papers = len(hub_of(settings, client).read(day))
    yield Check(name="Hugging Face", works=True, found=f"Its list of {day.day} {day:%B} has {papers} papers.")


def _arxiv(settings: Settings) -> Iterator[Check]:
    with arxiv_client(settings) as client:  # not by the cache, which would answer for a day
        one = {"search_query": "cat:cs.CL", "max_results": "1"}
        reply = client.get(settings.arxiv_endpoint, manners=_QUICK, params=one, fresh=True)
    works = b"<entry" in reply.body
    found = "Its search answers." if works else "Something else is at its address."
    yield Check(name="arXiv", works=works, found=found)


def _mail(settings: Settings) -> Iterator[Check]:
    server = mail_server(settings)
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = server.sender, server.sender, f"{NAME}: mail works"
    letter.set_content("This is the test that you asked for on the page of settings. Briefs can be sent this way.\n")
    send(letter, server)
    found = f"{server.host} took a letter to {server.sender}. See whether it arrives."
    yield Check(name="Mail", works=True, found=found)


def _budget(settings: Settings) -> Iterator[Check]:
    checks = list(health.of_budget(settings, endpoint_of(settings).model or ""))
    yield from checks
    if not checks:
        spent = spending_of_all(settings).spent()
        found = f"There is no limit. Today ${spent.usd:.4f} and {spent.tokens:,} tokens were spent."
        yield Check(name="Budget", works=True, found=found)
