"""Questions about the collection itself: answered by filter and count over the whole library, never from sentences.

Every figure is exact. A record that lacks what a question needs is told as such and counts neither way.
"""

import calendar
import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

from assistant.conversation.filters import day_in_words
from assistant.jobs.asked import ORDINALS, SHOWN, Asked, Bound, Datum, Empty, span_of, value_of
from assistant.jobs.records import FIRST, Told, title_of
from assistant.jobs.scope import Scope, is_dated, joined, scope_of, so_many, when
from index.guard import is_no_name
from index.models.collection_questions import reading
from index.models.question_types import question_type
from index.paper import Paper
from index.query import Filters
from index.store.library import Library

_HAS: Mapping[Empty, Callable[[Paper], object]] = {
    "date": lambda paper: paper.published,
    "abstract": lambda paper: paper.abstract,
    "author": lambda paper: paper.authors or paper.author_count,
    "organisation": lambda paper: paper.organisation,
    "code": lambda paper: paper.code_url,
    "venue": lambda paper: paper.venue,
}
_LIST = re.compile(r"\blist\b", re.IGNORECASE)
# A paper comes to a daily list days after its first version. The index knows the day of that alone, so the list's
# day is looked for among papers first published in so many days before.
_REACH = dt.timedelta(days=92)

_NAMED = 3  # papers named in a sentence


def answer(asked: Asked, library: Library, filters: Filters) -> Told:
    """Return what the records of the library say to a question; its filters are those that were taken out of it."""
    told = _told(asked, library, filters)
    unread = " and ".join(f"“{word}”" for word in asked.unread)
    return told._replace(text=f"{told.text} Not looked at: {unread}.") if unread else told


def _told(asked: Asked, library: Library, filters: Filters) -> Told:
    scope = scope_of(asked, library, filters)
    if not scope.whole():
        return Told("The library has no papers." if not filters.papers else "None of those papers is in the library.")
    if asked.claimed:
        return _claimed(asked, _told(asked._replace(claimed=""), library, filters))
    if asked.empty:
        return _lacking(scope, asked.empty)
    if asked.bounds:
        return _bounded(scope, asked.bounds, asked.linked)
    if asked.linked:
        return _linked(scope, asked.linked, first=asked.first)
    if asked.measure == "more":
        return _compared(asked, library, filters)
    return _measured(asked, scope)


def _measured(asked: Asked, scope: Scope) -> Told:
    match asked.measure:
        case "newest" if asked.new and is_dated(scope.wanted.filters):
            return _arrived(scope)
        case "newest" | "oldest":
            return _by_date(scope, asked.measure, asked.first, asked.nth)
        case "authors" | "comments" | "votes" | "stars":
            return _ranked(scope, asked.measure, asked)
        case "months":
            return _months(scope, by_year=asked.per)
        case "writers" | "organisations":
            return _grouped(scope, asked.measure, asked)
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


def _counted(scope: Scope, *, listed: bool, first: int | None) -> Told:
    n = scope.total()
    if not (scope.conditions or listed):
        return Told(f"{so_many(n)} {'is' if n == 1 else 'are'} {scope.place}.")
    k = min(first or SHOWN, SHOWN)
    papers = scope.papers(k, "relevance" if scope.wanted.phrases else "newest")
    order = "best match" if scope.wanted.phrases else "newest"
    return Told(f"{scope.sentence(n)}{scope.missing()}.{_left(n, len(papers), order)}{_yet(scope, n)}", papers)


def _yet(scope: Scope, n: int) -> str:
    """Return of what day the newest paper is, where none is there because all are older; "" else."""
    span, since = scope.library.span(), scope.wanted.filters.since
    return f" The newest is of {day_in_words(span[1])}." if span and since and not n and since > span[1] else ""


def _dated(scope: Scope) -> tuple[Scope, str]:
    """Return the papers with a date, and what is said of those without one."""
    undated = 0 if is_dated(scope.wanted.filters) else scope.total("day")
    return scope.narrowed(since=scope.wanted.filters.since or dt.date.min), scope.missing(undated, "no date")


def _by_date(scope: Scope, side: Literal["newest", "oldest"], first: int | None, nth: int) -> Told:
    """Tell the first or the last by the day of the first version."""
    dated, told = _dated(scope)
    n = dated.total()
    papers = dated.papers(min(max(first or FIRST, nth), SHOWN), side)
    if not papers:
        return Told(scope.none(f"has a date{told}"))
    day = papers[0].published
    tied = dated.narrowed(since=day, until=day).total()
    best = [paper for paper in papers if paper.published == day]
    guessed = ", a date whose year was inferred" if papers[0].year_inferred else ""
    text = (
        f"Of the {so_many(n)} {scope.place} with a date{scope.clause(n)}, {_titles(best, tied)} "
        f"{'is' if tied == 1 else 'are'} the {side}, first published {day_in_words(day)}{guessed}{told}."
    )
    rows = tuple((title_of(paper), str(paper.published)) for paper in papers)
    text += _placed(rows, nth)
    return Told(text + _left(n, len(papers), side), papers, rows, ("Paper", "First published"))


