"""The writer that needs no model: it answers with the abstracts' own sentences, verbatim.

A sentence that says "we" of a paper that has not been named gets the paper's name before it: `RaLMSpec: We propose …`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.parsing.events import Draft, Mark
from assistant.types import Usage
from assistant.writers.chosen import choose
from assistant.writers.composition import compose
from index.labels import attributed, is_named_in, label, speaks_of_itself
from index.models.question_types import question_type
from index.query import Evidence
from index.statements import statements_of

NAME = "extractive"


class ExtractiveWriter:
    """Chooses sentences by what the question wants, among all papers; see `assistant.writers.chosen`."""

    @property
    def name(self) -> str:
        """`extractive`."""
        return NAME

    @property
    def usage(self) -> Usage:
        """Nothing: no model is called."""
        return Usage()

    def answer(self, question: str, evidence: Sequence[Evidence]) -> Iterator[Draft]:
        """Yield three to six sentences if there are as many, paper by paper, the one that answers best first."""
        chosen = [(passage.place, passage.number) for passage in choose(question, evidence)]
        yield from _told(chosen, evidence, each=question_type(question).type in {"papers", "data"})

    def brief(self, opening: str, evidence: Sequence[Evidence]) -> Iterator[Draft]:
        """Yield what is told of the papers in the third person; see `assistant.writers.composition`."""
        for place, told in compose(evidence, opening):
            yield Draft(told.text, (Mark(place, told.number),))

    def paragraph(self, topic: str, evidence: Sequence[Evidence]) -> Iterator[Draft]:
        """Yield the sentences that may be cited, paper by paper."""
        chosen = [
            (place, n)
            for place, item in enumerate(evidence, start=1)
            for n in sorted(item.sentences)
            if statements_of(item.paper)[n - 1]
        ]
        yield from _told(chosen, evidence)


def _told(chosen: Sequence[tuple[int, int]], evidence: Sequence[Evidence], *, each: bool = False) -> Iterator[Draft]:
    """Yield the sentences, with the paper's name before them where only "we" tells whose it is; with `each`, always."""
    named = set()
    for place, number in chosen:
        item = evidence[place - 1]
        paper, draft = item.paper, Draft(item.paper.sentences[number - 1], (Mark(place, number),))
        if is_named_in(draft.text, paper.title, paper.sentences):
            named.add(place)
        elif (
            place not in named
            and (each or speaks_of_itself(draft.text))
            and (name := label(paper.title, paper.sentences))
        ):
            named.add(place)
            draft = Draft(attributed(name, draft.text), draft.marks)
        yield draft
