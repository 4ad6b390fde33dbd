"""What a judge's word makes of the claims of a text: confirmed, corrected, or not stated.

The judge may overrule the deterministic checks, but not on figures. Quotations are not sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.parsing.events import Draft, Waiting
from assistant.types import Claim, Support, Verdict
from assistant.verification.citations import Citations
from assistant.verification.judge import Judge, Judged, Judgement
from assistant.verification.output_guard import is_withheld


class Ruling(NamedTuple):
    """What becomes of the claim at `place`, from 0: `part` is not stated in it, or was not in what is `mended`."""

    place: int
    claim: Claim
    part: str = ""
    mended: str = ""


def rulings(claims: Sequence[Claim], citations: Citations, judge: Judge) -> Iterator[Ruling | Waiting]:
    """Yield what a judge makes of claims that cite something and are not quotations, in one call of it."""
    places = [n for n, claim in enumerate(claims) if claim.citations and claim.support != "quoted"]
    asked = [Judged(claims[place].text, citations.marks(claims[place])) for place in places]
    if not asked:
        return
    for each in judge.judge(citations.question, asked, citations.evidence):
        if isinstance(each, Waiting):
            yield each
        else:
            place = places[each.number - 1]
            yield _ruling(place, claims[place], each, citations)


def _ruling(place: int, claim: Claim, said: Judgement, citations: Citations) -> Ruling:
    if said.support == "supported":
        veto = citations.absent_figure(claim)
        return Ruling(place, claim if veto else _with(claim, "supported"))
    part = said.part or "what it says"
    if said.correction:
        draft = Draft(said.correction, said.marks or citations.marks(claim))
        corrected = citations.ground(draft)
        if corrected.support != "unsupported" and not is_withheld(corrected, citations.evidence):
            held = corrected if corrected.support == "quoted" else _with(corrected, "supported")
            return Ruling(place, held, mended=part)
    return Ruling(place, _with(claim, "unsupported", f"not stated in the cited abstract: {part}"), part)


def _with(claim: Claim, support: Support, reason: str = "") -> Claim:
    return claim.model_copy(update={"verdict": Verdict(support=support, reason=reason, judged=True)})
