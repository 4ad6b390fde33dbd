"""What a sentence says of either of two things, or of some only: a claim may not leave out the half that limits it.

`Matches or exceeds` is not `exceeds`; the best among open models is not the best; any plant that is a tree is not any
plant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.grounding.cited import Cited, partial
from assistant.grounding.plain import plain, unframed
from assistant.grounding.text import content, roots, stem
from assistant.types import Verdict

_TIE = (
    r"(?:match\w*|equal\w*|ties?|tied|rival\w*|maintain\w*|preserv\w*|retain\w*|keep\w*|comparabl[ey]|similar\w*"
    r"|competitive|on[- ]par|approach(?:es|ing|ed)|meets?|meeting)"
)
_WIN = (
    r"(?:out(?:perform|class|strip|match)\w*|outdo\w*|surpass\w*|exceed\w*|beat(?:s|ing|en)?|better|superior|improv\w*|enhanc\w*"
    r"|higher|wins?)"
)
_NOW_AND_THEN = (
    r"(?:,? or (?:even |often |sometimes |slightly |in (?:some|many|several|most) \w+,? ?)?"
    r"|,? and,? (?:sometimes|occasionally|at times|often|in (?:some|many|several|most) "
    r"(?:cases|settings|instances|tasks)),? )"
)
_EITHER = re.compile(
    rf"\b(?P<tie>{_TIE})\b[^.;:]{{0,50}}?{_NOW_AND_THEN}(?P<win>{_WIN})\b"
    rf"|\b{_WIN}\b[^.;:]{{0,50}}?,? or (?:at least )?{_TIE}\b",
    re.IGNORECASE,
)
_TIES, _WINS = (
    re.compile(rf"\b(?:{_TIE}|as \w+ as|rivals?)\b", re.IGNORECASE),
    re.compile(rf"\b{_WIN}\b", re.IGNORECASE),
)
_COMES_UP = re.compile(
    r"\b(?:comparabl[ey] (?:to|with)|on[- ]par|competitive with|similar to|match(?:es|ing)?"
    r"|equal to|as (?:good|well) as"
    r"|rivals?|\d+(?:\.\d+)?% of [\w' -]{0,40}?(?:level|performance|accuracy|quality|scores?))\b",
    re.IGNORECASE,
)
_BEATS = re.compile(
    r"\b(?:out(?:perform|class|strip)\w*|outdo\w*|surpass\w*|exceed\w*|beat(?:s|ing|en)?|better|superior|higher|more)\b",
    re.IGNORECASE,
)
_SUPERLATIVE = r"(?:first|only|sole|best|stateoftheart|\w{3,}est|leading)"
_ALL = r"(?:any|all|every|each|only|no)"
_AMONG = re.compile(
    rf"\b(?P<strong>{_SUPERLATIVE})\b(?: (?!and\b|or\b)[\w-]+){{0,3}}? (?:among|amongst|out of) (?P<rest>[^.,;:()]+)",
    re.I,
)
_ADJECTIVE = re.compile(
    r"\b(?P<strong>first|only|sole|best|largest|biggest|leading) (?P<rest>[\w-]+) (?P<noun>[\w-]+)", re.I
)
_CLAUSE = re.compile(
    rf"\b(?P<strong>{_ALL}|{_SUPERLATIVE}) (?P<noun>[\w-]+) (?:that|which|whose|who|where|when|if|as long as|provided) "
    r"(?P<rest>[^.,;:()]+)",
    re.IGNORECASE,
)
# What limits nothing: the best among all existing methods, the first comprehensive study.
_IDLE = frozenset(
    stem(word)
    for word in """all exist current previous prior other compare evaluate test consider compete baseline known
    available report publish overall possible ever perform method novel new comprehensive systematic of and to in we
    a an the""".split()
)


def alternatives_are_kept(claim: str, cited: Cited) -> Verdict | None:
    """A claim does not say that something is better where its sentence says that it is as good or better."""
    said, sources = unframed(claim), [plain(sentence) for sentence in cited.sentences]
    if _TIES.search(said):
        return None
    either = [found for source in sources for found in _EITHER.finditer(source)]
    if not either:
        return _tie_is_no_win(said, sources)
    sure = sum(len(_WINS.findall(source)) for source in sources) - sum(len(_WINS.findall(each[0])) for each in either)
    if len(_WINS.findall(said)) > sure:
        return partial(f"the cited sentence says ‘{either[0][0]}’, the claim only the stronger half")
    return None


def _tie_is_no_win(said: str, sources: list[str]) -> Verdict | None:
    """What comes up to something does not win against it."""
    tied = next((found for source in sources for found in _COMES_UP.finditer(source)), None)
    if tied and _BEATS.search(said) and not any(_BEATS.search(source) for source in sources):
        return partial(f"the cited sentence says ‘{tied[0]}’, the claim that one is better")
    return None


def limits_are_kept(claim: str, cited: Cited) -> Verdict | None:
    """What is the best, the first or all of some only is not so without saying of which."""
    said = unframed(claim)
    told = {stem(word.low) for word in content(said)} | roots(said)
    for source in map(plain, cited.sentences):
        for strong, noun, rest in _limits(source):
            behind = rf"\b{re.escape(strong)} {re.escape(noun)}\b" if noun else rf"\b{re.escape(strong)}\b"
            limiting = [word for word in content(rest) if stem(word.low) not in _IDLE][:3]
            if not limiting or not re.search(behind, said, re.IGNORECASE):
                continue
            if not any(word.root in told or stem(word.low) in told for word in limiting):
                return partial(f"the cited sentence says ‘{strong}’ of some only (‘{' '.join(rest.split()[:4])}’)")
    return None


def _limits(source: str) -> Iterator[tuple[str, str, str]]:
    """Yield the words that say best, first or all, the noun right behind them in a claim without the limit, and it."""
    for found in _AMONG.finditer(source):
        yield found["strong"], "", found["rest"]
    for found in (*_ADJECTIVE.finditer(source), *_CLAUSE.finditer(source)):
        yield found["strong"], found["noun"], found["rest"]
