"""Sentences of a writer that are never shown, not even marked: what an attack in an abstract would have it say.

A claim that fails is shown with its verdict, because a reader may want to know what a model made of the abstracts. What
speaks to somebody, carries a link or code that no cited sentence has, or has no word of any abstract is not made of
them at all; and where a paper is known to hold an attack, whatever fails may be the attack's doing. In another language
than theirs a claim shares few words with the abstracts, so there it is only asked whom it speaks to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.grounding.languages import is_english, speaks_abroad
from assistant.grounding.translated import says_something_of
from assistant.types import Claim
from index.query import Evidence
from index.suspicion import addresses, speaks, unheard_of

_LINK = re.compile(
    r"https?://\S+|\bwww\.\S+|[\w.+-]+@[\w-]+\.\w+|\b[\w-]+\.(?:com|net|xyz|org|io|info|biz|example)\b|\]\([^)]*\)|```"
    r"|\b(?:data|javascript):\S+",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"[\U0001f300-\U0001faff]")


def is_strange(claim: Claim, evidence: Sequence[Evidence]) -> bool:
    """Tell whether a claim is none about the abstracts that its writer was given."""
    if claim.verdict.support == "supported":
        return False
    papers = [item.paper for item in evidence]
    if claim.verdict.support == "unsupported" and any(paper.suspects for paper in papers):
        return True
    told = " ".join(text for paper in papers for text in (paper.heading, *paper.statements))
    if any(found[0].rstrip(".,;)") not in told for found in _LINK.finditer(claim.text)):
        return True
    if addresses(claim.text) or (_PICTURE.search(claim.text) and not _PICTURE.search(told)):
        return True
    if not is_english(claim.text) and is_english(told):
        hidden = any(paper.suspects for paper in papers) and not says_something_of(claim.text, [told])
        return speaks_abroad(claim.text) or hidden
    return claim.verdict.support == "unsupported" and (speaks(claim.text) or unheard_of(claim.text, [told]))
