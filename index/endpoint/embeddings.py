"""Embeddings of an OpenAI-compatible endpoint: batches, second tries, and what is too much for it in smaller parts.

Imports `openai`, which takes 0.6 s: whoever wants this module imports it late.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import openai

from index.endpoint import failures
from index.endpoint.address import Endpoint
from index.endpoint.client import Client
from index.endpoint.failures import Where
from index.endpoint.sse import Cut, Gibberish, NotTheProtocol, load
from index.errors import EndpointTooMuch

_BATCH = 32  # texts a request: the most that Hugging Face's inference server takes unless told otherwise
_LONGEST = 32_000  # characters of a text; OpenAI's models read 8,191 tokens, most others fewer
_CUT = 0.75  # of a text that is too long is tried next
_SHORTEST = 100  # characters; if these are too many, it is not the length
_BLANK = "."  # stands for a text of nothing, which OpenAI refuses
_LONGEST_WAIT = 60.0  # seconds that a server may ask for; beyond it a person should decide

Rows = Sequence[Sequence[float]]


class Embeddings:
    """One endpoint and its model. `sleep` waits between tries."""

    def __init__(self, endpoint: Endpoint, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._endpoint, self._sleep = endpoint, sleep
        self._client = Client(endpoint, None)
        # Every server knows "float"; base64, which the client asks for unless told, not all.
        self._request: dict[str, Any] = {"model": endpoint.model, "encoding_format": "float"}
        self._request |= {"dimensions": endpoint.dimensions} if endpoint.dimensions else {}

    def embed(self, texts: Sequence[str]) -> Iterator[tuple[Rows, int]]:
        """Yield what the endpoint sends, unchecked, and for how many of the texts it is, in their order."""
        lines = [" ".join(text[:_LONGEST].split("\n")).strip() or _BLANK for text in texts]
        for start in range(0, len(lines), _BATCH):
            yield from self._parts(lines[start : start + _BATCH])

    def _parts(self, texts: list[str]) -> Iterator[tuple[Rows, int]]:
        """Ask for all at once, and where that is too much, for each half; of one text, for less of it."""
        try:
            rows = self._ask(texts)
        except EndpointTooMuch:
            half = len(texts) // 2
            if half:
                yield from self._parts(texts[:half])
                yield from self._parts(texts[half:])
                return
            shorter = texts[0][: int(len(texts[0]) * _CUT)].strip()
            if len(shorter) < _SHORTEST:
                raise
            yield from self._parts([shorter])
            return
        yield rows, len(texts)

    def _ask(self, texts: list[str]) -> Rows:
        """Ask until there is an answer, or no hope of one."""
        tries = 1 + self._endpoint.retries
        for attempt in range(tries):
            try:
                return self._sent(texts)
            except failures.EXPECTED as error:
                if isinstance(error, openai.APIStatusError) and failures.too_much(error):
                    what = f"{self._where.url} takes no text of that length ({error.status_code})."
                    raise EndpointTooMuch(what, "Choose a model that reads more.") from None
                failure = failures.explain(error, self._where)
            if not failure.again or attempt == tries - 1:
                break
            self._sleep(failures.pause(failure, attempt))
        raise failure.error  # not chained: the text of the original may hold the key

    def _sent(self, texts: list[str]) -> Rows:
        asked = self._client.api.embeddings.with_streaming_response
        with asked.create(input=texts, **self._request) as response:
            data = _whole(b"".join(response.iter_bytes())).get("data")
        if not isinstance(data, list) or not all(isinstance(row, dict) and row.get("embedding") for row in data):
            raise NotTheProtocol("something else than vectors")
        return [row["embedding"] for row in data]

    @property
    def _where(self) -> Where:
        one = self._endpoint
        return Where(one.url, one.model or "", one.api_key, one.timeout, one.deadline, _LONGEST_WAIT)


def _whole(document: bytes) -> dict[str, Any]:
    """Parse a reply; where the end of a body is not told, one that was cut looks like something that is not JSON."""
    try:
        return load(document)
    except NotTheProtocol:
        raise
    except Gibberish:
        raise Cut from None
