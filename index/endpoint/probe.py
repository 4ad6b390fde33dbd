"""What `assistant doctor` asks of an endpoint: which models are there, and whether the chosen one answers."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from index.endpoint.address import Endpoint
from index.endpoint.sse import Piece
from index.errors import EndpointRefused, EndpointUnreachable, WriterError

if TYPE_CHECKING:
    import httpx

    from index.endpoint.chat import Chat


class _Prompt(NamedTuple):
    system: str
    user: str


_HELLO = _Prompt("You test a connection.", "Count from one to nine, in words.")
_FEW = 16  # tokens: enough to see them come, and nothing to pay for
_ENOUGH_PIECES, _ENOUGH_TIME = 4, 0.2  # pieces and seconds, below which a reply is too short to tell
_AT_ONCE = 0.001  # seconds a piece; no model writes a thousand tokens a second to one reader


@dataclass(frozen=True)
class Probe:
    """What was found: the models listed, the one that would write, and how that one answers."""

    url: str
    context: int | None  # tokens that its prompt and answer may have together; None where the server does not tell
    models: tuple[str, ...]
    model: str
    known: bool
    seconds: float
    streams: bool | None = None  # None: it was not asked, or said too little


def probe(endpoint: Endpoint, *, ask: bool = False, http_client: httpx.Client | None = None) -> Probe:
    """Ask the endpoint for its models, which takes five seconds at most, and with `ask` the model for a word."""
    from index.endpoint.chat import Chat  # noqa: PLC0415  openai takes 0.6 s to import

    start = time.monotonic()
    wire = Chat(replace(endpoint, retries=0), http_client=http_client)
    listed = _listed(wire, endpoint, ask=ask)
    models = tuple(str(entry["id"]) for entry in listed or ())
    model = endpoint.model or wire.choose(listed or ())
    known = listed is None or model in models or f"{model}:latest" in models  # Ollama leaves the tag to us
    streams = _streams(wire.pieces(_HELLO, max_output=_FEW)) if ask and known else None
    model = wire.model or model  # another one, if that one does not chat
    context = _context(wire, listed or (), model)
    return Probe(wire.where.url, context, models, model, known, time.monotonic() - start, streams)


def _listed(wire: Chat, endpoint: Endpoint, *, ask: bool) -> tuple[dict[str, Any], ...] | None:
    """Return the models; None if there is no list, but a model is named, which can be asked all the same."""
    try:
        return wire.listed()
    except (EndpointRefused, EndpointUnreachable):
        raise
    except WriterError:
        if not (ask and endpoint.model):
            raise
        return None


def _context(wire: Chat, listed: Iterable[Mapping[str, Any]], model: str) -> int | None:
    """Return the tokens of context that a model is loaded with; vLLM and its like list them, Ollama tells on a path.

    Ollama loads 4,096 where nothing else is set, and silently cuts off the beginning of a longer prompt.
    """
    running = [] if wire.host == "api.openai.com" else (wire.get("/api/ps") or {}).get("models")
    for entry in (*listed, *(running if isinstance(running, list) else ())):
        if isinstance(entry, Mapping) and {model, f"{model}:latest"} & {entry.get("id"), entry.get("name")}:
            context = entry.get("max_model_len") or entry.get("context_length")
            if isinstance(context, int) and context > 0:
                return context
    return None


def _streams(pieces: Iterable[Piece]) -> bool | None:
    """Read a reply to its end, so that the model is loaded, and tell whether it came bit by bit; None: too short.

    A proxy may hold a stream back and send it at once: many pieces, and no time between them.
    """
    start, times, streamed = time.monotonic(), list[float](), True
    for piece in pieces:
        streamed = streamed and piece.streamed
        times += [time.monotonic()] if piece.text or piece.thought else []
    if not streamed:
        return False
    if len(times) < _ENOUGH_PIECES or times[-1] - start < _ENOUGH_TIME:
        return None
    return (times[-1] - times[0]) / len(times) >= _AT_ONCE
