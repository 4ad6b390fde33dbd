"""The words around a phrase that tell whether it is about papers, and so can be a filter, or about the world."""

from __future__ import annotations

import re

PAPERS = r"(?:papers?|preprints?|articles?|publications|study|studies|surveys?|literature|research|work)"  # as nouns
_NOUN = re.compile(rf"\b{PAPERS}\s*$", re.IGNORECASE)
# Of papers, whatever else is said: a verb such as "works" or "study" does not count.
_ASKED_FOR = re.compile(
    r"\b(?:papers?|articles?|preprints?|publications?|studies|surveys?|literature"
    r"|(?:recent|new|prior|previous|related|other|any|all|the|more|some|what|which)\s+"
    r"(?:work|research|study|advances|progress)"
    r"|(?:recent|prior|previous|related|other|all|published)\s+works|anything|everything|something"
    r"|(?:published|posted|submitted|uploaded)"
    r"|what(?:['’]s| is| was| are| were)? (?:new|hot|recent|trending|out|there))\b"
    r"|^\s*(?:research|work|works)\s+(?:on|about|by|in|of|since|from)\b",
    re.IGNORECASE,
)
_KIND_OF_PAPER = re.compile(
    rf"\b(?:{PAPERS}|methods|approaches|techniques|benchmarks|datasets|results|advances|progress|published|released"
    r"|posted|submitted|announced|written|proposed|introduced|presented|developed|new|out|works)\s*$",
    re.IGNORECASE,
)
# A date behind one of these is theirs: data from 2021, events before 2020, a cutoff of September 2021.
_DATED_THINGS = re.compile(
    r"\b(?:data|events?|news|elections?|cut-?off|drift|prices?|crisis|pandemic|war|exams?|olympiads?|competitions?|challenges?"
    r"|season|incidence|mortality)\s*$",
    re.IGNORECASE,
)
# Likewise, unless papers on them are asked for.
_PERHAPS_DATED = re.compile(
    r"\b(?:tweets|posts|documents|texts|records|knowledge|questions|problems|images|reports?|cases|patients|facts|days|rates?"
    r"|observations|measurements|samples|collections?)\s*$",
    re.IGNORECASE,
)
# Done to something at that time, or by that person: "collected between …", "inspired by …".
_DONE = re.compile(
    r"\b(?!published|released|posted|submitted|announced|proposed|introduced|presented|developed|uploaded|dated)"
    r"(?:[a-z]{2,}ed|written|given|driven|shown|known|made|built|held|led|won|taken|seen|drawn|chosen|found|taught|cut|done"
    r"|run|fallen|risen|grown|been)\s*$",
    re.IGNORECASE,
)
# What happened in the world: "Has accuracy improved since …?", "Sepsis has fallen from …".
_HAPPENED = re.compile(
    r"^\s*(?:(?:how|why|when|where|what|which \w+)\s+)?(?:has|have|had|did|was|were)\b|^\s*(?:who|when)\b"
    r"|^\s*(?:is|are|do|does|can|could|will|would|should)\b(?!\s+there\b)|^\s*what (?:changed|happened)\b"
    r"|\b(?:did|was|were)\b(?=[^?]*\?)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^\W*(?:what|which|who|whom|whose|when|where|why|how|is|are|do|does|did|can|could|has|have|show|find|list|give|tell|search"
    r"|explain|describe|summari[sz]e|compare|only|any|please|since|from|between|before|after|until|in|by|and|but)\b",
    re.IGNORECASE,
)
_STATES = re.compile(r"\b(?:has|have|had|was|were|is|are|been|did|does|can|cannot|will)\b", re.IGNORECASE)
_TURNS_ROUND = re.compile(
    r"(?:\b(?:not|non|never|except(?:\s+for)?|excluding|exclude|excepting|without|other\s+than|apart\s+from|neither|nor|no)|n['’]t)"
    r"\s+(?:(?:those|ones|the|any|papers?|works?|published|written|authored|posted|from|in|by|of)\s+){0,4}$",
    re.IGNORECASE,
)
# "What's new this week?" asks for whatever there is.
_LISTS = re.compile(
    r"^\W*(?:what(?:['’]s| is| was| are| were)?\s+(?:new|hot|recent|trending|out|there|published|posted)"
    r"|(?:and\s+)?(?:show|list|find|give|which|what|any|are there|is there|were there)\b(?:\s+\w+){0,3}?"
    r"\s+(?:papers?|works?|articles?|preprints?|studies|publications))\b",
    re.IGNORECASE,
)
_REACH = 80  # characters before a phrase that are looked at


def asks_for_papers(text: str) -> bool:
    """Tell whether papers as such are asked for: "papers on moss", "what's new", "anything on ferns"."""
    return bool(_ASKED_FOR.search(text))


def lists_papers(text: str) -> bool:
    """Tell whether a question asks for whatever papers there are: "what's new?", "show me the papers"."""
    return bool(_LISTS.match(text))


def follows_papers(before: str) -> bool:
    """Tell whether what stands before a phrase ends with a word for papers: "papers", "recent work"."""
    return bool(_NOUN.search(before[-_REACH:]))


def follows_kind_of_paper(before: str) -> bool:
    """Tell whether what stands before a phrase ends with papers or what they are about: "methods", "published"."""
    return bool(_KIND_OF_PAPER.search(before[-_REACH:]))


def follows_dated_thing(before: str, *, papers: bool) -> bool:
    """Tell whether what stands before a date has its own dates: "data", "events"; fewer do where papers are meant."""
    end = before[-_REACH:]
    return bool(_DATED_THINGS.search(end)) or (not papers and bool(_PERHAPS_DATED.search(end)))


def follows_deed(before: str) -> bool:
    """Tell whether what stands before a phrase ends with something done: "trained", "inspired", not "published"."""
    return bool(_DONE.search(before[-_REACH:]))


def is_turned_round(before: str) -> bool:
    """Tell whether what stands before a phrase makes it mean the opposite: "not", "except those"."""
    return bool(_TURNS_ROUND.search(before[-_REACH:]))


def tells_of_the_world(text: str) -> bool:
    """Tell whether a text is about what happened, or states something: its dates are not those of papers."""
    return bool(_HAPPENED.search(text)) or (not _ASKS.match(text) and bool(_STATES.search(text)))
