"""The pages as Gradio runs them: each of their events for the person whose browser has sent it.

Gradio works events off in tasks of its own, which it makes while it answers whoever comes first, and so with their
context. Who acts is therefore said anew for every event, from the request that it came with.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.people.errors import KeepersOnly
from assistant.people.person import Person, acting
from assistant.web import frame
from assistant.web.gate import PERSON


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
            KeepersOnly: it is of the page of settings, and who acts is no keeper.
        """
        request = named.get("request") or (args[1] if len(args) > 1 else None)
        person = _person(request)
        function = self.fns[block_fn] if isinstance(block_fn, int) else block_fn
        if person and not person.is_keeper and function.page == frame.SETTINGS.path:
            raise KeepersOnly
        with acting(person):
            result: dict[str, Any] = await super().process_api(block_fn, inputs, *args, **named)
        return result


def _person(request: object) -> Person | None:
    """Return who has sent a request, as the gate has found it; None for one that came by no gate."""
    scope = getattr(getattr(request, "request", None), "scope", {})
    person = scope.get(PERSON)
    return person if isinstance(person, Person) else None
