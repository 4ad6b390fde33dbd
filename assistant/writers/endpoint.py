"""The writer behind any OpenAI-compatible endpoint: OpenAI, Ollama, vLLM, llama.cpp, LM Studio.

It renders a prompt, sends it, and passes on what the model says, without its thinking. It never reads
the environment. `openai` is imported with the first request, not with this module.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import prompts
from assistant.budget import count_tokens, pack
from assistant.errors import EndpointBroken, EndpointRefused
from assistant.grounding.marks import BEAT, FORGET, Draft, Mark, drafts
from assistant.prices import Price
from assistant.spending import Spending
from assistant.types import Usage
from assistant.writers.address import Endpoint as Endpoint
from assistant.writers.base import CellDraft, Failing
from assistant.writers.cells import parse_cell
from assistant.writers.corrections import parse_correction
from assistant.writers.enclosed import opened
from assistant.writers.reply import MOST, lines, sentences
from assistant.writers.stream import WAITED, Piece
from assistant.writers.thinking import Musing, Visible
from index.cues import Aspect
from index.query import Evidence

if TYPE_CHECKING:
    import httpx

    from assistant.writers.wire import Wire


_PULSE = 0.5  # seconds of thinking between two signs of life, at which a reader can stop


class EndpointWriter:
    """Writes with a model behind an endpoint. One writer for one job; it is not shared between threads."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        spending: Spending | None = None,
        http_client: httpx.Client | None = None,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        self._endpoint, self._spending = endpoint, spending
        self._usage = Usage()
        self._http_client = http_client
        self._sleep = sleep
        self._wire: Wire | None = None

    @property
    def name(self) -> str:
        """The model; before the first request to a server that chooses it, what it is."""
        model = self._wire.model if self._wire else self._endpoint.model
        return model or "the endpoint's model"

    @property
    def usage(self) -> Usage:
        """What was spent so far, as the server counts, else as we do."""
        return self._usage

    def answer(self, question: str, evidence: Sequence[Evidence]) -> Iterator[Draft]:
        """Yield the sentences as they come, `DECLINED` where the model says that the evidence does not answer.

        Raises:
            WriterError: what was yielded before stays good.
        """
        prompt, _ = self._prompt("answer", evidence, question=question)
        with closing(opened(self._write(prompt))) as texts:
            yield from sentences(drafts(texts))

    def paragraph(self, topic: str, evidence: Sequence[Evidence]) -> Iterator[Draft]:
        """Yield the sentences as they come.

        Raises:
            WriterError: what was yielded before stays good.
        """
        prompt, _ = self._prompt("paragraph", evidence, topic=topic)
        with closing(opened(self._write(prompt))) as texts:
            yield from sentences(drafts(texts), most=max(MOST, 2 * len(evidence)))

    def cells(self, aspects: Sequence[Aspect], evidence: Sequence[Evidence]) -> Iterator[CellDraft]:
        """Yield the cells that are stated, line by line as they come.

        Raises:
            WriterError: what was yielded before stays good. Also when the model passed over cells, or papers did
                not fit into the prompt: their cells would read "not stated", which nobody has looked at.
        """
        prompt, fitting = self._prompt("cells", evidence, aspects=aspects)
        seen: set[tuple[int, Aspect]] = set()
        titles = [" ".join(item.paper.title.split()) for item in evidence[:fitting]]
        with closing(lines(self._write(prompt))) as rows:
            for line in rows:
                cell = parse_cell(line, aspects, fitting, titles)
                if cell is None or (cell.paper, cell.aspect) in seen:
                    continue
                seen.add((cell.paper, cell.aspect))
                if cell.text:
                    yield CellDraft(cell.paper, cell.aspect, _one_draft(cell.text))
        if missing := len(aspects) * len(evidence) - len(seen):
            what = f"{self.name} left out {missing} of {len(aspects) * len(evidence)} cells"
            why = f"; {fitting} of {len(evidence)} papers fit into the prompt" if fitting < len(evidence) else ""
            raise EndpointBroken(f"{what}{why}.", "Compare fewer papers, or choose another model.")

    def repair(self, failing: Sequence[Failing], evidence: Sequence[Evidence]) -> Iterator[tuple[int, Draft]]:
        """Yield corrected sentences line by line as they come, each with the number of the one that it corrects.

        Raises:
            WriterError: what was yielded before stays good.
        """
        prompt, _ = self._prompt("repair", evidence, failing=failing)
        with closing(lines(self._write(prompt))) as rows:
            for line in rows:
                if found := parse_correction(line, len(failing)):
                    yield found[0], _one_draft(found[1])

    def condense(self, question: str, earlier: Sequence[str], titles: Sequence[str]) -> str:
        """Return the question as the model words it to stand alone; asked for once, without a second try.

        Raises:
            WriterError: nothing came back.
        """
        prompt = prompts.render("condense", question=question, earlier=earlier, titles=titles)
        return "".join(self._write(prompt, retries=0)).replace(BEAT, "").rpartition(FORGET)[2]

    def _prompt(self, name: str, evidence: Sequence[Evidence], **values: object) -> tuple[prompts.Prompt, int]:
        """Return the prompt, and how many of the papers stand in it: the first ones, in their order."""
        frame = prompts.render(name, evidence=[], **values)
        packed = pack(evidence, self._endpoint.budget - _tokens(frame))
        return prompts.render(name, evidence=packed, **values), len(packed)

    def _write(self, prompt: prompts.Prompt, *, retries: int | None = None) -> Generator[str]:
        """Yield what the model says to the reader, or that it is at work, and keep account."""
        if self._wire is None:
            self._wire = _wire(self._endpoint, self._http_client, self._sleep)
        if self._spending is not None:
            self._spending.allow(priced=self._price() is not None, model=self.name)
        visible, musing, pieces, said = Visible(), Musing(), list[Piece](), ""
        beat = time.monotonic()
        try:
            with closing(self._wire.pieces(prompt, retries=retries)) as reply:
                for piece in reply:
                    pieces += [piece] if piece is not WAITED else []
                    if text := musing.feed(visible.feed(piece.text)):
                        said = _told(said, text)
                        yield text
                    if time.monotonic() - beat >= _PULSE:  # also while a sentence grows: a reader leaves at a beat
                        beat = time.monotonic()
                        yield BEAT
        finally:
            self._count(_spent(prompt, pieces))
        rest = musing.feed(visible.end())
        if not (musing.holds and _finish(pieces) == "length"):
            rest += musing.end()
        if rest:
            said = _told(said, rest)
            yield rest
        self._judge_end(_finish(pieces), empty=not said)

    def _price(self) -> Price | None:
        return self._endpoint.prices.of(self.name, self._endpoint.base_url)

    def _count(self, usage: Usage) -> None:
        price = self._price()
        if price is not None and usage.calls:
            cost = price.cost(usage.prompt_tokens, usage.completion_tokens)
            usage = usage.model_copy(update={"cost_usd": cost})
        self._usage += usage
        if self._spending is not None:
            self._spending.add(usage)

    def _judge_end(self, finish: str, *, empty: bool) -> None:
        if finish == "length":
            what = f"{self.name} was cut off at the limit of {self._endpoint.max_output} tokens."
            raise EndpointBroken(what, "Raise answer_tokens, or choose a model that thinks less.")
        if finish == "content_filter":
            raise EndpointRefused(f"The content filter of {self.name} stopped the answer.", "Ask in other words.")
        if empty:
            raise EndpointBroken(f"{self.name} sent an empty answer.", "Try again, or choose another model.")


