"""Limits of a work in its own words: what it does not do, where it fails, what it leaves open.

Most sentences with such words speak of others, or boast. So one counts only if its subject is the work itself, it says
that something is lacking, and the next one does not go on to remedy that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.labels import label, speaks_of_itself
from index.models.sentence_roles import roles
from index.paper import Paper
from index.statements import statements_of

_KINDS = (
    "methods? approach models? work study system framework results? findings analysis experiments evaluation benchmark"
    " dataset algorithm agents? technique tool survey pipeline theory code"
)
_WORK = rf"(?:our|the (?:proposed|present|current)|this) (?:[\w-]+ ){{0,2}}?(?:{_KINDS.replace(' ', '|')})"
_STILL = r"(?:(?:still|currently|also|only|often|\w+ly) )?"
_LACKS = (
    r"(?:(?:is|are|was|were|remains?) (?:\w+ )?(?:limited|restricted|confined) to"
    r"|(?:is|are) (?:not (?:yet|able)|unable|still far)|(?:does|do|did)(?:n't| not)|can(?:not|n't| not)"
    r"|may (?:not|fail)"
    r"|fails?\b|struggles?\b|lacks?\b|lags? behind|falls? short|ha(?:s|ve) (?:\w+ )?limitations"
    r"|comes? at (?:the|a) cost|becomes? (?:unstable|slow\w*|expensive|less))"
)
_NAMED_LIMIT = re.compile(
    r"^(?:(?:however|but|finally|still),? )?(?:an?|one|the|two|its|our|their) (?:\w+ ){0,2}?"
    r"(?:limit|limitation|drawback|weakness|shortcoming|caveat|downside)s?"
    r"(?: of (?:our|this|the (?:proposed|present|current)|it|its|these)\b[^,]{0,40})? (?:is|are|lies|remains?)\b",
    re.IGNORECASE,
)
_PASSED_OVER = (
    r"model|test|evaluat\w*|consider\w*|address\w*|cover\w*|study|studied|handle|account|explor\w*|investigat\w*"
    r"|compar\w*|claim|guarantee|report|train"
)
_AUTHORS = re.compile(
    r"\bwe (?:only |still |also |therefore )?"
    rf"(?:leave\b|(?:do|did|have|could)(?: not|n't) (?:yet )?(?:{_PASSED_OVER})\b"
    r"|restrict (?:our|the) (?:analysis|study|scope)|limit (?:our|the))"
    r"|\b(?:left|leave\w*|remains?) (?:\w+ ){0,6}?(?:for|to|as) future work\b",
    re.IGNORECASE,
)
_NEEDLESS = (
    r"require|need|rely|depend|degrade|sacrifice|compromis|affect|alter|introduce|increase|involve|assume|suffer|change"
    r"|add|incur|modify|hurt|harm|limited|restricted|necessitate|be (?:explained|attributed|captured|replicated)"
)
_BOAST = re.compile(
    rf"\b(?:not|without|cannot) (?:\w+ly |only |just |simply )?(?:{_NEEDLESS})\w*"
    r"|\bnot only\b|\bno (?:additional|extra)\b|\bdo not (?:simply|merely|just)\b",
    re.IGNORECASE,
)
_REMEDY = re.compile(
    r"^(?:hence|therefore|thus|to (?:address|tackle|overcome|solve|mitigate|alleviate|remedy|this end)"
    r"|we (?:therefore|thus|further)|addressing|based on)\b",
    re.IGNORECASE,
)
_LEAD = r"^(?:(?:however|but|still|yet|finally|moreover|currently|notably|while|although),? )?"
_PRONOUN = re.compile(rf"{_LEAD}(?:it|they) {_STILL}{_LACKS}", re.IGNORECASE)


def limits(paper: Paper) -> list[int]:
    """Return the numbers of the sentences that state a limit of the paper's own work, in order."""
    texts, name = statements_of(paper), label(paper.title, paper.sentences)
    first = _contribution(texts)
    return [n for n in range(first + 1, len(texts) + 1) if texts[n - 1] and _is_limit(n, texts, name)]


def _contribution(texts: Sequence[str]) -> int:
    """Return the number of the first sentence on what the work does, or of it; 1 where there is none."""
    told = roles(tuple(texts)).of
    does = (
        n for n, role in enumerate(told, start=1) if role in {"objective", "method"} or speaks_of_itself(texts[n - 1])
    )
    return next(does, 1)


def _is_limit(number: int, texts: Sequence[str], name: str) -> bool:
    text, behind = texts[number - 1], texts[number] if number < len(texts) else ""
    if _BOAST.search(text) or _REMEDY.match(behind):
        return False
    if _NAMED_LIMIT.match(text) or _AUTHORS.search(text):
        return True
    work = f"(?:{_WORK}|{re.escape(name)})" if name else _WORK
    if re.match(rf"{_LEAD}{work} {_STILL}{_LACKS}", text, re.IGNORECASE):
        return True
    before = texts[number - 2]  # so that `it` is the work
    return bool(_PRONOUN.match(text) and re.match(rf"^(?:we\b|{work}\b)", before, re.IGNORECASE))
