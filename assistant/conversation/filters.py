"""Filters that people type into a question: dates, categories, whose papers, which, and what they must not be about.

No model is asked. A phrase counts only where it can mean nothing else, what it was taken for is shown, and the rest
of the question is what is searched for. Nothing in quotation marks is read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from assistant.conversation.context import is_negated
from assistant.conversation.dates import read_dates
from assistant.conversation.exclusions import Subject, read_exclusions
from assistant.conversation.organisations import House, read_organisations
from assistant.conversation.people import Known, read_authors
from assistant.interests.profile import DEFAULT
from index.query import Filters

DATES = ("since", "until")

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


class There(NamedTuple):
    """What a library knows of words: which organisation they name, "" for none, and whether papers are about them."""

    house: House = lambda _: ""
    subject: Subject = lambda _: ""


def understand(
    question: str,
    today: dt.date,
    knows_author: Known = lambda _: True,
    is_word: Known = lambda _: False,
    *,
    there: There = There(),  # noqa: B008  never changed
    sure: bool = False,
) -> Understood:
    """Read the filters that stand in a question; with `sure`, in a turn that is known to set a limit.

    `knows_author` tells whether a paper by that author is there, `is_word` whether a name is rather a word there, and
    `there` what else is known of words.
    """
    if len(question) > MOST:
        return Understood(question, Filters(), "")
    rest = _QUOTED.sub(lambda quoted: _HELD * len(quoted[0]), question)
    rest, categories = _taken(_CATEGORY, rest)
    found: dict[str, tuple[str, ...]] = {
        "categories": tuple(_category(one) for many in categories for one in _ONE.findall(many[0]))
    }
    if dates := read_dates(rest, today, sure=sure):
        rest = _blank(rest, dates.start, dates.end)
    if houses := read_organisations(rest, there.house, sure=sure):
        rest = _blank(rest, houses.start, houses.end)
        found["not_from" if houses.left_out else "organisations"] = (houses.name,)
    if sure and (authors := read_authors(rest, knows_author, is_word, sure=True)):
        rest, found["authors"] = _blank(rest, authors.start, authors.end), authors.authors
    if not (sure and (dates or any(found.values()))) and (topics := read_exclusions(rest, there.subject, sure=sure)):
        rest, found["without"] = _blank(rest, topics.start, topics.end), topics.topics
    if not sure and (authors := read_authors(rest, knows_author, is_word)):
        rest, found["authors"] = _blank(rest, authors.start, authors.end), authors.authors
    asks_whose = found.get("authors") or found.get("organisations")
    if not dates and asks_whose and (dates := read_dates(rest, today)):  # "What did Asai publish this year?"
        rest = _blank(rest, dates.start, dates.end)
    filters = Filters(since=dates.since if dates else None, until=dates.until if dates else None)
    filters = filters.model_copy(update={name: tuple(dict.fromkeys(values)) for name, values in found.items()})
    if not filters:
        return Understood(question, filters, "")
    return Understood(_tidy(rest, question), filters, said(filters))


def said(filters: Filters) -> str:
    """Return filters in words: "published since 1 January 2025; in cs.CL; by Asai; without “diffusion”"."""
    parts = [f"published {_days(filters)}"] if filters.since or filters.until else []
    if filters.categories:
        parts.append(f"in {' or '.join(filters.categories)}")
    if filters.authors:
        parts.append(f"by {' and '.join(filters.authors)}")
    if filters.organisations:
        parts.append(f"from {' and '.join(filters.organisations)}")
    if filters.not_from:
        parts.append(f"not from {' or '.join(filters.not_from)}")
    if filters.papers:
        parts.append(f"only {', '.join(filters.papers)}")
    if filters.interests:
        parts.append(f"in {' or '.join(map(interest_in_words, filters.interests))}")
    if filters.without:
        parts.append(f"without {' or '.join(f'“{words}”' for words in filters.without)}")
    return "; ".join(parts)


def _days(filters: Filters) -> str:
    since, until = day_in_words(filters.since), day_in_words(filters.until)
    if not (since and until):
        return f"since {since}" if since else f"until {until}"
    return since if since == until else f"{since} to {until}"


def interest_in_words(name: str) -> str:
    """Return an interest as the reader is told: "my interest “video generation”"."""
    return "my interests" if name == DEFAULT else f"my interest “{name.replace(';', ',')}”"


def day_in_words(day: dt.date | None) -> str:
    """Return a day as "5 March 2025"."""
    return f"{day.day} {day:%B %Y}" if day else ""


def _taken(pattern: re.Pattern[str], rest: str) -> tuple[str, list[re.Match[str]]]:
    found = [one for one in pattern.finditer(rest) if not is_negated(rest[: one.start()])]
    for one in found:
        rest = _blank(rest, *one.span())
    return rest, found


def _blank(text: str, start: int, end: int) -> str:
    """Take out what was read; places stay, so that quotations can be put back."""
    return f"{text[:start]}{' ' * (end - start)}{text[end:]}"


def _category(text: str) -> str:
    archive, dot, kind = text.partition(".")
    return f"{archive.lower()}{dot}{kind.upper() if len(kind) == 2 else kind.lower()}"


def _tidy(rest: str, question: str) -> str:
    """Return what is left, with the quotations back in it and no loose ends."""
    whole = "".join(old if new == _HELD else new for new, old in zip(rest, question, strict=True))
    whole = " ".join(whole.split())
    whole = _SPACE_BEFORE.sub(r"\1", _EMPTY.sub("", whole)).strip(" ,;:")
    return _DANGLING.sub("", _SIGNS.sub("", whole)).strip()


def merged(kept: Filters, typed: Filters) -> Filters:
    """Return filters with those that were typed in the place of what held; two bounds of a date are one filter.

    Words to leave out are left out together with those before.
    """
    dates = set(DATES) if typed.since or typed.until else set[str]()
    new = {name: getattr(typed, name) for name in Filters.model_fields if getattr(typed, name) or name in dates}
    for name in ("without", "not_from"):
        if getattr(typed, name):
            new[name] = tuple(dict.fromkeys((*getattr(kept, name), *getattr(typed, name))))
    return kept.model_copy(update=new)


def without(filters: Filters, names: Sequence[str]) -> Filters:
    """Return filters without those of these names."""
    known = [name for name in names if name in Filters.model_fields]
    return filters.model_copy(update={name: Filters.model_fields[name].default for name in known})


def readmitting(filters: Filters, words: Sequence[str]) -> Filters:
    """Return filters that leave out none of these words."""
    return filters.model_copy(update={"without": tuple(one for one in filters.without if one not in words)})


def relaxed(
    filters: Filters,
    matching: Callable[[Filters], int],
    given: Filters = Filters(),  # noqa: B008  never changed
) -> tuple[Filters, Filters]:
    """Return filters that some paper passes, and those that were dropped for it.

    Dropped in this order until one passes, the least certain first: words to leave out, categories, organisations,
    authors, dates. What turns out to have been passed all along stays. The papers named are kept, and so are the
    filters `given` by a flag: who gives one means it. If still nothing passes, nothing is dropped.
    """
    if not filters or matching(filters):
        return filters, Filters()
    left, gone = filters, list[tuple[str, ...]]()
    names: tuple[str, ...]
    for names in (("without",), ("not_from",), ("categories",), ("organisations",), ("authors",), DATES):
        if any(getattr(given, name) for name in names) or not any(getattr(left, name) for name in names):
            continue
        left = without(left, names)
        gone.append(names)
        if matching(left):
            break
    else:
        return filters, Filters()
    for names in gone[:-1]:
        back = left.model_copy(update={name: getattr(filters, name) for name in names})
        left = back if matching(back) else left
    dropped = {name: getattr(filters, name) for names in gone for name in names if not getattr(left, name)}
    return left, Filters(**dropped)
