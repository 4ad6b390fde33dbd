"""What holds in a conversation: filters and wishes that were stated, from when they were until they are changed.

Everything is read from the questions alone, so that the command line, the browser and whoever calls the engine need
to keep nothing but them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from assistant.typed import Understood, said
from assistant.types import Turn
from index.lexical import terms
from index.query import Filters

_HOLDS = re.compile(r"\b(?:only|from now on|restrict|limit (?:it|this|yourself)|stick to|always)\b", re.IGNORECASE)
_LIFTED = re.compile(
    r"\b(?:any (?:year|date|time|author|category)|all (?:papers|years|dates|authors|categories)|no filters?"
    r"|without (?:any )?filters?|(?:regardless|irrespective) of (?:the )?(?:date|year|author)|the whole library)\b",
    re.IGNORECASE,
)
_COUNTS = {
    "a": 1,
    "one": 1,
    "a single": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
    "5": 5,
}
_SENTENCES = re.compile(
    rf"[,;]?\s*\b(?:please\s+)?(?:(?:answer|reply|respond|explain|say|put|summari[sz]e)\s+(?:it|this|that)?\s*)?"
    rf"(?:in|with|using|at most|no more than)\s+(?:at most\s+|only\s+|just\s+)?"
    rf"({'|'.join(_COUNTS)})\s+(?:short\s+)?sentences?\b|\b(one|two|three)[- ]sentence (?:answers?|summary)",
    re.IGNORECASE,
)
_BRIEFLY = re.compile(
    r"[,;]?\s*\b(?:briefly|in short|in brief|keep it short|be brief|be concise|concisely)\b[,:]?", re.IGNORECASE
)
_AT_LENGTH = re.compile(
    r"[,;]?\s*\b(?:in (?:more )?detail|at length|as long as you like|no sentence limit)\b", re.IGNORECASE
)
_BRIEF = 2  # sentences of an answer that is to be brief
_LANGUAGES = (
    "Arabic|Bengali|Chinese|Czech|Danish|Dutch|English|Finnish|French|German|Greek|Hebrew|Hindi|Hungarian|Indonesian|Italian"
    "|Japanese|Korean|Mandarin|Norwegian|Persian|Polish|Portuguese|Romanian|Russian|Spanish|Swedish|Thai|Turkish|Ukrainian|Vietnamese"
)
_OWN_NAMES = {"auf deutsch": "German", "en français": "French", "en español": "Spanish", "in italiano": "Italian"}
_LANGUAGE = re.compile(
    r"[,;]?\s*\b(?:please\s+)?(?:answer|reply|respond|write|explain|say)"
    r"(?:\s+(?:it|this|that|me|to me|everything|always|please))*"
    rf"\s+in\s+({_LANGUAGES})\b(?:\s+(?:please|from now on|only))?"
    rf"|[,;]?\s*\b({'|'.join(_OWN_NAMES)})\b",
    re.IGNORECASE,
)


class Manner(NamedTuple):
    """How the answer is to be given: at most so many sentences, in which language; empty is as ever."""

    sentences: int | None = None
    language: str = ""

    def wish(self) -> str:
        """Return it as a sentence to a writer."""
        count = {None: "", 1: "Answer in one sentence."}.get(
            self.sentences, f"Answer in at most {self.sentences} sentences."
        )
        return " ".join(filter(None, (count, f"Answer in {self.language}." if self.language else "")))


class InForce(NamedTuple):
    """The question as it is to be searched, and what holds for it.

    `again` says that it only changed what held, so that it is the last question that is asked anew.
    """

    text: str
    filters: Filters
    said: str
    manner: Manner
    again: bool = False


def in_force(question: str, history: Sequence[Turn], understand: Callable[[str], Understood]) -> InForce:
    """Return what a question asks, and the constraints that hold for it after these turns."""
    standing, last = Filters(), Filters()
    for turn in history:
        standing = Filters() if _LIFTED.search(turn.question) else standing
        typed = understand(_plain(turn.question))
        last = merged(standing, typed.filters)
        if _stands(turn.question, typed):
            standing = last
    lifted = bool(_LIFTED.search(question))
    typed = understand(_plain(question))
    empty = not terms(_LIFTED.sub(" ", _HOLDS.sub(" ", typed.text)))
    before = next((turn.question for turn in reversed(history) if terms(understand(_plain(turn.question)).text)), "")
    changes = lifted or bool(typed.filters) or _plain(question) != question
    manner = _manner([*(turn.question for turn in history), question])
    if empty and changes and before:  # "only since 2024": the last question, asked again
        again = understand(_plain(before))
        kept = Filters() if lifted else merged(last, again.filters)
        filters = merged(kept, typed.filters)
        return InForce(again.text, filters, said(filters), manner, again=True)
    filters = merged(Filters() if lifted else standing, typed.filters)
    text = " ".join(_LIFTED.sub(" ", typed.text).split()) if lifted else typed.text
    return InForce(text or question, filters, said(filters), manner)


def merged(kept: Filters, typed: Filters) -> Filters:
    """Return filters with those that were typed in the place of what held; two bounds of a date are one filter."""
    dates = {"since", "until"} if typed.since or typed.until else set[str]()
    new = {name: getattr(typed, name) for name in Filters.model_fields if getattr(typed, name) or name in dates}
    return kept.model_copy(update=new)


def relaxed(filters: Filters, matching: Callable[[Filters], int]) -> tuple[Filters, str]:
    """Return filters that some paper passes, and what was dropped for it, in words; the papers named are kept.

    Dropped in this order until one passes: words to leave out, categories, authors, dates.
    """
    left, dropped = filters, Filters()
    for names in (("without",), ("categories",), ("authors",), ("since", "until")):
        if not left or matching(left):
            break
        gone = {name: getattr(left, name) for name in names}
        dropped = dropped.model_copy(update=gone)
        left = left.model_copy(update={name: Filters.model_fields[name].default for name in names})
    return left, said(dropped)


def _stands(question: str, typed: Understood) -> bool:
    """Tell whether the filters of a turn were meant for what follows too: it says so, or it says nothing else."""
    return bool(typed.filters) and (bool(_HOLDS.search(question)) or not terms(typed.text))


def _plain(question: str) -> str:
    """Return a question without the wishes about its answer."""
    rest = question
    for wish in (_SENTENCES, _BRIEFLY, _AT_LENGTH, _LANGUAGE):
        rest = wish.sub(" ", rest)
    if rest == question:
        return question
    rest = re.sub(r"\s+([?.!,;])", r"\1", " ".join(rest.split())).strip(" ,;:")
    return re.sub(r"(?<=[?.!])[.,;]+", "", rest)


def _manner(questions: Sequence[str]) -> Manner:
    manner = Manner()
    for question in questions:
        if count := _SENTENCES.search(question):
            manner = manner._replace(sentences=_COUNTS[(count[1] or count[2]).lower()])
        elif _BRIEFLY.search(question):
            manner = manner._replace(sentences=_BRIEF)
        elif _AT_LENGTH.search(question):
            manner = manner._replace(sentences=None)
        if language := _LANGUAGE.search(question):
            named = (language[1] or _OWN_NAMES[language[2].lower()]).capitalize()
            manner = manner._replace(language="" if named == "English" else named)
    return manner
