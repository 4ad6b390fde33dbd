"""A model behind an OpenAI-compatible endpoint, with what fits into its prompts and what it costs.

Writers and judges share it. Tokens are counted with tiktoken; whole abstracts are packed, never cut. `openai` is
imported with the first request.
"""

from __future__ import annotations

import importlib.util
import os
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from assistant.errors import EndpointBroken, EndpointCut, EndpointRefused, WriterError
from assistant.parsing.events import Retracted, Text, TextEvent, Waiting
from assistant.parsing.thinking import without_thinking
from assistant.store.spending import Spending
from assistant.types import Usage
from index.endpoint.address import Endpoint
from index.endpoint.models import Price
from index.endpoint.sse import WAITED, Format, Piece
from index.query import Evidence
from prompts import Prompt

if TYPE_CHECKING:
    import httpx
    import tiktoken

    from index.endpoint.chat import Chat

THINKING = 4000  # tokens beside those of a job, for a model that thinks
_ENCODING = "cl100k_base"
_MARK_TOKENS = 4  # "S12 " and its line break before each sentence
_FENCE_TOKENS = 24  # the <abstract> element and "Title:"
_LONGEST_TEXT = 10_000  # characters; counting the tokens of a megabyte takes seconds
_CHARACTERS = 12  # of a token of the budget: three times those of English, so that only what does not end is cut
_PULSE = 0.5  # seconds between two signs of life, at which a reader can stop
_T = TypeVar("_T")


@cache
def _encoding() -> tiktoken.Encoding:
    """Return the encoding from the package of llama-index-core, so that tiktoken need not download it."""
    import tiktoken  # noqa: PLC0415  only an endpoint's prompts are counted

    spec = importlib.util.find_spec("llama_index.core")  # without importing it, which takes 1.6 s
    for folder in spec.submodule_search_locations or () if spec else ():
        if (cached := Path(folder) / "_static" / "tiktoken_cache").is_dir():
            os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(cached))  # the only way tiktoken can be told
    return tiktoken.get_encoding(_ENCODING)


def count_tokens(text: str) -> int:
    """Return the number of tokens of `text` in OpenAI's cl100k_base; other models differ by some percent."""
    return len(_encoding().encode(text, disallowed_special=()))  # an abstract may hold "<|endoftext|>"


def cost_of(item: Evidence) -> int:
    """Return the tokens that a paper takes in a prompt."""
    sentences = item.paper.sentences
    return count_tokens(item.paper.title + "\n" + "\n".join(sentences)) + _MARK_TOKENS * len(sentences) + _FENCE_TOKENS


def pack(evidence: Sequence[Evidence], budget: int) -> list[Evidence]:
    """Return the best papers that fit into `budget` tokens together, up to the first that does not; one is kept."""
    packed: list[Evidence] = []
    for item in evidence:
        cost = cost_of(item)
        if packed and cost > budget:
            break
        packed.append(item)
        budget -= cost
    return packed


def newest(texts: Sequence[str], budget: int) -> list[str]:
    """Return the last texts that fit into `budget` tokens together, in order, each whole."""
    kept: list[str] = []
    for text in reversed(texts):
        budget -= count_tokens(text[:_LONGEST_TEXT])
        if budget < 0 or len(text) > _LONGEST_TEXT:
            break
        kept.insert(0, text)
    return kept


