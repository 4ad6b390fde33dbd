"""What kind of question somebody asks, told by its wording, and which things it is about.

English, and by phrases alone: a question in other words is `open`, which every use of a kind treats as the usual case.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from index import cues
from index.names import names

Kind = Literal["definition", "method", "figure", "papers", "comparison", "claim", "open"]


class Asking(NamedTuple):
    """The kind of a question; the things that a definition or a comparison is about, in its own words."""

    kind: Kind
    subjects: tuple[str, ...] = ()
    condition: str = ""  # on what things are compared: "on GLUE"


_AFTER = " (asked after: "  # how a follow-up names the question before it
_REACH = 500  # characters of a question that are looked at: more would be slow, and says no more of its kind
_END = r"\s*[?.!]*\s*$"
_COMPARES = tuple(
    re.compile(pattern + _END, re.IGNORECASE)
    for pattern in (
        r"^(?:please )?(?:compare|contrast)\s+(?P<one>.+?)\s+(?:and|with|to|against|versus|vs\.?)\s+(?P<two>.+?)",
        r"\bdifferences?\s+between\s+(?P<one>.+?)\s+and\s+(?P<two>.+?)",
        r"^how\s+(?:do|does|are|is)\s+(?P<one>.+?)\s+(?:differ|different)\s+from\s+(?P<two>.+?)",
        r"^how\s+(?:do|does|are)\s+(?P<one>.+?)\s+and\s+(?P<two>.+?)\s+(?:differ|compare|relate)\b.*",
        r"^how\s+(?:do|does)\s+(?P<one>.+?)\s+(?:compare|relate)\s+(?:to|with|against)\s+(?P<two>.+?)",
        r"^(?:is|are|does|do|which is better,?)\s+(?P<one>.+?)\s+(?:(?:better|worse|faster|cheaper|slower|stronger)"
        r"(?:\s+than)|outperform|beat|or|versus|vs\.?)\s+(?P<two>.+?)",
        r"^(?P<one>\S+(?:\s\S+){0,3})\s+(?:versus|vs\.?)\s+(?P<two>\S+(?:\s\S+){0,3}?)",
    )
)
_CONDITION = re.compile(r"\s+(?:on|in|at|under|for|when|with respect to|in terms of)\s.+$", re.IGNORECASE)
_NO_THING = re.compile(
    r"(?:(?:the|all|any|other|its|existing|previous|prior|current|strong|other)\s+)*(?:state[\s-]of[\s-]the[\s-]arts?|sota|baselines?"
    r"|methods?|approach(?:es)?|work|models?|systems?|others?|competitors?|alternatives?|humans?|people|random|chance)"
    r"(?:\s+(?:methods?|models?|approach(?:es)?|baselines?|systems?))?",
    re.IGNORECASE,
)
# What is left of a comparison that was taken apart, and names one thing.
_HALF = re.compile(
    r"^(?:(?:please )?(?:compare|contrast)|what (?:is|are) the differences? between|how (?:do|does|is|are))\s+"
    r"(?P<subject>\S+(?:\s\S+){0,3}?)(?:\s+(?:differ|different|compare))?(?:\s+on\s.*)?" + _END,
    re.IGNORECASE,
)
_OF_PAPERS = (
    r"(?:papers|methods|approaches|techniques|ways|models|works|studies|benchmarks|datasets|data sets|systems|surveys|"
    r"corpora|frameworks|tools|algorithms|architectures|literature|research)\b"
)
_LISTS = re.compile(
    rf"^(?:please )?(?:(?:list|name|give|find|show|recommend|suggest)\b"
    rf"|(?:which|what)\s+(?:\S+\s+){{0,3}}?{_OF_PAPERS}|(?:are|is) there\b|(?:what|which) (?:are|is) (?:the |some )?"
    rf"(?:\S+\s+){{0,2}}?{_OF_PAPERS}|compare\b)|\b(?:papers|works|studies|literature|research) (?:on|about)\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"^(?:please )?(?:what(?:'s|\s+is|\s+are)|define|explain|describe|tell me about|who or what is)\s+"
    r"(?:(?:an?|the|some)\s+)?(?:(?:concept|idea|notion|meaning|definition) of\s+)?(?P<subject>.+?)"
    + _END
    + r"|^what\s+(?:does|do)\s+(?P<other>.+?)\s+(?:mean|stand for)"
    + _END,
    re.IGNORECASE,
)
# "What is the effect of X" asks for a relation; its subject is no name of a thing.
_RELATION = re.compile(
    r"(?<!\S)(?:of|for|between|on|in|used|best|about|with|to|that|when|how|why)(?!\S)", re.IGNORECASE
)
_METHOD = re.compile(r"^(?:how\b|explain how|describe how|in what way|by what means)", re.IGNORECASE)
_ASKS = re.compile(
    r"^(?:please\b|what|which|who|whom|whose|when|where|why|how|is|are|was|were|does|do|did|can|could|should|would|will"
    r"|may|has|have|had|list|name|give|find|show|recommend|suggest|compare|contrast|explain|describe|define|summari[sz]e"
    r"|tell|by how|in what|any|and|but|so|or|more|write|translate|hello|hi|thanks|thank)\b",
    re.IGNORECASE,
)
# What makes a statement of words without a full stop: a verb that a name of a thing seldom has.
_STATES = re.compile(
    r"\s(?:is|are|was|were|has|have|had|can|cannot|may|must|does|do|did|will|would|not|than|reduces?|increases?|improves?"
    r"|decreases?|causes?|prevents?|induces?|promotes?|requires?|needs?|leads?|helps?|interacts?|outperforms?|depends?"
    r"|regulates?|inhibits?|(?:de)?activates?|affects?|contributes?)\s",
    re.IGNORECASE,
)
_WORDS = 3  # a statement has a subject, a verb and more
_TOPIC = 8  # words; a longer text without a verb is no name of a topic


@lru_cache(maxsize=256)
def asking(question: str) -> Asking:
    """Return what `question` asks for; that a follow-up stands in brackets behind it does not count."""
    text = " ".join(question.rpartition(_AFTER)[0 if follows_up(question) else 2][:_REACH].split())
    if _is_claim(text):
        return Asking("claim")
    compared, condition = _compared(text)
    if compared:
        return Asking("comparison", compared, condition)
    if cues.wants_quantity(text):
        return Asking("figure")
    if subject := _alone(text):
        return Asking("definition", subject)
    if _LISTS.search(text) or _is_topic(text):
        return Asking("papers")
    subject = _defined(text)
    if subject:
        return Asking("definition", subject)
    return Asking("method" if _METHOD.match(text) else "open")


def follows_up(question: str) -> bool:
    """Tell whether a question comes with the one before it, which says what it is about."""
    return _AFTER in question


def _is_claim(text: str) -> bool:
    if "?" in text or _ASKS.match(text) or len(text.split()) < _WORDS:
        return False
    return text.endswith(".") or bool(_STATES.search(text))


def _is_topic(text: str) -> bool:
    return "?" not in text and not _ASKS.match(text) and len(text.split()) <= _TOPIC


def _alone(text: str) -> tuple[str, ...]:
    """Return the one thing that is named, where nothing is said of it."""
    found = _HALF.match(text)
    subject = _bare(found["subject"] if found else text)
    return (subject,) if names(subject) == [subject] else ()


def _compared(text: str) -> tuple[tuple[str, ...], str]:
    """Return the two things that are compared and on what, or nothing; "the state of the art" is no such thing."""
    found = next(filter(None, (pattern.search(text) for pattern in _COMPARES)), None)
    if not found:
        return (), ""
    condition = _CONDITION.search(found["two"])
    one, two = _bare(found["one"]), _bare(found["two"][: condition.start()] if condition else found["two"])
    if not (one and two) or any(_NO_THING.fullmatch(side) for side in (one, two)):
        return (), ""
    return (one, two), condition[0].strip() if condition else ""


def _defined(text: str) -> tuple[str, ...]:
    found = _DEFINES.match(text)
    if not found:
        return ()
    subject = _bare(found["subject"] or found["other"])
    named = [part for part in re.split(r",? and ", subject) if names(part)]
    if len(named) > 1:
        return tuple(map(_bare, named))
    return () if _RELATION.search(subject) else (subject,)


def _bare(subject: str) -> str:
    """Return a subject without its article and without quotation marks."""
    return re.sub(r"^(?:an?|the|both|using)\s+", "", subject.strip(" \"'“”"), flags=re.IGNORECASE)
