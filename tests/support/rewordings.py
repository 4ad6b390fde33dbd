"""True sentences in slightly other words: what the comparison of near-copies must let pass.

A way of rewording is a function: it gets a text and returns it changed, or None where it does not fit. The tables here
are not those of the checks.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

_SYNONYMS = {
    "show": "demonstrate", "shows": "demonstrates", "demonstrate": "show", "demonstrates": "shows",
    "method": "approach", "methods": "approaches", "approach": "method", "approaches": "methods", "use": "employ",
    "uses": "employs", "using": "employing", "propose": "introduce", "introduce": "propose", "present": "introduce",
    "achieves": "attains", "achieve": "reach", "novel": "new", "new": "novel", "improves": "enhances",
    "improve": "enhance", "enhance": "improve", "reduces": "decreases", "reduce": "decrease", "reducing": "lowering",
    "outperforms": "surpasses", "outperform": "surpass", "increases": "raises", "framework": "system",
    "investigate": "study", "explore": "examine", "examine": "investigate", "evaluate": "assess", "requires": "needs",
    "require": "need", "requiring": "needing", "important": "crucial", "crucial": "essential", "various": "diverse",
    "several": "multiple", "multiple": "several", "challenging": "difficult", "enables": "allows",
    "significantly": "substantially", "substantially": "considerably", "demonstrating": "showing", "utilize": "use",
    "dataset": "corpus", "addresses": "tackles", "address": "tackle", "however": "nevertheless", "obtains": "gets",
    "often": "frequently", "typically": "usually", "recently": "lately", "large": "big", "rapid": "fast",
    "develop": "build", "comprises": "consists of", "provides": "offers", "provide": "offer", "current": "existing",
    "existing": "current", "additional": "extra", "extensive": "comprehensive", "errors": "mistakes", "help": "aid",
}  # fmt: skip
_AMERICAN = (
    (r"\b(\w{3,})izing\b", r"\1ising"), (r"\b(\w{3,})ization\b", r"\1isation"), (r"\b(\w{4,})ize(s|d)?\b", r"\1ise\2"),
    (r"\bmodeling\b", "modelling"), (r"\bbehavior(s|al)?\b", r"behaviour\1"), (r"\blabel(ed|ing)\b", r"labell\1"),
    (r"\banalyz(e|es|ed|ing)\b", r"analys\1"), (r"\bcolor(s)?\b", r"colour\1"), (r"\bcenter(s)?\b", r"centre\1"),
    (r"\bneighbor(s|hood|ing)?\b", r"neighbour\1"), (r"\bartifact(s)?\b", r"artefact\1"),
)  # fmt: skip
_WORDS = "zero one two three four five six seven eight nine ten".split()
_FRAMES = (
    "The paper shows that {}",
    "The authors report that {}",
    "According to the paper, {}",
    "The study finds that {}",
)
_WE = re.compile(r"\b[Ww]e (?=[a-z]+\b)")
_OUR = re.compile(r"\b[Oo]ur\b")


def _third_person(text: str, _: random.Random) -> str | None:
    if not _WE.search(text):
        return None
    changed = _OUR.sub(lambda found: "Their" if found[0][0] == "O" else "their", _WE.sub("the authors ", text))
    return changed[:1].upper() + changed[1:]


def _framed(text: str, rng: random.Random) -> str | None:
    first = text.split(" ", 1)[0]
    if not re.fullmatch(r"[A-Z][a-z]+", first) and first not in {"A", "I"}:
        return None
    return rng.choice(_FRAMES).format(text[0].lower() + text[1:])


def _reordered(text: str, _: random.Random) -> str | None:
    found = re.fullmatch(
        r"((?:While|Although|To|By|In|On|For|With|When|Despite|Since|Unlike|Through) [^,;:]+), ([^;:]+)\.", text
    )
    if not found:
        return None
    return f"{found[2][0].upper()}{found[2][1:]}, {found[1][0].lower()}{found[1][1:]}."


def _without_parenthesis(text: str, _: random.Random) -> str | None:
    changed = re.sub(r"\s*\([^()]*\)", "", text, count=1)
    return changed if changed != text else None


def _synonyms(text: str, rng: random.Random) -> str | None:
    fitting = [word for word in _SYNONYMS if re.search(rf"(?<![-\w]){word}(?![-\w])", text)]
    for word in rng.sample(fitting, min(3, len(fitting))):
        text = re.sub(rf"(?<![-\w]){word}(?![-\w])", _SYNONYMS[word], text, count=1)
    return text if fitting else None


def _british(text: str, _: random.Random) -> str | None:
    changed = text
    for pattern, spelling in _AMERICAN:
        changed = re.sub(pattern, spelling, changed)
    return changed if changed != text else None


def _spelled_numbers(text: str, _: random.Random) -> str | None:
    changed = re.sub(r"(?<=\d)\s?\\?%", " percent", text)
    changed = re.sub(r"\b(\d+(?:\.\d+)?)(?:x\b|\$?\\times\$?(?!\s?\d))", r"\1 times", changed)
    changed = re.sub(
        r"(?<![\w.,-])([2-9])(?= (?!percent|times)[a-z]{4,})", lambda found: _WORDS[int(found[1])], changed
    )
    changed = re.sub(r"\b(\d+)B (?=param)", r"\1 billion ", changed)
    return changed if changed != text else None


def _contracted(text: str, _: random.Random) -> str | None:
    changed = re.sub(r"\b(is|are|does|do|has|have) not\b", r"\1n't", text)
    changed = re.sub(r"\bcannot\b", "can't", changed)
    return changed if changed != text else None


def _shortened(text: str, _: random.Random) -> str | None:
    found = re.match(r"(.{40,}?),? (?:while|whereas|which|thereby|thus|and thereby|making|including|such as) ", text)
    whole = found and not re.match(r"(?:While|Although|When|If|Unlike|Despite|To|By|For|In|As|Since) ", text)
    return f"{found[1].rstrip(',')}." if found and whole and found[1].count("(") == found[1].count(")") else None


_SAME = (
    (r"\bup to (?=[\d$])", "as much as "), (r"\b(?:approximately|roughly) (?=[\d$~])", "about "),
    (r"\bmore than (?=[\d$])", "over "), (r"\brather than\b", "instead of"), (r"\binstead of\b", "rather than"),
    (r"\bcomparable to\b", "on par with"), (r"\bsuggest(?= that)", "indicate"), (r"\bresulting in\b", "leading to"),
    (r"\bin line with\b", "consistent with"), (r"\bgains (?=over|of|in)", "improvements "), (r"\bfaster\b", "quicker"),
    (r"\bby half\b", "by 50%"), (r"\bis able to\b", "can"), (r"\bwithout (?:needing|requiring)\b", "with no need for"),
)  # fmt: skip


def _phrased(text: str, rng: random.Random) -> str | None:
    fitting = [change for change in _SAME if re.search(change[0], text)]
    if not fitting:
        return None
    pattern, words = rng.choice(fitting)
    return re.sub(pattern, words, text, count=1)


REWORDINGS: Mapping[str, Callable[[str, random.Random], str | None]] = {
    "third person": _third_person,
    "frame": _framed,
    "clauses reordered": _reordered,
    "parenthesis dropped": _without_parenthesis,
    "synonyms": _synonyms,
    "spelling": _british,
    "numbers": _spelled_numbers,
    "contraction": _contracted,
    "phrases": _phrased,
    "leading clause": _shortened,
}
