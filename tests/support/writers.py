"""Writers and retrievers that do what the test says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from assistant.errors import EndpointBroken
from assistant.grounding.marks import Draft, drafts
from assistant.types import Usage
from assistant.writers.base import CellDraft
from index.cues import Aspect
from index.query import Evidence, Query


class ScriptedWriter:
    """Writes the given text for every job, and remembers what it was asked. `breaks` fails after the last sentence."""

    def __init__(
        self, text: str = "", *, name: str = "scripted", breaks: bool = False, cells: Sequence[Any] = ()
    ) -> None:
        self.name, self.text, self.breaks = name, text, breaks
        self._cells = cells
        self.asked: list[str] = []
        self.usage = Usage(calls=1, prompt_tokens=10, completion_tokens=2)

    def _write(self) -> Iterator[Draft]:
        yield from drafts([self.text])
        if self.breaks:
            raise EndpointBroken("The model stopped.", "Try again.")

    def answer(self, question: str, evidence: Sequence[Evidence]) -> Iterator[Draft]:
        self.asked.append(question)
        yield from self._write()

    def paragraph(self, topic: str, evidence: Sequence[Evidence]) -> Iterator[Draft]:
        self.asked.append(topic)
        yield from self._write()

    def cells(self, aspects: Sequence[Aspect], evidence: Sequence[Evidence]) -> Iterator[CellDraft]:
        for place, aspect, text in self._cells:
            (draft,) = drafts([text])
            yield CellDraft(place, aspect, draft)
        if self.breaks:
            raise EndpointBroken("The model stopped.", "Try again.")


class FixedRetriever:
    """Finds the same whatever is asked."""

    def __init__(self, found: Sequence[Evidence]) -> None:
        self.found = found
        self.queries: list[Query] = []

    def search(self, query: Query) -> Sequence[Evidence]:
        self.queries.append(query)
        return self.found
