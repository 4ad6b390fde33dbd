"""What papers must not be about, as people say it to us: "papers on moss but not ferns", "without surveys".

What is said of the world stays a topic: "training without labels", "theory but not practice". So in a question only
what limits the papers that are asked for counts, and else what is a subject of the library's papers: "LLM agents
without reinforcement learning", "retrieval without embeddings". Of labels papers say that they do without them; that
is what is sought, and no limit. In a turn that is known to set a limit (`sure`), any such word counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

from assistant.conversation import context
from index.names import names
from index.terms import terms

_LEAD = (
    r"(?:(?:the|any|all|other)\s+)?(?:(?:ones|those|papers?|works?|articles?|stuff)\s+)?(?:(?:on|about|with|using|from"
    r"|for|in|that\s+use|that\s+are\s+about)\s+)?(?:(?:the|any|an?)\s+)?"
)
_TOPIC = r"(?P<topic>[^\s,;?!.()](?:[^,;?!.()]|\.(?=\w)){0,80}?)"
_TAIL = (
    r"(?:\s+(?:papers|ones|please|pls|though|either|too|again|any\s?more|at\s+all|from\s+now\s+on"
    r"|in\s+(?:your|the)\s+answers?))*"
)
_ENDS = (
    r"(?=\s*(?:[,;?!)]|\.(?:\s|$)|$|\b(?:since|before|after|from|between|published|are\s+there"
    r"|in\s+(?:19|20)\d\d)\b))"
)
_FRAME = re.compile(
    r",?\s*\b(?:but\s+not|and\s+not|but\s+without|but\s+no|(?<=,\s)(?:without|not|no)|excluding|except(?:\s+for)?"
    rf"|other\s+than|apart\s+from|aside\s+from|(?:(?:that|which)\s+(?:are|is)\s+)?not\s+about)\s+{_LEAD}{_TOPIC}{_TAIL}{_ENDS}",
    re.IGNORECASE,
)
# Where papers are not asked for; "without" and "no" say more often how something is done.
_STRONG = re.compile(
    r"(?P<comma>,)?\s*(?:\b(?:but|and)\s+(?:not|no|without)|(?<=,\s)not|\bnot(?=\s+(?:about|using|for|in|on)\b)"
    r"|\b(?P<names>excluding|except(?:\s+for)?|apart\s+from|aside\s+from|other\s+than))"
    rf"\s+{_LEAD}{_TOPIC}{_TAIL}{_ENDS}",
    re.IGNORECASE,
)
_WEAK = re.compile(rf"(?P<comma>,)?\s*(?:\b(?:without|w/o)|(?<=,\s)no)\s+{_TOPIC}{_TAIL}{_ENDS}", re.IGNORECASE)
_CLAUSE = re.compile(r"\b(?:that|which|who|what|when|where|whether|if|knowing)\b|^\W*(?:how|why)\b", re.IGNORECASE)
_SURE = (
    re.compile(
        r"\b(?:without|w/o|excluding|exclude|except(?:\s+for)?|other\s+than|(?:apart|aside)\s+from|besides"
        r"|minus|nothing\s+but"
        r"|(?:leave|keep|filter)\s+out|avoid|skip|hide|drop|omit|remove|ohne|sans|sin"
        r"|no\s+more|not(?:hing)?(?:\s+(?:on|about))?"
        r"|no|but(?!\s+(?:not|no|without))|(?:don['’]?t|do\s+not"
        r"|never|not)\s+(?:\w+\s+){0,2}?(?:mention|show|want|include"
        r"|use|cite|list|see|search))"
        rf"\s+(?:me\s+|for\s+|out\s+)?{_LEAD}{_TOPIC}(?:\s+out)?{_TAIL}\s*[.!?]*(?:[,:;]|$|\s+but\s+)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^\W*(?:(?:please|leave|keep)\s+)*{_LEAD}{_TOPIC}\s+(?:excluded|out|away|aside){_TAIL}\W*$", re.IGNORECASE
    ),
)
_NO_TOPIC = re.compile(
    r"(?:[a-z]+ing\s+\w|(?:in|at|on|for|to|by|of|when|if|as|too|so|only|just|always|necessarily|yet"
    r"|all|both|every|the\s+same|since|before"
    r"|after|until|from|between|those|these|that|this|it|them|me|us|you|is|are|be|vs|how|why|what|which|who"
    r"|(?:19|20)\d\d"
    r"|more|less|fewer|than|anything|everything|nothing|older|newer|earlier|later|filters?|limits?|exclusions?|restrictions?|date)\b)",
    re.IGNORECASE,
)
# "a way of excluding outliers", "models that memorise but not generalise"
_OWN_VERB = re.compile(
    r"(?:\b(?:for|by|of|when|while|after|before|to|from|via|through|in|on)|\b(?:that|which|who"
    r"|can|to|do|does)\s+\w+|\()\s*$",
    re.IGNORECASE,
)
_ASKS_WHY = re.compile(
    r"\s*(?:why|how(?!\s+many)|is|are|was|were|does|do|did|can|could|should)\b(?!\s+(?:there|you|we|i)\b)",
    re.IGNORECASE,
)
_DEFINED = re.compile(r"^\W*(?:what|who)\s+(?:is|are)\s+(?:an?\s+|the\s+)?(?P<name>[^\s,;?]+)(?=,)", re.IGNORECASE)
_OR = re.compile(r"\s+(?:or|and|nor)\s+", re.IGNORECASE)
_MOST_WORDS = 5  # of a topic to leave out
_REACH = 80  # characters before the frame that are looked at


class Found(NamedTuple):
    """The topics to leave out, and where they stand in the text."""

    topics: tuple[str, ...]
    start: int
    end: int


Subject = Callable[[str], Literal["", "some", "main"]]


def read_exclusions(text: str, subject: Subject = lambda _: "", *, sure: bool = False) -> Found | None:
    """Return the first topics to leave out in `text`, or None. Quotations stand in it as U+FFFC.

    `subject` tells whether words are what some of the library's papers are about, and whether of many of which hardly
    one speaks of doing without it.
    """
    if sure:
        frames = (frame for pattern in _SURE if (frame := pattern.search(text)))
        return next((found for frame in frames if (found := _found(frame))), None)
    defined = _DEFINED.match(text)
    of_a_name = bool(defined and names(defined["name"]))
    if of_a_name or (context.asks_for_papers(text) and not _ASKS_WHY.match(text)):
        for frame in _FRAME.finditer(text):
            before = text[max(0, frame.start() - _REACH) : frame.start()]
            of_papers = not _OWN_VERB.search(before) or frame[0].startswith(",")
            if of_papers and (found := _found(frame)):
                return found
    return _of_subjects(text, subject)


def _of_subjects(text: str, subject: Subject) -> Found | None:
    """Return the subjects to leave out where the words alone do not tell that papers are limited."""
    asks = bool(_ASKS_WHY.match(text))
    for pattern in (_STRONG, _WEAK):
        for frame in pattern.finditer(text):
            before, strong = text[: frame.start()], pattern is _STRONG
            named = strong and frame["names"]
            if not terms(before) or (asks and not (named and frame["comma"])):
                continue
            if (
                not frame["comma"]
                and (_CLAUSE.search(before) or _OWN_VERB.search(before))
                and not context.asks_for_papers(text)
            ):
                continue
            found = _found(frame)
            if found and all(subject(topic) in (("some", "main") if strong else ("main",)) for topic in found.topics):
                return found
    return None


def _found(frame: re.Match[str]) -> Found | None:
    topic = frame["topic"].strip()
    if _NO_TOPIC.match(topic) or len(topic.split()) > _MOST_WORDS or "\ufffc" in topic:
        return None
    return Found(tuple(_OR.split(topic)), *frame.span())
