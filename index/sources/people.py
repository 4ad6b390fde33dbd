"""The names of authors, in the many forms in which exports have them, as `Ada Lovelace`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from index.sources.exports import find

Text = Callable[[object], str]  # a value as a clean text on one line, "" for what is none

_BETWEEN = re.compile(r",\s+(?:and\s+)?|\s+and\s+")
_NUMBERED = re.compile(r"\s*\(\d+\)$")  # Scopus: `Lovelace, Ada (7004212771)`
_WHOLE = ("name", "display_name", "literal", "author.display_name", "author.name")
_FIRST, _LAST = ("given", "firstname", "first"), ("family", "lastname", "last")
_OTHERS = frozenset(("others", "et al", "et al.", "..."))


def names_of(value: object, text: Text, *, last_name_first: bool) -> tuple[str, ...]:
    """Return names from a list of names, of objects with a name, of (last, first, suffix), or from one string."""
    if isinstance(value, str):
        value = _split(text(value), last_name_first=last_name_first)
    if not isinstance(value, list):
        return ()
    names = (_name(each, text, last_name_first=last_name_first) for each in value)
    return tuple(name for name in names if name and name.lower() not in _OTHERS)


def _split(names: str, *, last_name_first: bool) -> list[str]:
    for sign in (";", "|"):
        if sign in names:
            return names.split(sign)
    parts = _BETWEEN.split(names)
    if last_name_first and not all(part.endswith(".") for part in parts):  # `Lovelace A., King B.`
        return re.split(r"\s+and\s+", names)
    return [name.strip(" []'\"") for name in parts]  # a list that was written to CSV as Python shows it


def _name(value: object, text: Text, *, last_name_first: bool) -> str:
    if isinstance(value, list):
        parts = [*map(text, value)]
        return " ".join(filter(None, (*parts[1:2], *parts[:1], *parts[2:])))
    if isinstance(value, Mapping):
        return _named(value, text)
    name = text(value)
    name = _NUMBERED.sub("", name) if name.endswith(")") else name
    if not last_name_first or "," not in name:
        return name
    parts = [part.strip() for part in name.split(",", 2)]  # last, first, suffix
    return " ".join(filter(None, (*parts[1:2], parts[0], *parts[2:])))


def _named(person: Mapping[str, object], text: Text) -> str:
    if find(person, "creatortype") not in (None, "author"):  # Zotero lists editors among them
        return ""
    whole = next(filter(None, (text(find(person, path)) for path in _WHOLE)), "")
    last = next(filter(None, (text(find(person, path)) for path in _LAST)), "")
    if not last:
        return whole
    first = next(filter(None, (text(find(person, path)) for path in _FIRST)), "")
    particles = (text(find(person, path)) for path in ("dropping-particle", "non-dropping-particle"))
    return " ".join(filter(None, (first, *particles, last, text(find(person, "suffix")))))
