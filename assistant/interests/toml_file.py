"""The file of the interests: TOML, a table each, that people edit beside us; comments, order and spacing stay."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, cast

import tomlkit
from pydantic import ValidationError
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array, Item

from assistant.interests.profile import KEYS, Interest, InterestsUnreadable
from assistant.store.database import locked
from index.atomic import replace_file
from index.storage import stored, told

FILE_NAME = "interests.toml"
_PATIENCE = 5.0  # seconds for another process that writes
_HEADER = """\
# What you want to read of. Edit this file as you like: comments stay. Deleted, every brief is in the plain order again.
# Each table is an interest of its own; the one called default is used where none is named.

"""
_PLACE = re.compile(r"\s*\(at (?:line (?P<line>\d+), column \d+|end of document)\)")
_LONGEST = 90  # characters of a comment
_INDENT = "    "
_HEAD = re.compile(r"[ \t]*\[")


class InterestsFile:
    """The file in a data directory; it may not be there."""

    def __init__(self, home: Path) -> None:
        self.file = home / FILE_NAME

    def read(self) -> dict[str, Interest]:
        """Return the interests by name, in the order of the file; none if there is no file."""
        return self._read(self._text())

    def change(self, name: str, changes: Sequence[Change]) -> None:
        """Change lists of an interest, which is made if it is not there."""
        with locked(self.file, _PATIENCE):
            text = self._text()
            wanted = changed(self._read(text), name, changes)
            self._write(lambda: edited(text or _HEADER, name, changes), wanted)

    def remove(self, name: str) -> bool:
        """Take an interest out, and return whether it was there."""
        with locked(self.file, _PATIENCE):
            text = self._text()
            wanted = self._read(text)
            if wanted.pop(name, None) is None:
                return False
            self._write(lambda: without_table(text, name), wanted)
            return True

    def _text(self) -> str:
        try:
            content = self.file.read_bytes()
        except FileNotFoundError:
            return ""
        except OSError as error:
            said = told(self.file, error)
            raise InterestsUnreadable(said.what, said.todo) from error
        try:
            return content.decode("utf-8-sig")  # some editors put a mark before UTF-8
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise InterestsUnreadable.at(self.file, line, "it is not in UTF-8") from error

    def _read(self, text: str) -> dict[str, Interest]:
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            place = _PLACE.search(str(error))
            line = int(place["line"]) if place and place["line"] else text.count("\n") + 1
            raise InterestsUnreadable.at(self.file, line, _PLACE.sub("", str(error))) from error
        return {name: self._interest(name, table, text) for name, table in tables.items()}

    def _interest(self, name: str, table: object, text: str) -> Interest:
        if not isinstance(table, dict):
            why = f"{name!r} belongs to no interest; put a line such as [default] before it"
            raise InterestsUnreadable.at(self.file, _line_of(text, name), why)
        try:
            return Interest.model_validate(table)
        except ValidationError as error:
            (first, *_) = error.errors()
            key = str(first["loc"][0]) if first["loc"] else ""
            known = f"is not one of {', '.join(KEYS)}"
            why = known if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
            raise InterestsUnreadable.at(self.file, _line_of(text, key, name), f"{key!r} {why}") from error

    def _write(self, edit: Callable[[], str], wanted: Mapping[str, Interest]) -> None:
        try:
            text = edit()
        except TOMLKitError as error:
            raise InterestsUnreadable.at(self.file, None, f"it cannot be changed ({error})") from error
        if self._read(text) != wanted:
            raise InterestsUnreadable.at(self.file, None, "it cannot be changed without losing something")
        with stored(self.file):
            replace_file(self.file.resolve(), text)  # it may be a link into a folder that is kept elsewhere


def _line_of(text: str, key: str, table: str = "") -> int | None:
    """Return the line, counted from 1, on which a key stands, behind the head of its table; None if it is not seen."""
    begun = not table
    for number, line in enumerate(text.splitlines(), start=1):
        begun = begun or head_of(line) == table
        if begun and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return number
    return None


class Change(NamedTuple):
    """What is to change in one list: values with their comments ("" for none) to put in, and values to take out."""

    key: str
    added: Mapping[str, str] = {}
    removed: Sequence[str] = ()


def changed(interests: Mapping[str, Interest], name: str, changes: Sequence[Change]) -> dict[str, Interest]:
    """Return the interests as they are to be read after an edit."""
    interest = interests.get(name, Interest())
    for change in changes:
        kept = [value for value in getattr(interest, change.key) if value not in change.removed]
        interest = interest.model_copy(update={change.key: tuple(dict.fromkeys([*kept, *change.added]))})
    return {**interests, name: interest}


def edited(text: str, name: str, changes: Sequence[Change]) -> str:
    """Return the text of a file with lists of one table changed, which is made if it is not there."""
    document = tomlkit.parse(text)
    if name not in document:
        table = tomlkit.table()
        for key in KEYS:  # every list, so that a person sees what there is
            table.add(key, tomlkit.array())
        document.add(name, table)
    lists = cast(MutableMapping[str, Item], document[name])
    comments: dict[str, str] = {}
    for change in changes:
        comments |= _remove(lists, change)
    for change in changes:
        _add(lists, change.key, {value: comments.get(value, comment) for value, comment in change.added.items()})
    return tomlkit.dumps(document)


def without_table(text: str, name: str) -> str:
    """Return the text of a file without one table; comments between it and the next one stay."""
    lines = text.splitlines(keepends=True)
    heads = [number for number, line in enumerate(lines) if _HEAD.match(line)]
    for start, end in pairwise([*heads, len(lines)]):
        if head_of(lines[start]) == name:
            while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
                end -= 1
            return "".join([*lines[:start], *lines[end:]])
    document = tomlkit.parse(text)
    document.remove(name)
    return tomlkit.dumps(document)


def head_of(line: str) -> str | None:
    """Return the name of the table that a line begins, or None if it begins none."""
    head = re.fullmatch(r"\s*\[\s*(?P<name>[^\[\]]+?)\s*\]\s*(?:#.*)?", line.rstrip())
    return head["name"].strip("\"'") if head else None


def _remove(lists: Mapping[str, Item], change: Change) -> dict[str, str]:
    """Take values out of a list, and return the comments that stood behind them."""
    array, comments = lists.get(change.key), dict[str, str]()
    if not isinstance(array, Array):
        return comments
    for place in reversed(range(len(array))):
        item: Any = array[place]  # tomlkit's types say that it is a plain text
        value = _one_line(str(item))
        if value in change.removed:
            beside = re.search(rf"{re.escape(item.as_string())}[ \t]*,?[ \t]*#(.*)", array.as_string())
            comments |= {value: beside[1].strip()} if beside else {}
            del array[place]
    return comments


def _add(lists: MutableMapping[str, Item], key: str, values: Mapping[str, str]) -> None:
    present: Any = lists.get(key)
    there = [str(value) for value in present] if isinstance(present, Array) else [str(present)] if present else []
    fresh = {value: comment for value, comment in values.items() if value not in map(_one_line, there)}
    if not fresh:
        return
    if not isinstance(present, Array) or "\n" not in present.as_string():
        # Behind a comment tomlkit closes a list of one line on that line, so that the bracket is part of the comment.
        lists[key] = _array(there)
    array = lists[key]
    assert isinstance(array, Array)  # noqa: S101
    has_own_line = re.search(r"\n[ \t]*\]$", array.as_string())
    for value, comment in fresh.items():
        if has_own_line:
            array.add_line(value, indent=_INDENT, comment=_shortened(comment) or None)
        else:
            array.append(value)


def _array(values: Sequence[str]) -> Array:
    """Return a list with a value on each line."""
    array = tomlkit.array()
    for value in values:
        array.add_line(value, indent=_INDENT)
    array.add_line(indent="")
    return array


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _shortened(comment: str) -> str:
    clean = _one_line("".join(sign if sign.isprintable() else " " for sign in comment))
    return clean if len(clean) <= _LONGEST else clean[: _LONGEST - 1].rstrip() + "…"
