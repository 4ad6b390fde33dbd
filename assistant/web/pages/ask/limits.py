"""The limits of the next question: taken off and added by the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from assistant.browsing.view import day_of
from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.interests.profile import DEFAULT
from assistant.web.i18n import say
from assistant.web.pages.ask.address import Address
from assistant.web.wanted import parts
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
    categories = (Limit(category, "categories", category) for category in scope.categories)
    interests = (Limit(_in_words(name), "interests", name) for name in scope.interests)
    return [*only, *dates, *categories, *interests]


def choices(assistant: Assistant, scope: Filters) -> list[tuple[str, str]]:
    """Return the interests that can be added to a scope, by name and in words."""
    names = assistant.interests.choices()
    return [(name, _in_words(name)) for name in names if name not in scope.interests]


def known(assistant: Assistant, address: Address) -> tuple[Address, str]:
    """Return an address without the papers and interests that are not there, and what is to be told of them."""
    address, unknown = _wanted_still(assistant, address)
    scope = address.scope
    there = {paper.id for paper in assistant.library.get(scope.papers)} if scope.papers else set[str]()
    gone = [key for key in scope.papers if key not in there]
    if not gone:
        return address, unknown
    left = scope.model_copy(update={"papers": tuple(key for key in scope.papers if key in there)})
    what = "is" if len(gone) == 1 else "are"
    searched = "the others" if left.papers else "all papers"
    told = f"{', '.join(gone)} {what} not in the library; {searched} are searched."
    return address._replace(scope=left), " ".join(filter(None, (told, unknown)))


def _in_words(name: str) -> str:
    return say("my interests") if name == DEFAULT else say("my interest “{name}”").replace("{name}", name)


def _wanted_still(assistant: Assistant, address: Address) -> tuple[Address, str]:
    gone = [name for name in address.scope.interests if name not in assistant.interests.choices()]
    for name in gone:
        address = address.without("interests", name)
    named = " and ".join(map(_in_words, gone)).replace("my ", "your ")
    return address, f"Not searched within {named}, which you have no more." if gone else ""


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
    if (interest := given.get("interest", "")) in assistant.interests.choices():
        update["interests"] = tuple(dict.fromkeys((*scope.interests, interest)))
    left = address._replace(scope=scope.model_copy(update=update))
    return left._replace(says_interests=left.says_interests or bool(left.scope.interests)), " ".join(notes)


def _paper(assistant: Assistant, name: str) -> tuple[Sequence[str], str]:
    try:
        return (assistant.library.resolve(name).id,), ""
    except AssistantError as error:
        return (), error.what
