"""The limits of the next question: taken off and added by the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.web.chips import parts
from assistant.web.pages.ask.address import Address, day_of
from index.labels import label
from index.query import Filters


class Limit(NamedTuple):
    """A limit in words; `field` is one of `chips.FIELDS`, and `value` which of several values it is."""

    text: str
    field: str
    value: str = ""
    title: str = ""


def limits(assistant: Assistant, scope: Filters) -> list[Limit]:
    """Return the limits of a scope, each paper by what it is called."""
    papers = {paper.id: paper for paper in assistant.library.get(scope.papers)}
    named = [(key, papers.get(key)) for key in scope.papers]
    only = [
        Limit(label(one.title, one.sentences) or one.title if one else key, "papers", key, one.title if one else "")
        for key, one in named
    ]
    words = parts(scope)
    dates = [Limit(words["dates"], "dates")] if "dates" in words else []
    return [*only, *dates, *(Limit(category, "categories", category) for category in scope.categories)]


def known(assistant: Assistant, address: Address) -> tuple[Address, str]:
    """Return an address without the papers that are not in the library, and what is to be told of them."""
    scope = address.scope
    there = {paper.id for paper in assistant.library.get(scope.papers)} if scope.papers else set[str]()
    gone = [key for key in scope.papers if key not in there]
    if not gone:
        return address, ""
    left = scope.model_copy(update={"papers": tuple(key for key in scope.papers if key in there)})
    what = "is" if len(gone) == 1 else "are"
    searched = "the others" if left.papers else "all papers"
    return address._replace(scope=left), f"{', '.join(gone)} {what} not in the library; {searched} are searched."


def limited(assistant: Assistant, address: Address, pressed: Mapping[str, str]) -> tuple[Address, str]:
    """Return the address after a button or the form of the limits, and what is to be told."""
    match pressed.get("do"):
        case "unlimit":
            return address.without(pressed.get("field", ""), pressed.get("value", "")), ""
        case "keep":
            return address._replace(edit=0), ""
        case "limit":
            return _added(assistant, address, pressed)
    return address, ""


def _added(assistant: Assistant, address: Address, given: Mapping[str, str]) -> tuple[Address, str]:
    scope, notes = address.scope, list[str]()
    update: dict[str, object] = {name: day_of(given.get(name, "")) for name in ("since", "until")}
    if typed := given.get("category", "").strip():
        found = assistant.understand(f"papers in {typed}").filters.categories
        notes += [] if found else [f"{typed} is no category of arXiv; one looks like cs.CL."]
        update["categories"] = tuple(dict.fromkeys((*scope.categories, *found)))
    if name := given.get("paper", "").strip():
        key, note = _paper(assistant, name)
        notes += [note] if note else []
        update["papers"] = tuple(dict.fromkeys((*scope.papers, *key)))
    return address._replace(scope=scope.model_copy(update=update)), " ".join(notes)


def _paper(assistant: Assistant, name: str) -> tuple[Sequence[str], str]:
    try:
        return (assistant.library.resolve(name).id,), ""
    except AssistantError as error:
        return (), error.what
