"""The conversation with an embeddings endpoint: batches, second tries, and what is too much for it in smaller parts.

Imports LlamaIndex and `openai`, which takes 2 s: whoever wants this module imports it late.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence

import httpx
import openai
from llama_index.embeddings.openai_like import OpenAILikeEmbedding

from index.embedders import failures
from index.embedders.address import OPENAI, EmbeddingsEndpoint
from index.embedders.failures import Failure, TooMuch
from index.errors import EmbedderUnavailable

_BATCH = 32  # texts a request: the most that Hugging Face's inference server takes unless told otherwise
_LONGEST = 32_000  # characters of a text; OpenAI's models read 8,191 tokens, most others fewer
_CUT = 0.75  # of a text that is too long is tried next
_SHORTEST = 100  # characters; if these are too many, it is not the length
_BLANK = "."  # stands for a text of nothing, which OpenAI refuses
_FIRST_WAIT, _LAST_WAIT = 0.5, 8.0  # seconds before the second try and at most, give or take half
_CONNECT = 5.0  # seconds

Rows = Sequence[Sequence[float]]


class Wire:
    """One endpoint. `sleep` waits between tries."""

    def __init__(self, endpoint: EmbeddingsEndpoint, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._endpoint, self._sleep = endpoint, sleep
        self._embedding = _Embedding(
            model_name=endpoint.model,
            embed_batch_size=_BATCH,
            dimensions=endpoint.dimensions,
            additional_kwargs={"encoding_format": "float"},  # every server knows it; base64 not all
            api_key=_key(endpoint),
            api_base=endpoint.base_url or OPENAI,
            max_retries=0,  # our own: LlamaIndex's and those inside it multiply, and skip Retry-After on 503
            timeout=endpoint.timeout,
        )

    def embed(self, texts: Sequence[str]) -> Iterator[tuple[Rows, int]]:
        """Yield what the endpoint sends, unchecked, and for how many of the texts it is, in their order.

        Raises:
            EmbedderUnavailable: there is no server, model or right to use it.
            EmbedderBroken: it answers with an error or with nonsense.
        """
        for start in range(0, len(texts), _BATCH):
            yield from self._parts([text[:_LONGEST].strip() or _BLANK for text in texts[start : start + _BATCH]])

    def _parts(self, texts: list[str]) -> Iterator[tuple[Rows, int]]:
        """Ask for all at once, and where that is too much, for each half; of one text, for less of it."""
        try:
            rows = self._ask(texts)
        except TooMuch:
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
        for attempt in range(1, self._endpoint.tries + 1):
            try:
                return self._embedding.get_text_embedding_batch(texts)
            except failures.EXPECTED as error:
                failure = failures.explain(error, self._endpoint)
            if not failure.again or attempt == self._endpoint.tries:
                break
            self._sleep(_pause(failure, attempt))
        raise failure.error  # not chained: the text of the original may hold the key


class _Embedding(OpenAILikeEmbedding):
    """LlamaIndex's integration, on which no OPENAI_* variable has an influence."""

    def _get_client(self) -> openai.OpenAI:
        if self._client is None:
            client = openai.OpenAI(
                api_key=self.api_key,
                admin_api_key="",  # "" and not None: None means the environment
                webhook_secret="",
                base_url=self.api_base,
                timeout=httpx.Timeout(self.timeout, connect=min(self.timeout, _CONNECT)),
                max_retries=self.max_retries,
            )
            client.organization = client.project = None
            client._custom_headers = {}  # OPENAI_CUSTOM_HEADERS, which no argument overrides (openai 2.54)
            self._client = client
        return self._client


def _key(endpoint: EmbeddingsEndpoint) -> str:
    key = endpoint.api_key
    if not key and endpoint.base_url is None:
        todo = "Set ASSISTANT_EMBEDDING_API_KEY, or ASSISTANT_EMBEDDING_BASE_URL for a local server."
        raise EmbedderUnavailable(f"{OPENAI} needs an API key.", todo)
    if key and not (key.isascii() and key.isprintable() and " " not in key):
        raise EmbedderUnavailable("The API key for embeddings holds signs that no key has.", "Copy it again.")
    return key or "none"  # local servers accept anything


def _pause(failure: Failure, attempt: int) -> float:
    """Return the seconds until the next try: what the server asks and a little more, else doubling, with jitter."""
    if failure.wait is not None:
        return failure.wait * random.uniform(1.0, 1.1)  # noqa: S311  no secret
    jitter: float = random.uniform(0.5, 1.5)  # noqa: S311
    return jitter * min(_FIRST_WAIT * 2.0 ** (attempt - 1), _LAST_WAIT)
