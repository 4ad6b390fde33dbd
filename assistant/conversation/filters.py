"""Filters in a question: "papers on RAG by Asai since March 2025 in cs.CL, without graphs", and what is left of it.

`index.models.limits` finds what limits papers, and the records say whose names are known; categories are written in
one way. What stands in quotation marks is never a filter.
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from assistant.conversation.context import asks_for_papers, is_negated
from assistant.conversation.dates import bounds, of_collection
from assistant.interests.profile import DEFAULT
from index.models.limits import Limit, limits
from index.query import Filters

DATES = ("since", "until")

MOST = 2000  # characters of a question that are looked at; who types more pastes a text
_HELD = "\ufffc"  # stands for each character of a quotation while the rest is read
_QUOTE = "q"  # the same to a model that knows words
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
_NOT_ONLY = re.compile(r"\b(?:only|just|merely)\b", re.IGNORECASE)  # "not only Python" leaves nothing out
_MORE = re.compile(r"\s+(?=[^\W\d_a-z])[\w'’-]+")
_JOINED = re.compile(r"(?:-\w+)+")
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")
_SPACE_BEFORE = re.compile(r"\s+([?.!,;:])")
_SIGNS = re.compile(r"[,;:]+(?=[?.!])|,\s*(?=,)|(?<=[?!])\s*[.,;]+")
_DANGLING = re.compile(
    r"(?:^|[\s,]+)(?:(?:that|which)(?:\s+(?:are|were))?|and|or|but|only|on|about|by|from)(?=[?.!]*$)", re.IGNORECASE
)


class Understood(NamedTuple):
    """What was typed: the question without its filters, the filters, and how they are told to the reader."""

    text: str
    filters: Filters
    said: str


class There(NamedTuple):
    """What a library knows of words: which organisation they name, "" for none, whether an author, or rather a word."""

    organisation: Callable[[str], str] = lambda _: ""
    author: Callable[[str], bool] = lambda _: True
    is_word: Callable[[str], bool] = lambda _: False


def understand(question: str, today: dt.date, there: There = There(), *, sure: bool = False) -> Understood:  # noqa: B008
    """Read the filters that stand in a question; with `sure`, in a turn that is known to set a limit."""
    if len(question) > MOST:
        return Understood(question, Filters(), "")
    rest = _QUOTED.sub(lambda quoted: _HELD * len(quoted[0]), question)
    categories = [one for one in _CATEGORY.finditer(rest) if not is_negated(rest[: one.start()])]
    for one in categories:
        rest = _blank(rest, *one.span())
    read = of_collection(limits(rest.replace(_HELD, _QUOTE), sure=sure), rest)
    read = tuple(limit for limit in read if _HELD not in rest[limit.at : limit.at + len(limit.value)])
    if not sure and [limit.value for limit in read] == [rest.strip(" ?.!")]:  # "Qwen?" limits nothing
        read = ()
    times, days = bounds(read, rest, today)
    named, names = _names(read, rest, there)
    those = dict.fromkeys(_category(name) for one in categories for name in _ONE.findall(one[0]))
    filters = Filters.model_validate(days._asdict() | names | {"categories": tuple(those)})
    if not filters:
        return Understood(question, filters, "")
    for limit in (*times, *named):
        rest = _blank(rest, limit.start, limit.end)
    return Understood(_tidy(rest, question), filters, said(filters))


def _names(read: Sequence[Limit], text: str, there: There) -> tuple[list[Limit], dict[str, tuple[str, ...]]]:
    """Return the limits that leave out subjects or name whose papers, and what they name, by the names of filters."""
    used, found, last = list[Limit](), dict[str, list[str]](), ("", -1)
    for short in read:
        limit = _grown(short, text, there)
        field = _field(limit, text, there)
        if not field:
            continue
        name = limit.value if field in ("without", "authors") else there.organisation(limit.value) or limit.value
        used.append(limit)
        values = found.setdefault(field, [])
        between = text[limit.start : limit.at]
        one_of = field == "organisations" or (field == "authors" and re.search(r"\b(?:or|oder|ou)\b|/", between))
        if one_of and last[0] == field and not text[last[1] : limit.start].strip():
            values[-1] += f" or {name}"
        else:
            several = name.split(", ") if field == "authors" and not there.author(name) else [name]
            values += [one for one in several if one not in values]
        last = field, limit.end
    return used, {field: tuple(values) for field, values in found.items()}


def _grown(limit: Limit, text: str, there: There) -> Limit:
    """Return a limit with the rest of its last word, or the words with a capital that records have behind its name."""
    if limit.kind == "without" and (rest := _JOINED.match(text, limit.at + len(limit.value))):
        return limit._replace(value=f"{limit.value}{rest[0]}", end=max(limit.end, rest.end()))
    known = there.author if limit.kind.endswith("author") else lambda name: there.organisation(name) == name
    if limit.kind.endswith(("author", "organisation")):
        while (more := _MORE.match(text, limit.at + len(limit.value))) and known(text[limit.at : more.end()]):
            limit = limit._replace(value=text[limit.at : more.end()], end=max(limit.end, more.end()))
    return limit


def _field(limit: Limit, text: str, there: There) -> str:
    """Return which filter a limit sets, "" for none: records tell authors from organisations, and both from words."""
    if limit.kind == "without":
        return "" if _NOT_ONLY.search(text, limit.start, limit.at) else "without"
    kind = limit.kind.removeprefix("not_")
    if kind not in ("author", "organisation"):
        return ""
    is_author = there.author(limit.value) and not (there.is_word(limit.value) and not asks_for_papers(text))
    is_organisation = bool(there.organisation(limit.value))
    if limit.kind != kind:
        return "not_from" if is_author or is_organisation else ""
    full = kind == "author" and " " in limit.value and limit.value.istitle()  # can be nothing else, known or not
    if is_organisation and (kind == "organisation" or not is_author):
        return "organisations"
    return "authors" if is_author or full else ""


def said(filters: Filters) -> str:
    """Return filters in words: "published since 1 January 2025; in cs.CL; by Asai; without “diffusion”"."""
    how = "on the daily list" if filters.by_list else "published"
    parts = [f"{how} {_days(filters)}"] if filters.since or filters.until else []
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
    whole = _SPACE_BEFORE.sub(r"\1", _EMPTY.sub("", whole)).strip(" ,;:–—+")
    return _DANGLING.sub("", _SIGNS.sub("", whole)).strip()


def merged(kept: Filters, typed: Filters) -> Filters:
    """Return filters with those typed in the place of what held; words to leave out are left out together."""
    dates = {"by_list", *DATES} if typed.since or typed.until else set[str]()
    new = {name: getattr(typed, name) for name in Filters.model_fields if getattr(typed, name) or name in dates}
    for name in ("without", "not_from"):
        if getattr(typed, name):
            new[name] = tuple(dict.fromkeys((*getattr(kept, name), *getattr(typed, name))))
    return kept.model_copy(update=new)


def without(filters: Filters, names: Sequence[str]) -> Filters:
    """Return filters without those of these names."""
    known = {name for name in names if name in Filters.model_fields} | ({"by_list"} if {*DATES} & {*names} else set())
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