class EndpointModel:
    """One model for one job; it is not shared between threads."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        spending: Spending | None = None,
        http_client: httpx.Client | None = None,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        self.endpoint = endpoint
        self.usage = Usage()  # as the server counts, else as we do
        self._spending = spending
        self._http_client, self._sleep = http_client, sleep
        self._opened: Chat | None = None

    @property
    def name(self) -> str:
        """The model; before the first request to a server that chooses it, what it is."""
        model = self._opened.model if self._opened else self.endpoint.model
        return model or "the endpoint's model"

    def identity(self) -> str:
        """Return address and model, without what may be secret in the address; a server may be asked for its models."""
        wire = self._wire
        if wire.model is None:
            is_local = self.endpoint.base_url is not None
            wire.choose(wire.listed() if is_local else ())
        return f"{wire.where.url} {wire.model}"

    def write(
        self,
        prompt: Prompt,
        *,
        max_output: int,
        retries: int | None = None,
        formats: Sequence[Format] = (),
        thinking: bool = False,
    ) -> Generator[TextEvent]:
        """Yield what the model says in `max_output` tokens, with its `thinking` or without, or that it is at work.

        A model that thinks has more tokens. One that turns out to think, because it was cut off before it said
        anything, is known to from then on, and is asked once more. A server that does not keep to the tokens is left
        at some three times as many.

        Raises:
            WriterError: one line that says what happened; what was yielded before stays good.
        """
        while True:
            said = False
            heard = self._heard(prompt, max_output, retries, formats)
            try:
                with closing(heard if thinking else without_thinking(heard)) as events:
                    for event in events:
                        says = isinstance(event, Text) and bool(event.text.strip())
                        said = not isinstance(event, Retracted) and (said or says)
                        yield event
            except EndpointCut:
                if said or self.name in self.endpoint.thinkers:
                    raise
                self.endpoint.thinkers.add(self.name)  # it turns out to think
                continue
            if not said:
                raise EndpointBroken(f"{self.name} sent an empty answer.", "Try again, or choose another model.")
            return

    def reply(
        self, prompt: Prompt, *, max_output: int, formats: Sequence[Format], thinking: bool = False
    ) -> Generator[Waiting, None, tuple[str, WriterError | None]]:
        """Return the text that `write` yields, and why it is not whole, if it is not."""
        text = ""
        try:
            asked = self.write(prompt, max_output=max_output, formats=formats, thinking=thinking)
            with closing(asked) as events:
                for event in events:
                    match event:
                        case Text(more):
                            text += more
                        case Retracted():
                            text = ""
                        case Waiting():
                            yield event
        except WriterError as error:  # what came before is read all the same
            return text, error
        return text, None

    def _heard(
        self, prompt: Prompt, max_output: int, retries: int | None, formats: Sequence[Format]
    ) -> Generator[TextEvent]:
        """Yield what the model says, thinking included, and keep account; see `Chat.pieces`."""
        wire, heard, written, beat = self._wire, list[Piece](), 0, time.monotonic()
        if self._spending is not None:
            self._spending.allow(priced=self._price() is not None, model=self.name)
        try:
            asked = wire.pieces(prompt, max_output=max_output, thinking=THINKING, retries=retries, formats=formats)
            with closing(asked) as reply:
                for piece in reply:
                    limit = wire.room(max_output, THINKING)
                    kept = _within(piece, _CHARACTERS * limit - written)
                    written += len(kept.text) + len(kept.thought)
                    heard += [kept] if kept is not WAITED else []
                    if kept.text:
                        yield Text(kept.text)
                    if kept is not piece:
                        what = f"{self.name} wrote on far beyond the limit of {limit:,} tokens, and was left."
                        raise EndpointCut(what, "Choose another model.")
                    if time.monotonic() - beat >= _PULSE:  # also while a sentence grows: a reader leaves at a beat
                        beat = time.monotonic()
                        yield Waiting()
        finally:
            self._count(_spent(prompt, heard))
        self._check_end(next((piece.finish for piece in reversed(heard) if piece.finish), ""), max_output)

    def _check_end(self, finish: str, max_output: int) -> None:
        """Return if a reply is whole; `finish` is why it ended, `max_output` the tokens that it was asked for in."""
        if finish == "length":
            limit = self._wire.room(max_output, THINKING)
            what = f"{self.name} was cut off at the limit of {limit:,} tokens."
            raise EndpointCut(what, "Choose a model that thinks less; for longer answers, raise answer_tokens.")
        if finish == "content_filter":
            raise EndpointRefused(f"The content filter of {self.name} stopped the answer.", "Ask in other words.")

    @property
    def _wire(self) -> Chat:
        if self._opened is None:
            from index.endpoint.chat import Chat  # noqa: PLC0415  openai takes 0.6 s to import

            self._opened = Chat(self.endpoint, http_client=self._http_client, sleep=self._sleep)
        return self._opened

    def _price(self) -> Price | None:
        return self.endpoint.prices.of(self.name, self.endpoint.base_url)

    def _count(self, usage: Usage) -> None:
        price = self._price()
        if price is not None and usage.calls:
            cost = price.cost(usage.prompt_tokens, usage.completion_tokens)
            usage = usage.model_copy(update={"cost_usd": cost})
        self.usage += usage
        if self._spending is not None:
            self._spending.add(usage)


def tokens(prompt: Prompt) -> int:
    """Return the tokens of a prompt, as we count."""
    return count_tokens(prompt.system) + count_tokens(prompt.user)


def finished(steps: Generator[object, None, _T]) -> _T:
    """Wait for what a generator returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            returned: _T = end.value
            return returned


def _spent(prompt: Prompt, pieces: Sequence[Piece]) -> Usage:
    """Return the cost of one reply; a request that was not answered cost nothing."""
    if not pieces:
        return Usage()
    told = next((piece.usage for piece in reversed(pieces) if piece.usage), None)
    sent, written = told or (tokens(prompt), count_tokens("".join(piece.text + piece.thought for piece in pieces)))
    return Usage(calls=1, prompt_tokens=sent, completion_tokens=written)


def _within(piece: Piece, left: int) -> Piece:
    """Return a piece of which at most `left` characters are kept; the same one if they are all."""
    if len(piece.text) + len(piece.thought) <= left:
        return piece
    thought = piece.thought[:left]
    return piece._replace(thought=thought, text=piece.text[: left - len(thought)])
