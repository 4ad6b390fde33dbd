"""One turn of a conversation, read by its words alone: what it asks, what it limits, wishes and takes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from assistant.reading.courtesy import is_courtesy, without_courtesy
from assistant.reading.filters import MOST, Understood
from assistant.reading.liftings import read_liftings
from assistant.reading.listed import told_of_list
from assistant.reading.phrases import PAPERS, asks_for_papers, lists_papers
from assistant.reading.reference import pointer
from assistant.reading.wishes import plain
from index.lexical import terms
from index.names import names
from index.query import Filters

_US = r"(?:it|this|yourself|the search|the answers?)"
_HOLDS = re.compile(
    rf"\b(?:from now on|restrict {_US}|limit {_US}|stick to"
    r"|(?:only|just) (?:use|consider|search|show|include|look|take|cite|answer|the|papers?|works?|articles?|in|from"
    r"|since|by|before|after|until|between|this|last)|(?:use|consider|search|cite|take) only|always (?:use|search)"
    r"|(?:i|we)(?: am| are|['’]m)? (?:only|just) (?:want|need|care about|interested in|like"
    r"|looking for)(?: to see)?(?: the)?(?: papers?)?)\b",
    re.IGNORECASE,
)
_NEVER = re.compile(r"\b(?:never|don['’]?t|do\s+not|no\s+more)\b", re.IGNORECASE)
# What limits the last question only: "only the ones from 2026", "What about before 2020?".
_THIS_ONCE = re.compile(
    r"^\W*(?:(?:and|but|now)\b\W*)*(?:(?:what|how)\s+about\b|and\b)|\b(?:ones|those|these|them)\b", re.IGNORECASE
)
_LIMITS_ONLY = re.compile(r"\b(?:ones|those|these|them|want|need|papers?|make\s+it|to)\b", re.IGNORECASE)
# It asks, though hardly a word of it has content: "why?", "and by how much?".
_FURTHER = re.compile(
    r"^\W*(?:and\s+|but\s+)?(?:why|(?:by\s+)?how\b(?!\s+about)|tell me more|more|go on)\b", re.IGNORECASE
)
_REPEATS = re.compile(
    r"^\W*(?:(?:and|but|now|then)\b\W*)*(?:(?:summari[sz]e|sum\s+up|say|repeat|rephrase|reword|re-?state"
    r"|explain|answer|do|try|ask)\s+(?:(?:it|that|this|them"
    r"|the\s+(?:last\s+)?(?:answer|question)|everything|me)\b\s*)+(?:(?:again|once\s+more|differently"
    r"|better|up)\b\s*)*|again|once\s+more|same\s+question)\W*$",
    re.IGNORECASE,
)
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_MANY = rf"(?P<count>{'|'.join(_COUNTS)}|[1-9]\d?)"
_OF_PAPERS = rf"(?=(?:[\w-]+\s+){{0,2}}?{PAPERS}\b)"
_COUNT = re.compile(
    r"(?:^\W*(?:(?:can|could|would)\s+you\s+(?:please\s+)?)?(?:(?:give|show|find|list|name|recommend|suggest|get)\s+(?:me\s+|us\s+)?)(?:only\s+|just\s+)?|\b(?:i\s+(?:want"
    r"|need)|what\s+are|which\s+are)\s+)"
    rf"(?P<cut>(?:the\s+)?(?:top\s+|best\s+)?{_MANY}\s+){_OF_PAPERS}|^\W*(?P<top>(?:the\s+)?(?:top"
    rf"|best)\s+(?P<number>{_MANY.replace('count', 'other')})\s+){_OF_PAPERS}",
    re.IGNORECASE,
)
_LATEST = re.compile(
    rf"\b(?P<word>latest|newest|most\s+recent|recent)\s+(?=(?P<noun>{PAPERS})\b(?!\s+(?:on\s+)?(?:show"
    r"|suggest|has|have)))",
    re.IGNORECASE,
)
_WHAT_IS = re.compile(r"^\W*(?:what|which)(?:\s+(?:is|are|was|were)|['’]s)\s+the\s+$", re.IGNORECASE)
_SINGULAR = {
    "paper": "papers",
    "article": "articles",
    "preprint": "preprints",
    "study": "studies",
    "survey": "surveys",
}
_BACK = re.compile(
    r"^\W*(?:(?:and|but|now|ok|okay|so)\b\W*)*(?:(?:let['’]?s\s+|let\s+us\s+|can\s+we\s+)?(?:(?:go|going"
    r"|come|coming|get|getting|switch|turn)\s+)?back\s+to"
    r"|return(?:ing)?\s+to|let['’]?s\s+(?:talk\s+about|discuss|turn\s+to|look\s+at)|regarding|concerning|as\s+for)\s+"
    r"(?P<subject>(?!(?:it|that|this|them|these|those"
    r"|the\s+\w+)\b)[^:,;.?!]{1,60}?)\s*(?:[:,;.?!–—]+\s*(?P<rest>\S.*))?[\s.!?]*$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(?:(?:by|on|in|for|at|from|to|with|under)\s+)?(?:what|which|who|whose|when"
    r"|where|why|how|is|are|was|were|does|do|did|can|could|has"
    r"|have|will|would|should)\b",
    re.IGNORECASE,
)
_ELSE = re.compile(r"\b(?:else|other|others|more)\b", re.IGNORECASE)
_LISTED = re.compile(rf"\b(?:show|give|list|find|name|me|us|only|just|{PAPERS})\b", re.IGNORECASE)
_GAPS = re.compile(r"(\s)\s+")
_GAP = re.compile(r"\s+([?.!,;:])")
_LOOSE = re.compile(r"[,;:]+(?=[?.!])")


class Heard(NamedTuple):
    """A turn, read. `text` is what is left of it to search for.

    `asks`: it has content of its own, or asks for whatever passes its filters. `changes`: it has a filter or a wish,
    lifts one, or wants the last answer again. `holds`: its filters are meant for what comes after, too; `states`: it
    says so, where filters alone would ask for what passes them. `most` papers are wanted, `latest`: the newest first,
    `others`: none that was cited before.
    """

    text: str
    filters: Filters = Filters()
    lifted: tuple[str, ...] = ()
    readmits: str = ""
    asks: bool = True
    changes: bool = False
    holds: bool = False
    most: int | None = None
    latest: bool = False
    others: bool = False
    states: bool = False


def hear(question: str, understand: Callable[[str], Understood], is_title: Callable[[str], bool]) -> Heard:
    """Read one turn; a title is nothing but that, and a text that was pasted says nothing to us."""
    if len(question) > MOST or is_title(question):
        return Heard(question)
    spoken = without_courtesy(_GAPS.sub(r"\1", question.strip()))
    asked = plain(spoken)
    wishes = asked != spoken
    asked = _back(without_courtesy(asked) if wishes else asked)
    lifting = read_liftings(asked)
    typed = understand(lifting.text)
    text, most = _counted(typed.text)
    text, latest = _latest(text)
    lists = bool(typed.filters) and lists_papers(asked)
    left = _HOLDS.sub(" ", text)
    if typed.filters:
        left = _LIMITS_ONLY.sub(" ", left)
    repeats = bool(_REPEATS.match(text))
    by_author = bool(typed.filters.authors) and bool(asks_for_papers(asked) or _ASKS.match(asked))
    fewer = bool(most and lists_papers(text) and not terms(_LISTED.sub(" ", text)))  # "show me only two papers"
    aside = repeats or fewer or bool(told_of_list(text)) or is_courtesy(text)
    changes = bool(typed.filters or lifting.fields or wishes or repeats or fewer)
    asks = not aside and bool(lists or by_author or _FURTHER.match(text) or terms(left) or not changes)
    says_so = bool(_HOLDS.search(asked) or (typed.filters.without and _NEVER.search(asked)))
    states = bool(typed.filters) and (says_so or not asks)
    if not re.search(r"\w", text):
        text = ""
    return Heard(
        _LOOSE.sub("", _GAP.sub(r"\1", text).strip(" ,;:")),
        typed.filters,
        lifting.fields,
        lifting.readmits,
        asks=asks,
        changes=changes,
        holds=states and not (not typed.filters.without and not asks and _THIS_ONCE.search(asked)),
        most=1 if latest and most is None and latest == 1 else most,
        latest=bool(latest),
        others=bool(typed.filters.authors and _ELSE.search(asked)),
        states=bool(typed.filters.without or _HOLDS.search(asked)),
    )


def _counted(text: str) -> tuple[str, int | None]:
    """Return a question without the number of papers that it wants, and the number."""
    found = _COUNT.search(text)
    if not found:
        return text, None
    number = (found["count"] or found["other"]).lower()
    cut = "cut" if found["cut"] else "top"
    rest = " ".join(f"{text[: found.start(cut)]} {text[found.end(cut) :]}".split())
    return rest, _COUNTS.get(number) or int(number)


def _latest(text: str) -> tuple[str, int]:
    """Return a question without "latest", and how many papers that means: 0 if it does not stand there, 1, or more."""
    found = _LATEST.search(text)
    if not found:
        return text, 0
    noun = found["noun"]
    only = noun.lower() in _SINGULAR
    many = _SINGULAR.get(noun.lower(), noun)  # papers are sought, of which one is wanted
    rest = f"{text[: found.start()]}{many}{text[found.end('noun') :]}"
    if what := _WHAT_IS.match(rest[: found.start()]):
        rest = rest[what.end() :].rstrip(" ?")
    return rest, 1 if only and found["word"].lower() != "recent" else 2


def _back(text: str) -> str:
    """Return "back to X: does it scale?" as "does X scale?"; anything else as it is."""
    found = _BACK.match(text)
    if not found:
        return text
    subject, rest = found["subject"].strip(), found["rest"] or ""
    if not rest:
        return f"What is {subject}?" if names(subject) == [subject] else subject
    if not _ASKS.match(rest):
        return text
    points = pointer(rest)
    if points is None:
        return rest if subject in rest else f"{subject}: {rest}"
    own = f"{subject}'s" if points["whose"] else subject
    return f"{rest[: points.start()]}{own}{rest[points.end() :]}"
