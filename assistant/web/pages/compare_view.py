"""What the page of a comparison shows, from what its address asks for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Literal, NamedTuple

from assistant.comparison import table
from assistant.comparison.cells import Asker
from assistant.comparison.columns import ABSTRACT, RECORD, column_of, read_formula
from assistant.comparison.table import suggested
from assistant.conversation.utterance import readable
from assistant.engine import Assistant
from assistant.errors import AssistantError, FormulaUnreadable, QuestionTooLong, UnknownPaper
from assistant.store.reader import Marks
from assistant.types import Comparison
from assistant.web import messages, render
from assistant.web.pages.compare_wanted import LEAST, MOST, MOST_COLUMNS, Wanted
from assistant.web.pages.paper_view import related
from index.identity import normalised_title
from index.paper import Paper
from index.query import Filters
from index.store.library import Library
from index.terms import terms

_SHOWN = 8
_KEPT = 32  # comparisons
_NEAR = 3  # papers that are offered for a name that none has
_SHOWN_NAMES = 120  # characters of a name in a line
What = Literal["several", "missing", "too many", "too long"]


class Problem(NamedTuple):
    """A name that no row can be made of, and the papers that may be meant."""

    what: What
    name: str
    papers: tuple[Paper, ...] = ()


def named(library: Library, names: Sequence[str]) -> tuple[tuple[Paper, ...], tuple[Problem, ...]]:
    """Return the papers of ids, addresses, titles, works or authors, each once and at most eight, and what is none."""
    found, problems = dict[str, Paper](), list[Problem]()
    for name in names:
        papers, problem = _named(library, name)
        found |= {paper.id: paper for paper in papers if not problem}
        problems += [problem] if problem else []
    several = list(found.values())
    if len(several) > MOST:
        problems.append(Problem("too many", "", tuple(several[MOST:])))
    return tuple(several[:MOST]), tuple(problems)


def _named(library: Library, name: str) -> tuple[tuple[Paper, ...], Problem | None]:
    short = name if len(name) <= _SHOWN_NAMES else f"{name[:_SHOWN_NAMES]}…"
    try:
        papers = library.resolver.meant(readable(name)).papers
    except QuestionTooLong:
        return (), Problem("too long", short)
    if len(papers) == 1:
        return papers, None
    if papers:
        return (), Problem("several", short, papers)
    parts = [library.resolver.meant(part).papers for part in name.split(",") if part.strip()]
    if len(parts) > 1 and all(len(part) == 1 for part in parts):  # "Mamba, Hyena"
        return tuple(paper for part in parts for paper in part), None
    return (), Problem("missing", short, tuple(near(library, name)))


def near(library: Library, name: str) -> list[Paper]:
    """Return the papers whose titles are most like a name that none has, or else those that have most of its words."""
    titles = library.resolver.nearest(name, _NEAR)
    ids = library.lexical.titled(titles)
    alike = [key for title in titles for key in ids.get(normalised_title(title), ())]
    return library.get((alike or [key for key, _ in library.lexical.search(terms(name), _NEAR)])[:_NEAR])


class Asked(NamedTuple):
    """What is wanted, the papers of its names and those that are no rows, and a formula that cannot be read, or ""."""

    wanted: Wanted
    papers: tuple[Paper, ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: str = ""


class Made:
    """The comparisons of an assistant."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant, self._lock = assistant, Lock()
        self._kept: OrderedDict[Hashable, Comparison] = OrderedDict()

    def of(self, wanted: Wanted) -> Comparison:
        """Return the comparison of papers, given by their ids, or of a topic."""
        key = self._key(wanted)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        result = self._make(wanted)
        if not result.notice and not any(row.failed for row in result.rows):
            with self._lock:
                self._kept[key] = result
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return result

    def growing(self, wanted: Wanted) -> Iterator[tuple[Comparison, bool]]:
        """Yield a comparison, and whether it is whole: what a model writes comes after the abstracts' own words."""
        if self._assistant.settings.has_endpoint and wanted.papers and self._key(wanted) not in self._kept:
            yield self._quoted(wanted), False
        yield self.of(wanted), True

    def _key(self, wanted: Wanted) -> Hashable:
        return wanted._replace(added=()), self._assistant.library.generation, self._assistant.settings

    def _make(self, wanted: Wanted) -> Comparison:
        if wanted.topic:
            return self._assistant.compare_topic(wanted.topic, k=wanted.k, columns=wanted.columns)
        return self._assistant.compare(wanted.papers, columns=wanted.columns)

    def _quoted(self, wanted: Wanted) -> Comparison:
        library = self._assistant.library
        columns = [column_of(words) for words in wanted.columns]
        return table.compare("", library.get(wanted.papers), columns=columns, asker=Asker(library.lexical.weights))


