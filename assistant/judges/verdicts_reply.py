"""A judge's reply read into judgements, whatever form it takes.

Asked for is JSON, `{"verdicts": [{"number": 1, "part": "", "verdict": "supported", ...}]}`. Read is also JSON in a
fence or with text around it, a bare list, objects one after the other, the whole items of a reply that was cut off, and
lines such as `2 | unsupported | what is not stated | a corrected sentence [P1.S2]`. All functions are pure, and none
raises for any text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal

from assistant.parsing.events import Mark
from assistant.parsing.objects import objects, one_line, whole_number
from assistant.verification.judge import Judgement

_Support = Literal["supported", "unsupported"]
_LONGEST_REPLY = 200_000  # characters; a judgement takes some 300
_LONGEST_PART, _LONGEST_CORRECTION = 200, 700  # characters; a longer one is no part of a sentence, no sentence
_MOST_STARTS = 2_000  # opening braces that are tried
_THOUGHT = re.compile(
    r"</(?:think|thinking|thoughts?|reasoning|seed:think|scratchpad|reflection|analysis)>|\[/THINK\]|◁/think▷"
    r"|<\|channel\|>final[^<\n]{0,80}<\|message\|>",
    re.IGNORECASE,
)
_MARK = re.compile(r"\[?\bP(\d{1,4})\s*[.,:]\s*S(\d{1,4})\b\]?", re.IGNORECASE)
_LINE = re.compile(
    r"^[\s|*>#-]{0,12}(\d{1,4})\s{0,4}[|:.)*-]{1,3}[\s*]{0,4}"
    r"(supported|unsupported|not[ _]supported|partially[ _]supported)\b[\s*.]{0,4}(?:[|:-](.*))?$",
    re.IGNORECASE | re.MULTILINE,
)
_SAYS: dict[str, _Support] = {
    **dict.fromkeys(("supported", "fully supported", "entailed", "true", "yes"), "supported"),
    **dict.fromkeys(("unsupported", "not supported", "partially supported", "partly supported"), "unsupported"),
    **dict.fromkeys(("partial", "contradicted", "refuted", "not stated", "false", "no"), "unsupported"),
}
_NOTHING = {"", "none", "n/a", "na", "null", "nothing", "-", "–", "—", "[]", "(none)"}
_NUMBER, _VERDICT = ("number", "id", "sentence", "n", "no"), ("verdict", "support", "label", "supported", "judgement")
_PART, _CORRECTION = ("part", "missing", "reason", "not_stated"), ("correction", "corrected", "corrected_sentence")


def read_verdicts(reply: str, count: int) -> tuple[Judgement, ...]:
    """Return the judgements in a reply, at most one for each number of 1..`count`, in their order.

    Where a number is judged twice the later one counts: models that think aloud draft first. Marks are as the reply
    has them, and may name what does not exist.
    """
    reply = reply[:_LONGEST_REPLY]
    last = max((found.end() for found in _THOUGHT.finditer(reply)), default=0)
    found = _read(reply[last:]) or (_read(reply) if last else [])  # the tag may stand in a judged sentence
    by_number = {judgement.number: judgement for judgement in found if 0 < judgement.number <= count}
    return tuple(by_number[number] for number in sorted(by_number))


def _read(reply: str) -> list[Judgement]:
    items = (_of_item(item) for item in _items(reply))
    return [each for each in items if each] or [_of_line(found) for found in _LINE.finditer(reply)]


def _items(reply: str) -> Iterator[dict[str, Any]]:
    """Yield the objects that may be judgements; where the object around them is broken, those in it that are whole."""
    for parsed in objects(reply, _MOST_STARTS):
        yield from _inside(parsed)


def _inside(parsed: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield an object itself, or the objects in its lists, or those that it keeps under a number."""
    if _first(parsed, _VERDICT) is not None:
        yield parsed
        return
    for name, value in parsed.items():
        if isinstance(value, list):
            yield from (item for item in value if isinstance(item, dict))
        elif isinstance(value, dict) and whole_number(name):
            yield {"number": name, **value}


def _of_item(item: dict[str, Any]) -> Judgement | None:
    number, says = whole_number(_first(item, _NUMBER)), _says(_first(item, _VERDICT))
    if number is None or says is None:
        return None
    marks = item.get("marks")
    told = " ".join(map(str, marks)) if isinstance(marks, list) else str(marks or "")
    return _judgement(number, says, _text(_first(item, _PART)), _text(_first(item, _CORRECTION)), told)


def _of_line(line: re.Match[str]) -> Judgement:
    part, _, correction = (line[3] or "").strip(" \t|").partition("|")
    return _judgement(int(line[1]), _says(line[2]) or "unsupported", part, correction, "")


def _judgement(number: int, says: _Support, part: str, correction: str, marks: str) -> Judgement:
    """Return a judgement without what contradicts it: a supported sentence has no part that is not stated."""
    if says == "supported":
        return Judgement(number, says)
    found = _MARK.findall(f"{correction} {marks}")
    part, correction = _plain(_MARK.sub("", part)), _plain(_MARK.sub("", correction))
    if len(correction) > _LONGEST_CORRECTION:
        correction = ""
    own = tuple(dict.fromkeys(Mark(int(paper), int(sentence)) for paper, sentence in found)) if correction else ()
    return Judgement(number, says, part[:_LONGEST_PART].strip(), correction, own)


def _says(value: object) -> _Support | None:
    return _SAYS.get(str(value).strip(" .*\"'").replace("_", " ").replace("-", " ").lower())


def _first(item: dict[str, Any], names: tuple[str, ...]) -> object:
    return next((item[name] for name in names if item.get(name) is not None), None)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _plain(text: str) -> str:
    """Return a text on one line; "" where a model writes "none"."""
    line = one_line(text)
    return "" if line.lower().strip(" .") in _NOTHING else line
