"""The parts of the page as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import gradio as gr

from assistant.engine import Assistant
from assistant.errors import AssistantError
from assistant.web import render
from assistant.web.i18n import say
from assistant.web.pages.ask.address import Address
from assistant.web.pages.ask.chats import Chats
from assistant.web.pages.ask.limits import choices, known, limits
from assistant.web.pages.ask.listed import Changed, Side, side
from assistant.web.shown import Shown
from assistant.web.suggested import starters


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

    def side(self, wanted: Side, done: Changed | None = None, *, was_open: bool = False) -> dict[Any, Any]:
        """Show the list of conversations; `was_open` is whether the one that was deleted was the one that was read."""
        return {self._parts.side: side(self._chats.kept, wanted, done or Changed(), was_open=was_open)}


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


def idle(text: str | None = None) -> gr.Textbox:
    """Return the question's field as it is while nothing is being written."""
    cleared = {} if text is None else {"value": text}
    return gr.Textbox(submit_btn=say("Ask"), stop_btn=False, **cleared)


def busy(text: str | None = None) -> gr.Textbox:
    """Return the question's field as it is while an answer is being written."""
    cleared = {} if text is None else {"value": text}
    return gr.Textbox(submit_btn=False, stop_btn=say("Stop"), **cleared)
