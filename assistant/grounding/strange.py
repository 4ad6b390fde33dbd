"""Sentences of a writer that are never shown, not even marked: what an attack in an abstract would have it say.

A claim that fails is shown with its verdict, because a reader may want to know what a model made of the abstracts. What
has an odd form (see `form`), speaks to somebody, or has no word of any abstract is not made of them at all; and where a
paper is known to hold an attack, whatever fails may be the attack's doing. In another language than theirs a claim
shares few words with the abstracts, so there it is only asked whom it speaks to.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.grounding.form import is_odd
from assistant.grounding.languages import is_english, speaks_abroad
from assistant.grounding.translated import says_something_of
from assistant.types import Claim
from index.query import Evidence
from index.suspicion import addresses, speaks, unheard_of


def is_strange(claim: Claim, evidence: Sequence[Evidence]) -> bool:
    """Tell whether a claim is none about the abstracts that its writer was given."""
    papers = [item.paper for item in evidence]
    told = " ".join(text for paper in papers for text in (paper.heading, *paper.statements))
    if is_odd(claim.text, told):
        return True
    if claim.verdict.support == "supported":
        return False
    if claim.verdict.support == "unsupported" and any(paper.suspects for paper in papers):
        return True
    if addresses(claim.text):
        return True
    if not is_english(claim.text) and is_english(told):
        hidden = any(paper.suspects for paper in papers) and not says_something_of(claim.text, [told])
        return speaks_abroad(claim.text) or hidden
    return claim.verdict.support == "unsupported" and (speaks(claim.text, [told]) or unheard_of(claim.text, [told]))