def _wire(endpoint: Endpoint, http_client: httpx.Client | None, sleep: Callable[[float], None] | None) -> Wire:
    from assistant.writers.wire import Wire  # noqa: PLC0415  openai takes 0.6 s to import

    return Wire(endpoint, http_client=http_client, sleep=sleep)


def _one_draft(text: str) -> Draft:
    """Return a cell as one draft, though a model may write two sentences."""
    written = list(drafts([text]))
    marks: tuple[Mark, ...] = tuple(dict.fromkeys(mark for draft in written for mark in draft.marks))
    return Draft(" ".join(draft.text for draft in written), marks)


def _told(said: str, text: str) -> str:
    """Return some of what the reader was told, "" if that was nothing, or thinking."""
    return text.rpartition(FORGET)[2].strip() if FORGET in text else said or text.strip()


def _finish(pieces: Sequence[Piece]) -> str:
    return next((piece.finish for piece in reversed(pieces) if piece.finish), "")


def _tokens(prompt: prompts.Prompt) -> int:
    return count_tokens(prompt.system) + count_tokens(prompt.user)


def _spent(prompt: prompts.Prompt, pieces: Sequence[Piece]) -> Usage:
    """Return the cost of one reply; a request that was not answered cost nothing."""
    if not pieces:
        return Usage()
    told = next((piece.usage for piece in reversed(pieces) if piece.usage), None)
    sent, written = told or (_tokens(prompt), count_tokens("".join(piece.text + piece.thought for piece in pieces)))
    return Usage(calls=1, prompt_tokens=sent, completion_tokens=written)
