"""A comparison as CSV, in which no program takes a cell for a formula."""

from __future__ import annotations

import csv
import io

from assistant.export import verdicts
from assistant.types import Comparison

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # CWE-1236


def comparison(result: Comparison) -> str:
    """Return a line for each paper; a cell that a program might compute begins with an apostrophe.

    A doubt that matters stands behind its value; a sign that nothing explains would be read as a part of it.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(map(_plain, ["paper", *result.columns]))
    for row in result.rows:
        head = f"[{row.number}] {row.title}{' (withdrawn)' if row.withdrawn else ''}"
        writer.writerow(map(_plain, [head, *(cell.value + verdicts.loud(cell.verdict) for cell in row.cells)]))
    return text.getvalue()


def _plain(field: str) -> str:
    return f"'{field}" if field.lstrip(" ").startswith(_FORMULA) else field
