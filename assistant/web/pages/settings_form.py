"""The forms of the page of settings: what was typed, what stands in them, and what is said below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pydantic import SecretStr

from assistant.config import Settings
from assistant.health import Check
from assistant.settings_file import By
from assistant.web import render
from assistant.web.pages.settings_fields import Field, Section

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


def form(
    section: Section,
    settings: Settings,
    by: Mapping[str, By],
    shown: Shown,
    *,
    data: Mapping[str, str] | None = None,
) -> str:
    """Return the form of a section, with what was typed in it where that was not saved."""
    data = data or {}
    cells = [
        Cell(
            field,
            "" if field.kind == "secret" else data.get(field.name, _value(settings, field)),
            field.kind == "secret" and getattr(settings, field.name) is not None,
            by.get(field.name, ""),
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


def _value(settings: Settings, field: Field) -> str:
    value = getattr(settings, field.name)
    if value is None or isinstance(value, SecretStr):
        return ""
    return f"{value:g}" if isinstance(value, float) else str(value)