def _ranked(scope: Scope, datum: Datum, asked: Asked) -> Told:
    fewest = asked.fewest
    every = [(value_of(paper, datum), paper) for paper in scope.every()]
    known = [(value, paper) for value, paper in every if value is not None]
    known.sort(key=lambda each: (each[0] if fewest else -each[0], each[1].title))
    if not known:
        return Told(scope.none(f"has a known number of {datum}{scope.missing()}"))
    told = scope.missing(len(every) - len(known), f"no number of {datum}")
    best = known[0][0]
    tied = [paper for value, paper in known if value == best]
    shown = known[: min(max(asked.first or FIRST, asked.nth), SHOWN)]
    text = (
        f"Of the {so_many(len(known))} {scope.place} with a known number of {datum}{scope.clause(len(known))}, "
        f"{_titles(tied, len(tied))} {'has' if len(tied) == 1 else 'have'} the {'fewest' if fewest else 'most'}, "
        f"{best:,}{' each' if len(tied) > 1 else ''}{told}."
    )
    text += _placed([(title_of(paper), f"{value:,}") for value, paper in shown], asked.nth)
    return _table(text + _left(len(known), len(shown), "fewest" if fewest else "most"), shown, datum)


def _placed(rows: Sequence[tuple[str, str]], nth: int) -> str:
    """Return the sentence that says who has another place than the first; "" for that, and where nobody has it."""
    return f" The {ORDINALS[nth - 1]} is “{rows[nth - 1][0]}”, {rows[nth - 1][1]}." if 1 < nth <= len(rows) else ""


def _lacking(scope: Scope, what: Empty) -> Told:
    """Tell how many records lack something."""
    kept = [paper for paper in scope.every() if not _HAS[what](paper)]
    kept.sort(key=lambda paper: title_of(paper).lower())
    shown = tuple(kept[:SHOWN])
    text = scope.sentence(len(kept), (f"has no {what} in its record", f"have no {what} in their records"))
    return Told(f"{text}.{_left(len(kept), len(shown), 'by title')}", shown)


def _bounded(scope: Scope, bounds: Sequence[Bound], links: Sequence[str]) -> Told:
    """Tell how many papers have so many authors, comments, votes or stars, and these links."""
    datum, unknown, kept = bounds[0][0], 0, list[tuple[int, Paper]]()
    for paper in scope.every():
        values = [value_of(paper, name) for name, _, _ in bounds]
        pairs = [(value, low, high) for value, (_, low, high) in zip(values, bounds, strict=True) if value is not None]
        inside = ((low is None or value >= low) and (high is None or value <= high) for value, low, high in pairs)
        if not (all(inside) and _has_links(paper, links)):
            continue
        if len(pairs) < len(bounds):
            unknown += 1
        else:
            kept.append((pairs[0][0], paper))
    kept.sort(key=lambda each: (-each[0], each[1].title))
    said = [(f"has {what}", f"have {what}") for what in (span_of(*bound) for bound in bounds)]
    said += [_links_said(links)] if links else []
    told = scope.missing(unknown, " or ".join(f"no number of {name}" for name, _, _ in bounds))
    text = f"{scope.sentence(len(kept), *said)}{told}."
    shown = kept[:SHOWN]
    return _table(text + _left(len(kept), len(shown), f"most {datum}"), shown, datum)


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
    text = f"{scope.sentence(len(papers))}{scope.missing()}."
    if featured:
        text += f" {len(featured):,} more that came out earlier stood on a daily list {when(filters)}."
    newest = sorted((*papers, *featured), key=lambda paper: paper.featured or paper.published or since, reverse=True)
    shown = tuple(newest[:SHOWN])
    rows = tuple((title_of(paper), str(paper.published), str(paper.featured or "unknown")) for paper in shown)
    return Told(text + _left(n, len(shown), "newest"), shown, rows, ("Paper", "First published", "Daily list"))


def _months(scope: Scope, *, by_year: bool) -> Told:
    """Count the dated papers by month of their first version, over every month from the first to the last."""
    dated, told = _dated(scope)
    ends = [paper.published for paper in (*dated.papers(1, "oldest"), *dated.papers(1, "newest")) if paper.published]
    if not ends:
        return Told(scope.none(f"has a date{told}"))
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
    for count in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        year, month = count // 12, count % 12 + 1
        since, until = dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
        yield f"{year:04}-{month:02}", dated.narrowed(since=max(since, first), until=min(until, last)).total()


