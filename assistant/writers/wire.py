"""The conversation with an OpenAI-compatible endpoint: requests, second tries, and errors made plain.

Imports `openai`, which takes 0.6 s: whoever wants this module imports it late.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from functools import cached_property
from typing import TYPE_CHECKING, Any

import httpx
import openai

from assistant.errors import EndpointBroken, EndpointRefused, ModelUnknown
from assistant.writers import failures
from assistant.writers.address import Endpoint
from assistant.writers.failures import Failure, Where
from assistant.writers.patience import Patience
from assistant.writers.reading import STEP, Line, read
from assistant.writers.stream import WAITED, Gibberish, NotTheProtocol, Piece, load, pieces

if TYPE_CHECKING:
    from prompts import Prompt

OPENAI = "https://api.openai.com/v1"
_FIRST_WAIT, _LAST_WAIT = 0.5, 8.0  # seconds before the second try and at most, give or take half
_PROBE_TIMEOUT = 2.0  # seconds without a byte; the whole list may take half as long again, so five at the very most
_LONGEST_CONNECT = 5.0  # seconds
_ONE_REQUEST_EACH = httpx.Limits(max_keepalive_connections=0)  # so that a writer can be dropped without closing it
_WITHOUT = {"max_tokens": "max_completion_tokens"}  # OpenAI's reasoning models know only the newer name


class Wire:
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
        self._given = http_client
        self._sleep = sleep
        self._opened: openai.OpenAI | None = None
        self._line = Line()  # of the request that is waited for
        self._rejected: set[str] = set()  # parameters, and the role, that this endpoint does not take

    def pieces(self, prompt: Prompt, *, retries: int | None = None) -> Generator[Piece]:
        """Yield the reply as it comes, and `WAITED` while nothing does.

        What fails before its first text is tried again, later failures are not.

        `retries` takes the place of the endpoint's.

        Raises:
            WriterError: one line that says what happened.
        """
        tries = 1 + (self.endpoint.retries if retries is None else retries)
        patience = Patience(self.endpoint.timeout, self.endpoint.deadline)
        for attempt in range(tries):
            begun = False
            patience.heard()
            try:
                line = self._line = Line()
                with closing(read(self._attempt(prompt), line)) as reply:
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
                raise self._stopped(failure)
            pause = _pause(failure, attempt)
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
        """Return what the endpoint says of its models, each with an `id`, within some five seconds, in one try.

        Raises:
            WriterError: one line that says what happened.
        """
        timeout = min(_PROBE_TIMEOUT, self.endpoint.timeout)
        try:
            return self._list(timeout)
        except failures.EXPECTED as error:
            failure = failures.explain(error, self.where._replace(timeout=timeout))
        raise failure.error

    def get(self, path: str) -> dict[str, Any] | None:
        """Return the JSON object at a path below the server's root, where /v1 lies; None if there is none."""
        root = str(self._client().base_url).rstrip("/").removesuffix("/v1")
        head = {"Authorization": f"Bearer {self._key()}"}
        end = time.monotonic() + _PROBE_TIMEOUT
        try:
            with self._http.stream("GET", root + path, headers=head, timeout=_PROBE_TIMEOUT) as response:
                return load(b"".join(_until(end, response.iter_bytes()))) if response.is_success else None
        except failures.EXPECTED:
            return None

    @property
    def host(self) -> str:
        """The name of the machine that is asked."""
        return self._client().base_url.host

    def choose(self, models: Sequence[str]) -> str:
        """Return the model that writes when none is named: the first that is not an embedder.

        Raises:
            ModelUnknown: none is listed, or they are OpenAI's, which cost money and are many.
        """
        if self.endpoint.base_url is None:
            raise ModelUnknown("No model is chosen.", "Set model to one of OpenAI's.")
        if not models:
            raise ModelUnknown(f"{self.where.url} lists no model.", "Load one there, or set model.")
        return next((name for name in models if "embed" not in name.lower()), models[0])  # LM Studio lists both

    @property
    def where(self) -> Where:
        """Who is talked to."""
        endpoint = self.endpoint
        url = failures.shown(endpoint.base_url or OPENAI)
        return Where(url, self.model or "", endpoint.api_key, endpoint.timeout, endpoint.deadline)

    def _attempt(self, prompt: Prompt) -> Generator[Piece]:
        if self.model is None:
            is_local = self.endpoint.base_url is not None
            self.model = self.choose([entry["id"] for entry in self._list(self.endpoint.timeout)] if is_local else ())
        while True:
            request = self._request(prompt, self.model)
            try:
                limit = httpx.Timeout(self.endpoint.timeout, connect=self._connect)
                asked = self._client().chat.completions.with_streaming_response
                with asked.create(**request, timeout=limit) as response:
                    yield from pieces(response.iter_bytes())
                return
            except openai.APIStatusError as error:
                dispensable = {"stream_options", "temperature", "seed", "max_tokens"} & set(request)
                dispensable |= {"system"} - self._rejected
                name = failures.rejected(error, dispensable)
                if name is None:
                    raise
            self._rejected.add(name)

    def _request(self, prompt: Prompt, model: str) -> dict[str, Any]:
        optional = {
            "stream_options": {"include_usage": True},
            "temperature": 0,
            "seed": 1,  # the same question, the same answer, as far as the server keeps its promise
            "max_tokens": self.endpoint.max_output,
        }
        renamed = {new: optional[old] for old, new in _WITHOUT.items() if old in self._rejected}
        kept = {name: value for name, value in optional.items() if name not in self._rejected}
        turns = [{"role": "system", "content": prompt.system}, {"role": "user", "content": prompt.user}]
        if "system" in self._rejected:
            turns = [{"role": "user", "content": f"{prompt.system}\n\n{prompt.user}"}]
        return {"model": model, "messages": turns, "stream": True, **kept, **renamed}

    def _client(self) -> openai.OpenAI:
        """Return the client, on which no OPENAI_* variable has an influence."""
        if self._opened is None:
            client = openai.OpenAI(
                api_key=self._key(),
                admin_api_key="",  # "" and not None: None means the environment
                webhook_secret="",
                base_url=self.endpoint.base_url or OPENAI,
                timeout=httpx.Timeout(self.endpoint.timeout, connect=self._connect),
                max_retries=0,  # our own, which also know what has been shown already
                http_client=self._http,
            )
            client.organization = client.project = None
            client._custom_headers = {}  # OPENAI_CUSTOM_HEADERS, which no argument overrides (openai 2.54)
            self._opened = client
        return self._opened

    @property
    def _connect(self) -> float:
        return min(self.endpoint.timeout, _LONGEST_CONNECT)

    @cached_property
    def _http(self) -> httpx.Client:
        if self._given:
            return self._given
        hooks = {"request": [lambda request: request.extensions.update(trace=self._line.trace)]}
        return openai.DefaultHttpxClient(limits=_ONE_REQUEST_EACH, follow_redirects=False, event_hooks=hooks)

    def _key(self) -> str:
        key = self.endpoint.api_key
        if not key and self.endpoint.base_url is None:
            raise EndpointRefused(f"{OPENAI} needs an API key.", "Set OPENAI_API_KEY, or base_url for a local server.")
        if key and not (key.isascii() and key.isprintable() and " " not in key):
            raise EndpointRefused("The API key holds signs that no key has.", "Copy it again.")
        return key or "none"  # local servers accept anything

    def _list(self, timeout: float) -> tuple[dict[str, Any], ...]:
        end = time.monotonic() + 1.5 * timeout
        with self._client().models.with_streaming_response.list(timeout=timeout) as response:
            listed = load(b"".join(_until(end, response.iter_bytes()))).get("data")
        if not isinstance(listed, list):
            raise NotTheProtocol("no list of models")
        return tuple(item for item in listed if isinstance(item, dict) and isinstance(item.get("id"), str))

    def _stopped(self, failure: Failure) -> EndpointBroken:
        what = f"{self.model} stopped in mid-answer: {failure.error.what}"
        return EndpointBroken(what, failure.error.todo)


def _until(end: float, chunks: Iterator[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        if time.monotonic() > end:
            raise Gibberish("a list of models too slowly")
        yield chunk


def _pause(failure: Failure, attempt: int) -> float:
    """Return the seconds until the next try: what the server asks, else doubling, with jitter."""
    if failure.wait is not None:
        return failure.wait
    jitter: float = random.uniform(0.5, 1.5)  # noqa: S311  no secret
    return jitter * min(_FIRST_WAIT * 2.0**attempt, _LAST_WAIT)
