"""What the model of `assistant.comparison.values` sees of each word of a sentence, as rows of its weights.

Beside what the tagger of entities sees of a word (`index.models.entity_features`): the signs around it, whether it is a
verb, part of an entity or a figure and whose, where it stands, and what role its sentence has.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from assistant.comparison.figures import own_figures
from assistant.comparison.subject import called
from index.figure_roles import figures_of
from index.models import entity_features
from index.models.entity_tagger import Entity, tag
from index.models.sentence_roles import roles
from index.paper import Paper
from index.statements import statements_of
from index.text import plain
from index.verbs import is_verb

ROWS = 2**14  # of the weights
MOST = 110  # words of a sentence that are looked at
_OPENING, _CLOSING = "([{\"'“", ")]}\"'”,;:.!?"
_FAR = 6  # words from an end of the sentence, a sign or an author that are told apart
_CONTRARY = frozenset(("but", "yet", "however", "while", "although", "despite"))
_AUTHORS = frozenset(("we", "our", "paper", "work", "study", "article"))


class Word(NamedTuple):
    """A word as it stands in a plain sentence, in lower case without the signs around it, and where it stands."""

    text: str
    low: str
    start: int
    end: int


class Read(NamedTuple):
    """A sentence: its plain text, its words, the rows of each, and where its figures stand and whose they are."""

    text: str
    words: tuple[Word, ...]
    rows: tuple[tuple[int, ...], ...]
    figures: tuple[tuple[int, int, str], ...]


@lru_cache(maxsize=1024)
def read(paper: Paper, number: int) -> Read:
    """Return what the model sees of a sentence that may be cited; one that may not has no words."""
    statements = statements_of(paper)
    text = plain(statements[number - 1])
    words = split(text)
    placed = [each for each in figures_of(paper.title, statements) if each.sentence == number]
    spans: list[tuple[int, int, str]] = [
        (own.start, own.end, own.column) for own in own_figures(paper) if own.figure.sentence == number
    ]
    spans += [(each.quantity.begin, each.quantity.finish, each.role) for each in placed]
    inner = entity_features.rows([word.text.strip(_OPENING + _CLOSING) or word.text for word in words])
    outer = _seen(words, tag(text), spans, roles(statements).of[number - 1], paper)
    rows = tuple(
        tuple(row % ROWS for row in (*shared, *(zlib.crc32(each.encode()) for each in own)))
        for shared, own in zip(inner, outer, strict=True)
    )
    return Read(text, words, rows, tuple(spans))


def split(text: str) -> tuple[Word, ...]:
    """Return the words of a plain sentence: what stands between spaces."""
    found = list(re.finditer(r"\S+", text))[:MOST]
    return tuple(Word(each[0], each[0].strip(_OPENING + _CLOSING).lower(), each.start(), each.end()) for each in found)


def _seen(
    words: Sequence[Word], tagged: Sequence[Entity], figures: Sequence[tuple[int, int, str]], role: str, paper: Paper
) -> list[list[str]]:
    """Return what is seen of each word beside what the tagger of entities sees."""
    low = ["^", *(word.low for word in words), "$"]
    verbs = [False, *(is_verb(word.low) for word in words), False]
    kinds = ["", *(_kind(word, tagged) for word in words), ""]
    owned = ["", *(_owner(word, figures) for word in words), ""]
    title, name = set(re.findall(r"\w+", paper.title.lower())), called(paper).lower()
    found, clause, author, behind, contrary = [], 0, _FAR, "", ""
    for n, word in enumerate(words, start=1):
        opens = word.text[: len(word.text) - len(word.text.lstrip(_OPENING))]
        closes = word.text[len(word.text.rstrip(_CLOSING)) :]
        before = "" if n == 1 or words[n - 2].text[-1].isalnum() else words[n - 2].text[-1]
        left = len(words) - n
        found.append(
            [
                *(f"opens={opens}", f"closes={closes}", f"before={before}", f"before={before},{low[n]}"),
                *(f"closes={closes},{low[n + 1]}", f"verb={verbs[n]}", f"verbs={verbs[n - 1 : n + 2]}"),
                *(f"kind={kinds[n]}", f"<kind={kinds[n - 1]},{kinds[n]}", f">kind={kinds[n]},{kinds[n + 1]}"),
                *(f"figure={owned[n]}", f"<figure={owned[n - 1]}", f">figure={owned[n + 1]}"),
                *(f"first={min(n, _FAR)}", f"last={min(left, _FAR)}", f"role={role}"),
                *(f"role={role},{min(n, 4)}", f"role={role},{min(left, 1)}", f"author={min(author, _FAR)}"),
                *(f"clause={min(clause, _FAR)}", f"behind={behind}", f"behind={behind},{verbs[n]}"),
                *(f"behind={behind},{before}", f"title={low[n] in title}", f"name={low[n] == name}"),
                *(f"contrary={contrary}", f"contrary={contrary},{clause == 0},{before}"),
                *(f"<pair={low[n - 1]} {low[n]}", f">pair={low[n]} {low[n + 1]}"),
            ]
        )
        behind, author = _behind(behind, low[n], is_verb=verbs[n]), 0 if low[n] in _AUTHORS else author + 1
        contrary = low[n] if low[n] in _CONTRARY else contrary
        clause = 0 if word.text[-1] in ",;:" else clause + 1
    return found


def _behind(before: str, low: str, *, is_verb: bool) -> str:
    """Return what stood before a word that frames it: the authors, `that`, and a verb of either."""
    if low in _AUTHORS:
        return "we"
    if low == "that":
        return before.removesuffix("that") + "that"
    return before + "v" if is_verb and not before.endswith("v") and len(before) <= len("wevthat") else before


def _kind(word: Word, tagged: Sequence[Entity]) -> str:
    for each in tagged:
        if each.start < word.end and word.start < each.end:
            return f"{'B' if each.start >= word.start else 'I'}-{each.kind}"
    return "O"


def _owner(word: Word, figures: Sequence[tuple[int, int, str]]) -> str:
    return next((owner for start, end, owner in figures if start < word.end and word.start < end), "-")
