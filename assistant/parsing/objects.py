"""What a model wrote where JSON was asked for: its objects, whatever stands around them, its numbers and its lines."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from index.unseen import encodable


def objects(reply: str, most_starts: int) -> Iterator[dict[str, Any]]:
    """Yield the whole objects of a reply, or those in a broken one; `most_starts` braces are tried, for time's sake."""
    decoder, start = json.JSONDecoder(strict=False), 0
    for _ in range(most_starts):
        start = reply.find("{", start)
        if start < 0:
            return
        try:
            parsed, start = decoder.raw_decode(reply, start)
        except (ValueError, RecursionError):
            start += 1
            continue
        yield parsed


def items(reply: str, most_starts: int, *named: str) -> Iterator[dict[str, Any]]:
    """Yield the objects that have one of these names: those of a reply, those in their lists, or by their number."""
    for parsed in objects(reply, most_starts):
        if any(parsed.get(name) is not None for name in named):
            yield parsed
            continue
        for name, value in parsed.items():
            if isinstance(value, list):
                yield from (item for item in value if isinstance(item, dict))
            elif isinstance(value, dict) and whole_number(name):
                yield {"number": name, **value}


def whole_number(value: object) -> int | None:
    """Return what a model counts with: 3, "3", "3." or "S3"; True is no number."""
    told = str(value).strip(" .#Ss[]") if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(told) if re.fullmatch(r"[1-9][0-9]{0,3}", told) else None


def one_line(text: str) -> str:
    """Return a text on one line, without signs that cannot be shown, and without spaces before a stop."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in encodable(text)).split())
    return re.sub(r"\s+([.,;])", r"\1", line)


_LONGEST_REPLY = 100_000  # characters; a cell takes some 150
_LONGEST_VALUE = 300  # characters; twenty words have some 130
_MOST_STARTS = 500  # opening braces that are tried
_LINE = re.compile(r"^[\s|*>#`-]{0,12}(\d{1,2})\s{0,4}[|:.)]{1,2}(.*)$", re.MULTILINE)
_MARK = re.compile(r"\[?\b(?:P\d{1,3}\s*[.,:]\s*)?S(\d{1,3})\b\]?", re.IGNORECASE)
_NOTHING = re.compile(
    r"(?:(?:is |are )?not (?:stated|mentioned|given|specified|reported|provided|available|applicable|described)"
    r"(?: in (?:the|this) (?:abstract|text|paper))?|n/?a|none|null|unknown|unspecified)?",
    re.IGNORECASE,
)


class CellReply(NamedTuple):
    """What a model puts into column `number`, from 1; the value "" says that the abstract does not state it."""

    number: int
    value: str
    sentences: tuple[int, ...]


def read_cells(reply: str, columns: int) -> tuple[CellReply, ...]:
    """Return the cells in a reply, by column, the later where it has two; sentences may be such as do not exist."""
    reply = reply[:_LONGEST_REPLY]
    found = list(_of_items(reply)) or list(_of_lines(reply))
    by_number = {cell.number: cell for cell in found if 0 < cell.number <= columns}
    return tuple(by_number[number] for number in sorted(by_number))


def _of_items(reply: str) -> Iterator[CellReply]:
    for item in items(reply, _MOST_STARTS, "number"):
        number, value = whole_number(item.get("number")), item.get("value")
        if number is not None and (value is None or isinstance(value, str | int | float)):
            told = item.get("sentences")
            numbers = (whole_number(each) for each in (told if isinstance(told, list) else [told]))
            text, marked = _parted("" if value is None else str(value))
            cited = dict.fromkeys([*(n for n in numbers if n is not None), *marked])
            yield CellReply(number, text, tuple(cited))


def _of_lines(reply: str) -> Iterator[CellReply]:
    for number, rest in _LINE.findall(reply):
        fields = [field for field in rest.split("|") if field.strip()]
        text, marked = _parted("|".join(fields[len(fields) > 1 :]))  # the name of the column may stand before it
        yield CellReply(int(number), text, marked)


def _parted(text: str) -> tuple[str, tuple[int, ...]]:
    """Return a value on one line without its marks, "" where it says that nothing is stated, and their numbers."""
    marked = tuple(int(number) for number in _MARK.findall(text))
    line = one_line(_MARK.sub("", text)).strip(" |*_`\"'[],;")
    if len(line) > _LONGEST_VALUE or _NOTHING.fullmatch(line.strip(" .()-–—")):
        return "", marked
    return line, marked
