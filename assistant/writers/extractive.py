"""The writer that needs no model: it answers with the abstracts' own sentences, verbatim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.grounding.marks import Draft, Mark
from assistant.types import Usage
from assistant.writers.base import CellDraft
from index import cues
from index.query import Evidence

NAME = "extractive"
_Placed = tuple[int, Evidence]  # the place that marks name, and the paper
_NEAR = 0.8  # a paper is told of beside the best one when its score and relevance come this near
_MANY = 4  # papers for a question about several
_FEW = 2
_WORTH = 0.5  # a further paper must be at least as likely as not to answer


class ExtractiveWriter:
    """Chooses sentences by the order in which retrieval ranked them."""

    @property
    def name(self) -> str:
        """`extractive`."""
        return NAME

    @property
    def usage(self) -> Usage:
        """Nothing: no model is called."""
        return Usage()

    def answer(self, question: str, evidence: Sequence[Evidence]) -> Iterator[Draft]:
        """Yield one to three sentences of each paper that answers, in the order they have in its abstract.

        Each part of a question is answered by itself, and each sense of an acronym by its first paper.
        """
        for part, found in _groups(question, evidence):
            chosen = _chosen(part, found)
            for place, item in chosen:
                many = _sentences_of(part, alone=len(chosen) == 1, first=item is chosen[0][1])
                for number in sorted(item.sentences[:many]):
                    yield _verbatim(place, number, item)

    def cells(self, aspects: Sequence[cues.Aspect], evidence: Sequence[Evidence]) -> Iterator[CellDraft]:
        """Yield for each paper and aspect the sentence that states it; an aspect that none states is left out."""
        for place, item in enumerate(evidence, start=1):
            taken: set[int] = set()
            for aspect in aspects:
                number = next((n for n in cues.sentences_on(aspect, item.paper.sentences) if n not in taken), None)
                if number:
                    taken.add(number)
                    yield CellDraft(place, aspect, _verbatim(place, number, item))

    def paragraph(self, topic: str, evidence: Sequence[Evidence]) -> Iterator[Draft]:
        """Yield the sentences that may be cited, paper by paper."""
        for place, item in enumerate(evidence, start=1):
            for number in sorted(item.sentences):
                yield _verbatim(place, number, item)


def _verbatim(place: int, number: int, item: Evidence) -> Draft:
    return Draft(item.paper.sentences[number - 1], (Mark(place, number),))


def _groups(question: str, evidence: Sequence[Evidence]) -> list[tuple[str, list[_Placed]]]:
    """Return what is asked in one question, each with its papers and their places."""
    placed = list(enumerate(evidence, start=1))
    first = {item.sense: (place, item) for place, item in reversed(placed) if item.sense}
    if first:
        return [(question, [one]) for one in sorted(first.values(), key=lambda one: one[0])]
    parts = dict.fromkeys(item.part for item in evidence)
    return [(part or question, [one for one in placed if one[1].part == part]) for part in parts]


def _chosen(question: str, evidence: Sequence[_Placed]) -> list[_Placed]:
    """Return the papers to tell of: the best, and others that come near it."""
    many, counted = cues.wants_many(question), cues.wants_quantity(question)
    most = _MANY if many else 1 if counted else _FEW
    best = evidence[0][1]
    near = [
        (place, item)
        for place, item in evidence
        if item is best or (item.score >= _NEAR * best.score and item.relevance >= max(_WORTH, _NEAR * best.relevance))
    ]
    return near[:most]


def _sentences_of(question: str, *, alone: bool, first: bool) -> int:
    if alone:
        return 3 if cues.wants_quantity(question) else 2
    return 2 if first and not cues.wants_many(question) else 1
