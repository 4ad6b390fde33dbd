"""The words around a phrase that tell whether it is about papers, and so can be a filter, or about the world."""

from __future__ import annotations

import re

PAPERS = r"(?:papers?|preprints?|articles?|publications|study|studies|surveys?|literature|research|work)"  # as nouns
_REACH = 80  # characters before a phrase that are looked at


def _any(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# Of papers, whatever else is said: a verb such as "works" or "study" does not count.
_ASKED_FOR = _any(
    r"\b(?:papers?|articles?|preprints?|publications?|studies|surveys?|literature"
    r"|(?:recent|new|prior|previous|related|other|any|all|the|more|some|what|which)\s+(?:work|research|study|advances"
    r"|progress)"
    r"|(?:recent|prior|previous|related|other|all|published)\s+works|anything|everything|something|nothing|things"
    r"|what(?:['’]s| is| was| are| were| came)? (?:new|hot|recent|trending|popular|published|out|there)|of them)\b"
    r"|^\s*(?:research|work|works)\s+(?:on|about|by|in|of|since|from)\b"
)
_NOUN = _any(rf"\b{PAPERS}\s*$")
# What has dates of its own, and what was done at a time or by somebody: "data [from 2021]", "inspired [by Smith]".
_OF_ITS_OWN = _any(
    r"\b(?:data|events?|news|elections?|cut-?off|drift|crisis|pandemic|war|challenges?|competitions?|tweets|posts"
    r"|documents|records|images|(?!published|released|posted|submitted|announced|proposed|introduced|presented"
    r"|developed)[a-z]{2,}ed|driven|written|given|shown|made|built|won|taken|seen|found)\s*$"
)
# What happened in the world: "Has accuracy improved since …?", "Sepsis has fallen from …".
_OF_THE_WORLD = _any(
    r"^\W*(?:who|when|is|are|do|does|can|could|will|would|should)\b"
    r"|\b(?:was|were|has|have|had|did|came|appeared|changed|happened)\b"
)
_NEGATED = _any(
    r"(?:\b(?:not|non|never|except(?:\s+for)?|excluding|exclude|excepting|without|other\s+than|apart\s+from"
    r"|neither|nor|no)|n['’]t)"
    r"\s+(?:(?:those|ones|the|any|papers?|works?|published|written|authored|posted|from|in|by|of)\s+){0,4}$"
)


def asks_for_papers(text: str) -> bool:
    """Tell whether papers as such are asked for: "papers on moss", "what's new", "anything on ferns"."""
    return bool(_ASKED_FOR.search(text))


def tells_of_the_world(text: str) -> bool:
    """Tell whether a text is about what happened, or asks yes or no: its dates are not those of papers."""
    return bool(_OF_THE_WORLD.search(text))


def follows_papers(before: str) -> bool:
    """Tell whether what stands before a phrase ends with a word for papers: "papers", "recent work"."""
    return bool(_NOUN.search(before[-_REACH:]))


def is_of_its_own(before: str) -> bool:
    """Tell whether what stands before a date or "by" has its own: "data", "events", "trained", not "published"."""
    return bool(_OF_ITS_OWN.search(before[-_REACH:]))


def is_negated(before: str) -> bool:
    """Tell whether what stands before a phrase makes it mean the opposite: "not", "except those"."""
    return bool(_NEGATED.search(before[-_REACH:]))
