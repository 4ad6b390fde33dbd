"""The papers beside a stored answer: as the library has them, or by what the answer has quoted of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from assistant.types import Answer, Source
from index.paper import Paper
from index.store.library import Library


class QuotedPaper(NamedTuple):
    """A paper that is not in the library any more, or has another abstract now.

    `sentences` are those that were cited, at the places they had, and "" at the others.
    """

    id: str
    title: str
    url: str | None
    published: dt.date | None
    warning: str
    sentences: tuple[str, ...]
    authors: tuple[str, ...] = ()
    abstract_kind: str = "abstract"


def papers_of(answers: Sequence[Answer], library: Library) -> list[list[Paper | QuotedPaper]]:
    """Return the papers that each of these answers cites."""
    wanted = dict.fromkeys(source.id for answer in answers for source in answer.sources)
    known = {paper.id: paper for paper in library.get(list(wanted))}
    return [[_paper(source, answer, known.get(source.id)) for source in answer.sources] for answer in answers]


def _paper(source: Source, answer: Answer, known: Paper | None) -> Paper | QuotedPaper:
    if known and set(source.quotes) <= set(known.sentences):
        return known
    cells = answer.comparison.quoting if answer.comparison else ()
    citations = [citation for claim in (*cells, *answer.claims) for citation in claim.citations]
    cited = sorted({n for citation in citations if citation.paper == source.id for n in citation.sentences})
    places = cited if len(cited) == len(source.quotes) else range(1, len(source.quotes) + 1)
    quotes = dict(zip(places, source.quotes, strict=True))
    sentences = tuple(quotes.get(n, "") for n in range(1, max(quotes, default=0) + 1))
    return QuotedPaper(source.id, source.title, source.url, source.published, source.flagged, sentences)
