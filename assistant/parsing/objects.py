"""What a model wrote where JSON was asked for: its objects, whatever stands around them, its numbers and its lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from index.unseen import encodable


def objects(reply: str, most_starts: int) -> Iterator[dict[str, Any]]:
    """Yield the whole objects of a reply in their order; where one is broken, those in it that are whole.

    At most `most_starts` opening braces are tried, as a reply of nothing else would take quadratic time.
    """
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


def whole_number(value: object) -> int | None:
    """Return what a model counts with: 3, "3", "3." or "S3"; True is no number."""
    told = str(value).strip(" .#Ss[]") if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(told) if re.fullmatch(r"[1-9][0-9]{0,3}", told) else None


def one_line(text: str) -> str:
    """Return a text on one line, without signs that cannot be shown, and without spaces before a stop."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in encodable(text)).split())
    return re.sub(r"\s+([.,;])", r"\1", line)