def _within(day: dt.date | None, since: dt.date, until: dt.date) -> bool:
    return day is not None and since <= day <= until


def _linked(scope: Scope, names: Sequence[str], *, first: int | None) -> Told:
    """Tell how many papers link to code, or to a page of the project."""
    kept = [paper for paper in scope.every() if _has_links(paper, names)]
    kept.sort(key=lambda paper: paper.published or dt.date.min, reverse=True)
    shown = tuple(kept[: min(first or SHOWN, SHOWN)])
    return Told(f"{scope.sentence(len(kept), _links_said(names))}.{_left(len(kept), len(shown), 'newest')}", shown)


def _has_links(paper: Paper, names: Sequence[str]) -> bool:
    """Tell whether the record of a paper has these links: to `code`, to a `project`."""
    return all(paper.code_url if name == "code" else paper.project_url for name in names)


def _links_said(names: Sequence[str]) -> tuple[str, str]:
    """Return that a record has links in words, of one paper and of several."""
    what = " and ".join("code" if name == "code" else "a project page" for name in names)
    return f"links to {what} in its record", f"link to {what} in their records"


def _grouped(scope: Scope, by: Literal["writers", "organisations"], asked: Asked) -> Told:
    """Count the papers by author or by organisation, and tell who has the most, or so many."""
    counts, named, n, noun = Counter[str](), 0, 0, "author" if by == "writers" else "organisation"
    for paper in scope.every():
        own = paper.authors if by == "writers" else tuple(filter(None, [paper.organisation]))
        own = () if any(map(is_no_name, own)) else own
        n, named = n + 1, named + bool(own)
        counts.update(set(own))
    if not counts:
        return Told(scope.none(f"names an {noun}{scope.missing()}"))
    every = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    best = [name for name, many in every if many == every[0][1]]
    enough = [name for name, many in every if many >= (asked.least or 0)]
    shown = every[: min(asked.first or (len(enough) if asked.least else FIRST), SHOWN)]
    told = joined(best[:_NAMED] + ([f"{len(best) - _NAMED:,} more"] if len(best) > _NAMED else []))
    names = scope.clause(named, ("names an " + noun, "name an " + noun))
    text = (
        f"Of the {so_many(named)} {scope.place}{names}, {told} {'has' if len(best) == 1 else 'have'} the most, "
        f"{every[0][1]:,}{' each' if len(best) > 1 else ''}"
        f"{scope.missing(n - named, f'no {noun}')}."
    )
    if asked.least:
        people = f"{len(enough):,} {noun}{'s' if len(enough) != 1 else ''}" if enough else f"No {noun}"
        text = f"{people} {'has' if len(enough) < 2 else 'have'} {asked.least:,} papers or more. {text}"
    return Told(text, (), tuple((name, f"{many:,}") for name, many in shown), (noun.capitalize(), "Papers"))


def _compared(asked: Asked, library: Library, filters: Filters) -> Told:
    """Count the papers on several topics, and tell on which there are most."""
    every = [asked._replace(topic=topic, others=()) for topic in (asked.topic, *asked.others)]
    scopes = [scope_of(each, library, filters) for each in every]
    counts = sorted(((scope.total(), each.topic) for scope, each in zip(scopes, every, strict=True)), reverse=True)
    (most, topic), (next_best, _), *_ = counts
    lead = f"More are on {topic}" if most > next_best else "As many are on each"
    told = ". ".join(scope.sentence(scope.total()) for scope in scopes)
    rows = tuple((topic, f"{many:,}") for many, topic in counts)
    return Told(f"{lead}. {told}{scopes[0].missing()}.", (), rows, ("Topic", "Papers"))


def _left(n: int, shown: int, order: str) -> str:
    """Return the sentence that says how many papers are not listed; "" if all are."""
    if n <= shown:
        return ""
    listed, more = "One is" if shown == 1 else f"{shown} are", "is" if n - shown == 1 else "are"
    return f" {listed} listed, {order} first; {n - shown:,} more {more} not."


def _table(text: str, shown: Sequence[tuple[int, Paper]], datum: Datum) -> Told:
    """Return an answer with its papers and their numbers as a table."""
    rows = tuple((title_of(paper), f"{value:,}") for value, paper in shown)
    return Told(text, tuple(paper for _, paper in shown), rows, ("Paper", datum.capitalize()))


def _titles(papers: Sequence[Paper], total: int) -> str:
    """Return the titles of a few papers, and how many more there are."""
    named = [f"“{title_of(paper)}”" for paper in papers[:_NAMED]]
    return joined(named + ([f"{total - len(named):,} more"] if total > len(named) else []))
