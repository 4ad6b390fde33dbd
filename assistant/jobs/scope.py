"""The papers that a question about the collection is about: what must hold of them, how many, and how that is told.

A topic in words is what must stand in a title or an abstract: its parts beside "and" and most prepositions all, those
beside "or" in part. A part of several words must stand as a phrase, each word in some form: on twelve topics judged by
reading, one word more between two was wrong half the time ("world generation model"), but right between three or more
("large language model (LLM) agents"). An acronym counts as its long form, too, where the library means one thing by it.
What is in quotation marks is meant exactly.
"""

import calendar
import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, Self

from assistant.conversation.filters import day_in_words, interest_in_words
from assistant.jobs.asked import Asked
from index.paper import Paper
from index.query import Filters
from index.store.acronyms import senses
from index.store.lexical import Phrase, Wanted
from index.store.library import Library
from index.terms import analyzer, terms

_QUOTED = re.compile(r"[\"“”]([^\"“”]+)[\"“”]")
_EVERY = re.compile(
    r"\s*(?:[,;&]|(?<![\w-])(?:and|in|for|with|using|from|on|at|by|about|into)(?![\w-]))\s*", re.IGNORECASE
)
_EITHER = re.compile(r"\s+or\s+", re.IGNORECASE)
_SMALL = frozenset("a an and any at by for from in into is are of on or the their to via with".split())
_ACRONYM = re.compile(r"(?P<short>[A-Z][A-Za-z]{0,4}[A-Z])s?")
_HELD = "\ufffc"  # stands for a quotation
_LOOSE = 3  # words, from which another one may stand between
_LONG = 4  # letters, from which an acronym in a title may be part of a longer name
_READ = 40  # papers in which an acronym's long form is sought

Lacking = Literal["", "day", "author", "category", "organisation"]


class Part(NamedTuple):
    """What of a topic must stand there: one of these phrases. `words` are as they are told."""

    phrases: tuple[Phrase, ...]
    words: str


class Condition(NamedTuple):
    """What must hold of a paper: as said of one and of several, the filters it is, and what a record may lack."""

    one: str
    several: str
    filters: tuple[str, ...] = ()
    lacks: Lacking = ""


class Scope(NamedTuple):
    """The papers that a question is about, and how they are told: with `share` in hundredths, too.

    A share is told where one thing is asked of papers, and every record says whether it holds.
    """

    library: Library
    wanted: Wanted
    conditions: tuple[Condition, ...]
    share: bool = False

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
        said = self._conditions(n, more)
        return f" that {said}" if said else ""

    def sentence(self, n: int, *more: tuple[str, str]) -> str:
        """Return the number and of how many: "25 of the 202 papers in the library were published in 2023"."""
        said = self._conditions(n, more)
        if not said:
            return f"{so_many(n)} {'is' if n == 1 else 'are'} {self.place}"
        whole, told = self.whole(), len(self.conditions) + len(more) == 1 and not self.missing()
        share = f" ({round(100 * n / whole, 1):g} %)" if self.share and told and n else ""
        return f"{f'{n:,}' if n else 'None'}{share} of the {so_many(whole)} {self.place} {said}"

    def none(self, lacks: str) -> str:
        """Return that no paper has what is asked of it."""
        return f"No paper {self.place}{self.clause(1)} {lacks}."

    def _conditions(self, n: int, more: Sequence[tuple[str, str]]) -> str:
        return joined([each[n != 1] for each in (*(each[:2] for each in self.conditions), *more)])

    def missing(self, unknown: int = 0, what: str = "") -> str:
        """Return how many records lack what a condition needs, or `what` is asked: "; 122 records have no date"."""
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
    if asked.listed and is_dated(filters):
        filters = filters.model_copy(update={"by_list": True})
    if asked.author:
        filters = filters.model_copy(update={"authors": (*filters.authors, asked.author)})
    every = parts(asked.topic, library, in_title=asked.in_title)
    wanted = Wanted(filters, tuple(part.phrases for part in every), asked.in_title and bool(every))
    return Scope(library, wanted, _conditions(asked, every, filters), asked.share)


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
        where = f"{'on a daily list' if filters.by_list else 'published'} {when(filters)}"
        lacks: Lacking = "" if filters.by_list else "day"
        every.append(Condition(f"was {where}", f"were {where}", ("since", "until"), lacks))
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


