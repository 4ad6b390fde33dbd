"""Questions about the collection itself: answered by filter and count over the whole library, never from sentences.

Every figure is exact. A record that lacks what a question needs is told as such and counts neither way.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from assistant.conversation.filters import day_in_words
from assistant.jobs.asked import RANKS
from assistant.jobs.asked import Asked as Asked
from assistant.jobs.asked import read as read
from assistant.jobs.scope import Scope, is_dated, joined, scope_of, so_many, when
from index.models.collection_questions import HELD
from index.paper import Paper
from index.query import Filters
from index.statements import heading_of, warning_of
from index.store.library import Library
from index.store.resolver import Mention

Datum = Literal["authors", "comments", "votes", "stars"]
_SHOWN, _FIRST, _NAMED = 25, 10, 3  # papers listed, papers of an order, and papers named in a sentence, at most
# A paper comes to a daily list days after its first version. The index knows the day of that alone, so the list's
# day is looked for among papers first published in so many days before.
_REACH = dt.timedelta(days=92)


_MANY = re.compile(r"\b(?:papers|articles|works?|preprints|publications)\b", re.IGNORECASE)  # no two, but those on them


class Told(NamedTuple):
    """An answer: one to three sentences, the papers they tell of (best first, at most 25), and a table where it is one.

    `months` are all months from the first to the last with their papers, as ("2025-03", 12).
    """

    text: str
    papers: tuple[Paper, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    columns: tuple[str, ...] = ()
    months: tuple[tuple[str, int], ...] = ()


def answer(asked: Asked, library: Library, filters: Filters) -> Told:
    """Return what the records of the library say to a question; its filters are those that were taken out of it."""
    scope = scope_of(asked, library, filters)
    bounds = _bounds(asked)
    if not scope.words.total(scope.base):
        return Told("The library has no papers." if not filters.papers else "None of those papers is in the library.")
    if bounds:
        return _bounded(scope, bounds)
    if asked.linked:
        return _linked(scope, asked.linked, first=asked.first)
    match asked.measure:
        case "newest" if asked.new and (filters.since or filters.until):
            return _arrived(scope)
        case "newest" | "oldest":
            return _by_date(scope, asked.measure, asked.first)
        case "authors" | "comments" | "votes" | "stars":
            return _ranked(scope, asked.measure, asked.first, fewest=asked.fewest)
        case "months":
            return _months(scope, by_year=asked.per)
        case "writers" | "organisations":
            return _grouped(scope, asked.measure, asked.first)
        case "more":
            return _compared(asked, library, filters)
        case "exists":
            told = _counted(scope, listed=True, first=asked.first)
            return told._replace(text=f"{'Yes' if told.papers else 'No'}: {told.text}")
        case _:
            return _counted(scope, listed=asked.measure == "list", first=asked.first)


def ranks(asked: Asked) -> bool:
    """Tell whether a question without a topic sorts papers, or sifts them by what their records say."""
    return not asked.topic and (asked.measure in RANKS or bool(_bounds(asked) or asked.linked))


def read_of_named(question: str, named: Sequence[Mention]) -> Asked | None:
    """Return which of the papers that a question names it wants, by what their records say; None if it asks no such."""
    for one in sorted(named, key=lambda each: -each.start):
        question = f"{question[: one.start]}{HELD}{question[one.end :]}"
    asked = None if _MANY.search(question) else read(question)
    return asked if asked and ranks(asked) and asked.measure in RANKS else None


def uncut(asked: Asked, topic: str, filters: Filters, whole: Filters) -> tuple[Asked, Filters]:
    """Return a question about listed papers, and the filters that those pass.

    Where the list was cut it is asked of all papers on its `topic` that pass the `whole` filters.
    """
    before = read(topic) if len(filters.papers) == _SHOWN else None
    if not before or before.measure not in {"count", "list"} or _bounds(before):
        return asked, filters
    return asked._replace(topic=before.topic, in_title=before.in_title, author=before.author), whole


def _counted(scope: Scope, *, listed: bool, first: int | None) -> Told:
    n = scope.total()
    if not (scope.conditions or listed):
        return Told(f"{so_many(n)} {'is' if n == 1 else 'are'} {scope.place}.")
    k = min(first or _SHOWN, _SHOWN)
    papers = scope.papers(k, "relevance" if scope.wanted.phrases else "newest")
    order = "best match" if scope.wanted.phrases else "newest"
    return Told(f"{_sentence(scope, n)}{scope.missing()}.{_left(n, len(papers), order)}", papers)


def _sentence(scope: Scope, n: int, *more: tuple[str, str]) -> str:
    """Return the number and of how many: "25 of the 202 papers in the library were published in 2023"."""
    all_of_them = scope.words.total(scope.base)
    conditions = [*((each.one, each.several) for each in scope.conditions), *more]
    if not conditions:
        return f"{so_many(n)} {'is' if n == 1 else 'are'} {scope.place}"
    said = joined([one if n == 1 else several for one, several in conditions])
    return f"{f'{n:,}' if n else 'None'} of the {so_many(all_of_them)} {scope.place} {said}"


def _by_date(scope: Scope, side: Literal["newest", "oldest"], first: int | None) -> Told:
    """Tell the first or the last by the day of the first version."""
    undated = 0 if is_dated(scope.wanted.filters) else scope.words.total(scope.wanted._replace(lacks="day"))
    told = scope.missing(undated, "no date")
    dated = scope._replace(wanted=scope.narrowed(since=scope.wanted.filters.since or dt.date.min))
    n = dated.total()
    papers = dated.papers(min(first or _FIRST, _SHOWN), side)
    if not papers:
        return Told(f"No paper {scope.place}{scope.clause(1)} has a date{told}.")
    day = papers[0].published
    tied = dated.words.total(dated.narrowed(since=day, until=day))
    best = [paper for paper in papers if paper.published == day]
    guessed = ", a date whose year was inferred" if papers[0].year_inferred else ""
    text = (
        f"Of the {so_many(n)} {scope.place} with a date{scope.clause(n)}, {_titles(best, tied)} "
        f"{'is' if tied == 1 else 'are'} the {side}, first published {day_in_words(day)}{guessed}{told}."
    )
    rows = tuple((_title(paper), str(paper.published)) for paper in papers)
    return Told(text + _left(n, len(papers), side), papers, rows, ("Paper", "First published"))


def _ranked(scope: Scope, datum: Datum, first: int | None, *, fewest: bool) -> Told:
    known, unknown = _known(scope, datum)
    known.sort(key=lambda each: (each[0] if fewest else -each[0], each[1].title))
    if not known:
        return Told(f"No paper {scope.place}{scope.clause(1)} has a known number of {datum}{scope.missing()}.")
    told = scope.missing(unknown, f"no number of {datum}")
    best = known[0][0]
    tied = [paper for value, paper in known if value == best]
    shown = known[: min(first or _FIRST, _SHOWN)]
    text = (
        f"Of the {so_many(len(known))} {scope.place} with a known number of {datum}{scope.clause(len(known))}, "
        f"{_titles(tied, len(tied))} {'has' if len(tied) == 1 else 'have'} the {'fewest' if fewest else 'most'}, "
        f"{best:,}{' each' if len(tied) > 1 else ''}{told}."
    )
    return _table(text + _left(len(known), len(shown), "fewest" if fewest else "most"), shown, datum)


def _bounded(scope: Scope, bounds: Sequence[tuple[Datum, int | None, int | None]]) -> Told:
    """Tell how many papers have so many authors, comments or votes."""
    datum, unknown, kept = bounds[0][0], 0, list[tuple[int, Paper]]()
    for paper in scope.every():
        values = [_value(paper, name) for name, _, _ in bounds]
        pairs = [(value, low, high) for value, (_, low, high) in zip(values, bounds, strict=True) if value is not None]
        if not all(_inside(*each) for each in pairs):
            continue
        if len(pairs) < len(bounds):
            unknown += 1
        else:
            kept.append((pairs[0][0], paper))
    kept.sort(key=lambda each: (-each[0], each[1].title))
    said = [(f"has {what}", f"have {what}") for what in (_range(*bound) for bound in bounds)]
    told = scope.missing(unknown, " or ".join(f"no number of {name}" for name, _, _ in bounds))
    text = f"{_sentence(scope, len(kept), *said)}{told}."
    shown = kept[:_SHOWN]
    return _table(text + _left(len(kept), len(shown), f"most {datum}"), shown, datum)


def _linked(scope: Scope, names: Sequence[str], *, first: int | None) -> Told:
    """Tell how many papers link to code, or to a page of the project."""
    kept = [paper for paper in scope.every() if all(_link(paper, name) for name in names)]
    kept.sort(key=lambda paper: paper.published or dt.date.min, reverse=True)
    what = " and ".join("code" if name == "code" else "a project page" for name in names)
    text = f"{_sentence(scope, len(kept), (f'links to {what} in its record', f'link to {what} in their records'))}."
    shown = tuple(kept[: min(first or _SHOWN, _SHOWN)])
    return Told(text + _left(len(kept), len(shown), "newest"), shown)


def _link(paper: Paper, name: str) -> str | None:
    return paper.code_url if name == "code" else paper.project_url


def _grouped(scope: Scope, by: Literal["writers", "organisations"], first: int | None) -> Told:
    """Count the papers by author or by organisation, and tell who has the most."""
    counts, named, n, noun = Counter[str](), 0, 0, "author" if by == "writers" else "organisation"
    for paper in scope.every():
        own = tuple(paper.organisation and [paper.organisation] or ()) if noun == "organisation" else paper.authors
        own = () if f"{noun}s" in warning_of(paper) or noun in warning_of(paper) else own
        n, named = n + 1, named + bool(own)
        counts.update(set(own))
    if not counts:
        return Told(f"No paper {scope.place}{scope.clause(1)} names an {noun}{scope.missing()}.")
    every = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    best = [name for name, many in every if many == every[0][1]]
    shown = every[: min(first or _FIRST, _SHOWN)]
    told = joined(best[:_NAMED] + ([f"{len(best) - _NAMED:,} more"] if len(best) > _NAMED else []))
    text = (
        f"Of the {so_many(named)} {scope.place} that {'names' if named == 1 else 'name'} an {noun}{scope.clause(named)}, "
        f"{told} {'has' if len(best) == 1 else 'have'} the most, {every[0][1]:,}{' each' if len(best) > 1 else ''}"
        f"{scope.missing(n - named, f'no {noun}')}."
    )
    return Told(text, (), tuple((name, f"{many:,}") for name, many in shown), (noun.capitalize(), "Papers"))


def _compared(asked: Asked, library: Library, filters: Filters) -> Told:
    """Count the papers on several topics, and tell on which there are most."""
    every = [asked._replace(topic=topic, others=()) for topic in (asked.topic, *asked.others)]
    scopes = [scope_of(each, library, filters) for each in every]
    counts = sorted(((scope.total(), each.topic) for scope, each in zip(scopes, every, strict=True)), reverse=True)
    (most, topic), (next_best, _), *_ = counts
    lead = f"More are on {topic}" if most > next_best else "As many are on each"
    told = ". ".join(f"{_sentence(scope, scope.total())}" for scope in scopes)
    rows = tuple((topic, f"{many:,}") for many, topic in counts)
    return Told(f"{lead}. {told}{scopes[0].missing()}.", (), rows, ("Topic", "Papers"))


def _arrived(scope: Scope) -> Told:
    """Tell what was published in some days, or stood on a daily list in them."""
    filters = scope.wanted.filters
    since, until = filters.since or dt.date.min, filters.until or dt.date.max
    earlier = since - _REACH if since - dt.date.min > _REACH else dt.date.min
    ids = scope.words.first(scope.narrowed(since=earlier), scope.words.count(), "newest")
    found = scope.library.get(ids)
    papers = [paper for paper in found if _within(paper.published, since, until)]
    featured = [
        paper for paper in found if not _within(paper.published, since, until) and _within(paper.featured, since, until)
    ]
    days, n = when(filters), len(papers) + len(featured)
    text = f"{_sentence(scope, len(papers))}{scope.missing()}."
    if featured:
        text += f" {len(featured):,} more that came out earlier stood on a daily list {days}."
    shown = sorted((*papers, *featured), key=lambda paper: paper.featured or paper.published or since, reverse=True)
    shown = shown[:_SHOWN]
    rows = tuple((_title(paper), str(paper.published), str(paper.featured or "unknown")) for paper in shown)
    return Told(text + _left(n, len(shown), "newest"), tuple(shown), rows, ("Paper", "First published", "Daily list"))


def _months(scope: Scope, *, by_year: bool) -> Told:
    """Count the dated papers by month of their first version, over every month from the first to the last."""
    undated = 0 if is_dated(scope.wanted.filters) else scope.words.total(scope.wanted._replace(lacks="day"))
    told = scope.missing(undated, "no date")
    dated = scope._replace(wanted=scope.narrowed(since=scope.wanted.filters.since or dt.date.min))
    ends = [paper.published for paper in (*dated.papers(1, "oldest"), *dated.papers(1, "newest")) if paper.published]
    if not ends:
        return Told(f"No paper {scope.place}{scope.clause(1)} has a date{told}.")
    months = tuple(_month_counts(dated, *ends))
    periods = Counter[str]()
    for month, n in months:
        periods[month[:4] if by_year else month] += n
    best, most = max(periods.items(), key=lambda each: each[1])
    tied = sum(n == most for n in periods.values()) - 1
    total, unit = sum(periods.values()), "year" if by_year else "month"
    where = f"{best if by_year else _month_in_words(best)}{f' and {tied} other {unit}s' if tied > 1 else ''}"
    where += f" and one other {unit}" if tied == 1 else ""
    text = (
        f"{so_many(total)} {scope.place}{scope.clause(total)} {'has' if total == 1 else 'have'} a date, from "
        f"{day_in_words(ends[0])} to {day_in_words(ends[-1])}{told}. The most in one {unit}: {most:,}, in {where}."
    )
    rows = tuple((period, f"{n:,}") for period, n in periods.items())
    return Told(text, (), rows, (unit.capitalize(), "Papers"), months)


def _month_counts(dated: Scope, first: dt.date, last: dt.date) -> Iterator[tuple[str, int]]:
    filters = dated.wanted.filters
    for count in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        year, month = count // 12, count % 12 + 1
        since, until = dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
        within = {"since": max(since, filters.since or since), "until": min(until, filters.until or until)}
        yield f"{year:04}-{month:02}", dated.words.total(dated.narrowed(**within))


def _known(scope: Scope, datum: Datum) -> tuple[list[tuple[int, Paper]], int]:
    """Return the papers with a known number of something, and how many have none."""
    known, unknown = list[tuple[int, Paper]](), 0
    for paper in scope.every():
        value = _value(paper, datum)
        if value is None:
            unknown += 1
        else:
            known.append((value, paper))
    return known, unknown


def _value(paper: Paper, datum: Datum) -> int | None:
    match datum:
        case "authors":
            return max(paper.author_count or 0, len(paper.authors)) or None  # a source may count more than it names
        case "comments":
            return paper.comments
        case "votes":
            return paper.upvotes
        case "stars":
            return paper.stars


def _bounds(asked: Asked) -> list[tuple[Datum, int | None, int | None]]:
    every: list[tuple[Datum, int | None, int | None]] = [
        ("authors", asked.least_authors, asked.most_authors),
        ("comments", asked.least_comments, asked.most_comments),
        ("votes", asked.least_votes, asked.most_votes),
        ("stars", asked.least_stars, asked.most_stars),
    ]
    return [each for each in every if each[1:] != (None, None)]


def _within(day: dt.date | None, since: dt.date, until: dt.date) -> bool:
    return day is not None and since <= day <= until


def _inside(value: int, low: int | None, high: int | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _range(datum: Datum, low: int | None, high: int | None) -> str:
    """Return bounds in words: "a single author", "at least 3 comments", "2 to 5 authors"."""
    if low == high:
        return f"a single {datum[:-1]}" if low == 1 else f"{'no' if low == 0 else f'{low:,}'} {datum}"
    if high is None:
        return f"at least {low:,} {datum if low != 1 else datum[:-1]}"
    return f"at most {high:,} {datum}" if low is None else f"{low:,} to {high:,} {datum}"


def _left(n: int, shown: int, order: str) -> str:
    """Return the sentence that says how many papers are not listed; "" if all are."""
    if n <= shown:
        return ""
    return f" {'One is' if shown == 1 else f'{shown} are'} listed, {order} first; {n - shown:,} more are not."


def _table(text: str, shown: Sequence[tuple[int, Paper]], datum: Datum) -> Told:
    rows = tuple((_title(paper), f"{value:,}") for value, paper in shown)
    return Told(text, tuple(paper for _, paper in shown), rows, ("Paper", datum.capitalize()))


def _titles(papers: Sequence[Paper], total: int) -> str:
    """Return the titles of a few papers, and how many more there are."""
    named = [f"“{_title(paper)}”" for paper in papers[:_NAMED]]
    return joined(named + ([f"{total - len(named):,} more"] if total > len(named) else []))


def _title(paper: Paper) -> str:
    return heading_of(paper) or paper.id  # a title that speaks to the assistant is not repeated


def _month_in_words(month: str) -> str:
    return f"{dt.date.fromisoformat(f'{month}-01'):%B %Y}"
