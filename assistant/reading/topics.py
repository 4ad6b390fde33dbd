"""What papers must not be about, as people say it to us: "papers on moss but not ferns", "Never mention Zebrafold".

What is said of the world stays a topic: "methods without labels", "theory but not practice", "training without masks".
A frame counts where it is a command ("exclude surveys"), stands alone as a turn ("but not CRAG"), or limits papers that
are asked for.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from assistant.reading import phrases
from index.names import names

_LEAD = (
    r"(?:(?:the|any|all|other)\s+)?(?:(?:ones|those|papers?|works?|articles?)\s+)?(?:(?:on|about|with|using"
    r"|from|that\s+use)\s+)?(?:(?:the|any|an?)\s+)?"
)
_TOPIC = r"(?P<topic>[^\s,;?!.()](?:[^,;?!.()]|\.(?=\w)){0,80}?)"
_TAIL = (
    r"(?:\s+(?:papers|ones|please|though|either|too|as\s+well|also|(?:this|that)\s+time|(?:any\s?more|again|from\s+now\s+on"
    r"|at\s+all|then|in\s+(?:your|the)\s+answers?)))*"
)
_ENDS = r"(?=\s*(?:[,;?!)]|\.(?:\s|$)|$|\b(?:since|before|after|from|between|published|in\s+(?:19|20)\d\d)\b))"
_STOPS = r"(?=\s*(?:[;?!]|[.:](?:\s|$)|$|,\s*(?:please|thanks|and|but|what|which|how|who)\b))"
_NOT = r"(?:do\s+not|don['’]?t|never|(?:and|but)\s+not)"
_TELL = (
    r"(?:(?:ever|please|ever\s+again)\s+)?(?:mention|include|cite|show(?:\s+me)?|list|consider"
    r"|tell\s+me\s+about|talk\s+about|speak\s+(?:of|about)"
    r"|give\s+me|return|bring\s+up|refer\s+to|quote|recommend|suggest|count|search(?:\s+for)?|use"
    r"|want(?:\s+to\s+(?:see|hear|read))?(?:\s+about)?)"
)
_TO_US = (
    r"(?:(?:^|(?<=[.?!;:]))\W*(?:(?:and|but|also|please|then|now|just|so)\b[\s,]*)*|,\s*(?:(?:and"
    r"|but)\s+)?(?:please\s+)?)"
)
# A command: whatever follows it is meant.
_COMMANDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_TO_US}(?:i\s+|we\s+)?{_NOT}\s+{_TELL}\s+{_LEAD}{_TOPIC}{_TAIL}{_STOPS}",
        rf"{_TO_US}(?:i\s+|we\s+)?(?:would\s+)?(?:rather\s+)?(?:exclude|omit|leave\s+out|filter\s+out|excluding"
        rf"|leaving\s+out)\s+{_LEAD}{_TOPIC}{_TAIL}{_STOPS}",
        rf"{_TO_US}(?:leave|keep)\s+{_LEAD}{_TOPIC}\s+(?:out|aside|away)(?:\s+of\s+(?:it|this))?{_TAIL}{_STOPS}",
        rf"{_TO_US}nothing\s+(?:about|on)\s+{_LEAD}{_TOPIC}{_TAIL}{_STOPS}",
    )
)
# A verb that says much else: only with a name or a kind of paper behind it.
_WEAK_COMMANDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_TO_US}(?:avoid|skip|ignore|disregard|drop|remove|hide|forget(?:\s+about)?|no\s+more"
        rf"|no)\s+{_LEAD}{_TOPIC}{_TAIL}{_STOPS}",
        r"^\W*(?:(?:except|besides|excluding|other\s+than|apart\s+from"
        rf"|aside\s+from)(?:\s+for)?)\s+{_LEAD}{_TOPIC}(?=,)",
    )
)
# Only behind a question for whatever there is, or for what a named thing is.
_LIMITS = re.compile(
    r"(?:,\s*(?:but\s+)?(?:without|minus|no|not)|\bbut\s+(?:not|no|without)|\bexcept(?:\s+for)?|\bexcluding"
    r"|\bother\s+than|\bapart\s+from"
    rf"|\baside\s+from)\s+{_LEAD}{_TOPIC}{_TAIL}{_STOPS}",
    re.IGNORECASE,
)
_LISTS = re.compile(
    r"^\W*(?:(?:which|what)\b[^?]*\b(?:are\s+there|exist|do\s+you\s+(?:have|know)|is\s+there)\b|(?:list"
    r"|show|find|name|recommend|suggest"
    r"|give\s+me|any|are\s+there|is\s+there)\b)",
    re.IGNORECASE,
)
_DEFINED = re.compile(r"^\W*(?:what|who)\s+(?:is|are)\s+(?:an?\s+|the\s+)?(?P<name>[^\s,;?]+)(?=,)", re.IGNORECASE)
# The whole turn: it limits what was asked before.
_ALONE = re.compile(
    r"^\W*(?:(?:(?:and|but)(?!\s+(?:not|no)\b)|now|then|so|the\s+same(?:\s+(?:question|list))?|same(?:\s+(?:question|list))?|again"
    r"|those|these|them|all|(?:any|every)thing"
    r"|only|what\s+about|how\s+about)\b[\s,:]*)*"
    r"(?:without|not\s+(?:about|the|any)|(?P<weak>not|no)(?!\s+on\b)|(?:but|and)\s+(?:not|no)(?!\s+on\b)|except(?:\s+for)?|excluding"
    r"|apart\s+from|aside\s+from"
    rf"|other\s+than|besides|minus|(?<=\ball\s)but|(?<=thing\s)but)\s+{_LEAD}{_TOPIC}{_TAIL}[\s.!?]*$",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r",?\s*\b(?:but\s+not|and\s+not|but\s+without|but\s+no|excluding|except(?:\s+for)?|other\s+than"
    r"|apart\s+from|aside\s+from|not\s+about)\s+"
    rf"{_LEAD}{_TOPIC}(?:\s+(?:papers|ones|please|though|either))?{_ENDS}",
    re.IGNORECASE,
)
_NO_TOPIC = re.compile(
    r"(?:in|at|on|for|to|by|of|when|if|as|too|so|only|just|always|necessarily|yet|all|both|every|the\s+same"
    r"|vice|since|before"
    r"|after|until|from|between|those|these|that|this|it|them|me|us|you|necessary|limited|is|are|be|vs|how"
    r"|why|what|which|who"
    r"|(?:19|20)\d\d\b|more|less|fewer|than|anything|everything|nothing|filters?|limits?|restrictions?|constraints?|date|author)\b",
    re.IGNORECASE,
)
# "a way of excluding outliers", "models that memorise but not generalise"
_OWN_VERB = re.compile(
    r"(?:\b(?:for|by|of|when|while|after|before|to|from|via|through|in|on)|\b(?:that|which|who|can|to|do"
    r"|does)\s+\w+|\()\s*$",
    re.IGNORECASE,
)
_ASKS_WHY = re.compile(
    r"\s*(?:why|how|is|are|was|were|does|do|did|can|could|should)\b(?!\s+(?:there|you|we|i)\b)", re.IGNORECASE
)
_KIND = re.compile(
    r"^(?:surveys?|reviews?|overviews?|tutorials?|benchmarks?|datasets?|position\s+papers?|theses|thesis"
    r"|workshop\s+papers?"
    r"|technical\s+reports?|meta-?analys[ei]s|preprints?)$",
    re.IGNORECASE,
)
# As many plain words with a capital behind the first word, and as large a share: it is a title.
_MANY_CAPITALS, _MOSTLY = 2, 0.7
_PLAIN_WORD = re.compile(r"(?<=\s)[A-Za-z][a-z]{3,}(?:-\w+)*")
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
    if _is_title(text):
        return None
    return _said_to_us(text) or _of_papers(text)


def _said_to_us(text: str) -> Found | None:
    alone = _ALONE.match(text)
    if alone and (found := _found(alone, named=bool(alone["weak"]))):
        return found
    for patterns, named in ((_COMMANDS, False), (_WEAK_COMMANDS, True)):
        for pattern in patterns:
            for command in pattern.finditer(text):
                if found := _found(command, named=named):
                    return found
    defined = _DEFINED.match(text)
    of_a_name = bool(defined and names(defined["name"]))
    limit = _LIMITS.search(text) if of_a_name or _LISTS.match(text) else None
    return _found(limit, named=not of_a_name) if limit else None


def _of_papers(text: str) -> Found | None:
    """Return what limits the papers that are asked for."""
    if not phrases.asks_for_papers(text) or _ASKS_WHY.match(text):
        return None
    for frame in _FRAME.finditer(text):
        before = text[max(0, frame.start() - _REACH) : frame.start()]
        if _OWN_VERB.search(before) and not frame[0].startswith(","):
            continue
        if found := _found(frame, named=False):
            return found
    return None


def _found(frame: re.Match[str], *, named: bool) -> Found | None:
    """Return the topics of a frame, or None if they are none; with `named`, only names and kinds of papers are."""
    topic = frame["topic"].strip()
    if _NO_TOPIC.match(topic) or len(topic.split()) > _MOST_WORDS or "\ufffc" in topic:
        return None
    topics = tuple(_OR.split(topic))
    if named and not all(_KIND.match(one) or _is_named(one) for one in topics):
        return None
    return Found(topics, *frame.span())


def _is_named(topic: str) -> bool:
    """Tell whether a topic is a name: "Qwen", "GPT-4", "jina-embeddings-v3"."""
    return bool(names(topic)) or topic[0].isupper() or any(sign.isdigit() for sign in topic)


def _is_title(text: str) -> bool:
    """Tell whether a text is written as titles are, where "Skip Connections Matter" commands nothing."""
    words = [word for word in _PLAIN_WORD.findall(text.strip()) if not names(word)]
    capitals = len([word for word in words if word[0].isupper()])
    return capitals >= _MANY_CAPITALS and capitals >= _MOSTLY * len(words)
