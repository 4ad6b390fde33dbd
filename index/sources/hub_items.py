"""One item of Hugging Face's daily list as a paper: its record stands under `paper`, what is of the list beside it.

`ai_summary`, a model's retelling of the abstract, is never read. Authors marked `hidden` are authors all the same: the
mark says that they do not want the paper on their profile.
"""

import ast
import datetime as dt
import re
from collections.abc import Mapping

from index.paper import Paper
from index.sources.exports import kinds
from index.sources.fields import BadRow, read_row

# A sign by its bare name ("2times"), in 213 of 7,405 abstracts; apart from the figure it may be English ("2 times").
_BARE_SIGN = re.compile(r"(?<=\d)times\b|\b(?:sim|approx|leq|geq)(?=\d)")
_SIGNS = {"times": "×", "sim": "~", "approx": "≈", "leq": "≤", "geq": "≥"}
_LONGEST_WRITTEN = 200_000  # characters of an item that was written as Python shows it


def is_daily_item(row: object) -> bool:
    """Tell whether a row is an item of the daily list, be it a damaged one."""
    if isinstance(row, str):
        return row.lstrip().startswith("{'paper':")
    return isinstance(row, Mapping) and isinstance(row.get("paper"), Mapping)


def paper_of(item: object, featured: dt.date | None, source: str) -> Paper:
    """Return the paper of an item of the list of a day, where that is known; raise `BadRow` if it cannot be read."""
    outer = _mapping(item)
    inner = outer.get("paper")
    if not isinstance(inner, Mapping):
        raise BadRow("no `paper` in the item")
    row = {**outer, "paper": _with_signs(inner), "featured": featured.isoformat() if featured else None}
    return read_row(_with_signs(row), source, kinds()["daily-papers"]).paper


def _with_signs(record: Mapping[str, object]) -> Mapping[str, object]:
    """Return a record with the signs of its abstract, where it has one."""
    abstract = record.get("summary")
    if not isinstance(abstract, str):
        return record
    return {**record, "summary": _BARE_SIGN.sub(lambda found: _SIGNS[found[0]], abstract)}


def key_of(item: object) -> str:
    """Return what makes an item the same on another page of the list: its paper's id where it has one."""
    inner = item.get("paper") if isinstance(item, Mapping) else None
    identifier = inner.get("id") if isinstance(inner, Mapping) else None
    return identifier if isinstance(identifier, str) and identifier else repr(item)


def _mapping(item: object) -> Mapping[str, object]:
    """Return an item with its fields; some captures hold items as Python shows them, in place of objects."""
    if isinstance(item, str) and len(item) <= _LONGEST_WRITTEN and is_daily_item(item):
        try:
            item = ast.literal_eval(item.strip())
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            raise BadRow("an item that was written as text, and does not read as one") from None
    if not isinstance(item, Mapping):
        raise BadRow("not an object with fields")
    return item
