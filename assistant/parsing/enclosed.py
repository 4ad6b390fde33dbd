"""An answer that a model wrapped into JSON, whole or in part, though asked for sentences: its text, and its marks."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from contextlib import closing

from assistant.parsing.events import Retracted, Text, TextEvent

_MAY_OPEN = re.compile(r"\s*(?:`{0,3}|```\w*\s*(?:[\[{]\s*\"?)?|(?:```\w*\s*)?[\[{](?:\s*\"?)?)")
_OPENS = re.compile(r"\s*(?:```\w*\s*)?(?:\{\s*\"|\[\s*[{\"])")
_TEXTS = ("answer", "text", "sentence", "claim", "response", "content", "result", "output", "summary", "final_answer")
_SAID = re.compile(rf'"(?:{"|".join(_TEXTS)})"\s*:\s*"((?:[^"\\]|\\.)+)"')
_KEYED = re.compile(r'[{,]\s*"[^"\n]{1,40}"\s*:')
_LISTS = ("answers", "sentences", "claims", "results", "statements")
_DEEPEST = 4


def opened(events: Generator[TextEvent]) -> Generator[TextEvent]:
    """Yield a text as it comes; from a line that begins like JSON on, it is held back to its end and told as sentences.

    JSON that nothing can be told of is left out.
    """
    held, in_line = "", False
    with closing(events):
        for event in events:
            if not isinstance(event, Text):
                held, in_line = ("", False) if isinstance(event, Retracted) else (held, in_line)
                yield event
                continue
            held += event.text
            while held and (in_line or not (_OPENS.match(held) or _MAY_OPEN.fullmatch(held))):
                line, end, held = held.partition("\n")
                in_line = not end
                yield Text(line + end)
    if held:
        yield Text(_told(held) if _OPENS.match(held) else held)


def _told(text: str) -> str:
    """Return the sentences in JSON, each with its marks, and what follows it; the text if it is no JSON at all."""
    body = re.sub(r"^\s*```\w*\s*|\s*```\s*$", "", text).strip()
    try:
        document, end = json.JSONDecoder(strict=False).raw_decode(body)
    except (ValueError, RecursionError):
        return "\n".join(found[1] for found in _SAID.finditer(text)) if _KEYED.search(text) else text
    return "\n".join([*_sentences(document, 0), body[end:]])


def _sentences(document: object, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(document, str):
        yield document
    elif isinstance(document, list):
        for each in document:
            yield from _sentences(each, depth + 1)
    elif isinstance(document, dict):
        known = {str(key).casefold(): value for key, value in document.items()}
        for name in (*_LISTS, *_TEXTS):
            if isinstance(value := known.get(name), (list, dict)):
                yield from _sentences(value, depth + 1)
        said = next((known[name] for name in _TEXTS if isinstance(known.get(name), str)), "")
        if said:
            marks = " ".join(_marks([value for name, value in known.items() if name not in (*_TEXTS, *_LISTS)], 0))
            yield f"{said} {marks}".strip()


def _marks(value: object, depth: int) -> Iterator[str]:
    """Return what looks like a mark among the other values: `P1.S3`, `[P1.S3]`, {"paper": "P1", "sentence": "S3"}."""
    if isinstance(value, dict) and depth <= _DEEPEST:
        yield from _marks(".".join(str(each) for each in value.values()), depth + 1)
    elif isinstance(value, list) and depth <= _DEEPEST:
        for each in value:
            yield from _marks(each, depth + 1)
    elif isinstance(value, str) and re.fullmatch(r"\W*P\d{1,3}(?:\W*S\d{1,3})?\W*(?:[,;\s]\W*[PS]\d.*)?", value):
        yield f"[{value.strip(' []()')}]"
