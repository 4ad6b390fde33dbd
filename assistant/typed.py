"""Filters that people type into a question: dates, categories, authors, papers, and what a paper must not be about.

No model is asked. A phrase counts only where it can mean nothing else, what it was taken for is shown, and the rest
of the question is what is searched for. Nothing in quotation marks is read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import NamedTuple

from assistant.typed_dates import read_dates
from index.query import Filters

_MOST = 2000  # characters that are looked at; who types more pastes a text
_OF_PAPERS = re.compile(
    r"\b(?:papers?|works?|stud(?:y|ies)|articles?|preprints?|publications?|surveys?|methods|approaches|techniques|models"
    r"|benchmarks|datasets|research|literature|anything|everything|something|results|advances|progress"
    r"|what(?:'s|’s| is| was| are)? (?:new|hot|recent|published|out))\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”")
_PAPER = re.compile(
    r"(?:\b(?:in|from|of)\s+)?(?:@arxiv:|@|\b(?:https?://)?(?:www\.)?arxiv\.org/(?:abs|pdf)/)(\d{4}\.\d{4,5})(?:v\d+)?\b",
    re.IGNORECASE,
)
_ONE_CATEGORY = (
    r"(?:cs|stat|math|eess|econ|q-bio|q-fin|physics|astro-ph|cond-mat|nlin)\.(?:[A-Za-z]{2}|[a-z]+-[a-z]+)\b(?![.\w])"
)
_CATEGORY = re.compile(
    rf"(?:\b(?:only\s+)?(?:in|from|within)\s+)?(?:\b(?:the\s+)?categor(?:y|ies)\s+)?\b{_ONE_CATEGORY}"
    rf"(?:\s*(?:,|/|or|and)\s*{_ONE_CATEGORY})*",
    re.IGNORECASE,
)
_NAME = r"[^\W\d_][\w'’.-]*(?:\s+(?:(?:de|van|von|der|den|la|le|el|al|bin|di|da)\s+)*[A-Z][\w'’.-]*){0,3}"
_BY = re.compile(
    rf"\b(?:(?:written|authored|published)\s+)?by\s+(?:authors?\s+)?({_NAME}(?:(?:\s*,\s*|\s+and\s+|\s*&\s*|\s*,\s*and\s+){_NAME})*)"
)
_AND = re.compile(r"\s*,\s*and\s+|\s*,\s*|\s+and\s+|\s*&\s*")
_ASKS_WHY = re.compile(r"\s*(?:why|how|is|are|was|were|does|do|did|can|could|should)\b", re.IGNORECASE)
_BUT_NOT = re.compile(
    r",?\s*\b(?:but\s+not|and\s+not|excluding|except(?:\s+for)?|other\s+than|but\s+without|but\s+no|not\s+about)\s+"
    r"(?:(?:the\s+)?(?:ones|those|papers?|works?)\s+)?(?:(?:on|about|with|using|that\s+use)\s+)?"
    r"(?:any\s+)?([^\s,;?!.][^,;?!.]{0,80}?)(?=\s*(?:[,;?!]|\.(?:\s|$)|$|\b(?:since|before|after|from|between|published|in\s+(?:19|20)\d\d)\b))",
    re.IGNORECASE,
)
_NO_TOPIC = re.compile(
    r"(?:in|at|on|for|to|when|if|as|too|so|only|always|necessarily|yet|all|both|every|the\s+same|vice)\b", re.IGNORECASE
)
_MOST_WORDS = 5  # of a topic to leave out


class Understood(NamedTuple):
    """What was typed: the question without its filters, the filters, and how they are told to the reader."""

    text: str
    filters: Filters
    said: str


def understand(question: str, today: dt.date, knows_author: Callable[[str], bool] = lambda _: True) -> Understood:
    """Read the filters that stand in a question. `knows_author` tells whether a paper by that author is there."""
    if len(question) > _MOST:
        return Understood(question, Filters(), "")
    rest = _QUOTED.sub(lambda quoted: "\ufffc" * len(quoted[0]), question)
    of_papers = bool(_OF_PAPERS.search(rest))
    found: dict[str, tuple[str, ...]] = {}
    rest, papers = _taken(_PAPER, rest, question)
    found["papers"] = tuple(f"arxiv:{one[1]}" for one in papers)
    rest, categories = _taken(_CATEGORY, rest, question)
    found["categories"] = tuple(
        _category(one) for many in categories for one in re.findall(_ONE_CATEGORY, many[0], re.I)
    )
    dates = read_dates(rest, today, of_papers=of_papers)
    if dates:
        rest = _blank(rest, dates.start, dates.end)
    rest, found["without"] = _left_out(rest) if of_papers and not _ASKS_WHY.match(rest) else (rest, ())
    rest, found["authors"] = _authors(rest, knows_author, of_papers=of_papers)
    filters = Filters(since=dates.since if dates else None, until=dates.until if dates else None, **_unique(found))
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
            parts.append(f"published since {_day(since)}")
        case (None, until):
            parts.append(f"published until {_day(until)}")
        case (since, until):
            parts.append(f"published {_day(since)}" if since == until else f"published {_day(since)} to {_day(until)}")
    if filters.categories:
        parts.append(f"in {' or '.join(filters.categories)}")
    if filters.authors:
        parts.append(f"by {' and '.join(filters.authors)}")
    if filters.papers:
        parts.append(f"only {', '.join(filters.papers)}")
    if filters.without:
        parts.append(f"without {' or '.join(f'“{words}”' for words in filters.without)}")
    return "; ".join(parts)


def _day(day: dt.date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""


def _taken(pattern: re.Pattern[str], rest: str, question: str) -> tuple[str, list[re.Match[str]]]:
    found = list(pattern.finditer(rest))
    for one in found:
        rest = _blank(rest, *one.span())
    assert len(rest) == len(question)  # noqa: S101  places stay what they are
    return rest, found


def _blank(text: str, start: int, end: int) -> str:
    """Take out what was read; places stay, so that quotations can be put back."""
    return f"{text[:start]}{' ' * (end - start)}{text[end:]}"


def _left_out(rest: str) -> tuple[str, tuple[str, ...]]:
    found = _BUT_NOT.search(rest)
    if not found or _NO_TOPIC.match(found[1]) or len(found[1].split()) > _MOST_WORDS or "\ufffc" in found[1]:
        return rest, ()
    topics = re.split(r"\s+(?:or|and|nor)\s+", found[1].strip())
    return _blank(rest, *found.span()), tuple(topics)


def _authors(rest: str, knows_author: Callable[[str], bool], *, of_papers: bool) -> tuple[str, tuple[str, ...]]:
    for found in _BY.finditer(rest):
        people = [name.strip(" .'’") for name in _AND.split(found[1])]
        known = [name for name in people if knows_author(name)]
        if known and len(known) == len(people):
            return _blank(rest, *found.span()), tuple(people)
        # Nobody of that name: the words stay in the question, unless only authors can be meant.
        if of_papers and all(name[:1].isupper() and name.istitle() for name in people) and _ends(rest, found):
            return _blank(rest, *found.span()), tuple(people)
    return rest, ()


def _ends(rest: str, found: re.Match[str]) -> bool:
    return not rest[found.end() :].strip(" ?.!") and bool(
        re.search(r"\b(?:papers?|works?)\b[^?]{0,60}$", rest[: found.start()])
    )


def _category(text: str) -> str:
    archive, _, kind = text.partition(".")
    return f"{archive.lower()}.{kind.upper() if len(kind) == 2 else kind.lower()}"


def _unique(found: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys(values)) for name, values in found.items()}


def _tidy(rest: str, question: str) -> str:
    """Return what is left, with the quotations back in it and no loose ends."""
    whole = "".join(old if new == "\ufffc" else new for new, old in zip(rest, question, strict=True))
    whole = re.sub(r"\s+", " ", whole)
    whole = re.sub(r"\s+([?.!,;])", r"\1", whole).strip(" ,;")
    return re.sub(r"[,;]+(?=[?.!])|,\s*(?=,)", "", whole).strip()
