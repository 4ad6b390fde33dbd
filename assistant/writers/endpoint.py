"""The writer behind any OpenAI-compatible endpoint: OpenAI, Ollama, vLLM, llama.cpp, LM Studio.

It renders a prompt, sends it, and passes on what the model says, without its thinking. It never reads the environment.
"""

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing

import prompts
from assistant.errors import EndpointBroken
from assistant.parsing.events import Draft, DraftEvent, Mark, TextEvent
from assistant.parsing.marks import drafts
from assistant.parsing.objects import read_cells
from assistant.parsing.reply import MOST, sentences, whole
from assistant.writers.base import CellColumn
from assistant.writers.composition import first_of_each, room_behind
from assistant.writers.model import EndpointModel, finished, pack, tokens
from index.endpoint.address import Endpoint as Endpoint
from index.endpoint.sse import json_formats, json_object
from index.models.question_types import question_type
from index.query import Evidence
from index.statements import readable

_PARAGRAPH, _QUESTION = 800, 250  # tokens of a paragraph, and of a question put into other words, as JSON
_CELL_TOKENS, _FRAME = 70, 100  # of a phrase with the numbers of its column and sentences, and of what stands around it
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
        kind = question_type(question.partition("\n")[0]).type
        prompt = self._prompt("answer", evidence, question=question, kind=kind)
        yield from self._sentences(prompt, self.endpoint.max_output)

    def brief(self, opening: str, evidence: Sequence[Evidence]) -> Iterator[DraftEvent]:
        """Yield the sentences as they come: of the first papers, one a day where they are of several."""
        asked = first_of_each(evidence)
        least, most = room_behind(opening)
        days = len({item.part for item in asked}) > 1
        prompt = self._prompt("brief", asked, opening=opening, least=least, most=most, days=days)
        yield from self._sentences(prompt, _PARAGRAPH, max(MOST, 2 * len(asked)))

    def paragraph(self, topic: str, evidence: Sequence[Evidence]) -> Iterator[DraftEvent]:
        """Yield the sentences as they come."""
        prompt = self._prompt("paragraph", evidence, topic=topic)
        yield from self._sentences(prompt, _PARAGRAPH, max(MOST, 2 * len(evidence)))

    def _sentences(self, prompt: prompts.Prompt, max_output: int, most: int = MOST) -> Iterator[DraftEvent]:
        with closing(self.write(prompt, max_output=max_output)) as events:
            yield from sentences(drafts(events), most=most)

    def cells(self, columns: Sequence[CellColumn], item: Evidence) -> dict[str, Draft | None]:
        """Return what stands in each column of a paper's row, by its name; None is "not stated".

        It is asked for as JSON where the server takes a format, and once more without one if no cell can be read. The
        cells of a reply that was cut off count as far as they are whole.

        Raises:
            WriterError: no cell came back.
        """
        prompt = self._prompt("cells", [item], columns=columns)
        for formats in (_CELLS, ()):
            text, failure = finished(
                self.reply(prompt, max_output=_FRAME + _CELL_TOKENS * len(columns), formats=formats)
            )
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
        """Return the reply that the prompt `rewrite` asks for, as JSON where the server takes a format, in one try."""
        prompt = prompts.render("rewrite", question=question, earlier=earlier, titles=titles)
        deadline = time.monotonic() + _PATIENCE
        with closing(self.write(prompt, max_output=_QUESTION, retries=0, formats=_REWRITTEN)) as events:
            return whole(_until(deadline, events, self.name))

    def _prompt(self, name: str, evidence: Sequence[Evidence], **values: object) -> prompts.Prompt:
        """Return the prompt with those of the papers that it has room for: the first ones, in their order."""
        frame = prompts.render(name, evidence=[], **values)
        packed = pack(evidence, self.endpoint.budget - tokens(frame))
        return prompts.render(name, evidence=[readable(item.paper) for item in packed], **values)


def _until(deadline: float, events: Generator[TextEvent], name: str) -> Iterator[TextEvent]:
    """Yield the events; raise `EndpointBroken` at one that does not come in time."""
    for event in events:
        if time.monotonic() > deadline:
            raise EndpointBroken(f"{name} took too long for a question.", "Choose a faster model.")
        yield event
