"""Filters that people type into a question: dates, categories, authors, papers, and what a paper must not be about.

No model is asked. A phrase counts only where it can mean nothing else, what it was taken for is shown, and the rest
of the question is what is searched for. Nothing in quotation marks is read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import NamedTuple

from assistant.reading.authors import read_authors
from assistant.reading.dates import read_dates
from assistant.reading.phrases import is_turned_round
from assistant.reading.topics import read_topics
from index.query import Filters

MOST = 2000  # characters of a question that are looked at; who types more pastes a text
_HELD = "\ufffc"  # stands for each character of a quotation while the rest is read
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”")
_ONE_CATEGORY = (
    r"(?:(?:cs|stat|math|eess|econ|q-bio|q-fin|physics|astro-ph|cond-mat|nlin)\.(?:[A-Za-z]{2}|[a-z]+-[a-z]+|optics)"
    r"|hep-(?:th|ph|ex|lat)|quant-ph|gr-qc|math-ph|nucl-(?:th|ex))\b(?![.\w-])"
)
_ONE = re.compile(_ONE_CATEGORY, re.IGNORECASE)
_CATEGORY = re.compile(
    rf"(?:\b(?:only\s+)?(?:in|from|within)\s+)?(?:\b(?:the\s+)?categor(?:y|ies)\s+)?(?<![\w.-]){_ONE_CATEGORY}"
    rf"(?:\s*(?:,|/|\bor\b|\band\b)\s*{_ONE_CATEGORY})*",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")
_SPACE_BEFORE = re.compile(r"\s+([?.!,;:])")
_SIGNS = re.compile(r"[,;:]+(?=[?.!])|,\s*(?=,)|(?<=[?!])\s*[.,;]+")
_DANGLING = re.compile(r"[\s,]+(?:(?:that|which)(?:\s+(?:are|were))?|and|or|but|only)(?=[?.!]*$)", re.IGNORECASE)


class Understood(NamedTuple):
    """What was typed: the question without its filters, the filters, and how they are told to the reader."""

    text: str
    filters: Filters
    said: str


def understand(
    question: str,
    today: dt.date,
    knows_author: Callable[[str], bool] = lambda _: True,
    is_word: Callable[[str], bool] = lambda _: False,
) -> Understood:
    """Read the filters that stand in a question.

    `knows_author` tells whether a paper by that author is there, and `is_word` whether a name is rather a word there.
    """
    if len(question) > MOST:
        return Understood(question, Filters(), "")
    rest = _QUOTED.sub(lambda quoted: _HELD * len(quoted[0]), question)
    rest, categories = _taken(_CATEGORY, rest)
    found = {
        "categories": tuple(_category(one) for many in categories for one in _ONE.findall(many[0])),
        "authors": (),
        "without": (),
    }
    if dates := read_dates(rest, today):
        rest = _blank(rest, dates.start, dates.end)
    if topics := read_topics(rest):
        rest, found["without"] = _blank(rest, topics.start, topics.end), topics.topics
    if authors := read_authors(rest, knows_author, is_word):
        rest, found["authors"] = _blank(rest, authors.start, authors.end), authors.authors
    filters = Filters(since=dates.since if dates else None, until=dates.until if dates else None)
    filters = filters.model_copy(update=_unique(found))
    if not filters:
        return Understood(question, filters, "")
    return Understood(_tidy(rest, question), filters, said(filters))


def said(filters: Filters) -> str:
    """Return filters in words: "published since 1 January 2025; in cs.CL; by Asai; without “diffusion”"."""
    parts: list[str] = []
    match filters.since, filters.until:
        case (None, None):
            pass
        case (since, None):
            parts.append(f"published since {day_in_words(since)}")
        case (None, until):
            parts.append(f"published until {day_in_words(until)}")
        case (since, until):
            parts.append(
                f"published {day_in_words(since)}"
                if since == until
                else f"published {day_in_words(since)} to {day_in_words(until)}"
            )
    if filters.categories:
        parts.append(f"in {' or '.join(filters.categories)}")
    if filters.authors:
        parts.append(f"by {' and '.join(filters.authors)}")
    if filters.papers:
        parts.append(f"only {', '.join(filters.papers)}")
    if filters.without:
        parts.append(f"without {' or '.join(f'“{words}”' for words in filters.without)}")
    return "; ".join(parts)


def day_in_words(day: dt.date | None) -> str:
    """Return a day as "5 March 2025"."""
    return f"{day.day} {day:%B %Y}" if day else ""


def _taken(pattern: re.Pattern[str], rest: str) -> tuple[str, list[re.Match[str]]]:
    found = [one for one in pattern.finditer(rest) if not is_turned_round(rest[: one.start()])]
    for one in found:
        rest = _blank(rest, *one.span())
    return rest, found


def _blank(text: str, start: int, end: int) -> str:
    """Take out what was read; places stay, so that quotations can be put back."""
    return f"{text[:start]}{' ' * (end - start)}{text[end:]}"


def _category(text: str) -> str:
    archive, dot, kind = text.partition(".")
    return f"{archive.lower()}{dot}{kind.upper() if len(kind) == 2 else kind.lower()}"


def _unique(found: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys(values)) for name, values in found.items()}


def _tidy(rest: str, question: str) -> str:
    """Return what is left, with the quotations back in it and no loose ends."""
    whole = "".join(old if new == _HELD else new for new, old in zip(rest, question, strict=True))
    whole = " ".join(whole.split())
    whole = _SPACE_BEFORE.sub(r"\1", _EMPTY.sub("", whole)).strip(" ,;:")
    return _DANGLING.sub("", _SIGNS.sub("", whole)).strip()
