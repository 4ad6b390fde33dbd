"""The page of settings: sections that are saved and tested one by one, and are gone by from the next job on."""

import ipaddress
from collections.abc import Generator, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple
from urllib.parse import urlsplit

import gradio as gr
from pydantic import SecretStr

from assistant.config import Settings
from assistant.connections import embeddings_of
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.health import Check
from assistant.interests.profile import DEFAULT, KEYS, InterestIsEmpty
from assistant.people.person import current, keeper_only
from assistant.settings_file import By, SettingsFile, SettingsRefused
from assistant.watched import watched
from assistant.web import frame, messages, render, wording
from assistant.web.pages import settings_checks
from assistant.web.pages.settings_fields import (
    BUDGET,
    INTERESTS,
    LANGUAGE,
    MAIL,
    MODEL,
    SEARCH,
    SOURCES,
    Field,
    Section,
)
from index.embedders import choose_embedder

_SAVED = "Saved. It counts from the next question on."
_RELOAD = "Saved. Load the page again to see it everywhere."
_SAME = "Saved: nothing was changed."
_NOT_SAVED = "This was not saved: see beside the fields."
_LONGEST = 2_000  # characters; a key of a cloud may have several hundred
_REMOVE = "remove-"  # before the name of a secret: the box that takes it away
_SCRIPT = render.script("settings.js")


class Shown(NamedTuple):
    """What a form says beside its fields."""

    note: str = ""
    errors: Mapping[str, str] = {}
    findings: Sequence[Check] = ()
    models: Sequence[str] = ()  # to pick from
    reads_again: str = ""  # what the button says that reads all papers again; "" for no button
    done: int = 0
    keeps_secrets: bool = False  # what was typed as a key stays in the browser's field
    total: int = 0  # papers, while they are read again


class Desk(NamedTuple):
    """The assistant whose settings are changed, and their file."""

    assistant: Assistant
    file: SettingsFile

    def form(self, section: Section, shown: Shown, data: Mapping[str, str] | None = None) -> str:
        """Return the form of a section, with what was typed in it where that was not saved."""
        settings, known = self.assistant.settings, data or {}
        values = {field.name: known.get(field.name, _value(settings, field)) for field in section.fields}
        values |= {field.name: "" for field in section.fields if field.kind == "secret"}
        return render.render(
            "settings_form.html", section=section, values=values, set_by=self.file.by, settings=settings, shown=shown
        )

    def opening(self, section: Section) -> Shown:
        """Return what a section says when the page is opened."""
        if section != SEARCH:
            return Shown()
        try:
            self.assistant.library.check_embedder()
        except AssistantError as error:
            return Shown(wording.in_browser(error.what), reads_again=self.again())
        return Shown()

    def again(self) -> str:
        """Return what the button is called that reads all papers again."""
        return f"Read all {self.assistant.library.count():,} papers again"

    def submitted(self, section: Section, data: Mapping[str, str]) -> Generator[str, None, None]:
        """Do what the pressed button of a form says, and yield the form as it becomes."""
        keeper_only()
        changes = typed(section, data, self.assistant.settings, self.file.by)
        try:
            wanted = self.file.checked(self.assistant.settings, changes)
            match data.get("do"):
                case "test":
                    yield self.form(section, self._tested(section, wanted), data)
                case "read" if section == SEARCH:
                    yield from self._read(wanted, changes, data)
                case _ if section == SEARCH:
                    yield self._saved_search(wanted, changes, data)
                case _:
                    self.assistant.go_by(self.file.keep(self.assistant.settings, changes))
                    yield self.form(section, Shown((_RELOAD if section == LANGUAGE else _SAVED) if changes else _SAME))
        except SettingsRefused as error:
            note = "See beside the fields." if data.get("do") == "test" else _NOT_SAVED
            yield self.form(section, Shown(note, errors=error.errors), data)

    def _tested(self, section: Section, wanted: Settings) -> Shown:
        found = settings_checks.findings(section.key, wanted, self.assistant)
        models = settings_checks.offered(wanted) if section == MODEL else ()
        again = self.again() if section == SEARCH and any(not each.works for each in found[1:]) else ""
        saved = "" if wanted == self.assistant.settings else "This was tried as it is typed, and is not saved yet."
        return Shown(saved, findings=found, models=models, reads_again=again, keeps_secrets=True)

    def _saved_search(self, wanted: Settings, changes: Mapping[str, object], data: Mapping[str, str]) -> str:
        if not changes:
            return self.form(SEARCH, Shown(_SAME))
        found = settings_checks.embedder(wanted)
        if not found.works:
            said = Shown("Not saved: with this choice nothing could be read in.", findings=(found,))
            return self.form(SEARCH, said, data)
        chosen = choose_embedder(wanted.embedder, embeddings_of(wanted))
        if chosen.fingerprint != self.assistant.library.fingerprint:
            note = "Not saved yet: with this choice all papers have to be read again. Searching goes on meanwhile."
            button = f"Save, and {self.again()[:1].lower()}{self.again()[1:]}"
            return self.form(SEARCH, Shown(note, reads_again=button), data)
        kept = self.file.keep(self.assistant.settings, changes)
        self.assistant.go_by(kept, Assistant.open(kept).library)
        return self.form(SEARCH, Shown(_SAVED))

    def _read(self, wanted: Settings, changes: Mapping[str, object], data: Mapping[str, str]) -> Iterator[str]:
        """Read all papers again and save what is wanted then; who stops asking stops it, and nothing has changed."""
        total = self.assistant.library.count()
        yield self.form(SEARCH, Shown(f"Reading {total:,} papers…", total=total), data)
        library = Assistant.open(wanted).library
        for done in accumulate(watched(library.reindex)):
            yield self.form(SEARCH, Shown(f"{done:,} of {total:,} papers", done=done, total=total), data)
        self.assistant.go_by(self.file.keep(self.assistant.settings, changes), library)
        yield self.form(SEARCH, Shown(f"All {total:,} papers are read. {_SAVED}"))


