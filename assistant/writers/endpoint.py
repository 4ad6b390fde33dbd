"""The writer behind any OpenAI-compatible endpoint: OpenAI, Ollama, vLLM, llama.cpp, LM Studio.

It renders a prompt, sends it, and passes on what the model says, without its thinking. It never reads
the environment. `openai` is imported with the first request, not with this module.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import prompts
from assistant.errors import EndpointBroken, EndpointCut, WriterError
from assistant.parsing.cells import read_cells
from assistant.parsing.events import Draft, DraftEvent, Mark, Retracted, Text, TextEvent, Waiting
from assistant.parsing.marks import drafts
from assistant.parsing.reply import MOST, sentences, whole
from assistant.parsing.thinking import without_thinking
from assistant.writers import room
from assistant.writers.base import CellColumn
from assistant.writers.budget import pack
from assistant.writers.composition import first_of_each, room_behind
from assistant.writers.model import EndpointModel, finish, tokens
from index.endpoint.address import Endpoint as Endpoint
from index.endpoint.sse import WAITED, Format, Piece, json_formats, json_object
from index.models.question_types import question_type
from index.query import Evidence
from index.statements import readable

if TYPE_CHECKING:
    pass


_PULSE = 0.5  # seconds of thinking between two signs of life, at which a reader can stop
_PATIENCE = 20.0  # seconds for putting a question into other words, before an answer begins
_OR_NONE = {"type": ["string", "null"]}
_SEVERAL = {"type": "array", "items": {"type": "string"}}
_CELL = json_object(
    {
        "number": {"type": "integer"},
        "sentences": {"type": "array", "items": {"type": "integer"}},  # before the value, which is to rest on them
        "value": {"type": "string"},
    }
)
_CELLS = json_formats("cells", {"cells": {"type": "array", "items": _CELL}})
_REWRITTEN = json_formats(
    "rewritten",
    {
        "question": {"type": "string"},
        "since": _OR_NONE,
        "until": _OR_NONE,
        "authors": _SEVERAL,
        "without": _SEVERAL,
        "language": {"type": "string"},
    },
)


class EndpointWriter(EndpointModel):
    """Writes with a model behind an endpoint. One writer for one job; it is not shared between threads."""

    def answer(self, question: str, evidence: Sequence[Evidence]) -> Iterator[DraftEvent]:
        """Yield the sentences as they come, `Declined` where the model says that the evidence does not answer."""
        prompt, _ = self._prompt(
            "answer", evidence, question=question, kind=question_type(question.partition("\n")[0]).type
        )
        with closing(self._write(prompt, max_output=self.endpoint.max_output)) as events:
            yield from sentences(drafts(events))

    def brief(self, opening: str, evidence: Sequence[Evidence]) -> Iterator[DraftEvent]:
        """Yield the sentences as they come: of the first papers, one a day where they are of several."""
        asked = first_of_each(evidence)
        least, most = room_behind(opening)
        days = len({item.part for item in asked}) > 1
        prompt, _ = self._prompt("brief", asked, opening=opening, least=least, most=most, days=days)
        with closing(self._write(prompt, max_output=room.PARAGRAPH)) as events:
            yield from sentences(drafts(events), most=max(MOST, 2 * len(asked)))

    def paragraph(self, topic: str, evidence: Sequence[Evidence]) -> Iterator[DraftEvent]:
        """Yield the sentences as they come."""
        prompt, _ = self._prompt("paragraph", evidence, topic=topic)
        with closing(self._write(prompt, max_output=room.PARAGRAPH)) as events:
            yield from sentences(drafts(events), most=max(MOST, 2 * len(evidence)))

    def cells(self, columns: Sequence[CellColumn], item: Evidence) -> dict[str, Draft | None]:
        """Return what stands in each column of a paper's row, by its name; None is "not stated".

        It is asked for as JSON where the server takes a format, and once more without one if no cell can be read. The
        cells of a reply that was cut off count as far as they are whole.

        Raises:
            WriterError: no cell came back.
        """
        prompt, _ = self._prompt("cells", [item], columns=columns)
        for formats in (_CELLS, ()):
            text, failure = self._cut_or_whole(prompt, room.for_cells(len(columns)), formats)
            if found := read_cells(text, len(columns)):
                break
            if failure is not None:
                raise failure
        else:
            raise EndpointBroken(f"{self.name} wrote no cell of the table.", "Choose another model.")
        return {
            columns[cell.number - 1].name: Draft(cell.value, tuple(Mark(1, n) for n in cell.sentences))
            if cell.value
            else None
            for cell in found
        }

    def rewrite(self, question: str, earlier: Sequence[str], titles: Sequence[str]) -> str:
        """Return the reply that the prompt `rewrite` asks for, as JSON where the server takes a format.

        It is asked for once, without a second try.
        """
        prompt, deadline = prompts.render("rewrite", question=question, earlier=earlier, titles=titles), _PATIENCE
        deadline += time.monotonic()
        events = self._write(prompt, max_output=room.QUESTION, retries=0, formats=_REWRITTEN)
        with closing(events):
            return whole(_until(deadline, events, self.name))

    def _prompt(self, name: str, evidence: Sequence[Evidence], **values: object) -> tuple[prompts.Prompt, int]:
        """Return the prompt, and how many of the papers stand in it: the first ones, in their order."""
        frame = prompts.render(name, evidence=[], **values)
        packed = pack(evidence, self.endpoint.budget - tokens(frame))
        return prompts.render(name, evidence=[readable(item.paper) for item in packed], **values), len(packed)

    def _cut_or_whole(
        self, prompt: prompts.Prompt, most: int, formats: Sequence[Format]
    ) -> tuple[str, WriterError | None]:
        """Return the text of a reply, and why it is not whole, if it is not."""
        text = ""
        try:
            with closing(self._write(prompt, max_output=most, formats=formats)) as events:
                for event in events:
                    match event:
                        case Text(more):
                            text += more
                        case Retracted():
                            text = ""
        except WriterError as error:
            return text, error
        return text, None

    def _write(
        self, prompt: prompts.Prompt, *, max_output: int, retries: int | None = None, formats: Sequence[Format] = ()
    ) -> Generator[TextEvent]:
        """Yield what the model says to the reader in `max_output` tokens, or that it is at work.

        A model that thinks has more of them. One that turns out to think, because it was cut off before it said
        anything, is known to from then on, and is asked once more.

        Raises:
            WriterError: what was yielded before stays good.
        """
        while True:
            said = False
            try:
                with closing(without_thinking(self._heard(prompt, max_output, retries, formats))) as events:
                    for event in events:
                        said = not isinstance(event, Retracted) and (said or _says(event))
                        yield event
            except EndpointCut:
                if said or not self.turns_out_to_think():
                    raise
                continue
            if not said:
                raise EndpointBroken(f"{self.name} sent an empty answer.", "Try again, or choose another model.")
            return

    def _heard(
        self, prompt: prompts.Prompt, max_output: int, retries: int | None, formats: Sequence[Format]
    ) -> Generator[TextEvent]:
        """Yield what the model says, thinking included."""
        pieces, beat = list[Piece](), time.monotonic()
        asked = self.pieces(prompt, max_output=max_output, retries=retries, formats=formats)
        with closing(asked) as reply:
            for piece in reply:
                pieces += [piece] if piece is not WAITED else []
                if piece.text:
                    yield Text(piece.text)
                if time.monotonic() - beat >= _PULSE:  # also while a sentence grows: a reader leaves at a beat
                    beat = time.monotonic()
                    yield Waiting()
        self.check_end(finish(pieces), max_output)


def _until(deadline: float, events: Generator[TextEvent], name: str) -> Iterator[TextEvent]:
    """Yield the events that come in time; raise `EndpointBroken` if the last one did not."""
    for event in events:
        if time.monotonic() > deadline:
            raise EndpointBroken(f"{name} took too long for a question.", "Choose a faster model.")
        yield event


def _says(event: TextEvent) -> bool:
    return isinstance(event, Text) and bool(event.text.strip())
