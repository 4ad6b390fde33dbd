"""The papers that a question about the collection is about: what must hold of them, how many, and how that is told."""

import calendar
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, Self

from assistant.conversation.filters import day_in_words, interest_in_words
from assistant.jobs.asked import Asked
from assistant.jobs.topics import Part, parts
from index.paper import Paper
from index.query import Filters
from index.store.lexical import Wanted
from index.store.library import Library

Lacking = Literal["", "day", "author", "category", "organisation"]


class Condition(NamedTuple):
    """What must hold of a paper: as said of one and of several, the filters it is, and what a record may lack."""

    one: str
    several: str
    filters: tuple[str, ...] = ()
    lacks: Lacking = ""


class Scope(NamedTuple):
    """The papers that a question is about, and how they are told."""

    library: Library
    wanted: Wanted
    conditions: tuple[Condition, ...]

    def whole(self) -> int:
        """Return how many papers there are in all, or of those of which a conversation is."""
        filters = self.wanted.filters
        kept = {name: getattr(filters, name) for name in ("papers", "others_than", "interests", "within")}
        return self.library.lexical.total(Wanted(Filters(**kept)))

    @property
    def place(self) -> str:
        """Where the papers are, in words."""
        filters = self.wanted.filters
        shown = ", besides those shown before" if filters.others_than else ""
        interests = " or ".join(map(interest_in_words, filters.interests))
        whole = f"in {interests.replace('my ', 'your ')}" if interests else "in the library"
        return ("asked about" if filters.papers else whole) + shown

    def total(self, lacks: Lacking = "") -> int:
        """Return how many papers meet every condition; with `lacks`, those whose record has nothing there."""
        return self.library.lexical.total(self.wanted._replace(lacks=lacks))

    def narrowed(self, **filters: object) -> Self:
        """Return it with other values of some filters."""
        return self._replace(wanted=self.wanted._replace(filters=self.wanted.filters.model_copy(update=filters)))

    def clause(self, n: int, *more: tuple[str, str]) -> str:
        """Return the conditions of so many papers: " that were published in 2024"; "" without any."""
        said = [(each.one, each.several)[n != 1] for each in self.conditions] + [each[n != 1] for each in more]
        return f" that {joined(said)}" if said else ""

    def missing(self, unknown: int = 0, what: str = "") -> str:
        """Return how many records lack what a condition needs: "; 122 records have no date".

        They are counted among those on the topic, whatever else they lack. `unknown` of the papers that meet every
        condition lack `what` is asked of them.
        """
        lacking = [each for each in self.conditions if each.lacks]
        empty = {name: None if each.lacks == "day" else () for each in lacking for name in each.filters}
        on_topic = len(lacking) < len(self.conditions)
        parts = [
            _lacking(n, f"no {each.lacks}".replace("day", "date"), "more {} on this topic" if on_topic else "")
            for each in lacking
            if (n := self.narrowed(**empty).total(each.lacks))
        ]
        if unknown:
            parts.append(_lacking(unknown, what, "more {} that meet the rest" if self.conditions else ""))
        return "".join(f"; {part}" for part in parts)

    def papers(self, k: int, order: Literal["newest", "oldest", "relevance"] = "newest") -> tuple[Paper, ...]:
        """Return the first papers that meet every condition."""
        return tuple(self.library.get(self.library.lexical.first(self.wanted, k, order)))

    def every(self) -> Iterator[Paper]:
        """Return the papers in any order; reading them all takes 6 s at 75,000."""
        return self.library.all() if self.wanted == Wanted() else iter(self.papers(self.library.lexical.count()))


def scope_of(asked: Asked, library: Library, filters: Filters) -> Scope:
    """Return the papers that a question with these filters is about."""
    if asked.author:
        filters = filters.model_copy(update={"authors": (*filters.authors, asked.author)})
    every = parts(asked.topic, library, in_title=asked.in_title)
    wanted = Wanted(filters, tuple(part.phrases for part in every), asked.in_title and bool(every))
    return Scope(library, wanted, _conditions(asked, every, filters))


def _conditions(asked: Asked, parts: Sequence[Part], filters: Filters) -> tuple[Condition, ...]:
    its, their = ("its title", "their titles") if asked.in_title else ("title or abstract", "title or abstract")
    words = joined([part.words for part in parts if part.words])
    every = [Condition(f"has {words} in {its}", f"have {words} in {their}")] if parts else []
    without = " or ".join(f"“{each}”" for each in filters.without)
    if without:
        every.append(Condition(f"does not mention {without}", f"do not mention {without}"))
    if filters.authors:
        every.append(_being(f"by {joined(filters.authors)}", ("authors",), "author"))
    if filters.organisations:
        by = f"by {joined(filters.organisations)} (as author or organisation)"
        every.append(_being(by, ("organisations",), "organisation"))
    if filters.not_from:
        every.append(_being(f"not by {' or '.join(filters.not_from)} (as far as records say)"))
    if filters.categories:
        every.append(_being(f"in {' or '.join(filters.categories)}", ("categories",), "category"))
    if is_dated(filters):
        days = when(filters)
        said = f"was published {days}", f"were published {days}"
        every.append(Condition(*said, ("since", "until"), "day"))
    return tuple(every)


def _being(what: str, filters: tuple[str, ...] = (), lacks: Lacking = "") -> Condition:
    return Condition(f"is {what}", f"are {what}", filters, lacks)


def when(filters: Filters) -> str:
    """Return the dates of filters in words: "in 2023", "in March 2025", "since 1 January 2024"."""
    since, until = filters.since, filters.until
    if not since or not until:
        return f"since {day_in_words(since)}" if since else f"until {day_in_words(until)}"
    if since == until:
        return f"on {day_in_words(since)}"
    if (since.month, since.day, until.month, until.day) == (1, 1, 12, 31) and since.year == until.year:
        return f"in {since.year}"
    if since.day == 1 and until == since.replace(day=calendar.monthrange(since.year, since.month)[1]):
        return f"in {since:%B %Y}"
    return f"from {day_in_words(since)} to {day_in_words(until)}"


def is_dated(filters: Filters) -> bool:
    """Tell whether dates are among the filters."""
    return bool(filters.since or filters.until)


def _lacking(n: int, what: str, which: str) -> str:
    noun, verb = ("record", "has") if n == 1 else ("records", "have")
    told = (which or "{}").format(noun)
    return f"{n:,} {told.replace('meet', 'meets') if n == 1 else told} {verb} {what}"


def so_many(n: int) -> str:
    """Return a number of papers: "1 paper", "1,024 papers"."""
    return f"{n:,} {'paper' if n == 1 else 'papers'}"


def joined(parts: Sequence[str]) -> str:
    """Return parts as a list in a sentence: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
