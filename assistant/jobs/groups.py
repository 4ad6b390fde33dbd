"""Papers of a collection counted in groups: those with links, by author, by organisation, and by topic."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from assistant.jobs.asked import Asked
from assistant.jobs.scope import Scope, joined, scope_of, so_many
from assistant.jobs.told import FIRST, NAMED, SHOWN, Told, left, sentence
from index.paper import Paper
from index.query import Filters
from index.statements import warning_of
from index.store.library import Library


def linked(scope: Scope, names: Sequence[str], *, first: int | None) -> Told:
    """Tell how many papers link to code, or to a page of the project."""
    kept = [paper for paper in scope.every() if has_links(paper, names)]
    kept.sort(key=lambda paper: paper.published or dt.date.min, reverse=True)
    shown = tuple(kept[: min(first or SHOWN, SHOWN)])
    return Told(f"{sentence(scope, len(kept), links_said(names))}.{left(len(kept), len(shown), 'newest')}", shown)


def has_links(paper: Paper, names: Sequence[str]) -> bool:
    """Tell whether the record of a paper has these links: to `code`, to a `project`."""
    return all(paper.code_url if name == "code" else paper.project_url for name in names)


def links_said(names: Sequence[str]) -> tuple[str, str]:
    """Return that a record has links in words, of one paper and of several."""
    what = " and ".join("code" if name == "code" else "a project page" for name in names)
    return f"links to {what} in its record", f"link to {what} in their records"


def grouped(scope: Scope, by: Literal["writers", "organisations"], first: int | None) -> Told:
    """Count the papers by author or by organisation, and tell who has the most."""
    counts, named, n, noun = Counter[str](), 0, 0, "author" if by == "writers" else "organisation"
    for paper in scope.every():
        own = paper.authors if by == "writers" else tuple(filter(None, [paper.organisation]))
        own = () if noun in warning_of(paper) else own
        n, named = n + 1, named + bool(own)
        counts.update(set(own))
    if not counts:
        return Told(f"No paper {scope.place}{scope.clause(1)} names an {noun}{scope.missing()}.")
    every = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    best = [name for name, many in every if many == every[0][1]]
    shown = every[: min(first or FIRST, SHOWN)]
    told = joined(best[:NAMED] + ([f"{len(best) - NAMED:,} more"] if len(best) > NAMED else []))
    names = scope.clause(named, ("names an " + noun, "name an " + noun))
    text = (
        f"Of the {so_many(named)} {scope.place}{names}, {told} {'has' if len(best) == 1 else 'have'} the most, "
        f"{every[0][1]:,}{' each' if len(best) > 1 else ''}"
        f"{scope.missing(n - named, f'no {noun}')}."
    )
    return Told(text, (), tuple((name, f"{many:,}") for name, many in shown), (noun.capitalize(), "Papers"))


def compared(asked: Asked, library: Library, filters: Filters) -> Told:
    """Count the papers on several topics, and tell on which there are most."""
    every = [asked._replace(topic=topic, others=()) for topic in (asked.topic, *asked.others)]
    scopes = [scope_of(each, library, filters) for each in every]
    counts = sorted(((scope.total(), each.topic) for scope, each in zip(scopes, every, strict=True)), reverse=True)
    (most, topic), (next_best, _), *_ = counts
    lead = f"More are on {topic}" if most > next_best else "As many are on each"
    told = ". ".join(f"{sentence(scope, scope.total())}" for scope in scopes)
    rows = tuple((topic, f"{many:,}") for many, topic in counts)
    return Told(f"{lead}. {told}{scopes[0].missing()}.", (), rows, ("Topic", "Papers"))
