"""The parts of the page as HTML, and the list of conversations at its side."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

import gradio as gr

from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.export.text import transcript
from assistant.store.conversations import Conversation, Conversations
from assistant.web import render
from assistant.web.i18n import say
from assistant.web.pages.ask.address import Address, choices, known, limits
from assistant.web.pages.ask.chats import Chats
from assistant.web.shown import Shown
from assistant.web.suggested import starters

_AT_ONCE = 30
_WEEK = 7
_NO_FILE = re.compile(r"[^\w.-]+")
_LONGEST = 60  # characters of a file's name


class View:
    """Returns what changes, by the part of the page that shows it."""

    def __init__(self, assistant: Assistant, chats: Chats, parts: Parts) -> None:
        self._assistant, self._chats, self._parts = assistant, chats, parts

    @property
    def _has_model(self) -> bool:
        return self._assistant.settings.has_endpoint

    def turns(self, turns: Sequence[Shown], note: str = "") -> dict[Any, Any]:
        """Show turns, with their sources; what may be asked next is not known yet."""
        papers = self._assistant.library.count()
        return {
            **self.further(()),
            self._parts.conversation: render.render("conversation.html", turns=turns, papers=papers, note=note),
            self._parts.sources: render.render("sources.html", turns=turns),
        }

    def further(self, questions: Sequence[str]) -> dict[Any, Any]:
        """Show what may be asked next."""
        return {self._parts.further: render.render("ask_further.html", questions=questions, has_model=self._has_model)}

    def starters(self, address: Address | None) -> dict[Any, Any]:
        """Show what may be asked at the beginning of a conversation; nothing where none begins."""
        questions = starters(self._assistant, address.scope.papers) if address else ()
        return {self._parts.starters: render.render("ask_starters.html", starters=questions, has_model=self._has_model)}

    def scope(self, address: Address, note: str = "") -> dict[Any, Any]:
        """Show under which limits the next question is asked, and put them into the address."""
        try:
            address, gone = known(self._assistant, address)
            shown = limits(self._assistant, address.scope)
            span, interests = self._assistant.library.span(), choices(self._assistant, address.scope)
        except AssistantError as error:
            gone, shown, span, interests = str(error), [], None, []
        values = {"limits": shown, "scope": address.scope, "edit": address.edit, "span": span, "interests": interests}
        notes = [each for each in (note, gone) if each]
        return {
            self._parts.scope: render.render("ask_scope.html", notes=notes, **values),
            self._parts.query: address.query,
        }

    def side(
        self, wanted: Side, note: str = "", deleted: Conversation | None = None, *, was_open: bool = False
    ) -> dict[Any, Any]:
        """Show the list of conversations; of one that was deleted, which `was_open` or not, it offers it back."""
        return {self._parts.side: side(self._chats.kept, wanted, note, deleted, was_open=was_open)}


class Parts(NamedTuple):
    """The hidden fields `query` (the address, as it is to be) and `file`, and what is seen.

    That is the list at the side with its search, the conversation, what may be asked next, the limits of the next
    question, the question, what may be asked at the beginning, and the sources.
    """

    query: gr.Textbox
    file: gr.Textbox
    search: gr.Textbox
    side: gr.HTML
    conversation: gr.HTML
    further: gr.HTML
    scope: gr.HTML
    question: gr.Textbox
    starters: gr.HTML
    sources: gr.HTML

    @property
    def shown(self) -> tuple[gr.Textbox | gr.HTML, ...]:
        """All that an event may change."""
        return tuple(part for part in self if part is not self.search)


def typing(text: str | None = None, *, is_busy: bool = False) -> gr.Textbox:
    """Return the question's field as it is while an answer is being written, or none is; None leaves what is typed."""
    cleared = {} if text is None else {"value": text}
    submit, stop = (False, say("Stop")) if is_busy else (say("Ask"), False)
    return gr.Textbox(submit_btn=submit, stop_btn=stop, **cleared)


class Side(NamedTuple):
    """What the list shows: the id of the conversation that is open, words that are sought, and how many at most."""

    open: str = ""
    words: str = ""
    most: int = _AT_ONCE


def side(
    kept: Conversations, wanted: Side, note: str = "", deleted: Conversation | None = None, *, was_open: bool = False
) -> str:
    """Return the list as HTML; of one that was deleted, which `was_open` or not, it says so, and offers it back."""
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


def markdown_file(kept: Conversations, key: str) -> str:
    """Return a conversation as a file, as the page's script takes it: JSON of its name, its text, and a time.

    The time makes each press another value, so that the script runs again.
    """
    one = kept.get(key)
    name = _NO_FILE.sub("-", one.title).strip("-.")[:_LONGEST] or "conversation"
    return json.dumps({"name": f"{name}.md", "text": transcript(one.title, kept.turns(key)), "at": time.time()})
