"""Edits of the text of the interests' file that leave alone all that they are not about: comments, order, spacing."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, cast

import tomlkit
from tomlkit.items import Array, Item

from assistant.interests.profile import KEYS, Interest

_LONGEST = 90  # characters of a comment
_INDENT = "    "
_HEAD = re.compile(r"[ \t]*\[")


class Change(NamedTuple):
    """What is to change in one list: values with their comments ("" for none) to put in, and values to take out.

    A value that one list gives and another takes keeps the comment that it has.
    """

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
