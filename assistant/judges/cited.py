"""What of a cited paper a judge is shown: the cited sentences, those beside them, and the first one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.parsing.events import Mark
from index.paper import Paper
from index.query import Evidence
from index.statements import statements_of


def readable_marks(marks: Iterable[Mark], evidence: Sequence[Evidence]) -> tuple[Mark, ...]:
    """Return the marks that name a sentence that may be read; a mark of a whole paper becomes one for each sentence."""
    found: list[Mark] = []
    for mark in marks:
        if not 0 < mark.paper <= len(evidence):
            continue
        statements = statements_of(evidence[mark.paper - 1].paper)
        wanted = range(1, len(statements) + 1) if mark.sentence is None else (mark.sentence,)
        found += [Mark(mark.paper, n) for n in wanted if 0 < n <= len(statements) and statements[n - 1]]
    return tuple(dict.fromkeys(found))


def context(paper: Paper, cited: Iterable[int]) -> tuple[tuple[int, str], ...]:
    """Return the sentences to read, with their numbers, in the order of the abstract.

    The neighbours tell what `it` and `we` are; the first sentence, what the paper is about. A sentence that is no
    statement of the paper (`index.statements`) is left out.
    """
    numbers = {1} | {near for n in cited for near in (n - 1, n, n + 1)}
    return tuple((n, text) for n, text in enumerate(statements_of(paper), start=1) if text and n in numbers)
