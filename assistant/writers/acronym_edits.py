"""Which acronyms of a sentence are spelled out, and which asides are left out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.verification.retold_rules import Edit
from index.cues import has_quantity
from index.paper import Paper
from index.statements import statements_of

_ACRONYM = re.compile(r"\b[A-Z][A-Za-z]*[A-Z]s?\b(?!-?\d)")
_KNOWN = frozenset("AI LLM GPU CPU API GUI RL NLP USA UK PDF SQL HTML URL VR AR".split())  # to every reader
_LONG_ASIDE = 4  # words
_CONDITION = re.compile(r"(?:when|with|without|only|if|on|in|after|for|at|under)\b|.*\d", re.IGNORECASE)
_REFERENCE = re.compile(r"e\.g\.|i\.e\.|see|Fig|Sec|also")


def undefined(told: str, paper: Paper) -> Iterator[str]:
    """Yield the acronyms of a sentence, in the singular, that neither it nor the title has in full, and few know."""
    for found in _ACRONYM.finditer(told):
        short = found[0].rstrip("s")
        if short not in _KNOWN and f"({short}" not in told and not _is_own(short, paper):
            yield short


def is_dropped(aside: str, text: str, paper: Paper) -> bool:
    """Return whether an aside is left out: an example, or an acronym that is used no more; never a condition."""
    inner = aside.strip("() ")
    if _ACRONYM.fullmatch(inner):
        short = inner.rstrip("s")
        again = sum(short in sentence for sentence in statements_of(paper)) > 1 or _times(short, text) > 1
        return not (again or _is_own(short, paper))
    is_long = len(inner.split()) > _LONG_ASIDE and not _CONDITION.match(inner)
    return is_long or (bool(_REFERENCE.match(inner)) and not has_quantity(inner))


def is_spelled_out(text: str, edit: Edit, paper: Paper) -> bool:
    """Return whether the edit of an acronym is made: at its first place, with the acronym behind if it comes again.

    What everybody knows, what the sentence explains, and what is a part of a name stays.
    """
    shown = text[edit.start : edit.end].split()[-1]
    short, before, behind = shown.rstrip("s"), text[: edit.start].split(), text[edit.end :]
    explained = short in _KNOWN or _is_own(short, paper) or f"({short}" in text
    in_name = re.match(r" [A-Z0-9]", behind) or (len(before) > 1 and before[-1][0].isupper())  # `Dr. GRPO`
    first = re.search(rf"\b{re.escape(short)}s?\b", text)
    if explained or in_name or (first and first.start() < edit.start):
        return False
    return edit.text.endswith(")") == (_times(short, text) > 1)


def _times(short: str, text: str) -> int:
    return len(re.findall(rf"\b{re.escape(short)}", text))


def _is_own(short: str, paper: Paper) -> bool:
    """Return whether an acronym is of the name of this work: it stands in the title before a colon."""
    name, colon, _ = paper.title.partition(":")
    return bool(colon and re.search(rf"\b{re.escape(short)}s?(?![a-z])", name))
