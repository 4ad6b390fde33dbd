"""A model behind an OpenAI-compatible endpoint, with the account of what it costs: what writers and judges share.

It sends one prompt at a time and passes on the pieces of the reply. `openai` is imported with the first request.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from assistant.errors import EndpointCut, EndpointRefused
from assistant.store.spending import Spending
from assistant.types import Usage
from assistant.writers import room
from assistant.writers.budget import count_tokens
from index.endpoint.address import Endpoint
from index.endpoint.models import Price
from index.endpoint.sse import WAITED, Format, Piece
from prompts import Prompt

if TYPE_CHECKING:
    import httpx

    from index.endpoint.chat import Chat


_CHARACTERS = 12  # of a token of the budget: three times those of English, so that only what does not end is cut


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

    def pieces(
        self,
        prompt: Prompt,
        *,
        max_output: int,
        retries: int | None = None,
        formats: Sequence[Format] = (),
    ) -> Generator[Piece]:
        """Yield the reply as it comes, and `WAITED` while nothing does, and keep account; see `Chat.pieces`.

        A model that thinks has more tokens than `max_output`. A server that does not keep to them is left at some
        three times as many.

        Raises:
            WriterError: one line that says what happened; also that the budget of the day is spent.
        """
        wire, heard, written = self._wire, list[Piece](), 0
        if self._spending is not None:
            self._spending.allow(priced=self._price() is not None, model=self.name)
        try:
            asked = wire.pieces(prompt, max_output=max_output, thinking=room.THINKING, retries=retries, formats=formats)
            with closing(asked) as reply:
                for piece in reply:
                    limit = wire.room(max_output, room.THINKING)
                    kept = _within(piece, _CHARACTERS * limit - written)
                    written += len(kept.text) + len(kept.thought)
                    heard += [kept] if kept is not WAITED else []
                    yield kept
                    if kept is not piece:
                        raise self._endless(limit)
        finally:
            self._count(_spent(prompt, heard))

    def check_end(self, finish: str, max_output: int) -> None:
        """Return if a reply is whole; `finish` is why it ended, `max_output` the tokens that it was asked for in.

        Raises:
            EndpointCut: it was cut off.
            EndpointRefused: a content filter stopped it.
        """
        if finish == "length":
            limit = self._wire.room(max_output, room.THINKING)
            what = f"{self.name} was cut off at the limit of {limit:,} tokens."
            raise EndpointCut(what, "Choose a model that thinks less; for longer answers, raise answer_tokens.")
        if finish == "content_filter":
            raise EndpointRefused(f"The content filter of {self.name} stopped the answer.", "Ask in other words.")

    def _endless(self, limit: int) -> EndpointCut:
        what = f"{self.name} wrote on far beyond the limit of {limit:,} tokens, and was left."
        return EndpointCut(what, "Choose another model.")

    def turns_out_to_think(self) -> bool:
        """Note that the model was cut off before it said anything; return whether that is news, worth a second try."""
        is_news = self.name not in self.endpoint.thinkers
        self.endpoint.thinkers.add(self.name)
        return is_news

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


def finish(pieces: Sequence[Piece]) -> str:
    """Return why a reply ended, as the server says, "" if it does not."""
    return next((piece.finish for piece in reversed(pieces) if piece.finish), "")


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
