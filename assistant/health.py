"""What is configured, what works, and what to do about what does not. No key is ever shown."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from pydantic import BaseModel

from assistant.config import Settings
from assistant.connections import embeddings_of, endpoint_of, examinee_of, prices_of, server_of, spending_of_all
from assistant.engine import Assistant
from assistant.errors import AssistantError, JudgeUntrusted
from assistant.interests.toml_file import InterestsFile
from assistant.judges.judging import trusted
from assistant.people.people import People
from assistant.people.person import kept_in
from assistant.store.database import FILE_NAME as MEMORY
from assistant.store.database import Database
from assistant.writers.model import THINKING
from index.embedders import choose_embedder
from index.endpoint.address import told_by_doctor
from index.endpoint.models import Thinkers
from index.endpoint.probe import Probe, probe
from index.storage import stored

_LISTED = 8  # models named when the chosen one is not there
_LEAST_PROMPT = 500  # tokens, as in the settings
_LEAST_FREE = 500_000_000  # bytes; 75,000 papers take about as much
_THREE = ("retrieval of documents", "document search", "a recipe for apple cake")  # the second must be nearer


class Check(BaseModel, frozen=True, extra="forbid"):
    """One thing that was tried: whether it works, what was found, and what to do if it does not."""

    name: str
    works: bool
    found: str
    todo: str = ""


def status(assistant: Assistant) -> dict[str, str | int | float | None]:
    """Return what is in the library and how it is configured, as JSON has it."""
    settings, library = assistant.settings, assistant.library
    dated = library.between(None, None)
    return {
        "home": str(settings.home),
        "papers": library.count(),
        "dated": len(dated),
        "oldest": str(dated[0].published) if dated else None,
        "newest": str(dated[-1].published) if dated else None,
        "embedder": library.fingerprint,
        "embeddings_url": place.url if (place := embeddings_of(settings)) else None,
        "writer": "endpoint" if settings.has_endpoint else "extractive",
        "model": settings.model,
        "base_url": settings.base_url,
        "key": "set" if settings.api_key else "not set",
        "disk_mb": round(_size(settings.home) / 1e6, 1),
    }


def examine(settings: Settings) -> list[Check]:
    """Try everything that an answer needs, and go on after a failure."""
    parts: dict[str, Callable[[], Iterable[Check]]] = {
        "disk": lambda: [_disk(settings.home)],
        "embedder": lambda: [of_embedder(settings)],
        "server": lambda: _server(settings),
        "library": lambda: _library(settings),
        "memory": lambda: _memory(settings),
        "writer": lambda: of_model(settings),
    }
    return [check for name, part in parts.items() for check in tried(name, part, settings.home)]


def tried(name: str, part: Callable[[], Iterable[Check]], home: Path) -> Iterator[Check]:
    """Yield the checks of a part; one that cannot be made is a check that failed."""
    try:
        with stored(home):
            yield from part()
    except AssistantError as error:
        yield _failed(name, error)


def _failed(name: str, error: AssistantError) -> Check:
    return Check(name=name, works=False, found=error.what, todo=told_by_doctor(error.todo))


def _disk(home: Path) -> Check:
    home.mkdir(parents=True, exist_ok=True)
    probe_file = home / ".doctor"
    probe_file.write_text("")
    probe_file.unlink()
    free = shutil.disk_usage(home).free
    enough = free >= _LEAST_FREE
    todo = "" if enough else "Free some space; 75,000 papers take about a gigabyte."
    return Check(name="disk", works=enough, found=f"{free / 1e9:.1f} GB free at {home}", todo=todo)


def of_embedder(settings: Settings) -> Check:
    """Try the embedder: a text must be nearer to one that says much the same than to another."""
    place = embeddings_of(settings)
    try:
        embedder = choose_embedder(settings.embedder, place and replace(place, retries=0))
        asked, near, far = embedder.embed(_THREE)
    except AssistantError as error:
        return _failed("embedder", error)
    except (OSError, ValueError, ImportError) as error:
        return Check(name="embedder", works=False, found=f"{error}", todo="Install the package again.")
    found = f"{embedder.fingerprint}, {len(asked)} dimensions" + (f", at {place.url}" if place else "")
    works = bool(asked @ near > asked @ far)  # NaN is not
    mend = "install the package again." if settings.embedder == "static" else "choose another with ASSISTANT_EMBEDDER."
    return Check(name="embedder", works=works, found=found, todo="" if works else f"Its vectors make no sense; {mend}")


def _server(settings: Settings) -> Iterator[Check]:
    if server := server_of(settings):
        yield Check(name="server", works=True, found=f"the papers are {server.told()}")


def _library(settings: Settings) -> Iterator[Check]:
    library = Assistant.open(settings).library
    papers, lexical = library.count(), library.lexical.count()
    todo = "" if papers else "Run `assistant ingest sample`, or `assistant ingest pages FILE`."
    yield Check(name="library", works=bool(papers), found=f"{papers:,} papers", todo=todo)
    in_step = papers == lexical
    todo = "" if in_step else "Run `assistant reindex`."
    yield Check(name="lexical index", works=in_step, found=f"{lexical:,} of {papers:,} papers", todo=todo)
    library.check()
    broken = library.unreadable()
    named = ", ".join(broken[:_LISTED]) + (f" and {len(broken) - _LISTED} more" if len(broken) > _LISTED else "")
    todo = "Run `assistant reindex`: it makes vectors anew, and leaves out and names the records that are lost."
    found = f"{len(broken):,} of {papers:,} cannot be read: {named}" if broken else f"all {papers:,} can be read"
    yield Check(name="records", works=not broken, found=found, todo=todo if broken else "")
    try:
        library.check_embedder()
        yield Check(name="vectors", works=True, found=f"made with {library.fingerprint}")
    except AssistantError as error:
        yield _failed("vectors", error)
    try:
        library.encodings.check()
    except AssistantError as error:
        yield _failed("encodings", error)


def _memory(settings: Settings) -> Iterator[Check]:
    """Read what is kept of each person: conversations, marks and briefs, interests; who has a login; prices."""
    people = People(settings.home)
    people.check()
    for folder in (settings.home, *(kept_in(settings.home, person) for person in people.all() if not person.is_first)):
        if (folder / MEMORY).exists():
            Database(folder / MEMORY).check()
            yield Check(name="memory", works=True, found=f"{(folder / MEMORY).relative_to(settings.home)} is sound")
        InterestsFile(folder).read()
    prices_of(settings)


def of_model(settings: Settings) -> Iterator[Check]:
    """Try who writes and who judges."""
    if not settings.has_endpoint:
        todo = "To have a model write, set OPENAI_API_KEY, or OPENAI_BASE_URL to a local server."
        yield Check(name="writer", works=True, found="extractive: no key and no base_url are set", todo=todo)
        return
    found = probe(endpoint_of(settings), ask=True)
    if not found.known:
        listed = ", ".join(found.models[:_LISTED]) or "none"
        more = f" and {len(found.models) - _LISTED} more" if len(found.models) > _LISTED else ""
        what = f"The server at {found.url} answers, but does not list the model {found.model}."
        yield Check(name="writer", works=False, found=what, todo=f"Set ASSISTANT_MODEL to one of: {listed}{more}.")
        return
    unlisted = "" if found.models else "; it lists no models"
    what = f"{found.model} at {found.url}, answered in {found.seconds:.2f} s{unlisted}"
    yield Check(name="writer", works=True, found=what)
    yield from _context(found, settings)
    yield from of_budget(settings, found.model)
    yield from tried("judge", lambda: _judge(settings), settings.home)
    if found.streams is False:
        todo = "Turn streaming on in the server, or in the proxy before it; until then answers come whole."
        yield Check(name="streaming", works=False, found=f"{found.url} sends answers in one piece.", todo=todo)


def _judge(settings: Settings) -> Iterator[Check]:
    """Say how often the model that judges is right; nothing if none is to. One known to be bad is measured again."""
    if settings.judge != "endpoint":
        return
    judge = examinee_of(settings)
    trust = trusted(judge, settings.home, doubt=True)
    bad = JudgeUntrusted.measured(judge.name, trust.right, trust.n)
    what = f"{judge.name} is right about {trust.right} of {trust.n} bundled sentences ({trust.share:.0%})"
    yield Check(name="judge", works=trust.ok, found=what, todo="" if trust.ok else bad.todo)


def of_budget(settings: Settings, model: str) -> Iterator[Check]:
    """Say what of today's budget is spent; nothing if there is none."""
    spending = spending_of_all(settings)
    spent = spending.spent()
    parts = [f"${spent.usd:.4f} of ${spending.usd:g}"] if spending.usd is not None else []
    parts += [f"{spent.tokens:,} of {spending.tokens:,} tokens"] if spending.tokens is not None else []
    if not parts:
        return
    try:
        spending.allow(priced=prices_of(settings).of(model, settings.base_url) is not None, model=model)
    except AssistantError as error:
        yield Check(name="budget", works=False, found=error.what, todo=error.todo)
        return
    yield Check(name="budget", works=True, found=f"{', '.join(parts)} spent today (UTC)")


def _context(found: Probe, settings: Settings) -> Iterator[Check]:
    """Compare the context that the server tells of with what we send: too short a one refuses, or cuts off silently."""
    answer = settings.answer_tokens + (THINKING if found.model in Thinkers() else 0)
    context, wanted = found.context, settings.prompt_tokens + answer
    if context is None:
        return
    if context >= wanted:
        yield Check(name="context", works=True, found=f"{context:,} tokens, of which {wanted:,} may be used")
        return
    what = f"{found.model} has a context of {context:,} tokens; prompt and answer may take {wanted:,}."
    todo = f"Load it with a context of {wanted} tokens (Ollama: OLLAMA_CONTEXT_LENGTH={wanted})"
    lower = context - answer
    todo += f", or set prompt_tokens to {lower}." if lower >= _LEAST_PROMPT else ", or choose another model."
    yield Check(name="context", works=False, found=what, todo=todo)


def _size(folder: Path) -> int:
    """Return the bytes of the files in a folder; what goes while it is counted, as in an ingest, counts nothing."""
    total = 0
    for parent, _, names in os.walk(folder):  # an error of a folder is passed over
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(parent, name)).st_size  # noqa: PTH118  no Path a file
    return total
