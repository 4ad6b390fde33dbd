"""Questions about the collection itself: answered by filter and count over the whole library, never from sentences.

Every figure is exact. A record that lacks what a question needs is told as such and counts neither way.
"""

import calendar
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from assistant.conversation.filters import day_in_words
from assistant.jobs.asked import Asked as Asked
from assistant.jobs.asked import Bound, Datum
from assistant.jobs.asked import read as read
from assistant.jobs.groups import compared, grouped, has_links, linked, links_said
from assistant.jobs.scope import Scope, is_dated, scope_of, so_many, when
from assistant.jobs.told import FIRST, SHOWN, Told, left, sentence, span_of, table, title_of, titles, value_of
from index.models.collection_questions import HELD, RANKS, reading
from index.models.question_types import question_type
from index.paper import Paper
from index.query import Filters
from index.store.library import Library
from index.store.resolver import Mention

# A paper comes to a daily list days after its first version. The index knows the day of that alone, so the list's
# day is looked for among papers first published in so many days before.
_REACH = dt.timedelta(days=92)

_MANY = re.compile(r"\b(?:papers|articles|works?|preprints|publications)\b", re.IGNORECASE)  # no two, but those on them
_LIST = re.compile(r"\blist\b", re.IGNORECASE)
_WHETHER = re.compile(r"\W*(?:is|are|was|were|did|do|does|has|have)\b", re.IGNORECASE)


def answer(asked: Asked, library: Library, filters: Filters) -> Told:
    """Return what the records of the library say to a question; its filters are those that were taken out of it."""
    scope = scope_of(asked, library, filters)
    if not scope.whole():
        return Told("The library has no papers." if not filters.papers else "None of those papers is in the library.")
    if asked.claimed:
        return _claimed(asked, answer(asked._replace(claimed=""), library, filters))
    if asked.bounds:
        return _bounded(scope, asked.bounds, asked.linked)
    if asked.linked:
        return linked(scope, asked.linked, first=asked.first)
    if asked.measure == "more":
        return compared(asked, library, filters)
    return _measured(asked, scope)


def _measured(asked: Asked, scope: Scope) -> Told:
    match asked.measure:
        case "newest" if asked.new and is_dated(scope.wanted.filters):
            return _arrived(scope)
        case "newest" | "oldest":
            return _by_date(scope, asked.measure, asked.first)
        case "authors" | "comments" | "votes" | "stars":
            return _ranked(scope, asked.measure, asked.first, fewest=asked.fewest)
        case "months":
            return _months(scope, by_year=asked.per)
        case "writers" | "organisations":
            return grouped(scope, asked.measure, asked.first)
        case "exists":
            told = _counted(scope, listed=True, first=asked.first)
            return told._replace(text=f"{'Yes' if told.papers else 'No'}: {told.text}")
        case _:
            return _counted(scope, listed=asked.measure == "list", first=asked.first)


def _claimed(asked: Asked, told: Told) -> Told:
    """Return an answer that says first whether the paper that is asked about is the first, alone."""
    if not told.papers:
        return told
    alone = [row[1] for row in told.rows].count(told.rows[0][1]) == 1
    return told._replace(text=f"{'Yes' if alone and told.papers[0].id == asked.claimed else 'No'}. {told.text}")


def ranks(asked: Asked) -> bool:
    """Tell whether a question without a topic sorts papers, or sifts them by what their records say."""
    return not asked.topic and (asked.measure in RANKS or bool(asked.bounds or asked.linked))


def list_of(question: str, library: Library, filters: Filters) -> Asked | None:
    """Return a question to list somebody's papers, whose `filters` were taken out of it; None for any other.

    On a topic of which no paper has the words, they are to be read.
    """
    told = reading(question)
    if not (filters.authors or filters.organisations) or not _LIST.search(told.frame):
        return None
    if told.strange or len(told.topics) > 1 or question_type(question).type not in ("papers", "collection"):
        return None
    asked = Asked("list", told.topics[0] if told.topics else "")
    return asked if scope_of(asked, library, filters).total() else None


