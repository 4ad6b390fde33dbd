"""Whether a sentence may be told behind one that stands before it in the abstract, without those between the two."""

from __future__ import annotations

import re

from assistant.verification.retold_patterns import patterns
from assistant.writers.person_edits import WORK
from assistant.writers.retelling import Telling, name_of
from index.entities import common_acronyms
from index.names import mentions, names
from index.paper import Paper
from index.statements import statements_of
from index.text import plain

# `It has`, `On ImageNet, it has`, `surpasses them`: what the sentence before names, which may be another thing.
_LEANS = re.compile(
    r"(?:[^,()]+(?:\([^()]*\)[^,()]*)*, |)(?:it|its|they|their)\b"
    r"|(?:\S+ ){1,8}?(?:them|those)\b(?! (?:of|that|who|which))",
    re.IGNORECASE,
)
_DEFINITE = re.compile(  # `the model`, `On six lakes, the authors’ framework`
    rf"(?:[^,]+, )*?(?:the|their|the authors’) (?:([\w-]+) )?(?P<what>{'|'.join(sorted(WORK))})\b", re.IGNORECASE
)
_SCORE = re.compile(r"\(([A-Z]\w*[A-Z]s? [a-z]+)\)")  # `(AC score)`


def follows(one: Telling, other: Telling, paper: Paper) -> bool:
    """Return whether a sentence comes behind another one in the abstract and says, in words known by then, more."""
    if other.number <= one.number or _is_of_another(one, other, paper):
        return False
    spelled = all(short in one.text or short in common_acronyms() for short in other.acronyms)
    leans = other.number > one.number + 1 and _LEANS.match(other.text)
    return spelled and not (leans and not _is_of_the_work(one, other, paper))


def _is_of_another(one: Telling, other: Telling, paper: Paper) -> bool:
    """Return whether a sentence is of what the authors introduce between the two: `a new model`, `a sum (AC score)`."""
    between = " ".join(plain(text) for text in statements_of(paper)[one.number : other.number - 1])
    scores = (each for each in _SCORE.findall(between) if f"({each}" not in other.text)
    if any(each in other.text and each not in one.text for each in scores):
        return True
    found, name = _DEFINITE.match(other.text), name_of(paper)
    if not found or (name and mentions(other.text, name)) or any(each and each in one.text for each in found.groups()):
        return False
    a_new_one = rf"{patterns().introduces.pattern}[Aa]n? (?:[^,;. ]| |\.\d)*\b{found['what']}\b"
    return bool(re.search(a_new_one, between, re.IGNORECASE))


def _is_of_the_work(one: Telling, other: Telling, paper: Paper) -> bool:
    """Return whether the `it` that a sentence begins with is the work.

    The sentence before it begins with the work's name, or has no name but one that is told before.
    """
    if not re.match(r"(?:[^,]+, )?its?\b", other.text, re.IGNORECASE):
        return False
    name, before = re.escape(name_of(paper)), statements_of(paper)[other.number - 2]
    begins = bool(name and re.match(rf"(?:[^,]+, )?{name}(?! ?['’-])\b", before))
    only = names(plain(before))
    return begins or (len(only) == 1 and mentions(one.text, only[0]))
