"""The second chance of claims that failed: one call, with the failed sentences, the reasons, and what they cite.

A model that is told what is wrong corrects it; one that is only asked to try again does not. So the reason
of each verdict goes back with its sentence, and nothing else of the answer does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.errors import WriterError
from assistant.grounding.citations import Citations
from assistant.grounding.marks import Draft, Mark
from assistant.types import Claim
from assistant.writers.base import Failing, Repairer, Writer
from index.lexical import terms
from index.query import Evidence


class Repaired(NamedTuple):
    """A claim that holds now, and which of the claims it replaces, counted from 0."""

    place: int
    claim: Claim


def fails(claim: Claim) -> bool:
    """Tell whether a claim needs repair. One that is partly supported is shown as such, and left alone."""
    return claim.verdict.support == "unsupported"


def repair(claims: Sequence[Claim], writer: Writer, citations: Citations) -> Iterator[Repaired]:
    """Yield what replaces the claims that fail, as it comes; what fails again is not yielded.

    A writer that cannot repair, or fails while it does, leaves the claims as they are.
    """
    failed = [place for place, claim in enumerate(claims) if fails(claim)]
    if not failed or not isinstance(writer, Repairer):
        return
    places = _places([claims[place] for place in failed], citations.evidence)
    if not places:
        return
    failing = [_failing(claims[place], places, citations.evidence) for place in failed]
    done = set[int]()
    try:
        for number, draft in writer.repair(failing, [citations.evidence[place] for place in places]):
            claim = citations.ground(_placed(draft, places))
            if 0 < number <= len(failed) and number not in done and not fails(claim):
                done.add(number)
                yield Repaired(failed[number - 1], claim)
    except WriterError:
        return  # the verdicts that stand say what is wrong


def _places(claims: Sequence[Claim], evidence: Sequence[Evidence]) -> list[int]:
    """Return the places, from 0, of the papers that the claims cite; a claim that cites none is given the likeliest."""
    at = {item.paper.id: place for place, item in enumerate(evidence)}
    cited = {at[citation.paper] for claim in claims for citation in claim.citations}
    likeliest = {_likeliest(claim.text, evidence) for claim in claims if not claim.citations and evidence}
    return sorted(cited | likeliest)


def _likeliest(text: str, evidence: Sequence[Evidence]) -> int:
    words = set(terms(text))
    shared = [len(words & set(terms(f"{item.paper.title} {item.paper.abstract}"))) for item in evidence]
    return shared.index(max(shared))


def _failing(claim: Claim, places: Sequence[int], evidence: Sequence[Evidence]) -> Failing:
    numbers = {evidence[place].paper.id: number for number, place in enumerate(places, start=1)}
    marks = tuple(Mark(numbers[citation.paper], n) for citation in claim.citations for n in citation.sentences)
    return Failing(claim.text, marks, claim.verdict.reason)


def _placed(draft: Draft, places: Sequence[int]) -> Draft:
    """Return a draft with its marks counted in the whole evidence, without those that name no paper shown."""
    marks = (mark for mark in draft.marks if 0 < mark.paper <= len(places))
    return draft._replace(marks=tuple(Mark(places[mark.paper - 1] + 1, mark.sentence) for mark in marks))