def topic_of(question: str) -> str:
    """Return the topic of a question, for counting what there is on it; "" if it has none."""
    topics = reading(question).topics
    return topics[0] if topics else ""


def read_of_named(question: str, named: Sequence[Mention]) -> Asked | None:
    """Return which of the papers that a question names it wants, by what their records say; None if it asks no such."""
    question = _held(question, named)
    asked = None if _MANY.search(question) else read(question)
    if not asked or not ranks(asked) or asked.measure not in RANKS:
        return None
    first = next((one.papers[0].id for one in named if one.papers), "")
    return asked._replace(claimed=first if _WHETHER.match(question) else "")


def is_of_paper(question: str, named: Sequence[Mention]) -> bool:
    """Tell whether a question is about a paper that it names, and not about papers on what has that name."""
    named = [one for one in named if one.papers and one.how != "author"]
    return bool(named) and not read(_held(question, named))


def _held(question: str, named: Sequence[Mention]) -> str:
    """Return a question with `HELD` for each paper that it names."""
    for one in sorted(named, key=lambda each: -each.start):
        question = f"{question[: one.start]}{HELD}{question[one.end :]}"
    return question


def uncut(asked: Asked, topic: str, filters: Filters, whole: Filters) -> tuple[Asked, Filters]:
    """Return a question about listed papers, and the filters that those pass.

    Where the list was cut it is asked of all papers on its `topic` that pass the `whole` filters.
    """
    before = read(topic) if len(filters.papers) == SHOWN else None
    if not before or before.measure not in {"count", "list"} or before.bounds or before.linked:
        return asked, filters
    return asked._replace(topic=before.topic, in_title=before.in_title, author=before.author), whole


def _counted(scope: Scope, *, listed: bool, first: int | None) -> Told:
    n = scope.total()
    if not (scope.conditions or listed):
        return Told(f"{so_many(n)} {'is' if n == 1 else 'are'} {scope.place}.")
    k = min(first or SHOWN, SHOWN)
    papers = scope.papers(k, "relevance" if scope.wanted.phrases else "newest")
    order = "best match" if scope.wanted.phrases else "newest"
    return Told(f"{sentence(scope, n)}{scope.missing()}.{left(n, len(papers), order)}", papers)


def _dated(scope: Scope) -> tuple[Scope, str]:
    """Return the papers with a date, and what is said of those without one."""
    undated = 0 if is_dated(scope.wanted.filters) else scope.total("day")
    return scope.narrowed(since=scope.wanted.filters.since or dt.date.min), scope.missing(undated, "no date")


def _by_date(scope: Scope, side: Literal["newest", "oldest"], first: int | None) -> Told:
    """Tell the first or the last by the day of the first version."""
    dated, told = _dated(scope)
    n = dated.total()
    papers = dated.papers(min(first or FIRST, SHOWN), side)
    if not papers:
        return Told(f"No paper {scope.place}{scope.clause(1)} has a date{told}.")
    day = papers[0].published
    tied = dated.narrowed(since=day, until=day).total()
    best = [paper for paper in papers if paper.published == day]
    guessed = ", a date whose year was inferred" if papers[0].year_inferred else ""
    text = (
        f"Of the {so_many(n)} {scope.place} with a date{scope.clause(n)}, {titles(best, tied)} "
        f"{'is' if tied == 1 else 'are'} the {side}, first published {day_in_words(day)}{guessed}{told}."
    )
    rows = tuple((title_of(paper), str(paper.published)) for paper in papers)
    return Told(text + left(n, len(papers), side), papers, rows, ("Paper", "First published"))


