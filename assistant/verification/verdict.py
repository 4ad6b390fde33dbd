"""The verdict on a claim without a judge: what was checked, and what speaks against it.

`quoted` and `supported` are given to copies only, which known rules may have put into the third person, `unsupported`
where a figure or name stands nowhere, where a near-copy was turned round, and where claim and papers have nothing in
common. All else is `unverified`. Not covered in a free retelling: who does what, whose figure it is, negation, cause.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.types import Verdict
from assistant.verification import edits
from assistant.verification.cited import Cited
from assistant.verification.figures import Checked, check_figures, check_foreign_figures
from assistant.verification.near_copies import nearest
from assistant.verification.overlap import shares_a_term, weighted_overlap
from assistant.verification.retold import Known, is_retold, subject_of
from index.entities import Name, common_acronyms, names, stands_in
from index.language import is_english
from index.text import plain

_LONGEST_CLAIM = 2000  # characters; the longest sentence of 1,500 abstracts has fewer
_ASIDE = re.compile(r"\s*\([^()]*\)")
_LEAD = re.compile(r"^(?:[A-Z][a-z]+ly|However|Moreover|In addition|Finally|Second|First|Also|To this end), ")
_CLOSE, _LOOSE = 0.7, 0.45  # shares of what the terms of a claim tell, in words for a reader
_SHORT = 2  # letters of an acronym that another language has for a word: KI, IA
_PHRASE = re.compile(r"[A-Z][a-z]+(?:[ -][A-Z][a-z]+)+")
_ACRONYM = re.compile(r"\b[A-Z][A-Za-z]*[A-Z]s?\b")
_DEFINED = re.compile(r"((?:[\w-]+ ){2,8})\((\w+?)s?\)")


class Verified(NamedTuple):
    """The verdict on a claim, and the sentences to be added to its citation, by place of the paper and number."""

    verdict: Verdict
    added: tuple[tuple[int, int], ...] = ()


def verify(claim: str, cited: Cited) -> Verified:
    """Return the verdict on a claim against what it cites; deterministic, and linear in the length of the claim."""
    if not cited.sentences:
        return _unsupported("it cites no sentence that exists")
    if is_quoted(claim, cited):
        return Verified(Verdict(support="quoted"))
    if len(claim) > _LONGEST_CLAIM:
        return _unsupported("it is too long to be checked")
    if _is_retold(claim, cited):
        return Verified(Verdict(support="supported"))
    figures = _figures(claim, cited)
    names = check_names(claim, cited)
    added = tuple(dict.fromkeys((*figures.added, *names.added)))
    for checked in (figures, names):
        if checked.doubt and checked.doubt.support == "unsupported":
            # Where no more than the cited sentences is known of a paper, its abstract may say the rest.
            doubt = checked.doubt if cited.is_known else checked.doubt.model_copy(update={"support": "unverified"})
            return Verified(doubt, added)
    if is_english(claim) != cited.is_english:
        reason = "in another language than the abstract: its figures and names are there"
        return Verified(names.doubt or Verdict(support="unverified", reason=reason), added)
    return Verified(_compared(claim, cited, names), added)


def _figures(claim: str, cited: Cited) -> Checked:
    return (
        check_figures(claim, cited) if is_english(claim) and cited.is_english else check_foreign_figures(claim, cited)
    )


def absent_figure(claim: str, cited: Cited) -> str:
    """Return what is wrong with a figure of a claim that stands nowhere in the cited papers, "" if none does."""
    doubt = _figures(claim, cited).doubt
    return doubt.reason if doubt and cited.is_known else ""


def _compared(claim: str, cited: Cited, names: Checked) -> Verdict:
    if diff := nearest(claim, cited.sentences):
        return edits.doubt(diff) or names.doubt or Verdict(support="supported")
    if names.doubt:
        return names.doubt
    if cited.is_known and not shares_a_term(claim, (*cited.sentences, *(paper.whole for paper in cited.papers))):
        return Verdict(support="unsupported", reason="it speaks of something else than the cited paper")
    share = weighted_overlap(claim, " ".join(cited.sentences))
    how = "close to" if share >= _CLOSE else "loosely that of" if share >= _LOOSE else "far from"
    reason = f"its figures and names are there; its wording is {how} the cited sentence’s"
    return Verdict(support="unverified", reason=reason)


def _unsupported(reason: str) -> Verified:
    return Verified(Verdict(support="unsupported", reason=reason))


def is_quoted(claim: str, cited: Cited) -> bool:
    """Return whether a claim is cited sentences to the letter, maybe behind a name, without asides or a lead."""
    flat = _flat(claim)
    if flat in {_flat(sentence) for sentence in cited.sentences} or flat == _flat(" ".join(cited.sentences)):
        return True
    own = {_flat(f"{paper.name}: x").removesuffix("x") for paper in cited.papers if paper.name}  # "Folding by …: "
    named = next((flat.removeprefix(name) for name in own if flat.startswith(name)), flat)
    return any(named in _trimmed(sentence, named) for sentence in cited.sentences)


def _is_retold(claim: str, cited: Cited) -> bool:
    """Return whether known rules turn a cited sentence into the claim, see `assistant.verification.retold`."""
    return any(
        is_retold(claim, sentence, Known(subject_of(paper.record), paper.whole))
        for paper in cited.papers
        for sentence in paper.cited
        if sentence
    )


def _trimmed(sentence: str, claim: str) -> Iterator[str]:
    """Yield a sentence, and it without the adverb at its beginning, and without the asides that the claim lacks."""
    yield _flat(sentence)
    if _LEAD.match(sentence):
        yield _flat(_LEAD.sub("", sentence))
    if "(" in sentence:
        yield _ASIDE.sub(lambda found: found[0] if found[0].strip() in claim else "", _flat(sentence))


@lru_cache(maxsize=4096)
def _flat(text: str) -> str:
    return re.sub(r"[.\s]+$", "", plain(text).casefold())


def check_names(claim: str, cited: Cited) -> Checked:
    """Return whether the names of a claim stand in its sources; a sentence elsewhere that has one is added."""
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
            reason = f"{name.text} does not stand in the cited abstract"
            return Checked(Verdict(support="unsupported", reason=reason), tuple(added))
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
    initials = {words: "".join(word[0] for word in re.split(r"[\s-]+", words)) for words in phrases}
    return any(
        _has_in_order(short, initials[words]) and _spells(words, short) for words in phrases for short in acronyms
    )


def _has_in_order(text: str, letters: str) -> bool:
    rest = iter(text.lower())
    return all(each in rest for each in letters.lower())


def _spells(words: str, short: str) -> bool:
    """Return whether the letters of an acronym stand in this order in words, the first at the beginning of one."""
    begins = re.search(rf"\b{re.escape(short[0])}", words, re.IGNORECASE)
    return bool(begins) and _has_in_order(words, short)


def _elsewhere(name: Name, cited: Cited) -> list[tuple[int, int]]:
    """Return the first sentence with a name, in a paper that has it in no title and no cited sentence."""
    for place, paper in enumerate(cited.papers):
        if stands_in(name, plain(f"{paper.title}. {paper.record}")):
            return []
        for number, sentence in enumerate(paper.sentences, start=1):
            if sentence and stands_in(name, plain(sentence)):
                return [(place, number)]
    return []
