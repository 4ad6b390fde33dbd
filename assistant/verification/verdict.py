"""The verdict on a claim without a judge: what was checked, and what speaks against it.

`quoted` and `supported` are given to copies only, which known rules may have put into the third person, `unsupported`
where a figure or the name of a system stands nowhere in what is cited, where a near-copy was turned round, and where
claim and papers have nothing in common. All else is `unverified`: its figures and names are there, and how near its
wording is. Whether a retelling is true a judge says (`assistant.verification.judge`).

Not covered, therefore: in a free retelling, who does what, whose figure it is, negation, cause, and how widely it is
said to hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from assistant.types import Verdict
from assistant.verification import edits
from assistant.verification.cited import Cited, Doubt
from assistant.verification.figures import Checked, check_figures, check_foreign_figures
from assistant.verification.names import check_names
from assistant.verification.near_copies import nearest
from assistant.verification.overlap import shares_a_term, weighted_overlap
from assistant.verification.retold import Known, is_retold, subject_of
from index.language import is_english
from index.text import plain

_LONGEST_CLAIM = 2000  # characters; the longest sentence of 1,500 abstracts has fewer
_ASIDE = re.compile(r"\s*\([^()]*\)")
_LEAD = re.compile(r"^(?:[A-Z][a-z]+ly|However|Moreover|In addition|Finally|Second|First|Also|To this end), ")
_CLOSE, _LOOSE = 0.7, 0.45  # shares of what the terms of a claim tell, in words for a reader


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
            return Verified(_verdict(checked.doubt) if cited.is_known else _unknown(checked.doubt), added)
    verdict = _translated(names) if is_english(claim) != cited.is_english else _compared(claim, cited, names)
    return Verified(verdict, added)


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
        doubt = edits.doubt(diff) or names.doubt
        return _verdict(doubt) if doubt else Verdict(support="supported")
    if names.doubt:
        return _verdict(names.doubt)
    if cited.is_known and not shares_a_term(claim, (*cited.sentences, *(paper.whole for paper in cited.papers))):
        return Verdict(support="unsupported", reason="it speaks of something else than the cited paper")
    return Verdict(support="unverified", reason=_how_near(claim, cited))


def _how_near(claim: str, cited: Cited) -> str:
    share = weighted_overlap(claim, " ".join(cited.sentences))
    how = "close to" if share >= _CLOSE else "loosely that of" if share >= _LOOSE else "far from"
    return f"its figures and names are there; its wording is {how} the cited sentence’s"


def _translated(names: Checked) -> Verdict:
    if names.doubt:
        return _verdict(names.doubt)
    return Verdict(
        support="unverified", reason="in another language than the abstract: its figures and names are there"
    )


def _unknown(doubt: Doubt) -> Verdict:
    """Return the verdict where no more than the cited sentences is known of a paper: its abstract may say the rest."""
    return Verdict(support="unverified", reason=doubt.reason)


def _unsupported(reason: str) -> Verified:
    return Verified(Verdict(support="unsupported", reason=reason))


def _verdict(doubt: Doubt) -> Verdict:
    return Verdict(support=doubt.support, reason=doubt.reason)


def is_quoted(claim: str, cited: Cited) -> bool:
    """Return whether a claim is cited sentences to the letter, or trimmed by a known rule.

    The rules: an aside in parentheses or the adverb at the beginning is left out; the name of the paper stands before.
    """
    flat = _flat(claim)
    if flat in {_flat(sentence) for sentence in cited.sentences} or flat == _flat(" ".join(cited.sentences)):
        return True
    own = {f"{_flat(paper.name)}: " for paper in cited.papers if paper.name}
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
        yield _without_asides(sentence, claim)


def _without_asides(sentence: str, claim: str) -> str:
    return _ASIDE.sub(lambda found: found[0] if found[0].strip() in claim else "", _flat(sentence))


@lru_cache(maxsize=4096)
def _flat(text: str) -> str:
    return re.sub(r"[.\s]+$", "", plain(text).casefold())
