"""What people say to take back what they asked for: "forget the date limit", "any year", "never mind, use all papers".

It counts where it is a clause of its own, so that "Do all papers agree?" and "Forget gates" lift nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from index.query import Filters

DATES = ("since", "until")
LAST = "last"  # whatever was stated last
SENTENCES, LANGUAGE, SIMPLY = "sentences", "language", "simply"
_ALL_FIELDS = tuple(Filters.model_fields)
EVERYTHING = (*_ALL_FIELDS, SENTENCES, LANGUAGE, SIMPLY)

_BEFORE_ANY = (
    r"(?:^|(?<=[,;:.?!(])|\b(?:in|from|of|by|at|for|use|allow|search|now|and|or|with|again|about|across|over))\s*"
)
_AFTER_ANY = r"(?=\s*(?:$|[,;:.?!)]|(?:again|please|or|and|now|this\s+time|is\s+(?:fine|ok|okay))\b))"
_CLAUSE = (
    r"(?:^|(?<=[,;:.?!]))\W*(?:(?:ok(?:ay)?|and|but|now|then|actually|well|please|no|so|let['’]?s"
    r"|you\s+(?:can|may|should)"
    r"|(?:can|could|would)\s+you)\b[\s,]*)*"
)
_CLAUSE_ENDS = (
    r"(?:\s+(?:again|please|now|any\s?more|any\s+longer|for\s+now|this\s+time|then|thanks|here))*(?=\s*(?:$"
    r"|[,;:.?!]|(?:and|but)\b))"
)
_STOP = (
    r"(?:forget(?:\s+about)?|never\s?mind(?:\s+about)?|ignore|disregard|drop|remove|lift|clear|reset|undo"
    r"|cancel|scrap|skip|delete"
    r"|discard|revoke|relax|loosen|take\s+(?:back|away|off)|turn\s+off|get\s+rid\s+of|stop(?:\s+using)?)"
)
_OUR = (
    r"(?:(?:about|all|the|that|this|these|those|my|your|any|last|previous|current|other)\s+)*(?:of\s+(?:the"
    r"|my|these|those)\s+)?"
)
_LIMIT = (
    r"(?:(?:limit|restriction|constraint|filter|condition|requirement|rule|exclusion|instruction|setting"
    r"|range|window|bound"
    r"|cut-?off|limitation)s?)"
)
_DATE = r"(?:dates?|years?|times?|time\s+period|publication\s+dates?|period)"
_LENGTH = r"(?:(?:one|two|three|four|five|\d)[- ]sentences?|sentences?|length|brevity|short(?:ness)?)"
_TOPIC = r"(?:topics?|exclusions?|excluded\s+(?:topics?|words?))"
_FIELD = r"(?:category|categories|fields?)"
_TONGUE = (
    r"(?:language|english|german|french|spanish|italian|portuguese|dutch|russian|polish|chinese|japanese"
    r"|korean|arabic|hindi|turkish)"
)


def _lifting(words: str) -> re.Pattern[str]:
    return re.compile(rf"{_BEFORE_ANY}(?:{words}){_AFTER_ANY}", re.IGNORECASE)


def _clause(words: str) -> re.Pattern[str]:
    return re.compile(rf"{_CLAUSE}(?:{words}){_CLAUSE_ENDS}", re.IGNORECASE)


def _no(what: str) -> re.Pattern[str]:
    """Return what takes one kind of limit back: "forget the date limit", "no date limit", "without date filters"."""
    return _clause(
        rf"{_STOP}\s+{_OUR}{what}(?:\s+{_LIMIT})?|(?:no|without(?:\s+any)?)\s+(?:more\s+)?{what}\s+{_LIMIT}"
        rf"|{_STOP}\s+{_OUR}{_LIMIT}\s+(?:on|of|by|for)\s+(?:the\s+)?{what}"
    )


_REGARDLESS = r"(?:regardless|irrespective)\s+of\s+(?:the\s+)?"
_LIFTED: Mapping[re.Pattern[str], tuple[str, ...]] = {
    _no(_DATE): DATES,
    _no(_LENGTH): (SENTENCES,),
    _no(_TONGUE): (LANGUAGE,),
    _no(r"authors?"): ("authors",),
    _no(_FIELD): ("categories",),
    _no(_TOPIC): ("without",),
    _lifting(rf"(?:any|all|every)\s+(?:years?|dates?|times?)|{_REGARDLESS}(?:date|year)"): DATES,
    _lifting(rf"(?:any|all)\s+authors?|(?:any|every)(?:one|body)|{_REGARDLESS}authors?"): ("authors",),
    _lifting(r"(?:any|all)\s+(?:category|categories|fields?)"): ("categories",),
    _lifting(
        r"all\s+(?:of\s+)?(?:the\s+|your\s+)?papers|any\s+papers?|(?:no|without(?:\s+any)?)\s+filters?"
        r"|(?:the\s+|your\s+)whole\s+library"
        r"|(?:remove|drop|clear|forget|reset)\s+(?:all\s+|the\s+)*(?:filters?|constraints?|restrictions?)"
    ): _ALL_FIELDS,
    _clause(
        rf"{_STOP}\s+(?:everything|(?:all|any)\s+(?:of\s+)?(?:(?:the|my|these|those|that|this)\s*)?{_LIMIT}?"
        rf"|(?:the|my|these|those)\s+{_LIMIT}(?<=s))"
        rf"|(?:no|without(?:\s+any)?)\s+(?:more\s+)?{_LIMIT}|start\s+(?:over|afresh|anew|from\s+scratch)"
        r"|search\s+everything"
        r"|(?:everything|all)\s+is\s+allowed"
    ): EVERYTHING,
    _clause(
        rf"{_STOP}\s+(?:(?:that|this|it)(?:\s+(?:last\s+)?{_LIMIT})?|(?:the|my)\s+(?:last\s+"
        rf"|previous\s+)?(?:{_LIMIT}(?<!s)|(?:last|previous)\s+(?:one|thing)))"
        r"|never\s?mind(?:\s+(?:that|this|it))?|take\s+(?:that|it)\s+back|not\s+any\s?more"
    ): (LAST,),
}
# What was excluded may come back: "You may mention Zebrafold again".
_READMITS = _clause(
    r"(?:(?:mention|include|cite|show|use|allow|consider|add)\s+(?:the\s+)?(?P<one>[^,;?!]{1,60}?)\s+again"
    r"|(?:mention|include|cite|show|use|allow|consider|add)\s+(?:the\s+)?(?P<two>[^,;?!]{1,60}?)"
    r"|(?P<three>[^,;?!]{1,60}?)\s+(?:is|are)\s+(?:fine|ok(?:ay)?|allowed|welcome)(?:\s+again)?)"
)
_SPACES = re.compile(r"\s*[,;:\s]+(?=[?.!])|\s+(?=[,;:])")
_LOOSE = re.compile(r"^\W*(?:(?:and|but|then|again|now|please)\b\W*)*|[\s,;:]+(?:again|now)?$", re.IGNORECASE)


class Lifted(NamedTuple):
    """What is left of a text, what it takes back, and the words that it allows again if they were excluded."""

    text: str
    fields: tuple[str, ...] = ()
    readmits: str = ""


def read_liftings(text: str) -> Lifted:
    """Return what a text takes back, and the rest of it."""
    rest, fields = text, list[str]()
    for pattern, names in _LIFTED.items():
        if pattern.search(rest):
            # "Never mind, use all papers": what is named says what is taken back.
            fields += names if names != (LAST,) or not fields else ()
            rest = pattern.sub(" ", rest)
    if fields:
        rest = _LOOSE.sub("", _SPACES.sub("", " ".join(rest.split())))
        return Lifted(rest, tuple(dict.fromkeys(fields)))
    readmits = _READMITS.match(text)
    words = next(filter(None, readmits.groups()), "") if readmits else ""
    return Lifted(text, (), words.strip() if words and readmits and not text[readmits.end() :].strip(" .!?") else "")
