"""What the buttons of the page of settings do: save, test, and read all papers again."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from pydantic import SecretStr

from assistant.config import Settings
from assistant.connections import embeddings_of
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.health import Check
from assistant.people.person import keeper_only
from assistant.settings_file import By, SettingsFile, SettingsRefused
from assistant.watched import watched
from assistant.web import render, wording
from assistant.web.pages import settings_checks
from assistant.web.pages.settings_fields import LANGUAGE, MODEL, SEARCH, Field, Section
from index.embedders import choose_embedder
from index.store.library import Library

_SAVED = "Saved. It counts from the next question on."
_RELOAD = "Saved. Load the page again to see it everywhere."
_SAME = "Saved: nothing was changed."
_LONGEST = 2_000  # characters; a key of a cloud may have several hundred
_REMOVE = "remove-"  # before the name of a secret: the box that takes it away


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


class Cell(NamedTuple):
    """A field as it is shown."""

    field: Field
    value: str
    is_kept: bool  # a secret is there
    by: str
    error: str


class Desk(NamedTuple):
    """The assistant whose settings are changed, and their file."""

    assistant: Assistant
    file: SettingsFile

    def form(self, section: Section, shown: Shown, data: Mapping[str, str] | None = None) -> str:
        """Return the form of a section, with what was typed in it where that was not saved."""
        settings, data = self.assistant.settings, data or {}
        cells = [
            Cell(
                field,
                "" if field.kind == "secret" else data.get(field.name, _value(settings, field)),
                field.kind == "secret" and getattr(settings, field.name) is not None,
                self.file.by.get(field.name, ""),
                shown.errors.get(field.name, ""),
            )
            for field in section.fields
        ]
        rare = [cell for cell in cells if cell.field.is_rare]
        return render.render(
            "settings_form.html",
            section=section,
            cells=[cell for cell in cells if not cell.field.is_rare],
            rare=rare,
            is_open=any(cell.error for cell in rare),
            shown=shown,
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
            note = (
                "This was not saved: see beside the fields." if data.get("do") != "test" else "See beside the fields."
            )
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
            return self.form(
                SEARCH, Shown("Not saved: with this choice nothing could be read in.", findings=(found,)), data
            )
        if needs_reading(self.assistant, wanted):
            note = "Not saved yet: with this choice all papers have to be read again. Searching goes on meanwhile."
            return self.form(
                SEARCH, Shown(note, reads_again=f"Save, and {self.again()[:1].lower()}{self.again()[1:]}"), data
            )
        kept = self.file.keep(self.assistant.settings, changes)
        self.assistant.go_by(kept, Assistant.open(kept).library)
        return self.form(SEARCH, Shown(_SAVED))

    def _read(self, wanted: Settings, changes: Mapping[str, object], data: Mapping[str, str]) -> Iterator[str]:
        total = self.assistant.library.count()
        yield self.form(SEARCH, Shown(f"Reading {total:,} papers…", total=total), data)
        for step in read_again(wanted):
            if isinstance(step, Library):
                self.assistant.go_by(self.file.keep(self.assistant.settings, changes), step)
            else:
                yield self.form(SEARCH, Shown(f"{step:,} of {total:,} papers", done=step, total=total), data)
        yield self.form(SEARCH, Shown(f"All {total:,} papers are read. {_SAVED}"))


def needs_reading(assistant: Assistant, settings: Settings) -> bool:
    """Tell whether the papers were read in with another embedder than settings choose."""
    chosen = choose_embedder(settings.embedder, embeddings_of(settings))
    return chosen.fingerprint != assistant.library.fingerprint


def read_again(settings: Settings) -> Iterator[int | Library]:
    """Read all papers again with the embedder that settings choose; yield how many are done, and at last the library.

    Who stops asking stops it: everything is as it was then, and another time it goes on where it ended.
    """
    library = Assistant.open(settings).library
    yield from accumulate(watched(library.reindex))
    yield library


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
