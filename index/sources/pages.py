"""Text dumps of Hugging Face Daily Papers pages, in every layout that has been seen.

Nothing marks a line as a title or an abstract. Over a run of texts without a header line between them, the reading with
the fewest losses is chosen: a title is short, an abstract is long, and a text that fits nowhere is left out alone. So
one damaged record never shifts its neighbours. A file that is damaged as a whole is refused before its first paper.
"""

import codecs
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import takewhile
from math import inf
from pathlib import Path
from typing import NamedTuple

from index.errors import SourceUnreadable
from index.identity import canonical_id
from index.paper import Paper
from index.sources.base import Skipped, cannot_open, printable
from index.sources.page_parts import MONTHS, Header, Metadata, Part, Stamp, Text, read_parts

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


@dataclass
class _Item:
    text: Text
    metadata: Metadata | None = None


def read_records(parts: Sequence[Part], file: str) -> list[Record | Skipped]:
    """Return the records of a page in the order of the page, and what cannot be read where one should be."""
    found: list[Record | Skipped] = []
    items: list[_Item] = []
    for part in parts[_end_of_header(parts) :]:
        if isinstance(part, Text):
            items.append(_Item(part))
        elif isinstance(part, Header):  # a second page in the same file
            found += _pair(items, file)
            items = []
        elif items and items[-1].metadata is None:
            items[-1].metadata = part
        else:
            found.append(Skipped(file=file, line=part.line, reason="metadata without a paper"))
    found += _pair(items, file)
    return sorted(found, key=lambda record: record.title.line if isinstance(record, Record) else record.line or 0)


def _end_of_header(parts: Sequence[Part]) -> int:
    """Return where the records begin; texts above the last line of the header are part of it, whatever they say."""
    body = (
        n
        for n, part in enumerate(parts)
        if isinstance(part, Metadata)
        or (isinstance(part, Text) and (_is_long(part) or _PROSE.search(part.text)))  # which reads as an abstract
    )
    first = next(body, len(parts))
    return max((n + 1 for n, part in enumerate(parts[:first]) if isinstance(part, Header)), default=0)


def _pair(items: Sequence[_Item], file: str) -> Iterator[Record | Skipped]:
    """Yield the reading of a run of texts that loses least, found from its end to its beginning."""
    costs = [0.0] * (len(items) + 1)
    sizes = [1] * len(items)
    for n in reversed(range(len(items))):
        choices = ((_cost(items[n : n + size]) + costs[n + size], size) for size in (1, 2, 3) if n + size <= len(items))
        costs[n], sizes[n] = min(choices)
    n = 0
    while n < len(items):
        yield _record(items[n : n + sizes[n]], file)
        n += sizes[n]


def _record(group: Sequence[_Item], file: str) -> Record | Skipped:
    first, last = group[0].text, group[-1]
    flaw = next((item.text.flaw for item in group if item.text.flaw), "")
    if not flaw and len(group) == 2:
        return Record(first, last.text, last.metadata)
    alone = "an abstract without a title" if _is_long(first) else "a title without an abstract"
    return Skipped(file=file, line=first.line, reason=flaw or alone)


def _is_long(text: Text) -> bool:
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


_SURE = 2  # one line that only this site has, or two that other pages may have too
_AGAIN = "Save the page again; nothing was taken from this file."
_ENDS_WELL = re.compile(r"""[.!?…)\]}"'”’»]$|(://|www\.|\w\.\w+/)\S*$""")  # a stop, a bracket or a link
_PAGE_YEAR = re.compile(r", ?(\d{4})$")
_ENOUGH, _STUB = 10, 0.5  # an end that is this much shorter than any of so many other abstracts was cut off
_ABBREVIATED = re.compile(r"\b(e\.g|i\.e|et al|vs|cf)\.$")
_EARLIEST, _LATEST = 1950, 2100  # years; anything else is a damaged number
_A_DAY = dt.timedelta(days=1)  # the site shows dates in the reader's time zone
_LEAP_YEAR = 2024


class _Calendar(NamedTuple):
    """What is known of the day of the page. The site leaves out the year of a date in the page's own year."""

    crawled: dt.date | None
    year: int | None  # inferred from the page

    def published(self, stamp: Stamp) -> tuple[dt.date | None, bool]:
        """Return the day, and whether its year is inferred: the page's, or that of the last such day at `crawled`."""
        if stamp.year:
            return _day(stamp, stamp.year), False
        _day(stamp, _LEAP_YEAR)
        years = [(self.year, True)] if self.year else []
        if self.crawled:
            years = [(self.crawled.year, False), (self.crawled.year - 1, True)]
        for year, inferred in years:
            with suppress(ValueError):  # 29 February
                day = _day(stamp, year)
                if self.crawled is None or day - _A_DAY <= self.crawled:
                    return day, inferred
        return None, False


