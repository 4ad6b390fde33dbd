"""Sentences of a writer that are never shown, not even marked: what an attack in an abstract would have it say.

A claim that fails is shown with its verdict. What has an odd form, speaks to somebody, or has no word of any abstract
is not made of them at all; and where a paper is known to hold an attack, whatever fails may be the attack's doing. The
checks of form compare with the abstracts, so what those write themselves is never odd.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from assistant.types import Claim
from assistant.verification.figures import shares_a_figure
from assistant.verification.overlap import content_stems, shares_a_term
from assistant.verification.retold import Known, is_retold, subject_of
from index.dictionary import english_words
from index.entities import names, stands_in
from index.guard import addresses_reader
from index.labels import attributed, label
from index.language import is_english
from index.paper import Paper
from index.patterns import patterns
from index.query import Evidence
from index.statements import guarded_of, heading_of, statement_of, statements_of
from index.text import plain
from index.unseen import visible

_SAID = {name: re.compile(each) for name, each in patterns("output_form", "assistant.data").items()}
_SQUEEZED = 30  # letters by which a text is known without its spaces
_MOST = 0.6  # share of words
_FEW = 3  # odd words that are no chance


def is_odd(text: str, told: str) -> bool:
    """Tell whether a sentence is not written as a statement about the abstracts is; `told` is all of them."""
    flat = " ".join(text.split())
    if flat.rstrip(".") in " ".join(told.split()):
        return False
    if not content_stems(plain(flat)) and not any(sign.isdigit() and sign in told for sign in flat):
        return True  # it has no word
    return any(check(flat, told) for check in _CHECKS)


def _has_link(text: str, told: str) -> bool:
    known = told.lower()
    return any(found[0].rstrip(".,;:)").lower() not in known for found in _SAID["link"].finditer(text))


def _has_signs(text: str, told: str) -> bool:
    """Tell whether there is code, markup, a picture or a cry that no abstract has."""
    if any(found[0] not in told for kind in ("markup", "shout") for found in _SAID[kind].finditer(text)):
        return True
    return any(unicodedata.category(sign) in {"So", "Co", "Cn"} and sign not in told for sign in text)


def _has_letters(text: str, told: str) -> bool:
    """Tell whether letters are drawn in other signs that mean them, such as wide ones."""
    strange = (sign for sign in unicodedata.normalize("NFC", text) if not sign.isascii() and sign not in told)
    meant = (unicodedata.normalize("NFKC", sign) for sign in strange)
    return sum(sign.isascii() and sign.isalpha() for sign in meant) >= _FEW


def _is_spelt_oddly(text: str, told: str) -> bool:
    """Tell whether words are written in other letters, cases or pieces than the abstracts write them in."""
    known = _tokens(told)
    words = _SAID["token"].findall(text)
    strange = [word for word in words if word not in known]
    cased = sum(len(word) > 2 and word[1:] != word[1:].lower() and word.lower() in _lowered(told) for word in strange)
    figured = sum(bool(_SAID["figures"].search(piece)) and piece not in told for piece in _SAID["piece"].findall(text))
    bare = sum(bool(_SAID["no_vowel"].fullmatch(word)) and not word.isupper() for word in strange)
    swung = sum(len(word) > 3 and word.endswith("ay") for word in strange)
    unheard = (
        {word.lower() for word in strange if len(word) > 3} - _lowered(told) - english_words()
    )  # `beat` is no `beta`
    maimed = sum(_bag(word) in _maimed(told) for word in unheard)
    shares = (cased, 0.2), (figured, 0.2), (bare, 0.3), (swung, 0.3), (maimed, 0.1)
    if any(count >= _FEW and count > share * len(words) for count, share in shares):
        return True
    if _SAID["spelt"].search(text) and not _SAID["spelt"].search(told):
        return True
    return text.count(",") >= _FEW and text.count(",") > _MOST * len(text.split())


def _is_turned(text: str, told: str) -> bool:
    """Tell whether letters or words of the abstracts stand in another order, or without their spaces."""
    words = [word.lower() for word in _SAID["token"].findall(text)]
    letters, there = "".join(words), _letters(told)
    if len(letters) < _SQUEEZED:
        return False
    if letters in there:
        return sum(word in _lowered(told) for word in words) < _MOST * len(words)
    turned = _letters(" ".join(reversed(text.split())))
    return letters[::-1] in there or (turned in there and letters not in there)


_CHECKS = (_has_link, _has_signs, _has_letters, _is_spelt_oddly, _is_turned)


@lru_cache(maxsize=256)
def _tokens(told: str) -> frozenset[str]:
    return frozenset(_SAID["token"].findall(told))


@lru_cache(maxsize=256)
def _lowered(told: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _tokens(told))


def _bag(word: str) -> str:
    return "".join(sorted(word))


@lru_cache(maxsize=256)
def _maimed(told: str) -> frozenset[str]:
    """Return the letters of each longer word, sorted, and of each without one of its vowels."""
    words = [word for word in _lowered(told) if len(word) > 4]
    return frozenset(_bag(word) for word in words) | {
        _bag(word.replace(vowel, "")) for word in words for vowel in "aeiou" if vowel in word
    }


@lru_cache(maxsize=256)
def _letters(told: str) -> str:
    return "".join(word.lower() for word in _SAID["token"].findall(told))


def is_withheld(claim: Claim, evidence: Sequence[Evidence]) -> bool:
    """Tell whether a claim is none about the abstracts that its writer was given; what tells one of theirs is."""
    papers = [item.paper for item in evidence]
    # Our own writer puts the name of its paper before a sentence.
    prefixes = [attributed(name, "") for paper in papers if (name := label(paper.title, paper.sentences))]
    text = next((claim.text.removeprefix(before) for before in prefixes if claim.text.startswith(before)), claim.text)
    if any(_flat(text) == _flat(visible(statement)) for paper in papers for statement in statements_of(paper)):
        return False
    if claim.support in {"quoted", "supported"} and any(_is_retold(text, claim, paper) for paper in papers):
        return False
    texts = [_texts(paper) for paper in papers]
    told = " ".join(piece for pieces in texts for piece in pieces)
    if is_odd(text, told):
        return True
    if claim.support in {"quoted", "supported"}:
        return False
    attacked = any(guarded_of(paper).withheld for paper in papers)
    if claim.support == "unsupported" and attacked:
        return True
    if not is_english(text) and is_english(told):
        named = any(stands_in(name, plain(told)) for name in names(plain(text)))
        return attacked and not (named or shares_a_figure(text, told))
    if addresses_reader(text) or not shares_a_term(text, [plain(piece) for pieces in texts for piece in pieces]):
        return True
    return claim.support == "unsupported" and all(addresses_reader(text, pieces) for pieces in texts)


def _is_retold(text: str, claim: Claim, paper: Paper) -> bool:
    """Return whether a claim is a cited sentence of a paper that known rules have retold."""
    known = Known(subject_of(", ".join(paper.authors)), plain(". ".join(_texts(paper))))
    cited = [number for each in claim.citations if each.paper == paper.id for number in each.sentences]
    return any(is_retold(text, statement, known) for n in cited if (statement := statement_of(paper, n)))


def _texts(paper: Paper) -> list[str]:
    """Return what may be read of a paper, piece by piece: of a long text only the beginning is compared."""
    return [text for text in (heading_of(paper), *statements_of(paper)) if text]


def _flat(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
