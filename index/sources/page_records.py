"""Parts of a page dump put together to records: a title, its abstract, and what stands below them.

Nothing marks a line as a title or an abstract. Over a run of texts without a header line between them, the
reading with the fewest losses is chosen: a title is short, an abstract is long, and a text that fits
nowhere is left out alone. So one damaged record never shifts its neighbours, as counting lines would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from index.sources.page_parts import Header, Metadata, Part, Text

# The five real dumps: titles of 24 to 148 characters, abstracts of 542 to 1,919. arXiv: one title in a
# thousand is longer than 176 characters, one abstract in a thousand shorter than 402, and none over 2,000.
_TITLE, _LONGEST_TITLE = 250, 400
_SURELY_ABSTRACT = 400
_LOSS = 1.0  # the price of leaving a text out
_PROSE = re.compile(r"\.$|[.!?] [A-Z]")


class Record(NamedTuple):
    """A paper as the page shows it."""

    title: Text
    abstract: Text
    metadata: Metadata | None


class Gap(NamedTuple):
    """A place where a record should be and cannot be read."""

    line: int
    reason: str


@dataclass
class _Item:
    text: Text
    metadata: Metadata | None = None


def read_records(parts: Sequence[Part]) -> list[Record | Gap]:
    """Return the records of a page in the order of the page, and the gaps between them."""
    found: list[Record | Gap] = []
    items: list[_Item] = []
    for part in parts[_end_of_header(parts) :]:
        if isinstance(part, Text):
            items.append(_Item(part))
        elif isinstance(part, Header):  # a second page in the same file
            found += _pair(items)
            items = []
        elif items and items[-1].metadata is None:
            items[-1].metadata = part
        else:
            found.append(Gap(part.line, "metadata without a paper"))
    found += _pair(items)
    return sorted(found, key=lambda record: record.title.line if isinstance(record, Record) else record.line)


def _end_of_header(parts: Sequence[Part]) -> int:
    """Return where the records begin; texts above the last line of the header are part of it, whatever they say."""
    body = (
        n
        for n, part in enumerate(parts)
        if isinstance(part, Metadata)
        or (isinstance(part, Text) and (is_long(part) or _PROSE.search(part.text)))  # which reads as an abstract
    )
    first = next(body, len(parts))
    return max((n + 1 for n, part in enumerate(parts[:first]) if isinstance(part, Header)), default=0)


def _pair(items: Sequence[_Item]) -> Iterator[Record | Gap]:
    """Yield the reading of a run of texts that loses least, found from its end to its beginning."""
    costs = [0.0] * (len(items) + 1)
    sizes = [1] * len(items)
    for n in reversed(range(len(items))):
        choices = ((_cost(items[n : n + size]) + costs[n + size], size) for size in (1, 2, 3) if n + size <= len(items))
        costs[n], sizes[n] = min(choices)
    n = 0
    while n < len(items):
        yield _record(items[n : n + sizes[n]])
        n += sizes[n]


def _record(group: Sequence[_Item]) -> Record | Gap:
    first, last = group[0], group[-1]
    if flaws := [item.text.flaw for item in group if item.text.flaw]:
        return Gap(first.text.line, flaws[0])
    if len(group) == 2:
        return Record(first.text, last.text, last.metadata)
    return Gap(first.text.line, "an abstract without a title" if is_long(first.text) else "a title without an abstract")


def is_long(text: Text) -> bool:
    """Whether the text is longer than titles are."""
    return len(text.text) > _TITLE


def _cost(group: Sequence[_Item]) -> float:
    """Return the price of reading the texts as one record; a text with a flaw costs the record it stands in."""
    if len(group) == 1:
        return _LOSS
    if any(item.metadata for item in group[:-1]):  # metadata ends a record
        return inf
    first, *between, last = (item.text for item in group)
    if (first.flaw and last.flaw) or any(not text.flaw for text in between):
        return inf
    cost = 0.0 if first.flaw else _cost_as_title(first.text)
    cost += 0.0 if last.flaw else _cost_as_abstract(last.text, "" if first.flaw else first.text)
    broken = first.flaw or last.flaw or between
    return _LOSS if broken and cost < inf else cost


def _cost_as_title(title: str) -> float:
    if len(title) > _LONGEST_TITLE or (len(title) > _TITLE * 0.6 and _PROSE.search(title)):
        return inf
    return 0.6 if len(title) > _TITLE else 0


def _cost_as_abstract(abstract: str, title: str) -> float:
    """A text as short as a title is an abstract only if it reads like one, and the title does not or is shorter."""
    if len(abstract) > _TITLE:
        return 0 if len(abstract) >= _SURELY_ABSTRACT else 0.2
    reads_better = len(abstract) > len(title) or not _PROSE.search(title)
    return 0.6 if _PROSE.search(abstract) and reads_better else inf