def read_pages(path: Path, *, crawled: dt.date | None = None) -> Iterator[Paper | Skipped]:
    """Yield the papers of a dump in the order of the page, and a `Skipped` for each record that is damaged.

    The whole file is checked before the first paper is given out. `crawled` is the day on which the page
    was saved: the only sure source of the year of a date without one. It raises SourceUnreadable.
    """
    text, cut = _text(path)
    parts = read_parts(text)
    if _evidence(parts) < _SURE:
        what = f"{printable(path)} {_kind(text)}."
        raise SourceUnreadable(what, "Give a text dump of a Hugging Face Daily Papers page.")
    records = read_records(parts, printable(path))
    if cut or _is_cut(parts[-1], records, text):
        line = len(re.split(r"\r\n?|\n", text.rstrip()))
        what = f"{printable(path)} ends in the middle of a record (line {line}): it was cut off."
        raise SourceUnreadable(what, _AGAIN)
    calendar = _Calendar(crawled, _page_year(parts))
    found = [_paper(each, path, calendar) if isinstance(each, Record) else each for each in records]
    if not any(isinstance(paper, Paper) for paper in found):
        what = f"{printable(path)} is a Daily Papers page with no paper in it that can be read."
        raise SourceUnreadable(what, _AGAIN)
    yield from found


def _text(path: Path) -> tuple[str, bool]:
    """Return the text of the file, bad bytes as lone surrogates, and whether it ends within a character."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise cannot_open(path, error) from error
    if not data.strip():
        raise SourceUnreadable(f"{printable(path)} is empty.", "Save the page again, as text.")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), False
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    decoder.decode(data)
    return data.decode("utf-8-sig", "surrogateescape"), bool(decoder.getstate()[0])


def _evidence(parts: Sequence[Part]) -> int:
    """Return how surely this is a Daily Papers page: by any metadata, or by the header above the first abstract."""
    if any(isinstance(part, Metadata) and part.dot and part.stamp for part in parts):
        return _SURE
    above = takewhile(lambda part: not (isinstance(part, Text) and _is_long(part)), parts)
    return sum({part.text: part.weight for part in above if isinstance(part, Header)}.values())


def _kind(text: str) -> str:
    start = text.lstrip()[:100].lower()
    if start.startswith(("<!doctype", "<html", "<?xml")):
        return "is HTML or XML, not the text of a page"
    if "\0" in text or "\udc80" <= max(text) <= "\udcff":
        return "is binary, not text"
    return "is JSON, not the text of a page" if start.startswith(("{", "[")) else "is not a Daily Papers page"


def _is_cut(last: Part, records: Sequence[Record | Skipped], text: str) -> bool:
    """Whether the end of the file is the middle of a record."""
    open_end = not text.rstrip(" \t").endswith(("\n", "\r"))
    if isinstance(last, Metadata):
        return last.stamp is None and (last.broken is None or open_end)
    if isinstance(last, Header):
        return False
    ended = _ENDS_WELL.search(last.text) and not _ABBREVIATED.search(last.text)
    abstracts = [record.abstract for record in records if isinstance(record, Record)]
    if last.flaw or not (_is_long(last) or last in abstracts):
        return True
    others = [len(abstract.text) for abstract in abstracts if abstract is not last]
    stub = len(others) >= _ENOUGH and len(last.text) < _STUB * min(others)
    return (open_end or last.wrapped) and (stub or not ended)


def _page_year(parts: Sequence[Part]) -> int | None:
    """Return the year of the page: as its header says, else the first one that no date of the page names."""
    headers = (_PAGE_YEAR.search(part.text) for part in parts if isinstance(part, Header))
    stated = [int(found[1]) for found in headers if found]
    stamps = (part.stamp for part in parts if isinstance(part, Metadata) and part.stamp)
    named = [stamp.year for stamp in stamps if stamp.year and _EARLIEST <= stamp.year <= _LATEST]
    if stated and max(stated) >= max(named, default=0):
        return max(stated)
    return max(named) + 1 if named else None


def _paper(record: Record, path: Path, calendar: _Calendar) -> Paper | Skipped:
    metadata = record.metadata or Metadata(record.abstract.line)
    stamp = metadata.stamp
    try:
        if metadata.broken:
            raise ValueError("its date cannot be read")
        published, year_inferred = calendar.published(stamp) if stamp else (None, False)
    except ValueError as error:
        return Skipped(file=printable(path), line=record.title.line, reason=str(error))
    return Paper(
        id=canonical_id(record.title.text),
        title=record.title.text,
        abstract=record.abstract.text,
        author_count=metadata.author_count,
        organisation=metadata.organisation,
        published=published,
        year_inferred=year_inferred,
        sources=(f"pages:{printable(path.name)}",),
        comments=(stamp.comments or 0) if stamp else None,
    )


def _day(stamp: Stamp, year: int) -> dt.date:
    try:
        if not _EARLIEST <= year <= _LATEST:
            raise ValueError
        return dt.date(year, stamp.month, stamp.day)
    except ValueError:
        shown = f"{MONTHS[stamp.month - 1].title()} {stamp.day}" + (f", {stamp.year}" if stamp.year else "")
        raise ValueError(f"{shown} is not a day of the calendar") from None
