"""Which kind of export a row is of, and what stands in it where; the kinds are a table, `index/data/exports.toml`."""

import json
import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

ROWS = "rows"  # the kind of what is of no other: fields under the names that people give them
# Taken as in `ROWS`, if missing.
_SHARED = ("authors", "published", "categories", "keywords", "organisation", "upvotes")
_HEADING = "abstract"  # of which OpenAlex makes the first word of the text


class Kind(NamedTuple):
    """A kind of export. A row is of it if it has all the fields of one of `marks`; `[]` asks for a list."""

    name: str
    marks: tuple[tuple[str, ...], ...]
    fields: Mapping[str, tuple[str, ...]]
    last_name_first: bool  # `Lovelace, Ada`
    in_braces: bool  # letters of a title are protected by braces


@cache
def kinds() -> Mapping[str, Kind]:
    """Return the kinds by name, in the order in which they are tried."""
    text = resources.files("index").joinpath("data/exports.toml").read_text(encoding="utf-8")
    return {
        name: Kind(
            name=name,
            marks=tuple(map(tuple, table.pop("marks", ()))),
            last_name_first=table.pop("names", "") == "last first",
            in_braces=table.pop("braces", False),
            fields={key: tuple(paths) for key, paths in table.items()},
        )
        for name, table in tomllib.loads(text).items()
    }


def kind_of(row: Mapping[str, object]) -> Kind:
    """Return the kind that a row is of by its fields, named in lower case; `ROWS` where it is of none."""
    told = (kind for kind, marks in _possible(tuple(row)) if all(_has(row, mark) for mark in marks))
    return next(told, kinds()[ROWS])


@lru_cache(maxsize=256)
def _possible(names: tuple[str, ...]) -> tuple[tuple[Kind, tuple[str, ...]], ...]:
    """Return the kinds that a row with these fields may be of, in order, each with marks that it must have for that."""
    there = frozenset(names)
    marked = ((kind, marks) for kind in kinds().values() for marks in kind.marks)
    return tuple(
        (kind, marks) for kind, marks in marked if all({mark} & there or _heads(mark) <= there for mark in marks)
    )


def found_in(row: Mapping[str, object], kind: Kind) -> dict[str, list[object]]:
    """Return the values of a row, its names in lower case, by our name of the field, in the order of its paths."""
    found = {}
    for name, paths in _paths(kind.name, tuple(row)):
        values = [find(row, path) for path in paths]
        found[name] = [value for value in values if value is not None]
    return found


@lru_cache(maxsize=256)
def _paths(kind: str, names: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return those paths of a kind which begin with one of the names: the rows of a file have mostly the same."""
    known, there = kinds(), frozenset(names)
    fields = {**{name: known[ROWS].fields[name] for name in _SHARED}, **known[kind].fields}
    begun = {name: tuple(path for path in paths if there & {path, *_heads(path)}) for name, paths in fields.items()}
    return tuple((name, paths) for name, paths in begun.items() if paths)


@cache
def _heads(path: str) -> frozenset[str]:
    return frozenset(re.split(r"[.\[]", part)[0] for part in path.split("+"))


def find(value: object, path: str) -> object | None:
    """Return what stands at a path, a list of it where the path goes through one, or None where nothing does."""
    if value in (None, "", [], {}):
        return None
    if "+" in path:
        parts = [find(value, part) for part in path.split("+")]
        return " ".join(f"{part}" for part in parts if part is not None) or None
    if not path:
        return value
    if isinstance(value, list):
        return [inner for each in value if (inner := find(each, path)) is not None] or None
    if not isinstance(value, Mapping):
        return None
    if path in value:  # a table made of an export with fields in fields has such names
        return find(value[path], "")
    name, _, rest = path.partition(".")
    name, _, index = name.partition("[")
    inner = value.get(name, next((value[key] for key in value if str(key).strip().casefold() == name), None))
    if index:
        inner = inner[int(index[:-1])] if isinstance(inner, list) and inner else None
    return find(inner, rest)


def _has(row: Mapping[str, object], path: str) -> bool:
    name, is_list, _ = path.partition("[]")
    found = find(row, name)
    return isinstance(found, list) if is_list else found is not None


class Entry(NamedTuple):
    """One entry of a file, or what is wrong with it."""

    line: int | None  # on which it begins
    value: object
    wrong: str = ""
    kind: Kind | None = None  # where its fields are, if the format of the file or its first line tells


def text_in_order(value: object) -> object:
    """Return the text that `{word: [place, …]}` spells, be it written as JSON in a table; any other value as it is."""
    places = value
    if isinstance(value, str) and value[:2] == '{"':
        with suppress(ValueError, RecursionError):
            places = json.loads(value)
    if not isinstance(places, Mapping):
        return value
    found = sorted(
        (place, word)
        for word, each in places.items()
        for place in (each if isinstance(each, list) else ())
        if isinstance(place, int) and isinstance(word, str)
    )
    words = [word for _, word in found]
    if [word[:1].isupper() for word in words[1:3]] == [True, False] and words[0].lower() == _HEADING:
        del words[0]  # not of `Abstract Meaning Representation`
    return " ".join(words) or value
