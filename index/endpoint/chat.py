"""The conversation with an OpenAI-compatible endpoint: requests, second tries, and errors made plain.

Imports `openai`, which takes 0.6 s: whoever wants this module imports it late.
"""

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, Protocol

import httpx
import openai

from index.endpoint import failures
from index.endpoint.address import Endpoint
from index.endpoint.client import Client
from index.endpoint.failures import FORMAT, Where
from index.endpoint.line import STEP, Line, Patience, read
from index.endpoint.models import chats
from index.endpoint.sse import WAITED, Format, Gibberish, NotTheProtocol, Piece, load, pieces
from index.errors import EndpointBroken, ModelUnknown

_PROBE_TIMEOUT = 2.0  # seconds without a byte; the whole list may take half as long again, so five at the very most
_WITHOUT = {"max_tokens": "max_completion_tokens"}  # OpenAI's reasoning models know only the newer name


class Prompt(Protocol):
    """What is asked of a model."""

    @property
    def system(self) -> str:
        """What it is to do."""

    @property
    def user(self) -> str:
        """What it is to do it with."""


class Chat:
    """One endpoint. `sleep` waits between tries; without it, a reader can leave in between."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        http_client: httpx.Client | None = None,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        self.endpoint = endpoint
        self.model = endpoint.model
        self._client = Client(endpoint, http_client, trace=lambda: self._line.trace)
        self._sleep = sleep
        self._line = Line()  # of the request that is waited for
        self._others: list[str] = []  # models to try if this one does not chat
        self._rejected: set[str] = set()  # parameters, the role, formats, and room, that this endpoint does not take

    def pieces(
        self,
        prompt: Prompt,
        *,
        max_output: int,
        thinking: int = 0,
        retries: int | None = None,
        formats: Sequence[Format] = (),
    ) -> Generator[Piece]:
        """Yield the reply as it comes, and `WAITED` while nothing does; raise a WriterError of one line.

        What fails before its first text is tried again, later failures are not. The reply may have `max_output` tokens,
        and of a model that thinks `thinking` more. `retries` takes the place of the endpoint's. Of `formats` the first
        that the server takes is asked for, none if it takes none.
        """
        tries = 1 + (self.endpoint.retries if retries is None else retries)
        patience = Patience(self.endpoint.timeout, self.endpoint.deadline)
        for attempt in range(tries):
            begun = False
            patience.heard()
            try:
                line = self._line = Line()
                with closing(read(self._attempt(prompt, max_output, thinking, formats), line)) as reply:
                    for piece in reply:
                        if piece and (piece.text or piece.thought or piece.finish):
                            patience.heard()
                        patience.check()
                        begun = begun or bool(piece and piece.text)
                        yield piece or WAITED
                return
            except failures.EXPECTED as error:
                failure = failures.explain(error, self.where)
            finally:
                self._line = Line()
            if begun:
                what = f"{self.model} stopped in mid-answer: {failure.error.what}"
                raise EndpointBroken(what, failure.error.todo)
            pause = failures.pause(failure, attempt)
            if not failure.again or attempt == tries - 1 or pause >= patience.left:
                raise failure.error
            yield from self._rest(pause)

    def _rest(self, pause: float) -> Generator[Piece]:
        """Sleep, in steps at which a reader can leave."""
        if self._sleep is not None:
            self._sleep(pause)
            return
        end = time.monotonic() + pause
        while (left := end - time.monotonic()) > 0:
            time.sleep(min(left, STEP))
            yield WAITED

    def listed(self) -> tuple[dict[str, Any], ...]:
        """Return what the endpoint says of its models, each with an `id`, in five seconds; or raise a WriterError."""
        timeout = min(_PROBE_TIMEOUT, self.endpoint.timeout)
        try:
            return self._list(timeout)
        except failures.EXPECTED as error:
            failure = failures.explain(error, self.where._replace(timeout=timeout))
        raise failure.error

    def get(self, path: str) -> dict[str, Any] | None:
        """Return the JSON object at a path below the server's root, where /v1 lies; None if there is none."""
        root = str(self._client.api.base_url).rstrip("/").removesuffix("/v1")
        head = {"Authorization": f"Bearer {self._client.key}"}
        end = time.monotonic() + _PROBE_TIMEOUT
        try:
            with self._client.http.stream("GET", root + path, headers=head, timeout=_PROBE_TIMEOUT) as response:
                return load(b"".join(_until(end, response.iter_bytes()))) if response.is_success else None
        except failures.EXPECTED:
            return None

    @property
    def host(self) -> str:
        """The name of the machine that is asked."""
        return self._client.api.base_url.host

    def choose(self, listed: Sequence[Mapping[str, Any]]) -> str:
        """Take the model that writes when none is named, the first that chats, and return its name.

        The others follow it if the server says that it does not chat. It raises ModelUnknown if none is listed, or they
        are OpenAI's, which cost money and are many.
        """
        if self.endpoint.base_url is None:
            raise ModelUnknown("No model is chosen.", "Set model to one of OpenAI's.")
        if not listed:
            raise ModelUnknown(f"{self.where.url} lists no model.", "Load one there, or set model.")
        self.model, *self._others = (entry["id"] for entry in sorted(listed, key=lambda entry: not chats(entry)))
        return self.model

    def room(self, max_output: int, thinking: int) -> int:
        """Return how many tokens a reply of this model may have."""
        return max_output + (thinking if self._thinks() else 0)

    def _thinks(self) -> bool:
        return self.model is not None and self.model in self.endpoint.thinkers and "thinking" not in self._rejected

    @property
    def where(self) -> Where:
        """Who is talked to."""
        one = self.endpoint
        return Where(one.url, self.model or "", one.api_key, one.timeout, one.deadline)

    def _attempt(self, prompt: Prompt, max_output: int, thinking: int, formats: Sequence[Format]) -> Generator[Piece]:
        if self.model is None:
            is_local = self.endpoint.base_url is not None
            self.choose(self._list(self.endpoint.timeout) if is_local else ())
        while True:
            form = next((each for each in formats if each["type"] not in self._rejected), None)
            request = self._request(prompt, self.room(max_output, thinking)) | ({FORMAT: form} if form else {})
            try:
                limit = httpx.Timeout(self.endpoint.timeout, connect=self._client.connect)
                asked = self._client.api.chat.completions.with_streaming_response
                with asked.create(**request, timeout=limit) as response:
                    yield from pieces(response.iter_bytes())
                return
            except openai.APIStatusError as error:
                if self._others and failures.cannot_chat(error):
                    self.model = self._others.pop(0)
                    continue
                dispensable = {"stream_options", "temperature", "seed", "max_tokens", FORMAT} & set(request)
                dispensable |= {"system"} - self._rejected
                dispensable |= {"thinking"} if thinking and self._thinks() else set()
                name = failures.rejected(error, dispensable)
                if name is None:
                    raise
            self._rejected.add(form["type"] if form and name == FORMAT else name)

    def _request(self, prompt: Prompt, room: int) -> dict[str, Any]:
        optional = {
            "stream_options": {"include_usage": True},
            "temperature": 0,
            "seed": 1,  # the same question, the same answer, as far as the server keeps its promise
            "max_tokens": room,
        }
        renamed = {new: optional[old] for old, new in _WITHOUT.items() if old in self._rejected}
        kept = {name: value for name, value in optional.items() if name not in self._rejected}
        turns = [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]
        if "system" in self._rejected:
            turns = [{"role": "user", "content": f"{prompt.system}\n\n{prompt.user}"}]
        return {"model": self.model, "messages": turns, "stream": True, **kept, **renamed}

    def _list(self, timeout: float) -> tuple[dict[str, Any], ...]:
        end = time.monotonic() + 1.5 * timeout
        with self._client.api.models.with_streaming_response.list(timeout=timeout) as response:
            listed = load(b"".join(_until(end, response.iter_bytes()))).get("data")
        if not isinstance(listed, list):
            raise NotTheProtocol("no list of models")
        return tuple(item for item in listed if isinstance(item, dict) and _is_name(item.get("id")))


def _is_name(value: object) -> bool:
    """Tell whether a model can be asked for by it: signs that steer a terminal, or halves of signs, are in no name."""
    return isinstance(value, str) and value.isprintable()


def _until(end: float, chunks: Iterator[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        if time.monotonic() > end:
            raise Gibberish("a list of models too slowly")
        yield chunk
