"""The events of an answer, passed on and kept in a conversation as they come."""

from collections.abc import Iterator, Mapping, Sequence

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
    shown, papers, is_told = Answer(status="answered", text="", engine="", seconds=0.0), dict[str, Paper](), False
    try:
        for event in events:
            if isinstance(event, Finished):
                recording.finished(event.answer, event.turn)
            else:
                if isinstance(event, Retrieved):
                    papers = {item.paper.id: item.paper for item in event.evidence}
                shown = _grown(shown, event, papers)
                recording.shown(shown)
            if recording.trouble and not is_told:
                is_told = True
                yield Noticed(text=f"This answer is not kept: {recording.trouble}")
            yield event
    except AssistantError as error:
        recording.failed(str(error))
        raise
    finally:
        recording.stopped()


def _grown(shown: Answer, event: AnswerEvent, papers: Mapping[str, Paper]) -> Answer:
    """Return what an answer shows after an event; it names no engine, since none has finished it."""
    claims = list(shown.claims)
    match event:
        case Retrieved(understood=understood):
            return shown.model_copy(update={"understood": understood})
        case Noticed(text=text):
            return shown.model_copy(update={"notice": f"{shown.notice} {text}".strip()})
        case Claimed(claim=claim):
            claims.append(claim)
        case Replaced(place=place, claim=claim):
            claims[place : place + 1] = [] if claim is None else [claim]
    sources = tuple(_sources(claims, papers))
    return shown.model_copy(update={"text": text_of(claims), "claims": tuple(claims), "sources": sources})


def _sources(claims: Sequence[Claim], papers: Mapping[str, Paper]) -> Iterator[Source]:
    citations = [citation for claim in claims for citation in claim.citations]
    for number, key in sorted({citation.number: citation.paper for citation in citations}.items()):
        if paper := papers.get(key):
            yield Source.of(paper, number, {n for each in citations if each.paper == key for n in each.sentences})
