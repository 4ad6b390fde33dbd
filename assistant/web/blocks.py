"""The pages as Gradio runs them: each of their events for the person whose browser has sent it.

Gradio works events off in tasks of its own, which it makes while it answers whoever comes first, and so with their
context. Who acts is therefore said anew for every event, from the request that it came with.
"""

from __future__ import annotations

import html
import logging
from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.people.errors import KeepersOnly
from assistant.people.person import Person, acting
from assistant.web import frame, wording
from assistant.web.gate import PERSON
from index.unseen import encodable

_log = logging.getLogger(__name__)


class PersonalBlocks(gr.Blocks):  # type: ignore[misc]
    """Blocks whose events know who acts; those of the page of settings are for keepers."""

    async def process_api(
        self,
        block_fn: gr.blocks.BlockFunction | int,
        inputs: list[object],
        *args: Any,  # noqa: ANN401  as Gradio has them
        **named: Any,  # noqa: ANN401
    ) -> dict[str, Any]:
        """Run one step of an event; see Gradio's own.

        Raises:
            gr.Error: it cannot be done, or not by who acts: an event of the page of settings is for keepers.
        """
        request = named.get("request") or (args[1] if len(args) > 1 else None)
        person = _person(request)
        function = self.fns[block_fn] if isinstance(block_fn, int) else block_fn
        texts = _readable(function, inputs)
        try:
            if person and not person.is_keeper and function.page == frame.SETTINGS.path:
                raise KeepersOnly
            with acting(person):
                result: dict[str, Any] = await super().process_api(block_fn, texts, *args, **named)
        except AssistantError as error:  # Gradio would print a traceback, and tell the page nothing
            _log.warning("An event of a page was refused: %s", error)
            raise gr.Error(html.escape(wording.in_browser(str(error))), print_exception=False) from error
        return result


def _readable(function: gr.blocks.BlockFunction, inputs: list[object]) -> list[object]:
    """Return what the parts of a page sent, with texts that can be stored.

    Raises:
        gr.Error: no page of ours sends that.
    """
    read = [
        "" if value is None and _is_text(part) else value for part, value in zip(function.inputs, inputs, strict=False)
    ]
    misread = any(
        _is_text(part) and not isinstance(value, str) for part, value in zip(function.inputs, read, strict=False)
    )
    if misread or len(read) < len(function.inputs):
        raise gr.Error("This is no event of a page of ours.", print_exception=False)
    return [encodable(value) if isinstance(value, str) else value for value in read]


def _is_text(part: object) -> bool:
    return isinstance(part, gr.Textbox)


def _person(request: object) -> Person | None:
    """Return who has sent a request, as the gate has found it; None for one that came by no gate."""
    scope = getattr(getattr(request, "request", None), "scope", {})
    person = scope.get(PERSON)
    return person if isinstance(person, Person) else None
