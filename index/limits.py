"""Limits of a work in its own words: what it does not do, where it fails, what it leaves open.

Most sentences with such words speak of others, or boast. So one counts only if its subject is the work itself, it says
that something is lacking, and the next one does not go on to remedy that.
"""

import re
from collections.abc import Sequence

from index.labels import label, speaks_of_itself
from index.models.sentence_roles import roles
from index.paper import Paper
from index.patterns import patterns
from index.statements import statements_of

_SAID = patterns("limits")
_NAMED_LIMIT, _AUTHORS, _BOAST, _REMEDY, _PRONOUN = (
    re.compile(_SAID[name], re.IGNORECASE) for name in ("named_limit", "authors", "boast", "remedy", "pronoun")
)


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
    work = f"(?:{_SAID['work']}|{re.escape(name)})" if name else _SAID["work"]
    if re.match(f"{_SAID['lead']}{work} {_SAID['still']}(?:{_SAID['lacks']})", text, re.IGNORECASE):
        return True
    before = texts[number - 2]  # so that `it` is the work
    return bool(_PRONOUN.match(text) and re.match(rf"^(?:we\b|{work}\b)", before, re.IGNORECASE))
