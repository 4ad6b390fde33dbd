"""What a further question points back to, told by its words alone: "its limits", "compare it with HyDE", "who else?".

Most pronouns point to something within the question: "how do agents plan their actions?". One that points to the last
answer comes early, before the question has said what it is about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.reading.phrases import lists_papers
from index.lexical import terms
from index.names import names

_THING = (
    r"(?:papers?|methods?|approach(?:es)?|models?|authors?|works?|systems?|frameworks?|datasets?"
    r"|benchmarks?|stud(?:y|ies)"
    r"|techniques?|algorithms?|results?|findings?|numbers?|claims?|idea)"
)
_POINTER = re.compile(
    r"\b(?:(?P<whose>its|their|theirs|his)|(?P<thing>(?:this|these|those|that|the(?:\s+(?:first|second|same"
    r"|latter|former))?)"
    rf"\s+(?:other\s+|two\s+|last\s+)?{_THING})(?!\s+(?:that|which|of|for|on|in|behind|called|named)\b)"
    r"|(?P<it>it|they|them|he|she|this|that|those|these)\b|both\s+of\s+them|the\s+(?:former|latter"
    r"|first\s+one|second\s+one))\b",
    re.IGNORECASE,
)
# "Is it possible to", "it is known that", "what does it take to": it points to nothing.
_EXPLETIVE = re.compile(
    r"(?:\s+(?:is|was|be|been))?\s+(?:(?:really|still|even|always|ever|not|more|much)\s+)?(?:possible"
    r"|impossible|easy|easier|hard"
    r"|harder|difficult|feasible|better|best|necessary|known|true|worth|important|enough|useful|clear"
    r"|likely|beneficial|common"
    r"|safe|good|sufficient|helpful|desirable|reasonable|shown|proven|[a-z]+ed)\s+(?:to|that|if|whether"
    r"|for\s+\w+\s+to)\b"
    r"|\s+(?:takes?|makes?\s+sense|matters?)\s+(?:to|that|if|whether|when)\b",
    re.IGNORECASE,
)
_IS_BEFORE = re.compile(r"\b(?:is|was|be)\s+$", re.IGNORECASE)
_TO_OR_THAT = re.compile(r"\s+(?:to|that)\b", re.IGNORECASE)
_ALONE = re.compile(
    r"\s*(?:$|[?!.,;]|(?:is|are|was|were|do|does|did|can|could|will|would|have|has|work|works|mean|means"
    r"|help|helps|better|worse"
    r"|true|useful|faster|slower|on|in|with|for|to|and|or|than|scale|scales|apply|hold|so|too|as|at|by|from"
    r"|compare|again"
    r"|differ|perform|different|new|also)\b)",
    re.IGNORECASE,
)
_ALWAYS_ALONE = frozenset({"it", "they", "them", "he", "she"})
_VERB_BEFORE = re.compile(
    r"\b(?:is|are|was|were|do|does|did|can|could|would|will|has|have|why|how|about|with|to|like|than|of|on|and)\s+$",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^\W*(?:(?:and|but|so|also|or|ok|okay|then)\b[\s,]*)*(?:(?:what|how)\s+about|what\s+of|why|how\s+so"
    r"|by\s+how\s+much|how\s+much"
    r"|tell\s+me\s+more|more|go\s+on|elaborate|and|but|so|also|really)\b",
    re.IGNORECASE,
)
_JOINS_ON = re.compile(
    r"^\W*(?:(?:and|but|so|also|or|ok|okay|then|what\s+about|how\s+about|what\s+of)\b[\s,]*)+", re.IGNORECASE
)
_ANYONE_ELSE = re.compile(
    r"\b(?:who|what|which|where|anyone|anybody|anything|someone|nobody|nothing)\s+else\b", re.IGNORECASE
)
_ELSE = re.compile(
    rf"\b(?:any\s+)?(?:other|more|further)\s+{_THING}\b|\b(?:similar|related)\s+{_THING}"
    rf"|\b(?:something|anything|others?|{_THING})\s+(?:like|similar\s+to)\s+(?:it|this|that|these|those|them)\b"
    r"|\balternatives?\b(?:\s+to\s+(?:it|this|that|these|those|them))?|^\W*(?:any|which|what)\s+others?\W*$",
    re.IGNORECASE,
)
_NOT_ELSE = re.compile(r"\b(?:besides|than|apart\s+from|in\s+addition\s+to|unlike)\b", re.IGNORECASE)
# "I mean the gated one", "no, the benchmark": which of several things the last question meant.
_NARROWS = re.compile(
    r"^\W*(?:(?:no|nope|sorry|actually|wait|well|not\s+that(?:\s+one)?)\b[\s,.]*)*(?:i\s+(?:mean|meant"
    r"|was\s+asking\s+about|am\s+asking\s+about|am\s+talking\s+about"
    r"|was\s+thinking\s+of)|i['’]m\s+(?:asking|talking)\s+about|as\s+in)\s+(?P<meant>[^?.!;]{1,80})[\s.!]*$"
    r"|^\W*(?:no|nope|sorry|wait)\s*,\s*(?P<other>(?:the|a|an)\s+[^?.!;,]{1,60})[\s.!]*$",
    re.IGNORECASE,
)
_ITS_ONE = re.compile(r"^(?:the|a|an|its)\s+|\s+ones?$", re.IGNORECASE)
_PLURAL = re.compile(r"^(?:they|them|their|theirs|these|those)\b|\bboth\b", re.IGNORECASE)
_MORE_PAPERS = re.compile(
    r"^\W*(?:(?:any|some|show(?:\s+me)?|give\s+me|find|list|and)\s+)*(?:more|other|further)\s+(?:papers?"
    r"|works?|articles?|ones)\W*$",
    re.IGNORECASE,
)
_MORE = re.compile(r"^\W*(?:(?:and|show|give|list|me|any|some)\b\s*)*more(?:\s+please)?\W*$", re.IGNORECASE)
# "How can these problems be mitigated?", "what can be done about it?", "any fixes?": other papers may tell.
_CURE = r"(?:mitigat|fix|prevent|avoid|solv|address|overc[oa]m|remed|counter|reduc)\w*|do(?:ne)?\s+(?:about|against)"
_ILL = r"(?:it|this|that|them|(?:these|those|this|that|the)(?:\s+\w+)?)"
_REMEDY = re.compile(
    rf"^\W*(?:(?!{_ILL}\b)\w+\W+){{0,6}}?(?:{_CURE})\s+{_ILL}\W*$|\b{_ILL}\s+(?:be|get)\s+(?:{_CURE})\W*$"
    r"|\bthe\s+(?:[\w-]+\s+){0,2}ones?\s+(?:from|with|where|that|which|by|in)\b"  # "the one from Meta"
    r"|^\W*(?:and\s+)?(?:(?:any|are\s+there|known|possible)\s+)*"
    r"(?:fix(?:es)?|solutions?|remed(?:y|ies)|workarounds?|mitigations?|countermeasures?)\W*$",
    re.IGNORECASE,
)
_LONGEST = 1000  # characters; who types more says what it is about
_EARLY = 2  # content words: with as many before it, a pronoun has something in its own question to point to
_PHRASE = 6  # words of a subject behind "what about"
_FEW = 3  # content words of a question that opens with "and" and is no question of its own
_ASKS = re.compile(r"\b(?:what|which|who|where|when|why|how|is|are|was|does|do|did|can|has|have)\b", re.IGNORECASE)
_CAPITAL = re.compile(r"(?<=[\w,;:(] )(?!I\b)[A-Z]\w+(?:-\w+)*")
# "The paper" is always the one that was talked about; "the model size" need not be that of its model.
_OF_A_RECORD = re.compile(
    r"the\s+(?:\w+\s+)?(?:papers?|authors?|stud|work|findings|first|second|same|latter|former)", re.IGNORECASE
)
# Content words that say nothing of what is asked about: "which data?", "what else does this?"
_GENERIC = frozenset(
    term
    for word in """else other others similar related alternative like do does use used using thing things way ways same
    limit limits limitation limitations drawback drawbacks weakness result results finding findings figure figures
    number numbers cost costs data dataset datasets code benchmark benchmarks baseline baselines conclusion conclusions
    contribution contributions advantage advantages benefit benefits detail details example examples evaluation
    experiment experiments metric metrics accuracy performance idea method methods approach approaches model models
    exist existing""".split()
    for term in terms(word)
)


class Reference(NamedTuple):
    """How a question points back.

    `others`: it asks for other papers than those of the last answer. `pointer` is where a pronoun stands in it.
    `varied` is what takes the place of something in the last question, with its preposition: "on GSM8K".
    `joined` is a subject of its own behind "and" or "what about", which after a list of papers is what others are to be
    about. `narrowed` says which thing the last question meant. `bare`: it says of itself what it is about in no way, so
    the papers of the last answer are meant, or with `more` others where papers were listed. `anew`: it asks what can
    be done about what was talked about, or for one of its kind, which other papers may tell.
    """

    others: bool = False
    pointer: re.Match[str] | None = None
    varied: str = ""
    joined: str = ""
    narrowed: str = ""
    bare: bool = False
    more: bool = False
    anew: bool = False

    def __bool__(self) -> bool:
        return self.others or self.bare or self.anew or bool(self.pointer or self.varied or self.narrowed)

    @property
    def is_plural(self) -> bool:
        """Tell whether it points to several things: "them", "these methods"."""
        return bool(self.pointer and _PLURAL.search(self.pointer[0]))

    @property
    def continues(self) -> bool:
        """Tell whether the last question is asked on with something changed in it, under its own filters."""
        return self.others or self.more or bool(self.varied or self.joined or self.narrowed)


def reference(question: str) -> Reference:
    """Return how a question points back to the ones before it; false if it stands alone, or is a text."""
    if len(question) > _LONGEST:
        return Reference()
    if narrows := _NARROWS.match(question):
        return Reference(narrowed=_ITS_ONE.sub("", (narrows["meant"] or narrows["other"]).strip()))
    if _MORE.match(question):
        return Reference(bare=True, more=True)
    named, content, own = names(question), terms(question), own_content(question)
    points = pointer(question)
    if not named and _REMEDY.search(question):
        return Reference(anew=True)
    else_ = (
        _ANYONE_ELSE.search(question)
        or _MORE_PAPERS.match(question)
        or (_ELSE.search(question) and (points or len(own) < _FEW))
    )
    if else_ and not _NOT_ELSE.search(question):
        return Reference(others=True, pointer=points)
    if points:
        return Reference(pointer=points, bare=not named)
    joins = _JOINS_ON.match(question)
    thing = question[joins.end() :].strip(" ?.!") if joins else ""
    in_it = subjects(f", {thing}")
    if in_it and not _ASKS.search(thing) and len(terms(thing)) <= len(terms(" ".join(in_it))) + 1:
        return Reference(varied=thing)
    joined = thing if own_content(thing) and not _ASKS.search(thing) and len(thing.split()) <= _PHRASE else ""
    opens = bool(_OPENS.search(question)) and len(content) < _FEW
    if lists_papers(question) and not own:
        return Reference()
    return Reference(joined=joined, bare=not named and (not content or opens or (len(content) <= _EARLY and not own)))


def own_content(question: str) -> list[str]:
    """Return the stems of the words that say what a question is about; "which data?" has none."""
    return [term for term in terms(question) if term not in _GENERIC]


def subjects(text: str) -> list[str]:
    """Return the names in a text, in order: also those with no more than a capital within a sentence."""
    named = {text.find(name): name for name in names(text)}
    plain = {found.start(): found[0] for found in _CAPITAL.finditer(text)}
    return [name for _, name in sorted((plain | named).items())]


def pointer(question: str) -> re.Match[str] | None:
    """Return where a word stands that points to something said before: "it", "this paper", "their"."""
    own = own_content(question)
    for found in _POINTER.finditer(question):
        before, after = question[: found.start()], question[found.end() :]
        if len(terms(before)) >= _EARLY:
            return None
        if found["thing"]:
            points = _is_the_one(found["thing"].lower(), before, after, own)
        else:
            points = not found["it"] or _points(found["it"].lower(), before, after)
        if points:
            return found
    return None


def _is_the_one(thing: str, before: str, after: str, own: Sequence[str]) -> bool:
    """Tell whether "this paper" or "the model" is one that was talked about; "papers that study" is none."""
    if thing.startswith("that"):
        return bool(_VERB_BEFORE.search(before)) or not before.strip() or not after.strip(" ?.!")
    return not thing.startswith("the ") or bool(_OF_A_RECORD.match(thing)) or len(own) < _EARLY


def _points(word: str, before: str, after: str) -> bool:
    """Tell whether a lone "it" or "that" points to something, in "does it scale?" and "why is that?"."""
    if word in _ALWAYS_ALONE:
        to_is_it = _IS_BEFORE.search(before) and _TO_OR_THAT.match(after)  # "how hard is it to …"
        return not (word == "it" and (to_is_it or _EXPLETIVE.match(after)))
    return bool(_ALONE.match(after)) and (bool(_VERB_BEFORE.search(before)) or not before.strip())
