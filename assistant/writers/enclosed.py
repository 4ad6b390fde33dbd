"""An answer that a model wrapped into JSON although it was asked for sentences: its text, with the marks it lists."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator
from contextlib import closing

from assistant.grounding.marks import BEAT, FORGET

_MAY_OPEN = re.compile(r"\s*(?:`{0,3}|```\w*\s*(?:[\[{]\s*\"?)?|(?:```\w*\s*)?[\[{](?:\s*\"?)?)")
_OPENS = re.compile(r"\s*(?:```\w*\s*)?(?:\{\s*\"|\[\s*\{)")
_TEXTS = ("answer", "text", "sentence", "claim", "response", "content", "result", "output", "summary", "final_answer")
_LISTS = ("answers", "sentences", "claims", "results", "statements")
_DEEPEST = 4


def opened(texts: Generator[str]) -> Generator[str]:
    """Yield the texts as they come; one that begins like JSON is held back to its end and told as sentences."""
    held: str | None = ""
    with closing(texts):
        for text in texts:
            if FORGET in text:
                held = ""
                yield FORGET
            if text == BEAT or held is None:
                yield text.rpartition(FORGET)[2]
                continue
            held += text.rpartition(FORGET)[2]
            if not (_MAY_OPEN.fullmatch(held) or _OPENS.match(held)):
                yield held
                held = None
    if held:
        yield _told(held)


def _told(text: str) -> str:
    """Return the sentences in a reply of JSON, each with its marks, or the reply if it is none."""
    body = re.sub(r"^\s*```\w*\s*|\s*```\s*$", "", text)
    try:
        document, _ = json.JSONDecoder().raw_decode(body.strip())
    except (ValueError, RecursionError):
        return text
    return "\n".join(_sentences(document, 0)) or text


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
