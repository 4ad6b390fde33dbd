"""Sentences of a writer that are never shown, not even marked: what an attack in an abstract would have it say.

A claim that fails is shown with its verdict, because a reader may want to know what a model made of the abstracts. What
has an odd form (see `form`), speaks to somebody, or has no word of any abstract is not made of them at all; and where a
paper is known to hold an attack, whatever fails may be the attack's doing. In another language than theirs a claim
shares few words with the abstracts, so there it is only asked, beside an attack, for a figure or a name of theirs.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.types import Claim
from assistant.verification.figures import shares_a_figure
from assistant.verification.output_form import is_odd
from assistant.verification.overlap import shares_a_term
from assistant.verification.retold import Known, is_retold, subject_of
from index.entities import names, stands_in
from index.guard import addresses_reader
from index.labels import attributed, label
from index.language import is_english
from index.paper import Paper
from index.query import Evidence
from index.statements import guarded_of, heading_of, statement_of, statements_of
from index.text import plain
from index.unseen import visible


def is_withheld(claim: Claim, evidence: Sequence[Evidence]) -> bool:
    """Tell whether a claim is none about the abstracts that its writer was given; a sentence of theirs never is.

    Nor is one that is told in the third person by known rules: they put nothing into it.
    """
    papers = [item.paper for item in evidence]
    text = _without_name(claim.text, papers)
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


def _without_name(text: str, papers: Sequence[Paper]) -> str:
    """Return a claim without the name of its paper that our own writer puts before a sentence."""
    names = {label(paper.title, paper.sentences) for paper in papers} - {""}
    return next((text.removeprefix(before) for name in names if text.startswith(before := attributed(name, ""))), text)


def _texts(paper: Paper) -> list[str]:
    """Return what may be read of a paper, piece by piece: of a long text only the beginning is compared."""
    return [text for text in (heading_of(paper), *statements_of(paper)) if text]


def _flat(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
