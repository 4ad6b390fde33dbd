"""The events of an answer, passed on and kept in a conversation as they come."""

from collections.abc import Iterator

from assistant.errors import AssistantError
from assistant.jobs.claims import text_of
from assistant.store.turns import Recording
from assistant.types import Answer, AnswerEvent, Claim, Claimed, Finished, Noticed, Replaced, Retrieved, Source
from index.paper import Paper


def recorded(events: Iterator[AnswerEvent], recording: Recording) -> Iterator[AnswerEvent]:
    """Yield the events, after what they show is kept; whoever stops listening leaves the answer stopped.

    If it cannot be kept, a `Noticed` says so once, and the answer goes on.

    Raises:
        AssistantError: what `events` raises; the conversation keeps it as well.
    """
    growing, is_told = _Growing(), False
    try:
        for event in events:
            if isinstance(event, Finished):
                recording.finished(event.answer, event.turn)
            else:
                growing.take(event)
                recording.shown(growing.answer())
            if recording.trouble and not is_told:
                is_told = True
                yield Noticed(text=f"This answer is not kept: {recording.trouble}")
            yield event
    except AssistantError as error:
        recording.failed(str(error))
        raise
    finally:
        recording.stopped()


class _Growing:
    """What an answer shows so far."""

    def __init__(self) -> None:
        self._claims: list[Claim] = []
        self._notices: list[str] = []
        self._papers: dict[str, Paper] = {}
        self._understood = ""

    def take(self, event: AnswerEvent) -> None:
        match event:
            case Retrieved(evidence=evidence, understood=understood):
                self._papers = {item.paper.id: item.paper for item in evidence}
                self._understood = understood
            case Claimed(claim=claim):
                self._claims.append(claim)
            case Replaced(place=place, claim=claim):
                self._claims[place : place + 1] = [] if claim is None else [claim]
            case Noticed(text=text):
                self._notices.append(text)

    def answer(self) -> Answer:
        """Return it as an answer that names no engine, since none has finished it."""
        return Answer(
            status="answered",
            text=text_of(self._claims),
            claims=tuple(self._claims),
            sources=tuple(self._sources()),
            engine="",
            seconds=0.0,
            notice=" ".join(self._notices),
            understood=self._understood,
        )

    def _sources(self) -> Iterator[Source]:
        citations = [citation for claim in self._claims for citation in claim.citations]
        for number, key in sorted({citation.number: citation.paper for citation in citations}.items()):
            if paper := self._papers.get(key):
                yield Source.of(paper, number, {n for each in citations if each.paper == key for n in each.sentences})
