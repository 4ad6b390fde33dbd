"""The papers that names stand for, and what is told of a name that stands for none, or for several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from assistant.conversation.utterance import readable
from assistant.errors import QuestionTooLong
from assistant.web.pages.compare_wanted import MOST
from index.identity import normalised_title
from index.paper import Paper
from index.store.library import Library
from index.terms import terms

_NEAR = 3  # papers that are offered for a name that none has
_SHOWN = 120  # characters of a name in a line
What = Literal["several", "missing", "too many", "too long"]


class Problem(NamedTuple):
    """A name that no row can be made of, and the papers that may be meant."""

    what: What
    name: str
    papers: tuple[Paper, ...] = ()


class Named(NamedTuple):
    """The papers that were named, each once and at most eight, and what else is to be told."""

    papers: tuple[Paper, ...]
    problems: tuple[Problem, ...]


def named(library: Library, names: Sequence[str]) -> Named:
    """Return the papers of names: ids, addresses, titles, names of works or authors."""
    found, problems = dict[str, Paper](), list[Problem]()
    for name in names:
        papers, problem = _named(library, name)
        found |= {paper.id: paper for paper in papers if not problem}
        problems += [problem] if problem else []
    several = list(found.values())
    if len(several) > MOST:
        problems.append(Problem("too many", "", tuple(several[MOST:])))
    return Named(tuple(several[:MOST]), tuple(problems))


def _named(library: Library, name: str) -> tuple[tuple[Paper, ...], Problem | None]:
    short = name if len(name) <= _SHOWN else f"{name[:_SHOWN]}…"
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
