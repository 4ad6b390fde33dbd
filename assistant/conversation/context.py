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
    r"|(?:recent|prior|previous|related|other|all|published)\s+works|anything|everything|something"
    r"|(?:published|posted|submitted|uploaded)"
    r"|what(?:['’]s| is| was| are| were)? (?:new|hot|recent|trending|out|there))\b"
    r"|^\s*(?:research|work|works)\s+(?:on|about|by|in|of|since|from)\b"
)
_NOUN = _any(rf"\b{PAPERS}\s*$")
_KIND_OF_PAPER = _any(
    rf"\b(?:{PAPERS}|methods|approaches|techniques|benchmarks|datasets|results|advances|progress|published|released"
    r"|posted|submitted|announced|written|proposed|introduced|presented|developed|new|out|works)\s*$"
)
# A date behind one of these is theirs: data from 2021, a cutoff of September 2021; behind the second few, unless papers
# on them are asked for.
_DATED = _any(
    r"\b(?:data|events?|news|elections?|cut-?off|drift|prices?|crisis|pandemic|war|exams?|olympiads?|competitions?"
    r"|challenges?"
    r"|season|incidence|mortality)\s*$"
)
_PERHAPS_DATED = _any(
    r"\b(?:tweets|posts|documents|texts|records|knowledge|questions|problems|images|reports?|cases|patients|facts"
    r"|days|rates?"
    r"|observations|measurements|samples|collections?)\s*$"
)
# Done to something at that time, or by that person: "collected between …", "inspired by …".
_DONE = _any(
    r"\b(?!published|released|posted|submitted|announced|proposed|introduced|presented|developed|uploaded|dated)"
    r"(?:[a-z]{2,}ed|written|given|driven|shown|known|made|built|held|led|won|taken|seen|drawn|chosen|found|taught"
    r"|cut|done"
    r"|run|fallen|risen|grown|been)\s*$"
)
# What happened in the world: "Has accuracy improved since …?", "Sepsis has fallen from …".
_HAPPENED = _any(
    r"^\s*(?:(?:how|why|when|where|what|which \w+)\s+)?(?:has|have|had|did|was|were)\b|^\s*(?:who|when)\b"
    r"|^\s*(?:is|are|do|does|can|could|will|would|should)\b(?!\s+there\b)|^\s*what (?:changed|happened)\b"
    r"|\b(?:did|was|were)\b(?=[^?]*\?)"
)
_ASKS = _any(
    r"^\W*(?:what|which|who|whom|whose|when|where|why|how|is|are|do|does|did|can|could|has|have|show|find|list|give"
    r"|tell|search"
    r"|explain|describe|summari[sz]e|compare|only|any|please|since|from|between|before|after|until|in|by|and|but)\b"
)
_STATES = _any(r"\b(?:has|have|had|was|were|is|are|been|did|does|can|cannot|will)\b")
# "BERT was published in 2021.": it tells when, of a thing and not of papers.
_CAME_OUT = _any(
    r"\b(?:was|were|is|are|has\s+been|have\s+been|got|came|come|appeared)\b[^?.;]{0,60}?\b(?:published|released|posted"
    r"|submitted|written|announced|proposed|introduced|presented|invented|out|in)\s*$|\b(?:appeared|came\s+out)\s*$"
)
_OF_PAPERS = _any(
    rf"\b(?:{PAPERS}|ones|works|anything|everything|something|what|there|new|methods|models|approaches"
    rf"|datasets|benchmarks"
    r"|techniques)\b"
)
_NEGATED = _any(
    r"(?:\b(?:not|non|never|except(?:\s+for)?|excluding|exclude|excepting|without|other\s+than|apart\s+from"
    r"|neither|nor|no)|n['’]t)"
    r"\s+(?:(?:those|ones|the|any|papers?|works?|published|written|authored|posted|from|in|by|of)\s+){0,4}$"
)


def asks_for_papers(text: str) -> bool:
    """Tell whether papers as such are asked for: "papers on moss", "what's new", "anything on ferns"."""
    return bool(_ASKED_FOR.search(text))


def follows_papers(before: str) -> bool:
    """Tell whether what stands before a phrase ends with a word for papers: "papers", "recent work"."""
    return bool(_NOUN.search(before[-_REACH:]))


def follows_kind_of_paper(before: str) -> bool:
    """Tell whether what stands before a phrase ends with papers or what they are about: "methods", "published"."""
    return bool(_KIND_OF_PAPER.search(before[-_REACH:]))


def follows_dated_thing(before: str, *, papers: bool) -> bool:
    """Tell whether what stands before a date has its own dates: "data", "events"; fewer do where papers are meant."""
    end = before[-_REACH:]
    return bool(_DATED.search(end)) or (not papers and bool(_PERHAPS_DATED.search(end)))


def follows_deed(before: str) -> bool:
    """Tell whether what stands before a phrase ends with something done: "trained", "inspired", not "published"."""
    return bool(_DONE.search(before[-_REACH:]))


def is_negated(before: str) -> bool:
    """Tell whether what stands before a phrase makes it mean the opposite: "not", "except those"."""
    return negation(before) is not None


def negation(before: str) -> int | None:
    """Return where a negation begins with which what stands before a phrase ends, None if there is none."""
    found = _NEGATED.search(before, max(0, len(before) - _REACH))
    return found.start() if found else None


def tells_of_the_world(text: str) -> bool:
    """Tell whether a text is about what happened, or states something: its dates are not those of papers."""
    return bool(_HAPPENED.search(text)) or (not _ASKS.match(text) and bool(_STATES.search(text)))


def tells_when(before: str) -> bool:
    """Tell whether a date is when some thing came out: "BERT was published [in 2021]"."""
    return bool(_CAME_OUT.search(before)) and not _OF_PAPERS.search(before)