class View:
    """Makes the page; what is slow comes after what is not."""

    def __init__(self, assistant: Assistant, made: Made) -> None:
        self._assistant, self._made = assistant, made

    def shown(self, wanted: Wanted) -> Iterator[str]:
        """Yield the page as it becomes known; whatever goes wrong becomes a line in it."""

        def told(error: AssistantError | None) -> str:
            if isinstance(error, UnknownPaper):  # of a topic: names were looked up
                few = f"Too few papers here are about “{wanted.topic}”. Word it more widely, or begin with a paper."
                return self._page(Asked(wanted), problem=few, is_few=True)
            return self._page(Asked(wanted), problem=messages.in_words(error))

        yield from messages.surviving(lambda: self._shown(wanted), told)

    def _shown(self, wanted: Wanted) -> Iterator[str]:
        names = (*wanted.papers, *wanted.added)
        if wanted.topic and not names:
            asked = _with_formulas(Asked(wanted))
            waiting = f"Looking for {wanted.k} papers on “{wanted.topic}”…"
        else:
            papers, problems = named(self._assistant.library, names)
            asked = Asked(wanted.with_papers([paper.id for paper in papers]), papers, problems)
            if len(papers) < LEAST:
                yield self._few(asked)
                return
            asked, waiting = _with_formulas(asked), f"Reading {len(papers)} abstracts…"
        yield self._page(asked, waiting=waiting)
        for result, is_whole in self._made.growing(asked.wanted):
            waiting = "" if is_whole else "The model is reading; until it is done these are the abstracts' own words."
            yield self._compared(asked, result, waiting)

    def _few(self, asked: Asked) -> str:
        """Return the page before there are two papers, with some to begin with or to go on to."""
        papers = asked.papers
        near = related(self._assistant, papers[0]) if papers else []
        return self._page(
            asked,
            near=[(paper, plus(asked.wanted, paper)) for paper in near],
            starters=None if papers else starters(self._assistant),
        )

    def _compared(self, asked: Asked, result: Comparison, waiting: str) -> str:
        wanted = asked.wanted
        papers = self._assistant.library.get([row.id for row in result.rows])
        words = wanted.columns or result.columns
        table = render.comparison(result, papers, steps(wanted, words), without(wanted, papers))
        return self._page(
            asked._replace(wanted=wanted.with_columns(words)),
            papers,
            table=table,
            chips=chips(wanted, words, papers),
            waiting=waiting,
        )

    def _page(self, asked: Asked, papers: Sequence[Paper] = (), **more: object) -> str:
        """Return the page; `papers` are those of the rows, where they are not those that were named."""
        wanted, papers = asked.wanted, papers or asked.papers
        nothing = {
            "table": "",
            "chips": (),
            "waiting": "",
            "problem": "",
            "is_few": False,
            "near": (),
            "starters": None,
        }
        return render.render(
            "compare.html",
            **({"is_few": False} | nothing | more),
            wanted=wanted,
            among=wanted.with_papers([paper.id for paper in papers]),
            papers=papers,
            problems=[(one, [(paper, plus(wanted, paper)) for paper in one.papers]) for one in asked.problems],
            unread=asked.unread,
            has_room=len(wanted.columns) < MOST_COLUMNS,
            count=self._assistant.library.count(),
            most=MOST,
        )


def _with_formulas(asked: Asked) -> Asked:
    """Return what is asked for, without a formula that cannot be read."""
    columns = {words: column_of(words) for words in asked.wanted.columns}
    unread = [words for words, column in columns.items() if column.kind == "computed" and not _is_formula(column.words)]
    wanted = asked.wanted.with_columns([words for words in columns if words not in unread])
    return asked._replace(wanted=wanted, unread="".join(unread[:1]))


def _is_formula(words: str) -> bool:
    try:
        read_formula(words)
    except FormulaUnreadable:
        return False
    return True


def starters(assistant: Assistant) -> dict[str, object]:
    """Return papers to tick: those saved last, or the newest where fewer than two are saved."""
    saved = assistant.library.get(Marks(assistant.database).marked("saved")[: 2 * _SHOWN])[:_SHOWN]
    if len(saved) >= LEAST:
        return {"papers": saved, "are_saved": True}
    library = assistant.library
    return {"papers": library.get(library.lexical.latest(_SHOWN, Filters())), "are_saved": False}


class Chip(NamedTuple):
    """A column that can be added; one that is `rare` is stated by fewer than two of the papers."""

    name: str
    address: str
    rare: bool


def plus(wanted: Wanted, paper: Paper) -> str:
    """Return the address with a further paper."""
    return wanted.with_papers([*wanted.papers, paper.id]).address


def without(wanted: Wanted, papers: Sequence[Paper]) -> Mapping[str, str]:
    """Return the address without each of the papers, by id."""
    ids = [paper.id for paper in papers]
    return {key: wanted.with_papers([one for one in ids if one != key]).address for key in ids}


def steps(wanted: Wanted, words: Sequence[str]) -> list[Mapping[str, str]]:
    """Return for each column the addresses in which it stands further to the left or right, or not at all."""

    def moved(place: int, to: int) -> str:
        rest = [*words[:place], *words[place + 1 :]]
        return wanted.with_columns([*rest[:to], words[place], *rest[to:]]).address

    last = len(words) - 1
    return [
        {
            "left": moved(place, place - 1) if place else "",
            "right": moved(place, place + 1) if place < last else "",
            "drop": wanted.with_columns([*words[:place], *words[place + 1 :]]).address if last else "",
        }
        for place in range(len(words))
    ]


def chips(wanted: Wanted, words: Sequence[str], papers: Sequence[Paper]) -> list[Chip]:
    """Return our columns that are not shown, those first that several of the papers state."""
    stated = {column.name for column in suggested(papers)}
    names = [column.name for column in (*ABSTRACT, *RECORD) if column.name not in words]
    chips = [Chip(name, wanted.with_columns([*words, name]).address, name not in stated) for name in names]
    return sorted(chips, key=lambda chip: chip.rare) if len(words) < MOST_COLUMNS else []