def typed(section: Section, data: Mapping[str, str], settings: Settings, by: Mapping[str, By]) -> dict[str, object]:
    """Return the changes that a form asks for: None is the default, and what is not named stays as it is."""
    changes: dict[str, object] = {}
    for field in section.fields:
        if field.name in by:
            continue
        text = data.get(field.name, "").strip()[:_LONGEST]
        if field.kind == "secret":
            if text or data.get(f"{_REMOVE}{field.name}"):
                changes[field.name] = text or None
        elif field.name in data and text != _value(settings, field):
            changes[field.name] = text or None
    return changes


def _value(settings: Settings, field: Field) -> str:
    value = getattr(settings, field.name)
    if value is None or isinstance(value, SecretStr):
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)


def build(assistant: Assistant, app: gr.Blocks) -> None:
    """Add the page to the Blocks that are open."""
    header = frame.header()
    desk = Desk(assistant, SettingsFile.of(assistant.settings))
    head = gr.HTML(elem_id="settings-head", js_on_load=None)
    forms = {section: _form(desk, section, header) for section in (MODEL, SEARCH, SOURCES)}
    wishes = gr.HTML(elem_classes=["settings-form"], js_on_load=render.LIVELY)
    forms |= {section: _form(desk, section, header) for section in (MAIL, BUDGET, LANGUAGE)}

    def opened(request: gr.Request) -> tuple[str, ...]:
        may = _may_change(request)
        sections, home = (MODEL, SEARCH, SOURCES, INTERESTS, MAIL, BUDGET, LANGUAGE), str(assistant.settings.home)
        values = {"sections": sections, "path": frame.SETTINGS.path, "home": home, "may_change": may}
        filled = [desk.form(section, desk.opening(section)) if may else "" for section in forms]
        return render.render("settings_head.html", **values), _wishes(assistant), *filled

    app.load(opened, None, [head, wishes, *forms.values()], **render.HIDE)
    wishes.select(lambda: _wishes(assistant, is_test=True), None, wishes, **render.HIDE)


def _form(desk: Desk, section: Section, header: gr.HTML) -> gr.HTML:
    """Add the form of a section, whose buttons work; the line of links says who writes from then on."""
    shown = gr.HTML(elem_classes=["settings-form"], js_on_load=_SCRIPT)

    def submitted(request: gr.Request, event: gr.EventData) -> Iterator[str]:
        data = render.pressed(event)
        if not _may_change(request):
            yield ""
            return

        def told(error: AssistantError | None) -> str:
            note = wording.in_browser(str(error)) if error else messages.BROKEN
            return desk.form(section, Shown(note), data)

        yield from messages.surviving(lambda: desk.submitted(section, data), told)

    working = shown.select(submitted, None, shown, **render.HIDE)
    working.then(lambda: frame.line(desk.assistant, frame.SETTINGS), None, header, **render.HIDE)

    def stopped(event: gr.EventData) -> str:
        again = desk.again() if section == SEARCH else ""
        said = Shown("Stopped. Nothing is changed.", reads_again=again, keeps_secrets=True)
        return desk.form(section, said, render.pressed(event))

    shown.stop(stopped, None, shown, cancels=[working], **render.HIDE)
    return shown


def _may_change(request: gr.Request) -> bool:
    """Tell whether who asks is a keeper, or sits at this computer, under a name of it, where there are no logins."""
    if (person := current()) and not person.is_local:
        return person.is_keeper
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    return _is_here(request.client.host if request.client else "") and (host == "localhost" or _is_here(host))


def _is_here(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _wishes(assistant: Assistant, *, is_test: bool = False) -> str:
    """Return the interests; as a test, with how many papers each of them means."""
    wishes, found, message = list[str](), list[tuple[str, int]](), ""
    try:
        interest = assistant.interests.get()
        wishes = [name for key in KEYS if not key.endswith("liked") for name in getattr(interest, key)]
        wishes += [one.paper.title if one.paper else one.name for one in assistant.interests.papers(interest.liked)]
        found = [(name, _meant(assistant, name)) for name in assistant.interests.choices()] if is_test else []
    except AssistantError as error:
        wishes, message = [], wording.in_browser(str(error))
    return render.render("settings_interests.html", wishes=wishes, message=message, found=found, whole=DEFAULT)


def _meant(assistant: Assistant, name: str) -> int:
    try:
        return len(assistant.interests.members(name))
    except InterestIsEmpty:
        return 0
