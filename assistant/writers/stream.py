"""What a chat endpoint sends back, read as a series of pieces, whatever form the reply takes.

The stream is read here and not by `openai.Stream`, which cannot tell a cut connection from an end (it
hides `[DONE]`), and yields nothing when a server ignores `stream` and sends one JSON document.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

_MOST_BYTES = 16_000_000  # a reply of 800 tokens takes some 200 kB of events
_EVENT = (b"data:", b"event:", b"id:", b"retry:", b":")  # how a line of server-sent events may begin


class Piece(NamedTuple):
    """A part of a reply. `thought` is never shown; `usage` is prompt and completion tokens, as the server counts.

    A reply that is not `streamed` is one piece, though it was asked for as a stream.
    """

    text: str = ""
    thought: str = ""
    finish: str = ""
    usage: tuple[int, int] | None = None
    streamed: bool = True


class Cut(Exception):
    """The reply ended before its end."""


class Gibberish(Exception):
    """The reply is not what the protocol says; the message completes "it sent ..."."""


class NotTheProtocol(Gibberish):
    """Whatever answers there is no OpenAI endpoint."""


class Complaint(Exception):
    """The server reports an error although its status is 200."""

    def __init__(self, error: object) -> None:
        super().__init__("error in a reply")  # never the server's words: they may hold the key
        self.error = error


def pieces(chunks: Iterable[bytes]) -> Iterator[Piece]:
    """Yield what the reply says, from server-sent events as well as from one JSON document.

    Raises:
        Cut: it ends with neither a finish reason nor `[DONE]`.
        Gibberish: it is no JSON, or none of a chat endpoint.
        Complaint: it holds an error.
    """
    lines = _lines(chunks)
    first = next((line for line in lines if line.strip()), b"")
    if not first:
        raise Cut
    if first.startswith(_EVENT):
        yield from _from_events(chain([first], lines))
    else:
        document = load(b"\n".join(chain([first], lines)))
        if "choices" not in document and "error" not in document:
            raise NotTheProtocol("JSON that is no chat completion")
        yield _piece(document)._replace(streamed=False)


def load(document: bytes) -> dict[str, Any]:
    """Parse a whole reply.

    Raises:
        Gibberish: it is not a JSON object.
    """
    if document.lstrip()[:1] == b"<":
        raise NotTheProtocol("a web page")
    try:
        parsed = json.loads(document)
    except (ValueError, RecursionError):
        raise Gibberish("something that is not JSON") from None
    if not isinstance(parsed, dict):
        raise NotTheProtocol("JSON that is no object")
    return parsed


def _from_events(lines: Iterable[bytes]) -> Iterator[Piece]:
    finished = False
    for line in lines:
        data = line.removeprefix(b"data:").strip() if line.startswith(b"data:") else b""
        if not data:
            continue  # a blank line, or a comment that keeps the connection alive
        if data == b"[DONE]":
            return
        piece = _piece(load(data))
        finished = finished or bool(piece.finish)
        yield piece
    if not finished:
        raise Cut


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines; httpx's own would also break at U+2028 and U+0085, in the middle of a JSON string."""
    rest, size = b"", 0
    for chunk in chunks:
        size += len(chunk)
        if size > _MOST_BYTES:
            raise Gibberish("more than an answer can be")
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
    yield rest


def _piece(event: dict[str, Any]) -> Piece:
    """Take out what we use; servers leave out, null and mistype everything else."""
    if event.get("error"):
        raise Complaint(event["error"])
    choices = event.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
    said = choice.get("delta") or choice.get("message")
    said = said if isinstance(said, dict) else {}
    return Piece(
        text=_text(said.get("content")),
        thought=_text(said.get("reasoning_content")) or _text(said.get("reasoning")),
        finish=_text(choice.get("finish_reason")),
        usage=_tokens(event.get("usage")),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _tokens(usage: object) -> tuple[int, int] | None:
    if not isinstance(usage, dict):
        return None
    counts = usage.get("prompt_tokens"), usage.get("completion_tokens")
    prompt, completion = (count if isinstance(count, int) else 0 for count in counts)
    return (prompt, completion) if prompt else None
