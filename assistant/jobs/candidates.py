"""The papers that a sentence of a pasted text may rest on: those that it names, and those that the search finds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from assistant.jobs.withdrawals import is_usable
from index.names import names
from index.paper import Paper
from index.query import Query, Retriever
from index.store.library import Library

_FOUND = 5  # papers for a sentence; eight find no more of the right ones (of 156 true retellings, 151 either way)
_SHARED = 12  # papers that every sentence of a text may rest on, beside those found for it alone
_ARXIV = re.compile(r"(?<![\d.])\d{4}\.\d{4,5}(?!\d)")
_QUOTED = re.compile(r"[\"“]([^\"“”\n]{8,300})[\"”]")


def found_for(sentence: str, library: Library, retriever: Retriever) -> list[Paper]:
    """Return the papers that a sentence names by arXiv id, title or name, then those that the search finds for it."""
    ids = [f"arxiv:{number}" for number in _ARXIV.findall(sentence)]
    for same in library.lexical.titled([sentence, *_QUOTED.findall(sentence)]).values():
        ids += same
    for name in dict.fromkeys(names(sentence)):
        ids += library.lexical.named(name)
    query = Query(text=sentence, k=_FOUND)
    found = (item.paper for item in retriever.search(query) if is_usable(item, query))
    return list({paper.id: paper for paper in (*library.get(list(dict.fromkeys(ids))), *found)}.values())


def shared_by(found: Sequence[Sequence[Paper]]) -> list[Paper]:
    """Return the papers that most sentences find, at equal counts those that stand first."""
    papers = {paper.id: paper for each in found for paper in each}
    times = Counter(paper.id for each in found for paper in each)
    first: dict[str, int] = {}
    for each in found:
        for place, paper in enumerate(each):
            first[paper.id] = min(place, first.get(paper.id, place))
    return [papers[key] for key in sorted(papers, key=lambda key: (-times[key], first[key]))[:_SHARED]]
