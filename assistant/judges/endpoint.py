"""The judge behind any OpenAI-compatible endpoint: one call over all sentences of a text.

It asks for JSON by a schema; a server that does not take one is asked for a JSON object, then for none; and a model
whose reply holds no verdict at all is asked once more, for lines. What it says counts only if it judges the two
controls of the call right (`assistant.judges.sheet`). It is not told who wrote the sentences.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

import prompts
from assistant.errors import EndpointBroken, EndpointCut, JudgeUntrusted, WriterError
from assistant.judges.sheet import Sheet, readable_marks, sheet
from assistant.judges.verdicts_reply import read_verdicts
from assistant.parsing.events import Waiting
from assistant.store.spending import Spending
from assistant.verification.judge import Judged, Judgement
from assistant.writers import room
from assistant.writers.model import EndpointModel, finish, tokens
from index.endpoint.address import Endpoint
from index.endpoint.sse import WAITED, Format, Piece, json_formats, json_object
from index.query import Evidence

if TYPE_CHECKING:
    import httpx

_MOST = 23  # claims a call, 25 sentences with the controls: models lose count of longer lists
_PULSE = 0.5  # seconds between two signs of life, at which a reader can stop

_ITEM: dict[str, Any] = {
    "number": {"type": "integer"},
    "part": {"type": "string"},  # before the verdict: what is written first is thought of first
    "verdict": {"type": "string", "enum": ["supported", "unsupported"]},
    "correction": {"type": "string"},
    "marks": {"type": "array", "items": {"type": "string"}},
}


FORMATS = json_formats("verdicts", {"verdicts": {"type": "array", "items": json_object(_ITEM)}})


class _Reply(NamedTuple):
    """What came of a reply, and why it is not whole, if it is not."""

    text: str
    failure: WriterError | None


class EndpointJudge(EndpointModel):
    """Judges with a model behind an endpoint. One judge for one job; it is not shared between threads."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        spending: Spending | None = None,
        controls: bool = True,
        http_client: httpx.Client | None = None,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        """Without `controls` every reply counts: so it is measured how good the judge is."""
        super().__init__(endpoint, spending=spending, http_client=http_client, sleep=sleep)
        self._controls = controls

    def judge(
        self, question: str, claims: Sequence[Judged], evidence: Sequence[Evidence]
    ) -> Iterator[Judgement | Waiting]:
        """Yield a judgement for each claim that the reply speaks of; a claim that cites nothing readable has none."""
        marked = [(n, claim._replace(marks=readable_marks(claim.marks, evidence))) for n, claim in enumerate(claims, 1)]
        for each in self._sheets(question, [(n, claim) for n, claim in marked if claim.marks], evidence):
            yield from self._judged(each)

    def _sheets(
        self, question: str, claims: Sequence[tuple[int, Judged]], evidence: Sequence[Evidence]
    ) -> Iterator[Sheet]:
        """Yield one sheet, or halves where it would be too long; one claim is never too long to be asked."""
        if not claims:
            return
        whole = sheet(question, claims, evidence, controls=self._controls)
        if len(claims) > 1 and (len(claims) > _MOST or tokens(_prompt(whole)) > self.endpoint.budget):
            half = (len(claims) + 1) // 2
            yield from self._sheets(question, claims[:half], evidence)
            yield from self._sheets(question, claims[half:], evidence)
        else:
            yield whole

    def _judged(self, asked: Sheet) -> Iterator[Judgement | Waiting]:
        reply = yield from self._reply(asked, FORMATS)
        found = read_verdicts(reply.text, len(asked.rows))
        if not found and reply.failure is None:
            reply = yield from self._reply(asked, ())
            found = read_verdicts(reply.text, len(asked.rows))
        if missed := asked.missed(found):
            said = next((each.support for each in found if asked.rows[each.number - 1] == missed), None)
            raise (reply.failure if said is None else None) or JudgeUntrusted.of(self.name, said)
        yield from asked.judgements(found)
        if reply.failure is not None and len(found) < len(asked.rows):
            raise reply.failure

    def _reply(self, asked: Sheet, formats: Sequence[Format]) -> Generator[Waiting, None, _Reply]:
        """Ask for JSON in one of the formats, or without any for lines, and return what came."""
        prompt, most = _prompt(asked, lines=not formats), room.for_judgements(len(asked.rows))
        text, failure = yield from self._heard(prompt, most, formats)
        if isinstance(failure, EndpointCut) and not text.strip() and self.turns_out_to_think():
            text, failure = yield from self._heard(prompt, most, formats)
        if not text.strip() and failure is None:
            failure = EndpointBroken(f"{self.name} sent an empty answer.", "Try again, or choose another model.")
        return _Reply(text, failure)

    def _heard(
        self, prompt: prompts.Prompt, most: int, formats: Sequence[Format]
    ) -> Generator[Waiting, None, tuple[str, WriterError | None]]:
        """Ask once, and return the text that came and why it is not whole, if it is not."""
        pieces, beat = list[Piece](), time.monotonic()
        failure = None
        try:
            with closing(self.pieces(prompt, formats=formats, max_output=most)) as reply:
                for piece in reply:
                    pieces += [piece] if piece is not WAITED else []
                    if time.monotonic() - beat >= _PULSE:
                        beat = time.monotonic()
                        yield Waiting()
            self.check_end(finish(pieces), most)
        except WriterError as error:  # what came before is read all the same
            failure = error
        return "".join(piece.text for piece in pieces), failure


def _prompt(asked: Sheet, *, lines: bool = False) -> prompts.Prompt:
    return prompts.render("judge", question=asked.question, papers=asked.papers, rows=asked.rows, lines=lines)
