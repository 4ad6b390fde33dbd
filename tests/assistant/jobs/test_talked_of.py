"""Papers of the last answer are read for what is asked on their topic."""

from collections.abc import Sequence

from assistant.jobs.asking import WithTalkedOf
from index.query import Evidence, Query
from tests.support.papers import LANTERN, MOSSGATE, ZEBRAFOLD

STRENGTHS = {ZEBRAFOLD.id: 0.4, MOSSGATE.id: 0.9, LANTERN.id: 0.6}


class Shelf:
    """Finds the papers asked for, else one that is always the same."""

    def search(self, query: Query) -> Sequence[Evidence]:
        papers = [one for one in (ZEBRAFOLD, MOSSGATE) if one.id in query.filters.papers] or [LANTERN]
        return [Evidence(paper=one, score=1.0, relevance=STRENGTHS[one.id]) for one in papers]


def test_most_relevant_comes_first_wherever_it_was_found() -> None:
    retriever = WithTalkedOf(Shelf(), (ZEBRAFOLD.id, MOSSGATE.id))
    found = retriever.search(Query(text="why?"))
    assert [item.paper.id for item in found] == [MOSSGATE.id, LANTERN.id, ZEBRAFOLD.id]
    assert len(retriever.search(Query(text="why?", k=2))) == 2
