"""The parts of the page that events read and fill."""

from __future__ import annotations

from typing import NamedTuple

import gradio as gr

from assistant.web.i18n import say


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
