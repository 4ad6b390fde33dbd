"""How an answer is to be given, as people ask for it: "in one sentence", "briefly", "answer in German".

Only what is said to us counts: "split text in two sentences" and "how well do models respond in Japanese?" are topics.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.state import Manner as Manner

_COUNTS = {"one": 1, "a single": 1, "two": 2, "three": 3, "four": 4, "five": 5} | {str(n): n for n in range(1, 6)}
_BRIEF = 2  # sentences of an answer that is to be brief
# Somebody speaks to us where a sentence begins, or behind one of these.
_TO_US = (
    r"(?:^|(?<=[.?!;:,(])|\b(?:please|and|then|always|from\s+now\s+on,?|can\s+you|could\s+you|but|just|only|now)\b)\s*"
)
_TELL = (
    r"(?:answer|reply|respond|write|explain|say|put|tell\s+me|describe|summari[sz]e|sum\s+up|define|repeat)"
    r"(?:\s+(?:it|this|that|them|me|to\s+me|everything|always|please|briefly|what\s+it\s+is|(?:my\s+"
    r"|all\s+)?questions))?"
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
_ANSWERS = r"(?:(?:the|your|all|my)\s+)*(?:answers?|repl(?:y|ies)|responses?)"
# The whole of a turn.
_ALONE = r"^\W*(?:(?:please|but|and|now|ok(?:ay)?|even|only)\b[\s,]*)*"
_ALONE_ENDS = r"(?=(?:[\s,]+(?:please|now|then|from\s+now\s+on|this\s+time|again))*[\s,.?!]*$)"
_BRIEFLY = re.compile(
    r"^\s*(?:very\s+)?(?:briefly|in\s+short|in\s+brief|concisely|in\s+a\s+nutshell)\b(?=\s*[,:]"
    r"|\s+\w+\s+(?:is|are|do|does)\b)"
    rf"|\b(?:be\s+brief(?:er)?|be\s+(?:more\s+)?concise)\b|{_TO_US}{_TELL}\s+(?:briefly|concisely"
    r"|short(?:er)?|more\s+(?:briefly|concisely))\b"
    rf"|{_TO_US}(?:keep|make)\s+(?:it|that|this|them|everything|{_ANSWERS})\s+(?:very\s+|more\s+)?(?:short"
    r"|brief|concise|shorter|briefer|small)\b"
    rf"|{_ALONE}(?:give\s+me\s+)?(?:an?\s+|only\s+|much\s+)?(?:short(?:er)?|brief(?:er)?"
    rf"|concise)(?:\s+(?:answers?|repl(?:y|ies)|version))?(?:\s+only)?{_ALONE_ENDS}"
    r"|(?<=[,;.?!])\s*(?:very\s+)?(?:briefly|in\s+short|in\s+brief|concisely)(?=\s*[.?!]*\s*$)"
    r"|\bbriefly(?=\s*[.?!]*\s*$)",
    re.IGNORECASE,
)
_AT_LENGTH = re.compile(
    r"(?<=[,;.?!])\s*in\s+(?:more\s+)?detail\b|\bin\s+(?:more\s+)?detail(?=\s*(?:$|[.,;?!]))"
    r"|\bat\s+length(?=\s*(?:$|[.,;?!]))"
    r"|\b(?:as\s+long\s+as\s+you\s+like|no\s+sentence\s+limit|any\s+length)\b"
    rf"|{_TO_US}(?:keep|make|write)\s+(?:it|that|this|them|{_ANSWERS})\s+(?:longer|more\s+detailed"
    r"|as\s+long\s+as\s+\w+)\b"
    rf"|{_ALONE}(?:give\s+me\s+)?(?:an?\s+|a\s+bit\s+|a\s+little\s+|much\s+)?(?:longer"
    rf"|more\s+detailed)(?:\s+(?:answers?|repl(?:y|ies)|version))?{_ALONE_ENDS}"
    r"|^\W*(?:please\s+)?(?:give\s+me\s+|i\s+(?:want|need)\s+)?(?:some\s+"
    r"|a\s+bit\s+)?more\s+details?(?=\s*(?:$|[.,;?!]|please\b|(?:about|on)\b))",
    re.IGNORECASE,
)
# "Can you say it simpler?", "in simpler words, please"
_SIMPLY = re.compile(
    rf"{_TO_US}{_TELL}\s+(?:(?:a\s+bit\s+|a\s+little\s+|much\s+)?(?:simpler|more\s+simply|simply|easier)"
    r"|in\s+(?:simpler?|plain(?:er)?|easy|easier|everyday)\s+(?:words|terms|language|english))(?=\s*(?:$"
    r"|[.,;?!]|please\b))"
    rf"|{_ALONE}(?:in\s+)?(?:a\s+(?:bit|little)\s+)?(?:simpler|plainer|simple|plain|easier)(?:\s+(?:words"
    rf"|terms|language|english))?{_ALONE_ENDS}"
    rf"|{_TO_US}(?:make|keep)\s+(?:it|that|this|{_ANSWERS})\s+(?:simple|simpler|easier)\b",
    re.IGNORECASE,
)
_LANGUAGES = (
    "(?P<language>Arabic|Bengali|Chinese|Czech|Danish|Dutch|English|Finnish|French|German|Greek|Hebrew|Hindi|Hungarian"
    "|Indonesian|Italian|Japanese|Korean|Mandarin|Norwegian|Persian|Polish|Portuguese|Romanian|Russian|Spanish|Swedish|Thai"
    "|Turkish|Ukrainian|Vietnamese)"
)
_TELL_ABROAD = (
    r"(?:(?:bitte|por\s+favor|per\s+favore|s['’]il\s+(?:te"
    r"|vous)\s+pla[iî]t)[\s,]+)?(?:(?:antworten?(?:\s+sie)?|schreibe?|sag|r[ée]pond(?:s|ez)"
    r"(?:[- ]moi)?|responde(?:r|me)?|contesta(?:me)?|rispondi(?:mi)?|responda)\s+)?(?:bitte\s+)?"
)
_OWN_NAMES = {
    "auf deutsch": "German", "en français": "French", "en español": "Spanish", "in italiano": "Italian",
    "em português": "Portuguese",
}  # fmt: skip
_LANGUAGE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_TO_US}{_TELL}(?:\s+in\s+{_COUNT}\s+sentences?)?(?:\s+and)?\s+in\s+{_LANGUAGES}\b(?:\s+(?:please"
        r"|from\s+now\s+on|only))?",
        rf"^\s*in\s+{_LANGUAGES}\b(?=\s*(?:$|[,.:!]|please\b))(?:,?\s*please\b)?",
        rf"(?<=[.,;?!])\s*(?:and\s+)?in\s+{_LANGUAGES}(?:,?\s+please)?(?=\s*[.?!]*\s*$|\s+and\s+in\b)",
        rf"(?<!\w){_TELL_ABROAD}\b(?P<language>{'|'.join(_OWN_NAMES)})\b(?:\s*,?\s*(?:bitte|por\s+favor"
        r"|s['’]il\s+(?:te|vous)\s+pla[iî]t))?",
    )
)
# What else a wish brings with it: "please", "from now on".
_PLEASE = re.compile(r"(?:^|(?<=[.?!;,:]))\s*(?:please|from\s+now\s+on|now)\b[,:]?(?=\s*(?:$|[.?!,;:]))", re.IGNORECASE)
_LOOSE = re.compile(
    r"^\W*(?:and|but)\s+(?=\w+\?)|(?:^|\s+)(?:and|but)[.!]*$|^\W*(?:about|on)\s+(?=\w)|^[.,;:!]\s*", re.IGNORECASE
)


def wished(question: str, manner: Manner) -> Manner:
    """Return the manner with what a question wishes in the place of what held."""
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
    return manner._replace(simply=True) if _SIMPLY.search(question) else manner


def language_named(text: str) -> str:
    """Return the language that a text is the name of, "" for English and for any other text."""
    found = re.fullmatch(_LANGUAGES, text.strip(), re.IGNORECASE)
    return "" if not found or found[0].lower() == "english" else found[0].capitalize()


def plain(question: str) -> str:
    """Return a question without the wishes about its answer."""
    rest = question
    for wish in (*_LANGUAGE, *_SENTENCES, _SIMPLY, _BRIEFLY, _AT_LENGTH):
        rest = wish.sub(" ", rest)
    if rest == question:
        return question
    rest = _PLEASE.sub(" ", " ".join(rest.split()))
    rest = re.sub(r"\s+([?.!,;:])", r"\1", " ".join(rest.split()))
    rest = re.sub(r"(?<=[?.!])[.,;]+|[,;:]+(?=[?.!])", "", rest).strip(" ,;:")
    rest = _LOOSE.sub("", rest)
    return rest if re.search(r"\w", rest) else ""


def _first(patterns: Sequence[re.Pattern[str]], text: str) -> re.Match[str] | None:
    return next((found for pattern in patterns if (found := pattern.search(text))), None)
