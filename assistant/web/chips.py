"""The limits under which a question was answered, each as a chip that can be taken off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from assistant.conversation.filters import DATES, said
from index.query import Filters

FIELDS: Mapping[str, tuple[str, ...]] = {
    "dates": DATES,
    "categories": ("categories",),
    "authors": ("authors",),
    "papers": ("papers",),
    "interests": ("interests",),
    "without": ("without",),
}


class Chip(NamedTuple):
    """A limit in words; `field` is one of `FIELDS`, or "" for what cannot be taken off."""

    text: str
    field: str = ""


def chips(understood: str, filters: Filters, titles: Mapping[str, str]) -> tuple[Chip, ...]:
    """Return what was understood, part by part; those that are among the filters can be taken off.

    A paper that is named has its title, by id, in the place of its id.
    """
    fields = {part: name for name, part in parts(filters).items()}
    return tuple(_chip(part, fields.get(part, ""), filters, titles) for part in understood.split("; ") if part)


def parts(filters: Filters) -> dict[str, str]:
    """Return each of `FIELDS` that is set, in words."""
    only = {
        name: Filters(**{field: getattr(filters, field) for field in fields})
        for name, fields in FIELDS.items()
        if any(getattr(filters, field) for field in fields)
    }
    return {name: said(one) for name, one in only.items()}


def _chip(part: str, field: str, filters: Filters, titles: Mapping[str, str]) -> Chip:
    if field != "papers":
        return Chip(part, field)
    return Chip(f"only {', '.join(titles.get(key) or key for key in filters.papers)}", field)
