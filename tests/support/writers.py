"""Writers and retrievers that do what the test says."""

from collections.abc import Iterator, Mapping, Sequence

from assistant.errors import EndpointBroken
from assistant.parsing.events import DraftEvent, Waiting
from assistant.parsing.marks import drafts_of
from assistant.types import Usage
from assistant.verification.judge import Judged, Judgement
from index.query import Evidence, Query


class ScriptedWriter:
    """Writes the given text for every job, and remembers what it was asked. `breaks` fails after the last sentence."""

    def __init__(self, text: str = "", *, name: str = "scripted", breaks: bool = False) -> None:
        self.name, self.text, self.breaks = name, text, breaks
        self.asked: list[str] = []
        self.usage = Usage(calls=1, prompt_tokens=10, completion_tokens=2)

    def _write(self) -> Iterator[DraftEvent]:
        yield from drafts_of(self.text)
        if self.breaks:
            raise EndpointBroken("The model stopped.", "Try again.")

    def answer(self, question: str, evidence: Sequence[Evidence]) -> Iterator[DraftEvent]:
        self.asked.append(question)
        yield from self._write()

    def brief(self, opening: str, evidence: Sequence[Evidence]) -> Iterator[DraftEvent]:
        self.asked.append(opening)
        yield from self._write()

    def paragraph(self, topic: str, evidence: Sequence[Evidence]) -> Iterator[DraftEvent]:
        self.asked.append(topic)
        yield from self._write()


class ScriptedJudge:
    """Says of each sentence what the test says of its text, and remembers what it was asked; of others, nothing."""

    def __init__(self, says: Mapping[str, Judgement], *, breaks: bool = False) -> None:
        self.name, self.usage, self.breaks = "judge", Usage(calls=1, prompt_tokens=5, completion_tokens=1), breaks
        self._says = says
        self.asked: list[list[str]] = []

    def judge(
        self, question: str, claims: Sequence[Judged], evidence: Sequence[Evidence]
    ) -> Iterator[Judgement | Waiting]:
        self.asked.append([claim.text for claim in claims])
        yield Waiting()
        for number, claim in enumerate(claims, start=1):
            if claim.text in self._says:
                yield self._says[claim.text]._replace(number=number)
        if self.breaks:
            raise EndpointBroken("The judge stopped.", "Try again.")


class FixedRetriever:
    """Finds the same whatever is asked."""

    def __init__(self, found: Sequence[Evidence]) -> None:
        self.found = found
        self.queries: list[Query] = []

    def search(self, query: Query) -> Sequence[Evidence]:
        self.queries.append(query)
        return self.found
