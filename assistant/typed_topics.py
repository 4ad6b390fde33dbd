"""What papers must not be about, as people type it: "papers on moss but not ferns", "excluding surveys".

Only clear frames are read, and only of papers: "methods without labels" and "theory but not practice" are topics.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from assistant import phrases

_FRAME = re.compile(
    r",?\s*\b(?:but\s+not|and\s+not|but\s+without|but\s+no|excluding|except(?:\s+for)?|other\s+than|not\s+about)\s+"
    r"(?:(?:the\s+|any\s+)?(?:ones|those|papers?|works?)\s+)?(?:(?:on|about|with|using|that\s+use)\s+)?"
    r"(?:(?:the|any|an?)\s+)?([^\s,;?!.()][^,;?!.()]{0,80}?)(?:\s+(?:papers|ones|please|though|either))?"
    r"(?=\s*(?:[,;?!)]|\.(?:\s|$)|$|\b(?:since|before|after|from|between|published|in\s+(?:19|20)\d\d)\b))",
    re.IGNORECASE,
)
_NO_TOPIC = re.compile(
    r"(?:in|at|on|for|to|by|of|when|if|as|too|so|only|just|always|necessarily|yet|all|both|every|the\s+same|vice|since|before"
    r"|after|until|from|between|those|these|that|this|it|them|necessary|limited|is|are|be|vs)\b",
    re.IGNORECASE,
)
# "a way of excluding outliers", "models that memorise but not generalise"
_OWN_VERB = re.compile(
    r"(?:\b(?:for|by|of|when|while|after|before|to|from|via|through|in|on)|\b(?:that|which|who|can|to|do|does)\s+\w+|\()\s*$",
    re.IGNORECASE,
)
_ASKS_WHY = re.compile(r"\s*(?:why|how|is|are|was|were|does|do|did|can|could|should)\b(?!\s+there\b)", re.IGNORECASE)
_OR = re.compile(r"\s+(?:or|and|nor)\s+", re.IGNORECASE)
_MOST_WORDS = 5  # of a topic to leave out
_REACH = 80  # characters before the frame that are looked at


class Found(NamedTuple):
    """The topics to leave out, and where they stand in the text."""

    topics: tuple[str, ...]
    start: int
    end: int


def read_topics(text: str) -> Found | None:
    """Return the first topics to leave out in `text`, or None. Quotations stand in it as U+FFFC."""
    if not phrases.asks_for_papers(text) or _ASKS_WHY.match(text):
        return None
    for found in _FRAME.finditer(text):
        topic = found[1].strip()
        if _NO_TOPIC.match(topic) or len(topic.split()) > _MOST_WORDS or "\ufffc" in topic:
            continue
        before = text[max(0, found.start() - _REACH) : found.start()]
        if _OWN_VERB.search(before) and not found[0].startswith(","):
            continue
        return Found(tuple(_OR.split(topic)), *found.span())
    return None