def parts(topic: str, library: Library, *, in_title: bool = False) -> tuple[Part, ...]:
    """Return all that must stand in a title or an abstract; words that no paper has as a phrase, anywhere in it."""
    quoted = [found[1] for found in _QUOTED.finditer(topic)]
    rest, found = _QUOTED.sub(f" {_HELD} ", topic), list[Part]()
    for said in _EVERY.split(rest):
        either = [each.strip(" .?!'‘’\"“”") for each in _EITHER.split(said)]
        spelled = [(quoted.pop(0), True) if each == _HELD else (each, False) for each in either]
        phrases = [one for text, exact in spelled for one in _phrases(text, library, exact=exact, in_title=in_title)]
        if phrases:
            told = list(dict.fromkeys(words for words, _ in phrases))
            part = Part(tuple(phrase for _, phrase in phrases), " or ".join(f"“{each}”" for each in told))
            apart = len(spelled) == 1 and not spelled[0][1]
            apart = apart and not library.lexical.total(Wanted(phrases=(part.phrases,), in_title=in_title))
            found += _apart(spelled[0][0]) if apart else [part]
    return tuple(found)


def _apart(text: str) -> list[Part]:
    """Return the words of a text, wherever they stand."""
    stems = [stem for stem in dict.fromkeys(analyzer().analyze(text)) if stem not in _SMALL]
    words = f"every word of “{text}”" if len(stems) > 1 else f"“{text}”"
    return [Part((Phrase((stem,)),), "" if n else words) for n, stem in enumerate(stems)]


def _phrases(text: str, library: Library, *, exact: bool, in_title: bool) -> Iterator[tuple[str, Phrase]]:
    """Yield the phrases that are as good as a text, as they are told."""
    words = analyzer().analyze(text)
    content = [word for word in words if word not in _SMALL]
    if not content:
        return
    if not exact:
        words = words[words.index(content[0]) :]
    within = in_title and len(words) == 1 and len(text) >= _LONG and bool(_ACRONYM.fullmatch(text))
    yield text, Phrase(tuple(words), 0 if exact or len(content) < _LOOSE else 1, within)
    if not exact and (other := _long(text, library) or _short(text, library)):
        yield other, Phrase(tuple(analyzer().analyze(other)), 1 if len(terms(other)) >= _LOOSE else 0)


def _long(text: str, library: Library) -> str:
    """Return a text with the long form of the one acronym in it, "" if it has none, or it may mean several things."""
    found = [one for one in _ACRONYM.finditer(text) if re.fullmatch(r"[\w-]+", one[0]) and _is_word(text, one)]
    if len(found) != 1:
        return ""
    meaning = _meaning(found[0]["short"], library)
    return f"{text[: found[0].start()]}{meaning}{text[found[0].end() :]}" if meaning else ""


def _short(text: str, library: Library) -> str:
    """Return the acronym by which the library calls what a text names, "" for none."""
    words = re.findall(r"[^\W_]+", text)
    short = "".join(word[0] for word in words if word.lower() not in _SMALL).upper()
    if len(short) < _LOOSE or not _ACRONYM.fullmatch(short):
        return ""
    return short if terms(_meaning(short, library)) == terms(text) else ""


def _meaning(short: str, library: Library) -> str:
    """Return the one thing that an acronym stands for in the library, "" for none or several."""
    ids = [key for key, _ in library.lexical.search(analyzer().analyze(short), _READ)]
    found = senses(short, library.get(ids))
    return found[0][0].lower() if len(found) == 1 else ""


def _is_word(text: str, found: re.Match[str]) -> bool:
    return not (text[: found.start()][-1:].isalnum() or text[found.end() :][:1].isalnum())
