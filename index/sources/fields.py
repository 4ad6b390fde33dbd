"""The fields of a row, whatever a data set calls them, as a paper.

Title and abstract are required. Anything else that is missing or of the wrong kind is unknown, which
costs no paper; what cannot be understood is never guessed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from index.identity import arxiv_id, canonical_id, normalised_title
from index.paper import Paper

_ABSTRACT = ("abstract", "summary", "text")  # an arXiv API dump calls the abstract `summary`
_ID = ("arxiv_id", "id", "paper_id", "doc_id", "_id")
_URL = ("url", "link", "abs_url")
# `update_date` is the day of the last version, so it comes last: the Kaggle arXiv snapshot has `versions` too.
_DATE = ("published", "publishedat", "submitted", "created", "date", "announced", "update_date")
_COMMENTS = ("comments", "num_comments", "numcomments")  # a number; arXiv has remarks under this name
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:$|[T ])")
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_UNREADABLE = re.compile(r"[\x00\ud800-\udfff]")  # NUL, half of a character, or a byte that is not UTF-8
_FIVE_DIGITS_SINCE = "1501"  # https://info.arxiv.org/help/arxiv_identifier.html
_LONGEST = 100_000  # characters of an abstract; beyond, a quote was not closed


class BadRow(ValueError):
    """The row is no paper; the message says why."""


def to_paper(row: object, source: str) -> Paper:
    """Return the paper that a row describes.

    Raises:
        BadRow: it has no title or no abstract that can be read.
    """
    if not isinstance(row, Mapping):
        raise BadRow("not an object with fields")
    fields = {str(name).strip().casefold(): value for name, value in row.items()}
    title, abstract = _required(fields, "title", ("title",)), _required(fields, "abstract", _ABSTRACT)
    candidates = [value for name in (*_ID, *_URL) if isinstance(value := fields.get(name), str)]
    arxiv = next(filter(None, map(_whole_arxiv_id, candidates)), None)
    if not arxiv and not normalised_title(title):
        raise BadRow("a title without letters")
    published = _published(fields)
    return Paper(
        id=canonical_id(title, arxiv),
        title=title,
        abstract=abstract,
        abstract_kind="summary" if fields.get("abstract_kind") == "summary" else "abstract",
        authors=_authors(fields.get("authors_parsed")) or _authors(fields.get("authors")),
        author_count=_number(fields.get("author_count")),
        organisation=_line(fields.get("organisation")) or None,
        published=published,
        year_inferred=published is not None and fields.get("year_inferred") is True,
        featured=_day(fields.get("featured")),
        categories=_categories(fields.get("categories")),
        url=_url(fields) or (f"https://arxiv.org/abs/{arxiv}" if arxiv else None),
        sources=(source,),
        upvotes=_number(fields.get("upvotes")),
        comments=next((n for name in _COMMENTS if (n := _number(fields.get(name))) is not None), None),
    )


def _required(fields: Mapping[str, object], what: str, names: tuple[str, ...]) -> str:
    """Return the first of the fields that has a text, on one line: arXiv's own abstracts are hard-wrapped."""
    values = [value for name in names if (value := fields.get(name)) not in (None, "")]
    text = next((" ".join(value.split()) for value in values if isinstance(value, str) and value.strip()), "")
    if not text:
        raise BadRow(f"the {what} is not text" if any(not isinstance(v, str) for v in values) else f"no {what}")
    if _UNREADABLE.search(text):
        raise BadRow(f"the {what} holds characters that are not text")
    if len(text) > _LONGEST:
        raise BadRow(f"the {what} is too long")
    return text


def _whole_arxiv_id(text: str) -> str | None:
    """Return the arXiv identifier in a text unless it has lost digits.

    A data set that took its ids for numbers has 1908.1234 for 1908.12340, which is nobody's address.
    """
    found = arxiv_id(text)
    month, _, number = (found or "").partition(".")
    if not month.isdigit():
        return found
    return found if len(number) == (4 if month < _FIVE_DIGITS_SINCE else 5) else None


def _line(value: object) -> str:
    """Return a text on one line, or "" for anything else."""
    return " ".join(value.split()) if isinstance(value, str) and not _UNREADABLE.search(value) else ""


def _authors(value: object) -> tuple[str, ...]:
    """Return names from a list of names, of objects with a name, of (last, first, suffix), or from one string."""
    if isinstance(value, str):
        value = value.split(";") if ";" in value else re.split(r",\s+(?:and\s+)?|\s+and\s+", value)
        value = [name.strip(" []'\"") for name in value]  # a list that was written to CSV as Python shows it
    return tuple(filter(None, map(_author, value))) if isinstance(value, list) else ()


def _author(value: object) -> str:
    if isinstance(value, Mapping):
        return _line(value.get("name"))
    if isinstance(value, list):
        last, first, *suffix = [*map(_line, value), "", ""]
        return _line(" ".join((first, last, *suffix)))
    return _line(value)


def _published(fields: Mapping[str, object]) -> dt.date | None:
    days = [_first_version(fields.get("versions")), *(_day(fields.get(name)) for name in _DATE)]
    return next(filter(None, days), None)


def _day(value: object) -> dt.date | None:
    """Return the day of an ISO date or time; a year or a month alone is not a day."""
    found = _DAY.match(value.strip()) if isinstance(value, str) else None
    try:
        return dt.date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _first_version(versions: object) -> dt.date | None:
    """Return the day of version 1 as the Kaggle arXiv snapshot has it: `Mon, 2 Apr 2007 19:18:42 GMT`."""
    first = versions[0] if isinstance(versions, list) and versions else None
    created = first.get("created") if isinstance(first, Mapping) else None
    try:
        return parsedate_to_datetime(created).date() if isinstance(created, str) else None
    except ValueError:
        return None


def _categories(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = [name.strip("[]'\"") for name in re.split(r"[\s,;]+", value)]
    return tuple(filter(None, map(_line, value))) if isinstance(value, list) else ()


def _url(fields: Mapping[str, object]) -> str | None:
    links = (_line(fields.get(name)) for name in _URL)
    return next((link for link in links if _LINK.fullmatch(link)), None)


def _number(value: object) -> int | None:
    """Return a count; CSV has its numbers as text."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,9}", value.strip(), re.ASCII):
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
