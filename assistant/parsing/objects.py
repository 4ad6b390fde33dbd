"""The JSON objects in what a model wrote, whatever stands around them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


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