def _ranked(scope: Scope, datum: Datum, first: int | None, *, fewest: bool) -> Told:
    every = [(value_of(paper, datum), paper) for paper in scope.every()]
    known = [(value, paper) for value, paper in every if value is not None]
    known.sort(key=lambda each: (each[0] if fewest else -each[0], each[1].title))
    if not known:
        return Told(f"No paper {scope.place}{scope.clause(1)} has a known number of {datum}{scope.missing()}.")
    told = scope.missing(len(every) - len(known), f"no number of {datum}")
    best = known[0][0]
    tied = [paper for value, paper in known if value == best]
    shown = known[: min(first or FIRST, SHOWN)]
    text = (
        f"Of the {so_many(len(known))} {scope.place} with a known number of {datum}{scope.clause(len(known))}, "
        f"{titles(tied, len(tied))} {'has' if len(tied) == 1 else 'have'} the {'fewest' if fewest else 'most'}, "
        f"{best:,}{' each' if len(tied) > 1 else ''}{told}."
    )
    return table(text + left(len(known), len(shown), "fewest" if fewest else "most"), shown, datum)


def _bounded(scope: Scope, bounds: Sequence[Bound], links: Sequence[str]) -> Told:
    """Tell how many papers have so many authors, comments, votes or stars, and these links."""
    datum, unknown, kept = bounds[0][0], 0, list[tuple[int, Paper]]()
    for paper in scope.every():
        values = [value_of(paper, name) for name, _, _ in bounds]
        pairs = [(value, low, high) for value, (_, low, high) in zip(values, bounds, strict=True) if value is not None]
        inside = ((low is None or value >= low) and (high is None or value <= high) for value, low, high in pairs)
        if not (all(inside) and has_links(paper, links)):
            continue
        if len(pairs) < len(bounds):
            unknown += 1
        else:
            kept.append((pairs[0][0], paper))
    kept.sort(key=lambda each: (-each[0], each[1].title))
    said = [(f"has {what}", f"have {what}") for what in (span_of(*bound) for bound in bounds)]
    said += [links_said(links)] if links else []
    told = scope.missing(unknown, " or ".join(f"no number of {name}" for name, _, _ in bounds))
    text = f"{sentence(scope, len(kept), *said)}{told}."
    shown = kept[:SHOWN]
    return table(text + left(len(kept), len(shown), f"most {datum}"), shown, datum)


def _arrived(scope: Scope) -> Told:
    """Tell what was published in some days, or stood on a daily list in them."""
    filters = scope.wanted.filters
    since, until = filters.since or dt.date.min, filters.until or dt.date.max
    earlier = since - _REACH if since - dt.date.min > _REACH else dt.date.min
    found = tuple(scope.narrowed(since=earlier).every())
    papers = [paper for paper in found if _within(paper.published, since, until)]
    featured = [
        paper for paper in found if not _within(paper.published, since, until) and _within(paper.featured, since, until)
    ]
    n = len(papers) + len(featured)
    text = f"{sentence(scope, len(papers))}{scope.missing()}."
    if featured:
        text += f" {len(featured):,} more that came out earlier stood on a daily list {when(filters)}."
    newest = sorted((*papers, *featured), key=lambda paper: paper.featured or paper.published or since, reverse=True)
    shown = tuple(newest[:SHOWN])
    rows = tuple((title_of(paper), str(paper.published), str(paper.featured or "unknown")) for paper in shown)
    return Told(text + left(n, len(shown), "newest"), shown, rows, ("Paper", "First published", "Daily list"))


def _months(scope: Scope, *, by_year: bool) -> Told:
    """Count the dated papers by month of their first version, over every month from the first to the last."""
    dated, told = _dated(scope)
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
    period = best if by_year else f"{dt.date.fromisoformat(f'{best}-01'):%B %Y}"
    where = f"{period}{f' and {tied} other {unit}s' if tied > 1 else ''}"
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
        yield f"{year:04}-{month:02}", dated.narrowed(**within).total()


def _within(day: dt.date | None, since: dt.date, until: dt.date) -> bool:
    return day is not None and since <= day <= until
