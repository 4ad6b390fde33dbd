"""What a reader wants to see side by side, as the address of the page has it, and the papers that are meant by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple
from urllib.parse import urlencode

from assistant.browsing.finding import number_of
from assistant.comparison.columns import ABSTRACT, RECORD, column_of, read_formula
from assistant.conversation.utterance import readable
from assistant.errors import FormulaUnreadable, QuestionTooLong
from index.identity import normalised_title
from index.paper import Paper
from index.store.library import Library
from index.terms import terms

LEAST, MOST, USUAL = 2, 8, 5  # papers
MOST_COLUMNS = 12
_NAMES = 40  # that are looked up
_NEAR = 3  # papers that are offered for a name that none has
_SHOWN_NAMES = 120  # characters of a name in a line
_OURS = frozenset(column.name for column in (*ABSTRACT, *RECORD))
_PLACE = "own"  # among the columns of an address: here stands the next of the reader's own
What = Literal["several", "missing", "too many", "too long"]


class Wanted(NamedTuple):
    """Papers by ids or names, or `k` of a `topic`, and columns, or those that several state; `added` were typed."""

    papers: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    topic: str = ""
    k: int = USUAL
    added: tuple[str, ...] = ()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Wanted:
        """Return what the parts of an address ask for; what cannot be read asks for nothing."""
        said: dict[str, list[str]] = {}
        for name, value in pairs:
            said.setdefault(name, []).append(value)
        names = said.get("papers", [])
        papers = names[0].split(",") if len(names) == 1 else names
        k = number_of("".join(said.get("k", [])[-1:]))
        return cls(
            papers=_clean(papers)[:_NAMES],
            columns=_columns(",".join(said.get("columns", [])).split(","), said.get("own", []))[:MOST_COLUMNS],
            topic=" ".join("".join(said.get("topic", [])[-1:]).split()),
            k=min(max(k, LEAST), MOST) if k else USUAL,
            added=_clean(line for text in said.get("add", []) for line in text.splitlines())[:_NAMES],
        )

    def fields(self) -> list[tuple[str, str]]:
        """Return the parts of the address; papers whose ids have a comma stand in a part each."""
        parts: list[tuple[str, str]] = []
        if self.papers and not any("," in paper for paper in self.papers):
            parts = [("papers", ",".join(self.papers))]
        elif self.papers:
            parts = [("papers", paper) for paper in (*self.papers, "")]
        if self.topic:
            parts += [("topic", self.topic), ("k", str(self.k))]
        own = [("own", words) for words in self.columns if words not in _OURS]
        if self.columns:
            parts.append(("columns", ",".join(words if words in _OURS else _PLACE for words in self.columns)))
        return [*parts, *own, *(("add", name) for name in self.added)]

    @property
    def address(self) -> str:
        """The address, relative to that of the app."""
        query = urlencode(self.fields(), safe=",:")
        return f"./compare?{query}" if query else "./compare"

    def with_papers(self, papers: Sequence[str]) -> Wanted:
        """Return it with exactly these papers, by their ids."""
        return self._replace(papers=tuple(papers), topic="", k=USUAL, added=())

    def with_columns(self, columns: Sequence[str]) -> Wanted:
        """Return it with exactly these columns."""
        return self._replace(columns=tuple(columns))

    def plus(self, paper: str) -> str:
        """Return the address with a further paper, by its id."""
        return self.with_papers([*self.papers, paper]).address

    def moved(self, place: int, to: int) -> str:
        """Return the address with a column at another place, "" if there is no such place."""
        columns = list(self.columns)
        columns.insert(to, columns.pop(place))
        return self.with_columns(columns).address if 0 <= to < len(columns) else ""

    def dropped(self, place: int) -> str:
        """Return the address without a column, "" for the only one."""
        columns = [*self.columns[:place], *self.columns[place + 1 :]]
        return self.with_columns(columns).address if columns else ""


def _columns(names: Sequence[str], own: Sequence[str]) -> tuple[str, ...]:
    """Return the columns in order, each once: ours by name, and the reader's own where the address has their places."""
    left = list(_clean(own))
    words = []
    for name in (" ".join(name.split()) for name in names):
        if name.casefold() in _OURS:
            words.append(name.casefold())
        elif name == _PLACE and left:
            words.append(left.pop(0))
    return tuple({column_of(each).name: each for each in (*words, *left)}.values())


def _clean(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(said for text in texts if (said := " ".join(text.split()))))


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


def with_formulas(asked: Asked) -> Asked:
    """Return what is asked for, without a formula that cannot be read."""
    unread = []
    for words in asked.wanted.columns:
        column = column_of(words)
        try:
            if column.kind == "computed":
                read_formula(column.words)
        except FormulaUnreadable:
            unread.append(words)
    wanted = asked.wanted.with_columns([words for words in asked.wanted.columns if words not in unread])
    return asked._replace(wanted=wanted, unread="".join(unread[:1]))
