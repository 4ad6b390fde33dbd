"""What people say of the papers of the last answer as a list: "the second one", "which is newest?", "compare them".

A turn counts only where it can mean nothing else: "the second stage" and "the first paper to use gates" are topics, and
so is "the newest paper on moss".
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

_LONGEST = 200  # characters; who types more says what it is about
_ORDINALS = {
    word: place
    for place, words in enumerate(
        "first,1st,former second,2nd third,3rd fourth,4th fifth,5th sixth,6th seventh,7th eighth,8th ninth,9th".split()
    )
    for word in words.split(",")
} | {"last": -1, "latter": -1, "final": -1, "second to last": -2, "penultimate": -2}
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5} | {str(number): number for number in range(2, 10)}
_ORDINAL = rf"(?:{'|'.join(sorted(_ORDINALS, key=len, reverse=True))})"
_COUNT = rf"(?:{'|'.join(_COUNTS)})"
_ONE = r"(?:one|paper|article|work|study|result|source|entry|item|reference)"
_OF_LIST = (
    r"(?:\s+(?:of\s+(?:these|those|them)|(?:(?:in|on|from|of)\s+(?:the|your|this|that)\s+(?:list|answer))|above|here))"
)
# What may stand behind "the second": nothing that it would be the second of.
_CLOSES = (
    r"(?=\s*(?:$|[?.!,;:)]|['’]s\b|(?:and|or|please|in\s+(?:more\s+)?detail|again|instead|is|are|was|does"
    r"|do|did|has|have|says?|works?"
    r"|uses?|report|reports|compare|compares|differ|differs|say|with|to\s+the|from\s+the|than\s+the|better"
    r"|about\s*[?.!]*$)\b))"
)
_NO_MORE = r"(?!\s+(?:to|that|which|who|on|for|with|in|of|about|by|using|where)\b)"
_PICK = re.compile(
    rf"\b(?:the|that)\s+(?P<first>first|last|top)\s+(?P<count>{_COUNT})(?:\s+(?:papers|ones|articles|works"
    rf"|results|of\s+(?:these|those|them)))?{_CLOSES}"
    rf"|\b(?:the|that)\s+(?P<word>{_ORDINAL})(?:(?:\s+{_ONE}(?:{_OF_LIST}|{_NO_MORE})|{_OF_LIST})|{_CLOSES})"
    rf"|\b(?:paper|source|number|no\.|result|entry|reference)\s*#?(?P<number>\d{{1,2}})(?![\d.%])\b{_CLOSES}"
    rf"|\[(?P<mark>\d{{1,2}})\]"
    rf"|(?<=\band\s)(?P<and>{_ORDINAL})(?:\s+{_ONE}s?)?{_CLOSES}",
    re.IGNORECASE,
)
_MANY_PICKED = re.compile(rf"\bthe\s+(?P<word>{_ORDINAL})(?=\s*(?:,|and\b))", re.IGNORECASE)
_THESE = r"(?:these|those|them|the\s+(?:two|three|four|papers?|above|results?|list|ones|others))"
_AND = r"^\W*(?:(?:and|but|so|ok(?:ay)?|now|then|please|can\s+you|could\s+you)\b[\s,]*)*"
_WHICH = (
    rf"(?:(?:which|what)(?:\s+(?:one|ones|paper|papers|of\s+{_THESE}))?(?:\s+of\s+{_THESE})?\s+(?:is|are|was"
    r"|were|came|appeared)\s+(?:out\s+|published\s+)?|(?:what\s+is|show(?:\s+me)?|give\s+me)\s+)?"
)
_END = rf"(?:\s+(?:one|ones|paper|papers|published|out))?(?:\s+(?:of|among|in)\s+{_THESE})?(?:\s+please)?[\s?.!]*$"
_NEWEST = re.compile(
    rf"{_AND}(?:of\s+{_THESE},?\s+)?{_WHICH}(?:the\s+)?(?:newest|newer|most\s+recent|more\s+recent|latest"
    rf"|youngest|published\s+last|out\s+last){_END}",
    re.IGNORECASE,
)
_OLDEST = re.compile(
    rf"{_AND}(?:of\s+{_THESE},?\s+)?{_WHICH}(?:the\s+)?(?:oldest|older|earliest|earlier|least\s+recent"
    rf"|first\s+published|first|out\s+first){_END}",
    re.IGNORECASE,
)
# "Any newer ones?" asks for others.
_OTHERS = re.compile(
    rf"{_AND}(?:(?:any|some|are\s+there|is\s+there|show(?:\s+me)?|give\s+me|what\s+about|what|which)\b\s*)*(?:(?:anything|something)\s+)?"
    r"(?:(?P<newer>newer|later|more\s+recent)|older|earlier)(?:\s+(?:ones|papers|work|works|than\s+(?:that|this|these|those)))?\W*$",
    re.IGNORECASE,
)
_OTHER_PAPERS = re.compile(r"\b(?:ones|papers|works?|anything|something|than)\b", re.IGNORECASE)
_FIRST_ALONE = re.compile(rf"{_AND}(?:the\s+)?first\b", re.IGNORECASE)  # "the first one" is a place in the list
_SORT = re.compile(
    rf"{_AND}(?:(?:sort|order|list|rank|arrange|show)(?:\s+me)?(?:\s+(?:it|all|{_THESE}"
    r"|again))*\s+)?(?:(?:in\s+order\s+of|by|according\s+to)\s+(?:their\s+|the\s+)?"
    r"(?:publication\s+|release\s+)?(?:dates?|years?|age|time)|(?:in\s+)?chronological(?:ly|\s+order)"
    r"|(?:from\s+)?(?:newest|latest|oldest|most\s+recent)"
    r"(?:\s+(?:first|to\s+(?:newest|oldest|latest))))(?:,?\s*(?:newest|oldest|latest)\s+first)?(?:\s+please)?[\s?.!]*$",
    re.IGNORECASE,
)
_OLD_FIRST = re.compile(r"\boldest\s+(?:first|to)|\bchronological", re.IGNORECASE)
_LINK = re.compile(
    rf"{_AND}(?:(?:give|show|send|get|share|list)(?:\s+me|\s+us)?\s+|(?:what|where)(?:['’]s|\s+is|\s+are)\s+"
    r"|i\s+(?:need|want)\s+|do\s+you\s+have\s+)?"
    r"(?:(?:the|its|their|a|all|any)\s+)*(?:links?|urls?|pdfs?|addresses|arxiv\s+(?:links?|ids?|numbers?|pages?))"
    rf"(?:\s+(?:to|of|for)\s+(?:it|this|that|{_THESE}|(?:this|that|the)\s+paper))?(?:\s+please)?[\s?.!]*$"
    rf"|{_AND}where\s+can\s+i\s+(?:read|find|download|get|see|access)\s+(?:it|this|that|{_THESE}|(?:this"
    r"|that|the)\s+paper)[\s?.!]*$",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    rf"{_AND}(?:(?:compare|contrast)(?:\s+(?:it\s+all|both(?:\s+of\s+them)?|all(?:\s+of\s+(?:them|these))?"
    rf"|{_THESE}))?(?:\s+(?:to|with)\s+each\s+other|\s+side\s+by\s+side)?"
    rf"|how\s+(?:do|are)\s+(?:they|these|those|the\s+two|both)\s+(?:compare|differ(?:ent)?)(?:\s+from\s+each\s+other)?"
    r"|what(?:['’]s|\s+is|\s+are)\s+the\s+differences?(?:\s+between\s+(?:the\s+two|both"
    rf"|{_THESE}))?)(?:\s+please)?[\s?.!]*$",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    rf"{_AND}(?:(?:which|how\s+many|who|what|any|all|some|do\s+any|does\s+any|is\s+any|are\s+any|none|each"
    r"|one)\s+(?:one\s+|ones\s+)?of\s+(?:these|those|them)\b"
    r"|which\s+ones?\b(?!\s+of\b)"
    r"|which\s+(?:is|are|was|were|performs?|works?|does|do)\s+(?:the\s+)?(?:better|best|worse|worst|faster"
    r"|fastest|slower|cheaper|cheapest|larger|largest"
    r"|smaller|smallest|stronger|strongest|simpler|simplest|more\s+\w+|most\s+\w+)\s*(?:one)?\W*$)",
    re.IGNORECASE,
)

Told = Literal["newest", "oldest", "newest first", "oldest first", "link"]


class Picked(NamedTuple):
    """Places in a list, from 0 or from the end, and where the words for them stand in the question."""

    places: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]


def picked(question: str, count: int) -> Picked | None:
    """Return which of `count` papers a question picks, or None; a place that is not there picks nothing."""
    if len(question) > _LONGEST or not count:
        return None
    places, spans = list[int](), list[tuple[int, int]]()
    found = sorted(
        {one.span(): one for pattern in (_MANY_PICKED, _PICK) for one in pattern.finditer(question)}.values(),
        key=lambda one: one.start(),
    )
    if not any(one.re is _PICK for one in found):  # "the first and foremost"
        return None
    for one in found:
        places += _places(one, count)
        spans.append(one.span())
    inside = [place % count for place in places if -count <= place < count]
    return Picked(tuple(dict.fromkeys(inside)), tuple(spans)) if inside else None


def told_of_list(question: str) -> Told | None:
    """Return what a turn wants told of the papers listed: which is newest or oldest, their order, their links."""
    if len(question) > _LONGEST or others_by_date(question):
        return None
    if _SORT.match(question):
        return "oldest first" if _OLD_FIRST.search(question) else "newest first"
    if _NEWEST.match(question):
        return "newest"
    if _OLDEST.match(question) and not _FIRST_ALONE.match(question):
        return "oldest"
    return "link" if _LINK.match(question) else None


def others_by_date(question: str) -> Literal["newer", "older"] | None:
    """Tell whether a turn asks for papers newer or older than those listed: "anything newer?", "older ones?"."""
    found = _OTHERS.match(question) if len(question) <= _LONGEST else None
    if not found or not _OTHER_PAPERS.search(found[0]):
        return None
    return "newer" if found["newer"] else "older"


def compares_list(question: str) -> bool:
    """Tell whether a turn asks to compare the last papers with each other: "compare them", "how do they differ?"."""
    return len(question) <= _LONGEST and bool(_COMPARE.match(question))


def asks_within(question: str) -> bool:
    """Tell whether a question is about the papers listed: "which of them use moss?", "which one has most ferns?"."""
    return len(question) <= _LONGEST and bool(_WITHIN.match(question))


def _places(found: re.Match[str], count: int) -> list[int]:
    groups = found.groupdict()
    if groups.get("count"):
        many = min(_COUNTS[groups["count"].lower()], count)
        return list(range(count - many, count) if groups["first"].lower() == "last" else range(many))
    number = groups.get("number") or groups.get("mark")
    if number:
        return [int(number) - 1] if int(number) else []
    word = groups.get("word") or groups.get("and") or ""
    return [_ORDINALS[word.lower()]]
