"""What a chat endpoint sends back, read as a series of pieces, whatever form the reply takes.

`openai.Stream` cannot tell a cut connection from an end, and yields nothing of a server that ignores `stream`.
"""

import codecs
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

_MOST_BYTES = 16_000_000  # a reply of 800 tokens takes some 200 kB of events
_MOST_TOKENS = 2_000_000  # of one request; the longest context that is sold has half as many (2026)
_EVENT = (b"data:", b"event:", b"id:", b"retry:", b":")  # how a line of server-sent events may begin


class Piece(NamedTuple):
    """A part of a reply."""

    text: str = ""
    thought: str = ""  # never shown
    finish: str = ""
    usage: tuple[int, int] | None = None  # tokens of prompt and completion, as the server counts
    streamed: bool = True  # False: it is the whole reply, though it was asked for as a stream


Format = dict[str, Any]  # a `response_format` of the protocol: its `type`, and with `json_schema` the schema
WAITED = Piece()  # nothing came for a while


def json_object(properties: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object as OpenAI's strict mode wants it: every property required, no others."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def json_formats(name: str, properties: dict[str, Any]) -> tuple[Format, ...]:
    """Return the formats to ask for, best first: an object by its schema, then any."""
    schema = {"name": name, "strict": True, "schema": json_object(properties)}
    return {"type": "json_schema", "json_schema": schema}, {"type": "json_object"}


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
    """Yield what the reply says, from server-sent events as well as from one JSON document."""
    return _joined(_pieces(chunks))


def _pieces(chunks: Iterable[bytes]) -> Iterator[Piece]:
    lines = _lines(chunks)
    first = next((line for line in lines if line.strip()), b"").removeprefix(b"\xef\xbb\xbf")
    if not first:
        raise Cut
    if first.startswith(_EVENT):
        yield from _from_events(chain([first], lines))
    else:
        document = load(b"\n".join(chain([first], lines)))
        if "choices" not in document and not _complains(document):
            raise NotTheProtocol("JSON that is no chat completion")
        yield _piece(document)._replace(streamed=False)


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Join the halves of a sign that a server cut in two, and replace one that stays alone: it cannot be written."""
    text, thought = (codecs.getincrementaldecoder("utf-16-le")("replace") for _ in range(2))
    for piece in pieces:
        halves = (each.encode("utf-16-le", "surrogatepass") for each in (piece.text, piece.thought))
        yield piece._replace(text=text.decode(next(halves)), thought=thought.decode(next(halves)))
    if rest := text.decode(b"", final=True):
        yield Piece(rest)


def load(document: bytes) -> dict[str, Any]:
    """Parse a whole reply; raise Gibberish if it is not a JSON object."""
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
        if not data or data == b"null":
            continue  # a blank line, or a comment that keeps the connection alive
        if data == b"[DONE]":
            return
        piece = _piece(load(data))
        finished = finished or bool(piece.finish)
        yield piece
    if not finished:
        raise Cut


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines that end in CR, LF or both; httpx's own also break at U+2028, in the middle of a JSON string."""
    rest, size = b"", 0
    for chunk in chunks:
        size += len(chunk)
        if size > _MOST_BYTES:
            raise Gibberish("more than an answer can be")
        *lines, rest = (rest + chunk).replace(b"\r\n", b"\n").split(b"\n")
        for line in lines:
            yield from line.split(b"\r")
        if rest.endswith(b"\r\r"):  # no line feed will come: this server ends its lines with a CR alone
            *lines, rest = rest.split(b"\r")
            yield from lines
    yield from rest.split(b"\r")


def _complains(event: dict[str, Any]) -> object:
    """Return the error that a reply holds: OpenAI's `error`, or an object that is one (vLLM, SGLang)."""
    return event.get("error") or (event if event.get("object") == "error" else None)


def _piece(event: dict[str, Any]) -> Piece:
    """Take out what we use; servers leave out, null and mistype everything else."""
    if error := _complains(event):
        raise Complaint(error)
    choices = event.get("choices")
    told = (choice for choice in (choices if isinstance(choices, list) else ()) if isinstance(choice, dict))
    choice = next((choice for choice in told if not choice.get("index")), {})  # others are other answers
    said = choice.get("delta") or choice.get("message")
    said = said if isinstance(said, dict) else {}
    finish = _text(choice.get("finish_reason"))
    if finish == "error":
        raise Complaint(choice.get("error") or "the model failed in mid-answer")
    return Piece(
        text=_text(said.get("content")) or _text(said.get("refusal")),
        thought=_text(said.get("reasoning_content")) or _text(said.get("reasoning")),
        finish=finish,
        usage=_tokens(event.get("usage")),
    )


def _text(value: object) -> str:
    """Return a text, or those of the parts that some servers send in place of it."""
    if isinstance(value, list):
        return "".join(_text(part.get("text")) for part in value if isinstance(part, dict))
    return value if isinstance(value, str) else ""


def _tokens(usage: object) -> tuple[int, int] | None:
    """Return the tokens of prompt and completion; None where they cannot be: of those we count ourselves."""
    if not isinstance(usage, dict):
        return None
    counts: list[Any] = [usage.get("prompt_tokens"), usage.get("completion_tokens")]
    are_counts = all(type(count) is int and 0 <= count <= _MOST_TOKENS for count in counts)
    return (counts[0], counts[1]) if are_counts and counts[0] else None
