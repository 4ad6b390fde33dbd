"""The list of conversations at the side: by day, searched, renamed, deleted and taken back, and as Markdown."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from collections.abc import Mapping
from itertools import groupby
from typing import NamedTuple

from assistant.errors import AssistantError
from assistant.export.text import transcript
from assistant.store.conversations import Conversation, Conversations
from assistant.web import render

_AT_ONCE = 30
_WEEK = 7
_NO_FILE = re.compile(r"[^\w.-]+")
_LONGEST = 60  # characters of a file's name


class Side(NamedTuple):
    """What the list shows: the id of the conversation that is open, words that are sought, and how many at most."""

    open: str = ""
    words: str = ""
    most: int = _AT_ONCE


class Changed(NamedTuple):
    """What a button of the list did: the conversation that it deleted, a file to be kept, or what is to be told.

    `reopens` is the id of one that was open when it was deleted, and is taken back.
    """

    deleted: Conversation | None = None
    reopens: str = ""
    file: str = ""
    note: str = ""


def side(kept: Conversations, wanted: Side, done: Changed, *, was_open: bool = False) -> str:
    """Return the list as HTML; of one that was deleted, which `was_open` or not, it says so, and offers it back."""
    deleted, note = done.deleted, done.note
    try:
        found, count = kept.listed(wanted.words, limit=wanted.most), kept.count(wanted.words)
    except AssistantError as error:
        found, count, note = (), 0, str(error)
    today = dt.datetime.now().astimezone().date()
    days = [(day, list(some)) for day, some in groupby(found, lambda one: _day(one.changed_at, today))]
    return render.render(
        "ask_side.html",
        days=days,
        wanted=wanted,
        more=wanted.most + _AT_ONCE if count > len(found) else 0,
        deleted=deleted,
        was_open=was_open,
        note=note,
    )


def _day(at: dt.datetime, today: dt.date) -> str:
    day = at.astimezone().date()
    ago = (today - day).days
    if ago < 1:
        return "Today"
    if ago == 1:
        return "Yesterday"
    return f"Last {_WEEK} days" if ago < _WEEK else f"{day:%B %Y}"


def changed(kept: Conversations, pressed: Mapping[str, str]) -> Changed:
    """Do what a button or form of the list asks for."""
    key = pressed.get("conversation", "")
    match pressed.get("do"):
        case "rename":
            kept.rename(key, pressed.get("title", "")[:200])
        case "delete":
            gone = kept.get(key)
            kept.delete(key)
            return Changed(deleted=gone)
        case "restore":
            kept.restore(key)
            return Changed(reopens=key if pressed.get("open") else "")
        case "export":
            return Changed(file=markdown_file(kept, key))
    return Changed()


def markdown_file(kept: Conversations, key: str) -> str:
    """Return a conversation as a file, as the page's script takes it: JSON of its name, its text, and a time.

    The time makes each press another value, so that the script runs again.
    """
    one = kept.get(key)
    name = _NO_FILE.sub("-", one.title).strip("-.")[:_LONGEST] or "conversation"
    return json.dumps({"name": f"{name}.md", "text": transcript(one.title, kept.turns(key)), "at": time.time()})
