"""How an answer is to be given, as people ask for it: "in one sentence", "briefly", "answer in German".

Only what is said to us counts: "split text in two sentences" and "how well do models respond in Japanese?" are topics.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_COUNTS = {"one": 1, "a single": 1, "two": 2, "three": 3, "four": 4, "five": 5} | {str(n): n for n in range(1, 6)}
_BRIEF = 2  # sentences of an answer that is to be brief
# Somebody speaks to us where a sentence begins, or behind one of these.
_TO_US = (
    r"(?:^|(?<=[.?!;:,(])|\b(?:please|and|then|always|from\s+now\s+on,?|can\s+you|could\s+you|but|just|only|now)\b)\s*"
)
_TELL = (
    r"(?:answer|reply|respond|write|explain|say|put|tell\s+me|describe|summari[sz]e|define)"
    r"(?:\s+(?:it|this|that|me|to\s+me|everything|always|please|briefly|what\s+it\s+is))?"
)
_STOPS = r"(?=\s*(?:$|[.,;:?!)]|please\b|only\b|from\s+now\b|and\s+in\b|or\s+(?:less|fewer)\b|max\b|at\s+most\b))"
_COUNT = rf"(?P<count>{'|'.join(sorted(_COUNTS, key=len, reverse=True))})"
_IN_SENTENCES = (
    rf"(?:in|with|using|within|at\s+most|no\s+more\s+than)\s+(?:at\s+most\s+|only\s+|just\s+|exactly\s+)?{_COUNT}\s+"
    r"(?:short\s+|simple\s+|single\s+)?sentences?\b(?:\s+(?:or\s+less|or\s+fewer|max|at\s+most))?"
)
_SENTENCES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_TO_US}{_TELL}\s+{_IN_SENTENCES}",
        rf"^\s*{_IN_SENTENCES}",
        rf"\b{_IN_SENTENCES}{_STOPS}",
        rf"(?:\bgive\s+me\s+)?(?:\ba\s+)?\b{_COUNT}[- ]sentence\s+(?:answers?|summary)\b(?:\s+(?:of|on|to)\b)?",
    )
)
_BRIEFLY = re.compile(
    r"^\s*(?:very\s+)?(?:briefly|in\s+short|in\s+brief|concisely|in\s+a\s+nutshell)\b(?=\s*[,:]|\s+\w+\s+(?:is|are|do|does)\b)"
    rf"|\b(?:keep\s+it\s+short|be\s+brief|be\s+concise)\b|{_TO_US}{_TELL}\s+(?:briefly|concisely)\b"
    r"|(?<=[,;.?!])\s*(?:very\s+)?(?:briefly|in\s+short|in\s+brief|concisely)(?=\s*[.?!]*\s*$)|\bbriefly(?=\s*[.?!]*\s*$)",
    re.IGNORECASE,
)
_AT_LENGTH = re.compile(
    r"(?<=[,;.?!])\s*in\s+(?:more\s+)?detail\b|\bin\s+(?:more\s+)?detail(?=\s*(?:$|[.,;?!]))|\bat\s+length(?=\s*(?:$|[.,;?!]))"
    r"|\b(?:as\s+long\s+as\s+you\s+like|no\s+sentence\s+limit|any\s+length)\b",
    re.IGNORECASE,
)
_LANGUAGES = (
    "(?P<language>Arabic|Bengali|Chinese|Czech|Danish|Dutch|English|Finnish|French|German|Greek|Hebrew|Hindi|Hungarian"
    "|Indonesian|Italian|Japanese|Korean|Mandarin|Norwegian|Persian|Polish|Portuguese|Romanian|Russian|Spanish|Swedish|Thai"
    "|Turkish|Ukrainian|Vietnamese)"
)
_OWN_NAMES = {
    "auf deutsch": "German", "en français": "French", "en español": "Spanish", "in italiano": "Italian",
    "em português": "Portuguese",
}  # fmt: skip
_LANGUAGE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_TO_US}{_TELL}(?:\s+in\s+{_COUNT}\s+sentences?)?(?:\s+and)?\s+in\s+{_LANGUAGES}\b(?:\s+(?:please|from\s+now\s+on|only))?",
        rf"^\s*in\s+{_LANGUAGES}\b(?=\s*(?:$|[,.:!]|please\b))(?:,?\s*please\b)?",
        rf"(?<=[.,;?!])\s*(?:and\s+)?in\s+{_LANGUAGES}(?:,?\s+please)?(?=\s*[.?!]*\s*$|\s+and\s+in\b)",
        rf"\b(?P<language>{'|'.join(_OWN_NAMES)})\b",
    )
)
# What else a wish brings with it: "please", "from now on".
_PLEASE = re.compile(r"(?:^|(?<=[.?!;,:]))\s*(?:please|from\s+now\s+on|now)\b[,:]?(?=\s*(?:$|[.?!,;:]))", re.IGNORECASE)


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

    def said(self) -> str:
        """Return it as the reader is told: "in one sentence; in German"."""
        count = {None: "", 1: "in one sentence"}.get(self.sentences, f"in at most {self.sentences} sentences")
        return "; ".join(filter(None, (count, f"in {self.language}" if self.language else "")))


def manner_of(questions: Sequence[str]) -> Manner:
    """Return the manner that holds after these questions: the last word on each counts."""
    manner = Manner()
    for question in questions:
        if count := _first(_SENTENCES, question):
            manner = manner._replace(sentences=_COUNTS[" ".join(count["count"].lower().split())])
        elif _BRIEFLY.search(question):
            manner = manner._replace(sentences=_BRIEF)
        elif _AT_LENGTH.search(question):
            manner = manner._replace(sentences=None)
        if language := _first(_LANGUAGE, question):
            named = " ".join(language["language"].lower().split())
            named = _OWN_NAMES.get(named, named.capitalize())
            manner = manner._replace(language="" if named == "English" else named)
    return manner


def plain(question: str) -> str:
    """Return a question without the wishes about its answer."""
    rest = question
    for wish in (*_LANGUAGE, *_SENTENCES, _BRIEFLY, _AT_LENGTH):
        rest = wish.sub(" ", rest)
    if rest == question:
        return question
    rest = _PLEASE.sub(" ", " ".join(rest.split()))
    rest = re.sub(r"\s+([?.!,;:])", r"\1", " ".join(rest.split()))
    rest = re.sub(r"(?<=[?.!])[.,;]+|[,;:]+(?=[?.!])", "", rest).strip(" ,;:")
    return "" if not re.search(r"\w", rest) else re.sub(r"^\W*(?:and|but)\s+(?=\w+\?)|\s+(?:and|but)[.!]*$", "", rest)


def _first(patterns: Sequence[re.Pattern[str]], text: str) -> re.Match[str] | None:
    return next((found for pattern in patterns if (found := pattern.search(text))), None)
