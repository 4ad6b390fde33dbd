"""Names of a claim against its sources: systems, datasets and models, told by how they are written.

One that stands in another sentence of a cited paper has that sentence added to the citation. One that looks like a
system, a dataset or a model and stands nowhere in the cited papers or the question makes a claim unsupported, as does
any capitalised word within an English sentence (of 1,386 true sentences none had one that stood nowhere).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.verification.cited import Cited, Doubt
from assistant.verification.figures import Checked
from index.entities import Name, common_acronyms, names, stands_in
from index.language import is_english
from index.text import plain

_SHORT = 2  # letters of an acronym that another language has for a word: KI, IA
_PHRASE = re.compile(r"[A-Z][a-z]+(?:[ -][A-Z][a-z]+)+")
_ACRONYM = re.compile(r"\b[A-Z][A-Za-z]*[A-Z]s?\b")
_DEFINED = re.compile(r"((?:[\w-]+ ){2,8})\((\w+?)s?\)")


def check_names(claim: str, cited: Cited) -> Checked:
    """Return whether the names of a claim stand in its sources."""
    said = plain(claim)
    added: list[tuple[int, int]] = []
    texts = [plain(cited.question), *(paper.whole for paper in cited.papers)]
    english = is_english(claim)
    for name in names(said):
        if any(stands_in(name, sentence) for sentence in cited.sentences):
            continue
        if any(stands_in(name, text) for text in texts):
            added += _elsewhere(name, cited)
        elif (name.is_system or english) and not _is_another_form(name, said, texts, english=english):
            return Checked(Doubt("unsupported", f"{name.text} does not stand in the cited abstract"), tuple(added))
    return Checked(None, tuple(added))


def _is_another_form(name: Name, said: str, texts: Sequence[str], *, english: bool) -> bool:
    """Return whether a name is an acronym that is common or defined, or one that the sources have, in other words."""
    defined = {short for words, short in _DEFINED.findall(said) if _spells(words, short)}
    if "".join(name.parts).removesuffix("s") in defined | common_acronyms().keys():
        return True
    if not english and _is_foreign(name, texts):
        return True
    return not name.is_system and _is_spelled_out(name, said, texts)


def _is_foreign(name: Name, texts: Sequence[str]) -> bool:
    """Return whether a name is one in another language only: a short acronym, `KI`, or a compound, `RL-Agenten`."""
    parts = [part for part in name.parts if any(sign.isupper() or sign.isdigit() for sign in part[1:])]
    known = (any(stands_in(name._replace(parts=(part,)), text) for text in texts) for part in parts)
    return all(len(part) <= _SHORT for part in parts) or all(known)


def _is_spelled_out(name: Name, said: str, texts: Sequence[str]) -> bool:
    """Return whether a word is of a capitalised phrase that the sources have as an acronym: `Southeast Asian`, SEA."""
    phrases = [each for each in _PHRASE.findall(said) if name.text in each]
    acronyms = {each.removesuffix("s") for text in texts for each in _ACRONYM.findall(text)} if phrases else set()
    return any(_has_initials(words, short) and _spells(words, short) for words in phrases for short in acronyms)


def _has_initials(words: str, short: str) -> bool:
    """Return whether the initials of words stand in this order in an acronym."""
    rest = iter(short.lower())
    return all(word[0].lower() in rest for word in re.split(r"[\s-]+", words))


def _spells(words: str, short: str) -> bool:
    """Return whether the letters of an acronym stand in this order in words, the first at the beginning of one."""
    rest = iter(words.lower())
    return bool(re.search(rf"\b{re.escape(short[0])}", words, re.IGNORECASE)) and all(
        each in rest for each in short.lower()
    )


def _elsewhere(name: Name, cited: Cited) -> list[tuple[int, int]]:
    """Return the first sentence with a name, in a paper that has it in no title and no cited sentence."""
    for place, paper in enumerate(cited.papers):
        if stands_in(name, plain(f"{paper.title}. {paper.record}")):
            return []
        for number, sentence in enumerate(paper.sentences, start=1):
            if sentence and stands_in(name, plain(sentence)):
                return [(place, number)]
    return []
