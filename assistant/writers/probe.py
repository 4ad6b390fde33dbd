"""What `assistant doctor` asks of an endpoint: who is there, which models, and whether the chosen one answers."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.writers.address import Endpoint
from assistant.writers.servers import Server, identify
from prompts import Prompt

if TYPE_CHECKING:
    import httpx

_HELLO = Prompt("You test a connection.", "Reply with the word ready.")
_FEW = 16  # tokens: enough for a word, and nothing to pay for


@dataclass(frozen=True)
class Probe:
    """What was found: the server, the models it lists, the one that would write, and how that one answers."""

    url: str
    server: Server
    models: tuple[str, ...]
    model: str
    known: bool
    seconds: float
    streams: bool | None = None  # None: the model was not asked


def probe(endpoint: Endpoint, *, ask: bool = False, http_client: httpx.Client | None = None) -> Probe:
    """Ask the endpoint for its models, which takes five seconds at most, and with `ask` the model for a word.

    Raises:
        WriterError: why it cannot be used.
    """
    from assistant.writers.wire import Wire  # noqa: PLC0415  openai takes 0.6 s to import

    start = time.monotonic()
    wire = Wire(replace(endpoint, max_output=_FEW, retries=0), http_client=http_client)
    listed = wire.listed()
    models = tuple(str(entry["id"]) for entry in listed)
    wire.model = model = endpoint.model or wire.choose(models)
    known = model in models or f"{model}:latest" in models  # Ollama leaves the tag to us
    streams = None
    if ask and known:
        streams = all([piece.streamed for piece in wire.pieces(_HELLO)])  # to its end, so that it is loaded
    server = identify(wire.host, listed, model, wire.get)
    return Probe(wire.where.url, server, models, model, known, time.monotonic() - start, streams)
